"""States, ticks, flags and words of the review (P3.4, P3.5, P3.6, P3.10), each against a real database and register."""

import pytest

from app.importing.choices import Choices
from app.importing.known import Known
from app.importing.matching import Codes
from app.importing.review import Fetched, make_review
from app.importing.rows import State, what_changes
from app.importing.source import source_of
from app.registers.verdicts import Verdict
from tests.importing.program import MANIFEST, remote
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
    (logged,) = (await world.imports.run(world.owner, run.id)).rows
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


async def test_P3_4_what_a_link_brings_is_said_as_in_a_sentence(world: World) -> None:
    """Names of fields become small inside it, abbreviations do not."""
    await world.add("Sild OÜ", GOOD[0])
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], vat_number="EE100", email="info@sild.example"))
    row = await world.row("1")
    assert (row.state, what_changes(row)) == (State.CHANGED, "Link, VAT number, e-mail")


async def test_a_review_without_a_verdict_for_each_client_is_not_made(world: World) -> None:
    """A row that fell away unseen would be a client that nobody imports."""
    listed = [remote("1", "Sild OÜ"), remote("2", "Tamm AS")]
    one = [Verdict("grey", "no_code")]
    with pytest.raises(ValueError, match="shorter"):
        make_review(source_of(MANIFEST), Fetched(listed, one, world.clock.now(), 0.0), Known(), Codes())


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
    (logged,) = (await world.imports.run(world.owner, run.id)).rows
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


def row_of_choices(choices, review, key):
    return choices.row(review, row_of(review, key))
