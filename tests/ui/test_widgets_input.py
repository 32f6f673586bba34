"""Buttons, inputs, choices and filters under real clicks and keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu

from tests.ui.one_window import LEFT, has, put
from ui.desktop import theme
from ui.desktop.widgets.buttons import Button, IconButton
from ui.desktop.widgets.dates import DateField, read_date
from ui.desktop.widgets.fields import AreaField, Combo, ComboField, SecretField, TextField
from ui.desktop.widgets.text import KeyValues, Link, Text

# -- buttons ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ground"), [("primary", "accent"), ("danger", "red_fill"), ("secondary", "surface")]
)
def test_a_button_has_the_ground_of_its_kind(window, qtbot, kind, ground):
    button = put(window, qtbot, Button("Save", kind=kind))
    picture = button.grab().toImage()
    assert picture.pixelColor(5, button.height() // 2) == theme.color(ground)


def test_a_button_is_as_wide_as_its_words_and_30_high(window, qtbot):
    short, long = Button("Go"), Button("Kinnita import ja vaata kokkuvõtet", icon="check")
    put(window, qtbot, short, long)
    assert short.sizeHint().height() == long.sizeHint().height() == 30
    words = theme.metrics("medium").horizontalAdvance(long.text())
    assert long.sizeHint().width() >= words + 16 + 6 + 24


def test_focus_shows_on_a_button_only_when_it_came_by_keyboard(window, qtbot):
    first, second = Button("One"), Button("Two")
    put(window, qtbot, first, second)
    first.setFocus(Qt.FocusReason.OtherFocusReason)
    assert not has(first, "accent_ink")
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert has(second, "accent_ink")
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not has(second, "accent_ink")


def test_a_button_that_is_off_says_why(window, qtbot):
    button = put(window, qtbot, Button("Continue", kind="primary"))
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    button.set_reason("A test has to succeed first.")
    qtbot.mouseClick(button, LEFT)
    assert (button.isEnabled(), button.toolTip(), pressed) == (False, "A test has to succeed first.", [])
    assert button.accessibleDescription() == "A test has to succeed first."
    button.set_reason("")
    qtbot.mouseClick(button, LEFT)
    assert len(pressed) == 1
    assert button.toolTip() == ""


def test_a_busy_button_keeps_its_width_and_cannot_be_pressed_twice(window, qtbot):
    button = Button("Test connection")
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    window.column.addLayout(row)
    put(window, qtbot, Text("below"))
    before, pressed = button.width(), []
    button.clicked.connect(lambda: pressed.append(1))
    button.set_busy(busy=True)
    qtbot.mouseClick(button, LEFT)
    assert (button.width(), pressed, button.busy) == (before, [], True)
    button.set_busy(busy=False)
    qtbot.mouseClick(button, LEFT)
    assert len(pressed) == 1


def test_the_spinner_turns_unless_motion_is_reduced(window, qtbot):
    button = put(window, qtbot, Button("Test"))
    button.set_busy(busy=True)
    still = button.grab().toImage()
    qtbot.wait(120)
    assert button.grab().toImage() == still
    button.set_busy(busy=False)
    theme.look().choose(reduce_motion=False)
    button.set_busy(busy=True)
    still = button.grab().toImage()
    qtbot.waitUntil(lambda: button.grab().toImage() != still)
    button.set_busy(busy=False)


def test_an_icon_button_has_a_name_for_the_tooltip_and_for_those_who_listen(window, qtbot):
    button = put(window, qtbot, IconButton("x", "Close"))
    assert (button.toolTip(), button.accessibleName()) == ("Close", "Close")
    assert button.sizeHint().width() == button.sizeHint().height() == 26


def test_a_button_with_a_menu_opens_it_below_by_mouse_and_key(window, qtbot):
    button = put(window, qtbot, Button("Import"))
    menu = QMenu(button)
    menu.addAction("From a file")
    button.set_menu(menu)
    qtbot.mouseClick(button, LEFT)
    assert menu.isVisible()
    menu.hide()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert menu.isVisible()
    menu.hide()


# -- text -------------------------------------------------------------------------------------------------


def test_wrapped_text_has_the_line_of_its_style_and_stays_plain(window, qtbot):
    words = "Nothing is written <b>to</b> Arvila. " * 8
    text = put(window, qtbot, Text(words, wrap=True))
    assert text.text() == words
    assert text.accessibleName() == words
    lines = round(text.heightForWidth(300) / 18)
    assert text.heightForWidth(300) == pytest.approx(lines * 18, abs=2)
    assert lines > 2


def test_a_link_is_followed_by_mouse_and_key(window, qtbot):
    link = put(window, qtbot, Link("All 9"))
    followed = []
    link.followed.connect(lambda: followed.append(1))
    qtbot.mouseClick(link, LEFT)
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert len(followed) == 2


def test_a_value_that_is_missing_shows_as_a_dash(window, qtbot):
    values = put(window, qtbot, KeyValues([("Manager", "Kadri Tamm"), ("VAT number", "")]))
    shown = [label.text() for label in values.findChildren(Text)]
    assert shown == ["Manager", "Kadri Tamm", "VAT number", "–"]
    values.clear()
    values.add("Group", "Monthly")
    labels = values.findChildren
    qtbot.waitUntil(
        lambda: [each.text() for each in labels(Text) if each.isVisible()] == ["Group", "Monthly"]
    )


# -- fields -----------------------------------------------------------------------------------------------


def test_a_field_shows_what_is_wrong_in_place_of_its_hint(window, qtbot):
    field = put(window, qtbot, TextField("E-mail", hint="Where invoices go."))
    height = field.input.height()
    field.set_error("The address has no name after the @.")
    assert field.error == "The address has no name after the @."
    assert field.input.accessibleDescription() == field.error
    field.input.setFocus()
    assert has(field.input, "accent_ink"), "the focus is seen before what is wrong, which stands below"
    field.input.clearFocus()
    assert has(field.input, "red")
    assert field.input.height() == height
    field.clear_error()
    assert (field.error, field.input.accessibleDescription()) == ("", "Where invoices go.")
    assert not has(field.input, "red")


def test_what_is_missing_is_amber(window, qtbot):
    field = put(window, qtbot, TextField("Topic"))
    field.set_error("Required.", tone="amber")
    field.input.clearFocus()
    assert has(field.input, "amber")
    assert not has(field.input, "red")


def test_an_input_shows_focus_always_and_nothing_moves(window, qtbot):
    first, second = TextField("One"), TextField("Two")
    put(window, qtbot, first, second)
    height = first.input.height()
    first.input.setFocus(Qt.FocusReason.MouseFocusReason)
    assert has(first.input, "accent_ink")
    assert first.input.height() == height == 32
    assert first.input.accessibleName() == "One"


def test_a_secret_is_dots_until_the_eye_is_pressed_and_taken_once(window, qtbot):
    field = put(window, qtbot, SecretField("Token"))
    qtbot.keyClicks(field.input, "hush")
    assert field.input.displayText() != "hush"
    qtbot.mouseClick(field.input.eye, LEFT)
    assert field.input.displayText() == "hush"
    assert field.input.eye.accessibleName() == "Hide what is typed"
    qtbot.mouseClick(field.input.eye, LEFT)
    assert field.input.echoMode() == QLineEdit.EchoMode.Password
    assert field.take() == "hush"
    assert field.value() == ""
    field.set_kept(kept=True)
    assert field.value() == ""
    assert field.input.placeholderText()


def test_a_combo_is_chosen_by_key_and_the_wheel_leaves_it_alone(window, qtbot):
    field = put(window, qtbot, ComboField("Group", [("m", "Monthly"), ("q", "Quarterly")]))
    changes = []
    field.changed.connect(lambda: changes.append(field.value()))
    assert field.value() == "m"
    field.input.setFocus()
    qtbot.keyClick(field.input, Qt.Key.Key_Down)
    assert (field.value(), changes) == ("q", ["q"])
    field.set_choices([("q", "Quarterly"), ("y", "Yearly")])
    assert field.value() == "q"
    field.set_value("gone")
    assert field.value() is None


def test_a_combo_with_a_placeholder_starts_with_nothing_chosen(window, qtbot):
    field = put(window, qtbot, ComboField("Topic", [(1, "Bookkeeping")], placeholder="Choose a topic"))
    assert field.value() is None
    assert has(field.input, "muted")
    assert not has(field.input, "text")
    field.set_value(1)
    assert has(field.input, "text")


def test_a_small_combo_is_lower(window, qtbot):
    small, normal = Combo(small=True), Combo()
    put(window, qtbot, small, normal)
    assert (small.height(), normal.height()) == (26, 32)


def test_an_area_gives_the_tab_key_on(window, qtbot):
    area, after = AreaField("Notes"), TextField("After")
    put(window, qtbot, area, after)
    area.input.setFocus()
    qtbot.keyClicks(area.input, "one")
    qtbot.keyClick(area.input, Qt.Key.Key_Tab)
    assert area.value() == "one"
    assert after.input.hasFocus()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1.10.2026", date(2026, 10, 1)),
        ("01.10.26", date(2026, 10, 1)),
        ("01102026", date(2026, 10, 1)),
        ("1.10", date(2027, 10, 1)),
        ("1.10.", date(2027, 10, 1)),
        ("1/10/2026", date(2026, 10, 1)),
        ("2026-10-01", date(2026, 10, 1)),
        ("31.02.2026", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(typed, day):
    assert read_date(typed, today=date(2027, 3, 1)) == day


def test_a_date_is_typed_or_picked(window, qtbot):
    field = put(window, qtbot, DateField("First import date"))
    qtbot.keyClicks(field.input, "1.10.26")
    qtbot.keyClick(field.input, Qt.Key.Key_Return)
    assert field.input.text() == "01.10.2026"
    qtbot.mouseClick(field.input.button, LEFT)
    calendar = field.input._calendar
    assert calendar.isVisible()
    qtbot.keyClick(calendar.focusProxy() or calendar, Qt.Key.Key_Right)
    qtbot.keyClick(calendar.focusProxy() or calendar, Qt.Key.Key_Return)
    assert field.value() == date(2026, 10, 2)
    assert not calendar.isVisible()
    field.input.setText("32.13.2026")
    assert field.wrong
    field.input.clear()
    assert not field.wrong


# -- choices ----------------------------------------------------------------------------------------------
