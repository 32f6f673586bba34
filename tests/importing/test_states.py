"""States, ticks, flags and words of the review (P3.4, P3.5, P3.6, P3.10), each against a real database and register."""

import pytest

from app.core.errors import NotFound, OtherSideFailed, Refused
from app.importing.choices import Choices
from app.importing.review import counts
from app.importing.rows import State, what_changes
from integrations.contract import Problem, TryLater
from tests.importing.program import Program, remote
from tests.importing.world import GOOD, World, row_of


async def test_P3_4_a_client_that_nobody_here_is_starts_new_and_ticked(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], email="info@sild.example"))
    row = await world.row("1")
    assert (row.state, row.checked, row.can_check) == (State.NEW, True, True)
    assert (row.verdict.flag, row.verdict.reason) == ("green", "found")
    assert (row.client_id, row.reason, what_changes(row)) == (None, "", "New client")


async def test_P3_4_importing_creates_client_link_history_and_log(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], email="info@sild.example", phone="+372 5"))
    run = await world.bring()
    client = await world.client("Sild OÜ")
    assert (client.registration_code, client.email, client.phone) == (GOOD[0], "info@sild.example", "+372 5")
    assert (client.mark, client.status, client.country) == ("SILD", "active", "EE")
    assert (client.registry_flag, client.registry_reason) == ("green", "found")
    assert [(link.integration, link.remote_id) for link in client.links] == [("arvila", "1")]
    ((action, changes, run_id),) = await world.history(client.id)
    assert (action, run_id) == ("add", run.id)
    assert changes["email"] == [None, "info@sild.example"]
    assert changes["link.arvila"] == [None, "1"]
    assert "address" not in changes  # there was none
    (logged,) = (await world.imports.run(run.id)).rows
    assert (logged.outcome, logged.client_id, logged.registration_code) == ("created", client.id, GOOD[0])
    assert [row.id for row in await world.queries.rows(world.owner, run_id=run.id)] == [client.id]


async def test_P3_4_a_change_there_starts_changed_and_ticked_and_is_taken(world: World) -> None:
    world.program.lists(
        remote("1", "Sild OÜ", GOOD[0], phone="1", address="Lao 4"), remote("2", "Tamm AS", GOOD[1])
    )
    await world.bring()
    world.program.change("1", phone="2", address="Lao 5")
    review = await world.review()
    row = row_of(review, "1")
    assert (row.state, row.checked, row.client_name, row.client_mark) == (
        State.CHANGED,
        True,
        "Sild OÜ",
        "SILD",
    )
    assert [(f.field, f.base, f.theirs, f.ours, f.choice) for f in row.fields] == [
        ("phone", "1", "2", "1", "theirs"),
        ("address", "Lao 4", "Lao 5", "Lao 4", "theirs"),
    ]
    assert what_changes(row) == "Phone, address"
    other = row_of(review, "2")
    assert (other.state, other.checked, other.can_check, what_changes(other)) == (
        State.UNCHANGED,
        False,
        True,
        "",
    )
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.updated, run.unchanged) == (1, 1)
    client = await world.client("Sild OÜ")
    assert (client.phone, client.address) == ("2", "Lao 5")
    assert (await world.history(client.id))[-1] == (
        "edit",
        {"phone": ["1", "2"], "address": ["Lao 4", "Lao 5"]},
        run.id,
    )


async def test_P3_7_a_change_here_is_kept_and_nothing_is_to_do(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], address="Lao 4"))
    await world.bring()
    await world.edit((await world.client("Sild OÜ")).id, address="Lao 6–12")
    row = await world.row("1")
    assert (row.state, row.checked) == (State.UNCHANGED, False)
    ((field,),) = (row.fields,)
    assert (field.field, field.choice, field.conflict, field.result) == ("address", "ours", False, "Lao 6–12")


