"""The demo's firm: on the built-in sandboxes, in a home of its own. For `kontor demo` and the window's `--demo`.

Nothing of it is real but the way it is made: the sandboxes are servers on loopback, and everything goes
through the same services as a firm's own data. Secrets are kept in memory and end with it.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from app.container import Container, open_container, surroundings
from app.core import words
from app.core.clock import Clock
from app.core.paths import Home
from app.core.progress import Tell, nobody
from app.core.rights import Actor
from app.core.text import one_line
from app.core.vault import MemoryVault
from app.firm.views import NewFirm
from integrations.contract import FieldKind, Manifest, Served, Surroundings
from ui.headless.demo_counts import plan_counts
from ui.headless.served import sandboxes

if TYPE_CHECKING:
    from app.importing.review import Review

FIRM, COUNTRY = "Tammik & Kuusk Raamatupidamine OÜ", "EE"
OWNER = ("Kadri Tamm", "kadri@tammikkuusk.example")
MEMBERS = (("Liis Kask", "liis@tammikkuusk.example"), ("Marten Saar", "marten@tammikkuusk.example"))
BRISK = 0.01  # seconds
LEFT_OUT = 8  # clients that the first import leaves to the next
VAT_PAYERS, ASSOCIATIONS, COMPANIES = "Käibemaks", "Ühingud", "Väikeettevõtted"


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo's firm with its members, and the other sides, running. Nothing is connected yet."""

    program: Container
    owner: Actor
    served: Mapping[str, Served]


@asynccontextmanager
async def set_up_demo(home: Home, clock: Clock | None = None) -> AsyncIterator[Demo]:
    """A firm in an empty home and the sandboxes beside it, until the context ends."""
    async with sandboxes() as served:
        program = await open_container(home, MemoryVault(), clock=clock, around=_around())
        try:
            yield Demo(program, await _make_firm(program, served), served)
        finally:
            await program.close()


def _around() -> Surroundings:
    """Sandboxes need no politeness, so pauses between requests are short; not where a real register was named."""
    from integrations.registry import registers

    if any(os.environ.get(f"KONTOR_{source.key.upper()}_URL") for source in registers()):
        return surroundings()
    return replace(surroundings(), pause=lambda seconds: asyncio.sleep(min(seconds, BRISK)))


async def _make_firm(program: Container, served: Mapping[str, Served]) -> Actor:
    from integrations.registry import registers

    await program.firm.create(NewFirm(FIRM, COUNTRY, *OWNER, language=words.language()))
    owner = await program.firm.actor()
    for name, email in MEMBERS:
        await program.firm.add_member(owner, name, email)
    for source in registers():
        if source.key in served:
            await program.firm.set_setting(owner, f"{source.key}.url", served[source.key].access["url"])
    return owner


def to_connect(demo: Demo) -> Iterator[tuple[Manifest, Served]]:
    """The accounting programs that there is a sandbox of."""
    from integrations.registry import integrations

    for entry in integrations():
        if entry.manifest.key in demo.served:
            yield entry.manifest, demo.served[entry.manifest.key]


def sign_in(manifest: Manifest, access: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The address and the answers that the sandbox takes."""
    address = next(field.key for field in manifest.form if field.kind is FieldKind.ADDRESS)
    return access["url"], {f.key: access[f.key] for f in manifest.form if f.key != address}


@dataclass(frozen=True)
class DemoProgram(Container):
    """The program on the demo's firm; closing it stops the sandboxes as well."""

    sandboxes: AsyncExitStack

    async def close(self) -> None:
        await self.sandboxes.aclose()


async def open_demo(home: Home, tell: Tell = nobody) -> DemoProgram:
    """The demo's firm at work, for the window: register loaded, clients imported, managed and in groups."""
    async with AsyncExitStack() as stack:
        demo = await stack.enter_async_context(set_up_demo(home))
        await _fill(demo, tell)
        parts = {part.name: getattr(demo.program, part.name) for part in fields(Container)}
        opened = DemoProgram(**parts, sandboxes=stack.pop_all())
        vars(opened).update(vars(demo.program))  # the services that were made meanwhile, to be closed with it
        return opened


async def _fill(demo: Demo, tell: Tell) -> None:
    from app.importing.choices import Choices

    program, owner = demo.program, demo.owner
    await program.registers.load(owner, None, tell)
    for manifest, served in to_connect(demo):
        await program.connections.connect(owner, manifest.key, *sign_in(manifest, served.access))
        review = await program.imports.fetch(owner, manifest.key, tell)
        choices = Choices()
        sure = [row.key for row in review.rows if row.checked and "suggestion_code" not in row.verdict.facts]
        left = sure[:: len(sure) // LEFT_OUT]
        choices.set_all(left, False)
        await program.imports.confirm(owner, review, choices)
        await _live_on(program, owner, served, review)
    await _assign(program, owner)
    for manifest, _served in to_connect(demo):
        await plan_counts(program, owner, manifest)  # the schedule finds them due, and counts


async def _live_on(program: Container, owner: Actor, served: Served, review: "Review") -> None:
    """Both sides change a little after the first import, so that the next review has something to show."""
    if served.edit is None:
        return
    green = [row for row in review.rows if row.remote and row.remote.email and row.verdict.flag == "green"]
    both, there, too, archived = green[3], green[5], green[9], green[12]
    for row, values in (
        (both, {"email": "arved@uus.example", "phone": "+372 555 01 90"}),
        (there, {"phone": "+372 600 12 34"}),
        (too, {"name": f"{too.remote.name if too.remote else ''} Grupp"}),
        (archived, {"active": False}),
    ):
        served.edit(row.key, values)
    ours = {row.name: row.id for row in await program.client_queries.rows(owner)}
    name = one_line(both.remote.name) if both.remote else ""
    if name in ours:
        await program.clients.change(owner, ours[name], {"email": "raamat@meie.example"})


async def _assign(program: Container, owner: Actor) -> None:
    """Managers in turn, one client in seven left without; groups by what is seen of a client."""
    rows = await program.client_queries.rows(owner)
    members = [member.id for member in await program.firm.members()]
    for place, member_id in enumerate(members):
        mine = [row.id for n, row in enumerate(rows) if n % 7 and n % len(members) == place]
        await program.clients.assign_manager(owner, mine, member_id)
    for group, ids in _groups([(row.id, row.name, row.vat_number) for row in rows]).items():
        await program.clients.set_groups(owner, ids, add=[group])


def _groups(clients: Sequence[tuple[int, str, str]]) -> dict[str, list[int]]:
    """`clients`: id, name, VAT number."""
    associations = [i for i, name, _vat in clients if name.endswith((" MTÜ", " KÜ", " SA"))]
    return {
        VAT_PAYERS: [i for i, _name, vat in clients if vat],
        ASSOCIATIONS: associations,
        COMPANIES: [i for i, _name, _vat in clients if i not in set(associations)],
    }
