"""States of the review, continued: what the register and the program say of a client (P3.5, P3.10)."""

from pathlib import Path

import pytest

from app.core import words
from app.core.errors import NotFound, OtherSideFailed, Refused
from app.importing.choices import Choices
from app.importing.review import counts
from app.importing.rows import State, what_changes
from integrations.contract import Problem, TryLater
from tests.importing.program import Program, remote
from tests.importing.test_states import row_of_choices
from tests.importing.world import GOOD, World, row_of


async def test_P3_5_a_register_that_is_down_is_grey_and_never_red(world: World) -> None:
    world.register.breaks(TryLater(Problem.SERVICE_DOWN))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]), remote("2", "Tamm AS", "123"))
    review = await world.review()
    assert (row_of(review, "1").verdict.flag, row_of(review, "1").verdict.reason) == ("grey", "not_checked")
    assert row_of(review, "1").checked
    assert row_of(review, "2").verdict.reason == "not_a_code"  # needs no register


async def test_P3_5_a_register_that_is_down_does_not_wipe_out_what_it_said_before(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    world.register.breaks(TryLater(Problem.SERVICE_DOWN))
    world.program.change("1", phone="2")
    await world.bring()
    client = await world.client("Sild OÜ")
    assert (client.phone, client.registry_flag) == ("2", "green")


async def test_P3_4_a_firm_without_View_is_imported_with_a_word_about_it(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], readable=False))
    row = await world.row("1")
    assert (row.state, row.checked, row.reason) == (State.NEW, True, "unreadable")
    assert "View" in row.reason_words
    run = await world.bring()
    (logged,) = (await world.imports.run(world.owner, run.id)).rows
    assert (logged.outcome, logged.reason) == ("created", row.reason_words)
    assert not (await world.client("Sild OÜ")).links[0].readable


async def test_a_right_that_was_taken_away_empties_no_field(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="5", email="a@sild.example"))
    await world.bring()
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], readable=False))
    row = await world.row("1")
    assert (row.state, row.checked, row.fields, row.reason) == (State.UNCHANGED, False, (), "unreadable")
    await world.bring()
    client = await world.client("Sild OÜ")
    assert (client.phone, client.email, client.links[0].readable) == ("5", "a@sild.example", False)
    # and back again, first without a change: what was imported before still counts as that
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="5", email="a@sild.example"))
    await world.bring()
    assert (await world.client("Sild OÜ")).links[0].readable
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="6", email="a@sild.example"))
    row = await world.row("1")
    assert [(f.field, f.base, f.choice) for f in row.fields] == [("phone", "5", "theirs")]


async def test_P3_10_a_firm_that_vanished_is_told_once_and_deactivated_only_when_asked_to(
    world: World,
) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]), remote("2", "Tamm AS", GOOD[1]))
    await world.bring()
    world.program.remove("1")
    review = await world.review()
    row = row_of(review, "1")
    assert (row.remote, row.state, row.checked, row.can_check) == (None, State.ATTENTION, False, False)
    assert (row.offer, row.reason, what_changes(row)) == ("deactivate", "vanished", "Deactivate here too")
    choices = Choices()
    choices.set_all([r.key for r in review.rows], True)  # ticking everything is not asking for it
    run = await world.imports.confirm(world.owner, review, choices)
    client = await world.client("Sild OÜ")
    assert (client.status, run.skipped, run.unchanged) == ("active", 1, 1)
    assert client.links[0].vanished_at is not None
    # no news any more, but the offer stands
    row = await world.row("1")
    assert (row.state, row.offer) == (State.UNCHANGED, "deactivate")
    choices = Choices()
    choices.deactivate("1", True)
    run = await world.bring(choices)
    assert run.updated == 1
    assert (await world.client("Sild OÜ")).status == "inactive"
    assert (await world.history(client.id))[-1] == ("edit", {"status": ["active", "inactive"]}, run.id)
    # and then it is left alone
    assert [r.key for r in (await world.review()).rows] == ["2"]


async def test_P3_10_a_firm_that_comes_back_is_linked_as_before(world: World) -> None:
    both = (remote("1", "Sild OÜ", GOOD[0], phone="1"), remote("2", "Tamm AS", GOOD[1]))
    world.program.lists(*both)
    await world.bring()
    world.program.remove("1")
    await world.bring()
    world.program.lists(*both)
    assert (await world.bring()).unchanged == 2
    client = await world.client("Sild OÜ")
    assert client.links[0].vanished_at is None
    assert (await world.history(client.id))[-1][1] == {"link.arvila.listed": [False, True]}
    world.program.change("1", phone="2")
    assert (await world.bring()).updated == 1
    assert (await world.client("Sild OÜ")).phone == "2"


