"""How the program looks on this computer, and that it goes on there without a window (P10.2, P12.1, P12.4)."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import LANGUAGES, _
from ui.desktop import autostart, theme
from ui.desktop.desk import Desk
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.tray import Tray
from ui.desktop.widgets.banner import Banner
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
        self.computer = OnThisComputer(desk)
        self.add(self.computer)
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


class OnThisComputer(QWidget):
    """Whether Kontor goes on when its window is closed, and starts with the computer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.keeps = CheckBox(_("Keep running in the tray when the window is closed"))
        self.starts = CheckBox(_("Start Kontor with the computer"))
        self._faults = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(Text(_("On this computer"), "small_strong", "text2"))
        column.addLayout(self._faults)
        for part in (self.keeps, self.starts):
            column.addWidget(_at_the_left(part))
        column.addWidget(Text(_hint(), "small", "muted", wrap=True))
        if not desk.lasts:
            for part in (self.keeps, self.starts):
                part.setEnabled(False)
                part.setToolTip(_("The demo ends with its window."))
        self.keeps.clicked.connect(self._keep)
        self.starts.clicked.connect(self._start)

    def showEvent(self, event: QShowEvent) -> None:
        """Either may have been chosen elsewhere: at the first closing, or in the settings of the desktop."""
        super().showEvent(event)
        self.keeps.setChecked(self._desk.settings.keep_in_tray and self._desk.lasts)
        self.starts.setChecked(autostart.starts_itself() and self._desk.lasts)

    def _keep(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._desk.settings.keep_in_tray = on
        self._desk.settings.told_of_tray = True  # who has chosen knows
        self._desk.keep_settings()

    def _start(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        while (item := self._faults.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        try:
            autostart.start_itself(autostart.command(self._desk.program.home.root) if on else None)
        except OSError as fault:
            self._faults.addWidget(Banner("error", _not_written(fault), _way_out()))
        self.starts.setChecked(autostart.starts_itself())


def _hint() -> str:
    if Tray.there_is_one():
        return _("Scheduled work is done while Kontor runs. What was missed is caught up at the next start.")
    return _("This desktop has no tray: the window is minimised instead.")


def _not_written(fault: OSError) -> str:
    why = fault.strerror or type(fault).__name__
    return _("What starts with this computer could not be changed: {why}.").format(why=why)


def _way_out() -> str:
    if (folder := autostart.folder()) is None:
        return _("Ask whoever looks after this computer, then try again.")
    return _("Check that you may write to {folder}, then try again.").format(folder=folder)


def _at_the_left(part: QWidget) -> QWidget:
    """As wide as it wants to be: segments that are stretched come apart."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(part)
    row.addStretch(1)
    return holder
