"""`in_office(story)` runs the coroutine function on the main window of a firm that was just made."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import words
from app.core.paths import Home
from tests.stores import migrated
from tests.ui.one_table import view
from tests.ui.one_window import window

__all__ = ["migrated", "view", "window"]


@pytest.fixture
def home(kontor_home: Path, migrated: Path) -> Home:
    """With an empty database of the current schema."""
    home = Home(kontor_home)
    home.root.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(migrated, home.database)
    return home


@pytest.fixture
def screen(qapp: Any, home: Home) -> Iterator[Any]:
    """The application as `ui.desktop.start` sets it up, in English and light."""
    from ui.desktop import theme
    from ui.desktop.collecting import Collecting

    words.use("en", home.cache)
    qapp.setQuitOnLastWindowClosed(False)
    theme.start(qapp).choose(scheme="light", text_size=100, reduce_motion=True)
    collecting = Collecting(qapp)
    yield qapp
    collecting.stop()
    words.use("en", home.cache)


@pytest.fixture
def in_office(run_qt: Callable[..., Any], screen: Any, home: Home) -> Callable[..., None]:
    """See `tests.ui.office.open_office` for what may be asked of the office."""
    from tests.ui.office import Office, open_office

    def run(story: Callable[[Office], Any], **wishes: Any) -> None:
        async def whole() -> None:
            async with open_office(home, **wishes) as office:
                await story(office)

        run_qt(whole())

    return run
