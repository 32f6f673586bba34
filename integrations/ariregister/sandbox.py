"""The Estonian register on this machine: look-up and file, agreeing with each other and with the firms in Trigon's
sandbox. Deleted companies are in the look-up alone. `down` turns it off.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from io import BytesIO

from integrations.ariregister.client import FILE, LOOK_UP
from integrations.ariregister.sandbox_file import LINK, living, write_zip
from integrations.sandbox.companies import COMPANIES, Company, company
from integrations.sandbox.loopback import Loopback
from integrations.sandbox.messages import Received, Reply

MOST_HITS = 10
OTHERS = 300  # companies of no importance, so that searching by name has something to choose from
RENEWED = datetime(2026, 9, 17, 9, 38, tzinfo=UTC)


class AriregisterSandbox(Loopback):
    """`companies` may be changed between two questions: `put` adds or replaces one by its code."""

    def __init__(self, companies: Iterable[Company] | None = None, *, latency: float = 0.0) -> None:
        super().__init__(self._answer_request, latency=latency)
        everybody = (*COMPANIES, *map(company, range(OTHERS))) if companies is None else companies
        self.companies = {one.code: one for one in everybody}
        self.down = False
        self.renewed = RENEWED  # when the file was made, in UTC; a later one makes it new
        self._file: tuple[datetime, bytes] | None = None

    def put(self, one: Company, *, renewed: datetime | None = None) -> None:
        self.companies[one.code] = one
        self._file = None
        self.renewed = renewed or self.renewed

    def _answer_request(self, received: Received) -> Reply:
        if self.down:
            return Reply.page(503)
        if not received.headers.get("user-agent"):
            return Reply.page(403)
        path = received.path
        if path in {LOOK_UP, LOOK_UP.replace("/est/", "/eng/")} and received.method == "GET":
            return self._look_up(received)
        if path == FILE and received.method in {"GET", "HEAD"}:
            return self._open_data(received)
        return Reply.page(404)

    def _look_up(self, received: Received) -> Reply:
        wanted = received.query.get("q", "").casefold()
        if not wanted:
            return Reply.page(400)
        hits = [one for one in self.companies.values() if _fits(one, wanted)]
        language = received.steps[0]
        return Reply.json({"status": "OK", "data": [_item(one, language) for one in hits[:MOST_HITS]]})

    def _open_data(self, received: Received) -> Reply:
        headers = {
            "Last-Modified": format_datetime(self.renewed, usegmt=True),
            "Content-Type": "application/zip",
        }
        known = received.headers.get("if-modified-since")
        if known and parsedate_to_datetime(known) >= self.renewed:
            return Reply(304, headers=headers)
        return Reply(200, self._zip(), headers)

    def _zip(self) -> bytes:
        if self._file is None or self._file[0] != self.renewed:
            memory = BytesIO()
            write_zip(memory, living(self.companies.values()), level=6)
            self._file = self.renewed, memory.getvalue()
        return self._file[1]


def _fits(one: Company, wanted: str) -> bool:
    """Part of a code, a name present or past, or an address; a word of a name that begins so."""
    names = " | ".join((one.name, *one.former_names)).casefold()
    if wanted in one.code or wanted in names or (len(wanted) > 4 and wanted in one.address.casefold()):
        return True
    longest = max(wanted.split(), key=len)
    return len(longest) > 4 and any(word.startswith(longest[:5]) for word in names.split())


def _item(one: Company, language: str) -> dict[str, object]:
    return {
        "company_id": 9_000_000_000 + int(one.code),
        "reg_code": int(one.code),
        "name": one.name,
        "historical_names": list(one.former_names),
        "status": one.status,
        "legal_address": one.address,
        "zip_code": one.postal_code,
        "legal_form": "5",
        "url": f"{LINK.replace('/est/', f'/{language}/')}{one.code}/{'-'.join(one.name.split())}",
    }
