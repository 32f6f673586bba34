"""Why a task cannot be done yet, the pure rule (P5.3)."""

from hypothesis import given
from hypothesis import strategies as st

from app.work.obstacles import Rules, Standing, obstacles

STANDINGS = st.builds(
    Standing, st.sampled_from(["open", "cancelled"]), st.integers(0, 30), st.booleans(), st.booleans()
)


@given(STANDINGS, st.booleans())
def test_nothing_stands_in_the_way_exactly_when_every_rule_is_met(task: Standing, checklist: bool):
    met = (
        task.status == "open"
        and (not checklist or task.open_items == 0)
        and (task.has_topic or not task.topic_mandatory)
    )
    assert (obstacles(task, Rules(checklist)) == ()) is met


def test_each_reason_is_said():
    task = Standing("open", 1, has_topic=False, topic_mandatory=True)
    assert obstacles(task, Rules()) == (
        "1 item of the checklist is open.",
        "The client wants a topic on every task.",
    )
    assert obstacles(task, Rules(checklist=False)) == ("The client wants a topic on every task.",)
    assert obstacles(Standing("open", 3, True, True), Rules()) == ("3 items of the checklist are open.",)
    assert obstacles(Standing("cancelled", 3, False, True), Rules()) == (
        "The task is cancelled; reopen it first.",
    )
