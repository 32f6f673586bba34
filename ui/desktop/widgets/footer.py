"""The line below a table: count, verdicts or the selection with its actions (look.md, *Table*)."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.desktop import theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.text import IconLabel, Line, Text
from ui.desktop.widgets.wrapping import WrappingRow

HEIGHT = 32
TALL = 48
GAP = 16
PADDING = 12  # of a button
ABOVE = 6  # and below, where there is more than one line


class VerdictCount(QWidget):
    """Words such as "2 not in register" with the verdict's icon; hides itself without words."""

    def __init__(self, verdict: str, words: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        icon, ink, _words = paint.VERDICTS[verdict]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel(icon, ink, 14))
        self.words = Text(words, "small", "text2")
        row.addWidget(self.words)
        self.setVisible(bool(words))

    def set_words(self, words: str) -> None:
        self.words.setText(words)
        self.setVisible(bool(words))


class TableFooter(QFrame):
    """`count` at the left, `verdicts` at the right; `set_selection` brings bulk actions in their place.

    Where both do not fit beside each other, what stands at the right goes on the next line, or lines.
    """

    def __init__(self, *, edge: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "sunken")
        self.setMinimumWidth(1)  # it wraps, so it never holds its window wide
        self._edge = edge
        self._verdicts: list[VerdictCount] = []
        self._actions: list[Button] = []
        self._lay_out()
        self.set_selection("")
        theme.look().changed.connect(self._fit)

    def _lay_out(self) -> None:
        self.strong, self.count = Text("", "strong"), Text("", "small", "text2")
        self._words = QHBoxLayout()
        self._words.setSpacing(GAP)
        self._words.addWidget(self.strong)
        self._words.addWidget(self.count)
        self._words.addStretch(1)
        self._end = WrappingRow(GAP)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(GAP)
        self._row.addLayout(self._words, 1)
        self._row.addLayout(self._end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line())
        column.addLayout(self._row, 1)

    def add_verdict(self, verdict: str) -> VerdictCount:
        found = VerdictCount(verdict)
        self._verdicts.append(found)
        self._add(found)
        return found

    def add_action(
        self, text: str, act: Callable[[], None], *, kind: str = "neutral", icon: str = ""
    ) -> Button:
        """An action on what is selected; hidden while nothing is. The last one may be primary."""
        button = Button(text, kind=kind, icon=icon)
        button.clicked.connect(lambda _on: act())
        button.hide()
        self._actions.append(button)
        self._add(button)
        return button

    def _add(self, part: QWidget) -> None:
        self._end.addWidget(part)

    def set_count(self, words: str) -> None:
        self.count.setText(words)

    def set_selection(self, words: str) -> None:
        """Words such as "3 selected" in strong type, together with the actions; "" takes them away."""
        self.strong.setText(words)
        self.strong.setVisible(bool(words))
        for button in self._actions:
            button.setVisible(bool(words))
        for verdict in self._verdicts:
            verdict.setVisible(not words and bool(verdict.words.text()))
        self._fit()

    # -- one line, or as many as it takes --------------------------------------------------------------------

    def _fit(self) -> None:
        room = self.width() - 2 * self._edge
        chosen = self._chosen()
        self._end.setSpacing(4 if chosen else GAP)  # buttons have their own room around their words
        self._end.setContentsMargins(0, 0, 0, 0)
        beside = self._words.sizeHint().width() + GAP + self._end.sizeHint().width() <= room
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._row.setAlignment(self._end, Qt.AlignmentFlag.AlignVCenter if beside else Qt.AlignmentFlag(0))
        above = 0 if beside else ABOVE
        if chosen and not beside:
            self._end.setContentsMargins(
                -PADDING, 0, -PADDING, 0
            )  # their words begin where the line above does
        self._row.setContentsMargins(self._edge, above, self._edge, above)
        self._row.setSpacing(GAP if beside else ABOVE)
        self.setFixedHeight(self._one_line() if beside else self._lines(room))

    def _one_line(self) -> int:
        return theme.px(TALL if self._chosen() else HEIGHT)

    def _chosen(self) -> bool:
        return bool(self.strong.text()) and bool(self._actions)

    def _lines(self, room: int) -> int:
        return 1 + self._words.sizeHint().height() + self._end.heightForWidth(room) + 3 * ABOVE

    def event(self, e: QEvent) -> bool:
        """Words that changed may need another line."""
        if e.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(e)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
