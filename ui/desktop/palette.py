"""Ctrl+K: find a client or run a command by typing a part of its name (P12.1)."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.core.words import _
from ui.desktop import icons, theme

WIDTH, ROWS = 560, 9


@dataclass(frozen=True, slots=True)
class Command:
    """Something to run. `why_not` is shown beside a command that the member may not run (P1.4)."""

    words: str
    icon: str
    run: Callable[[], object]
    hint: str = ""
    why_not: str = ""


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
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
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
        self.setFixedSize(theme.px(WIDTH), theme.px(60 + 32 * ROWS))
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
        note = command.why_not or command.hint
        item = QListWidgetItem(
            icons.icon(command.icon, "text2"), command.words + (f"   {note}" if note else "")
        )
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
