"""The Estonian register over the network: one question a second, and the open-data file."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from integrations.address import base_address
from integrations.ariregister.download import FileBeside
from integrations.ariregister.manifest import ADDRESS, STATUS_OF
from integrations.contract import (
    Problem,
    RegisterEntry,
    RegisterStatus,
    Surroundings,
    TryLater,
    UserNeeded,
)
from integrations.http import Answer, Ask, Http, connection, decode
from integrations.retry import Limits

LOOK_UP = "/est/api/autocomplete"
FILES_ADDRESS = "https://avaandmed.ariregister.rik.ee"
FILE = "/sites/default/files/avaandmed/ettevotja_rekvisiidid__lihtandmed.csv.zip"
BETWEEN_LOOK_UPS = 1.0  # seconds; nobody publishes a limit, this is what was agreed with ourselves
SILENCE, PATIENCE = 10.0, 10.0  # a look-up that takes longer is "not checked", and an import goes on
LARGEST_FILE = 500 * 1024 * 1024


class Item(msgspec.Struct):
    """The code is a number there; which letters of status there are may change."""

    name: str
    reg_code: int | str | None = None
    historical_names: list[str] | None = None
    status: str | None = None
    legal_address: str | None = None
    zip_code: str | None = None


class Items(msgspec.Struct):
    status: str
    data: list[Item]


ITEMS = msgspec.json.Decoder(Items)


@asynccontextmanager
async def open_ariregister(address: str, around: Surroundings) -> AsyncIterator["Ariregister"]:
    """The files lie on another host than the look-up, unless `address` is not the register's own (a sandbox)."""
    base = base_address(address)
    files = FILES_ADDRESS if base == ADDRESS else base
    look_ups = Limits(
        silence=min(SILENCE, around.silence),
        patience=min(PATIENCE, around.patience),
        repeats=1,
        first_pause=2 * BETWEEN_LOOK_UPS,
        in_flight=1,
    )
    download = Limits(silence=around.silence, patience=around.patience, most_bytes=LARGEST_FILE)
    async with connection(base, around, look_ups) as asks, connection(files, around, download) as fetches:
        yield Ariregister(asks, fetches, around)


class Ariregister:
    """One for the whole program, as the pause between look-ups is kept here."""

    def __init__(self, look_ups: Http, files: Http, around: Surroundings) -> None:
        self._look_ups = look_ups
        self._files = files
        self._around = around
        self._turn = asyncio.Lock()
        self._last: datetime | None = None

    async def find(self, code: str) -> RegisterEntry | None:
        """`code`: eight digits, anything else is not in the register. The look-up is fuzzy, so only an exact hit
        counts.
        """
        if len(code) != 8 or not (code.isascii() and code.isdigit()):
            return None
        found = await self._look_up(code)
        return next((entry for entry in found if entry.code == code), None)

    async def search(self, text: str) -> tuple[RegisterEntry, ...]:
        """Companies now or formerly of such a name, the most alike first. The register itself does not sort."""
        wanted = " ".join(text.split())
        if not wanted:
            return ()
        found = await self._look_up(wanted)
        return tuple(sorted(found, key=lambda entry: _likeness(wanted, entry), reverse=True))

    async def download(
        self, target: Path, *, unless_older_than: str | None, progress: Callable[[int, int | None], None]
    ) -> str | None:
        """See `integrations.contract.Register`. Written beside `target` and put in its place when it is whole."""
        headers = {"Accept-Encoding": "identity"}
        if unless_older_than:
            headers["If-Modified-Since"] = unless_older_than
        with FileBeside(target, progress) as sink:
            answer = await self._files.send(Ask("GET", FILE, headers=headers), sink)
            if answer.status == 304 and unless_older_than:
                return None
            _require_success(answer)
            if not await asyncio.to_thread(sink.put_in_place):
                raise TryLater(Problem.BAD_ANSWER, "the file is no zip", request_id=answer.request_id)
        modified: str = answer.headers.get("last-modified", "")
        return modified

    async def _look_up(self, wanted: str) -> list[RegisterEntry]:
        async with self._turn:
            await self._wait()
            try:
                answer = await self._look_ups.get(LOOK_UP, {"q": wanted})
            finally:
                self._last = self._around.moment()
        _require_success(answer)
        items = decode(answer, ITEMS)
        if items.status.upper() != "OK":
            raise TryLater(Problem.BAD_ANSWER, "the register reports a fault")
        return [_entry(item) for item in items.data if item.reg_code is not None]

    async def _wait(self) -> None:
        """Until a second has passed since the last answer. A clock that was set back does not make it longer."""
        if self._last is not None:
            passed = (self._around.moment() - self._last).total_seconds()
            if passed < BETWEEN_LOOK_UPS:
                await self._around.pause(min(BETWEEN_LOOK_UPS, BETWEEN_LOOK_UPS - passed))


def _require_success(answer: Answer) -> None:
    """A register that does not want to answer is "not checked"; only an address without a register needs a person."""
    if answer.status == 404:
        raise UserNeeded(Problem.WRONG_ADDRESS, "status 404", request_id=answer.request_id)
    if answer.status != 200:
        detail = f"status {answer.status}"
        raise TryLater(Problem.SERVICE_DOWN, detail, request_id=answer.request_id)


def _entry(item: Item) -> RegisterEntry:
    return RegisterEntry(
        code=str(item.reg_code).strip().zfill(8),
        name=item.name.strip(),
        status=STATUS_OF.get(item.status or "", RegisterStatus.OTHER),
        former_names=tuple(item.historical_names or ()),
        address=item.legal_address or "",
        postal_code=item.zip_code or "",
    )


def _likeness(wanted: str, entry: RegisterEntry) -> float:
    from rapidfuzz import fuzz

    names = (entry.name, *entry.former_names)
    return max(fuzz.ratio(wanted.casefold(), name.casefold()) for name in names)
