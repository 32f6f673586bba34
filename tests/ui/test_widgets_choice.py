"""Finding and choosing: the find field, check boxes, segments, filter drops."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout

from tests.ui.one_window import LEFT, has, make_segments, put
from ui.desktop.widgets.choices import CheckBox, Radio
from ui.desktop.widgets.fields import FindField
from ui.desktop.widgets.filters import FilterDrop
from ui.desktop.widgets.text import Text


def test_the_find_field_clears_by_esc_and_cross_and_leaves_by_down(window, qtbot):
    find = put(window, qtbot, FindField())
    left = []
    find.left_down.connect(lambda: left.append(1))
    find.focus_from_key()
    qtbot.keyClicks(find, "kringel")
    qtbot.keyClick(find, Qt.Key.Key_Down)
    assert left == [1]
    qtbot.keyClick(find, Qt.Key.Key_Escape)
    assert find.text() == ""
    qtbot.keyClicks(find, "x")
    qtbot.mouseClick(find, LEFT, pos=QPoint(find.width() - 18, find.height() // 2))
    assert find.text() == ""
    assert find.height() == 30


def test_a_check_box_and_a_radio_answer_to_mouse_and_key(window, qtbot):
    box, radio, other = CheckBox("Complete the task"), Radio("Last work day"), Radio("Last calendar day")
    put(window, qtbot, box, radio, other)
    qtbot.mouseClick(box, LEFT, pos=QPoint(60, box.height() // 2))  # on the words
    assert box.isChecked()
    assert has(box, "accent")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()
    radio.setChecked(True)
    radio.setFocus(Qt.FocusReason.TabFocusReason)
    assert has(radio, "accent_ink")
    qtbot.keyClick(radio, Qt.Key.Key_Down)
    assert other.isChecked()


def test_segments_are_chosen_by_click_and_arrow(window, qtbot):
    segments = put(window, qtbot, make_segments())
    chosen = []
    segments.chosen.connect(chosen.append)
    assert segments.value() == "all"
    qtbot.mouseClick(segments.button("new"), LEFT)
    segments.button("new").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(segments.button("new"), Qt.Key.Key_Right)
    assert chosen == ["new", "same"]
    assert segments.button("same").hasFocus()
    segments.choose("all")
    assert (segments.value(), chosen) == ("all", ["new", "same"])


def test_segments_carry_their_counts_in_sight_and_in_their_name(window, qtbot):
    segments = put(window, qtbot, make_segments())
    narrow = segments.button("new").sizeHint().width()
    segments.set_counts({"all": 171, "new": 12})
    assert segments.button("new").accessibleName() == "New 12"
    assert segments.button("same").accessibleName() == "Same 0"
    assert segments.button("new").sizeHint().width() > narrow


def test_a_filter_drop_is_set_from_its_menu_and_cleared_by_cross_and_key(window, qtbot):
    drop = FilterDrop("Group", [("m", "Monthly"), ("p", "Payroll")])
    row = QHBoxLayout()
    row.addWidget(drop)
    row.addStretch(1)
    window.column.addLayout(row)
    put(window, qtbot, Text("below"))
    changes = []
    drop.changed.connect(changes.append)
    qtbot.mouseClick(drop, LEFT, pos=QPoint(10, 10))
    drop.menu_of_choices().actions()[0].trigger()
    drop.menu_of_choices().hide()
    assert drop.value() == {"m"}
    assert drop.accessibleName() == "Group: Monthly"
    assert has(drop, "accent_tint")
    qtbot.wait(1)
    qtbot.mouseClick(drop, LEFT, pos=QPoint(drop.width() - 12, 10))
    assert drop.value() == frozenset()
    drop.choose({"p", "unknown"})
    drop.setFocus()
    qtbot.keyClick(drop, Qt.Key.Key_Delete)
    assert changes == [{"m"}, frozenset(), {"p"}, frozenset()]


def test_several_choices_join_and_the_rest_is_counted(window, qtbot):
    choices = [(number, f"Group {number}") for number in range(4)]
    drop = put(window, qtbot, FilterDrop("Group", choices, several=True))
    for place in (0, 1, 3):
        drop.open_choices()
        drop.menu_of_choices().actions()[place].trigger()
        drop.menu_of_choices().hide()
    assert drop.value() == {0, 1, 3}
    assert drop.accessibleName() == "Group: Group 0, Group 1 + 1"
    drop.set_choices(choices[:1])
    assert drop.value() == {0}
