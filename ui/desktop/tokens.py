"""Colours and type of Kontor, one table each. Nothing else in the code names a colour.

`COLOURS` gives light and dark of each token as "#RRGGBB". `TYPE` gives size and line height in px
at 100 % text size, and the weight. Which token stands where is the theme's and the style sheet's business.
"""

from collections.abc import Mapping
from types import MappingProxyType

COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # planes
        "window": ("#F5F6F8", "#14171C"),
        "rail": ("#ECEFF3", "#101317"),
        "surface": ("#FFFFFF", "#1A1E25"),
        "sunken": ("#F9FAFB", "#171B21"),
        "raised": ("#FFFFFF", "#242A34"),
        # lines
        "border": ("#E1E5EA", "#2C333E"),
        "border_strong": ("#C9CFD8", "#3D4654"),
        "control": ("#838C9B", "#737E90"),
        # inks
        "text": ("#1A2230", "#E6E9EF"),
        "text2": ("#414B5C", "#BFC6D2"),
        "muted": ("#596273", "#9AA4B3"),
        "disabled": ("#9AA2AF", "#5F6979"),
        # states of rows and buttons
        "hover": ("#F1F4F8", "#20262F"),
        "selected": ("#E5EDFB", "#22314F"),
        "pressed": ("#DCE6F8", "#263553"),
        # the one accent
        "accent": ("#2B59C3", "#3866D6"),
        "accent_hover": ("#234BA8", "#416FDB"),
        "accent_pressed": ("#1D3F8F", "#315BC2"),
        "on_accent": ("#FFFFFF", "#FFFFFF"),
        "accent_ink": ("#234FB2", "#94B4FF"),
        "accent_tint": ("#E5EDFB", "#22314F"),
        "accent_line": ("#B3C8F2", "#3A558F"),
        # verdicts: icon, text, ground and line of a banner
        "green": ("#1E7F4A", "#4FBF82"),
        "green_ink": ("#176239", "#7AD6A1"),
        "green_tint": ("#E3F3E9", "#16301F"),
        "green_line": ("#A9D3BA", "#2B5A3D"),
        "amber": ("#B26A00", "#E3A23A"),
        "amber_ink": ("#7D4A00", "#F2BC66"),
        "amber_tint": ("#FDF0D9", "#372812"),
        "amber_line": ("#E8C88F", "#614718"),
        "red": ("#C4302B", "#F0716A"),
        "red_ink": ("#A3221E", "#FF9D96"),
        "red_tint": ("#FCE8E6", "#391D1D"),
        "red_line": ("#EDB5B1", "#713633"),
        "grey": ("#6A7484", "#8B95A5"),
        "grey_ink": ("#4C5666", "#AEB7C4"),
        "grey_tint": ("#E9ECF1", "#2A313B"),
        # danger button, count on the bell
        "red_fill": ("#B92B26", "#C93A34"),
        "red_fill_hover": ("#9F211D", "#CF433D"),
        "red_fill_pressed": ("#86190F", "#A92E29"),
        # charts
        "series1": ("#2B59C3", "#6C93F0"),
        "series2": ("#6D90DC", "#4A6CBA"),
        "series3": ("#8A94A4", "#717C8D"),
        "tip": ("#232A36", "#E6E9EF"),
        "on_tip": ("#F3F5F8", "#1A2230"),
    }
)

# style → (px, line px, weight)
TYPE: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "figure": (26, 34, 600),
        "title": (20, 28, 600),
        "section": (16, 22, 600),
        "strong": (13, 18, 600),
        "medium": (13, 18, 500),
        "body": (13, 18, 400),
        "small_strong": (12, 16, 500),
        "small": (12, 16, 400),
        "tiny_strong": (11, 14, 600),
        "tiny": (11, 14, 400),
        "mark": (11, 14, 600),  # spaced by half a pixel
    }
)

# A system that asks for high contrast gets the 3:1 line in place of both borders.
HIGH_CONTRAST = MappingProxyType({"border": "control", "border_strong": "control"})


def shade(token: str, *, dark: bool, high_contrast: bool = False) -> str:
    """The colour of a token as "#RRGGBB"; KeyError for a name that is not in the table."""
    name = HIGH_CONTRAST.get(token, token) if high_contrast else token
    return COLOURS[name][dark]
