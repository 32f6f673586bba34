"""What `summaries` tells: the JSON of headless.md, and tables for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.words import _, ngettext
from ui.desktop import shown
from ui.headless.output import iso, number, pairs, table

if TYPE_CHECKING:
    from datetime import date

    from app.summaries.periods import Period
    from app.summaries.views import LedgerRow, LeftOut, PendingRow, PlanView
    from integrations.contract import CountsOffer

OPTIONS = {"title": "--title", "topic": "--topic", "day": "--day", "first_day": "--first-date"}


def slot(day: "date") -> str:
    return f"{day:%Y-%m}"


def plan_form(plan: "PlanView") -> dict[str, Any]:
    return {
        "integration": plan.integration,
        "title": plan.title,
        "topic": plan.topic or None,
        "day": plan.day or None,
        "first_date": plan.first_day,
        "assignee": plan.assignee,
        "member_id": plan.member_id,
        "auto_complete": plan.auto_complete,
        "refresh": plan.refresh,
        "mapping": {field: plan.field_names[id_] for field, id_ in plan.mapping.items()},
        "missing": ["first_date" if name == "first_day" else name for name in plan.missing],
        "on": plan.on,
    }


def plan_lines(plan: "PlanView", offer: "CountsOffer", coming: Sequence["Period"]) -> list[str]:
    rows = [
        (_("Task title"), plan.title),
        (_("Topic"), plan.topic),
        (_("Data import day"), plan.day),
        (_("First import date"), f"{plan.first_day:%d.%m.%Y}" if plan.first_day else ""),
    ]
    rows += [(_(offer.field_name(field)), plan.field_names[id_]) for field, id_ in plan.mapping.items()]
    if plan.missing:
        from app.summaries.words import MISSING

        what = ", ".join(f"{_(MISSING[name])} ({OPTIONS[name]})" for name in plan.missing)
        end = [_("Still missing: {what}.").format(what=what)]
    else:
        end = preview_lines(coming, plan.integration)
        name = shown.program(plan.integration)
        if plan.elsewhere:
            from app.summaries.words import other_account

            end += other_account(name)
        elif not plan.on:
            end.append(_("Nothing runs until {name} is connected and active.").format(name=name))
    return [*pairs(rows), "", *end]


def period_form(period: "Period") -> dict[str, Any]:
    return {
        "slot": slot(period.slot),
        "run_date": period.run_date,
        "start": period.first_day,
        "end": period.last_day,
    }


def preview_lines(periods: Sequence["Period"], integration: str) -> list[str]:
    if not periods:
        return [
            _("No run is planned: the day and the first import date are not chosen yet."),
            _("Choose them: kontor summaries configure {name}").format(name=integration),
        ]
    titles = _("Month"), _("Run"), _("Covers"), _("Days")
    return table(titles, [(*_days(each), each.days) for each in periods], right={3})


def ledger_form(row: "LedgerRow") -> dict[str, Any]:
    return {
        "client_id": row.client_id,
        "client": row.client,
        "registration_code": row.registration_code,
        "integration": row.integration,
        "slot": slot(row.slot),
        "run_date": row.run_date,
        "start": row.first_day,
        "end": row.last_day,
        "counts": dict(row.counts),
        "as_of": iso(row.as_of) if row.as_of else None,
        "task_id": row.task_id,
        "status": "invoiced" if row.invoiced else "covered",
        "fetched_at": iso(row.fetched_at),
    }


def ledger_lines(rows: Sequence["LedgerRow"], zone: str) -> list[str]:
    if not rows:
        return [_("No days are covered yet.")]
    titles = _("Client"), _("Month"), _("Run"), _("Covers"), _("Sum"), _("Task"), _("Counted")
    cells = [
        (
            *(row.client, *_days(row), number(sum(row.counts.values()))),
            *(row.task_id or "", shown.day_and_time(row.fetched_at, zone)),
        )
        for row in rows
    ]
    periods = ngettext("{n} covered period", "{n} covered periods", len(rows)).format(n=number(len(rows)))
    return [*table(titles, cells, right={4, 5}), "", periods]


def pending_form(row: "PendingRow") -> dict[str, Any]:
    return {
        "client_id": row.client_id,
        "client": row.client,
        "registration_code": row.registration_code,
        "integration": row.integration,
        "slot": slot(row.slot),
        "run_date": row.run_date,
        "start": row.first_day,
        "end": row.last_day,
        "reason": row.reason,
        "reason_words": row.reason_words,
        "tries": row.tries,
        "last_try": iso(row.last_try) if row.last_try else None,
        "next_try": iso(row.next_try) if row.next_try else None,
    }


def left_out_form(integration: str, row: "LeftOut") -> dict[str, Any]:
    empty = dict.fromkeys(("slot", "run_date", "start", "end"))
    return {
        "client_id": row.client_id,
        "client": row.client,
        "registration_code": row.registration_code,
        "integration": integration,
        **empty,
        "reason": row.reason,
        "reason_words": row.reason_words,
        "tries": 0,
        "last_try": None,
        "next_try": None,
    }


def pending_lines(rows: Sequence["PendingRow"], out: Sequence[tuple[str, "LeftOut"]], zone: str) -> list[str]:
    if not rows and not out:
        return [_("Nothing is owed: every client is counted.")]
    titles = _("Client"), _("Month"), _("Run"), _("Days"), _("Next try"), _("Why")
    cells = [
        (row.client, *_days(row), shown.day_and_time(row.next_try, zone), row.reason_words) for row in rows
    ]
    cells += [(row.client, "", "", "", "", row.reason_words) for _key, row in out]
    return table(titles, cells)


def count_from_lines(client: str, day: "date | None") -> list[str]:
    if day is None:
        return [_("{client} is counted from the day that follows from its link.").format(client=client)]
    return [_("{client} is counted from {day} on.").format(client=client, day=f"{day:%d.%m.%Y}")]


def _days(row: "Period | LedgerRow | PendingRow") -> tuple[str, str, str]:
    days = shown.whole_days(row.first_day, row.last_day)
    return shown.month(row.slot), f"{row.run_date:%d.%m.%Y}", days
