"""Every window by keyboard alone (P12.3): Tab follows the eye and comes around, each stop is seen, is named and shows
that it has the focus; Enter does what is filled, Esc leaves.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget

from tests.ui.counted import wishes
from tests.ui.counted_windows import COUNTED_WINDOWS
from tests.ui.office import Office, click, dialog, press, type_in, until
from tests.ui.program_windows import PROGRAM_WINDOWS, connecting
from tests.ui.task_windows import TASK_WINDOWS
from tests.ui.walking import focused, meet, told, walk
from ui.desktop.ask import Answer, Question, gone, shown
from ui.desktop.desk import Place
from ui.desktop.dialogs.agreement import AgreementDialog
from ui.desktop.dialogs.client import ClientDialog
from ui.desktop.dialogs.client_field import ClientFieldDialog
from ui.desktop.dialogs.contact import ContactDialog
from ui.desktop.dialogs.member import MemberDialog
from ui.desktop.dialogs.name import NameDialog
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.confirm import Confirm
from ui.desktop.wizards.first_start import FirstStart

Key = Qt.Key
Opener = Callable[[Office], Awaitable[QWidget]]


# --- windows, and how a test comes to them ---------------------------------------------------------------


async def clients(office: Office, *, pane: str = "", ticked: bool = False) -> QWidget:
    """The main window on the list; with the pane of one client, on one of its tabs."""
    for name in ("Alfa OÜ", "Beeta OÜ"):
        await office.add(name)
    page = await office.clients_page()
    await until(lambda: page.model.shown == 2)
    if ticked:
        press(Key.Key_Space, on=page.table)
    if pane:
        press(Key.Key_Return, on=page.table)
        await until(lambda: page.pane.detail is not None)
        page.pane.tabs.choose(pane)
        page.table.setFocus()
    return office.shell


async def no_clients(office: Office) -> QWidget:
    page = await office.clients_page()
    await until(lambda: page.table.states.covers)
    return office.shell


async def settings(office: Office, tab: str) -> QWidget:
    office.shell.go(Place("settings", (tab,)))
    page = office.shell.page("settings")
    await until(lambda: page.tabs.value() == tab and office.shell.rail.firm.accessibleName())  # type: ignore[attr-defined]
    return office.shell


def opened(office: Office, made: QDialog) -> QDialog:
    office.desk.start(_shown(made))
    return made


async def _shown(made: QDialog) -> None:
    await shown(made)


async def client_form(office: Office) -> QWidget:
    click((await office.clients_page()).add_button)
    return await dialog(ClientDialog)


async def contact_form(office: Office) -> QWidget:
    return opened(office, ContactDialog(office.shell, office.desk, await office.add("Alfa OÜ"), None))


async def agreement_form(office: Office) -> QWidget:
    return opened(office, AgreementDialog(office.shell, office.desk, office.owner.member_id, None))


async def field_form(office: Office) -> QWidget:
    form = ClientFieldDialog(office.shell, office.desk)
    form.kind.set_value("choice")
    return opened(office, form)


async def member_form(office: Office) -> QWidget:
    members = await office.program.firm.members()
    return opened(office, MemberDialog(office.shell, office.desk, members[1], members))


async def group_name(office: Office) -> QWidget:
    return opened(office, NameDialog(office.shell, "Add a group", "Name", "Add", "Monthly"))


async def delete_question(office: Office) -> QWidget:
    answers = (Answer("", "Keep it"), Answer("delete", "Delete it", "danger"))
    question = Question(office.shell, "Delete Alfa OÜ", "It cannot be undone.", answers, "Alfa OÜ")
    opened(office, question)
    type_in(question._field, "Alfa OU")
    return question


async def first_start(office: Office, step: str) -> QWidget:
    wizard = FirstStart(office.program, office.shell.settings, office.shell)
    wizard.open()
    while wizard.step() != step:
        wizard.forms.firm.name.set_value("Büroo OÜ")
        press(Key.Key_Return, on=wizard)
    return wizard


async def leaving(office: Office) -> QWidget:
    """The question of a wizard that would lose something."""
    wizard = await first_start(office, "owner")
    press(Key.Key_Escape, on=wizard)
    return await dialog(Confirm)


WINDOWS: dict[str, tuple[Opener, int]] = {
    # how it is opened, and the fewest stops that it has
    "clients": (clients, 19),
    "clients ticked": (partial(clients, ticked=True), 22),
    "pane overview": (partial(clients, pane="overview"), 24),
    "pane integration": (partial(clients, pane="integration"), 23),
    "pane history": (partial(clients, pane="history"), 23),
    "no clients": (no_clients, 19),
    **TASK_WINDOWS,
    **COUNTED_WINDOWS,
    **PROGRAM_WINDOWS,
    **{f"settings {tab}": (partial(settings, tab=tab), fewest) for tab, fewest in (
        ("apps", 11), ("firm", 21), ("members", 9), ("lists", 8), ("appearance", 11), ("audit", 15), ("about", 8))},
    "client": (client_form, 19),
    "contact": (contact_form, 7),
    "agreement": (agreement_form, 7),
    "own field": (field_form, 5),
    "member": (member_form, 12),
    "group": (group_name, 3),
    "delete": (delete_question, 2),
    "first start": (partial(first_start, step="start"), 4),
    "first start firm": (partial(first_start, step="firm"), 5),
    "first start owner": (partial(first_start, step="owner"), 4),
    "leaving": (leaving, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", WINDOWS)
def test_tab_follows_the_eye_and_every_stop_is_seen_and_named(in_office, name: str) -> None:
    open_it, fewest = WINDOWS[name]

    async def story(office: Office) -> None:
        window = await open_it(office)
        await active(window)
        stops = walk(window)
        assert len(stops) >= fewest, [told(stop) for stop in stops]
        assert [fault for stop in stops for fault in meet(window, stop, stops)] == []
        stops[0].setFocus(Qt.FocusReason.TabFocusReason)
        assert walk(window, back=True)[:-1] == stops[:0:-1], "Shift+Tab goes another way"
        await leave(office)

    in_office(story, **(wishes() if name in COUNTED_WINDOWS else {}))


async def active(window: QWidget) -> None:
    def is_so() -> bool:
        window.activateWindow()
        return QApplication.activeWindow() is window

    await until(is_so)


async def leave(office: Office) -> None:
    """Close what lies over the main window, without its questions."""
    for window in [*QApplication.topLevelWidgets()]:
        if isinstance(window, QDialog) and not gone(window) and window.isVisible():
            window.done(0)


@pytest.mark.parametrize("open_form", [client_form, contact_form, agreement_form])
def test_enter_saves_a_form_and_on_cancel_it_leaves(in_office, open_form: Opener) -> None:
    """Nothing is filled in, so saving is refused in the form itself."""

    async def story(office: Office) -> None:
        form: Any = await open_form(office)
        await active(form)
        assert isinstance(focused(form), QLineEdit)
        press(Key.Key_Return)
        await until(lambda: form._faults.count() == 1 and form.save_button.isEnabled())
        await active(form)
        form.cancel_button.setFocus(Qt.FocusReason.TabFocusReason)
        press(Key.Key_Return)
        await until(lambda: gone(form) or not form.isVisible())

    in_office(story)


def test_enter_makes_a_line_where_lines_are_written(in_office) -> None:
    async def story(office: Office) -> None:
        form = await client_form(office)
        await active(form)
        notes = form.findChild(QPlainTextEdit)
        notes.setFocus()
        type_in(notes, "one")
        press(Key.Key_Return)
        type_in(notes, "two")
        assert notes.toPlainText() == "one\ntwo"
        assert form.isVisible()
        form._changed = False  # type: ignore[attr-defined]
        await leave(office)

    in_office(story)


def test_a_question_begins_on_the_answer_that_loses_nothing(in_office) -> None:
    async def story(office: Office) -> None:
        form = await contact_form(office)
        await active(form)
        type_in(form.findChildren(QLineEdit)[0], "Mari")
        press(Key.Key_Escape)
        asks = await dialog(Question)
        await active(asks)
        now = focused(asks)
        assert isinstance(now, Button)
        assert now.text() == "Keep editing"
        press(Key.Key_Return)
        await until(lambda: gone(asks) or not asks.isVisible())
        assert form.isVisible()
        press(Key.Key_Escape, on=form)
        asks = await dialog(Question)
        await active(asks)
        press(Key.Key_Tab)
        press(Key.Key_Return)
        await until(lambda: gone(form) or not form.isVisible())

    in_office(story)


def test_enter_goes_on_in_a_wizard_that_asks_for_nothing(in_office) -> None:
    """While *Continue* waits for the keyring the focus is on *Cancel*; it comes back before anybody presses Enter."""

    async def story(office: Office) -> None:
        wizard = await connecting(office, "before")
        await active(wizard)
        assert focused(wizard) is wizard.go_on  # type: ignore[attr-defined]
        press(Key.Key_Return)
        await until(lambda: wizard.step() == "sign_in")  # type: ignore[attr-defined]
        assert focused(wizard) is wizard.sign_in.fields["url"].input  # type: ignore[attr-defined]
        press(Key.Key_Escape)
        await until(lambda: gone(wizard) or not wizard.isVisible())

    in_office(story)


def test_what_was_left_has_the_focus_again(in_office) -> None:
    """After a popup, after *Clear filters* went with the state it stood in, after the pane was closed."""

    async def story(office: Office) -> None:
        await clients(office)
        page = await office.clients_page()
        press(Key.Key_K, Qt.KeyboardModifier.ControlModifier, on=office.shell)
        await until(lambda: isinstance(QApplication.activePopupWidget(), QWidget))
        press(Key.Key_Escape)
        await until(lambda: QApplication.activePopupWidget() is None)
        await active(office.shell)
        assert focused(office.shell) is page.table
        type_in(page.filters.finder, "nobody")
        await until(lambda: page.table.states.covers)
        clear = next(b for b in page.table.findChildren(Button) if b.text() == "Clear filters")
        clear.setFocus(Qt.FocusReason.TabFocusReason)
        press(Key.Key_Return)
        await until(lambda: page.model.shown == 2)
        await active(office.shell)
        assert focused(office.shell) is page.table
        press(Key.Key_Return)
        await until(lambda: page.pane.detail is not None)
        await active(office.shell)
        press(Key.Key_Tab)
        press(Key.Key_Tab)
        assert focused(office.shell) is page.pane.tabs.bar.tab("overview")
        press(Key.Key_Right)
        assert page.pane.tabs.value() == "tasks"
        press(Key.Key_Escape)
        assert not page.pane.isVisible()
        assert focused(office.shell) is page.table

    in_office(story)


def test_the_frame_of_the_window_answers_to_enter_and_arrows(in_office) -> None:
    async def story(office: Office) -> None:
        await clients(office)
        shell = office.shell
        for part in (shell.top.search, shell.top.bell):
            part.setFocus(Qt.FocusReason.TabFocusReason)
            press(Key.Key_Return, on=part)
            await until(lambda: QApplication.activePopupWidget() is not None)
            press(Key.Key_Escape)
            await until(lambda: QApplication.activePopupWidget() is None)
        folded = shell.rail.folded
        await active(shell)
        shell.rail._fold.setFocus(Qt.FocusReason.TabFocusReason)
        press(Key.Key_Return)
        assert shell.rail.folded is not folded
        shell.rail.focus_first()
        press(Key.Key_Down)
        assert shell.stack.currentWidget() is shell.page("tasks")
        press(Key.Key_Up)
        assert shell.stack.currentWidget() is shell.page("clients")
        shell.rail.firm.setFocus(Qt.FocusReason.TabFocusReason)
        press(Key.Key_Return)
        await until(lambda: shell.stack.currentWidget() is shell.page("settings"))

    in_office(story)
