"""Confirming (P3.8): one transaction against the database as it is then, everything counted, nothing written twice."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.clients.tables import ClientLink
from app.core.events import ClientsChanged
from app.importing.choices import Choices
from app.importing.rows import State
from app.importing.runs import RunView
from integrations.contract import RemoteClient
from tests.importing.program import remote
from tests.importing.world import GOOD, World, row_of


def added_up(run: RunView) -> int:
    return run.created + run.updated + run.unchanged + run.skipped + run.conflicts + run.failed


def many() -> list[RemoteClient]:
    """One of each kind: good, without code, malformed, unknown, spaced, archived, unreadable, the same code twice."""
    return [
        remote(
            "1", "Sild OÜ", GOOD[0], email="info@sild.example", phone="+372 5", address="Lao 4", language="et"
        ),
        remote("2", "Tamm AS"),
        remote("3", "Kask OÜ", "123"),
        remote("4", "Kuusk OÜ", GOOD[1]),
        remote("5", "Mänd OÜ", f"{GOOD[2][:4]} {GOOD[2][4:]}"),
        remote("6", "Paju OÜ", GOOD[3], active=False),
        remote("7", "Pärn OÜ", None, readable=False),
        remote("8", '=HYPERLINK("http://example.com","Lepp")', "'); DROP TABLE client;--"),
    ]


@pytest.fixture
def twins() -> list[RemoteClient]:
    return [remote("9", "Haab Üks", GOOD[4]), remote("10", "Haab Kaks", GOOD[4])]


async def test_P3_8_importing_again_right_away_shows_all_unchanged_and_writes_nothing(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"), (GOOD[2], "Mänd OÜ"), (GOOD[3], "Paju OÜ", "L"))
    world.program.lists(*many())
    assert (await world.bring()).created == 8
    review = await world.review()
    assert {row.state for row in review.rows} == {State.UNCHANGED}
    assert not any(row.checked or row.reason.startswith("first") for row in review.rows)
    before = await world.everything("import_run")
    world.heard.since()
    choices = Choices()
    choices.set_all([row.key for row in review.rows], True)  # even when everything is ticked
    run = await world.imports.confirm(world.owner, review, choices)
    assert await world.everything("import_run") == before
    assert (run.unchanged, added_up(run)) == (8, 8)
    assert ClientsChanged() not in world.heard.since()


async def test_P3_8_three_imports_make_no_client_twice(world: World, twins: list[RemoteClient]) -> None:
    world.program.lists(*many(), *twins)
    for _ in range(3):
        await world.bring()
    assert len(await world.names()) == 8


async def test_P3_9_the_counts_are_all_rows(world: World, twins: list[RemoteClient]) -> None:
    world.program.lists(*many(), *twins)
    choices = Choices()
    choices.set_checked("2", False)
    review = await world.review()
    await world.add("Kuusk", GOOD[1])  # after the review: this one cannot be written any more
    run = await world.imports.confirm(world.owner, review, choices)
    assert (run.created, run.skipped, run.conflicts, run.failed) == (6, 1, 2, 1)
    assert added_up(run) == len(review.rows)
    detail = await world.imports.run(world.owner, run.id)
    assert sorted(row.outcome for row in detail.rows) == sorted(
        ["created"] * 6 + ["skipped", "conflict", "conflict", "failed"]
    )
    assert run.red_x == 8  # all but the two without a code; written or not
    assert [view.id for view in await world.imports.runs(world.owner)] == [run.id]
    assert await world.imports.runs(world.owner, "elsewhere") == ()


async def test_texts_of_people_who_try_things_are_kept_as_they_are(world: World) -> None:
    world.program.lists(*many())
    await world.bring()
    client = await world.client('=HYPERLINK("http://example.com","Lepp")')
    assert client.registration_code == "'); DROP TABLE client;--"
    ((_action, changes, _run),) = await world.history(client.id)
    assert changes["name"] == [None, client.name]
    base = await world.store.read(lambda s: s.scalar(select(ClientLink.base).filter_by(remote_id="8")))
    assert base["name"] == client.name


async def test_a_text_that_does_not_fit_is_left_out_and_said(world: World) -> None:
    world.program.lists(
        remote("1", "Sild OÜ", GOOD[0], phone="5" * 65, language="estonian", email="a@sild.example")
    )
    run = await world.bring()
    client = await world.client("Sild OÜ")
    assert (client.phone, client.language, client.email) == ("", "", "a@sild.example")
    (logged,) = (await world.imports.run(world.owner, run.id)).rows
    assert logged.reason == "Not taken over, as the text does not fit here: Phone, language."
    assert (await world.row("1")).state is State.UNCHANGED


async def test_odd_clients_fail_or_wait_alone(world: World) -> None:
    world.program.lists(
        remote("1" * 65, "Sild OÜ"),
        remote("2", ""),
        remote("3", "n" * 401),
        remote("4\x00", "Kask"),
        remote("5", "Tamm"),
    )
    run = await world.bring()
    assert (run.created, run.failed, run.skipped) == (1, 2, 2)
    assert await world.names() == ["Tamm"]


async def test_an_empty_country_is_that_of_the_program(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], country=""))
    await world.bring()
    assert (await world.client("Sild OÜ")).country == "EE"
    assert (await world.row("1")).state is State.UNCHANGED


async def test_what_both_sides_came_to_have_is_noted_without_a_tick(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    await world.edit(client_id, phone="2")
    world.program.change("1", phone="2")
    run = await world.bring()
    assert (run.unchanged, run.updated) == (1, 0)
    world.program.change("1", phone="3")  # had "2" not been noted, this would be a conflict now
    assert [(f.base, f.choice) for f in (await world.row("1")).fields] == [("2", "theirs")]


# --- the ground moved between review and confirm ----------------------------------------------------


async def test_a_client_edited_after_the_review_is_not_overwritten(world: World) -> None:
    world.program.lists(
        remote("1", "Sild OÜ", GOOD[0], phone="1"), remote("2", "Tamm AS", GOOD[1], phone="1")
    )
    await world.bring()
    world.program.change("1", phone="2")
    world.program.change("2", phone="2")
    review = await world.review()
    client_id = (await world.client("Sild OÜ")).id
    await world.edit(client_id, phone="3")
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.updated, run.failed) == (1, 1)
    assert ((await world.client("Sild OÜ")).phone, (await world.client("Tamm AS")).phone) == ("3", "2")
    failed = [row for row in (await world.imports.run(world.owner, run.id)).rows if row.outcome == "failed"]
    assert [(row.name, row.client_id) for row in failed] == [("Sild OÜ", client_id)]
    assert (
        failed[0].reason == "The client was changed here after the review was made. Fetch again to see both."
    )
    assert (await world.row("1")).state is State.CONFLICT


async def test_an_edit_of_what_imports_do_not_touch_is_no_reason_to_fail(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    world.program.change("1", phone="2")
    review = await world.review()
    await world.edit((await world.client("Sild OÜ")).id, notes="Loves cats", mark="SI")
    assert (await world.imports.confirm(world.owner, review, Choices())).updated == 1
    client = await world.client("Sild OÜ")
    assert (client.phone, client.notes, client.mark) == ("2", "Loves cats", "SI")


async def test_a_client_deleted_after_the_review_stays_deleted(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    world.program.change("1", phone="2")
    review = await world.review()
    await world.clients.delete(world.owner, (await world.client("Sild OÜ")).id, "Sild OÜ")
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.failed, run.updated) == (1, 0)
    assert await world.names() == []


async def test_a_client_deleted_after_the_review_does_not_hold_up_the_others_where_its_row_is_left_out(
    world: World,
) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"), remote("2", "Tamm AS", phone="1"))
    await world.bring()
    world.program.change("1", phone="2")
    world.program.change("2", phone="2")
    review, choices = await world.review(), Choices()
    choices.set_checked("1", False)
    await world.clients.delete(world.owner, (await world.client("Sild OÜ")).id, "Sild OÜ")
    run = await world.imports.confirm(world.owner, review, choices)
    assert (run.updated, run.skipped) == (1, 1)


async def test_a_review_that_was_confirmed_before_creates_nobody_twice(world: World) -> None:
    world.program.lists(*many())
    review = await world.review()
    first, second = await asyncio.gather(
        *(world.imports.confirm(world.owner, review, Choices()) for _ in range(2))
    )
    assert (first.created, second.created, second.failed) == (8, 0, 8)
    assert len(await world.names()) == 8
    reasons = {row.reason for row in (await world.imports.run(world.owner, second.id)).rows}
    assert reasons == {"It was imported by someone else after the review was made. Fetch again."}


async def test_a_client_added_with_the_same_code_after_the_review_is_not_doubled(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]), remote("2", "Tamm AS", GOOD[1]))
    review = await world.review()
    await world.add("Sild", f"EE {GOOD[0]}")
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.created, run.failed) == (1, 1)
    failed = [row for row in (await world.imports.run(world.owner, run.id)).rows if row.outcome == "failed"]
    assert failed[0].reason == "Sild was added with this code after the review was made. Fetch again."


async def test_a_client_linked_after_the_review_is_not_linked_twice(world: World) -> None:
    ours = await world.add("Sild", GOOD[0])
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]))
    review = await world.review()
    other = await world.imports.review(world.owner, "arvila", [remote("2", "Sild OÜ", GOOD[0])])
    await world.imports.confirm(world.owner, other, Choices())
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.failed, run.updated) == (1, 0)
    assert [link.remote_id for link in (await world.queries.detail(world.owner, ours)).links] == ["2"]


async def test_a_change_imported_by_someone_else_meanwhile_fails_the_row(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1", email="a@sild.example"))
    await world.bring()
    world.program.change("1", phone="2")
    review = await world.review()
    client_id = (await world.client("Sild OÜ")).id

    def rebase(session: Any) -> None:  # the base alone, as where they decided to keep ours
        session.execute(update(ClientLink).values(base={"name": "Sild OÜ", "phone": "3"}))

    await world.store.write(rebase)
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.failed, (await world.queries.detail(world.owner, client_id)).phone) == (1, "1")


async def test_a_link_that_is_moved_is_not_noted_as_vanished_with_the_old_client(world: World) -> None:
    """Chosen freely, not as offered: so the old remote client has a row of its own."""
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"), remote("9", "Tamm AS"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    world.program.lists(
        remote("2", "Uus A", GOOD[1], phone="2"), remote("3", "Uus B", GOOD[1]), remote("9", "Tamm AS")
    )
    review, choices = await world.review(), Choices()
    assert row_of(review, "1").news
    choices.choose_match(review, "2", client_id)
    run = await world.imports.confirm(world.owner, review, choices)
    assert (run.updated, run.skipped, run.conflicts) == (1, 1, 1)
    (link,) = (await world.queries.detail(world.owner, client_id)).links
    assert (link.remote_id, link.vanished_at) == ("2", None)


async def test_two_rows_that_write_to_one_client_do_not_do_so_in_one_run(world: World) -> None:
    """Two links to one client: Kontor makes none, a merged or edited database may have them."""
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id

    def link_twice(session: Any) -> None:
        first = session.scalars(select(ClientLink)).one()
        session.add(
            ClientLink(
                client_id=client_id,
                integration="arvila",
                remote_id="2",
                base=first.base,
                linked_at=first.linked_at,
            )
        )

    await world.store.write(link_twice)
    world.program.change("1", phone="2")
    world.program.clients.append(remote("2", "Sild OÜ", GOOD[0], phone="3"))
    run = await world.bring()
    assert (run.updated, run.failed) == (1, 1)
    assert (await world.client("Sild OÜ")).phone == "2"
    assert (await world.row("2")).state is State.CONFLICT  # now both sides changed it


async def test_noting_does_not_touch_a_link_that_changed_meanwhile(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]), remote("2", "Tamm AS", GOOD[1]))
    await world.bring()
    world.program.remove("1")
    review = await world.review()
    await world.store.write(lambda s: s.execute(delete(ClientLink).filter_by(remote_id="1")))
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.skipped, run.unchanged) == (1, 1)
    assert (await world.client("Sild OÜ")).links == ()


# --- all or nothing ---------------------------------------------------------------------------------


def _failing_at(table: str) -> Callable[..., None]:
    """A disk that is full when it comes to this table."""
    from sqlite3 import OperationalError as Full

    from sqlalchemy.exc import OperationalError

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith((f"INSERT INTO {table} ", f"INSERT INTO {table}(")):
            raise OperationalError(statement, None, Full("database or disk is full"))

    return fail


# --- choices ----------------------------------------------------------------------------------------


# --- what the register said ---------------------------------------------------------------------------
