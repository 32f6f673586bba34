"""How the bars, days and months of the timeline look (look.md, *Timeline cell*). Only paints."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from app.core.words import _
from app.summaries.views import Bar, ClientLine
from ui.desktop import shown, theme
from ui.desktop.icons import paint_icon
from ui.desktop.widgets import paint

ROW, HEAD, BAR, NAMES = 28, 46, 19, 216
A_DAY = timedelta(days=1)
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)

# state of a client → its verdict
STATES = {"covered": "green", "retrying": "retrying", "gap": "failed", "left_out": "grey"}
# kind of bar → (ground, line, ink, stripes, style of the line)
_LOOKS = {
    "covered": ("accent_tint", "accent_line", "accent_ink", "", Qt.PenStyle.SolidLine),
    "retrying": ("amber_tint", "amber", "amber_ink", "amber_line", Qt.PenStyle.SolidLine),
    "gap": ("red_tint", "red", "red_ink", "red_line", Qt.PenStyle.DashLine),
    "overlap": ("red_fill", "red_fill", "on_accent", "", Qt.PenStyle.SolidLine),
    "planned": ("", "control", "muted", "", Qt.PenStyle.DashLine),
}
_ICONS = {"retrying": "arrow-clockwise-bold", "gap": "warning-octagon-fill"}


@dataclass(frozen=True, slots=True)
class Scale:
    """Where days lie: `first` to `last`, both included, from `left` on, `width` px in all."""

    first: date
    last: date
    left: int
    width: int

    @property
    def day_width(self) -> float:
        return self.width / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """The left edge of the day; days outside of the range lie outside."""
        return self.left + (day - self.first).days * self.day_width

    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += A_DAY

    def box(self, bar: Bar, top: int) -> QRectF:
        """The bar's rectangle in a row that begins at `top`, cut to the range with a little more."""
        left = max(self.x(bar.first_day), self.left - 8.0)
        right = min(self.x(bar.last_day + A_DAY), self.left + self.width + 8.0)
        return QRectF(left, top + (theme.px(ROW) - theme.px(BAR)) / 2, right - left, theme.px(BAR))


def paint_head(painter: QPainter, scale: Scale, today: date, right: int) -> None:
    """`right`: of the viewport, a little beyond the last day."""
    height = theme.px(HEAD)
    painter.fillRect(0, 0, right, height, theme.color("sunken"))
    painter.fillRect(0, height - 1, right, 1, theme.color("border"))
    _write(painter, QRect(20, height - 26, scale.left - 20, 18), _("Client"), "small_strong", "muted")
    for day in scale.days():
        x = round(scale.x(day))
        if day.day == 1 or day == scale.first:
            painter.fillRect(x, 4, 1, height - 4, theme.color("border"))
            if scale.x(scale.last) - x > 90:
                _write(painter, QRect(x + 7, 4, 160, 18), shown.month(day), "small_strong", "text")
        if day.isoweekday() == 1:
            painter.fillRect(x, height - 8, 1, 8, theme.color("border_strong"))
            _write(painter, QRect(x + 4, height - 24, 24, 16), f"{day:%d}", "tiny", "muted")
    if scale.first <= today <= scale.last:
        _paint_today_label(painter, scale, today, height)


def _paint_today_label(painter: QPainter, scale: Scale, today: date, height: int) -> None:
    words = _("Today {day}").format(day=f"{today:%d.%m}.")
    width = theme.metrics("small_strong").horizontalAdvance(words) + 12
    x = min(max(scale.x(today) - 5, scale.left), scale.left + scale.width - width)
    box = QRectF(x, height - 23, width, 19)
    paint.panel(painter, box, "tip", "", 4)
    _write(painter, box.toRect().adjusted(6, 0, 0, 0), words, "small_strong", "on_tip")


def paint_days(painter: QPainter, scale: Scale, bottom: int) -> None:
    """What stands behind all rows: weekends, and where months begin."""
    top = theme.px(HEAD)
    for day in scale.days():
        x = scale.x(day)
        if day.isoweekday() > 5:
            painter.fillRect(QRectF(x, top, scale.day_width, bottom - top), theme.color("sunken"))
        if day.day == 1:
            painter.fillRect(round(x), top, 1, bottom - top, theme.color("border"))


def paint_today(painter: QPainter, scale: Scale, today: date, bottom: int) -> None:
    if scale.first <= today <= scale.last:
        top = theme.px(HEAD)
        painter.fillRect(QRectF(scale.x(today), top - 4, 1.5, bottom - top + 4), theme.color("text"))


def paint_name(painter: QPainter, line: ClientLine, top: int, width: int) -> None:
    icon, ink, _word = paint.VERDICTS[STATES[line.state]]
    height = theme.px(ROW)
    paint_icon(painter, QRect(20, top, 14, height), icon, ink)
    room = QRect(44, top, width - 52, height)
    _write(painter, room, line.client, "body", "muted" if line.state == "left_out" else "text")


def paint_note(painter: QPainter, scale: Scale, line: ClientLine, top: int) -> None:
    """Why a line is empty where it begins: the client is left out, or came later."""
    bars = line.bars
    end = min(scale.x(bars[0].first_day), scale.left + scale.width) if bars else scale.left + scale.width
    room = QRect(scale.left + 8, top, round(end) - scale.left - 16, theme.px(ROW))
    words = note_words(line, scale.first)
    if words and room.width() > theme.px(60):
        _write(painter, room, words, "small", "muted")


