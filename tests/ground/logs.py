"""A log line at WARNING or above that nobody expected fails the test.

Lines are taken where loggers hand them to their handlers, so neither `propagate = False` nor a root logger that
the code under test has rearranged hides them.
"""

import logging
import re
from collections.abc import Iterator

import pytest

from tests.ground.outcome import complain

_lines: list[logging.LogRecord] = []
_hand_over = logging.Logger.callHandlers


def _watch(logger: logging.Logger, record: logging.LogRecord) -> None:
    if record.levelno >= logging.WARNING:
        _lines.append(record)
    _hand_over(logger, record)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expected_logs(*patterns): lines at WARNING or above that must come")
    logging.Logger.callHandlers = _watch  # type: ignore[method-assign]


def pytest_unconfigure() -> None:
    logging.Logger.callHandlers = _hand_over  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _logs_stay_quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    _lines.clear()
    yield
    if {"caplog", "expected_logs"} & set(request.fixturenames):
        return
    patterns = [p for mark in request.node.iter_markers("expected_logs") for p in mark.args]
    surprising, missing = _compare([f"{r.name}: {r.getMessage()}" for r in _lines], patterns)
    if surprising:
        complain(request.node, "unexpected log lines: " + " | ".join(surprising))
    if missing:
        complain(request.node, f"these log lines never came: {missing}")


@pytest.fixture
def expected_logs(_logs_stay_quiet: None) -> list[logging.LogRecord]:
    return _lines


@pytest.fixture(autouse=True)
def _loggers_as_found(_logs_stay_quiet: None) -> Iterator[None]:
    """A test that sets up logging (files, levels) leaves nothing of it to the next one."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in [h for h in root.handlers if h not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.disable(logging.NOTSET)


def _compare(lines: list[str], patterns: list[str]) -> tuple[list[str], list[str]]:
    """The lines that no pattern allows, and the patterns that no line fits."""
    surprising = [line for line in lines if not any(re.search(p, line) for p in patterns)]
    return surprising, [p for p in patterns if not any(re.search(p, line) for line in lines)]
