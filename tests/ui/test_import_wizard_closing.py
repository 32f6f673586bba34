"""The import wizard closed, failed and cancelled at any moment (P3.4)."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from integrations.sandbox.faults import Break, Fault
from tests.ui.office import Office, button, click, press, texts, until
from tests.ui.test_import_wizard import Key, at_once, open_row, opened, reviewing, shown


def test_closed_while_it_writes_it_writes_once_and_tells(in_office):
    async def story(office: Office) -> None:
        await office.connect()
        wizard = await reviewing(office)
        click(wizard.go_on)
        assert wizard.step() == "import"
        wizard.close()
        again = at_once(office)
        assert again.step() == "import"
        again.fetch.confirm()  # whoever asks for it a second time
        again.close()
        await until(lambda: office.shell.top.bell.accessibleName() != "Notifications")
        (run,) = await office.program.imports.runs(office.owner)
        assert (run.created, len(await office.names())) == (5, 5)

    in_office(story)


@pytest.mark.parametrize(
    ("breaks", "sentence"),
    [
        ("service", "Trigon is out of service at the moment."),
        ("network", "Trigon cannot be reached over the network."),
        ("signed out", "The sign-in to Trigon has ended."),
        ("no list", "has no List permission"),
        ("page", "is not an answer of Trigon that Kontor can read"),
    ],
)
def test_what_went_wrong_is_said_with_a_way_on(in_office, breaks, sentence):
    def trouble(office: Office) -> None:
        faults = office.trigon.faults
        if breaks == "service":
            faults.page(503, "*/firms", times=None)
        elif breaks == "network":
            faults.add(Fault(breaks=Break.RESET), times=None)
        elif breaks == "signed out":
            office.trigon.sessions._sign_ins.clear()
        elif breaks == "no list":
            for user in office.trigon.sessions.users.values():
                user.lists = False
        else:
            faults.page(200, "*/firms", times=None)

    async def story(office: Office) -> None:
        await office.connect()
        trouble(office)
        wizard = await opened(office)
        await until(lambda: sentence in texts(wizard.fetching))
        assert "Nothing here has changed." in texts(wizard)
        office.trigon.faults.clear()
        for user in office.trigon.sessions.users.values():
            user.lists = True
        if breaks == "signed out":
            click(button(wizard, "Open the connection"))
            dialog_window = await office.window("integration/trigon")
            await until(lambda: dialog_window.tabs.value() == "connection")
            assert "Sign in again" in [b.text() for b in dialog_window.findChildren(QPushButton)]
            dialog_window.close()
            return
        click(button(wizard, "Try again"))
        await until(lambda: wizard.step() == "review")

    in_office(story)


@pytest.mark.parametrize("step", ["fetch", "review", "open row", "import", "summary"])
@pytest.mark.parametrize("how", ["escape", "program"])
def test_closing_at_any_step_is_safe(in_office, step, how):
    async def story(office: Office) -> None:
        await office.connect()
        hold = office.trigon.faults.hold("*/firms") if step == "fetch" else None
        wizard = await opened(office)
        if hold is not None:
            await until(hold.arrived.is_set)
        else:
            await until(lambda: wizard.step() == "review")
        if step == "open row":
            await open_row(wizard, shown(wizard)[0])
        if step in ("import", "summary"):
            click(wizard.go_on)
        if step == "summary":
            await until(lambda: wizard.step() == "summary")
        if how == "program":
            return  # the main window goes with everything that is open
        press(Key.Key_Escape, on=wizard)
        assert not wizard.isVisible()
        if hold is not None:
            hold.release.set()
        again = await opened(office)
        await until(lambda: again.step() in ("review", "summary"))
        assert QApplication.activeWindow() is not None

    in_office(story)
