"""Business registers for the rest of the program (P2.3, P3.5, P4): look-ups, verdicts, the local copy."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.clients.codes import normal_code
from app.core.clock import Clock
from app.core.errors import WrongUsage
from app.core.events import ClientsChanged, Events, RegisterChanged
from app.core.progress import Tell, nobody
from app.core.rights import Actor, Right, require
from app.core.words import _
from app.db.store import Store
from app.firm.service import FirmService
from app.registers import stored
from app.registers.copy import CopyState
from app.registers.country import CountryRegister
from app.registers.fetching import Loaded
from app.registers.near import Suspect
from app.registers.verdicts import Asked, Verdict, judge, may_suggest, suggesting, without_asking
from integrations.contract import RegisterEntry, RegisterSource, Surroundings

__all__ = ["Asked", "Checked", "CopyState", "Loaded", "RegisterService", "Verdict"]


@dataclass(frozen=True, slots=True)
class Checked:
    """How many clients were looked at, and how that came out: green, red, the rest, and those whose register could
    not be asked. The last four add up to the first.
    """

    checked: int
    found: int
    not_found: int
    other: int
    unreachable: int


class RegisterService:
    """`sources`: the registers that there are; None takes those of `integrations.registry`."""

    def __init__(  # noqa: PLR0917 - as the container hands things out
        self,
        store: Store,
        clock: Clock,
        events: Events,
        firm: FirmService,
        cache: Path,
        around: Surroundings,
        *,
        sources: Sequence[RegisterSource] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._events = events
        self._firm = firm
        self._by_country = {
            source.country: CountryRegister(
                source, cache, clock, around, self._address, renewed=self._tell_of_new_copy
            )
            for source in (_all_sources() if sources is None else sources)
        }

    async def verdicts(self, asked: Sequence[Asked], tell: Tell = nobody) -> tuple[Verdict, ...]:
        """In the order asked. Never raises for a register that cannot be reached: that is grey. A client without a
        country is looked up in the firm's own.
        """
        asked = await self._with_country(asked)
        verdicts = await asyncio.to_thread(self._without_asking, asked)
        for country, register in self._by_country.items():
            places = [i for i, one in enumerate(asked) if one.country == country]
            await _ask(register, places, asked, verdicts, tell)
            await _suggest(register, places, asked, verdicts, tell)
        return tuple(verdict for verdict in verdicts if verdict is not None)

    async def load(self, actor: Actor, path: Path | None, tell: Tell = nobody) -> Loaded:
        """Make the local copy anew from a file, or (None) from the register's own file. Raises `KontorError`; then,
        and when it is cancelled, the copy at hand stays.
        """
        require(actor, Right.INTEGRATIONS)
        register = next((r for r in self._by_country.values() if r.has_file), None)
        if register is None:
            raise WrongUsage(
                "register_without_file",
                _("There is no register with a file to load."),
                _("Registers are asked online for each code."),
            )
        return await register.load(path, tell)

    async def check(
        self, actor: Actor, *, everyone: bool, client_ids: Sequence[int] | None = None, tell: Tell = nobody
    ) -> Checked:
        """Check clients and keep the verdicts with them: everyone, or those that are due, or those named.

        Members may name their own clients (P1.4); the rest is for who looks after integrations.
        """
        if client_ids is None:
            require(actor, Right.INTEGRATIONS)
            now = self._clock.now()
            clients = await self._store.read(lambda session: stored.due(session, now, everyone=everyone))
        else:
            clients = await self._store.read(lambda session: stored.named(session, actor, client_ids))
        verdicts = await self.verdicts([client.asked for client in clients], tell)
        judged = list(zip(clients, verdicts, strict=True))
        changed = [(kept, verdict) for kept, verdict in judged if stored.worth_keeping(kept, verdict)]
        if changed:
            await self._store.write(lambda s: stored.write(s, changed))
            self._events.publish(ClientsChanged(frozenset(kept.id for kept, _verdict in changed)))
        return _counted(verdicts)

    async def search(self, country: str, text: str) -> tuple[RegisterEntry, ...]:
        """Companies whose code begins so, or whose name has these words; about ten, best first. Empty for a country
        without a register. Raises `OtherSideFailed` where there is no copy and the register cannot be reached.
        """
        register = self._by_country.get(country.upper())
        return await register.search(text) if register else ()

    @property
    def countries(self) -> frozenset[str]:
        """Those whose register can be asked, ISO 3166-1 alpha-2."""
        return frozenset(self._by_country)

    async def copy_state(self) -> CopyState | None:
        """Of the register that has a file; None where it was never loaded, or is damaged."""
        states = [await register.state() for register in self._by_country.values() if register.has_file]
        return next(iter(states), None)

    async def close(self) -> None:
        await asyncio.gather(*(register.close() for register in self._by_country.values()))

    def _tell_of_new_copy(self) -> None:
        self._events.publish(RegisterChanged())

    def _without_asking(self, asked: Sequence[Asked]) -> list[Verdict | None]:
        now, sources = self._clock.now(), {c: r.source for c, r in self._by_country.items()}
        return [without_asking(one, sources.get(one.country), now) for one in asked]

    async def _address(self, source: RegisterSource) -> str:
        """The environment's, the firm's, or where the register really lives (headless.md)."""
        name = f"KONTOR_{source.key.upper()}_URL"
        return os.environ.get(name) or await self._firm.setting(f"{source.key}.url") or source.address

    async def _with_country(self, asked: Sequence[Asked]) -> list[Asked]:
        firm = None if all(one.country for one in asked) else await self._firm.firm()
        own = firm.country if firm else ""
        return [replace(one, country=(one.country or own).upper()) for one in asked]


def _all_sources() -> Sequence[RegisterSource]:
    from integrations.registry import registers

    return registers()


async def _ask(
    register: CountryRegister,
    places: list[int],
    asked: list[Asked],
    verdicts: list[Verdict | None],
    tell: Tell,
) -> None:
    """Fill in the verdicts that are still open at these places."""
    still_open = [i for i in places if verdicts[i] is None]
    if not still_open:
        return
    codes = {i: normal_code(asked[i].code, asked[i].country) for i in still_open}
    answers = await register.answers(list(dict.fromkeys(codes.values())), tell)

    def judge_all() -> None:
        for i, code in codes.items():
            verdicts[i] = judge(asked[i], register.source, answers[code])

    await asyncio.to_thread(judge_all)  # ten thousand names to compare would hold up the windows


async def _suggest(
    register: CountryRegister,
    places: list[int],
    asked: list[Asked],
    verdicts: list[Verdict | None],
    tell: Tell,
) -> None:
    """Add "did you mean" to the red ones at these places."""
    red = [(i, verdict) for i in places if (verdict := verdicts[i]) is not None and may_suggest(verdict)]
    suspects = [Suspect(normal_code(asked[i].code, asked[i].country), asked[i].name) for i, _verdict in red]
    suggestions = await register.suggestions(suspects, tell)
    for (i, verdict), suggestion in zip(red, suggestions, strict=True):
        verdicts[i] = suggesting(verdict, suggestion)


def _counted(verdicts: Sequence[Verdict]) -> Checked:
    flags = [verdict.flag for verdict in verdicts]
    unreachable = sum(verdict.facts.get("why") in {"unreachable", "too_many"} for verdict in verdicts)
    other = flags.count("amber") + flags.count("grey") - unreachable
    return Checked(len(verdicts), flags.count("green"), flags.count("red"), other, unreachable)
