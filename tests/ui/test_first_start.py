"""First start (P1.2): make a firm, look around in the demo, or leave at any step; nothing half-made stays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.container import Container, open_container
from app.core import settings as settings_file
from app.core import words
from app.core.paths import Home
from app.core.vault import MemoryVault
from app.firm.views import NewFirm
from tests.ui.office import CTRL, click, dialog, press, put_away, texts, type_in, until
from ui.desktop.ask import gone
from ui.desktop.session import Next, Session
from ui.desktop.shell import Shell
from ui.desktop.start import Options
from ui.desktop.widgets.confirm import Confirm
from ui.desktop.wizards.first_start import FirstStart

Key = Qt.Key


@dataclass
class Start:
    shell: Shell
    session: Session
    ended: "asyncio.Task[Next]"

    async def wizard(self) -> FirstStart:
        return await dialog(FirstStart)


@asynccontextmanager
async def started(home: Home) -> AsyncIterator[Start]:
    """The program as a double-click starts it, on a home without a firm."""
    shell = Shell(settings_file.load(home.settings))
    shell.show()
    session = Session(shell, home, Options())
    start = Start(shell, session, asyncio.create_task(session.run()))
    try:
        yield start
    finally:
        shell.close()
        await start.ended
        put_away(shell)


async def firm_name(home: Home) -> str:
    program: Container = await open_container(home, MemoryVault())
    firm = await program.firm.firm()
    await program.close()
    return firm.name if firm else ""


@pytest.fixture
def in_start(run_qt, home, screen):
    def run(story) -> None:
        async def whole() -> None:
            async with started(home) as start:
                await story(start)

        run_qt(whole())

    return run


def test_a_firm_is_made_by_keyboard_and_the_list_of_clients_opens(in_start, home, run_qt):
    async def story(start: Start) -> None:
        wizard = await start.wizard()
        press(Key.Key_Return, CTRL, wizard)
        assert not wizard.go_on.isEnabled()
        assert wizard.note.text() == "Enter the name of the firm."
        type_in(wizard.forms.firm.name.input, "Büroo OÜ")
        press(Key.Key_Return, CTRL, wizard)
        type_in(wizard.forms.owner.name.input, "Kadri Tamm")
        assert wizard.note.text() == "Enter your e-mail."
        type_in(wizard.forms.owner.email.input, "kadri")
        click(wizard.go_on)
        assert not wizard.go_on.isEnabled()
        await until(
            lambda: "is not an e-mail address" in texts(wizard.forms.owner) and wizard.go_on.isEnabled()
        )
        assert wizard.isVisible()
        type_in(wizard.forms.owner.email.input, "@buroo.example")
        click(wizard.go_on)
        await until(lambda: start.shell.desk is not None)
        assert start.shell.desk.firm.name == "Büroo OÜ"
        assert (start.shell.desk.firm.currency, start.shell.desk.actor.name) == ("EUR", "Kadri Tamm")
        page = start.shell.page("clients")
        await until(lambda: page.loaded)
        assert "No clients yet" in texts(page)

    in_start(story)
    assert run_qt(firm_name(home)) == "Büroo OÜ"


@pytest.mark.parametrize("step", ["start", "firm", "owner"])
def test_left_at_any_step_the_program_ends_and_no_firm_is_there(in_start, home, run_qt, step):
    async def story(start: Start) -> None:
        wizard = await start.wizard()
        if step != "start":
            click(wizard.go_on)
            type_in(wizard.forms.firm.name.input, "Büroo OÜ")
        if step == "owner":
            click(wizard.go_on)
        press(Key.Key_Escape, on=wizard)
        if step != "start":
            asks = await dialog(Confirm)
            click(asks.no)
            await until(lambda: not asks.isVisible())
            assert wizard.step() == step
            press(Key.Key_Escape, on=wizard)
            click((await dialog(Confirm)).yes)
        await until(start.ended.done)
        assert start.ended.result() is Next.NOTHING

    in_start(story)
    assert run_qt(firm_name(home)) == ""


def test_another_language_is_kept_and_the_wizard_begins_again_in_it(in_start, home):
    async def story(start: Start) -> None:
        wizard = await start.wizard()
        wizard.forms.start.language.input.setFocus()
        press(Key.Key_Down, on=wizard.forms.start.language.input)
        await until(lambda: gone(wizard))
        again = await start.wizard()
        assert again is not wizard
        assert again.forms.start.language.value() == "et"
        assert words.language() == "et"
        assert settings_file.load(home.settings).language == "et"

    in_start(story)


def test_the_demo_is_the_next_life_of_the_program(in_start, home, run_qt):
    async def story(start: Start) -> None:
        wizard = await start.wizard()
        click(wizard.forms.start.demo)
        assert wizard.go_on.text() == "Open the demo"
        click(wizard.go_on)
        assert await asyncio.wait_for(asyncio.shield(start.ended), 5) is Next.DEMO

    in_start(story)
    assert run_qt(firm_name(home)) == ""


def test_back_keeps_what_was_typed(in_start):
    async def story(start: Start) -> None:
        wizard = await start.wizard()
        click(wizard.go_on)
        type_in(wizard.forms.firm.name.input, "Büroo OÜ")
        click(wizard.go_on)
        type_in(wizard.forms.owner.name.input, "Kadri")
        click(wizard.back)
        assert wizard.step() == "firm"
        click(wizard.back)
        assert not wizard.back.isVisible()
        click(wizard.go_on)
        assert wizard.forms.firm.name.value() == "Büroo OÜ"
        wizard.finish()

    in_start(story)


def test_a_database_that_cannot_be_opened_offers_to_try_again(in_start, home):
    good = home.database.read_bytes()
    home.database.write_bytes(b"this is not a database, whatever its name says" * 100)

    async def story(start: Start) -> None:
        await until(lambda: "Try again" in [b.text() for b in _buttons(start.shell)])
        again = next(b for b in _buttons(start.shell) if b.text() == "Try again")
        home.database.write_bytes(good)
        click(again)
        await start.wizard()
        assert QApplication.activeWindow() is not None

    in_start(story)


def _buttons(shell: Shell):
    from PySide6.QtWidgets import QPushButton

    return [b for b in shell.findChildren(QPushButton) if b.isVisible()]


def test_a_firm_that_speaks_another_language_has_its_window_drawn_anew(in_start, home, run_qt):
    """P12.4: on a computer that sees the firm for the first time; the next start is in its language at once."""

    async def make() -> None:
        program = await open_container(home, MemoryVault())
        await program.firm.create(NewFirm("Fjelløst AS", "NO", "Ingrid Solheim", "ingrid@fjellost.example"))
        await program.close()

    async def story(start: Start) -> None:
        assert await asyncio.wait_for(asyncio.shield(start.ended), 10) is Next.THE_SAME
        assert settings_file.load(home.settings).spoken == "nb"

    run_qt(make())
    in_start(story)
