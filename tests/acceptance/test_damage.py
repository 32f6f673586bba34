"""A page of the database that went bad is told as what it is, whichever command meets it (P11.4)."""

import os
import random
import shutil
from pathlib import Path

import pytest

from app.core.paths import Home
from app.core.vault import MemoryVault
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.acceptance.office import Outside, open_office
from tests.headless.caller import Kontor
from tests.headless.conftest import kontor  # noqa: F401 - fixture
from tests.stores import home, migrated  # noqa: F401 - fixtures

PAGE = 4096
COMMANDS = (
    ("clients", "list"),
    ("clients", "show", "1"),
    ("members", "list"),
    ("integrations",),
    ("undo-import", "1"),
)


@pytest.fixture
def firms(many: list[Firm]) -> list[Firm]:
    return many


async def _filled(home: Home, trigon: TrigonSandbox, register: AriregisterSandbox, outside: Outside) -> Path:  # noqa: F811
    office = await open_office(home, MemoryVault(), trigon, register, outside)
    await office.connect()
    await office.bring()
    await office.program.close()
    return home.database


def test_no_damage_is_a_fault_of_kontors_own(
    home: Home,  # noqa: F811
    trigon: TrigonSandbox,
    register: AriregisterSandbox,
    outside: Outside,
    kontor: Kontor,  # noqa: F811
    tmp_path: Path,
    expected_logs: list[object],
) -> None:
    import asyncio

    whole = asyncio.run(_filled(home, trigon, register, outside))
    chance = random.Random(11)
    pages = chance.sample(range(2, whole.stat().st_size // PAGE), 12)
    told = set()
    for page in pages:
        damaged = tmp_path / str(page)
        damaged.mkdir()
        shutil.copyfile(whole, damaged / "kontor.sqlite")
        with (damaged / "kontor.sqlite").open("r+b") as file:
            file.seek(page * PAGE)
            file.write(os.urandom(PAGE))
        assert kontor("check", "--home", damaged).code in (0, 5), page
        for command in COMMANDS:
            answer = kontor(*command, "--home", damaged, "--json")
            assert answer.code in (0, 3, 5), (page, command, answer.err)
            if answer.code:
                told.add(answer.error)
    assert "damaged" in told
    assert not told & {"fault", "database_error"}
