"""Filter drops: a name and a caret, or what is chosen and a cross ("Group: Monthly ×")."""

from collections.abc import Hashable, Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.widgets import paint
from ui.desktop.widgets.buttons import Button

_SHOWN = 2  # words written out before the rest becomes "+ n"


class FilterDrop(Button):
    """`changed` carries the chosen keys as a frozenset; empty means that nothing is filtered.

    With `several` the choices can be ticked together. Delete and Backspace clear it by keyboard.
    """

    changed = Signal(object)

    def __init__(
        self,
        name: str,
        choices: Sequence[tuple[Hashable, str]] = (),
        *,
        several: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent=parent)
        self._name, self._several = name, several
        self._choices: list[tuple[Hashable, str]] = []
        self._chosen: frozenset[Hashable] = frozenset()
        self._menu = QMenu(self)
        self.clicked.connect(self.open_choices)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        """(key, word) pairs; chosen keys that are gone are let go without a signal."""
        self._choices = list(choices)
        self._chosen &= {key for key, _word in choices}
        self._dress()

    def value(self) -> frozenset[Hashable]:
        return self._chosen

    def choose(self, keys: Iterable[Hashable]) -> None:
        """Choose and tell; unknown keys are left out."""
        chosen = frozenset(keys) & {key for key, _word in self._choices}
        if chosen != self._chosen:
            self._chosen = chosen
            self._dress()
            self.changed.emit(chosen)

    def clear(self) -> None:
        self.choose(())

    def open_choices(self) -> None:
        self._menu.clear()
        for key, word in self._choices:
            action = QAction(word, self._menu)
            action.setCheckable(True)
            action.setChecked(key in self._chosen)
            action.triggered.connect(lambda on, key=key: self._pick(key, on=on))
            self._menu.addAction(action)
        if self._chosen:
            self._menu.addSeparator()
            self._menu.addAction(_("Clear this filter"), self.clear)
        self._menu.setMinimumWidth(self.width())
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def menu_of_choices(self) -> QMenu:
        return self._menu

    def _pick(self, key: Hashable, *, on: bool) -> None:
        if self._several:
            self.choose(self._chosen | {key} if on else self._chosen - {key})
        else:
            self.choose({key})

    # -- look ---------------------------------------------------------------------------------------------

    def _words(self) -> str:
        words = [word for key, word in self._choices if key in self._chosen]
        rest = len(words) - _SHOWN
        return ", ".join(words[:_SHOWN]) + (f" + {rest}" if rest > 0 else "")

    def _dress(self) -> None:
        self.set_kind("set" if self._chosen else "secondary")
        self.setText(self._name)
        self.setAccessibleName(f"{self._name}: {self._words()}" if self._chosen else self._name)
        self.updateGeometry()

    def _lead(self) -> str:
        return f"{self._name}:"

    def content_width(self) -> int:
        metrics = theme.metrics("medium")
        if not self._chosen:
            return metrics.horizontalAdvance(self._name) + 18
        lead = theme.metrics().horizontalAdvance(self._lead())
        return lead + 5 + metrics.horizontalAdvance(self._words()) + 20

    def sizeHint(self) -> QSize:
        return QSize(self.content_width() + 21, theme.px(30))

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_ground(painter)
        x, height, ink = 11, self.height(), self.ink()
        if self._chosen:
            x += self._write(painter, x, self._lead(), "body") + 5
            x += self._write(painter, x, self._words(), "medium") + 8
            paint_icon(painter, QRect(x, (height - 12) // 2, 12, 12), "x-bold", ink)
        else:
            x += self._write(painter, x, self._name, "medium") + 6
            caret = "muted" if self.isEnabled() else "disabled"
            paint_icon(painter, QRect(x, (height - 12) // 2, 12, 12), "caret-down", caret)
        painter.end()

    def _write(self, painter: QPainter, x: int, text: str, style: str) -> int:
        width = theme.metrics(style).horizontalAdvance(text)
        painter.setFont(theme.font(style))
        painter.setPen(theme.color(self.ink()))
        painter.drawText(x, 0, width + 2, self.height(), paint.VCENTER, text)
        return width

    # -- clearing -----------------------------------------------------------------------------------------

    def cross(self) -> QRect:
        """Where the cross can be hit while something is chosen."""
        return QRect(self.width() - 30, 0, 30, self.height())

    def mousePressEvent(self, e: QMouseEvent) -> None:
        if self._chosen and self.cross().contains(e.position().toPoint()):
            self.clear()
            e.accept()
            return
        super().mousePressEvent(e)

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if arg__1.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif arg__1.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_choices()
        else:
            super().keyPressEvent(arg__1)
