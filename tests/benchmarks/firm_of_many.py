"""A home with a firm that has many clients, made through the services as a person's clicks would."""

from collections.abc import Iterator
from pathlib import Path

from app.container import open_container
from app.core.paths import Home
from app.core.vault import MemoryVault
from app.firm.views import NewFirm
from app.importing.choices import Choices
from integrations.contract import RemoteClient
from integrations.sandbox.companies import company

NOWHERE = "http://127.0.0.1:9"  # no register is asked


async def make_firm(root: Path, clients: int) -> None:
    program = await open_container(Home(root), MemoryVault())
    try:
        await program.firm.create(
            NewFirm("Tammik & Kuusk OÜ", "EE", "Kadri Tamm", "kadri@firm.example", language="en")
        )
        owner = await program.firm.actor()
        await program.firm.set_setting(owner, "ariregister.url", NOWHERE)
        review = await program.imports.review(owner, "trigon", list(remote(clients)))
        run = await program.imports.confirm(owner, review, Choices())
        assert run.created == clients, run
        rows = await program.client_queries.rows(owner)
        for name, every in (("Liis Kask", 3), ("Marten Saar", 4)):
            member = await program.firm.add_member(owner, name, f"{name.split()[0].lower()}@firm.example")
            await program.clients.assign_manager(owner, [row.id for row in rows[::every]], member.id)
        await program.clients.set_groups(owner, [row.id for row in rows[::2]], add=["Käibemaks"])
    finally:
        await program.close()


def remote(clients: int) -> Iterator[RemoteClient]:
    for number in range(clients):
        known = company(number)
        yield RemoteClient(
            f"f_{number:07}",
            known.name,
            known.code,
            known.vat_number or None,
            "EE",
            f"info@firma{number}.example",
        )
