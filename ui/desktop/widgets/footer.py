"""The line below a table: count, verdicts or the selection with its actions (look.md, *Table*)."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.desktop import theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.text import IconLabel, Line, Text

HEIGHT = 32
TALL = 48


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
    """`count` at the left, `verdicts` at the right; `set_selection` brings bulk actions in their place."""

    def __init__(self, *, edge: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "sunken")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line())
        self._row = QHBoxLayout()
        self._row.setContentsMargins(edge, 0, edge, 0)
        self._row.setSpacing(16)
        column.addLayout(self._row, 1)
        self.strong = Text("", "strong")
        self.count = Text("", "small", "text2")
        self._row.addWidget(self.strong)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        self._verdicts: list[VerdictCount] = []
        self._actions: list[Button] = []
        self.set_selection("")

    def add_verdict(self, verdict: str) -> VerdictCount:
        found = VerdictCount(verdict)
        self._verdicts.append(found)
        self._row.addWidget(found)
        return found

    def add_action(
        self, text: str, act: Callable[[], None], *, kind: str = "neutral", icon: str = ""
    ) -> Button:
        """An action on what is selected; hidden while nothing is. The last one may be primary."""
        button = Button(text, kind=kind, icon=icon)
        button.clicked.connect(lambda _on: act())
        button.hide()
        self._actions.append(button)
        self._row.addWidget(button)
        return button

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
        tall = bool(words) and bool(self._actions)
        self.setFixedHeight(theme.px(TALL if tall else HEIGHT))
