"""A month of 2,000 linked clients × 14 fields: twelve of activity, two snapshots, so two questions for each client.

    python tests/benchmarks/run.py counts

Floor: the same answers by bare httpx, four at a time as Kontor asks, each decoded into a record and dropped. Kontor:
`SummaryService.run` on a real file – sign-in, questions, 2,000 tasks with their values and audit entries, the ledger.
The server is a process of its own with next to no work to do, so nobody hides behind it.
"""

import asyncio
import gc
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import app.all_tables  # noqa: F401 - SQLAlchemy has to know all tables
from app.container import Container, open_container
from app.core.clock import SetClock
from app.core.paths import Home
from app.core.rights import SCHEDULER
from app.core.vault import MemoryVault
from app.firm.views import NewFirm
from app.importing.choices import Choices
from integrations.contract import RemoteClient
from integrations.trigon.count_kinds import COUNTS
from integrations.trigon.wire import ACTIVITY_COUNTS, ACTIVITY_FIELDS, SNAPSHOT_COUNTS
from tests.benchmarks.fetch import bare_client
from tests.benchmarks.importing import longest_wait
from tests.benchmarks.rows import Measure, in_turns

CLIENTS, AT_ONCE, ROUNDS = 2_000, 4, 4
FIRST_DAY, LAST_DAY = date(2024, 10, 1), date(2024, 10, 30)
RUN_AT = datetime(2024, 10, 30, 22, 30, 5, tzinfo=UTC)  # just after half past midnight in Tallinn
BEFORE = datetime(2024, 10, 1, 6, tzinfo=UTC)
MUST, GOAL = 1.5, 1.25  # times the floor
SMOOTH = 50.0  # ms that the loop may stand still
ROOT = Path(__file__).parents[2]
QUESTION = f"?from={FIRST_DAY}&to={LAST_DAY}&fields={'%2C'.join(ACTIVITY_FIELDS)}"


def measures() -> Iterator[Measure]:
    sys.setswitchinterval(0.001)  # as the window has it, see ui.desktop.start …
    gc.collect()
    gc.freeze()
    gc.disable()  # … and ui.desktop.collecting; floor and Kontor alike
    with tempfile.TemporaryDirectory() as folder, server() as url:
        month = Month(Path(folder), url)
        asyncio.run(prepare(month.base, url, BEFORE, FIRST_DAY))
        bare, kontor = in_turns([month.bare, month.kontor], ROUNDS)
        name = f"a month of {CLIENTS:,} clients × 14 fields; floor: httpx, {AT_ONCE} at once"
        yield Measure(name, bare, kontor, MUST * bare, GOAL * bare)
        (wait,) = in_turns([month.wait], 2, warm_up=False)
        yield Measure("… the longest wait of the loop meanwhile", None, wait, SMOOTH, 16)


class Month:
    """Times in ms."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder, self._url = folder, url
        self.base = folder / "base"
        self._count = 0

    def bare(self) -> float:
        return timed(self._bare())

    def kontor(self) -> float:
        return self._with_program(lambda program: milliseconds(self._run(program)))

    def wait(self) -> float:
        return self._with_program(lambda program: longest_wait(self._run(program)))

    async def _bare(self) -> None:
        got, firms = [], iter(range(CLIENTS))

        async def one_after_another() -> None:
            for n in firms:
                firm = f"{self._url}/api/v1/firms/f_{n:07}"
                activity = await client.get(f"{firm}/activity-counts{QUESTION}", headers=headers)
                snapshot = await client.get(f"{firm}/snapshot-counts", headers=headers)
                counts = ACTIVITY_COUNTS.decode(activity.content).counts
                got.append(counts | SNAPSHOT_COUNTS.decode(snapshot.content).counts)

        headers = {"Authorization": "Bearer at", "Accept": "application/json"}
        async with bare_client() as client:
            await asyncio.gather(*(one_after_another() for _lane in range(AT_ONCE)))
        assert (len(got), {len(each) for each in got}) == (CLIENTS, {14})

    async def _run(self, program: Container) -> None:
        report = await program.summaries.run(SCHEDULER, "trigon")
        assert (report.counted, report.failed) == (CLIENTS, ()), report

    def _with_program(self, work: Callable[[Container], Coroutine[Any, Any, float]]) -> float:
        """On a copy of the firm, the program open and signed in."""
        self._count += 1
        root = shutil.copytree(self.base, self._folder / f"home{self._count}")

        async def whole() -> float:
            program = await opened(root, RUN_AT)
            try:
                await connect(program, self._url)
                return await work(program)
            finally:
                await program.close()

        try:
            return asyncio.run(whole())
        finally:
            shutil.rmtree(root)


async def prepare(root: Path, url: str, moment: datetime, first_day: date) -> None:
    """A firm with all its clients linked and the whole plan, at `moment`; the first run comes after `first_day`."""
    program = await opened(root, moment)
    await program.firm.create(NewFirm("Büroo OÜ", "EE", "Kadri Tamm", "kadri@firm.example", language="en"))
    owner = await program.firm.actor()
    await connect(program, url)
    listed = [RemoteClient(f"f_{n:07}", f"Firma {n:04} OÜ", country="EE") for n in range(CLIENTS)]
    review = await program.imports.review(owner, "trigon", listed)
    await program.imports.confirm(owner, review, Choices())
    plan = {"title": "Volumes {month}", "topic": "Volumes", "day": "last-day", "first_day": first_day}
    mapping = {field: COUNTS.field_name(field) for field in COUNTS.fields}
    await program.summaries.configure(owner, "trigon", {**plan, "refresh": "off", "mapping": mapping})
    await program.close()


async def opened(root: Path, moment: datetime) -> Container:
    return await open_container(Home(root), MemoryVault(), clock=SetClock(moment))


async def connect(program: Container, url: str) -> None:
    answers = {"email": "mari@buroo.example", "password": "x"}
    await program.connections.connect(await program.firm.actor(), "trigon", url, answers)


def timed(work: Coroutine[Any, Any, None]) -> float:
    return asyncio.run(milliseconds(work))


async def milliseconds(work: Coroutine[Any, Any, None]) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


@contextmanager
def server() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.fakes.counts"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        assert process.stdin
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()
