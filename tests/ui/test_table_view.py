"""The table as people use it: clicks, keys, columns, rows that open, and what stands there instead of rows."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.one_table import COLUMNS, FIRM, Client, Story, cell, click, shown, ticked
from ui.desktop import theme
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.table import TableView


def test_a_click_on_the_box_ticks_and_leaves_the_selection_alone(view, qtbot):
    click(qtbot, view, 1, "name")
    click(qtbot, view, 0, "check", 25)
    assert ticked(view) == {1}
    assert view.selected_ids() == [2]
    click(qtbot, view, 0, "check", 25)
    assert ticked(view) == set()


def test_a_locked_row_cannot_be_ticked_by_mouse_or_key(view, qtbot):
    click(qtbot, view, 2, "check", 25)
    click(qtbot, view, 2, "name")
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert ticked(view) == set()


def test_space_ticks_the_row_or_all_selected_rows_alike(view, qtbot):
    click(qtbot, view, 0, "name")
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert ticked(view) == {1}
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert ticked(view) == {1, 2, 4}
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert ticked(view) == set()


def test_the_box_in_the_header_takes_what_is_filtered(view, qtbot):
    header = view.header()
    header.model().find("kringel")
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(25, 10))
    assert ticked(view) == {2}
    assert view.table().check_state is Qt.CheckState.Checked
    view.table().find("")
    assert view.table().check_state is Qt.CheckState.PartiallyChecked


def test_one_signal_tells_of_all_ticks(view, qtbot):
    with qtbot.waitSignal(view.table().dataChanged) as signal:
        view.toggle_all()
    first, last, roles = signal.args
    assert (first.row(), last.row(), roles) == (0, 3, [Qt.ItemDataRole.CheckStateRole])


def test_arrows_home_and_end_move_the_current_row(view, qtbot):
    click(qtbot, view, 0, "name")
    moved = []
    view.current_changed.connect(moved.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(view, key)
    assert moved == [2, 4, 3, 1]


def test_enter_right_and_a_double_click_open(view, qtbot):
    opened = []
    view.opened.connect(opened.append)
    click(qtbot, view, 1, "name")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cell(view, 0, "name"))
    assert opened == [2, 2, 1]


def test_slash_asks_for_the_find_field(view, qtbot):
    with qtbot.waitSignal(view.find_asked, timeout=1000):
        qtbot.keyClick(view, Qt.Key.Key_Slash)


def test_focus_puts_the_bar_on_the_first_row(view):
    assert view.current_id() == 1
    assert view.viewport().grab().toImage().pixelColor(1, 10) == theme.color("accent_ink")


def test_current_row_and_selection_stay_through_sort_filter_and_new_rows(view, qtbot):
    click(qtbot, view, 1, "name")
    click(qtbot, view, 3, "name", hold=Qt.KeyboardModifier.ControlModifier)
    told = []
    view.current_changed.connect(told.append)
    view.table().sort_by("name")
    assert shown(view)[0] == "Blåskjell"
    assert (view.current_id(), set(view.selected_ids())) == (4, {2, 4})
    view.table().set_rows([Client(9, "Aasa", ""), *FIRM])
    assert (view.current_id(), set(view.selected_ids())) == (4, {2, 4})
    assert told == []
    view.table().find("kringel")
    assert (view.current_id(), view.selected_ids()) == (None, [2])
    assert told == [None]


def test_everything_selected_stays_everything(view, qtbot):
    view.selectAll()
    view.table().sort_by("name", descending=True)
    assert len(view.selected_ids()) == 4


def test_a_click_on_a_title_sorts_and_a_second_one_turns_it(view, qtbot):
    header = view.header()
    at = QPoint(header.sectionViewportPosition(3) + 30, 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown(view)[:2] == ["Blåskjell", "Kringel"]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown(view)[0].startswith("Ülejõe")


def test_only_the_words_of_a_link_can_be_followed(view, qtbot):
    followed = []
    view.link_clicked.connect(lambda row_id, key: followed.append((row_id, key)))
    click(qtbot, view, 1, "link", 12)
    click(qtbot, view, 1, "link", 95)  # beside the word
    click(qtbot, view, 3, "link", 12)  # no word there
    assert followed == [(2, "link")]


def test_copy_gives_the_shown_columns_between_tabs(view, qtbot):
    view.show_column("flag", shown=False)
    click(qtbot, view, 0, "name")
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "New\tRannakivi\t18166557\tOpen\nNew\tKringel\t1820441\tOpen"


def test_a_cut_cell_tells_its_whole_text_and_a_column_may_say_more(view):
    assert view.tip_at(cell(view, 3, "name")) == "Ülejõe Spordiklubi ja sõpruskond MTÜ"
    assert view.tip_at(cell(view, 0, "name")) == ""
    assert view.tip_at(cell(view, 3, "code")) == "no code"
    assert view.tip_at(QPoint(5, 390)) == ""


def test_columns_come_back_as_they_were_left(view, qtbot):
    saved = []
    view.layout_changed.connect(lambda: saved.append(view.layout_state()))
    view.header().moveSection(4, 1)
    view.setColumnWidth(3, 222)
    view.show_column("flag", shown=False)
    view.set_rows_look("compact")
    view.table().sort_by("name", descending=True)
    state = view.layout_state()
    assert saved
    model = TableModel(COLUMNS, lambda c: c.number)
    other = TableView(model)
    model.setParent(other)
    qtbot.addWidget(other)
    other.restore(state)
    assert other.layout_state() == state
    assert [other.columnWidth(3), other.isColumnHidden(2), other.row_height()] == [222, True, 28]
    assert model.rows.sorted_by == ("name", True)
    other.show_column("flag", shown=True)
    assert other.columnWidth(2) == 100


def test_a_state_from_an_older_version_leaves_new_columns_as_they_are(view):
    view.restore({"order": ["gone", "code", "name"], "widths": {"gone": 5, "code": 91}, "hidden": ["gone"]})
    assert view.columnWidth(4) == 91
    assert view.is_column_shown("name")
    assert not view.is_column_shown("gone")


def test_the_stretching_column_takes_what_is_left(view, qtbot):
    columns = [Column("a", "A", lambda c: c.name, 100), Column("b", "B", lambda c: c.code, 100, stretch=True)]
    model = TableModel(columns, lambda c: c.number)
    wide = TableView(model)
    model.setParent(wide)
    qtbot.addWidget(wide)
    wide.resize(700, 200)
    wide.show()
    assert wide.columnWidth(0) + wide.columnWidth(1) == wide.viewport().width()
    wide.resize(150, 200)
    assert wide.columnWidth(1) == 100


def test_row_height_follows_text_size(view):
    theme.look().choose(text_size=130)
    assert view.rowHeight(0) == 44
    theme.look().choose(text_size=100)
    assert view.rowHeight(0) == 34


def test_rows_open_below_themselves_by_key_and_caret(view, qtbot):
    view.details.serve(Story, rule=lambda c: c.number != 4)
    opened = []
    view.opened.connect(opened.append)
    click(qtbot, view, 0, "name")
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.rowHeight(0) == 34 + 60 + 2 * 20
    story = view.details.widget(1)
    assert story.isVisible()
    assert story.y() == 34 - 1 + 20
    click(qtbot, view, 1, "check", 45)  # the caret of the next row
    assert view.details.is_open(2)
    assert ticked(view) == set()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert not view.details.is_open(2)
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == [4]  # has nothing to unfold, so it is opened
    view.details.fold_all()
    assert view.rowHeight(0) == 34


def test_an_open_row_stays_open_where_it_goes_and_folds_when_it_is_gone(view, qtbot):
    view.details.serve(Story)
    view.details.expand(1)
    view.table().sort_by("name", descending=True)
    place = view.table().place_of(1)
    assert view.rowHeight(place) > 100
    assert view.details.widget(1).y() == view.rowViewportPosition(place) + 34 - 1 + 20
    assert all(view.rowHeight(other) == 34 for other in range(4) if other != place)
    view.table().find("kringel")
    assert view.details.widget(1) is None
    view.table().find("")
    assert view.rowHeight(view.table().place_of(1)) == 34


def test_folding_brings_the_focus_back_to_the_table(view, qtbot):
    view.details.serve(Story)
    view.details.expand(1)
    view.details.widget(1).setFocus()
    assert not view.hasFocus()
    view.details.fold(1)
    assert view.hasFocus()


def test_the_ground_of_an_open_row_does_nothing(view, qtbot):
    view.details.serve(Story)
    view.details.expand(2)
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, view.rowViewportPosition(1) + 110)
    )
    assert ticked(view) == set()
    assert view.selected_ids() == []


def test_an_opening_row_moves_unless_motion_is_reduced(view, qtbot):
    view.details.serve(Story)
    theme.look().choose(reduce_motion=False)
    view.details.expand(1)
    assert view.rowHeight(0) < 134
    qtbot.waitUntil(lambda: view.rowHeight(0) == 134)
    theme.look().choose(reduce_motion=True)
