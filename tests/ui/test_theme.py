"""The theme: the design's contrast table from the tokens, and what follows a change of scheme or text size."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QLabel, QPushButton

from ui.desktop import icons, theme
from ui.desktop.tokens import COLOURS, TYPE, shade

PLANES = ("window", "rail", "surface", "sunken", "raised", "hover", "selected", "pressed")
# ink → light and dark contrast on each of PLANES, then on its own tint; the table of the design
INKS = {
    "text": ("14.8 13.8 16.0 15.3 16.0 14.5 13.6 12.7", "14.8 15.3 13.7 14.2 11.9 12.5 10.7 10.1"),
    "text2": ("8.1 7.6 8.8 8.4 8.8 8.0 7.5 7.0", "10.5 10.8 9.7 10.1 8.4 8.9 7.5 7.1"),
    "muted": ("5.7 5.3 6.1 5.9 6.1 5.6 5.2 4.9", "7.1 7.4 6.6 6.9 5.7 6.0 5.1 4.9"),
    "accent_ink": ("6.9 6.4 7.4 7.1 7.4 6.7 6.3 5.9 6.3", "8.8 9.1 8.1 8.4 7.0 7.4 6.3 6.0 6.3"),
    "green_ink": ("6.8 6.4 7.4 7.1 7.4 6.7 6.3 5.9 6.4", "10.2 10.6 9.5 9.8 8.2 8.7 7.4 7.0 8.1"),
    "amber_ink": ("6.8 6.4 7.4 7.0 7.4 6.7 6.3 5.9 6.5", "10.4 10.8 9.7 10.0 8.4 8.8 7.5 7.1 8.2"),
    "red_ink": ("6.9 6.5 7.5 7.2 7.5 6.8 6.4 6.0 6.4", "9.0 9.3 8.4 8.7 7.2 7.6 6.5 6.1 7.7"),
    "grey_ink": ("6.9 6.4 7.4 7.1 7.4 6.7 6.3 5.9 6.3", "8.9 9.2 8.3 8.5 7.1 7.5 6.4 6.0 6.5"),
}
# (ink, ground) → light, dark
PAIRS = {
    ("on_accent", "accent"): (6.3, 5.2),
    ("on_accent", "accent_hover"): (7.9, 4.6),
    ("on_accent", "accent_pressed"): (9.7, 6.2),
    ("on_accent", "red_fill"): (6.1, 5.1),
    ("on_accent", "red_fill_hover"): (7.8, 4.6),
    ("on_accent", "red_fill_pressed"): (9.7, 6.8),
    ("on_tip", "tip"): (13.2, 13.1),
    ("control", "surface"): (3.4, 4.1),
    ("control", "window"): (3.1, 4.4),
    ("green", "surface"): (5.0, 7.2),
    ("amber", "surface"): (4.2, 7.6),
    ("red", "surface"): (5.5, 5.8),
    ("grey", "surface"): (4.7, 5.5),
    ("amber", "selected"): (3.6, 0),
    ("series1", "surface"): (6.3, 5.6),
    ("series2", "surface"): (3.1, 3.3),
    ("series3", "surface"): (3.1, 4.0),
}
TINTS = ("green_tint", "amber_tint", "red_tint", "grey_tint")
LOWEST_ON_TINTS = {"text": (13.5, 10.8), "text2": (7.4, 7.6), "accent_ink": (6.3, 6.4)}
# Every name in the design's sections on verdicts, rail and top bar.
NAMES = re.findall(
    r"\S+",
    """check-bold warning-fill x-circle-fill warning-octagon-fill question arrow-clockwise-bold plus-bold
    pencil-simple equals arrows-left-right info lock-simple-fill squares-four buildings check-square clock receipt
    chart-bar target sliders-horizontal magnifying-glass play-fill pause-fill cloud-check arrows-clockwise
    cloud-slash bell arrow-up-bold arrow-down-bold minus-bold caret-down caret-right-fill x-bold""",
)


@pytest.fixture
def look(qapp):
    look = theme.start(qapp)
    look.choose(scheme="light", text_size=100)
    yield look
    look.choose(scheme="light", text_size=100)


def luminance(token: str, *, dark: bool) -> float:
    """Relative luminance, WCAG 2."""
    colour = shade(token, dark=dark)
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str, *, dark: bool) -> float:
    one, other = sorted((luminance(ink, dark=dark), luminance(ground, dark=dark)), reverse=True)
    return round((one + 0.05) / (other + 0.05), 1)


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_contrast_of_text_is_what_the_design_says(ink, dark):
    grounds = [*PLANES, ink.replace("_ink", "_tint")]
    promised = [float(each) for each in INKS[ink][dark].split()]
    found = [contrast(ink, ground, dark=dark) for ground in grounds[: len(promised)]]
    assert found == promised
    assert min(found) >= 4.5


@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_contrast_of_fills_and_shapes_is_what_the_design_says(pair):
    for dark, promised in zip((False, True), PAIRS[pair], strict=True):
        found = contrast(*pair, dark=dark)
        assert found == promised or not promised
        assert found >= (4.5 if pair[0].startswith("on_") else 3.0)


@pytest.mark.parametrize("ink", LOWEST_ON_TINTS)
def test_lowest_contrast_on_the_verdict_tints(ink):
    for dark, promised in zip((False, True), LOWEST_ON_TINTS[ink], strict=True):
        assert min(contrast(ink, tint, dark=dark) for tint in TINTS) == promised


def test_the_style_sheet_names_no_colour_of_its_own_and_leaves_no_token_open(look):
    template = theme.STYLE_SHEET.read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", template)
    assert "@" not in look.style_sheet()
    assert QColor(COLOURS["accent"][0]).name() in look.style_sheet()


def test_a_change_of_scheme_dresses_widgets_anew_and_tells_painters(look, qapp, qtbot):
    label = QLabel("word")
    label.setProperty("ink", "muted")
    qtbot.addWidget(label)
    label.ensurePolished()
    with qtbot.waitSignal(look.changed, timeout=1000):
        look.choose(scheme="dark")
    assert look.dark
    assert theme.color("text").name().upper() == COLOURS["text"][1]
    assert qapp.palette().color(QPalette.ColorRole.Base).name().upper() == COLOURS["surface"][1]
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == COLOURS["muted"][1]
    look.choose(scheme="light")
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == COLOURS["muted"][0]


def test_following_the_system_takes_the_system_s_scheme(look, qapp):
    look.choose(scheme="dark")
    look.choose(scheme="system")
    assert look.dark == (qapp.styleHints().colorScheme().name == "Dark")


def test_text_size_multiplies_type_and_measures_and_keeps_within_its_bounds(look):
    look.choose(text_size=130)
    assert theme.px(34) == 44
    assert theme.metrics("body").height() > 16
    assert theme.font("title").pointSizeF() == pytest.approx(15 * 1.3)
    look.choose(text_size=500)
    assert look.text_size == 130
    look.choose(text_size=10)
    assert look.text_size == 90


def test_type_styles_have_their_size_weight_and_tabular_figures(look, qapp):
    dpi = qapp.primaryScreen().logicalDotsPerInch()
    for style, (px, _line, weight) in TYPE.items():
        font = theme.font(style)
        assert font.pointSizeF() == pytest.approx(px * 72 / dpi)
        assert font.weight() == weight
        assert font.featureValue(QFont.Tag("tnum")) == 1
    assert qapp.font().featureValue(QFont.Tag("tnum")) == 1


def test_high_contrast_draws_borders_as_strongly_as_controls():
    for border in ("border", "border_strong"):
        assert shade(border, dark=False, high_contrast=True) == COLOURS["control"][0]
    assert shade("text", dark=False, high_contrast=True) == COLOURS["text"][0]


def test_a_restyled_widget_obeys_its_new_property(look, qtbot):
    button = QPushButton("Delete")
    qtbot.addWidget(button)
    button.resize(80, 30)
    plain = button.grab().toImage().pixelColor(6, 15)
    theme.restyle(button, kind="danger")
    assert (
        button.grab().toImage().pixelColor(6, 15).name().upper()
        == COLOURS["red_fill"][0]
        != plain.name().upper()
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_of_the_design_has_an_outline(name):
    assert not icons.outline(name).isEmpty()


def test_an_unknown_icon_fails_where_it_is_asked_for(look):
    with pytest.raises(KeyError, match="no-such-icon"):
        icons.icon("no-such-icon")


def _inks(picture) -> set[str]:
    image = picture.toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colours = (image.pixelColor(x, y) for x, y in points)
    return {colour.name().upper() for colour in colours if colour.alpha() == 255}


def test_an_icon_takes_the_colour_its_token_has_when_it_is_drawn(look):
    icon = icons.icon("square-fill", "green", on=("circle-fill", "accent"))
    size = QSize(16, 16)
    assert _inks(icon.pixmap(size)) == {COLOURS["green"][0]}
    look.choose(scheme="dark")
    assert _inks(icon.pixmap(size)) == {COLOURS["green"][1]}
    assert _inks(icon.pixmap(size, QIcon.Mode.Disabled)) == {COLOURS["disabled"][1]}
    assert _inks(icon.pixmap(size, QIcon.Mode.Normal, QIcon.State.On)) == {COLOURS["accent"][1]}


def test_an_icon_is_as_sharp_as_the_screen(look):
    picture = icons.icon("check-bold").pixmap(QSize(16, 16), 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)


def test_the_app_icon_is_a_white_k_on_the_accent(look):
    assert _inks(icons.k_picture(64)) >= {COLOURS["accent"][0], "#FFFFFF"}
    assert {size.width() for size in icons.app_icon().availableSizes()} >= {16, 22, 32, 48, 256}


def test_icons_do_not_start_qtawesome():
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]);"
        "from ui.desktop import icons; icons.outline('check'); print('qtawesome' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_the_program_is_dressed_in_the_same_style_whatever_the_platform_has():
    code = "from ui.desktop import start; print(start.make_application().style().objectName())"
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "fusion"


@pytest.mark.parametrize("state", ["syncing", "attention", "offline"])
def test_the_tray_icon_carries_its_state_as_a_badge(look, state):
    idle, other = icons.tray_icon("idle"), icons.tray_icon(state)
    assert idle.pixmap(QSize(22, 22)).toImage() != other.pixmap(QSize(22, 22)).toImage()
    assert "#FFFFFF" in _inks(other.pixmap(QSize(64, 64)))


def test_the_mac_gets_a_template_without_colour(look):
    made = icons.tray_icon("idle", template=True)
    assert made.isMask()
    assert _inks(made.pixmap(QSize(22, 22))) == {"#000000"}