def note_words(line: ClientLine, first: date) -> str:
    """`first`: the first day that is seen."""
    if line.state == "left_out":
        return line.reason_words
    if line.first_day is None or line.first_day <= first:
        return ""
    linked = line.linked_at.date() if line.linked_at is not None else None
    if linked is not None and linked > line.first_day:
        return _("Linked {day}, starts in the open period").format(day=f"{linked:%d.%m.%Y}")
    return _("Counted from {day}").format(day=f"{line.first_day:%d.%m.%Y}")


def paint_bar(painter: QPainter, scale: Scale, bar: Bar, top: int) -> None:
    box = scale.box(bar, top)
    ground, _line, ink, stripes, _style = _LOOKS[bar.kind]
    paint_ground(painter, box, bar.kind)
    _paint_words(painter, box, bar, ink, ground if stripes else "")
    _paint_run_day(painter, scale, bar, top)


def paint_ground(painter: QPainter, box: QRectF, kind: str) -> None:
    """The bar without what is written in it."""
    ground, line, _ink, stripes, style = _LOOKS[kind]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(line), 1, style))
    painter.setBrush(theme.color(ground) if ground else Qt.BrushStyle.NoBrush)
    inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(inner, 4, 4)
    if stripes:
        slant = Qt.BrushStyle.BDiagPattern if kind == "retrying" else Qt.BrushStyle.FDiagPattern
        painter.setBrush(QBrush(theme.color(stripes), slant))
        painter.drawRoundedRect(inner, 4, 4)


def _paint_words(painter: QPainter, box: QRectF, bar: Bar, ink: str, plain: str) -> None:
    """`plain`: the tint that stands behind the words where there are stripes."""
    metrics = theme.metrics("small")
    icon = _ICONS.get(bar.kind, "")
    # the run day of the bar before lies on the first day of this one
    room = box.toRect().adjusted(
        14 + (8 if bar.kind == "planned" else 0), 0, -9 - (16 if bar.invoiced else 0), 0
    )
    words = metrics.elidedText(bar_text(bar), Qt.TextElideMode.ElideRight, room.width() - (18 if icon else 0))
    if room.width() > 24 and len(words) > 2:
        if plain:
            width = metrics.horizontalAdvance(words) + (18 if icon else 0) + 12
            ground = QRectF(room.x() - 5, box.y() + 2, min(width, box.width() - 6), box.height() - 4)
            paint.panel(painter, ground, plain, "", 3)
        if icon:
            paint_icon(painter, QRect(room.x(), room.y(), 12, room.height()), icon, ink)
            room.adjust(18, 0, 0, 0)
        _draw(painter, room, words, "small", ink)
    if bar.invoiced and box.width() > 24:
        lock = QRect(round(box.right()) - 20, round(box.y()), 12, round(box.height()))
        paint_icon(painter, lock, "lock-simple-fill", ink)


def _paint_run_day(painter: QPainter, scale: Scale, bar: Bar, top: int) -> None:
    """Filled where the run was, a ring where it is still to come."""
    if (
        bar.run_date is None
        or bar.kind in {"gap", "overlap"}
        or not scale.first <= bar.run_date <= scale.last
    ):
        return
    ink = "amber" if bar.kind == "retrying" else "control" if bar.kind == "planned" else "accent_ink"
    centre = QPointF(scale.x(bar.run_date) + scale.day_width / 2, top + theme.px(ROW) / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if bar.kind == "planned":
        painter.setPen(QPen(theme.color(ink), 1.5))
        painter.setBrush(theme.color("surface"))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ink))
    painter.drawEllipse(centre, 3.5, 3.5)


def bar_text(bar: Bar) -> str:
    """As it stands in the bar."""
    days = shown.days(bar.first_day, bar.last_day)
    if bar.kind == "gap":
        return shown.day_count((bar.last_day - bar.first_day).days + 1)
    if bar.kind == "retrying":
        return f"{days} · {bar.reason_words}" if bar.reason_words else days
    return days if bar.total is None else f"{days} · {bar.total}"


def bar_words(bar: Bar) -> str:
    """In full, for the tooltip and for who cannot see it."""
    days = shown.days(bar.first_day, bar.last_day)
    said = {
        "covered": _("Covered"),
        "retrying": _("Failed, retrying"),
        "gap": _("Counted nowhere"),
        "overlap": _("Counted twice"),
        "planned": _("Planned"),
    }[bar.kind]
    parts = [f"{said}: {days}"]
    if bar.total is not None:
        parts.append(_("{count} documents counted").format(count=bar.total))
    if bar.reason_words:
        parts.append(bar.reason_words)
    if bar.invoiced:
        parts.append(_("invoiced, kept as it is"))
    return ", ".join(parts)


def _write(painter: QPainter, room: QRect, words: str, style: str, ink: str) -> None:
    """Cut to the room."""
    text = theme.metrics(style).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    _draw(painter, room, text, style, ink)


def _draw(painter: QPainter, room: QRect, words: str, style: str, ink: str) -> None:
    painter.setFont(theme.font(style))
    painter.setPen(theme.color(ink))
    painter.drawText(room, LEFT, words)