async def test_P3_7_changed_on_both_sides_is_a_conflict_that_starts_ticked_with_keep_ours(
    world: World,
) -> None:
    world.program.lists(
        remote("1", "Sild OÜ", GOOD[0], email="info@sild.example", phone="1", address="Lao 4, Tartu")
    )
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    await world.edit(client_id, email="raamat@sild.example", address="Lao 6")
    world.program.change("1", email="arved@sild.example", phone="2")
    row = await world.row("1")
    assert (row.state, row.checked, row.can_check) == (State.CONFLICT, True, True)
    assert [(f.field, f.choice, f.conflict) for f in row.fields] == [
        ("email", "ours", True),
        ("phone", "theirs", False),
        ("address", "ours", False),
    ]
    assert what_changes(row) == "1 conflict, 2 more"
    assert (row.reason, row.reason_words) == ("both_changed", "Changed on both sides: E-mail.")
    run = await world.bring()
    assert (run.updated, run.conflicts) == (1, 0)
    client = await world.queries.detail(world.owner, client_id)
    assert (client.email, client.phone, client.address) == ("raamat@sild.example", "2", "Lao 6")
    # decided once: it does not come back
    assert (await world.row("1")).state is State.UNCHANGED


async def test_P3_7_a_field_in_conflict_can_be_taken_from_them(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], email="a@sild.example"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    await world.edit(client_id, email="b@sild.example")
    world.program.change("1", email="c@sild.example")
    choices = Choices()
    choices.choose_field("1", "email", "theirs")
    await world.bring(choices)
    assert (await world.queries.detail(world.owner, client_id)).email == "c@sild.example"


async def test_P3_7_a_conflict_that_is_unticked_stays_one(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], email="a@sild.example"))
    await world.bring()
    await world.edit((await world.client("Sild OÜ")).id, email="b@sild.example")
    world.program.change("1", email="c@sild.example")
    choices = Choices()
    choices.set_checked("1", False)
    run = await world.bring(choices)
    assert (run.conflicts, run.updated) == (1, 0)
    assert (await world.row("1")).state is State.CONFLICT


async def test_P3_6_the_same_code_twice_there_is_a_conflict_until_one_is_chosen(world: World) -> None:
    ours = await world.add("Vesiroosi", GOOD[0])
    world.program.lists(
        remote("1", "Vesiroosi Köök OÜ", GOOD[0]), remote("2", "Vesiroosi Catering OÜ", GOOD[0])
    )
    review = await world.review()
    for key in ("1", "2"):
        row = row_of(review, key)
        assert (row.state, row.checked, row.can_check, row.offer) == (State.CONFLICT, False, False, "choose")
        assert (row.reason, what_changes(row)) == ("same_code", "Choose the row")
        assert row.reason_words == "2 clients in Arvila have this code. Choose which one is the client."
        assert [c.client_id for c in row.candidates] == [ours]
    choices = Choices()
    choices.set_checked("1", True)  # a tick alone says nothing
    assert not row_of_choices(choices, review, "1").checked
    choices.choose_match(review, "2", ours)
    assert row_of_choices(choices, review, "2").checked
    run = await world.imports.confirm(world.owner, review, choices)
    assert (run.updated, run.conflicts, run.created) == (1, 1, 0)
    assert [link.remote_id for link in (await world.client("Vesiroosi")).links] == ["2"]
    # the other one still fits nobody, and the linked one is decided
    again = await world.review()
    assert (row_of(again, "2").state, row_of(again, "1").state) == (State.UNCHANGED, State.CONFLICT)


async def test_P3_6_the_same_code_twice_with_nobody_here_can_become_a_new_client(world: World) -> None:
    world.program.lists(
        remote("1", "Vesiroosi Köök OÜ", GOOD[0]), remote("2", "Vesiroosi Catering OÜ", GOOD[0])
    )
    run = await world.bring()
    assert (run.created, run.conflicts) == (0, 2)
    review = await world.review()
    choices = Choices()
    choices.choose_match(review, "1", "new")
    run = await world.imports.confirm(world.owner, review, choices)
    assert (run.created, run.conflicts) == (1, 1)
    assert await world.names() == ["Vesiroosi Köök OÜ"]


