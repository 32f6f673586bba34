"""What is asked again and when (rule 4 of the wire document). Pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.contract import Problem, TryLater
from integrations.retry import Fault, Kind, Limits, Retry, retry_after

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def fault(kind: Kind, *, left: bool = True) -> Fault:
    return Fault(TryLater(Problem.SERVICE_DOWN), kind, left=left)


def pauses(retry: Retry, kind: Kind, asked_for: float | None = None, *, left: bool = True) -> list[float]:
    """All that it would wait, up to a hundred."""
    found = []
    while len(found) < 100 and (pause := retry.pause_after(fault(kind, left=left), asked_for)) is not None:
        found.append(pause)
    return found


def reading(*, chance: float = 0.5, **limits: float) -> Retry:
    return Retry(Limits(**limits), lambda: chance, safe=True)


def writing() -> Retry:
    return Retry(Limits(), lambda: 0.5, safe=False)


def test_faults_three_times_with_growing_pauses():
    assert pauses(reading(), Kind.FAULT) == [0.5, 1.0, 2.0]


def test_chance_moves_pauses_by_half():
    assert pauses(reading(chance=0.0), Kind.FAULT) == [0.25, 0.5, 1.0]
    assert pauses(reading(chance=1.0), Kind.FAULT) == [0.75, 1.5, 3.0]


def test_silence_once():
    assert len(pauses(reading(), Kind.SILENCE)) == 1


def test_final_never():
    assert pauses(reading(), Kind.FINAL) == []


def test_as_long_as_it_asks_until_patience_ends():
    assert pauses(reading(patience=100), Kind.WAIT, 40) == [40, 40]
    assert pauses(reading(patience=100), Kind.WAIT, 101) == []


def test_nothing_asked_thirty_seconds_doubling_to_ten_minutes():
    assert pauses(reading(patience=3000), Kind.WAIT) == [30, 60, 120, 240, 480, 600, 600, 600]


def test_nought_for_ever_ends_too():
    assert pauses(reading(patience=20), Kind.WAIT, 0.0) == [1.0] * 20


def test_writing_is_repeated_only_when_it_certainly_never_left():
    for kind in Kind:
        assert pauses(writing(), kind) == []
    assert len(pauses(writing(), Kind.FAULT, left=False)) == 3
    assert pauses(writing(), Kind.FINAL, left=False) == []


@given(st.lists(st.tuples(st.sampled_from(Kind), st.none() | st.floats(0, 1e6)), min_size=60, max_size=80))
def test_it_ends_whatever_comes(faults):
    """60 tries at most take place within a patience of 50 s, as every wait is a second or more."""
    retry = reading(patience=50.0)
    waits = [retry.pause_after(fault(kind), asked) for kind, asked in faults]
    assert None in waits
    before = waits[: waits.index(None)]
    asked_waits = [w for w, (kind, _) in zip(before, faults, strict=False) if kind is Kind.WAIT]
    assert sum(asked_waits) <= 50.0
    assert len(before) - len(asked_waits) <= 3


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 12:00:30", 30.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Fri, 99 Nov 2026 12:00:30 GMT", None),
        ("Fri, 20 Nov 99999 12:00:30 GMT", None),
        ("Fri, 20 Nov 2026 12:00:30 +9999", None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=40))
def test_retry_after_of_anything(value):
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(0, 10**8))
def test_retry_after_of_dates(seconds):
    moment = NOW + timedelta(seconds=seconds)
    assert retry_after(moment.strftime("%a, %d %b %Y %H:%M:%S GMT"), NOW) == seconds
