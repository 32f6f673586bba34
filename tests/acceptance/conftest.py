"""An office for each test: a home of its own, the real services, the real sandboxes on loopback."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from app.core.paths import Home
from app.core.vault import MemoryVault
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.sandbox.companies import COMPANIES, company
from integrations.trigon.sandbox import Firm, TrigonSandbox, generated_firms, sandbox_firms
from tests.acceptance.office import Office, Outside, open_office
from tests.stores import home, migrated  # noqa: F401 - fixtures

MANY = 450  # three pages of Trigon


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def firms() -> list[Firm]:
    """Those in Trigon; a module may have others."""
    return sandbox_firms()


@pytest.fixture
def trigon(firms: list[Firm]) -> Iterator[TrigonSandbox]:
    with TrigonSandbox(firms) as sandbox:
        yield sandbox


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Iterator[AriregisterSandbox]:
    with AriregisterSandbox([*COMPANIES, *map(company, range(MANY))]) as sandbox:
        monkeypatch.setenv("KONTOR_ARIREGISTER_URL", sandbox.url)
        yield sandbox


@pytest_asyncio.fixture
async def office(
    home: Home,  # noqa: F811
    trigon: TrigonSandbox,
    register: AriregisterSandbox,
    outside: Outside,
) -> AsyncIterator[Office]:
    """Connected with Trigon; the register's copy comes with the first import."""
    office = await open_office(home, MemoryVault(), trigon, register, outside)
    await office.connect()
    yield office
    await office.program.close()


@pytest.fixture
def many() -> list[Firm]:
    return generated_firms(MANY)
