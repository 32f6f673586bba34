"""Why a client is not counted, and how a run went, in words."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from app.connections.words import in_words as problem_in_words
from app.core.words import N_, _, language, ngettext
from app.summaries.owing import INACTIVE, INACTIVE_THERE, NO_LINK, NO_VIEW, OTHER_ACCOUNT, VANISHED
from app.summaries.titles import month_name
from app.summaries.views import RunReport
from integrations.contract import Problem

CLOCK_AHEAD = "clock_ahead"  # by the other side's clock the period is not over
MISSING = {
    "title": N_("task title"),
    "topic": N_("topic"),
    "day": N_("data import day"),
    "first_day": N_("first import date"),
}
_REASONS = {
    "": N_("Not counted yet"),
    NO_LINK: N_("No link to {name}"),
    INACTIVE: N_("Inactive in Kontor"),
    INACTIVE_THERE: N_("Inactive in {name}"),
    VANISHED: N_("No longer listed in {name}"),
    NO_VIEW: N_("No View permission in {name}"),
    OTHER_ACCOUNT: N_("{name} is connected to another address than its clients were imported from."),
    CLOCK_AHEAD: N_("By the clock of {name} the period is not over: this computer's clock is ahead."),
}


def reason(code: str, name: str) -> str:
    """`code`: of `LeftOut`, of `PendingRow`, or a `Problem`. `name`: the integration's."""
    if code == Problem.NO_VIEW_PERMISSION:
        code = NO_VIEW
    if code in _REASONS:
        return _(_REASONS[code]).format(name=name)
    return problem_in_words(code, name).message


def other_account(name: str) -> tuple[str, str]:
    """What stands against counting anybody there, and what to do."""
    return reason(OTHER_ACCOUNT, name), _("Import clients once, so that the links are confirmed.")


def worth_telling(report: RunReport) -> bool:
    """A retry that changed nothing is no news."""
    return bool(report.counted or report.slots)


def in_words(report: RunReport) -> tuple[str, str, str]:
    """Tone, title and text of the notice of a run: "154 of 156 clients counted for November"."""
    return _tone(report), _title(report), " ".join(_sentences(report))


def _tone(report: RunReport) -> str:
    if report.stopped or report.failed:
        return "amber"
    return "green" if report.counted else "info"


def _title(report: RunReport) -> str:
    total = report.counted + len(report.failed)
    if not total:
        if report.stopped:
            return _("{name}: nothing could be counted").format(name=report.name)
        return _("{name}: no client was to be counted").format(name=report.name)
    if len(report.months) > 1:  # a client has several of them
        told = ngettext(
            "{counted} of {total} period counted for {months}",
            "{counted} of {total} periods counted for {months}",
            total,
        )
    else:
        told = ngettext(
            "{counted} of {total} client counted for {months}",
            "{counted} of {total} clients counted for {months}",
            total,
        )
    return told.format(counted=report.counted, total=total, months=_months(report.months))


def _months(months: Sequence[date]) -> str:
    names = [month_name(month, language()) for month in months]
    return names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}"


def _sentences(report: RunReport) -> list[str]:
    found = [report.stopped_words] if report.stopped else []
    failures = Counter(_group(row.reason) for row in report.failed)
    found += [_how_many(code, n, report.name) + "." for code, n in failures.items()]
    waiting = Counter(
        row.reason for row in report.left_out if row.reason in (NO_LINK, INACTIVE_THERE, VANISHED)
    )
    found += [_how_many(code, n, report.name) + "." for code, n in waiting.items()]
    if report.failed:
        found.append(_("They are tried again over the same days."))
    return [*found, *([report.refreshed] if report.refreshed else [])]


def _group(code: str) -> str:
    return NO_VIEW if code == Problem.NO_VIEW_PERMISSION else code


def _how_many(code: str, n: int, name: str) -> str:
    if code == NO_VIEW:
        words = ngettext("{n} has no View permission", "{n} have no View permission", n)
    elif code == NO_LINK:
        words = ngettext("{n} has no link to {name}", "{n} have no link to {name}", n)
    elif code == INACTIVE_THERE:
        words = ngettext("{n} is inactive in {name}", "{n} are inactive in {name}", n)
    elif code in (VANISHED, Problem.NOT_FOUND):
        words = ngettext("{n} is not known to {name} any more", "{n} are not known to {name} any more", n)
    elif code in (Problem.TIMED_OUT, Problem.SERVICE_DOWN, Problem.RATE_LIMITED, Problem.BAD_ANSWER):
        words = ngettext("{name} gave no usable answer for {n}", "{name} gave no usable answer for {n}", n)
    else:
        words = ngettext("{n} could not be counted", "{n} could not be counted", n)
    return words.format(n=n, name=name)
