"""The client filter of the task list: as many clients as a firm has are found by typing, not by scrolling."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.core.words import _
from ui.desktop import theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.fields import FindField
from ui.desktop.widgets.filters import FilterDrop
from ui.desktop.widgets.popup import Popup

MOST = 200  # lines of the list: whoever sees more of them types another letter
SEEN = 9  # without scrolling
LINE = 30  # px
AnyIndex = QModelIndex | QPersistentModelIndex


class KnowingDrop(FilterDrop):
    """Tells what can be chosen in it."""

    def set_choices(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        super().set_choices(choices)
        self._keys = {key for key, _words in choices}

    def has(self, key: Hashable) -> bool:
        return key in self._keys


class FindingDrop(KnowingDrop):
    """One of many; a press opens a list with a line to find in."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self.panel = ChoicePanel(name, self)
        self.panel.picked.connect(self._take)
        self._named: list[tuple[Hashable, str]] = []

    def set_choices(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        super().set_choices(choices)
        self._named = list(choices)

    def open_choices(self) -> None:
        self.panel.open_with(self._named)

    def _take(self, key: Hashable) -> None:
        self.choose({key})
        self.setFocus(Qt.FocusReason.PopupFocusReason)


class ChoiceLine(QStyledItemDelegate):
    """A word, on a tint where the bar is."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(theme.px(200), theme.px(LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            paint.panel(painter, QRectF(rect), "selected", "", 6)
        room = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        words = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, paint.VCENTER, words)


class ChoicePanel(Popup):
    """`picked` carries the key; Enter takes the line under the bar, Down goes into the list."""

    picked = Signal(object)

    def __init__(self, name: str, anchor: QWidget) -> None:
        super().__init__(anchor, width=theme.px(300))
        self._anchor = anchor
        self._choices: Sequence[tuple[Hashable, str]] = ()
        self.finder = FindField(_("Find"), icon="magnifying-glass", hint="")
        self.list = QListWidget(self)
        self.list.setProperty("look", "palette")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setItemDelegate(ChoiceLine(self.list))
        self.list.setAccessibleName(name)
        self.body.setContentsMargins(9, 9, 9, 9)
        self.body.setSpacing(theme.px(6))
        self.body.addWidget(self.finder)
        self.body.addWidget(self.list)
        self.finder.textChanged.connect(self._fill)
        self.finder.left_down.connect(self.list.setFocus)
        self.finder.returnPressed.connect(self._take_current)
        self.list.itemActivated.connect(lambda _item: self._take_current())
        self.list.itemClicked.connect(lambda _item: self._take_current())

    def open_with(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        self._choices = choices
        self.finder.clear()
        self._fill("")
        self.list.setFixedHeight(theme.px(LINE) * min(max(len(choices), 2), SEEN))
        self.open_below(self._anchor)
        self.finder.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, typed: str) -> None:
        wanted = typed.casefold().split()
        self.list.clear()
        hits = (each for each in self._choices if all(word in each[1].casefold() for word in wanted))
        for _place, (key, words) in zip(range(MOST), hits, strict=False):
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.hide()
            self.picked.emit(item.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter was the line's: handed on, it would press the button that has the focus again by now."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
