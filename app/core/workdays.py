"""Work days: the firm's working week without its country's public holidays (P1.1)."""

from collections.abc import Callable, Container
from datetime import date
from functools import cache

IsWorkday = Callable[[date], bool]


def workdays(country: str, working_week: str) -> IsWorkday:
    """`country`: ISO 3166-1 alpha-2. `working_week`: ISO days, "12345" is Monday to Friday.

    Where the holidays of a country are not known, every day of the working week is a work day. The library that knows
    them (16 MB) is loaded with the first day that is asked for: most rules never ask.
    """
    week = frozenset(map(int, working_week))
    off = cache(lambda: _holidays(country))

    def is_workday(day: date) -> bool:
        return day.isoweekday() in week and day not in off()

    return is_workday


def _holidays(country: str) -> Container[date]:
    from holidays import country_holidays

    try:
        found: Container[date] = country_holidays(country)
    except NotImplementedError:
        return frozenset()
    return found
