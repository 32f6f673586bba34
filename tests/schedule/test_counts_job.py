"""The monthly counts as a job: when, what came of them, and what is said (P6.4, P6.5, P10.3)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.core.clock import SetClock
from app.core.progress import Tell
from app.core.rights import SCHEDULER, Actor
from app.schedule.counts_job import CountsJob, result_of
from app.summaries.periods import Period
from app.summaries.views import PendingRow, RunReport
from tests.stores import NOW

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), date(2026, 10, 31), date(2026, 11, 29))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 1), date(2026, 10, 30))
NO_TIME, DAY = timedelta(), timedelta(days=1)


def failed(name: str, reason: str = "no_view_permission") -> PendingRow:
    slot = (NOVEMBER.slot, NOVEMBER.run_date, NOVEMBER.first_day, NOVEMBER.last_day)
    return PendingRow(
        7, name, "10000001", "arvila", *slot, reason, "No View permission in Arvila", 1, NOW, NOW
    )


def report(counted: int = 0, *rows: PendingRow, slots: tuple[Period, ...] = (), **more: str) -> RunReport:
    months = tuple(period.slot for period in slots) or (NOVEMBER.slot,)
    return RunReport("arvila", "Arvila", slots, counted, rows, months=months, **more)


def test_all_counted():
    result = result_of(report(156, slots=(NOVEMBER,)), late=NO_TIME)
    assert (result.status, result.done, result.failed) == ("done", 156, 0)
    (news,) = result.news
    assert (news.tone, news.title, news.place) == (
        "green",
        "156 of 156 clients counted for November",
        "covered/arvila",
    )


def test_some_failed_and_are_named():
    result = result_of(report(154, failed("Haabersti Kiirtööd OÜ"), slots=(NOVEMBER,)), late=NO_TIME)
    assert (result.status, result.done, result.failed) == ("partly", 154, 1)
    assert result.details == (
        {
            "code": "no_view_permission",
            "client_id": 7,
            "client": "Haabersti Kiirtööd OÜ",
            "slot": "2026-11",
            "words": "No View permission in Arvila",
        },
    )
    assert result.news[0].tone == "amber"
    assert result.text.startswith("154 of 155 clients counted for November. 1 has no View permission.")


def test_a_retry_in_vain_is_no_news():
    result = result_of(report(0, failed("Haabersti Kiirtööd OÜ")), late=NO_TIME)
    assert (result.status, result.news) == ("partly", ())


def test_the_other_side_is_away():
    stopped = {"stopped": "no_network", "stopped_words": "Arvila cannot be reached."}
    result = result_of(report(0, slots=(NOVEMBER,), **stopped), late=NO_TIME)
    assert (result.status, result.details[0]["code"]) == ("failed", "no_network")
    assert "Arvila cannot be reached." in result.text
    part = result_of(report(3, slots=(NOVEMBER,), **stopped), late=NO_TIME)
    assert (part.status, part.details[0]["code"]) == ("partly", "no_network")


def test_a_missed_run_says_that_it_was_caught_up():
    (news,) = result_of(report(156, slots=(NOVEMBER,)), late=3 * DAY + timedelta(hours=7)).news
    assert news.title == "Caught up after 3 days"
    assert news.text == "The run of 30.11.2026 is done: 156 of 156 clients counted for November."
    (news,) = result_of(report(300, slots=(OCTOBER, NOVEMBER)), late=1 * DAY).news
    assert news.title == "Caught up after 1 day"
    assert news.text.startswith("The runs of 31.10.2026 to 30.11.2026 are done: 300 of 300 ")


def test_less_than_a_day_or_a_retry_is_not_caught_up():
    (news,) = result_of(report(1, slots=(NOVEMBER,)), late=timedelta(hours=23)).news
    assert news.title == "1 of 1 client counted for November"
    (news,) = result_of(report(1), late=9 * DAY).news
    assert news.title == "1 of 1 client counted for November"


@dataclass
class Summaries:
    """Stands where the service does; what it says is the test's."""

    at: datetime | None
    said: RunReport
    asked: list[tuple[Actor, str]] = field(default_factory=list)

    async def due(self, integration: str) -> datetime | None:
        return self.at if integration == "arvila" else None

    async def run(self, actor: Actor, integration: str, tell: Tell) -> RunReport:
        self.asked.append((actor, integration))
        return self.said


async def test_the_schedule_runs_it_late(schedule, clock: SetClock, notices):
    summaries = Summaries(NOW - 2 * DAY, report(5, slots=(NOVEMBER,)))
    job = CountsJob(summaries, clock, "arvila", "Arvila")
    (run,) = await schedule(job).run_due("counts")
    assert (run.job, run.title, run.done) == ("counts/arvila", "Counts from Arvila", 5)
    assert summaries.asked == [(SCHEDULER, "arvila")]
    assert [notice.title for notice in await notices.recent()] == ["Caught up after 2 days"]


async def test_without_a_plan_there_is_nothing_to_say(schedule, clock: SetClock):
    scheduler = schedule(CountsJob(Summaries(None, report()), clock, "arvila", "Arvila"))
    assert await scheduler.run_due() == ()
    assert (await scheduler.states())[0].next is None
    assert await scheduler.history(SCHEDULER) == ()
