"""Every case of the sandbox through the whole program: how it is reviewed, and what comes of it (P3, P4)."""

from datetime import timedelta

from app.importing.choices import Choices
from integrations.sandbox import companies
from tests.acceptance.office import HEALTH, Office, by_id

# the log of imports: a row for each, and one for each client that still waits for a person
LOG = HEALTH | {"import_run", "import_row", "sqlite_sequence"}
# case of the sandbox → state, ticked, flag, reason of the register
REVIEWED = {
    "ordinary": ("new", True, "green", "found"),
    "bankrupt": ("new", True, "amber", "bankrupt"),
    "in liquidation": ("new", True, "amber", "in_liquidation"),
    "deleted": ("new", True, "red", "deleted"),
    "renamed": ("new", True, "amber", "other_name"),
    "other name": ("new", True, "amber", "other_name"),
    "without view": ("new", True, "green", "found"),
    "archived": ("new", True, "green", "found"),
    "sole trader": ("new", True, "green", "found"),
    "spaced code": ("new", True, "green", "found"),
    "no code": ("new", True, "grey", "no_code"),
    "malformed code": ("new", True, "red", "not_a_code"),
    "wrong digit, registered": ("new", True, "green", "found"),
    "wrong digit, unknown": ("new", True, "red", "not_found"),
    "unknown code": ("new", True, "red", "not_found"),
    "near name": ("new", True, "red", "not_found"),
    "very short name": ("new", True, "green", "found"),
    "300 letters": ("new", True, "green", "found"),
    "quotes and semicolon": ("new", True, "green", "found"),
    "form in front": ("new", True, "green", "found"),
    "formula": ("new", True, "grey", "no_code"),
    "sql": ("new", True, "grey", "no_code"),
    "markup": ("new", True, "grey", "no_code"),
    "blanks around": ("new", True, "grey", "no_code"),
    "opaque id": ("new", True, "green", "found"),
    "id of dots": ("new", True, "grey", "no_code"),
    "abroad": ("new", True, "grey", "not_checked"),
}


async def test_every_case_of_the_sandbox_is_reviewed_as_its_rule_says(office: Office) -> None:
    rows = by_id(await office.fetch())
    assert set(rows) == set(office.trigon.firms)
    for firm in office.trigon.firms.values():
        row = rows[firm.id]
        found = (row.state, row.checked, row.verdict.flag, row.verdict.reason)
        if firm.case == "shared code":
            assert found[:2] == ("conflict", False), firm.name
            assert row.offer == "choose"
        else:
            assert found == REVIEWED[firm.case], firm.name
    assert {firm.case for firm in office.trigon.firms.values()} == {*REVIEWED, "shared code"}
    (renamed,) = office.trigon.of_case("renamed")
    assert rows[renamed.id].verdict.facts["registered_name"] == companies.RENAMED.name
    (near,) = office.trigon.of_case("near name")
    assert rows[near.id].verdict.facts["suggestion_code"] == companies.NEAR_NAME.code
    (wrong,) = office.trigon.of_case("wrong digit, registered")
    assert rows[wrong.id].verdict.facts["wrong_digit"] == "yes"
    assert all(rows[firm.id].reason == "unreadable" for firm in office.trigon.of_case("without view"))


async def test_a_red_x_is_imported_all_the_same_and_archived_ones_become_inactive(office: Office) -> None:
    run = await office.bring()
    assert (run.created, run.conflicts, run.failed) == (len(office.trigon.firms) - 2, 2, 0)
    clients = {client.name: client for client in await office.clients()}
    assert run.red_x == sum(client.registry_flag == "red" for client in clients.values()) == 7
    for firm in office.trigon.of_case("archived"):
        assert clients[firm.name].status == "inactive"
    (spaced,) = office.trigon.of_case("spaced code")
    assert clients[spaced.name].registration_code.replace(" ", "") == companies.SPACED_CODE.code


async def test_the_second_import_right_away_writes_nothing(office: Office) -> None:
    """Byte for byte, but for the log's own row and the connection's last success."""
    first = await office.bring()
    before = await office.tables()
    review = await office.fetch()
    states = {
        row.state for row in review.rows if row.remote and office.trigon.firms[row.key].case != "shared code"
    }
    assert states == {"unchanged"}
    run = await office.program.imports.confirm(office.owner, review, Choices())
    after = await office.tables()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= LOG
    assert len(after["import_run"]) == len(before["import_run"]) + 1
    logged = (await office.program.imports.run(office.owner, run.id)).rows
    assert [row.state for row in logged] == ["conflict", "conflict"]
    assert len(after["import_row"]) == len(before["import_row"]) + 2
    assert set(before["import_row"]) < set(after["import_row"])
    assert (run.created, run.updated, run.failed) == (0, 0, 0)
    assert run.unchanged == first.created
    assert len(before["audit_entry"]) == len(after["audit_entry"]) > first.created


async def test_a_day_later_it_still_writes_nothing(office: Office) -> None:
    """Nothing of the moment is written that nobody would miss: the clock has moved, and so have the verdicts."""
    await office.bring()
    before = await office.tables(without=LOG)
    office.outside.clock.turn(timedelta(days=1))
    await office.bring()
    assert await office.tables(without=LOG) == before


async def test_undo_leaves_the_database_as_it_was_before_the_import(office: Office) -> None:
    """P3.9: the fields of one that was there, and the new ones gone. The history of it all stays."""
    kept = await office.program.clients.add(
        office.owner,
        {"name": "Vesiroosi Köök OÜ", "registration_code": companies.ORDINARY[1].code, "country": "EE"},
    )
    told = LOG | {"audit_entry"}
    before = await office.tables(without=told)
    run = await office.bring()
    assert (run.created, run.updated) == (len(office.trigon.firms) - 3, 1)
    undone = await office.program.imports.undo(office.owner, run.id)
    assert (undone.removed, undone.restored, undone.kept) == (run.created, 1, ())
    after = await office.tables(without=told)
    for name in before:
        if name == "client":
            assert [_without_moments(row) for row in after[name]] == [
                _without_moments(row) for row in before[name]
            ]
        else:
            assert after[name] == before[name], name
    assert [client.id for client in await office.clients()] == [kept]


def _without_moments(row: tuple) -> tuple:
    """Undoing is a change of its own, so that the client says when it was changed last."""
    return tuple(value for value in row if not str(value).startswith("2026-"))
