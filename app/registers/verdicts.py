"""What a registration code is worth by the business register of its country (P3.5, P4.1, P4.2). Pure.

A red X warns and never hinders. What could not be asked is grey, never red.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.clients.codes import normal_code
from app.registers.names import clearly_different
from app.registers.near import Suggestion
from integrations.contract import RegisterEntry, RegisterSource, RegisterStatus

FRESH = timedelta(days=7)
"""An older copy still counts, but the verdict says of which day it is."""

_AMBER = {RegisterStatus.LIQUIDATION: "in_liquidation", RegisterStatus.BANKRUPT: "bankrupt"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A client to look up. `code` as typed; `country` ISO 3166-1 alpha-2."""

    country: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`flag`: green, amber, red, grey. `reason`: found, in_liquidation, bankrupt, other_name, not_found, not_a_code,
    deleted, no_code, not_checked. Words for both are in `app.registers.words`.

    `facts`, each only where it is known and matters: registered_name, suggestion_code, suggestion_name, deleted_on
    and copy_date (ISO days), wrong_digit ("yes"), source (the register's name), country, and why a code was not
    checked: no_register, unreachable or too_many. `at`: when the register said it; None where it was not asked.
    """

    flag: str
    reason: str
    facts: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register said of one code; `entry` None: it does not know it. `copy_as_of` where the local copy said
    it, which knows no deleted companies, so it never says "unknown".
    """

    entry: RegisterEntry | None
    at: datetime
    copy_as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """`why`: unreachable, or too_many to ask at once."""

    why: str


def without_asking(asked: Asked, source: RegisterSource | None, now: datetime) -> Verdict | None:
    """The verdict that needs no register, or None where it has to be asked."""
    code = normal_code(asked.code, asked.country)
    if not code:
        return Verdict("grey", "no_code", {}, now)
    if source is None:
        return Verdict("grey", "not_checked", {"why": "no_register", "country": asked.country})
    if not source.valid_form(code):
        return Verdict("red", "not_a_code", {"country": asked.country}, now)
    if source.digit_decides and not source.check_digit(code):
        return Verdict("red", "not_a_code", {"country": asked.country, "wrong_digit": "yes"}, now)
    return None


def judge(asked: Asked, source: RegisterSource, answer: Answer | NoAnswer) -> Verdict:
    """The verdict on a code that `without_asking` leaves open."""
    digit = {} if source.check_digit(normal_code(asked.code, asked.country)) else {"wrong_digit": "yes"}
    if isinstance(answer, NoAnswer):
        return Verdict("grey", "not_checked", {"why": answer.why, **digit})
    facts = {"source": source.name, **digit}
    if answer.entry is None:
        return Verdict("red", "not_found", facts, answer.at)
    return _known(asked, answer.entry, facts | _date_of_copy(answer), answer.at)


def _known(asked: Asked, entry: RegisterEntry, facts: dict[str, str], at: datetime) -> Verdict:
    facts = facts | {"registered_name": entry.name}
    if entry.status is RegisterStatus.DELETED:
        deleted = {"deleted_on": entry.deleted_on} if entry.deleted_on else {}
        return Verdict("red", "deleted", facts | deleted, at)
    if entry.status in _AMBER:
        return Verdict("amber", _AMBER[entry.status], facts, at)
    if clearly_different(asked.name, entry.name):
        return Verdict("amber", "other_name", facts, at)
    return Verdict("green", "found", facts, at)


def _date_of_copy(answer: Answer) -> dict[str, str]:
    if answer.copy_as_of is None or is_fresh(answer.copy_as_of, answer.at):
        return {}
    return {"copy_date": answer.copy_as_of.date().isoformat()}


def is_fresh(as_of: datetime, now: datetime) -> bool:
    return now - as_of <= FRESH


def may_suggest(verdict: Verdict) -> bool:
    """Whether "did you mean" makes sense: the code leads to no company at all."""
    return verdict.flag == "red" and verdict.reason in {"not_found", "not_a_code"}


def suggesting(verdict: Verdict, suggestion: Suggestion | None) -> Verdict:
    if suggestion is None:
        return verdict
    named = {"suggestion_code": suggestion.code, "suggestion_name": suggestion.name}
    return replace(verdict, facts=verdict.facts | named)
