"""The timeline of covered days: walked by keys and clicks, read out, and drawn where the days are."""

from datetime import UTC, date, datetime
from time import thread_time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.summaries.views import Bar, ClientLine
from ui.desktop.widgets.timeline import Timeline
from ui.desktop.widgets.timeline_painter import Scale, bar_words

OCTOBER = Bar(
    "covered", date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 1), date(2026, 10, 30), 69, 1, 7, True
)
NOVEMBER = Bar(
    "covered", date(2026, 11, 1), date(2026, 11, 30), date(2026, 10, 31), date(2026, 11, 29), 78, 2, 8
)
FAILED = Bar(
    "retrying",
    date(2026, 11, 1),
    date(2026, 11, 30),
    date(2026, 10, 31),
    date(2026, 11, 29),
    reason_words="no View",
)
GAP = Bar("gap", None, None, date(2026, 10, 31), date(2026, 11, 11))
PLANNED = Bar("planned", date(2026, 12, 1), date(2026, 12, 31), date(2026, 11, 30), date(2026, 12, 30))
pytestmark = pytest.mark.usefixtures("screen")
LINKED = datetime(2026, 9, 1, tzinfo=UTC)


def line(client_id: int, *bars: Bar, state: str = "covered") -> ClientLine:
    return ClientLine(client_id, f"Client {client_id}", date(2026, 10, 1), LINKED, bars, state)


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    shown = Timeline()
    qtbot.addWidget(shown)
    lines = [
        line(1, OCTOBER, FAILED, PLANNED, state="retrying"),
        line(2, OCTOBER, GAP, PLANNED, state="gap"),
        *(line(n, OCTOBER, NOVEMBER, PLANNED) for n in range(3, 60)),
        line(60, state="left_out"),
    ]
    shown.resize(1000, 400)
    shown.show_lines(lines, date(2026, 10, 1), date(2026, 12, 31), date(2026, 12, 1))
    shown.show()
    return shown


def current(timeline: Timeline) -> tuple[int, str]:
    client, bar = timeline.current_line(), timeline.current_bar()
    assert client is not None
    return client.client_id, bar.kind if bar else ""


def test_it_begins_with_what_is_not_as_it_should_be(timeline: Timeline):
    assert current(timeline) == (1, "retrying")
    assert timeline.accessibleDescription() == "Client 1. Failed, retrying: 31.10–29.11, no View"


def test_walked_by_keys(qtbot: QtBot, timeline: Timeline):
    steps = [
        (Qt.Key.Key_Down, (2, "gap")),
        (Qt.Key.Key_Left, (2, "covered")),
        (Qt.Key.Key_Left, (2, "covered")),
        (Qt.Key.Key_Down, (3, "covered")),
        (Qt.Key.Key_Right, (3, "covered")),
        (Qt.Key.Key_Right, (3, "planned")),
        (Qt.Key.Key_End, (60, "")),
        (Qt.Key.Key_Home, (1, "covered")),
    ]
    for key, expected in steps:
        qtbot.keyClick(timeline, key)
        assert current(timeline) == expected, key


def test_the_current_row_is_in_sight(qtbot: QtBot, timeline: Timeline):
    qtbot.keyClick(timeline, Qt.Key.Key_End)
    bottom = timeline.verticalScrollBar().maximum()
    assert bottom > 0
    assert timeline.verticalScrollBar().value() == bottom
    qtbot.keyClick(timeline, Qt.Key.Key_PageUp)
    qtbot.keyClick(timeline, Qt.Key.Key_Home)
    assert timeline.verticalScrollBar().value() == 0


def test_a_click_on_a_bar(qtbot: QtBot, timeline: Timeline):
    box = timeline.box_of(4, 0)
    qtbot.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert current(timeline) == (5, "covered")
    assert timeline.current_bar() is OCTOBER


def test_enter_and_a_double_click_open(qtbot: QtBot, timeline: Timeline):
    with qtbot.waitSignal(timeline.opened):
        qtbot.keyClick(timeline, Qt.Key.Key_Return)
    with qtbot.waitSignal(timeline.opened):
        qtbot.mouseDClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=timeline.box_of(1, 0).center())


def test_the_current_client_and_slot_stay_when_it_is_read_again(qtbot: QtBot, timeline: Timeline):
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    lines = [line(5, OCTOBER), line(2, OCTOBER, GAP, PLANNED, state="gap")]
    timeline.show_lines(lines, date(2026, 10, 1), date(2026, 12, 31), date(2026, 12, 2))
    assert current(timeline) == (2, "gap")


def test_found_from_elsewhere(timeline: Timeline):
    assert timeline.set_current(40)
    assert current(timeline) == (40, "covered")
    assert timeline.current_bar() is NOVEMBER
    assert not timeline.set_current(4711)


def test_nothing_to_show(qtbot: QtBot, timeline: Timeline):
    timeline.show_lines([], date(2026, 10, 1), date(2026, 12, 31), date(2026, 12, 1))
    assert timeline.current_line() is None
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.current_bar() is None


def test_two_thousand_clients_open_and_scroll_within_a_frame(timeline: Timeline):
    """Of processor time, as the machine may be busy with something else."""
    many = [line(n, OCTOBER, FAILED if n % 7 == 0 else NOVEMBER, PLANNED) for n in range(2000)]
    begin = thread_time()
    timeline.show_lines(many, date(2026, 10, 1), date(2026, 12, 31), date(2026, 12, 1))
    spent = []
    for step in range(30):
        timeline.verticalScrollBar().setValue(step * 1700)
        timeline.viewport().grab()
        spent.append(thread_time() - begin)
        begin = thread_time()
    assert sorted(spent)[15] < 0.016


def test_bars_touch_and_are_as_wide_as_their_days():
    scale = Scale(date(2026, 10, 1), date(2026, 12, 31), 216, 920)
    first, second = scale.box(OCTOBER, 0), scale.box(NOVEMBER, 0)
    assert first.left() == 216
    assert first.width() == pytest.approx(30 * 10)
    assert second.left() == pytest.approx(first.right())
    assert second.width() == pytest.approx(30 * 10)


@pytest.mark.parametrize(
    ("bar", "words"),
    [
        (OCTOBER, "Covered: 01.10–30.10, 69 documents counted, invoiced, kept as it is"),
        (GAP, "Counted nowhere: 31.10–11.11"),
        (PLANNED, "Planned: 30.11–30.12"),
    ],
)
def test_bars_in_words(bar: Bar, words: str):
    assert bar_words(bar) == words
