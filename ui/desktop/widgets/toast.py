"""A short word that something was done, with *Undo* where there is one. Never for errors."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.core.words import _
from ui.desktop.widgets.buttons import Button, IconButton
from ui.desktop.widgets.text import IconLabel, Text

SHOWN_FOR = 6000  # ms
ABOVE = 60  # px from the bottom: the footer's bulk actions stay within reach


class Toast(QFrame):
    """At most one per window, at its bottom centre; `say` replaces what was said before."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("plane", "raised")
        self.setMinimumWidth(320)
        self.setMaximumWidth(480)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = Text("", "body", wrap=True)
        self._undo = Button(_("Undo"), kind="quiet", small=True)
        self._undo.clicked.connect(self._undone)
        self._act: Callable[[], None] | None = None
        close = IconButton("x", _("Close"))
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(8)
        self._icon = IconLabel("check-bold", "green")
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._undo)
        row.addWidget(close)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(SHOWN_FOR)
        self._clock.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, *, undo: Callable[[], None] | None = None, in_vain: bool = False) -> None:
        """`in_vain`: it was tried and came to nothing, so it has no tick."""
        self._icon.set_icon(*(("warning-fill", "amber") if in_vain else ("check-bold", "green")))
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._act = undo
        self._undo.setVisible(undo is not None)
        self._place()
        self.show()
        self.raise_()
        self._clock.start()

    def said(self) -> str:
        """What is on screen, "" when nothing is."""
        return self._words.text() if self.isVisible() else ""

    def _undone(self) -> None:
        act, self._act = self._act, None
        self._clock.stop()
        self.hide()
        if act is not None:
            act()

    def _place(self) -> None:
        window = self._window
        self.ensurePolished()
        beside = self.sizeHint().width() - self._words.sizeHint().width()
        words = self._words.fontMetrics().horizontalAdvance(self._words.text()) + 8
        width = min(480, max(320, beside + words))
        self.resize(width, max(44, self.heightForWidth(width) if self.hasHeightForWidth() else 44))
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - ABOVE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
