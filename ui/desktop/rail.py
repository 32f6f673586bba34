"""The left rail: the firm, the places, and the member at the foot (look.md, *Shell* and *Rail item*)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QFrame, QVBoxLayout, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.rail_parts import FOLDED, WIDTH, Entry, FirmHead, FoldButton, MemberFoot, RailItem

__all__ = ["FOLDS_BELOW", "Entry", "Rail"]

FOLDS_BELOW = 1100  # px of the window


class Rail(QFrame):
    """`chosen` gives the page's key; `firm_chosen` and `member_chosen` lead to their settings."""

    chosen = Signal(str)
    fold_wanted = Signal(bool)

    def __init__(self, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("plane", "rail")
        self.folded = False
        self.firm = FirmHead(self)
        self.member = MemberFoot(self)
        self._fold = FoldButton(self)
        self._items = {entry.page: RailItem(entry, self) for entry in entries}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        layout.setSpacing(2)
        layout.addWidget(self.firm)
        layout.addSpacing(theme.px(12))
        for page, item in self._items.items():
            group.addButton(item)
            item.clicked.connect(lambda _checked=False, page=page: self.chosen.emit(page))
            layout.addWidget(item)
        layout.addStretch(1)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(0)
        self._foot.addWidget(self.member)
        self._foot.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(self._foot)
        self._fold.clicked.connect(lambda: self.fold_wanted.emit(not self.folded))
        self.fold(folded=False)

    def show_page(self, page: str) -> None:
        if page in self._items:
            self._items[page].setChecked(True)

    def show_count(self, page: str, count: int | None) -> None:
        if page in self._items:
            self._items[page].show_count(count)

    def fold(self, *, folded: bool) -> None:
        self.folded = folded
        self.setFixedWidth(theme.px(FOLDED if folded else WIDTH))
        for part in (self.firm, self.member, self._fold):
            part.folded = folded
            part.update()
        for item in self._items.values():
            item.fold(folded=folded)
        direction = QBoxLayout.Direction
        self._foot.setDirection(direction.BottomToTop if folded else direction.LeftToRight)
        self._foot.setContentsMargins(0, 0, 0 if folded else theme.px(8), 0)
        words = _("Unfold the side bar") if folded else _("Fold the side bar")
        self._fold.setToolTip(words)
        self._fold.setAccessibleName(words)

    def focus_first(self) -> None:
        for item in self._items.values():
            if item.isChecked():
                item.setFocus(Qt.FocusReason.TabFocusReason)
