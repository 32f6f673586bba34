"""Whole histories (P3.7, P3.8, P3.9): edits on both sides, imports with and without choices, undone imports, in any
order. Whatever happens, what a person typed here stays until that person takes theirs.
"""

import asyncio
import json
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.clients.service import ClientService
from app.clients.tables import Client
from app.core.clock import SetClock
from app.core.errors import Refused
from app.core.events import Events
from app.core.paths import Home
from app.core.rights import Actor, Level
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.importing.choices import Choices
from app.importing.merge import same
from app.importing.rows import State
from app.importing.service import ImportService
from app.registers.service import RegisterService
from integrations.contract import Surroundings
from tests.importing.program import Program, remote
from tests.importing.test_confirm import added_up

OWNER = Actor(None, "Mari", Level.OWNER)
FIELDS = ("phone", "email", "address")
VALUES = st.sampled_from(["", "a", "b", "c"])
WHICH = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("theirs"), WHICH, st.sampled_from(FIELDS), VALUES),
    st.tuples(st.just("ours"), WHICH, st.sampled_from(FIELDS), VALUES),
    st.tuples(st.just("listed"), WHICH, st.booleans()),
    st.tuples(st.just("archived"), WHICH, st.booleans()),
    st.tuples(st.just("readable"), WHICH, st.booleans()),
    st.tuples(st.just("import"), st.sets(WHICH, max_size=2), st.sets(st.sampled_from(FIELDS), max_size=1)),
    st.tuples(st.just("undo"), st.integers(0, 2)),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=4, max_size=18))
