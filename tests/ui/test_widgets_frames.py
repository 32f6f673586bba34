"""Wizard frame, tabs, notices, comparison and the other parts that hold things."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from ui.desktop import theme
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.cards import Card, Tile
from ui.desktop.widgets.chips import Chip, Count, Mark
from ui.desktop.widgets.comparison import Comparison, Difference
from ui.desktop.widgets.confirm import Confirm
from ui.desktop.widgets.popup import Popup, columns_menu
from ui.desktop.widgets.progress import ProgressRow
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.tabs import TabPages
from ui.desktop.widgets.text import Text
from ui.desktop.widgets.toast import Toast
from ui.desktop.widgets.wizard import WizardFrame

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def look(qapp):
    look = theme.start(qapp)
    look.choose(scheme="light", text_size=100, reduce_motion=True)
    return look


def show(qtbot, widget):
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
    return widget


@pytest.fixture
def wizard(qtbot):
    frame = WizardFrame("Connect", [("sign", "Sign in"), ("company", "Choose the company"), ("done", "Done")])
    for key in ("sign", "company", "done"):
        frame.add_page(key, QLineEdit())
    frame.show_step("sign", "Sign in to Regnar", "Kontor reads clients.", go_on="Continue", back=False)
    frame.left_times = []
    frame.left.connect(lambda: frame.left_times.append(1))
    return show(qtbot, frame)


def test_a_step_shows_its_title_its_page_and_its_button(wizard):
    assert wizard.title.text() == "Sign in to Regnar"
    assert wizard.steps.accessibleName() == "Step 1 of 3: Sign in"
    assert not wizard.back.isVisible()
    wizard.show_step("company", "Choose the company", go_on="Connect this company")
    assert wizard.step() == "company"
    assert wizard.go_on.text() == "Connect this company"
    assert wizard.back.isVisible()
    assert not wizard.sentence.isVisible()


def test_the_filled_button_is_pressed_by_mouse_and_by_ctrl_enter(wizard, qtbot):
    pressed = []
    wizard.went_on.connect(lambda: pressed.append(1))
    qtbot.mouseClick(wizard.go_on, LEFT)
    qtbot.keyClick(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2


def test_a_button_that_may_not_be_pressed_is_explained_beside_it(wizard, qtbot):
    pressed = []
    wizard.went_on.connect(lambda: pressed.append(1))
    wizard.allow("Continue opens after a test that succeeds.")
    qtbot.mouseClick(wizard.go_on, LEFT)
    qtbot.keyClick(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == []
    assert wizard.note.text() == "Continue opens after a test that succeeds."
    wizard.allow(note="12 new")
    assert wizard.go_on.isEnabled()
    assert wizard.note.text() == "12 new"


def test_esc_leaves_at_once_when_nothing_would_be_lost(wizard, qtbot):
    wizard.ask_before_leaving(lambda: "")
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    assert wizard.left_times == [1]


def test_esc_asks_when_something_would_be_lost_and_staying_keeps_it(wizard, qtbot):
    wizard.ask_before_leaving(lambda: "The choices of 12 rows are lost.")
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    question = wizard.findChild(Confirm)
    assert wizard.isVisible()
    assert question.words.text() == "The choices of 12 rows are lost."
    qtbot.mouseClick(question.no, LEFT)
    assert wizard.isVisible()
    assert wizard.left_times == []
    qtbot.mouseClick(wizard.cancel, LEFT)
    qtbot.mouseClick(wizard.findChildren(Confirm)[-1].yes, LEFT)
    assert not wizard.isVisible()
    assert wizard.left_times == [1]


def test_a_finished_wizard_closes_without_a_question(wizard):
    wizard.ask_before_leaving(lambda: "Everything is lost.")
    wizard.finish()
    assert not wizard.isVisible()


def test_the_help_column_comes_and_goes(wizard, qtbot):
    text = QLabel("Where to find the token")
    wizard.set_help(text)
    qtbot.waitUntil(text.isVisible)
    assert text.parentWidget().width() == 312
    other = QLabel("Other")
    wizard.set_help(other)
    qtbot.waitUntil(other.isVisible)
    wizard.set_help(None)
    assert not any(label.text() == "Other" and label.isVisible() for label in wizard.findChildren(QLabel))


def test_a_confirmation_runs_what_follows_only_when_confirmed(qtbot):
    owner = show(qtbot, QWidget())
    done = []
    for press in ("no", "yes"):
        question = Confirm("Delete Kuldne Kringel OÜ?", "14 tasks go with it.", "Delete client", parent=owner)
        question.ask(lambda: done.append(1))
        qtbot.mouseClick(getattr(question, press), LEFT)
    assert done == [1]


def test_tabs_change_pages_by_click_and_arrow(qtbot):
    tabs = TabPages()
    pages = {key: QLabel(key) for key in ("overview", "tasks", "log")}
    for key, page in pages.items():
        tabs.add(key, key.title(), page)
    show(qtbot, tabs)
    chosen = []
    tabs.chosen.connect(chosen.append)
    assert pages["overview"].isVisible()
    qtbot.mouseClick(tabs.bar.tab("tasks"), LEFT)
    assert pages["tasks"].isVisible()
    tabs.bar.tab("tasks").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(tabs.bar.tab("tasks"), Qt.Key.Key_Right)
    assert pages["log"].isVisible()
    assert chosen == ["tasks", "log"]
    tabs.choose("overview")
    assert (tabs.value(), chosen) == ("overview", ["tasks", "log"])


def test_a_tab_carries_a_count_or_a_warning(qtbot):
    tabs = TabPages()
    tab = tabs.add("import", "Data import", QLabel())
    show(qtbot, tabs)
    plain = tab.sizeHint().width()
    tab.set_count(1, warns=True)
    assert tab.accessibleName() == "Data import 1"
    assert tab.sizeHint().width() > plain
    tab.set_count(None)
    assert tab.sizeHint().width() == plain


@pytest.mark.parametrize(
    ("kind", "ground", "word"),
    [("error", "red_tint", "Error"), ("warning", "amber_tint", "Warning"), ("info", "accent_tint", "Note")],
)
def test_a_banner_has_the_ground_of_its_kind_and_its_buttons_work(qtbot, kind, ground, word):
    banner = Banner(kind, "This token belongs to the test environment", "Switch to Test.")
    done = []
    button = banner.add_button("Switch to Test", lambda: done.append(1))
    show(qtbot, banner)
    assert banner.grab().toImage().pixelColor(banner.width() // 2, 5) == theme.color(ground)
    qtbot.mouseClick(button, LEFT)
    assert done == [1]
    assert banner.accessibleName() == "This token belongs to the test environment"
    assert banner.accessibleDescription() == f"{word}: Switch to Test."
    banner.set_words("Switched")
    assert (banner.accessibleName(), banner.accessibleDescription()) == ("Switched", word)


def test_the_buttons_of_a_banner_go_below_each_other_where_it_is_narrow(qtbot):
    banner = Banner("error", "Not in the business register", "Did you mean another one?")
    first, second = (banner.add_button(words, lambda: None) for words in ("Use 19102068", "Check again"))
    show(qtbot, banner)
    banner.resize(600, 200)
    qtbot.waitUntil(lambda: first.y() == second.y())
    banner.resize(200, 300)
    qtbot.waitUntil(lambda: first.y() < second.y())
    assert banner.minimumSizeHint().width() < first.width() + second.width()


def test_progress_shows_a_bar_only_when_the_length_is_known(qtbot):
    row = show(qtbot, ProgressRow("Fetching clients"))
    row.set_progress("page 3, 120")
    assert not row.bar.isVisible()
    row.set_progress("page 3, 120 of 171", 120 / 171)
    assert row.bar.isVisible()
    assert row.bar.part() == pytest.approx(0.70, abs=0.01)
    assert row.accessibleDescription() == "page 3, 120 of 171"
    assert row.height() >= 44


def test_progress_can_be_cancelled_once_and_ends_with_its_result(qtbot):
    row = show(qtbot, ProgressRow("Fetching clients"))
    cancelled, followed = [], []
    row.cancelled.connect(lambda: cancelled.append(1))
    qtbot.mouseClick(row.cancel, LEFT)
    qtbot.mouseClick(row.cancel, LEFT)
    assert cancelled == [1]
    row.finish("171 clients", link="Open review", follow=lambda: followed.append(1))
    assert not row.cancel.isVisible()
    link = next(each for each in row.findChildren(QLabel) if each.text() == "Open review")
    qtbot.mouseClick(link, LEFT)
    assert followed == [1]


def test_a_toast_says_one_thing_undoes_it_and_goes(qtbot):
    window = QWidget()
    window.resize(900, 600)
    show(qtbot, window)
    toast = Toast(window)
    undone = []
    toast.say("3 clients moved", undo=lambda: undone.append("first"))
    toast.say("4 clients moved", undo=lambda: undone.append("second"))
    assert toast.said() == "4 clients moved"
    assert 320 <= toast.width() <= 480
    assert abs(toast.geometry().center().x() - window.rect().center().x()) <= 1
    window.resize(700, 600)
    assert abs(toast.geometry().center().x() - window.rect().center().x()) <= 1
    qtbot.mouseClick(next(b for b in toast.findChildren(Button) if b.text() == "Undo"), LEFT)
    assert (undone, toast.said()) == (["second"], "")
    toast.say("Saved")
    toast._clock.setInterval(1)
    toast._clock.start()
    qtbot.waitUntil(lambda: toast.said() == "")


def test_a_tile_opens_what_is_behind_it(qtbot):
    tile = show(qtbot, Tile("Revenue, November"))
    tile.set_figure("38 412,60", "€")
    tile.set_note("6,2 % more", icon="trend-up", ink="green")
    opened = []
    tile.opened.connect(lambda: opened.append(1))
    qtbot.mouseClick(tile, LEFT)
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert len(opened) == 2
    assert tile.accessibleName() == "Revenue, November: 38 412,60 €"
    assert tile.height() == 98


def test_a_card_has_a_head_of_40_and_its_link_leads_on(qtbot):
    followed = []
    card = show(qtbot, Card("Needs attention", link="All 9", follow=lambda: followed.append(1)))
    assert card.head.height() == 40
    qtbot.mouseClick(card.head.link, LEFT)
    assert followed == [1]


def test_chips_marks_and_counts_keep_their_height_in_a_layout(qtbot):
    card = Card("Head")
    chip, mark, count = (
        Chip("Conflict", icon="arrows-left-right", tone="amber"),
        Mark("KRIN"),
        Count(5, tone="red"),
    )
    for each in (chip, mark, count):
        card.body.addWidget(each)
    show(qtbot, card).resize(400, 400)
    assert (chip.height(), mark.height(), mark.width(), count.height()) == (20, 18, 44, 16)
    assert chip.accessibleName() == "Conflict"


DIFFERENCES = [
    Difference(
        "mail",
        "E-mail",
        "info@x.example",
        "new@x.example",
        "old@x.example",
        takes_theirs=False,
        conflict=True,
    ),
    Difference("phone", "Phone", "44", "90", "44", takes_theirs=True),
]


def test_a_comparison_shows_the_result_of_each_choice(qtbot):
    comparison = show(qtbot, Comparison(DIFFERENCES, theirs="Theirs, Arvila", ours="Ours, Kontor"))
    decided = []
    comparison.decided.connect(lambda key, theirs: decided.append((key, theirs)))
    assert comparison._results["mail"].text() == "old@x.example"
    take, keep = comparison.radios["mail"]
    assert keep.isChecked()
    qtbot.mouseClick(take, LEFT)
    assert decided == [("mail", True)]
    assert comparison._results["mail"].text() == "new@x.example"
    assert comparison._chips["mail"].look().word == "Take theirs"
    keep.setFocus()
    qtbot.keyClick(keep, Qt.Key.Key_Space)
    assert decided[-1] == ("mail", False)
    assert comparison.radios["phone"][0].isChecked()
    assert take.accessibleName() == "E-mail: take theirs, new@x.example"


def test_a_fixed_comparison_offers_no_choice_and_marks_conflicts(qtbot):
    fixed = show(qtbot, Comparison(DIFFERENCES, theirs="Theirs", ours="Ours", fixed=True))
    assert fixed.radios == {}
    fixed.resize(900, fixed.height())
    row = fixed._grid.cellRect(1, 1)
    assert fixed.grab().toImage().pixelColor(row.right() - 2, row.center().y()) == theme.color("amber_tint")


def test_the_columns_menu_shows_and_hides(qtbot):
    columns = [Column("name", "Client", str), Column("code", "Reg. code", str, shown=False)]
    model = TableModel(columns, lambda row: row)
    view = TableView(model)
    model.setParent(view)
    show(qtbot, view)
    menu = columns_menu(view, view)
    assert [(each.text(), each.isChecked()) for each in menu.actions()] == [
        ("Client", True),
        ("Reg. code", False),
    ]
    menu.actions()[1].trigger()
    assert view.is_column_shown("code")
    menu.aboutToShow.emit()
    assert menu.actions()[1].isChecked()


def test_a_popup_opens_below_its_anchor_and_closes_with_esc(qtbot):
    window = QWidget()
    window.resize(600, 400)
    anchor = QPushButton("Bell", window)
    anchor.move(200, 10)
    show(qtbot, window)
    popup = Popup(window, width=300)
    popup.body.addWidget(Text("Notifications"))
    closed = []
    popup.closed.connect(lambda: closed.append(1))
    popup.open_below(anchor)
    assert popup.pos() == anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert closed == [1]


def test_a_scroll_area_has_the_ground_of_what_is_behind_it(qtbot):
    banner = QWidget()
    banner.setStyleSheet("background: #123456")
    scroll = Scroll(parent=banner)
    scroll.body.addWidget(Text("word"))
    scroll.body.addStretch(1)
    banner.resize(200, 200)
    scroll.resize(200, 200)
    show(qtbot, banner)
    assert banner.grab().toImage().pixelColor(150, 150).name() == "#123456"
