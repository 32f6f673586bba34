"""One country's business register: its local copy where it has one, and asking online for what that lacks (P4.1)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from app.clients.codes import normal_code
from app.core.clock import Clock
from app.core.errors import OtherSideFailed, WrongUsage
from app.core.progress import Progress, Tell
from app.core.words import _
from app.registers import near, search
from app.registers.answers import Answers
from app.registers.copy import CopyState, Found, RegisterCopy
from app.registers.fetching import Fetch, Loaded
from app.registers.online import Online
from app.registers.verdicts import Answer, NoAnswer, is_fresh
from app.registers.words import failure
from integrations.contract import IntegrationError, RegisterEntry, RegisterSource, Surroundings

FEW = 10  # codes for which the whole file is not worth fetching: as many seconds of asking online


class CountryRegister:
    def __init__(
        self,
        source: RegisterSource,
        folder: Path,
        clock: Clock,
        around: Surroundings,
        address: Callable[[RegisterSource], Awaitable[str]],
        *,
        renewed: Callable[[], None] = lambda: None,
    ) -> None:
        self.source = source
        self.has_file = source.rows is not None
        self._clock = clock
        self._copy = RegisterCopy(folder, source)
        self._online = Online(source, Answers(folder), clock, around, address)
        self._fetch = Fetch(self._copy, self._online, clock, around, renewed=renewed)

    async def state(self) -> CopyState | None:
        return await asyncio.to_thread(self._copy.state)

    async def load(self, path: Path | None, tell: Tell) -> Loaded:
        """As `Fetch.load`. `WrongUsage` for a register that has no file."""
        if not self.has_file:
            raise WrongUsage(
                "register_without_file",
                _("{name} has no file to load.").format(name=_(self.source.name)),
                _("It is asked online for each code."),
            )
        return await self._fetch.load(path, tell)

    async def answers(self, codes: Sequence[str], tell: Tell) -> Mapping[str, Answer | NoAnswer]:
        """An answer for each of the codes, which are valid in form and all different.

        Fetches the file first where there are many codes and no copy, or one older than a week.
        """
        found = await self._find(codes)
        if self._worth_fetching(len(codes), found) and await self._fetch.newest(tell):
            found = await self._find(codes)
        known = self._by_copy(found)
        strange = [code for code in codes if code not in known]
        step = _("Checking registration codes")

        def count(done: int) -> None:
            tell(Progress(step, len(known) + done, len(codes)))

        return {**known, **await self._online.codes(strange, count)}

    async def suggestions(self, suspects: Sequence[near.Suspect], tell: Tell) -> list[near.Suggestion | None]:
        """Which companies were meant, in the suspects' order. By the copy alone: it is not worth asking for."""
        if not suspects or await self.state() is None:
            return [None] * len(suspects)
        tell(Progress(_("Looking for similar companies"), 0, len(suspects)))
        few = suspects[: near.SUSPECTS_AT_MOST]
        found = await asyncio.to_thread(near.suggestions, few, self._copy, self._possible)
        return [*found, *[None] * (len(suspects) - len(few))]

    async def search(self, text: str) -> tuple[RegisterEntry, ...]:
        """At most about ten, best first. What the copy lacks may be too new for it, so the register is asked then.

        Raises `OtherSideFailed` where there is no copy and the register cannot be reached.
        """
        local = await asyncio.to_thread(search.in_copy, self._copy, text)
        with_copy = not local and await self.state() is not None
        if local or not self._worth_asking(text, with_copy=with_copy):
            return local
        try:
            return await self._search_online(text)
        except IntegrationError as error:
            if with_copy:
                return ()
            raise OtherSideFailed(str(error.problem), *failure(error.problem, _(self.source.name))) from error

    async def close(self) -> None:
        await self._online.close()

    async def _find(self, codes: Sequence[str]) -> Found | None:
        return await asyncio.to_thread(self._copy.find, codes)

    def _worth_fetching(self, codes: int, found: Found | None) -> bool:
        old = found is None or not is_fresh(found.state.as_of, self._clock.now())
        return self.has_file and old and codes > FEW

    def _by_copy(self, found: Found | None) -> dict[str, Answer | NoAnswer]:
        if found is None:
            return {}
        now = self._clock.now()
        return {code: Answer(entry, now, found.state.as_of) for code, entry in found.entries.items()}

    def _possible(self, code: str) -> bool:
        return self.source.valid_form(code) and self.source.check_digit(code)

    def _worth_asking(self, text: str, *, with_copy: bool) -> bool:
        code = normal_code(text, self.source.country)
        if self.source.valid_form(code):
            return True
        if search.is_digits(code) or (with_copy and self._online.failed_lately()):
            return False
        return len(text.strip()) > search.SHORTEST_NAME

    async def _search_online(self, text: str) -> tuple[RegisterEntry, ...]:
        code = normal_code(text, self.source.country)
        if self.source.valid_form(code):
            entry = await self._online.find(code)
            return (entry,) if entry else ()
        return await self._online.search(" ".join(text.split()))
