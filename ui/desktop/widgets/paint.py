"""Shapes that widgets and tables share, painted in one place so that they cannot differ."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ui.desktop import theme
from ui.desktop.icons import fill_icon, paint_icon
from ui.desktop.models.looks import ChipLook

BOX = 16
CHIP_HEIGHT = 20
MARK_WIDTH, MARK_HEIGHT = 44, 18
VCENTER = int(Qt.AlignmentFlag.AlignVCenter)
CENTER = int(Qt.AlignmentFlag.AlignCenter)

# verdict → (icon, token of the icon, token of the word)
VERDICTS = {
    "green": ("check-bold", "green", "muted"),
    "amber": ("warning-fill", "amber", "amber_ink"),
    "red": ("x-circle-fill", "red", "red_ink"),
    "failed": ("warning-octagon-fill", "red", "red_ink"),
    "grey": ("question", "grey", "muted"),
    "retrying": ("arrow-clockwise-bold", "amber", "amber_ink"),
    "info": ("info", "accent_ink", "text2"),
}

# tone of a chip → (ground, line, ink, token of the icon); "" paints none
CHIPS = {
    "green": ("green_tint", "", "green_ink", "green"),
    "amber": ("amber_tint", "", "amber_ink", "amber_ink"),
    "red": ("red_tint", "", "red_ink", "red"),
    "grey": ("grey_tint", "", "grey_ink", "grey_ink"),
    "accent": ("accent_tint", "", "accent_ink", "accent_ink"),
    "outline": ("surface", "accent_ink", "accent_ink", "accent_ink"),
    "plain": ("surface", "border_strong", "text2", "text2"),
    "quiet": ("", "", "muted", "muted"),
    "amber_plain": ("surface", "", "amber_ink", "amber_ink"),  # on a ground of its own tint
    "accent_plain": ("surface", "", "accent_ink", "accent_ink"),
}


def panel(
    painter: QPainter, rect: QRectF, ground: str, line: str, radius: float, *, width: float = 1.0
) -> None:
    """A rounded ground with a line of whole pixels; "" leaves either out."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line:
        painter.setPen(QPen(theme.color(line), width))
        half = width / 2
        rect = rect.adjusted(half, half, -half, -half)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def draw_check_box(
    painter: QPainter, rect: QRectF, state: Qt.CheckState, *, enabled: bool = True, hovered: bool = False
) -> None:
    """The check box of the whole program: 16 px, radius 4; ticked, part ticked, disabled."""
    if state is Qt.CheckState.Unchecked:
        ground = "surface" if enabled else "window"
        panel(painter, rect, "hover" if hovered and enabled else ground, _box_line(enabled=enabled), 4)
        return
    line = ("accent_ink" if theme.look().dark else "accent") if enabled else "border_strong"
    panel(painter, rect, "accent" if enabled else "window", line, 4)
    name = "check-bold" if state is Qt.CheckState.Checked else "minus-bold"
    inner = rect.adjusted(2, 2, -2, -2)
    fill_icon(painter, inner, name, theme.color("on_accent" if enabled else "disabled"))


def _box_line(*, enabled: bool) -> str:
    return "control" if enabled else "border_strong"


def draw_radio(
    painter: QPainter, rect: QRectF, *, on: bool, enabled: bool = True, hovered: bool = False
) -> None:
    radius = rect.width() / 2
    if not on:
        ground = "hover" if hovered and enabled else "surface" if enabled else "window"
        panel(painter, rect, ground, _box_line(enabled=enabled), radius)
        return
    line = ("accent_ink" if theme.look().dark else "accent") if enabled else "border_strong"
    panel(painter, rect, "accent" if enabled else "window", line, radius)
    dot = rect.adjusted(5, 5, -5, -5)
    panel(painter, dot, "on_accent" if enabled else "disabled", "", dot.width() / 2)


_boxes: dict[tuple[int, bool, int, float], QPixmap] = {}


def check_box_picture(state: Qt.CheckState, *, enabled: bool = True, ratio: float = 1.0) -> QPixmap:
    """The check box as a kept picture: tables draw hundreds."""
    key = (state.value, enabled, theme.color("surface").rgba(), ratio)
    found = _boxes.get(key)
    if found is None:
        side = round(BOX * ratio)
        found = QPixmap(side, side)
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        draw_check_box(painter, QRectF(0, 0, BOX, BOX), state, enabled=enabled)
        painter.end()
        _boxes[key] = found
    return found


def chip_width(look: ChipLook) -> int:
    """6 px left and right; icon 14 and a gap of 4; the word alone gets no gap."""
    word = theme.metrics("small_strong").horizontalAdvance(look.word)
    return 12 + word + ((18 if look.word else 14) if look.icon else 0)


def draw_chip(
    painter: QPainter, at: QPoint, look: ChipLook, *, most: int = 10_000, lifted: bool = False
) -> int:
    """A chip with its top left at `at`, at most `most` px wide; gives back the width used.

    `lifted` is for a row in the colour of the chip's own ground: it stands on `surface` there.
    """
    ground, line, ink, icon_ink = CHIPS[look.tone]
    width, height = min(most, chip_width(look)), theme.px(CHIP_HEIGHT)
    if ground or line:
        panel(painter, QRectF(at.x(), at.y(), width, height), "surface" if lifted else ground, line, 4)
    x = at.x() + (6 if ground or line else 0)
    if look.icon:
        paint_icon(painter, QRect(x, at.y() + (height - 14) // 2, 14, 14), look.icon, icon_ink)
        x += 18
    room = at.x() + width - 6 - x + 2
    text = theme.metrics("small_strong").elidedText(look.word, Qt.TextElideMode.ElideRight, room)
    painter.setFont(theme.font("small_strong"))
    painter.setPen(theme.color(ink))
    painter.drawText(x, at.y(), room, height, VCENTER, text)
    return width


def draw_mark(painter: QPainter, at: QPoint, letters: str, *, lifted: bool = False) -> None:
    """Up to four letters on 44 × 18; on a selected row the ground is `surface`."""
    width, height = theme.px(MARK_WIDTH), theme.px(MARK_HEIGHT)
    panel(painter, QRectF(at.x(), at.y(), width, height), "surface" if lifted else "grey_tint", "", 4)
    painter.setFont(theme.font("mark"))
    painter.setPen(theme.color("grey_ink"))
    painter.drawText(at.x(), at.y(), width, height, CENTER, letters)


def ring(painter: QPainter, rect: QRectF, radius: float = 6) -> None:
    """Keyboard focus: 2 px of `accent_ink` inside the edge."""
    panel(painter, rect, "", "accent_ink", radius, width=2)


def mix(one: QColor, other: QColor, part: float) -> QColor:
    """`part` of the way from one colour to another."""

    def between(a: int, b: int) -> int:
        return round(a + (b - a) * part)

    return QColor(
        between(one.red(), other.red()),
        between(one.green(), other.green()),
        between(one.blue(), other.blue()),
    )