async def test_P3_10_an_archived_firm_is_offered_for_deactivation_and_its_changes_still_come(
    world: World,
) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"), remote("2", "Tamm AS", GOOD[1]))
    await world.bring()
    world.program.change("1", active=False, phone="2")
    world.program.change("2", active=False)
    review = await world.review()
    with_change, alone = row_of(review, "1"), row_of(review, "2")
    assert (with_change.state, with_change.offer, with_change.checked) == (
        State.ATTENTION,
        "deactivate",
        True,
    )
    assert not with_change.deactivate
    assert what_changes(with_change) == "Phone"
    assert (alone.state, alone.checked, alone.can_check) == (State.ATTENTION, False, False)
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.updated, run.skipped) == (1, 1)
    client = await world.client("Sild OÜ")
    assert (client.phone, client.status, client.links[0].remote_active) == ("2", "active", False)
    again = await world.review()
    assert counts(again.rows)[State.UNCHANGED] == 2
    assert row_of(again, "1").offer == "deactivate"


async def test_P3_10_deactivating_with_the_changes(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    world.program.change("1", active=False, phone="2")
    choices = Choices()
    choices.deactivate("1", True)
    await world.bring(choices)
    client = await world.client("Sild OÜ")
    assert (client.phone, client.status) == ("2", "inactive")
    row = await world.row("1")
    assert (row.state, row.offer, row.reason) == (State.UNCHANGED, "", "")  # inactive here already: quiet


async def test_P3_10_an_archived_firm_that_is_new_here_becomes_an_inactive_client(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], active=False))
    row = await world.row("1")
    assert (row.state, row.checked, what_changes(row)) == (State.NEW, True, "New client, inactive")
    await world.bring()
    assert (await world.client("Sild OÜ")).status == "inactive"
    assert (await world.row("1")).state is State.UNCHANGED


async def test_P3_10_an_empty_list_says_that_it_may_be_a_right_and_notes_nothing(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]), remote("2", "Tamm AS", GOOD[1]))
    await world.bring()
    world.program.lists()
    review = await world.review()
    assert "lost the right" in review.warning
    assert {row.reason for row in review.rows} == {"nothing_listed"}
    assert {(row.state, row.checked, row.can_check) for row in review.rows} == {
        (State.ATTENTION, False, False)
    }
    await world.imports.confirm(world.owner, review, Choices())
    assert [(await world.client(name)).links[0].vanished_at for name in ("Sild OÜ", "Tamm AS")] == [
        None,
        None,
    ]
    assert counts((await world.review()).rows)[State.ATTENTION] == 2


async def test_P3_10_an_empty_list_of_an_empty_firm(world: World) -> None:
    review = await world.review()
    assert (review.rows, review.listed) == ((), 0)
    assert review.warning == (
        "Arvila listed no clients. Either there are none, or your user has no right to list them."
    )


async def test_P3_10_many_that_vanish_at_once_look_like_a_right_taken_away(world: World) -> None:
    world.program.lists(*(remote(str(i), f"Firma {'ABCDEFGHIJ'[i]}", None) for i in range(10)))
    await world.bring()
    assert not (await world.review()).warning
    world.program.clients = world.program.clients[:4]
    assert (await world.review()).warning.startswith("6 of 10 clients are no longer listed in Arvila.")


async def test_a_client_that_was_deactivated_here_stays_so(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    await world.clients.deactivate(world.owner, [client_id])
    row = await world.row("1")
    assert (row.state, row.reason) == (State.UNCHANGED, "inactive_here")
    world.program.change("1", phone="2")
    await world.bring()
    client = await world.client("Sild OÜ")
    assert (client.status, client.phone) == ("inactive", "2")


async def test_a_firm_removed_there_and_made_anew_is_offered_the_link_with_what_was_imported(
    world: World,
) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"), remote("9", "Tamm AS", GOOD[1]))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    world.program.lists(remote("2", "Sild OÜ", GOOD[0], phone="2"), remote("9", "Tamm AS", GOOD[1]))
    review = await world.review()
    assert [row.key for row in review.rows] == ["2", "9"]
    row = row_of(review, "2")
    assert (row.state, row.checked, row.can_check, row.offer) == (State.ATTENTION, False, False, "link")
    assert row.reason == "moved"
    assert (await world.imports.confirm(world.owner, review, Choices())).skipped == 1
    choices = Choices()
    choices.choose_match(review, "2", client_id)
    assert [f.choice for f in row_of_choices(choices, review, "2").fields] == ["theirs"]  # base came along
    run = await world.imports.confirm(world.owner, review, choices)
    assert run.updated == 1
    client = await world.queries.detail(world.owner, client_id)
    assert (client.phone, [link.remote_id for link in client.links]) == ("2", ["2"])


async def test_a_client_keeps_its_link_when_another_with_its_code_turns_up(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]))
    await world.bring()
    world.program.change("1", registration_code=GOOD[1])  # so that the code is not there twice
    world.program.clients.append(remote("2", "Teine Sild OÜ", GOOD[0]))
    row = await world.row("2")
    assert (row.state, row.can_check, row.reason, row.candidates) == (State.CONFLICT, False, "taken", ())
    assert (
        row.reason_words
        == "Sild OÜ has this code, but is linked to another client of Arvila. The link stays."
    )


