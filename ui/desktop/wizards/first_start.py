"""First start (P1.2): make a firm, or look around in a made-up one."""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.container import Container
from app.core.settings import Settings
from app.core.settings import save as save_settings
from app.core.words import LANGUAGES, N_, _, use
from app.core.words import language as spoken
from app.firm.countries import COUNTRIES
from app.firm.views import FirmView, NewFirm
from ui.desktop import theme
from ui.desktop.ask import gone
from ui.desktop.faults import words_of
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.choices import Radio
from ui.desktop.widgets.fields import ComboField, Field, TextField
from ui.desktop.widgets.text import Text
from ui.desktop.widgets.wizard import WizardFrame

FIELD_WIDTH = 590
NAMES = {"EE": N_("Estonia"), "NO": N_("Norway")}


class Way(Enum):
    """How the wizard ended where it made no firm."""

    CLOSED = auto()
    DEMO = auto()
    OTHER_LANGUAGE = auto()


@dataclass(slots=True)
class Pages:
    """The three pages, filled in by their makers below."""

    start: "StartPage"
    firm: "FirmPage"
    owner: "OwnerPage"


class StartPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.make = Radio(_("Make a firm on this computer"))
        self.demo = Radio(_("Look around in a made-up firm"))
        self.make.setChecked(True)
        self.language = ComboField(_("Language"), list(LANGUAGES.items()))
        self.language.set_value(spoken())
        column = _column(self)
        column.setSpacing(theme.px(2))
        for radio, words in (
            (self.make, _("Its data stays in one file on this computer. Nobody else can see it.")),
            (
                self.demo,
                _("Invented clients and built-in imitations of the programs. Nothing of it is kept."),
            ),
        ):
            column.addWidget(radio)
            note = Text(words, "small", "muted", wrap=True)
            note.setContentsMargins(theme.px(24), 0, 0, theme.px(12))
            column.addWidget(note)
        column.addSpacing(theme.px(8))
        _add(column, self.language)
        column.addStretch(1)


class FirmPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.name = TextField(_("Name of the firm"))
        countries = [(key, _(NAMES[key])) for key in COUNTRIES]
        self.country = ComboField(
            _("Country"), countries, hint=_("Sets currency, time zone and public holidays.")
        )
        self.country.set_value("NO" if spoken() == "nb" else "EE")
        self.code = TextField(_("Registration code"), hint=_("Can be left empty."))
        column = _column(self)
        _add(column, self.name, self.country, self.code)
        column.addStretch(1)


class OwnerPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.name = TextField(_("Your name"))
        self.email = TextField(_("Your e-mail"), placeholder="name@firm.example")
        self.faults = QVBoxLayout()
        column = _column(self)
        _add(column, self.name, self.email)
        column.addLayout(self.faults)
        column.addStretch(1)


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    return column


def _add(column: QVBoxLayout, *fields: Field) -> None:
    """No wider than one reads a line."""
    for field in fields:
        field.setMaximumWidth(theme.px(FIELD_WIDTH))
        column.addWidget(field)


class FirstStart(WizardFrame):
    """`ended` resolves to the firm that was made, or to the way it was left."""

    def __init__(self, program: Container, settings: Settings, parent: QWidget) -> None:
        steps = [("start", _("Start")), ("firm", _("Firm")), ("owner", _("Owner"))]
        super().__init__(_("Welcome to Kontor"), steps, parent=parent)
        self._program, self._settings = program, settings
        self._making: asyncio.Task[None] | None = None
        self.ended: asyncio.Future[FirmView | Way] = asyncio.get_running_loop().create_future()
        self.forms = Pages(StartPage(), FirmPage(), OwnerPage())
        for key, page in (
            ("start", self.forms.start),
            ("firm", self.forms.firm),
            ("owner", self.forms.owner),
        ):
            self.add_page(key, page)
        self._listen()
        self._show("start")
        self.ask_before_leaving(self._would_lose)

    def _listen(self) -> None:
        self.went_on.connect(self._go_on)
        self.went_back.connect(self._go_back)
        self.left.connect(lambda: self._end(Way.CLOSED))
        self.forms.start.language.changed.connect(self._change_language)
        self.forms.start.make.toggled.connect(lambda _on: self._show("start"))
        for field in (
            self.forms.firm.name,
            self.forms.firm.country,
            self.forms.owner.name,
            self.forms.owner.email,
        ):
            field.changed.connect(self._check)

    def _would_lose(self) -> str:
        typed = self.forms.firm.name.value().strip()
        return _("The firm is not made yet.") if typed else ""

    def _show(self, step: str) -> None:
        if step == "start":
            go_on = _("Continue") if self.forms.start.make.isChecked() else _("Open the demo")
            self.show_step(
                step, _("Begin with Kontor"), _("You can do the other later."), go_on=go_on, back=False
            )
        elif step == "firm":
            self.show_step(
                step, _("Your firm"), _("All of it can be changed in the settings."), go_on=_("Continue")
            )
            self.forms.firm.name.focus()
        else:
            sentence = _("You become the Owner, who may do everything.")
            self.show_step(step, _("Who you are"), sentence, go_on=_("Make the firm"))
            self.forms.owner.name.focus()
        self._check()

    def _check(self) -> None:
        firm, owner = self.forms.firm, self.forms.owner
        missing = {"firm": [(firm.name, _("Enter the name of the firm."))],
                   "owner": [(owner.name, _("Enter your name.")), (owner.email, _("Enter your e-mail."))]}  # fmt: skip
        wanted = missing.get(str(self.step()), [])
        lacks = next((words for field, words in wanted if not field.value().strip()), "")
        self.allow(_("The firm is being made.") if self._making else lacks)

    def _go_on(self) -> None:
        if self.step() == "start":
            self._show("firm") if self.forms.start.make.isChecked() else self._end(Way.DEMO)
        elif self.step() == "firm":
            self._show("owner")
        elif self._making is None:
            self._making = asyncio.get_running_loop().create_task(self._make())
            self._check()

    def _go_back(self) -> None:
        self._show("firm" if self.step() == "owner" else "start")

    async def _make(self) -> None:
        firm, owner = self.forms.firm, self.forms.owner
        new = NewFirm(
            firm.name.value(), str(firm.country.value()), owner.name.value(), owner.email.value(),
            registration_code=firm.code.value(), language=spoken(),
        )  # fmt: skip
        try:
            made, _owner = await self._program.firm.create(new)
        except Exception as fault:  # noqa: BLE001 - said in the wizard, which has no window behind it that would
            self._making = None
            if not gone(self):
                self._tell(fault)
            return
        self._end(made)

    def _tell(self, fault: Exception) -> None:
        faults = self.forms.owner.faults
        while (item := faults.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        faults.addWidget(Banner("error", *words_of(fault)))
        self._check()

    def _change_language(self) -> None:
        chosen = str(self.forms.start.language.value())
        if chosen != spoken():
            self._settings.language = chosen
            save_settings(self._program.home.settings, self._settings)
            use(chosen, self._program.home.cache)
            self._end(Way.OTHER_LANGUAGE)

    def _end(self, outcome: FirmView | Way) -> None:
        if not self.ended.done():
            self.ended.set_result(outcome)
            if not gone(self):
                self.finish()


async def make_firm(parent: QWidget, program: Container, settings: Settings) -> FirmView | Way:
    """Show the wizard, again after a change of language."""
    while True:
        wizard = FirstStart(program, settings, parent)
        wizard.open()
        try:
            outcome = await wizard.ended
        finally:
            wizard.deleteLater()
        if outcome is not Way.OTHER_LANGUAGE:
            return outcome
