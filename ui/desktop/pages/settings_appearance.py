"""How the program looks on this computer: theme, text size, motion, language (P12.1, P12.4)."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.words import LANGUAGES, _
from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.widgets.choices import CheckBox, Segment, Segments
from ui.desktop.widgets.fields import ComboField
from ui.desktop.widgets.text import Text


class AppearanceTab(PaneTab):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, edge=20)
        settings = desk.settings
        self.theme = Segments(
            [Segment("system", _("As the system")), Segment("light", _("Light")), Segment("dark", _("Dark"))],
            name=_("Theme"),
        )
        self.theme.choose(settings.theme)
        self.text_size = ComboField(_("Text size"), [(size, f"{size} %") for size in theme.TEXT_SIZES])
        self.text_size.set_value(settings.text_size)
        self.motion = CheckBox(_("Reduce motion"))
        self.motion.setChecked(settings.reduce_motion)
        self.language = ComboField(
            _("Language"),
            [("", _("As the firm")), *LANGUAGES.items()],
            hint=_("Takes effect when Kontor is opened the next time."),
        )
        self.language.set_value(settings.language)
        self.add(Text(_("Theme"), "small_strong", "text2"))
        self.add(_at_the_left(self.theme))
        for part in (self.text_size, self.motion, self.language):
            part.setMaximumWidth(theme.px(360))
            self.add(part)
        self.theme.chosen.connect(lambda key: self._choose(theme=key))
        self.text_size.changed.connect(lambda: self._choose(text_size=self.text_size.value()))
        self.motion.toggled.connect(lambda on: self._choose(reduce_motion=on))
        self.language.changed.connect(lambda: self._choose(language=self.language.value()))

    def _choose(self, **chosen: object) -> None:
        settings = self._desk.settings
        for name, value in chosen.items():
            setattr(settings, name, value)
        look = theme.look()
        look.choose(scheme=settings.theme, text_size=settings.text_size, reduce_motion=settings.reduce_motion)
        self._desk.keep_settings()


def _at_the_left(part: QWidget) -> QWidget:
    """As wide as it wants to be: segments that are stretched come apart."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(part)
    row.addStretch(1)
    return holder
