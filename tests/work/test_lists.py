"""Topics and task fields (P5.1, P5.2)."""

from decimal import Decimal

import pytest

from app.core.errors import KontorError, NotFound, Refused
from app.core.events import WorkListsChanged
from app.core.rights import SCHEDULER, Right
from app.summaries.tables import SummaryField, SummaryPlan
from app.work.service import TaskFieldView, TopicView
from tests.work.conftest import KADRI, LIIS, MARTEN, TRUSTED, Office

# --- topics ---------------------------------------------------------------------------------------


async def test_a_topic_is_added_changed_and_removed(office: Office):
    made = await office.service.add_topic(MARTEN, "  Payroll ", billable=False)
    assert made == TopicView(made.id, "Payroll", False, False, 0)
    assert await office.last() == (
        "add", "topic", made.id, {"name": (None, "Payroll"), "billable": (None, False)},
    )  # fmt: skip
    changed = await office.service.change_topic(
        KADRI, made.id, {"name": "Wages", "billable": None, "archived": True}
    )
    assert changed == TopicView(made.id, "Wages", None, True, 0)
    assert await office.last() == (
        "edit", "topic", made.id,
        {"name": ("Payroll", "Wages"), "billable": (False, None), "archived": (False, True)},
    )  # fmt: skip
    assert office.heard.since() == [WorkListsChanged()] * 2
    await office.service.remove_topic(KADRI, made.id)
    assert (await office.last())[:3] == ("delete", "topic", made.id)
    assert await office.service.topics() == ()
    assert office.heard.since() == [WorkListsChanged()]


async def test_nothing_that_changes_writes_nothing(office: Office):
    made = await office.topic("Payroll")
    log = await office.log()
    await office.service.change_topic(KADRI, made, {"name": " Payroll", "archived": False})
    assert await office.log() == log
    assert office.heard.since() == []


async def test_topics_are_listed_by_name_with_their_use(office: Office):
    b, a = await office.topic("bank"), await office.topic("Annual report")
    await office.task(topic_id=b)
    await office.task(topic_id=b)
    assert [(t.id, t.used) for t in await office.service.topics()] == [(a, 0), (b, 2)]


@pytest.mark.parametrize(
    ("name", "code"), [(" ", "no_name"), ("x" * 101, "too_long"), ("ÄRIREGISTER", "name_taken")]
)
async def test_names_of_topics_that_cannot_be(office: Office, name: str, code: str):
    await office.topic("Äriregister")
    other = await office.topic("Other")
    for work in (
        office.service.add_topic(KADRI, name),
        office.service.change_topic(KADRI, other, {"name": name}),
    ):
        with pytest.raises(KontorError) as caught:
            await work
        assert caught.value.code == code
    assert [t.name for t in await office.service.topics()] == ["Other", "Äriregister"]


async def test_a_topic_may_change_the_case_of_its_name(office: Office):
    made = await office.topic("payroll")
    assert (await office.service.change_topic(KADRI, made, {"name": "Payroll"})).name == "Payroll"


async def test_a_used_topic_is_archived_and_not_removed(office: Office):
    made = await office.topic("Payroll")
    task_id = await office.task(topic_id=made)
    with pytest.raises(Refused) as caught:
        await office.service.remove_topic(KADRI, made)
    assert caught.value.code == "topic_in_use"
    assert "1 task" in caught.value.message
    assert office.heard.since() == []
    await office.service.change_topic(KADRI, made, {"archived": True})
    assert (await office.row(task_id)).topic == "Payroll"


async def test_a_topic_of_a_plan_is_not_removed(office: Office):
    made = await office.topic("Volumes")
    await office.write(lambda session: session.add(SummaryPlan(integration="trigon", topic_id=made)))
    with pytest.raises(Refused) as caught:
        await office.service.remove_topic(KADRI, made)
    assert "the plan of 1 integration" in caught.value.message


# --- task fields ----------------------------------------------------------------------------------


async def test_a_field_is_added_changed_and_removed(office: Office):
    made = await office.service.add_task_field(
        MARTEN, " Payments ", "number", monitored=True, weight=Decimal("1.50")
    )
    assert made == TaskFieldView(made.id, "Payments", "number", (), True, Decimal("1.5"), False, 0)
    assert await office.last() == (
        "add", "task_field", made.id,
        {"name": (None, "Payments"), "kind": (None, "number"), "monitored": (None, True),
         "weight": (None, "1.5")},
    )  # fmt: skip
    changed = await office.service.change_task_field(
        KADRI, made.id, {"name": "Rows", "monitored": False, "weight": None, "archived": True}
    )
    assert changed == TaskFieldView(made.id, "Rows", "number", (), False, None, True, 0)
    assert await office.last() == (
        "edit", "task_field", made.id,
        {"name": ("Payments", "Rows"), "monitored": (True, False), "weight": ("1.5", None),
         "archived": (False, True)},
    )  # fmt: skip
    await office.service.remove_task_field(KADRI, made.id)
    assert (await office.last())[:3] == ("delete", "task_field", made.id)
    assert await office.service.task_fields() == ()
    assert office.heard.since() == [WorkListsChanged()] * 3


