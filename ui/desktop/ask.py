"""Questions and confirmations: open, never exec (a nested loop leaves other tasks stuck)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.words import _
from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Answer:
    """A button: its key comes back, its words say what it does ("Delete the client")."""

    key: str
    words: str
    kind: str = ""  # primary, danger or ""


async def shown(dialog: QDialog) -> int:
    """Open the dialog over its parent and wait until it is closed; gives its result code."""
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def end(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    dialog.finished.connect(end)
    dialog.destroyed.connect(lambda: end(QDialog.DialogCode.Rejected))  # it went with its parent
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()
    try:
        return await ended
    finally:
        if not gone(dialog):
            dialog.hide()  # and not close(), which may ask a question of its own
            dialog.deleteLater()


def gone(widget: QWidget) -> bool:
    """Whether a window was taken down while something was awaited for it."""
    return not isValid(widget)


class Question(TabsAsSeen, QDialog):
    """A heading, a sentence, and one button per answer. `typed` makes the last answer wait for that text;
    `picture` stands before the words.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        text: str,
        answers: Sequence[Answer],
        typed: str = "",
        *,
        picture: QPixmap | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.answer = ""
        self._typed = typed
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(24),) * 4)
        layout.setSpacing(theme.px(12))
        layout.addLayout(_with_picture(_words(title, text), picture))
        self._field = QLineEdit(self)
        self._field.setVisible(bool(typed))
        self._field.setAccessibleName(_("Type {text} to confirm").format(text=typed))
        layout.addWidget(self._field)
        self._buttons = [self._button(answer) for answer in answers]
        row = QHBoxLayout()
        row.addStretch(1)
        for button in self._buttons:
            row.addWidget(button)
        layout.addSpacing(theme.px(8))
        layout.addLayout(row)
        width = max(theme.px(440), layout.minimumSize().width())
        self.setMinimumWidth(width)
        self.resize(width, layout.heightForWidth(width))  # else Qt guesses how far the words wrap
        self._field.textChanged.connect(self._check)
        self._check()
        first: QWidget = self._field if typed else self._buttons[_at_hand(answers)]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, answer: Answer) -> Button:
        button = Button(answer.words, kind=answer.kind or "secondary", parent=self)
        button.setDefault(answer.kind == "primary")
        button.clicked.connect(lambda: self._chosen(answer.key))
        return button

    def _check(self) -> None:
        self._buttons[-1].setEnabled(not self._typed or self._field.text().strip() == self._typed)

    def _chosen(self, key: str) -> None:
        self.answer = key
        self.accept()

    @property
    def text(self) -> str:
        return self._field.text()


def _at_hand(answers: Sequence[Answer]) -> int:
    """The place of the answer that Enter gives: the one that changes nothing, else the one that is proposed."""
    calm = [place for place, answer in enumerate(answers) if answer.kind != "danger"]
    idle = [place for place in calm if not answers[place].key]
    proposed = [place for place in calm if answers[place].kind == "primary"]
    return (*idle, *proposed, *calm, 0)[0]


def _words(title: str, text: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.px(12))
    column.addWidget(Text(title, "section", wrap=True))
    column.addWidget(Text(text, "body", "text2", wrap=True))
    return column


def _with_picture(words: QVBoxLayout, picture: QPixmap | None) -> QLayout:
    if picture is None:
        return words
    row = QHBoxLayout()
    row.setSpacing(theme.px(12))
    label = QLabel()
    label.setPixmap(picture)
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return row


async def ask(
    parent: QWidget,
    title: str,
    text: str,
    answers: Sequence[Answer],
    *,
    typed: str = "",
    picture: QPixmap | None = None,
) -> str:
    """The key of the chosen answer, or "" when the question was closed."""
    question = Question(parent, title, text, answers, typed, picture=picture)
    await shown(question)
    return question.answer
