"""The monthly counts of one accounting program (P6.3 to P6.5): whatever of it is due or is to be tried again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from app.core.clock import Clock
from app.core.progress import Tell
from app.core.rights import SCHEDULER, Actor
from app.core.words import _, ngettext
from app.schedule.views import DONE, FAILED, PARTLY, JobResult, News
from app.summaries.views import RunReport

LATE = timedelta(days=1)


class Summaries(Protocol):
    """What this job needs of `SummaryService`."""

    async def due(self, integration: str) -> datetime | None: ...
    async def run(self, actor: Actor, integration: str, tell: Tell) -> RunReport: ...


class CountsJob:
    """Due by the plan and the ledger alone. Without a plan or a connection nothing is due, and nothing is said."""

    needs_network = True

    def __init__(self, summaries: Summaries, clock: Clock, integration: str, name: str) -> None:
        self._summaries = summaries
        self._clock = clock
        self._integration = integration
        self._name = name

    @property
    def key(self) -> str:
        return f"counts/{self._integration}"

    @property
    def title(self) -> str:
        return _("Counts from {name}").format(name=self._name)

    async def due(self, now: datetime) -> datetime | None:
        return await self._summaries.due(self._integration)

    async def run(self, tell: Tell) -> JobResult:
        began = self._clock.now()
        due = await self._summaries.due(self._integration) or began
        report = await self._summaries.run(SCHEDULER, self._integration, tell)
        return result_of(report, late=began - due)


def result_of(report: RunReport, *, late: timedelta) -> JobResult:
    """`late`: since when the run was due. One that was missed says for how many days."""
    from app.summaries.words import in_words, worth_telling

    tone, title, text = in_words(report)
    news = _caught_up(report, late, News(tone, title, text, f"covered/{report.integration}"))
    return JobResult(
        _status(report),
        report.counted,
        len(report.failed),
        ". ".join(filter(None, (title, text))),
        _details(report),
        (news,) if worth_telling(report) else (),
    )


def _status(report: RunReport) -> str:
    if not report.failed and not report.stopped:
        return DONE
    return FAILED if report.stopped and not report.counted else PARTLY


def _details(report: RunReport) -> tuple[Mapping[str, Any], ...]:
    stopped = (
        [{"code": report.stopped, "message": report.stopped_words, "hint": ""}] if report.stopped else []
    )
    failed = [
        {
            "code": row.reason,
            "client_id": row.client_id,
            "client": row.client,
            "slot": f"{row.slot:%Y-%m}",
            "words": row.reason_words,
        }
        for row in report.failed
    ]
    return (*stopped, *failed)


def _caught_up(report: RunReport, late: timedelta, news: News) -> News:
    """Says "Caught up after 3 days" of runs that were missed, not of retries of a few clients."""
    if late < LATE or not report.slots or not report.counted:
        return news
    title = ngettext("Caught up after {n} day", "Caught up after {n} days", late.days).format(n=late.days)
    days = sorted(period.run_date for period in report.slots)
    if len(days) == 1:
        words = _("The run of {day} is done: {result}.").format(day=f"{days[0]:%d.%m.%Y}", result=news.title)
    else:
        words = _("The runs of {first} to {last} are done: {result}.").format(
            first=f"{days[0]:%d.%m.%Y}", last=f"{days[-1]:%d.%m.%Y}", result=news.title
        )
    return News(news.tone, title, f"{words} {news.text}".strip(), news.place)
