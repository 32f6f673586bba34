"""Jobs and what came of them, as plain values (P10.1). Moments are aware, in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.core.progress import Progress, Tell
from app.schedule.tables import JobRun

RUNNING, DONE, PARTLY, FAILED, ELSEWHERE = "running", "done", "partly", "failed", "elsewhere"
CUT_SHORT = "cut_short"  # code in the details of a run that was stopped or whose program was ended
UNREACHABLE = "unreachable"  # code where a register could not be asked at all
Details = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class News:
    """What the notification centre is told. `tone`: green, amber, red, info. `place`: where it leads."""

    tone: str
    title: str
    text: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class JobResult:
    """`status`: done, partly (some items failed), failed (nothing came of it).

    `text`: one or two sentences for people. `details`: an item each for what failed or is worth naming, with a stable
    `code` where there is one (a `Problem` where the other side is the reason).
    """

    status: str = DONE
    done: int = 0
    failed: int = 0
    text: str = ""
    details: Details = ()
    news: tuple[News, ...] = ()


class Job(Protocol):
    """`due` is derived from the data alone and asks nobody outside: the moment at which there is something to do,
    past or to come; None where there is nothing to expect (no plan, no connection). `run` may be cancelled at any
    moment and raises `KontorError` where it fails as a whole.
    """

    @property
    def key(self) -> str:
        """Stable: "counts/trigon", "backup"."""
        ...

    @property
    def title(self) -> str:
        """In words, in the language of the moment."""
        ...

    @property
    def needs_network(self) -> bool: ...

    async def due(self, now: datetime) -> datetime | None: ...

    async def run(self, tell: Tell) -> JobResult: ...


@dataclass(frozen=True, slots=True)
class JobRunView:
    """`ended_at` None: it is running. `host`: the computer that ran it, or that found it taken where `status` is
    "elsewhere"; then `text` says by whom.
    """

    id: int
    job: str
    title: str
    started_at: datetime
    ended_at: datetime | None
    status: str
    done: int
    failed: int
    text: str
    details: Details
    host: str


@dataclass(frozen=True, slots=True)
class JobState:
    """`next`: when it is due, past where it is due now; None: nothing is to be expected. `last`: its last run, without
    its details, which name clients.
    """

    key: str
    title: str
    next: datetime | None
    last: JobRunView | None


@dataclass(frozen=True, slots=True)
class Running:
    """The job that this program runs now, and how far it has come: "Fetching clients", 120 of 171."""

    key: str
    title: str
    progress: Progress | None = None


def view(run: JobRun, title: str) -> JobRunView:
    details = tuple(run.details or ())
    counts = run.done or 0, run.failed or 0
    return JobRunView(
        run.id, run.job, title, run.started_at, run.ended_at, run.status, *counts, run.text or "", details, run.host
    )  # fmt: skip