async def test_P3_6_two_linked_to_different_clients_stay_as_they_are(world: World) -> None:
    world.program.lists(
        remote("1", "Vesiroosi Köök OÜ", GOOD[0]), remote("2", "Vesiroosi Catering OÜ", GOOD[0])
    )
    review = await world.review()
    choices = Choices()
    choices.choose_match(review, "1", "new")
    choices.choose_match(review, "2", "new")
    await world.imports.confirm(world.owner, review, choices)
    world.program.change("1", phone="1")
    world.program.change("2", phone="2")
    assert (await world.bring()).updated == 2
    assert (await world.client("Vesiroosi Catering OÜ")).phone == "2"


async def test_P3_6_one_there_that_fits_two_here_is_a_conflict_until_one_is_chosen(world: World) -> None:
    first = await world.add("Sild Tartu", GOOD[0])
    second = await world.add("Sild Tallinn", f" {GOOD[0][:4]} {GOOD[0][4:]}")
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]))
    review = await world.review()
    row = row_of(review, "1")
    assert (row.state, row.checked, row.can_check, row.reason) == (
        State.CONFLICT,
        False,
        False,
        "fits_several",
    )
    assert [c.client_id for c in row.candidates] == [first, second]
    choices = Choices()
    choices.choose_match(review, "1", second)
    chosen = row_of_choices(choices, review, "1")
    assert (chosen.checked, chosen.client_name) == (True, "Sild Tallinn")
    await world.imports.confirm(world.owner, review, choices)
    assert [link.remote_id for link in (await world.client("Sild Tallinn")).links] == ["1"]
    assert not (await world.client("Sild Tartu")).links


async def test_P3_6_without_a_code_it_is_new_and_grey(world: World) -> None:
    world.program.lists(remote("1", "Metsaveere Külaselts MTÜ"))
    row = await world.row("1")
    assert (row.state, row.checked, row.verdict.flag, row.verdict.reason) == (
        State.NEW,
        True,
        "grey",
        "no_code",
    )


async def test_P3_6_without_a_code_a_name_nearly_the_same_is_offered_and_never_taken_by_itself(
    world: World,
) -> None:
    ours = await world.add("Toomeoja Arhitektid OÜ", phone="5")
    world.program.lists(remote("1", "Toomeoja Arhitektit", phone="7"))
    review = await world.review()
    row = row_of(review, "1")
    assert (row.state, row.checked, row.offer) == (State.ATTENTION, False, "link")
    assert [(c.client_id, c.mark) for c in row.candidates] == [(ours, "TOOM")]
    assert 88 <= row.candidates[0].score < 100
    assert what_changes(row) == "Link to this client"
    assert (await world.imports.confirm(world.owner, review, Choices())).skipped == 1
    choices = Choices()
    choices.choose_match(review, "1", ours)
    run = await world.imports.confirm(world.owner, review, choices)
    assert run.updated == 1
    client = await world.queries.detail(world.owner, ours)
    assert (client.phone, client.name) == ("5", "Toomeoja Arhitektid OÜ")  # keep ours is preset
    assert [link.remote_id for link in client.links] == ["1"]


async def test_P3_6_an_offer_that_is_ticked_without_choosing_becomes_a_new_client(world: World) -> None:
    await world.add("Toomeoja Arhitektid OÜ")
    world.program.lists(remote("1", "Toomeoja Arhitektit"))
    choices = Choices()
    choices.set_checked("1", True)
    assert (await world.bring(choices)).created == 1
    assert await world.names() == ["Toomeoja Arhitektid OÜ", "Toomeoja Arhitektit"]


async def test_P3_6_a_code_with_spaces_is_the_same_code_and_no_change(world: World) -> None:
    ours = await world.add("Sild OÜ", GOOD[0])
    world.registers((GOOD[0], "Sild OÜ"))
    world.program.lists(remote("1", "Sild OÜ", f"{GOOD[0][0]} {GOOD[0][1:4]} {GOOD[0][4:]}"))
    row = await world.row("1")
    assert (row.client_id, row.state, row.fields) == (ours, State.CHANGED, ())
    assert what_changes(row) == "Link"
    assert row.verdict.flag == "green"
    await world.bring()
    assert (await world.row("1")).state is State.UNCHANGED
    assert (await world.queries.detail(world.owner, ours)).registration_code == GOOD[0]


