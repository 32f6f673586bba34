"""Checking the clients and keeping the verdicts with them (P4.2: results are kept with their date and source)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from app.clients.tables import Client
from app.core.errors import NotFound, Refused
from app.core.events import ClientsChanged
from app.core.rights import Actor, Level
from app.db.audit import AuditEntry
from app.registers.service import Checked
from app.registers.verdicts import Verdict
from tests.registers.conftest import NOW, OFFLINE, OWNER, Room
from tests.registers.world import code, firms

LONG_AGO = NOW - timedelta(days=400)


async def add_clients(room: Room, *clients: Client) -> None:
    def work(session) -> None:
        for client in clients:
            client.created_at = client.changed_at = LONG_AGO
        session.add_all(clients)

    await room.store.write(work)


async def kept(room: Room) -> dict[str, Verdict]:
    columns = (Client.registry_flag, Client.registry_reason, Client.registry_facts, Client.registry_at)
    rows = await room.store.read(lambda session: session.execute(select(Client.name, *columns)).all())
    return {row[0]: Verdict(*row[1:]) for row in rows}


def client(number: int, **values: object) -> Client:
    return Client(**{"name": f"Firma {number}", "country": "EE", "registration_code": code(number)} | values)


@pytest.fixture
def written(room: Room) -> list[str]:
    """The UPDATE statements on clients, one entry for each row."""
    rows: list[str] = []

    def note(_connection, _cursor, statement: str, parameters, _context, executemany: bool) -> None:
        if statement.startswith("UPDATE client"):
            rows.extend(["row"] * (len(parameters) if executemany else 1))

    event.listen(room.store.writer, "before_cursor_execute", note)
    return rows


async def test_verdicts_are_kept_with_their_date_and_source(room: Room) -> None:
    room.register.add(*firms(1), *firms(2, letter="N"), *firms(3, letter="K"))
    await add_clients(
        room,
        client(1),
        client(2),
        client(3),
        client(4),
        client(5, country=""),  # of the firm's own country
        client(6, registration_code=""),
        client(7, country="LV"),
    )
    told: list[ClientsChanged] = []
    room.events.subscribe(ClientsChanged, told.append)
    room.register.add(*firms(5))
    checked = await room.service.check(OWNER, everyone=True)
    assert checked == Checked(checked=7, found=2, not_found=2, other=3, unreachable=0)
    found = await kept(room)
    assert {name: f"{v.flag} {v.reason}" for name, v in found.items()} == {
        "Firma 1": "green found",
        "Firma 2": "amber bankrupt",
        "Firma 3": "red deleted",
        "Firma 4": "red not_found",
        "Firma 5": "green found",
        "Firma 6": "grey no_code",
        "Firma 7": "grey not_checked",
    }
    assert found["Firma 1"].at == NOW
    assert found["Firma 1"].facts == {"source": "Paper Register", "registered_name": "Firma 1 OÜ"}
    assert found["Firma 7"].at is None
    assert [len(one.ids or ()) for one in told] == [7]


async def test_nobody_has_changed_the_client(room: Room) -> None:
    """No entry in the audit log, and `changed_at` stays: lists of what was changed lately are about people."""
    room.register.add(*firms(1))
    await add_clients(room, client(1))

    def look(session) -> tuple[datetime, int]:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.entity == "client")).all()
        return session.scalar(select(Client.changed_at)), len(entries)

    await room.service.check(OWNER, everyone=True)
    assert (await kept(room))["Firma 1"].flag == "green"
    assert await room.store.read(look) == (LONG_AGO, 0)


async def test_an_unchanged_verdict_is_not_written_again_on_the_same_day(
    room: Room, written: list[str]
) -> None:
    room.register.add(*firms(*range(20)))
    await add_clients(room, *(client(n) for n in range(20)))
    await room.service.check(OWNER, everyone=True)
    assert len(written) == 20
    room.clock.turn(timedelta(hours=5))
    await room.service.check(OWNER, everyone=True)
    assert len(written) == 20
    room.clock.turn(timedelta(days=2))  # the same again, but the date of the result is another
    await room.service.check(OWNER, everyone=True)
    assert len(written) == 40
    assert (await kept(room))["Firma 1"].at == NOW + timedelta(days=2, hours=5)


async def test_only_what_differs_is_written(room: Room, written: list[str]) -> None:
    room.register.add(*firms(*range(20)))
    await add_clients(room, *(client(n) for n in range(20)))
    await room.service.check(OWNER, everyone=True)
    room.register.add(*firms(3, letter="L"))
    room.register.last_modified = "Fri, 18 Sep 2026 05:00:00 GMT"
    await room.service.load(OWNER, None)
    written.clear()
    await room.service.check(OWNER, everyone=True)
    assert len(written) == 1
    assert (await kept(room))["Firma 3"].reason == "in_liquidation"


async def test_what_was_found_stays_when_the_register_is_out_of_reach(room: Room, written: list[str]) -> None:
    room.register.add(*firms(1))
    await add_clients(room, client(1), client(2))
    await room.service.check(OWNER, everyone=True)
    room.clock.turn(timedelta(days=31))
    room.register.breaks(OFFLINE)
    await add_clients(room, client(3))
    written.clear()
    checked = await room.service.check(OWNER, everyone=True)
    assert checked == Checked(checked=3, found=0, not_found=0, other=0, unreachable=3)
    found = await kept(room)
    assert [found[f"Firma {n}"].reason for n in (1, 2, 3)] == ["found", "not_found", "not_checked"]
    assert found["Firma 1"].at == NOW
    assert found["Firma 3"].facts == {"why": "unreachable"}
    assert len(written) == 1


async def test_without_all_only_the_due_ones_are_checked(room: Room) -> None:
    room.register.add(*firms(*range(1, 6)))
    month = NOW - timedelta(days=30)
    await add_clients(
        room,
        client(1),  # never checked
        client(2, registry_flag="green", registry_reason="found", registry_at=month),
        client(3, registry_flag="green", registry_reason="found", registry_at=month + timedelta(days=1)),
        client(4, registry_reason="not_checked", registry_at=NOW),
        client(5, status="inactive"),
    )
    assert (await room.service.check(OWNER, everyone=False)).checked == 3
    assert (await room.service.check(OWNER, everyone=False)).checked == 0
    assert (await room.service.check(OWNER, everyone=True)).checked == 5


async def test_the_named_ones_are_checked(room: Room) -> None:
    room.register.add(*firms(*range(1, 4)))
    await add_clients(room, client(1), client(2, status="inactive"), client(3))
    assert (await room.service.check(OWNER, everyone=False, client_ids=[2, 3])).checked == 2
    assert [v.flag for v in (await kept(room)).values()] == ["grey", "green", "green"]
    assert (await room.service.check(OWNER, everyone=False, client_ids=[])).checked == 0
    with pytest.raises(NotFound):
        await room.service.check(OWNER, everyone=False, client_ids=[2, 99])


async def test_p1_4_a_member_may_check_own_clients_only(room: Room) -> None:
    room.register.add(*firms(1, 2))
    member = await room.firm.add_member(OWNER, "Liis Kask", "liis@example.ee")
    await add_clients(room, client(1, manager_id=member.id), client(2))
    liis = Actor(member.id, member.name, Level.MEMBER)
    assert (await room.service.check(liis, everyone=False, client_ids=[1])).found == 1
    for refused in (
        room.service.check(liis, everyone=False, client_ids=[1, 2]),
        room.service.check(liis, everyone=False),
        room.service.check(liis, everyone=True),
    ):
        with pytest.raises(Refused):
            await refused


async def test_a_client_whose_code_was_changed_meanwhile_is_left_alone(room: Room) -> None:
    room.register.add(*firms(1, 2))
    await add_clients(room, client(1), client(2))

    async def find(wanted: str):
        await room.store.write(
            lambda s: s.execute(update(Client).where(Client.name == "Firma 1").values(registration_code="x"))
        )
        return room.register.companies.get(wanted)

    room.register.find = find
    await room.service.check(OWNER, everyone=True)
    assert {name: v.reason for name, v in (await kept(room)).items()} == {
        "Firma 1": "not_checked",
        "Firma 2": "found",
    }


async def test_a_client_that_was_renamed_meanwhile_is_left_alone(room: Room) -> None:
    """Else the new name would wear what was said of the old one until the next check, a month later."""
    room.register.add(*firms(1))
    await add_clients(room, client(1, name="Quite another"))

    async def find(wanted: str):
        await room.store.write(lambda s: s.execute(update(Client).values(name="Firma 1")))
        return room.register.companies.get(wanted)

    room.register.find = find
    await room.service.check(OWNER, everyone=True)
    assert [v.reason for v in (await kept(room)).values()] == ["not_checked"]


async def test_many_clients_in_few_statements(room: Room, written: list[str]) -> None:
    room.register.add(*firms(*range(1500)))
    await room.service.load(OWNER, None)
    await add_clients(room, *(client(n) for n in range(1500)))
    assert (await room.service.check(OWNER, everyone=False, client_ids=range(1, 1501))).found == 1500
    assert len(written) == 1500