async def test_first_match_by_code_fills_what_is_empty_and_asks_about_the_rest(world: World) -> None:
    ours = await world.add("Sild", GOOD[0], phone="5")
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="5", email="info@sild.example"))
    row = await world.row("1")
    assert (row.client_id, row.state, row.checked) == (ours, State.CONFLICT, True)
    assert [(f.field, f.choice, f.conflict) for f in row.fields] == [
        ("name", "ours", True),
        ("email", "theirs", False),
    ]
    assert row.reason == "first_differs"
    await world.bring()
    client = await world.queries.detail(world.owner, ours)
    assert (client.name, client.email) == ("Sild", "info@sild.example")


async def test_a_client_without_a_name_there_cannot_be_ticked(world: World) -> None:
    world.program.lists(remote("1", " \u200b ", GOOD[0]))
    row = await world.row("1")
    assert (row.state, row.checked, row.can_check, row.reason) == (State.ATTENTION, False, False, "no_name")
    choices = Choices()
    choices.set_checked("1", True)
    assert (await world.bring(choices)).skipped == 1


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("en", "1 client from Arvila: 1 new.", "2 clients from Arvila: 2 new."),
        ("et", "1 klient programmist Arvila: 1 uus.", "2 klienti programmist Arvila: 2 uut."),
        ("nb", "1 kunde fra Arvila: 1 ny.", "2 kunder fra Arvila: 2 nye."),
    ],
)
async def test_one_client_is_told_of_as_one(
    world: World, tmp_path: Path, language: str, one: str, two: str
) -> None:
    words.use(language, tmp_path)
    try:
        for listed in ([remote("1", "Sild OÜ")], [remote("1", "Sild OÜ"), remote("2", "Tamm AS")]):
            world.program.clients = listed
            await world.imports.announce(await world.review())
    finally:
        words.use("en", tmp_path)
    assert [notice.text for notice in await world.notices.recent()] == [two, one]


async def test_fetching_tells_pages_and_rows_and_keeps_the_review_until_it_is_confirmed(world: World) -> None:
    world.program.lists(*(remote(str(i), f"Firma {'ABCDEFG'[i]}", None) for i in range(7)))
    told = []
    review = await world.imports.fetch(world.owner, "arvila", told.append)
    fetched = [p for p in told if p.step == "Fetching clients"]
    assert [(p.page, p.done, p.total) for p in fetched] == [(None, 0, None), (1, 3, 7), (2, 6, 7), (3, 7, 7)]
    assert world.imports.waiting(world.owner, "arvila") is review
    await world.imports.announce(review)
    (notice,) = await world.notices.recent()
    assert (notice.title, notice.text, notice.place) == (
        "Import is ready to review",
        "7 clients from Arvila: 7 new.",
        "import/arvila",
    )
    await world.imports.confirm(world.owner, review, Choices())
    assert world.imports.waiting(world.owner, "arvila") is None


async def test_a_failure_of_the_other_side_is_told_in_words_and_leaves_no_review(
    world: World, program: Program
) -> None:
    world.program.lists(*(remote(str(i), f"Firma {i}", None) for i in range(7)))

    def fail(page: int) -> None:
        if page == 2:
            raise TryLater(Problem.SERVICE_DOWN)

    program.before_page = fail
    with pytest.raises(OtherSideFailed) as failure:
        await world.review()
    assert failure.value.code == "service_down"
    assert world.imports.waiting(world.owner, "arvila") is None


async def test_P1_4_importing_is_for_the_owner_and_admins(world: World) -> None:
    await world.firm.add_member(world.owner, "Jaan", "jaan@buroo.example")
    member = await world.firm.actor("jaan@buroo.example")
    review = await world.review()
    for attempt in (
        world.imports.fetch(member, "arvila"),
        world.imports.review(member, "arvila", ()),
        world.imports.confirm(member, review, Choices()),
        world.imports.undo(member, 1),
    ):
        with pytest.raises(Refused):
            await attempt
    assert await world.imports.runs(world.owner) == ()


async def test_an_integration_that_does_not_exist(world: World) -> None:
    with pytest.raises(NotFound):
        await world.imports.fetch(world.owner, "nobody")
    with pytest.raises(NotFound):
        await world.imports.run(world.owner, 5)
