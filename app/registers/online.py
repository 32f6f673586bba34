"""Asking a register over the network: one question at a time, few of them, each answer remembered for a day.

The pace (one request a second, in Estonia) is the client's; it is kept open here so that the pace holds from one
call to the next.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from app.core.clock import Clock
from app.registers.answers import Answers, Remembered
from app.registers.verdicts import Answer, NoAnswer
from integrations.contract import (
    IntegrationError,
    Problem,
    Register,
    RegisterEntry,
    RegisterSource,
    Surroundings,
)

T = TypeVar("T")
log = logging.getLogger(__name__)
MOST_CODES = 50  # for more, the register wants its file to be used
BAD_ANSWERS = 2  # in a row; one may be about that company alone
QUIET = timedelta(minutes=1)  # after a failure


class Online:
    """`address` is asked before each use: the setting may have changed."""

    def __init__(
        self,
        source: RegisterSource,
        answers: Answers,
        clock: Clock,
        around: Surroundings,
        address: Callable[[RegisterSource], Awaitable[str]],
    ) -> None:
        self.source = source
        self._answers = answers
        self._clock = clock
        self._around = around
        self._address = address
        self._one_at_a_time = asyncio.Lock()
        self._open = AsyncExitStack()
        self._register: Register | None = None
        self._opened_at = ""
        self._failed: datetime | None = None

    async def codes(
        self, codes: Sequence[str], tell: Callable[[int], None]
    ) -> Mapping[str, Answer | NoAnswer]:
        """An answer for each of the codes, which are all different. At most 50 are really asked; the first failure
        ends the asking, as the client has tried again by then. `tell` gets how many are done.
        """
        found: dict[str, Answer | NoAnswer] = dict(await self._remembered(codes)) if codes else {}
        tell(len(found))
        strange = [code for code in codes if code not in found]
        bad = 0
        for code in strange[:MOST_CODES]:
            try:
                found[code] = await self._ask(code)
                bad = 0
            except IntegrationError as error:
                found[code] = NoAnswer("unreachable")
                bad += 1
                if error.problem is not Problem.BAD_ANSWER or bad == BAD_ANSWERS:
                    return found | {c: NoAnswer("unreachable") for c in strange if c not in found}
            tell(len(found))
        return found | dict.fromkeys(strange[MOST_CODES:], NoAnswer("too_many"))

    async def find(self, code: str) -> RegisterEntry | None:
        """One code, remembered or asked. Raises `IntegrationError`."""
        known = (await self._remembered([code])).get(code)
        return (known or await self._ask(code)).entry

    async def search(self, text: str) -> tuple[RegisterEntry, ...]:
        """By name, remembered or asked. Raises `IntegrationError`."""
        question = f"name {text.casefold()}"
        now = self._clock.now()
        known = await asyncio.to_thread(self._answers.of, self.source.country, [question], now)
        if question in known:
            return known[question].entries
        entries = await self._reach(lambda register: register.search(text))
        await self._keep(question, entries)
        return entries

    async def download(
        self, target: Path, unless_older_than: str | None, progress: Callable[[int, int | None], None]
    ) -> str | None:
        """As `Register.download`. Questions are answered meanwhile."""
        async with self._one_at_a_time:
            register = await self._opened()
        return await register.download(target, unless_older_than=unless_older_than, progress=progress)

    def failed_lately(self) -> bool:
        """Whether a question failed within the last minute: for suggestions that nobody waits for."""
        return self._failed is not None and timedelta() <= self._clock.now() - self._failed < QUIET

    async def close(self) -> None:
        self._register = None
        await self._open.aclose()

    async def _ask(self, code: str) -> Answer:
        entry = await self._reach(lambda register: register.find(code))
        at = await self._keep(f"code {code}", (entry,) if entry else ())
        return Answer(entry, at)

    async def _reach(self, ask: Callable[[Register], Awaitable[T]]) -> T:
        async with self._one_at_a_time:
            try:
                answer = await ask(await self._opened())
            except IntegrationError as error:
                self._failed = self._clock.now()
                log.info("%s: %s", self.source.key, error)
                raise
            self._failed = None
            return answer

    async def _opened(self) -> Register:
        address = await self._address(self.source)
        if self._register is None or address != self._opened_at:
            await self.close()
            self._register = await self._open.enter_async_context(self.source.open(address, self._around))
            self._opened_at = address
        return self._register

    async def _remembered(self, codes: Sequence[str]) -> dict[str, Answer]:
        questions = {f"code {code}": code for code in codes}
        now = self._clock.now()
        known = await asyncio.to_thread(self._answers.of, self.source.country, list(questions), now)
        return {questions[q]: Answer(next(iter(a.entries), None), a.at) for q, a in known.items()}

    async def _keep(self, question: str, entries: tuple[RegisterEntry, ...]) -> datetime:
        now = self._clock.now()
        answer = {question: Remembered(entries, now)}
        await asyncio.to_thread(self._answers.keep, self.source.country, answer, now)
        return now
