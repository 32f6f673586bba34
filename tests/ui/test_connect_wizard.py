"""The connect wizard on a real sandbox (P3.2, P3.3): each failure in its own sentence, and no secret left behind."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.core.late_vault import LateVault
from app.core.words import _
from integrations.sandbox.faults import Break, Fault
from integrations.trigon.manifest import MANIFEST
from integrations.trigon.sandbox_sessions import EMAIL, PASSWORD
from tests.fakes.tls import tls_server
from tests.ui.office import CTRL, Office, button, click, dialog, press, texts, type_in, until
from ui.desktop import theme
from ui.desktop.desk import Place
from ui.desktop.dialogs.integration import IntegrationDialog
from ui.desktop.widgets.confirm import Confirm
from ui.desktop.widgets.numbered import NumberDisc
from ui.desktop.wizards.connect import ConnectWizard
from ui.desktop.wizards.vault_page import VaultPage

Key = Qt.Key


async def opened(office: Office) -> ConnectWizard:
    office.shell.go(Place("settings", ("trigon", "connect")))
    wizard = await office.window("connect/trigon")
    assert isinstance(wizard, ConnectWizard)
    return wizard


async def signing_in(
    office: Office, address: str = "", email: str = EMAIL, password: str = PASSWORD
) -> ConnectWizard:
    """At the form, with everything typed in."""
    wizard = await opened(office)
    await until(wizard.go_on.isEnabled)
    click(wizard.go_on)
    await until(lambda: wizard.step() == "sign_in")
    fill(wizard, address or office.trigon.url, email, password)
    return wizard


def fill(wizard: ConnectWizard, address: str, email: str, password: str) -> None:
    fields = wizard.sign_in.fields
    fields["url"].set_value("")
    fields["email"].set_value("")
    for name, text in (("url", address), ("email", email), ("password", password)):
        type_in(fields[name].input, text)


def fault_of(wizard: ConnectWizard) -> str:
    return texts(wizard.sign_in)


def test_the_steps_stand_beside_the_form_each_with_its_number(in_office):
    async def story(office: Office) -> None:
        wizard = await signing_in(office)
        discs = [disc for disc in wizard.findChildren(NumberDisc) if disc.isVisible()]
        assert [disc.accessibleName() for disc in discs] == [str(n + 1) for n in range(len(MANIFEST.steps))]
        assert all(_(step) in texts(wizard) for step in MANIFEST.steps)
        middle = discs[0].grab().toImage().pixelColor(3, discs[0].height() // 2)
        assert middle == theme.color("grey_tint")
        wizard.finish()

    in_office(story)


def test_connected_by_keyboard_and_then_into_the_import(in_office):
    async def story(office: Office) -> None:
        wizard = await signing_in(office)
        press(Key.Key_Return, CTRL, wizard)
        await until(lambda: wizard.step() == "done")
        assert "Connected as" in texts(wizard)
        assert wizard.sign_in.fields["password"].value() == ""
        click(wizard.go_on)
        assert not wizard.isVisible()
        importing = await office.window("import/trigon")
        await until(lambda: importing.step() == "review")
        view = await office.program.connections.view("trigon")
        assert (view.state, view.sign_in_name) == ("connected", EMAIL)

    in_office(story)


def test_continue_says_what_is_missing(in_office):
    async def story(office: Office) -> None:
        wizard = await signing_in(office, password="x")
        assert wizard.go_on.isEnabled()
        wizard.sign_in.fields["email"].set_value("")
        assert not wizard.go_on.isEnabled()
        assert wizard.note.text() == "Fill in all the fields first."

    in_office(story)


def service_down(office: Office) -> str:
    office.trigon.faults.page(503, times=None)
    return office.trigon.url


def broken_off(office: Office) -> str:
    office.trigon.faults.add(Fault(breaks=Break.RESET), times=None)
    return office.trigon.url


FAILURES: list[tuple[str, str, str, Callable[[Office], str], str]] = [
    ("wrong password", EMAIL, "not it", lambda o: o.trigon.url, "does not accept what was entered"),
    (
        "inactive user",
        "puhkusel@buroo.example",
        PASSWORD,
        lambda o: o.trigon.url,
        "This user is inactive in Trigon.",
    ),
    ("no List", "rollita@buroo.example", PASSWORD, lambda o: o.trigon.url, "has no List permission"),
    ("nobody there", EMAIL, PASSWORD, lambda _o: "http://127.0.0.1:1", "cannot be reached over the network"),
    ("broken off", EMAIL, PASSWORD, broken_off, "cannot be reached over the network"),
    ("service down", EMAIL, PASSWORD, service_down, "Trigon is out of service at the moment."),
    (
        "wrong path",
        EMAIL,
        PASSWORD,
        lambda o: f"{o.trigon.url}/elsewhere",
        "There is no Trigon at this address.",
    ),
    ("no address", EMAIL, PASSWORD, lambda _o: "trigon", "There is no Trigon at this address."),
]


@pytest.mark.parametrize(
    ("email", "password", "address", "sentence"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES]
)
def test_each_failure_has_its_sentence_and_the_second_try_works(
    in_office, email, password, address, sentence
):
    async def story(office: Office) -> None:
        wizard = await signing_in(office, address(office), email, password)
        click(wizard.go_on)
        await until(lambda: sentence in fault_of(wizard), 20)  # where nobody answers, it is tried again first
        assert wizard.step() == "sign_in"
        assert wizard.sign_in.fields["password"].value() == ""
        assert wizard.sign_in.fields["email"].value() == email
        assert not wizard.go_on.isEnabled()
        assert wizard.focusWidget() is wizard.sign_in.fields["password"].input
        assert (await office.program.connections.view("trigon")).state == "off"
        office.trigon.faults.clear()
        fill(wizard, office.trigon.url, EMAIL, PASSWORD)
        click(wizard.go_on)
        await until(lambda: wizard.step() == "done", 20)

    in_office(story)


def test_a_certificate_of_a_stranger_is_named(in_office):
    async def story(office: Office) -> None:
        async with tls_server() as server:
            wizard = await signing_in(office, server.url)
            click(wizard.go_on)
            await until(lambda: "certificate" in fault_of(wizard))

    in_office(story)


def test_without_a_keyring_a_passphrase_comes_before_any_secret(in_office, home):
    async def story(office: Office) -> None:
        wizard = await opened(office)
        await until(wizard.vault.passphrase.isVisible)
        assert "keyring" in texts(wizard.vault)
        assert not wizard.go_on.isEnabled()
        assert wizard.note.text() == "Enter a passphrase first."
        type_in(wizard.vault.passphrase.input, "kolm kollast kassi")
        click(wizard.go_on)
        await until(lambda: wizard.step() == "sign_in", seconds=20)
        fill(wizard, office.trigon.url, EMAIL, PASSWORD)
        click(wizard.go_on)
        await until(lambda: wizard.step() == "done")
        assert PASSWORD.encode() not in home.secrets.read_bytes()

    in_office(story, vault=LateVault(home))


def test_esc_asks_only_where_a_typed_secret_would_be_lost(in_office):
    async def story(office: Office) -> None:
        wizard = await opened(office)
        press(Key.Key_Escape, on=wizard)
        assert not wizard.isVisible()
        wizard = await signing_in(office)
        press(Key.Key_Escape, on=wizard)
        asks = await dialog(Confirm)
        click(asks.no)
        assert wizard.isVisible()
        assert wizard.sign_in.fields["password"].value() == PASSWORD
        press(Key.Key_Escape, on=wizard)
        click((await dialog(Confirm)).yes)
        assert not wizard.isVisible()

    in_office(story)


@pytest.mark.parametrize("good", [True, False])
def test_closed_while_it_connects_it_still_says_how_it_ended(in_office, good):
    async def story(office: Office) -> None:
        wizard = await signing_in(office, password=PASSWORD if good else "not it")
        hold = office.trigon.faults.hold("*/login")
        click(wizard.go_on)
        await until(hold.arrived.is_set)
        wizard.finish()
        again = await opened(office)
        assert again is not wizard
        hold.release.set()
        if good:
            await until(lambda: "Trigon is connected as" in office.toast())
        else:
            await until(lambda: office.faults)
            assert "does not accept" in str(office.faults.pop())
        again.close()

    in_office(story)


async def shown_dialog(office: Office, tab: str = "overview") -> IntegrationDialog:
    office.shell.go(Place("settings", ("trigon", tab)))
    window = await office.window("integration/trigon")
    assert isinstance(window, IntegrationDialog)
    await until(lambda: window.tabs.value() == tab and window.overview.body.count() > 1)
    return window


def test_the_dialog_activates_tests_and_disconnects(in_office):
    async def story(office: Office) -> None:
        window = await shown_dialog(office)
        click(button(window, "Activate"))
        wizard = await office.window("connect/trigon")
        wizard.close()
        await office.connect()
        await until(lambda: "connected as" in texts(window))
        window.show_tab("connection")
        click(button(window, "Test connection"))
        await until(lambda: "Reached" in texts(window))
        office.trigon.faults.page(503, times=None)
        click(button(window, "Test connection"))
        await until(lambda: "Trigon is out of service at the moment." in texts(window))
        office.trigon.faults.clear()
        from ui.desktop.ask import Question

        click(button(window, "Disconnect"))
        asks = await dialog(Question)
        click(button(asks, "Disconnect"))
        await until(lambda: "Not connected yet." in texts(window))
        assert (await office.program.connections.view("trigon")).state == "off"

    in_office(story)


def test_the_log_opens_a_summary_and_undoes_an_import(in_office):
    from app.importing.choices import Choices
    from ui.desktop.ask import Question
    from ui.desktop.dialogs.integration_log import RunDialog

    async def story(office: Office) -> None:
        await office.connect()
        review = await office.program.imports.fetch(office.owner, "trigon")
        await office.program.imports.confirm(office.owner, review, Choices())
        window = await shown_dialog(office, "log")
        await until(lambda: window.log.model.shown == 1)
        press(Key.Key_Return, on=window.log.table)
        summary = await dialog(RunDialog)
        assert "5\ncreated" in texts(summary)
        click(button(summary, "View clients"))
        page = office.shell.page("clients")
        await until(lambda: page.isVisible() and page.model.shown == 5)
        click(button(window, "Undo import"))
        click(button(await dialog(Question), "Undo the import"))
        await until(lambda: "0 restored, 5 removed, 0 kept." in office.toast())
        assert await office.names() == []
        await until(lambda: not window.log.undo_button.isEnabled())
        assert window.log.undo_button.toolTip() == "This import is undone already."

    in_office(story)


@pytest.mark.parametrize("tab", ["overview", "connection", "import", "log"])
def test_the_dialog_may_be_closed_while_it_reads(in_office, tab):
    async def story(office: Office) -> None:
        await office.connect()
        office.shell.go(Place("settings", ("trigon", tab)))
        window = await office.window("integration/trigon")
        window.reject()
        again = await shown_dialog(office, tab)
        again.connection._test()
        again.reject()
        third = await shown_dialog(office, tab)
        assert third is not again

    in_office(story)


def test_a_locked_file_of_secrets_is_unlocked_from_the_connection(in_office, home):
    from app.core.file_vault import FileVault

    async def story(office: Office) -> None:
        await office.program.vault.unlock("kolm kollast kassi")
        await office.connect()
        vault = await office.program.vault.found()
        assert isinstance(vault, FileVault)
        vault.lock()
        window = await shown_dialog(office, "connection")
        await until(lambda: "Unlock" in [b.text() for b in window.findChildren(QPushButton) if b.isVisible()])
        page = window.connection.findChildren(VaultPage)[-1]
        assert not button(page, "Unlock").isEnabled()
        type_in(page.passphrase.input, "not the passphrase")
        click(button(page, "Unlock"))
        await until(lambda: page.passphrase.error, seconds=20)
        type_in(page.passphrase.input, "kolm kollast kassi")
        click(button(page, "Unlock"))
        await until(lambda: "is open until Kontor is closed" in office.toast(), seconds=20)
        click(button(window, "Test connection"))
        await until(lambda: "Reached" in texts(window))

    in_office(story, vault=LateVault(home))