async def test_choices_are_kept_once_each_in_their_order(office: Office):
    made = await office.service.add_task_field(KADRI, "Region", "choice", ["North", " South", "North", ""])
    assert made.choices == ("North", "South")
    text = await office.service.add_task_field(KADRI, "Note", "text", ["ignored"])
    assert text.choices == ()
    changed = await office.service.change_task_field(KADRI, made.id, {"choices": ["South", "East"]})
    assert changed.choices == ("South", "East")


@pytest.mark.parametrize(
    ("name", "kind", "more", "code"),
    [
        ("", "text", {}, "no_name"),
        ("x" * 101, "text", {}, "too_long"),
        ("X", "date", {}, "unknown_value"),
        ("X", "choice", {}, "no_choices"),
        ("PAYMENTS", "text", {}, "name_taken"),
        ("X", "price", {"monitored": True}, "numbers_only"),
        ("X", "text", {"weight": Decimal(2)}, "numbers_only"),
        ("X", "number", {"weight": Decimal("0.00001")}, "too_fine"),
    ],
)
async def test_fields_that_cannot_be(office: Office, name: str, kind: str, more, code: str):
    await office.field("Payments")
    with pytest.raises(KontorError) as caught:
        await office.service.add_task_field(KADRI, name, kind, **more)
    assert caught.value.code == code
    assert len(await office.service.task_fields()) == 1
    assert office.heard.since() == []


async def test_the_kind_of_a_field_stays(office: Office):
    made = await office.field("Payments")
    with pytest.raises(KontorError) as caught:
        await office.service.change_task_field(KADRI, made, {"kind": "text"})
    assert caught.value.code == "unknown_field"
    log = await office.log()
    await office.service.change_task_field(KADRI, made, {"name": "Payments", "weight": None})
    assert await office.log() == log
    assert office.heard.since() == []


async def test_a_used_field_is_archived_and_not_removed(office: Office):
    made = await office.field("Payments")
    task_id = await office.task(fields={made: 5})
    with pytest.raises(Refused) as caught:
        await office.service.remove_task_field(KADRI, made)
    assert caught.value.code == "field_in_use"
    assert "the values of 1 task" in caught.value.message
    await office.service.change_task_field(KADRI, made, {"archived": True})
    assert (await office.detail(task_id)).fields[0].number == 5
    assert [f.used for f in await office.service.task_fields()] == [1]


async def test_a_field_that_a_plan_fills_is_not_removed(office: Office):
    made = await office.field("Payments")

    def work(session) -> None:
        plan = SummaryPlan(integration="trigon")
        session.add(plan)
        session.flush()
        session.add(SummaryField(plan_id=plan.id, field="payment_created", task_field_id=made))

    await office.write(work)
    with pytest.raises(Refused):
        await office.service.remove_task_field(KADRI, made)


# --- who may --------------------------------------------------------------------------------------


async def test_lists_are_for_whoever_looks_after_the_settings(office: Office):
    topic, field = await office.topic(), await office.field()
    log = await office.log()
    service = office.service
    for actor in (LIIS, TRUSTED):
        assert not actor.may(Right.SETTINGS)
        for work in (
            service.add_topic(actor, "X"),
            service.change_topic(actor, topic, {"name": "X"}),
            service.remove_topic(actor, topic),
            service.add_task_field(actor, "X", "text"),
            service.change_task_field(actor, field, {"name": "X"}),
            service.remove_task_field(actor, field),
        ):
            with pytest.raises(Refused) as caught:
                await work
            assert caught.value.code == "no_right"
    assert await office.log() == log
    await service.add_topic(SCHEDULER, "By a run")


async def test_what_is_not_there(office: Office):
    for work in (
        office.service.change_topic(KADRI, 9, {"name": "X"}),
        office.service.remove_topic(KADRI, 9),
        office.service.change_task_field(KADRI, 9, {"name": "X"}),
        office.service.remove_task_field(KADRI, 9),
    ):
        with pytest.raises(NotFound):
            await work
    topic = await office.topic()
    with pytest.raises(KontorError) as caught:
        await office.service.change_topic(KADRI, topic, {"colour": "red"})
    assert caught.value.code == "unknown_field"
