"""A row that goes on below where a window is too narrow for it: longer languages, larger text (look.md, *Words*)."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget


class WrappingRow(QLayout):
    """Everything has the size it asks for; what does not fit beside the others begins the next line."""

    def __init__(self, spacing: int, parent: QWidget | None = None, *, below: int | None = None) -> None:
        """`spacing` lies between parts, and between lines where `below` says nothing else."""
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._below = spacing if below is None else below
        self._apart = False
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    @classmethod
    def apart(cls, left: Sequence[QWidget], right: Sequence[QWidget], spacing: int) -> "WrappingRow":
        """Two groups, the second at the right edge; where they have no room on one line, it stands below."""
        row = cls(spacing)
        row._apart = True
        for group in (left, right):
            holder = QWidget()
            parts = QHBoxLayout(holder)
            parts.setContentsMargins(0, 0, 0, 0)
            parts.setSpacing(spacing)
            for part in group:
                parts.addWidget(part)
            row.addWidget(holder)
        return row

    def addItem(self, arg__1: QLayoutItem) -> None:
        self._items.append(arg__1)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """None beyond the end, where Qt asks to learn that it is the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, arg__1: int) -> int:
        edge = self.contentsMargins()
        places = self._places(arg__1 - edge.left() - edge.right())
        return max((place.bottom() + 1 for _item, place in places), default=0) + edge.top() + edge.bottom()

    def setGeometry(self, arg__1: QRect) -> None:
        super().setGeometry(self.alignmentRect(arg__1) if self.alignment() else arg__1)
        room = self.contentsRect()
        for item, place in self._places(room.width()):
            item.setGeometry(place.translated(room.topLeft()))

    def sizeHint(self) -> QSize:
        """One line of all."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(len(sizes) - 1, 0)
        return self._with_edge(QSize(width, max((size.height() for size in sizes), default=0)))

    def minimumSize(self) -> QSize:
        """The widest part alone on its line."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return self._with_edge(size)

    def _with_edge(self, size: QSize) -> QSize:
        return size.grownBy(self.contentsMargins())

    def _places(self, width: int) -> list[tuple[QLayoutItem, QRect]]:
        """Where each part goes, from the corner inside the margins."""
        places: list[tuple[QLayoutItem, QRect]] = []
        at, line = QPoint(0, 0), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(width, item.minimumSize().width())))
            if at.x() and at.x() + size.width() > width:
                at, line = QPoint(0, at.y() + line + self._below), 0
            places.append((item, QRect(at, size)))
            at.setX(at.x() + size.width() + self.spacing())
            line = max(line, size.height())
        if self._apart and len(places) == 2 and not at.y():
            (left, first), (right, second) = places
            first.moveTop((line - first.height()) // 2)
            second.moveTopLeft(QPoint(width - second.width(), (line - second.height()) // 2))
            return [(left, first), (right, second)]
        return places
