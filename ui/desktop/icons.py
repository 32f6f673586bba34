"""Icons by name and token: Phosphor, from the font that qtawesome carries (look.md, *Verdicts and states*).

qtawesome itself is never imported: its start reads every font it has (96 ms). Here the one font file is
opened as outlines, without entering the application's fonts, and each glyph is filled as a path, which is
sharp at every pixel ratio. A `QIcon` made here asks for its colour whenever it is drawn, so nothing has to
be made again when the theme changes.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap, QRawFont

from ui.desktop import theme
from ui.desktop.tokens import shade

_EM = 64.0  # glyphs are taken at 64 px an em; their box is (0, -64) to (64, 0)
RESOURCES = Path(__file__).parents[2] / "resources" / "icons"


@cache
def _files() -> tuple[Path, Path]:
    """The font and its table of names, found without importing the package."""
    spec = find_spec("qtawesome")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "fonts"
        fonts = sorted(folder.glob("phosphor-*.ttf"))
        if fonts:
            return fonts[-1], next(folder.glob("phosphor-charmap-*.json"))
    raise FileNotFoundError("qtawesome does not carry the Phosphor font")


@cache
def _font() -> QRawFont:
    return QRawFont(str(_files()[0]), _EM, QFont.HintingPreference.PreferNoHinting)


@cache
def _names() -> str:
    return _files()[1].read_text("ascii")


@cache
def _sign(name: str) -> str:
    """The letter of the font that is drawn for a name."""
    found = re.search(rf'"{re.escape(name)}": "0x([0-9a-f]+)"', _names())
    if found is None:
        raise KeyError(name)
    return chr(int(found.group(1), 16))


@cache
def outline(name: str) -> QPainterPath:
    """The glyph of a Phosphor name such as "check-bold"; KeyError when there is none."""
    return _font().pathForGlyph(_font().glyphIndexesForString(_sign(name))[0])


def fill_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Fill the glyph as a square in the middle of `rect`."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center() - QPointF(side / 2, -side / 2))
    painter.scale(side / _EM, side / _EM)
    painter.fillPath(outline(name), colour)
    painter.restore()


_pictures: dict[tuple[str, int, int, float], QPixmap] = {}


def pixmap(name: str, colour: QColor, side: int, ratio: float = 1.0) -> QPixmap:
    """A square picture `side` px wide, kept for the next time (a table asks hundreds of times)."""
    key = (name, colour.rgba(), side, ratio)
    found = _pictures.get(key)
    if found is None:
        if len(_pictures) > 2000:
            _pictures.clear()
        found = QPixmap(round(side * ratio), round(side * ratio))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        fill_icon(painter, QRectF(0, 0, side, side), name, colour)
        painter.end()
        _pictures[key] = found
    return found


def paint_icon(painter: QPainter, rect: QRect, name: str, ink: str) -> None:
    """Paint an icon in the middle of `rect`, from the kept pictures: for delegates and own paint."""
    side = min(rect.width(), rect.height())
    picture = pixmap(name, theme.color(ink), side, painter.device().devicePixelRatioF())
    at = QPoint(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2)
    painter.drawPixmap(at, picture)


class _Phosphor(QIconEngine):
    """Draws with the colour that its tokens have at that moment."""

    def __init__(self, off: tuple[str, str], on: tuple[str, str]) -> None:
        super().__init__()
        self._off, self._on = off, on

    def _look(self, mode: QIcon.Mode, state: QIcon.State) -> tuple[str, QColor]:
        name, token = self._on if state == QIcon.State.On else self._off
        return name, theme.color("disabled" if mode == QIcon.Mode.Disabled else token)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        name, colour = self._look(mode, state)
        fill_icon(painter, QRectF(rect), name, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        name, colour = self._look(mode, state)
        return pixmap(name, colour, min(size.width(), size.height()))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # `size` is in device-independent pixels since Qt 6.8.
        name, colour = self._look(mode, state)
        return pixmap(name, colour, min(size.width(), size.height()), scale)

    def clone(self) -> QIconEngine:
        return _Phosphor(self._off, self._on)


def icon(name: str, ink: str = "text2", *, on: tuple[str, str] | None = None) -> QIcon:
    """An icon for Qt's own widgets in the colour of the token `ink`; `on`: glyph and token of the checked state."""
    _sign(
        name
    )  # a wrong name fails here, where it was written; the font itself is read when something is painted
    return QIcon(_Phosphor((name, ink), on or (name, ink)))


def app_icon() -> QIcon:
    """The K of the window, task bar and tray, drawn at the sizes that desktops ask for."""
    made = QIcon()
    for side in (16, 22, 24, 32, 48, 64, 128, 256):
        made.addPixmap(k_picture(side))
    return made


def k_picture(side: int, ground: str = "accent", ratio: float = 1.0) -> QPixmap:
    """The K on its rounded square, as resources/icons/kontor.svg has it; `ground` is a token."""
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_k(painter, QRectF(0, 0, side, side), theme.color(ground))
    painter.end()
    return picture


def paint_k(painter: QPainter, rect: QRectF, ground: QColor) -> None:
    """The drawing of kontor.svg: a stem and an angle beside it, in a box of 64 × 64."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 64, rect.height() / 64)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(0, 0, 64, 64), 15, 15)
    pen = QPen(theme.color("on_accent"), 6.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(QPointF(22, 18), QPointF(22, 46))
    painter.drawPolyline([QPointF(43.5, 18.5), QPointF(31, 32), QPointF(43.5, 45.5)])
    painter.restore()


# state → (the K's ground, badge, its colour); a panel may be light or dark, so badges carry their own ground
_TRAY = {
    "idle": ("accent", "", ""),
    "syncing": ("accent", "arrows-clockwise-bold", "accent"),
    "attention": ("accent", "warning-fill", "amber"),
    "offline": ("grey", "x-bold", "grey_ink"),
}


def tray_icon(state: str, *, template: bool = False) -> QIcon:
    """The K with a badge for "idle", "syncing", "attention" or "offline"; `template` is the Mac's black one."""
    made = QIcon()
    for side in (16, 22, 24, 32, 44, 48, 64):
        made.addPixmap(_template_picture(side) if template else _tray_picture(state, side))
    made.setIsMask(template)
    return made


def _tray_picture(state: str, side: int) -> QPixmap:
    ground, badge, ink = _TRAY[state]
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_k(painter, QRectF(0, 0, side, side), _light(ground))
    if badge:
        disc = QRectF(side * 0.44, side * 0.44, side * 0.56, side * 0.56)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_light("surface"))
        painter.drawEllipse(disc)
        inset = side * 0.08
        fill_icon(painter, disc.adjusted(inset, inset, -inset, -inset), badge, _light(ink))
    painter.end()
    return picture


def _template_picture(side: int) -> QPixmap:
    """The lines of kontor-template.svg."""
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 64, side / 64)
    pen = QPen(QColor(Qt.GlobalColor.black), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawLine(QPointF(18, 8), QPointF(18, 56))
    painter.drawPolyline([QPointF(50, 9), QPointF(28, 32), QPointF(50, 55)])
    painter.end()
    return picture


def _light(token: str) -> QColor:
    """The panel of the desktop does not follow our scheme: the light tokens hold there."""
    return QColor(shade(token, dark=False))
