"""The card of a list that the firm keeps: a title, *Add*, and one line per entry with its tools."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.rights import Right
from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.widgets.buttons import IconButton
from ui.desktop.widgets.cards import Card, CardRow
from ui.desktop.widgets.text import CutText, Line, Text

WIDEST = 640
Tool = tuple[str, str, Callable[[], None]]  # icon, what it does, and doing it


def list_card(
    desk: Desk, title: str, add: str, follow: Callable[[], None], rows: Sequence[QWidget], *, empty: str
) -> Card:
    """Off, with its reason, for who may not change the firm's settings (P1.4). `add` "": nothing is added here."""
    card = Card(title, link=add, follow=follow, padding=0)
    card.body.setSpacing(0)
    card.setMaximumWidth(theme.px(WIDEST))
    if why_not := desk.why_not(Right.SETTINGS):
        card.setToolTip(why_not)
        card.setEnabled(False)
    for number, row in enumerate(rows):
        if number:
            card.body.addWidget(Line())
        card.body.addWidget(row)
    if not rows:
        note = Text(empty, "body", "muted", wrap=True)
        note.setContentsMargins(*(theme.px(16),) * 4)
        card.body.addWidget(note)
    return card


def list_row(desk: Desk, name: str, about: Sequence[str], tools: Sequence[Tool]) -> CardRow:
    """A name and what is to be said of it; its tools at the right say why they are off."""
    words = CutText("  ·  ".join([name, *(each for each in about if each)]))
    why_not = desk.why_not(Right.SETTINGS)
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(4))
    for icon, said, act in tools:
        button = IconButton(icon, said)
        button.clicked.connect(act)
        button.set_reason(why_not)
        row.addWidget(button)
    made = CardRow(words, end=box)
    layout = made.layout()
    if isinstance(layout, QHBoxLayout):
        layout.setStretch(layout.indexOf(words), 1_000)  # before the empty room that every row ends with
    return made
