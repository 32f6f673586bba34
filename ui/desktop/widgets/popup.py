"""A panel that opens below something and closes with Esc or a click elsewhere: bell, palette, columns."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ui.desktop.models.columns import Column
from ui.desktop.widgets import paint
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.table import TableView


class Popup(TabsAsSeen, QWidget):
    """`body` is the column to fill. Focus goes back to where it came from when it closes."""

    closed = Signal()

    def __init__(self, parent: QWidget, *, width: int = 320) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFixedWidth(width)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(1, 8, 1, 8)
        self.body.setSpacing(0)

    def open_below(self, anchor: QWidget, *, to_right: bool = False) -> None:
        """Below `anchor`, left edges in line, or right ones; kept on the screen."""
        self.adjustSize()
        x = anchor.width() - self.width() if to_right else 0
        at = anchor.mapToGlobal(QPoint(x, anchor.height() + 4))
        screen = anchor.screen().availableGeometry()
        self.move(_onto(QRect(at, self.size()), screen).topLeft())
        self.show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.panel(painter, self.rect().toRectF(), "raised", "border_strong", 8)
        painter.end()


def _onto(rect: QRect, screen: QRect) -> QRect:
    moved = QRect(rect)
    moved.moveRight(min(moved.right(), screen.right()))
    moved.moveLeft(max(moved.left(), screen.left()))
    moved.moveBottom(min(moved.bottom(), screen.bottom()))
    moved.moveTop(max(moved.top(), screen.top()))
    return moved


def columns_menu(view: TableView, parent: QWidget) -> QMenu:
    """A menu that shows and hides columns; read anew each time it opens."""
    menu = QMenu(parent)

    def fill() -> None:
        menu.clear()
        for column in view.table().columns:
            if column.chosen:
                _add_column(menu, view, column)

    menu.aboutToShow.connect(fill)
    fill()
    return menu


def _add_column(menu: QMenu, view: TableView, column: Column[object]) -> None:
    action = menu.addAction(column.title)
    action.setCheckable(True)
    action.setChecked(view.is_column_shown(column.key))
    action.toggled.connect(lambda on: view.show_column(column.key, shown=on))
