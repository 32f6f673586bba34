"""Fixtures for tests that need a database: made by the migrations once, then copied.

A room's conftest imports those that it wants: `from tests.stores import clock, home, store  # noqa: F401`.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import app.all_tables  # noqa: F401 - SQLAlchemy has to know what foreign keys point to
from app.core.clock import SetClock
from app.core.events import (
    ClientsChanged,
    Events,
    FirmChanged,
    JobsChanged,
    Noticed,
    SummariesChanged,
    TasksChanged,
    WorkListsChanged,
)
from app.core.paths import Home
from app.db.store import Store
from app.db.upgrade import open_store

NOW = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the current schema. To be copied, never opened."""
    home = Home(tmp_path_factory.mktemp("migrated"))
    open_store(url_of(home), home, SetClock(NOW)).close()
    return home.database


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def home(tmp_path: Path, migrated: Path) -> Home:
    """With a database that nobody has opened yet."""
    home = Home(tmp_path / "home")
    home.root.mkdir()
    shutil.copyfile(migrated, home.database)
    return home


@pytest.fixture
def store(home: Home, clock: SetClock) -> Iterator[Store]:
    store = open_store(url_of(home), home, clock)
    yield store
    store.close()


class Heard:
    """Events with a list of what was told."""

    def __init__(self) -> None:
        self.events = Events()
        self.all: list[object] = []
        kinds = (
            ClientsChanged,
            FirmChanged,
            Noticed,
            TasksChanged,
            WorkListsChanged,
            SummariesChanged,
            JobsChanged,
        )
        for kind in kinds:
            self.events.subscribe(kind, self.all.append)

    def since(self) -> list[object]:
        """What was told since the last call."""
        new, self.all[:] = self.all[:], []
        return new


@pytest.fixture
def heard() -> Heard:
    return Heard()


def url_of(home: Home) -> str:
    return f"sqlite:///{home.database}"