def test_nothing_that_a_person_typed_is_lost(migrated: Path, steps: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        shutil.copyfile(migrated, home.database)
        clock = SetClock(datetime(2026, 11, 20, tzinfo=UTC))
        store = open_store(f"sqlite:///{home.database}", home, clock)
        try:
            asyncio.run(_History(store, clock, home).goes(steps))
        finally:
            store.close()


@dataclass
class _History:
    store: Store
    clock: SetClock
    home: Home
    program: Program = field(default_factory=Program)
    typed: dict[tuple[int, str], str] = field(default_factory=dict)  # what a person typed and may not be lost
    hidden: set[str] = field(default_factory=set)
    runs: list[int] = field(default_factory=list)

    async def goes(self, steps: list[tuple[Any, ...]]) -> None:
        events = Events()
        around = Surroundings(asyncio.sleep, self.clock.now, lambda: 0.5)
        registers = RegisterService(
            self.store,
            self.clock,
            events,
            FirmService(self.store, self.clock, events),
            self.home.cache,
            around,
            sources=(),
        )
        notices = Notices(self.store, self.clock, events)
        self.imports = ImportService(
            self.store, self.clock, events, None, registers, notices,
            catalogue=(self.program.integration(),), register_sources=(),
        )  # fmt: skip
        self.clients = ClientService(self.store, self.clock, events, self.home)
        self.program.lists(*(remote(f"r{i}", f"Firma {'ABCD'[i]}") for i in range(4)))
        for step, *details in steps:
            self.clock.turn(timedelta(minutes=5))
            await getattr(self, f"_{step}")(*details)
            await self._holds()
        await self._import(set(), set())
        await self._nothing_to_do()

    async def _theirs(self, which: int, name: str, value: str) -> None:
        self.program.change(f"r{which}", **{name: value})

    async def _ours(self, which: int, name: str, value: str) -> None:
        client = (await self._clients()).get(f"Firma {'ABCD'[which]}")
        if client is not None and client[name] != value:
            await self.store.write(
                lambda s: s.execute(
                    text(f"UPDATE client SET {name} = :v WHERE id = :i"), {"v": value, "i": client["id"]}
                )
            )
            await self._say_so(client["id"], client[name], name, value)
            self.typed[client["id"], name] = value

    async def _say_so(self, client_id: int, old: str, name: str, value: str) -> None:
        """Into the audit log, as the service does; that one would not take "a" for an e-mail."""
        from app.db.audit import Change, record

        change = Change("edit", "client", client_id, "x", {name: (old, value)})
        await self.store.write(lambda s: record(s, OWNER, self.clock.now(), [change]))

    async def _listed(self, which: int, listed: bool) -> None:
        (self.hidden.discard if listed else self.hidden.add)(f"r{which}")

    async def _archived(self, which: int, archived: bool) -> None:
        self.program.change(f"r{which}", active=not archived)

    async def _readable(self, which: int, readable: bool) -> None:
        self.program.change(f"r{which}", readable=readable)

    async def _import(self, unticked: set[int], taken: set[str]) -> None:
        shown = [c for c in self.program.clients if c.remote_id not in self.hidden]
        review, choices = await self.imports.review(OWNER, "arvila", shown), Choices()
        bases = await self._bases()
        for row in review.rows:
            for merged in row.fields:
                if merged.conflict and merged.field in taken:
                    choices.choose_field(row.key, merged.field, "theirs")
            if row.key in {f"r{i}" for i in unticked}:
                choices.set_checked(row.key, False)
        for row in choices.rows(review):
            for merged in row.fields if row.checked else ():
                if merged.choice == "theirs":
                    self._may_be_taken(row.client_id, merged, bases, taken)
        run = await self.imports.confirm(OWNER, review, choices)
        assert (added_up(run), run.failed) == (len(review.rows), 0)
        self.runs.append(run.id)

    def _may_be_taken(
        self, client_id: int, merged: Any, bases: dict[int, dict[str, str]], taken: set[str]
    ) -> None:
        """Theirs goes over ours only where the person said so, or ours was as last imported, or empty."""
        typed = self.typed.pop((client_id, merged.field), None)
        if merged.field in taken or typed is None:
            return
        base = bases.get(client_id, {}).get(merged.field)
        assert typed == "" if base is None else same(merged.field, typed, base)

    async def _undo(self, back: int) -> None:
        if len(self.runs) <= back:
            return
        run_id = self.runs[-1 - back]
        detail = await self.imports.run(OWNER, run_id)
        try:
            undone = await self.imports.undo(OWNER, run_id)
        except Refused:
            assert detail.view.undone_at is not None
            return
        kept = {each.client_id for each in undone.kept}
        for row in detail.rows:
            for name, (_old, new) in row.changes.items() if row.client_id not in kept else ():
                if self.typed.get((row.client_id, name)) == new:  # typed again what the import had brought
                    del self.typed[row.client_id, name]

    async def _holds(self) -> None:
        now = {client["id"]: client for client in (await self._clients()).values()}
        for (client_id, name), value in self.typed.items():
            assert now[client_id][name] == value, f"{name} of {client_id} was typed as {value!r}"
        assert await self.store.read(lambda s: s.execute(text("PRAGMA foreign_key_check")).all()) == []

    async def _nothing_to_do(self) -> None:
        shown = [c for c in self.program.clients if c.remote_id not in self.hidden]
        review = await self.imports.review(OWNER, "arvila", shown)
        if shown:
            assert {row.state for row in review.rows} <= {State.UNCHANGED}
        before = await self._dump()
        await self.imports.confirm(OWNER, review, Choices())
        assert await self._dump() == before

    async def _clients(self) -> dict[str, dict[str, Any]]:
        columns = Client.metadata.tables["client"].select()
        return await self.store.read(
            lambda s: {row["name"]: dict(row) for row in s.execute(columns).mappings()}
        )

    async def _bases(self) -> dict[int, dict[str, str]]:
        found = await self.store.read(
            lambda s: s.execute(text("SELECT client_id, base FROM client_link")).all()
        )
        return {client_id: json.loads(base) for client_id, base in found}

    async def _dump(self) -> list[Any]:
        tables = ("client", "client_link", "audit_entry", "import_row")
        return await self.store.read(
            lambda s: [s.execute(text(f"SELECT * FROM {t} ORDER BY id")).all() for t in tables]
        )
