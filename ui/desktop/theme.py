"""How the program looks: colours, type and measures of the running QApplication (P12.1).

`theme.start(app)` is called once, before the first window. After that `theme.color("accent")`,
`theme.font("small")` and `theme.px(34)` answer for the scheme and text size in force, and
`theme.look().changed` tells painters that they have to draw again. As with Qt's own palette there is
one look per application, so it is asked for by name rather than handed through every constructor.
"""

import re
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ui.desktop.tokens import TYPE, shade

STYLE_SHEET = Path(__file__).parents[2] / "resources" / "styles" / "kontor.qss"
TEXT_SIZES = (90, 100, 110, 120, 130)
SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

# For QApplication. Told afterwards, by `setStyle`, it makes PySide6 build all enums of QStyle first: 9 ms.
ARGUMENTS = ("-style", "fusion")
STYLED = "kontor_styled"  # property of an application that was made so

_ROLES = (
    (QPalette.ColorRole.Window, "window"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "sunken"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "on_accent"),
    (QPalette.ColorRole.PlaceholderText, "muted"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "on_accent"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "accent_ink"),
    (QPalette.ColorRole.LinkVisited, "accent_ink"),
    (QPalette.ColorRole.ToolTipBase, "tip"),
    (QPalette.ColorRole.ToolTipText, "on_tip"),
    (QPalette.ColorRole.Light, "surface"),
    (QPalette.ColorRole.Midlight, "border"),
    (QPalette.ColorRole.Mid, "border_strong"),
    (QPalette.ColorRole.Dark, "control"),
    (QPalette.ColorRole.Shadow, "control"),
)
_DISABLED_TEXT = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.PlaceholderText,
    QPalette.ColorRole.Link,
    QPalette.ColorRole.ToolTipText,
)


class Look(QObject):
    """The look in force. `changed` comes after palette and style sheet were made again."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = "system"
        self._text_size = 100
        self._built: tuple[bool, bool, int] | None = None
        self._template = STYLE_SHEET.read_text(encoding="utf-8")
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._system_font = QFont(app.font())
        self.reduce_motion = False
        self.dark = False
        self.high_contrast = False
        if not app.property(STYLED):
            app.setStyle("Fusion")
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        self._rebuild()

    def choose(
        self, *, scheme: str | None = None, text_size: int | None = None, reduce_motion: bool | None = None
    ) -> None:
        """Take settings over: scheme "system", "light" or "dark"; text size in per cent, 90 to 130."""
        if reduce_motion is not None:
            self.reduce_motion = reduce_motion
        if text_size is not None:
            self._text_size = min(130, max(90, text_size))
        if scheme is not None:
            self._choice = scheme if scheme in SCHEMES else "system"
            # The native frame follows; platforms that cannot be told keep theirs.
            self._app.styleHints().setColorScheme(SCHEMES[self._choice])
        self._follow()

    @property
    def choice(self) -> str:
        return self._choice

    @property
    def text_size(self) -> int:
        return self._text_size

    def color(self, token: str) -> QColor:
        found = self._colours.get(token)
        if found is None:
            found = QColor(shade(token, dark=self.dark, high_contrast=self.high_contrast))
            self._colours[token] = found
        return found

    def px(self, measure: float) -> int:
        """A measure of the design at the chosen text size, in device-independent pixels."""
        return round(measure * self._text_size / 100)

    def font(self, style: str = "body") -> QFont:
        """The font of a type style, figures tabular. Not to be changed: take a copy."""
        found = self._fonts.get(style)
        if found is None:
            found = self._make_font(style)
            self._fonts[style] = found
        return found

    def metrics(self, style: str = "body") -> QFontMetrics:
        found = self._metrics.get(style)
        if found is None:
            found = QFontMetrics(self.font(style))
            self._metrics[style] = found
        return found

    def points(self, style: str) -> float:
        """Size of a type style in pt: the same px on every system, macOS counts 72 to the inch."""
        dpi = self._app.primaryScreen().logicalDotsPerInch()
        return TYPE[style][0] * self._text_size / 100 * 72 / dpi

    def _make_font(self, style: str) -> QFont:
        font = QFont(self._system_font)
        font.setPointSizeF(self.points(style))
        font.setWeight(QFont.Weight(TYPE[style][2]))
        font.setFeature(QFont.Tag("tnum"), 1)
        if style == "mark":
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5)
        return font

    def _follow(self) -> None:
        if self._rebuild():
            self.changed.emit()

    def _rebuild(self) -> bool:
        """Dress the application anew; False when it already looks that way."""
        hints = self._app.styleHints()
        wish = SCHEMES[self._choice]
        now = hints.colorScheme() if wish is Qt.ColorScheme.Unknown else wish
        self.dark = now is Qt.ColorScheme.Dark
        preference = hints.accessibility().contrastPreference()
        self.high_contrast = preference == Qt.ContrastPreference.HighContrast
        built = (self.dark, self.high_contrast, self._text_size)
        if built == self._built:
            return False
        self._built = built
        self._colours.clear()
        self._fonts.clear()
        self._metrics.clear()
        palette = self.palette()
        self._app.setPalette(palette)
        QToolTip.setPalette(palette)
        self._app.setFont(self.font())
        self._app.setStyleSheet(self.style_sheet())
        return True

    def palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _ROLES:
            palette.setColor(role, self.color(token))
        for role in _DISABLED_TEXT:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("disabled"))
        return palette

    def style_sheet(self) -> str:
        """The template with `@token` as a colour, `@30px` as a measure, `@small.pt` as a font size."""

        def value(match: re.Match[str]) -> str:
            pixels, style, token = match.groups()
            if pixels:
                return f"{self.px(int(pixels))}px"
            if style:
                return f"{self.points(style):.2f}pt"
            return self.color(token).name()

        rules = re.sub(r"/\*.*?\*/", "", self._template, flags=re.DOTALL)
        return re.sub(r"@(?:(\d+)px|(\w+)\.pt|(\w+))", value, rules)


_look: Look | None = None


def start(app: QApplication) -> Look:
    """Dress the application; a second call for the same application gives the same look."""
    global _look  # noqa: PLW0603 - one look per application, see the module's docstring
    if _look is None or _look.parent() is not app:
        _look = Look(app)
    return _look


def look() -> Look:
    if _look is None:
        raise RuntimeError("theme.start(app) comes before the first window")
    return _look


def color(token: str) -> QColor:
    return look().color(token)


def font(style: str = "body") -> QFont:
    return look().font(style)


def metrics(style: str = "body") -> QFontMetrics:
    return look().metrics(style)


def px(measure: float) -> int:
    return look().px(measure)


def restyle(widget: QWidget, **properties: str | bool) -> None:
    """Set dynamic properties that the style sheet looks at, and have it look again."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
