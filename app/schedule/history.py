"""Rows of the history of jobs, within a transaction (P10.1)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app.core.words import _
from app.schedule.tables import JobRun
from app.schedule.views import CUT_SHORT, DONE, ELSEWHERE, FAILED, PARTLY, RUNNING, JobResult

KEPT = 1000
TEXT_LENGTH, HOST_LENGTH = 1000, 100
MOST_DETAILS = 500  # of one run; the figures tell the rest


def begin(session: Session, job: str, at: datetime, host: str) -> int:
    """The id of the run that begins. To be called under the job's lease: whatever still says "running" is dead."""
    close_dead(session, job, at)
    return _add(session, JobRun(job=job, started_at=at, status=RUNNING, host=host[:HOST_LENGTH]))


def close_dead(session: Session, job: str, at: datetime) -> int:
    """Runs whose program ended before they did. To be called under the job's lease. How many there were."""
    left = session.scalars(select(JobRun).where(JobRun.job == job, JobRun.status == RUNNING)).all()
    for run in left:
        _close(run, at, cut_short())
    return len(left)


def cut_short() -> JobResult:
    return JobResult(
        FAILED,
        text=_("It was cut short: Kontor was ended meanwhile. The next run goes on from there."),
        details=({"code": CUT_SHORT},),
    )


def end(session: Session, run_id: int, at: datetime, result: JobResult) -> JobRun:
    run = session.get_one(JobRun, run_id)
    _close(run, at, result)
    return run


def elsewhere(session: Session, job: str, at: datetime, own_host: str, other: str) -> tuple[JobRun, bool]:
    """The entry that another computer or program runs the job, and whether it is new: it is made once for each of
    their runs.
    """
    real = select(func.max(JobRun.id)).where(JobRun.job == job, JobRun.status != ELSEWHERE)
    since = session.scalar(real) or 0
    said = select(JobRun).where(
        JobRun.job == job, JobRun.status == ELSEWHERE, JobRun.host == own_host, JobRun.id > since
    )
    if run := session.scalars(said.limit(1)).first():
        return run, False
    text = _("Another Kontor on {computer} is running it.").format(computer=other)
    run = JobRun(job=job, started_at=at, ended_at=at, status=ELSEWHERE, text=text, host=own_host)
    _add(session, run)
    return run, True


def last(session: Session, job: str, *conditions: ColumnElement[bool]) -> JobRun | None:
    """The newest run that fits; runs elsewhere have an entry of their own."""
    real = select(JobRun).where(JobRun.job == job, JobRun.status != ELSEWHERE, *conditions)
    return session.scalars(real.order_by(JobRun.id.desc()).limit(1)).first()


def last_start(session: Session, job: str) -> datetime | None:
    """When the last run began that came to something, if only in part."""
    run = last(session, job, JobRun.status.in_((DONE, PARTLY)))
    return run.started_at if run else None


def newest(session: Session, job: str | None, limit: int) -> tuple[JobRun, ...]:
    runs = select(JobRun).order_by(JobRun.id.desc()).limit(limit)
    return tuple(session.scalars(runs if job is None else runs.where(JobRun.job == job)))


def unfinished(session: Session) -> Collection[str]:
    """Jobs that have a run without an end."""
    return session.scalars(select(JobRun.job).where(JobRun.status == RUNNING).distinct()).all()


def failed_before(session: Session, job: str, run_id: int) -> bool:
    """Whether the run before this one failed as a whole."""
    run = last(session, job, JobRun.id < run_id)
    return run is not None and run.status == FAILED and not was_cut_short(run.details)


def was_cut_short(details: Collection[Mapping[str, Any]]) -> bool:
    return any(item.get("code") == CUT_SHORT for item in details)


def _close(run: JobRun, at: datetime, result: JobResult) -> None:
    run.ended_at = max(at, run.started_at)  # the clock may have been set back meanwhile
    run.status, run.done, run.failed = result.status, result.done, result.failed
    run.text = result.text[:TEXT_LENGTH]
    run.details = [dict(item) for item in result.details[:MOST_DETAILS]]


def _add(session: Session, run: JobRun) -> int:
    session.add(run)
    session.flush()
    session.execute(delete(JobRun).where(JobRun.id <= run.id - KEPT, JobRun.status != RUNNING))
    return run.id
