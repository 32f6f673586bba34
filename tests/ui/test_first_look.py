"""The list of clients stands in the window before the program is loaded, and stays when the page takes it over."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel

from app.clients.queries import ClientQueries
from app.container import open_container
from app.core import settings as settings_file
from app.core.paths import Home
from app.core.settings import Settings
from app.core.vault import MemoryVault
from app.firm.views import NewFirm
from tests.ui.office import click, put_away, until
from ui.desktop import session as session_module
from ui.desktop import theme
from ui.desktop.pages.client_filters import ClientFilters
from ui.desktop.pages.client_list import ClientList
from ui.desktop.session import Next, Session
from ui.desktop.shell import Shell
from ui.desktop.start import Options
from ui.desktop.widgets.table import TableView

CLIENTS = 60


async def make_firm(home: Home, clients: int = CLIENTS, language: str = "en") -> None:
    program = await open_container(home, MemoryVault())
    await program.firm.create(
        NewFirm("Tammik & Kuusk OÜ", "EE", "Kadri Tamm", "k@firm.example", language=language)
    )
    owner = await program.firm.actor()
    ids = [await program.clients.add(owner, {"name": f"Client {n:03}"}) for n in range(clients)]
    if ids:
        await program.clients.deactivate(owner, ids[:1])
    await program.close()


class Held:
    """Imports that wait until the test lets them go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = asyncio.Event()
        loop, load = asyncio.get_running_loop(), session_module._load

        def held(*given: object) -> None:
            asyncio.run_coroutine_threadsafe(self.go_on.wait(), loop).result()
            load(*given)

        monkeypatch.setattr(session_module, "_load", held)


@asynccontextmanager
async def started(
    home: Home, options: Options | None = None
) -> AsyncIterator[tuple[Shell, "asyncio.Task[Next]"]]:
    shell = Shell(settings_file.load(home.settings))
    shell.show()
    ended = asyncio.create_task(Session(shell, home, options or Options()).run())
    try:
        yield shell, ended
    finally:
        shell.close()
        await ended
        put_away(shell)


@pytest.fixture
def in_start(run_qt, screen, home, monkeypatch) -> Callable[..., None]:
    def run(story, *, options: Options | None = None, **firm) -> None:
        async def whole() -> None:
            await make_firm(home, **firm)
            held = Held(monkeypatch)
            async with started(home, options) as (shell, ended):
                try:
                    await story(shell, held, ended)
                finally:
                    held.go_on.set()
                    await until(lambda: shell.desk is not None or ended.done())

        run_qt(whole())

    return run


async def first_table(shell: Shell) -> TableView:
    await until(lambda: any(table.table().total for table in shell.waiting.findChildren(TableView)))
    return shell.waiting.findChild(TableView)


async def at_rest(shell: Shell, clients: int = CLIENTS) -> TableView:
    await until(lambda: shell.desk is not None and shell.page("clients").loaded)
    page = shell.page("clients")
    assert page.model.total == clients
    return page.table


def test_the_clients_stand_there_before_the_program_is_loaded(in_start):
    async def story(shell: Shell, held: Held, _ended) -> None:
        table = await first_table(shell)
        assert shell.desk is None
        assert shell.stack.currentWidget() is shell.waiting
        assert table.isVisible()
        assert [table.table().row_at(place).name for place in (0, 1)] == ["Client 001", "Client 002"]
        assert table.table().shown == CLIENTS - 1  # the inactive one is filtered out, as on the page
        assert "59 active" in [label.text() for label in shell.waiting.findChildren(QLabel)]
        held.go_on.set()
        assert await at_rest(shell) is table

    in_start(story)


def test_what_was_done_meanwhile_stays(in_start, monkeypatch):
    async def story(shell: Shell, held: Held, _ended) -> None:
        table = await first_table(shell)
        model, place = table.table(), 3
        click(table.viewport(), QPoint(26, table.rowViewportPosition(place) + 17))
        table.verticalScrollBar().setValue(400)
        resets: list[bool] = []
        model.modelReset.connect(lambda: resets.append(True))
        monkeypatch.setattr(
            ClientQueries, "rows", lambda *_given, **_wanted: pytest.fail("read again for nothing")
        )
        held.go_on.set()
        await at_rest(shell)
        assert [row.name for row in model.rows.checked_rows()] == ["Client 004"]
        assert shell.page("clients").model is model
        assert table.verticalScrollBar().value() == 400
        assert not resets

    in_start(story)


@pytest.mark.parametrize("beside", [-1, 1])
def test_the_rows_stand_where_the_page_has_them(in_start, beside):
    """Also where the window is a little too narrow, or just wide enough, for filters and buttons in one line."""

    async def story(shell: Shell, held: Held, _ended) -> None:
        table = await first_table(shell)
        filters = table.parentWidget().findChild(ClientFilters)
        needed = filters.row.itemAt(0).layout().sizeHint().width() + 2 * theme.px(20) + 2 * theme.px(38)
        shell.resize(shell.width() - filters.width() + needed + beside, 800)
        await until(lambda: filters.width() == needed + beside)
        before = table.mapTo(shell, QPoint(0, 0))
        held.go_on.set()
        await at_rest(shell)
        assert table.mapTo(shell, QPoint(0, 0)) == before
        assert table.isVisible()
        assert shell.page("clients").filters.isVisible()

    in_start(story)


def test_a_change_that_came_meanwhile_is_shown(in_start, home):
    async def story(shell: Shell, held: Held, _ended) -> None:
        table = await first_table(shell)
        program = await open_container(home, MemoryVault())
        await program.clients.add(await program.firm.actor(), {"name": "Aa OÜ"})
        await program.close()
        held.go_on.set()
        await at_rest(shell, CLIENTS + 1)
        assert table.table().row_at(0).name == "Aa OÜ"

    in_start(story)


async def nothing_first(shell: Shell, held: Held, ended) -> None:
    shown: list[ClientList] = []
    shell.stack.currentChanged.connect(lambda _index: shown.append(shell.waiting.findChild(TableView)))
    held.go_on.set()
    await until(lambda: shell.desk is not None or ended.done())
    assert shell.waiting.findChild(TableView) is None
    assert not any(shown)


def test_nothing_stands_there_first_of_a_database_that_was_named(in_start, home):
    in_start(nothing_first, options=Options(database=f"sqlite:///{home.database}"))


def test_nothing_stands_there_first_in_another_language(in_start):
    in_start(nothing_first, language="nb")


def test_nothing_stands_there_first_without_clients(in_start):
    in_start(nothing_first, clients=0)


def test_nothing_stands_there_first_where_another_page_was_open(in_start, home):
    settings_file.save(home.settings, Settings(page="settings"))
    in_start(nothing_first)
