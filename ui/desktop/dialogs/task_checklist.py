"""The checklist in a task's form: lines to write, order and take away, all of it by keyboard too (P5.3)."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.widgets.buttons import IconButton
from ui.desktop.widgets.text import Link, Text

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ItemEdit(QLineEdit):
    """Enter begins a line below, Alt with Up or Down moves this one, Backspace in an empty one takes it away."""

    below = Signal()
    moved = Signal(int)
    emptied = Signal()

    def event(self, arg__1: QEvent) -> bool:
        """Before the form takes Enter for its filled button, and the buttons' letters for the Alt key."""
        if (
            isinstance(arg__1, QKeyEvent)
            and arg__1.type() == QEvent.Type.ShortcutOverride
            and self._is_ours(arg__1)
        ):
            arg__1.accept()
            return True
        return super().event(arg__1)

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if not self._is_ours(arg__1):
            super().keyPressEvent(arg__1)
            return
        arg__1.accept()
        if arg__1.key() in ENTER:
            self.below.emit()
        elif arg__1.key() == Qt.Key.Key_Backspace:
            self.emptied.emit()
        else:
            self.moved.emit(-1 if arg__1.key() == Qt.Key.Key_Up else 1)

    def _is_ours(self, event: QKeyEvent) -> bool:
        hold = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if hold == Qt.KeyboardModifier.AltModifier:
            return event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        plain = hold == Qt.KeyboardModifier.NoModifier
        return plain and (event.key() in ENTER or (event.key() == Qt.Key.Key_Backspace and not self.text()))


class ItemLine(QWidget):
    """A line of text with its tools; those are for the mouse, the keyboard has its keys in the line."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.edit = ItemEdit(text)
        self.up = IconButton("caret-up", _("Move up"))
        self.down = IconButton("caret-down", _("Move down"))
        self.remove = IconButton("x", _("Remove"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        row.addWidget(self.edit, 1)
        for tool in (self.up, self.down, self.remove):
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(tool)


class ChecklistField(QWidget):
    """`value` in order, without what is empty."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[ItemLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(4))
        self._hint = Text(
            _("Enter begins another line; Alt with Up or Down moves it."), "small", "muted", wrap=True
        )
        self.add_link = Link(_("Add an item"))
        self.add_link.followed.connect(lambda: self.insert(len(self.lines)))
        self._column.addWidget(Text(_("Checklist"), "small_strong", "text2"))
        self._column.addLayout(self._rows)
        self._column.addWidget(self._hint)
        self._column.addWidget(self.add_link, 0, Qt.AlignmentFlag.AlignLeft)
        self._number()

    def value(self) -> tuple[str, ...]:
        return tuple(text for line in self.lines if (text := line.edit.text().strip()))

    def set_value(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._put(len(self.lines), text)
        self._number()

    def insert(self, place: int) -> None:
        """An empty line with the focus in it."""
        line = self._put(place, "")
        self._number()
        line.edit.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    def _put(self, place: int, text: str) -> ItemLine:
        line = ItemLine(text, self)
        self.lines.insert(place, line)
        self._rows.insertWidget(place, line)
        line.show()  # now, as it is to take the focus
        line.edit.textChanged.connect(lambda _text: self.changed.emit())
        line.edit.below.connect(lambda: self.insert(self.lines.index(line) + 1))
        line.edit.moved.connect(lambda by: self._move(line, by))
        line.edit.emptied.connect(lambda: self._remove(line))
        line.up.clicked.connect(lambda: self._move(line, -1))
        line.down.clicked.connect(lambda: self._move(line, 1))
        line.remove.clicked.connect(lambda: self._remove(line))
        return line

    def _move(self, line: ItemLine, by: int) -> None:
        place = self.lines.index(line) + by
        if not 0 <= place < len(self.lines):
            return
        self.lines.remove(line)
        self.lines.insert(place, line)
        self._rows.removeWidget(line)
        self._rows.insertWidget(place, line)
        self._number()
        self.changed.emit()

    def _remove(self, line: ItemLine) -> None:
        place = self.lines.index(line)
        had_focus = line.edit.hasFocus()
        self.lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._number()
        if had_focus or not self.lines:
            near = self.lines[max(0, place - 1)].edit if self.lines else self.add_link
            near.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _number(self) -> None:
        last = len(self.lines) - 1
        for place, line in enumerate(self.lines):
            line.edit.setAccessibleName(_("Checklist item {n}").format(n=place + 1))
            line.up.setEnabled(place > 0)
            line.down.setEnabled(place < last)
        self._hint.setVisible(bool(self.lines))