async def test_P3_6_a_code_matches_in_its_own_country_only(world: World) -> None:
    await world.add("Sild AS", GOOD[0], country="LV")
    world.program.lists(remote("1", "Sild Ehitus OÜ", GOOD[0]))
    row = await world.row("1")
    assert (row.state, row.client_id) == (State.NEW, None)


@pytest.mark.parametrize("code", ["1852207", "puudub", "0", "10-42"])
async def test_P3_6_a_malformed_code_matches_nobody_and_is_a_red_x_that_starts_ticked(
    world: World, code: str
) -> None:
    await world.add("Kivi OÜ", code)
    world.program.lists(remote("1", "Hõbelusika Köök OÜ", code), remote("2", "Muu AS", code))
    row = await world.row("1")
    assert (row.state, row.checked, row.client_id) == (State.NEW, True, None)
    assert (row.verdict.flag, row.verdict.reason) == ("red", "not_a_code")
    run = await world.bring()
    assert (run.created, run.red_x) == (2, 2)


async def test_P3_5_an_unknown_code_is_a_red_x_and_imported_all_the_same(world: World) -> None:
    world.program.lists(remote("1", "Kurepesa Talu OÜ", GOOD[1]))
    row = await world.row("1")
    assert (row.state, row.checked, row.verdict.flag, row.verdict.reason) == (
        State.NEW,
        True,
        "red",
        "not_found",
    )
    run = await world.bring()
    assert (run.created, run.red_x) == (1, 1)
    client = await world.client("Kurepesa Talu OÜ")
    assert (client.registry_flag, client.registry_reason) == ("red", "not_found")
    (logged,) = (await world.imports.run(run.id)).rows
    assert (logged.registry_flag, logged.registry_reason) == ("red", "not_found")


async def test_P4_2_a_wrong_control_digit_alone_is_decided_by_the_register(world: World) -> None:
    wrong = GOOD[0][:-1] + str((int(GOOD[0][-1]) + 1) % 10)
    world.registers((wrong, "Sild OÜ"))
    world.program.lists(remote("1", "Sild OÜ", wrong))
    row = await world.row("1")
    assert (row.verdict.flag, row.verdict.facts["wrong_digit"]) == ("green", "yes")


async def test_P3_5_bankrupt_and_renamed_are_amber_and_start_ticked(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ", "N"), (GOOD[1], "Hoopis Muu Nimega OÜ"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]), remote("2", "Tamm AS", GOOD[1]))
    review = await world.review()
    bankrupt, renamed = row_of(review, "1"), row_of(review, "2")
    assert (bankrupt.verdict.flag, bankrupt.verdict.reason, bankrupt.checked) == ("amber", "bankrupt", True)
    assert (renamed.verdict.flag, renamed.verdict.reason) == ("amber", "other_name")
    assert renamed.verdict.facts["registered_name"] == "Hoopis Muu Nimega OÜ"


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
    (logged,) = (await world.imports.run(run.id)).rows
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


async def test_fetching_tells_pages_and_rows_and_keeps_the_review_until_it_is_confirmed(world: World) -> None:
    world.program.lists(*(remote(str(i), f"Firma {'ABCDEFG'[i]}", None) for i in range(7)))
    told = []
    review = await world.imports.fetch(world.owner, "arvila", told.append)
    fetched = [p for p in told if p.step == "Fetching clients"]
    assert [(p.page, p.done, p.total) for p in fetched] == [(None, 0, None), (1, 3, 7), (2, 6, 7), (3, 7, 7)]
    assert world.imports.waiting("arvila") is review
    await world.imports.announce(review)
    (notice,) = await world.notices.recent()
    assert (notice.title, notice.text, notice.place) == (
        "Import is ready to review",
        "7 clients from Arvila: 7 new.",
        "import/arvila",
    )
    await world.imports.confirm(world.owner, review, Choices())
    assert world.imports.waiting("arvila") is None


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
    assert world.imports.waiting("arvila") is None


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
    assert await world.imports.runs() == ()


async def test_an_integration_that_does_not_exist(world: World) -> None:
    with pytest.raises(NotFound):
        await world.imports.fetch(world.owner, "nobody")
    with pytest.raises(NotFound):
        await world.imports.run(5)


def row_of_choices(choices, review, key):
    return choices.row(review, row_of(review, key))
