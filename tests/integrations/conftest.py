"""Fixtures of the tests of `integrations`: time that tests turn, and the sandboxes."""

from collections.abc import Iterator

import pytest

from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.trigon.sandbox import TrigonSandbox
from tests.integrations.surroundings import MemoryKeeper, TestTime


@pytest.fixture
def time() -> TestTime:
    return TestTime()


@pytest.fixture
def keeper() -> MemoryKeeper:
    return MemoryKeeper()


@pytest.fixture
def trigon(time: TestTime) -> Iterator[TrigonSandbox]:
    with TrigonSandbox(moment=time.moment) as sandbox:
        yield sandbox


@pytest.fixture
def ariregister() -> Iterator[AriregisterSandbox]:
    with AriregisterSandbox() as sandbox:
        yield sandbox
