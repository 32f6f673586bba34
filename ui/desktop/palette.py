"""Ctrl+K: find a client or run a command by typing a part of its name (P12.1)."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.words import _
from ui.desktop import icons, theme
from ui.desktop.widgets import paint

WIDTH, ROWS, ROW = 560, 10, 32
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Command:
    """Something to run. `why_not` is shown beside a command that the member may not run (P1.4)."""

    words: str
    icon: str
    run: Callable[[], object]
    hint: str = ""
    why_not: str = ""


class CommandLine(QStyledItemDelegate):
    """Icon, words, and at the right the code of a client or why a command may not be run."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(theme.px(WIDTH) - theme.px(40), theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect = QRect(option.rect)
        command = index.data(Qt.ItemDataRole.UserRole)
        if option.state & QStyle.StateFlag.State_Selected:
            paint.panel(painter, QRectF(rect), "selected", "", 6)
        side, edge = theme.px(16), theme.px(10)
        off = command is None or bool(command.why_not)
        words = rect.adjusted(edge + side + theme.px(10), 0, -edge, 0)
        if command is not None:
            spot = QRect(rect.x() + edge, rect.y() + (rect.height() - side) // 2, side, side)
            icons.paint_icon(painter, spot, command.icon, "disabled" if off else "text2")
            words = self._paint_note(painter, words, command.why_not or command.hint)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("disabled" if off else "text"))
        said = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, said)

    @staticmethod
    def _paint_note(painter: QPainter, room: QRect, note: str) -> QRect:
        """What is left of the room beside the note."""
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("muted"))
        note = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, room.width() * 2 // 3)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        return room.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(note) - theme.px(12), 0)


Find = Callable[[str], Awaitable[Sequence[Command]]]
Start = Callable[[Coroutine[Any, Any, None]], object]


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Commands that hold every typed word, those that begin with the text first."""
    wanted = typed.casefold().split()
    hits = [c for c in commands if all(word in c.words.casefold() for word in wanted)]
    return sorted(hits, key=lambda c: not c.words.casefold().startswith(typed.casefold()))


class Palette(QFrame):
    """A popup under the search field. `find` asks for clients while the person types."""

    def __init__(self, parent: QWidget, find: Find, start: Start) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("plane", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._find, self._start = find, start
        self._commands: Sequence[Command] = ()
        self._shown: list[Command] = []
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(_("Client, code, page or command"))
        self.field.setAccessibleName(_("Search or run a command"))
        self.list = QListWidget(self)
        self.list.setProperty("look", "palette")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(CommandLine(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(8),) * 4)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._run())

    def open_with(self, commands: Sequence[Command], at: QPoint) -> None:
        self._commands = commands
        self.field.clear()
        self._fill(list(commands))
        self.setFixedSize(theme.px(WIDTH), theme.px(58 + ROW * ROWS))
        self.move(at)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _typed(self, text: str) -> None:
        self._fill(matching(self._commands, text))
        if len(text.strip()) > 1:
            self._start(self._add_found(text))

    async def _add_found(self, text: str) -> None:
        found = await self._find(text.strip())
        if self.isVisible() and self.field.text() == text:
            self._fill([*found, *matching(self._commands, text)])

    def _fill(self, commands: list[Command]) -> None:
        self._shown = commands
        self.list.clear()
        for command in commands[:50]:
            self.list.addItem(self._item(command))
        if not commands:
            nothing = QListWidgetItem(_("Nothing is called that"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self.list.setCurrentRow(0)

    def _item(self, command: Command) -> QListWidgetItem:
        item = QListWidgetItem(command.words)
        item.setData(Qt.ItemDataRole.UserRole, command)
        item.setToolTip(command.why_not)
        if command.why_not:
            item.setFlags(Qt.ItemFlag.ItemIsSelectable)
        return item

    def _run(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._shown) and not self._shown[row].why_not:
            self.hide()
            self._shown[row].run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                last = self.list.count() - 1
                self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
