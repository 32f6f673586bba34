"""A field for several of a few: groups of a client, further members."""

from collections.abc import Callable, Coroutine, Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.core.words import _
from ui.desktop.ask import gone
from ui.desktop.dialogs.name import ask_name
from ui.desktop.widgets.fields import Combo, Field

Start = Callable[[Coroutine[Any, Any, None]], object]


class SeveralCombo(Combo):
    """Looks like every other choice of the form; a click or Space opens a menu to tick in."""

    asked = Signal()

    def show_words(self, words: str) -> None:
        self.clear()
        self.addItem(words)
        self.setToolTip(words)

    def showPopup(self) -> None:
        self.asked.emit()


class SeveralField(Field):
    """What is chosen stands in the field; a click opens the choices to tick. `new`: title of the question for
    a choice that is not there yet; its name is its key.
    """

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[Hashable, str]],
        *,
        hint: str = "",
        new: str = "",
        start: Start | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self.button = SeveralCombo()
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        super().__init__(label, self.button, hint=hint, parent=parent)
        self._choices = list(choices)
        self._chosen: list[Hashable] = []
        self._new, self._start = new, start
        self._menu = QMenu(self.button)
        self.button.asked.connect(self._open)
        self._dress()

    def value(self) -> tuple[Hashable, ...]:
        """Keys in the order of the choices."""
        return tuple(key for key, _word in self._choices if key in self._chosen)

    def set_value(self, keys: Iterable[Hashable]) -> None:
        self._chosen = list(keys)
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        words = ", ".join(word for key, word in self._choices if key in self._chosen) or _("None")
        self.button.show_words(words)
        self.button.setAccessibleName(f"{self.label.text()}: {words}")

    def _open(self) -> None:
        self._menu.clear()
        for key, word in self._choices:
            action = QAction(word, self._menu)
            action.setCheckable(True)
            action.setChecked(key in self._chosen)
            action.triggered.connect(lambda on, key=key: self._pick(key, on=on))
            self._menu.addAction(action)
        if self._new and self._start is not None:
            start = self._start
            self._menu.addSeparator()
            self._menu.addAction(f"{self._new}…", lambda: start(self._ask_new()))
        self._menu.setMinimumWidth(self.button.width())
        self._menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 4)))

    def _pick(self, key: Hashable, *, on: bool) -> None:
        self.set_value([*(k for k in self._chosen if k != key), *([key] if on else [])])

    async def _ask_new(self) -> None:
        name = await ask_name(self.window(), self._new, _("Name"), _("Add"))
        if not name or gone(self):
            return
        known = next((key for key, word in self._choices if word.casefold() == name.casefold()), None)
        if known is None:
            self._choices.append((name, name))
        self._pick(name if known is None else known, on=True)
