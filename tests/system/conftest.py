"""`desktop`: a real desktop of its own for one test; see desktop.py for what can be done in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.desktop import Desktop, missing_programs


@pytest.fixture
def desktop(_home: Path) -> Iterator[Desktop]:
    """Programs started in it have its home, bus, keyring and screen; whatever still runs ends with the test."""
    if missing := missing_programs():
        pytest.skip(f"no {', '.join(missing)}: packaging/test.py installs what a desktop is made of")
    with Desktop(_home) as desktop:
        yield desktop
