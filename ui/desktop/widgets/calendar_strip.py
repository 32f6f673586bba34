"""The next runs and the days that each covers, in proportion to the days (look.md, *Calendar strip*; P6.1)."""

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.words import _
from app.summaries.periods import A_DAY, Period
from ui.desktop import shown, theme
from ui.desktop.widgets import paint

HEIGHT, MONTHS, BAR = 96, 20, 26
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class CalendarStrip(QWidget):
    """Months on top, a bar per run, a pin on the run date with its weekday below. Read out as a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._periods: tuple[Period, ...] = ()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("The next runs"))
        theme.look().changed.connect(self.updateGeometry)

    def show_periods(self, periods: Sequence[Period], instead: str = "") -> None:
        """`instead`: why there is nothing to show."""
        self._periods, self._words = tuple(periods), instead
        said = [
            _("{run}: {days}").format(run=_run(p), days=shown.whole_days(p.first_day, p.last_day))
            for p in periods
        ]
        self.setAccessibleDescription("; ".join(said) or instead)
        self.update()

    def periods(self) -> tuple[Period, ...]:
        return self._periods

    def sizeHint(self) -> QSize:
        return QSize(theme.px(700), theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._periods:
            painter.setFont(theme.font())
            painter.setPen(theme.color("muted"))
            painter.drawText(self.rect(), LEFT | int(Qt.TextFlag.TextWordWrap), self._words)
        else:
            self._paint_months(painter)
            for period in self._periods:
                self._paint_period(painter, period)
        painter.end()

    def _x(self, days: float) -> float:
        """`days` since the first one shown; a run date lies on the day after its period."""
        total = (self._periods[-1].run_date - self._periods[0].first_day).days + 1
        return days * (self.width() - 2) / total + 1

    def _since(self, period: Period) -> tuple[float, float]:
        begin = self._periods[0].first_day
        return self._x((period.first_day - begin).days), self._x((period.run_date - begin).days)

    def _paint_months(self, painter: QPainter) -> None:
        """Each where it begins, the first where the strip does; one that has no room for its name goes without."""
        named = False
        metrics = theme.metrics("small")
        for day, x, room in self._months():
            painter.fillRect(QRectF(x, 0, 1, theme.px(MONTHS)), theme.color("border_strong"))
            words = shown.month(day) if not named or day.month == 1 else shown.month(day).split()[0]
            wide = metrics.horizontalAdvance(words)
            if room >= wide + 8:
                place = QRect(round(x) + 6, 0, wide + 4, theme.px(MONTHS) - 4)
                _write(painter, place, words, "small", "muted", LEFT)
                named = True

    def _months(self) -> Iterator[tuple[date, float, float]]:
        """First day in the strip, where it lies, and the room until the next."""
        begin, end = self._periods[0].first_day, self._periods[-1].run_date
        day = begin
        while day <= end:
            following = (day.replace(day=1) + 32 * A_DAY).replace(day=1)
            x = self._x((day - begin).days)
            yield day, x, min(self._x((following - begin).days), self.width()) - x
            day = following

    def _paint_period(self, painter: QPainter, period: Period) -> None:
        left, right = self._since(period)
        top, height = theme.px(MONTHS), theme.px(BAR)
        paint.panel(painter, QRectF(left, top, right - left - 1, height), "accent_tint", "accent_line", 4)
        room = QRect(round(left) + 10, top, round(right - left) - 20, height)
        days, count = shown.days(period.first_day, period.last_day), shown.day_count(period.days)
        metrics = theme.metrics("small")
        wide = metrics.horizontalAdvance(days)
        if room.width() > wide:
            _write(painter, room, days, "small_strong", "accent_ink", LEFT)
        if room.width() > wide + metrics.horizontalAdvance(count) + 16:
            _write(painter, room, count, "small", "accent_ink", RIGHT)
        self._paint_pin(painter, period, right, top + height)

    def _paint_pin(self, painter: QPainter, period: Period, x: float, bottom: int) -> None:
        painter.fillRect(
            QRectF(x - 1, theme.px(MONTHS), 2, bottom - theme.px(MONTHS) + 8), theme.color("accent_ink")
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_ink"))
        painter.drawEllipse(QPointF(x, bottom + 10), 4.5, 4.5)
        day, date_words = f"{shown.weekday(period.run_date)} ", f"{period.run_date:%d.%m.%Y}"
        wide = theme.metrics("small").horizontalAdvance(day) + theme.metrics(
            "small_strong"
        ).horizontalAdvance(date_words)
        at = round(min(max(x - wide + 5, 0), self.width() - wide - 2))
        below = QRect(at, bottom + 18, wide + 4, theme.px(18))
        _write(painter, below, day, "small", "muted", LEFT)
        below.adjust(theme.metrics("small").horizontalAdvance(day), 0, 0, 0)
        _write(painter, below, date_words, "small_strong", "text", LEFT)


def _run(period: Period) -> str:
    return f"{shown.weekday(period.run_date)} {period.run_date:%d.%m.%Y}"


def _write(painter: QPainter, room: QRect, words: str, style: str, ink: str, side: int) -> None:  # noqa: PLR0917
    painter.setFont(theme.font(style))
    painter.setPen(theme.color(ink))
    painter.drawText(room, side, words)
