"""Remembers how the body of a test went: detectors stay silent after a failure, as it leaves much behind."""

from collections.abc import Generator

import pytest

_body = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[_body] = report
    return report


def complain(item: pytest.Item, words: str) -> None:
    """Fails the test with `words`, unless its body has failed already."""
    report = item.stash.get(_body, None)
    if report is not None and report.failed:
        return
    pytest.fail(words, pytrace=False)
