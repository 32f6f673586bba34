"""An accounting program in memory: it lists clients page by page, and a person there can change them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from integrations.contract import (
    Account,
    Capability,
    ClientPage,
    FieldKind,
    FormField,
    Integration,
    Manifest,
    RemoteClient,
    SecretKeeper,
    Surroundings,
)

FIELDS = ("name", "registration_code", "vat_number", "country", "email", "phone", "address", "language")
MANIFEST = Manifest(
    key="arvila",
    name="Arvila",
    country="EE",
    kind="Accounting program",
    sentence="For tests.",
    icon="buildings",
    capabilities=frozenset({Capability.CLIENTS}),
    form=(FormField("email", "E-mail", FieldKind.EMAIL),),
    client_fields=FIELDS,
)


def remote(remote_id: str, name: str, code: str | None = None, **more: Any) -> RemoteClient:
    return RemoteClient(remote_id, name, code, country=more.pop("country", "EE"), **more)


@dataclass
class Program:
    """`before_page`: called with the number of each page before it is given; may raise or wait."""

    clients: list[RemoteClient] = field(default_factory=list)
    page_size: int = 3
    before_page: Callable[[int], Any] = lambda _page: None

    def lists(self, *clients: RemoteClient) -> None:
        self.clients = list(clients)

    def change(self, remote_id: str, **values: Any) -> None:
        assert any(c.remote_id == remote_id for c in self.clients)
        self.clients = [
            msgspec.structs.replace(c, **values) if c.remote_id == remote_id else c for c in self.clients
        ]

    def remove(self, remote_id: str) -> None:
        self.clients = [c for c in self.clients if c.remote_id != remote_id]

    def integration(self) -> Integration:
        @asynccontextmanager
        async def open_line(
            address: str, keeper: SecretKeeper, around: Surroundings
        ) -> AsyncIterator["ProgramConnector"]:
            yield ProgramConnector(self, keeper)

        return Integration(MANIFEST, open_line)


@dataclass(slots=True)
class ProgramConnector:
    program: Program
    keeper: SecretKeeper

    async def sign_in(self, answers: Mapping[str, str]) -> Account:
        await self.keeper.save({"token": "kept"})
        return Account("Büroo OÜ", answers["email"])

    async def test(self) -> Account:
        return Account("Büroo OÜ", "mari@buroo.example")

    async def clients(self) -> AsyncIterator[ClientPage]:
        listed, size = tuple(self.program.clients), self.program.page_size
        for page, start in enumerate(range(0, max(len(listed), 1), size), 1):
            waiting = self.program.before_page(page)
            if asyncio.iscoroutine(waiting):
                await waiting
            yield ClientPage(listed[start : start + size], len(listed))

    async def expires(self) -> None: ...

    async def sign_out(self) -> None: ...
