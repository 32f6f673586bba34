"""What a table shows besides its rows: loading, empty, no hits, bars and labels."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.one_table import FIRM, Client, click
from ui.desktop import theme
from ui.desktop.widgets.empty import EmptyState


def test_bars_come_after_a_moment_and_rows_that_are_read_anew_stay(view, qtbot):
    view.states.set_loading(loading=True)
    qtbot.wait(150)
    assert not view.states.covers
    view.table().set_rows([])
    view.states.set_loading(loading=True)
    assert not view.states.covers
    qtbot.waitUntil(lambda: view.states.covers)
    view.states.set_loading(loading=False)
    assert not view.states.covers


def test_an_empty_table_says_what_to_do(view, qtbot):
    done = []
    state = EmptyState("buildings", "No clients yet", "They come from your accounting program.")
    button = state.add_button("Import clients", lambda: done.append(1))
    view.states.set_empty(state)
    assert not state.isVisible()
    view.table().set_rows([])
    assert state.isVisible()
    assert state.geometry() == view.viewport().geometry()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1]
    view.table().set_rows(FIRM)
    assert not state.isVisible()


def test_filters_without_a_hit_offer_to_be_cleared(view, qtbot):
    view.table().find("nobody")
    button = next(each for each in view.findChildren(QPushButton) if each.text() == "Clear filters")
    assert button.isVisible()
    with qtbot.waitSignal(view.filters_cleared, timeout=1000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.table().shown == 4
    assert not button.isVisible()


def test_the_painting_shows_bar_tint_and_hover(view, qtbot):
    click(qtbot, view, 1, "name")
    view.hover(2)
    picture = view.viewport().grab().toImage()
    colours = [
        picture.pixelColor(x, y).name() for x, y in ((1, 34 + 10), (790, 34 + 10), (790, 68 + 10), (790, 5))
    ]
    assert colours == [theme.color(token).name() for token in ("accent_ink", "selected", "hover", "surface")]
    assert picture.pixelColor(400, 33) == theme.color("border")


def test_the_focus_line_of_a_cell_shows_where_cells_can_be_walked(view, qtbot):
    view.cell_cursor = True
    click(qtbot, view, 0, "name")
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.currentIndex().column() == 4
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.currentIndex().column() == 3


def test_cells_can_be_read_out(view):
    index = view.table().index(1, 3)
    assert view.table().data(index, Qt.ItemDataRole.AccessibleTextRole) == "Kringel"
    check = view.table().index(1, 0)
    assert view.table().setData(check, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert view.table().data(check, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    locked = view.table().index(2, 0)
    assert not view.table().setData(locked, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)


def test_many_rows_are_prepared_while_nobody_waits(view, qtbot):
    model = view.table()
    model.set_rows([Client(number, f"Client {number % 977}", str(number)) for number in range(20_000)])
    assert not model.prepared
    qtbot.waitUntil(lambda: model.prepared, timeout=20_000)
    model.find("client 9")
    assert model.shown > 0
    model.set_rows([])


def test_many_rows_may_be_prepared_later(view, qtbot):
    model = view.table()
    model.set_rows(
        [Client(number, f"Client {number % 977}", str(number)) for number in range(6_000)], prepare=False
    )
    assert not model._idle.isActive()
    model.prepare()
    assert not model.prepared
    qtbot.waitUntil(lambda: model.prepared, timeout=20_000)
    model.set_rows([])


def test_labels_on_top_of_rows_do_not_leak(view):
    view.details.serve(lambda client, parent: QLabel(client.name, parent))
    view.details.expand(1)
    view.table().set_rows([])
    assert view.details.widget(1) is None


def test_larger_text_while_the_window_is_open_fits_rows_and_columns(view, qtbot):
    """Also those that were dragged or are hidden; and back again, and in what is kept for another day."""
    view.setColumnWidth(3, 240)
    view.show_column("code", shown=False)
    row, width = view.rowHeight(0), view.columnWidth(1)
    theme.look().choose(text_size=130)
    assert (view.rowHeight(0), view.columnWidth(1), view.columnWidth(3)) == (44, 130, 312)
    assert view.rowViewportPosition(1) == 44
    view.show_column("code", shown=True)
    assert view.columnWidth(4) == 104
    kept = view.layout_state()
    theme.look().choose(text_size=100)
    assert (view.rowHeight(0), view.columnWidth(1), view.columnWidth(3)) == (row, width, 240)
    view.restore(kept)
    assert (view.columnWidth(1), view.columnWidth(3)) == (100, 240)
