"""The header of a table: sunken, small, the sorted column in full ink with its arrow beside the title."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets import paint

HEIGHT = 32


class TableHeader(QHeaderView):
    """Paints from the model's columns. `all_clicked` comes from the check box over the ticks."""

    all_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.edge = 20
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.fit_text()

    def fit_text(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))
        self.viewport().update()

    def table_model(self) -> TableModel[object] | None:
        model = self.model()
        return model if isinstance(model, TableModel) else None

    def padding(self, logical: int) -> tuple[int, int]:
        """Left and right room inside a section: the page's edge outside, 8 px between columns."""
        visual = self.visualIndex(logical)
        return (
            self.edge if visual == self._first_shown() else 8,
            self.edge if visual == self._last_shown() else 8,
        )

    def _first_shown(self) -> int:
        shown = (v for v in range(self.count()) if not self.isSectionHidden(self.logicalIndex(v)))
        return next(shown, -1)

    def _last_shown(self) -> int:
        shown = (v for v in range(self.count() - 1, -1, -1) if not self.isSectionHidden(self.logicalIndex(v)))
        return next(shown, -1)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        model = self.table_model()
        if model is None or not rect.isValid():
            return
        painter.save()
        painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("border"))
        left, right = self.padding(logicalIndex)
        inner = rect.adjusted(left, 0, -right, -1)
        column = model.columns[logicalIndex]
        if column.kind == "check" and not column.title:
            state = model.check_state
            picture = paint.check_box_picture(state, ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(QPoint(inner.x(), inner.y() + (inner.height() - paint.BOX) // 2), picture)
        else:
            self._paint_title(painter, inner, column, model)
        painter.restore()

    def _paint_title(
        self, painter: QPainter, inner: QRect, column: Column[object], model: TableModel[object]
    ) -> None:
        key, descending = model.rows.sorted_by
        is_sorted = key == column.key
        ink = "text" if is_sorted else "muted"
        if column.icon:
            paint_icon(painter, QRect(inner.x(), inner.y(), 14, inner.height()), column.icon, ink)
            return
        metrics = theme.metrics("small_strong")
        room = max(0, inner.width() - (18 if is_sorted else 0))
        title = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(title)
        x = inner.right() + 1 - width - (18 if is_sorted else 0) if column.right else inner.x()
        painter.setFont(theme.font("small_strong"))
        painter.setPen(theme.color(ink))
        painter.drawText(x, inner.y(), width + 2, inner.height(), paint.VCENTER, title)
        if is_sorted:
            arrow = "arrow-down-bold" if descending else "arrow-up-bold"
            paint_icon(painter, QRect(x + width + 6, inner.y(), 12, inner.height()), arrow, ink)

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("border"))
        painter.end()
        super().paintEvent(e)

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        model, at = self.table_model(), self.logicalIndexAt(e.position().toPoint())
        if model is not None and at >= 0 and model.columns[at].kind == "check":
            self.all_clicked.emit()
        super().mouseReleaseEvent(e)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
