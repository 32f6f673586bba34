"""The timeline of covered days: clients down, days across (P6.4). A gap or an overlap is seen at a glance.

Only the rows in sight are painted. Up and Down walk the clients, Left and Right the bars of one, Enter opens.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from app.core.words import _
from app.summaries.views import Bar, ClientLine
from ui.desktop import theme
from ui.desktop.widgets import paint
from ui.desktop.widgets import timeline_painter as drawn
from ui.desktop.widgets.focus import came_by_keyboard
from ui.desktop.widgets.text import as_tip
from ui.desktop.widgets.timeline_painter import HEAD, NAMES, ROW, Scale


class Timeline(QAbstractScrollArea):
    """`current_changed` when another client or bar is the current one, `opened` on Enter or a double click."""

    current_changed = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Covered days"))
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)  # all of it is painted here
        self._lines: tuple[ClientLine, ...] = ()
        self._first, self._last, self._today = date(2000, 1, 1), date(2000, 1, 31), date(2000, 1, 1)
        self._row, self._bar = 0, 0
        self._ring = False
        theme.look().changed.connect(self._refit)

    # --- what is shown ----------------------------------------------------------------------------

    def show_lines(self, lines: Sequence[ClientLine], first: date, last: date, today: date) -> None:
        """The current client stays the current one where it is still there."""
        kept, before = self.current_line(), self.current_bar()
        self._lines, self._first, self._last, self._today = tuple(lines), first, last, today
        clients = [line.client_id for line in self._lines]
        found = clients.index(kept.client_id) if kept is not None and kept.client_id in clients else 0
        self._row, self._bar = found, self._place_of(before)
        self._refit()
        self._tell()

    @property
    def today(self) -> date:
        """Of the firm, as it was told last."""
        return self._today

    def current_line(self) -> ClientLine | None:
        return self._lines[self._row] if self._row < len(self._lines) else None

    def current_bar(self) -> Bar | None:
        line = self.current_line()
        return line.bars[self._bar] if line is not None and 0 <= self._bar < len(line.bars) else None

    def set_current(self, client_id: int) -> bool:
        for row, line in enumerate(self._lines):
            if line.client_id == client_id:
                self._go(row, self._telling(line))
                return True
        return False

    def _place_of(self, before: Bar | None) -> int:
        line = self.current_line()
        if line is None:
            return 0
        for place, bar in enumerate(line.bars):
            if before is not None and (bar.slot, bar.first_day) == (before.slot, before.first_day):
                return place
        return self._telling(line)

    @staticmethod
    def _telling(line: ClientLine) -> int:
        """The bar that has something to say: the first that is not as it should be, else the last that is covered."""
        wrong = [n for n, bar in enumerate(line.bars) if bar.kind in {"retrying", "gap", "overlap"}]
        covered = [n for n, bar in enumerate(line.bars) if bar.kind == "covered"]
        return wrong[0] if wrong else covered[-1] if covered else 0

    # --- places -----------------------------------------------------------------------------------

    def scale(self) -> Scale:
        names = theme.px(NAMES)
        return Scale(self._first, self._last, names, max(60, self.viewport().width() - names - 12))

    def _top(self, row: int) -> int:
        return theme.px(HEAD) + row * theme.px(ROW) - self.verticalScrollBar().value()

    def box_of(self, row: int, bar: int) -> QRect:
        """In the viewport."""
        return self.scale().box(self._lines[row].bars[bar], self._top(row)).toRect()

    def _at(self, point: QPoint) -> tuple[int, int | None] | None:
        """Row and bar there; the bar is None beside all of them."""
        if point.y() < theme.px(HEAD):
            return None
        row = (point.y() - theme.px(HEAD) + self.verticalScrollBar().value()) // theme.px(ROW)
        if not 0 <= row < len(self._lines):
            return None
        bars = self._lines[row].bars
        hit = [n for n in range(len(bars)) if self.box_of(row, n).contains(point)]
        return row, hit[-1] if hit else None

    # --- walking ----------------------------------------------------------------------------------

    def _go(self, row: int, bar: int) -> None:
        if not self._lines:
            return
        self._row = max(0, min(row, len(self._lines) - 1))
        self._bar = max(0, min(bar, len(self._lines[self._row].bars) - 1))
        self._show_row()
        self._tell()

    def _tell(self) -> None:
        line, bar = self.current_line(), self.current_bar()
        words = [line.client if line else "", drawn.bar_words(bar) if bar else ""]
        self.setAccessibleDescription(". ".join(filter(None, words)))
        self.viewport().update()
        self.current_changed.emit()

    def _show_row(self) -> None:
        scroll, top = self.verticalScrollBar(), self._row * theme.px(ROW)
        seen = self.viewport().height() - theme.px(HEAD) - theme.px(ROW)
        scroll.setValue(min(max(scroll.value(), top - seen), top))

    def _same_slot(self, row: int) -> int:
        """The bar of that row which begins nearest to the current one."""
        bar = self.current_bar()
        if bar is None or not 0 <= row < len(self._lines):
            return 0
        bars = self._lines[row].bars
        far = [abs((other.first_day - bar.first_day).days) for other in bars]
        return far.index(min(far)) if far else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, (self.viewport().height() - theme.px(HEAD)) // theme.px(ROW) - 1)
        last = len(self._lines) - 1
        rows = {
            Qt.Key.Key_Up: self._row - 1,
            Qt.Key.Key_Down: self._row + 1,
            Qt.Key.Key_PageUp: self._row - page,
            Qt.Key.Key_PageDown: self._row + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in rows:
            row = max(0, min(rows[key], last))
            self._go(row, self._same_slot(row))
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._go(self._row, self._bar + (1 if key == Qt.Key.Key_Right else -1))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if (found := self._at(event.position().toPoint())) is not None:
            row, bar = found
            self._go(row, self._telling(self._lines[row]) if bar is None else bar)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position().toPoint()) is not None:
            self.opened.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._at(event.pos())
            words = ""
            if found is not None and found[1] is not None:
                words = drawn.bar_words(self._lines[found[0]].bars[found[1]])
            elif found is not None and event.pos().x() < theme.px(NAMES):
                words = self._lines[found[0]].client
            QToolTip.showText(event.globalPos(), as_tip(words), self)
            return True
        return super().viewportEvent(event)

    # --- look -------------------------------------------------------------------------------------

    def _refit(self) -> None:
        scroll = self.verticalScrollBar()
        rows = len(self._lines) * theme.px(ROW)
        seen = max(0, self.viewport().height() - theme.px(HEAD))
        scroll.setRange(0, max(0, rows - seen))
        scroll.setPageStep(seen)
        scroll.setSingleStep(theme.px(ROW))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = came_by_keyboard(event)
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        self.viewport().update()
        super().focusOutEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(NAMES) + 100, theme.px(HEAD) + 2 * theme.px(ROW))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(900), theme.px(HEAD) + 12 * theme.px(ROW))

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        """What stays in sight is moved; only what comes into it is painted."""
        rows = self.viewport().rect().adjusted(0, theme.px(HEAD), 0, 0)
        self.viewport().scroll(0, dy, rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        scale, part = self.scale(), event.rect()
        painter.fillRect(part, theme.color("surface"))
        bottom = min(self.viewport().height(), self._top(len(self._lines)))
        drawn.paint_days(painter, scale, bottom)
        self._clip(painter)
        top = theme.px(HEAD) - self.verticalScrollBar().value()
        first, last = ((y - top) // theme.px(ROW) for y in (max(part.top(), theme.px(HEAD)), part.bottom()))
        for row in range(max(0, first), min(len(self._lines), last + 1)):
            self._paint_row(painter, scale, row)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        drawn.paint_today(painter, scale, self._today, bottom)
        painter.setClipping(False)
        if part.top() < theme.px(HEAD):
            drawn.paint_head(painter, scale, self._today, self.viewport().width())
        painter.end()

    def _paint_row(self, painter: QPainter, scale: Scale, row: int) -> None:
        top, width, height = self._top(row), self.viewport().width(), theme.px(ROW)
        line, current = self._lines[row], row == self._row
        if current:
            painter.fillRect(0, top, width, height, theme.color("selected"))
            painter.fillRect(0, top, 3, height, theme.color("accent_ink"))
        drawn.paint_name(painter, line, top, scale.left)
        painter.fillRect(0, top + height - 1, width, 1, theme.color("border"))
        painter.setClipRect(
            scale.left, max(top, theme.px(HEAD)), width - scale.left, height
        )  # none lies on a name
        drawn.paint_note(painter, scale, line, top)
        for place, bar in enumerate(line.bars):
            drawn.paint_bar(painter, scale, bar, top)
            if current and place == self._bar and self.hasFocus():
                paint.ring(painter, QRectF(scale.box(bar, top)).adjusted(-1, -1, 1, 1), 5)
        self._clip(painter)

    def _clip(self, painter: QPainter) -> None:
        """Rows never lie on the head."""
        painter.setClipRect(0, theme.px(HEAD), self.viewport().width(), self.viewport().height())
