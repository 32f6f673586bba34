"""`run-due`: everything that is due now, once (P10.1)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.core.words import _
from ui.desktop import shown
from ui.headless.context import DONE, SOME_FAILED, Call, Workplace

if TYPE_CHECKING:
    from app.schedule.views import JobRunView

OTHER_SIDE_FAILED = 4


def run_due(
    context: typer.Context,
    only: Annotated[
        str | None,
        typer.Option(metavar="JOB", help="Only this one: counts, counts/NAME, register, recheck or backup."),
    ] = None,
) -> int:
    """Run everything that is due now, once, then exit.

    Retries that are due are part of it. 1 when some items failed; 4 when nothing came of it, as the other side
    failed. What another Kontor is running is left to it.
    """

    async def job(here: Workplace) -> int:
        from app.core.rights import Right, require

        require(here.actor, Right.INTEGRATIONS)
        runs = await here.program.scheduler.run_due(only, here.report.tell)
        lines = [line for run in runs for line in _lines(run)] or [await _nothing(here, only)]
        here.report.give({"jobs": [job_form(run) for run in runs]}, lines)
        return max((_code(run) for run in runs), default=DONE)

    call: Call = context.obj
    return call.work(job)


def job_form(run: "JobRunView") -> dict[str, Any]:
    return {
        "job": run.job,
        "status": run.status,
        "done": run.done,
        "failed": run.failed,
        "text": run.text,
        "details": list(run.details),
    }


def _code(run: "JobRunView") -> int:
    from app.schedule.views import FAILED, PARTLY

    if run.status == FAILED and _by_the_other_side(run.details):
        return OTHER_SIDE_FAILED
    return SOME_FAILED if run.status in {FAILED, PARTLY} else DONE


def _by_the_other_side(details: Sequence[Any]) -> bool:
    from app.schedule.views import UNREACHABLE
    from integrations.contract import Problem

    return any(item.get("code") in {*Problem, UNREACHABLE} for item in details)


def _lines(run: "JobRunView") -> Iterator[str]:
    """What came of the job, and below it what failed, by name."""
    yield f"{run.title}: {run.text}"
    for item in run.details:
        if "client" in item and "words" in item:
            yield f"  {item['client']}: {item['words']}"


async def _nothing(here: Workplace, only: str | None) -> str:
    states = await here.program.scheduler.states()
    known = [
        (state.next, state.title)
        for state in states
        if state.next is not None and (only is None or state.key == only or state.key.startswith(f"{only}/"))
    ]
    if not known:
        return _("Nothing is due.")
    moment, title = min(known)
    return _("Nothing is due. Next: {job}, {moment}.").format(
        job=title, moment=shown.day_and_time(moment, here.firm.time_zone)
    )
