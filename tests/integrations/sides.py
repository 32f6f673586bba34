"""The other side of each connector, as the shared suite drives it. A new connector adds one here and nothing else."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, Protocol

from integrations.contract import Connector, SecretKeeper, Surroundings
from integrations.registry import integration
from integrations.sandbox.loopback import Loopback
from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.integrations.document import Document
from tests.integrations.surroundings import TestTime


class Side(Protocol):
    """`listing`: pattern of the path that lists clients. `renewal`: of the one that renews the access. `counting` and
    `now`: of those that count records of a period and numbers as they stand; "" where the program counts nothing.
    """

    key: str
    sandbox: Loopback
    answers: Mapping[str, str]
    wrong_answers: Mapping[str, str]
    listing: str
    renewal: str
    counting: str
    now: str
    document: Document

    def client_ids(self) -> set[str]: ...
    def secrets(self) -> set[str]:
        """Everything that may never be told: what was typed, and all tokens that were ever sent."""
        ...

    def expire_access(self) -> None: ...
    def end_sign_in(self) -> None:
        """What is kept is no longer accepted."""
        ...

    def forbid_listing(self) -> None: ...
    def many_clients(self, count: int) -> None: ...
    def no_clients(self) -> None: ...
    def repeat_last_client_of_first_page(self) -> None: ...
    def make_odd(self, content: dict[str, Any]) -> None:
        """Odd dates, unknown fields and values in a page of clients."""
        ...

    def make_unreadable(self, content: dict[str, Any]) -> None:
        """JSON of another form than agreed."""
        ...

    def client_with_odd_id(self) -> str:
        """One whose id has what addresses are made of."""
        ...

    def client_that_cannot_be_read(self) -> str: ...
    def client_that_fails(self) -> str:
        """Asking for its counts ends in an error of the server, until `mend`."""
        ...

    def mend(self, client_id: str) -> None: ...
    def wrong_counts(self) -> Mapping[str, Callable[[dict[str, Any]], object]]:
        """What makes an answer with counts one that must not be taken, by what is wrong with it."""
        ...

    def make_odd_counts(self, content: dict[str, Any]) -> None:
        """More than was asked for, which changes nothing."""
        ...


def open_side(
    side: Side, keeper: SecretKeeper, around: Surroundings
) -> AbstractAsyncContextManager[Connector]:
    return integration(side.key).open(side.sandbox.url, keeper, around)


class TrigonSide:
    key = "trigon"
    listing = "*/firms"
    renewal = "*/auth/refresh"
    counting = "*/activity-counts"
    now = "*/snapshot-counts"

    def __init__(self, sandbox: TrigonSandbox) -> None:
        self.sandbox = sandbox
        self.answers = {"email": sandbox.email, "password": sandbox.password}
        self.wrong_answers = {"email": sandbox.email, "password": "not-the-password"}
        self.document = Document("trigon")

    def client_ids(self) -> set[str]:
        return set(self.sandbox.firms)

    def secrets(self) -> set[str]:
        found = {self.sandbox.password, "not-the-password"}
        for exchange in self.sandbox.exchanges:
            for content in (exchange.received.json(), *_json(exchange.reply.body)):
                found |= {content[name] for name in ("access_token", "refresh_token") if name in content}
        return found

    def expire_access(self) -> None:
        self.sandbox.sessions.expire_access()

    def end_sign_in(self) -> None:
        self.sandbox.sessions.expire_refresh()

    def forbid_listing(self) -> None:
        self.sandbox.sessions.users[self.sandbox.email].lists = False

    def many_clients(self, count: int) -> None:
        self.sandbox.firms = {f"f_{n:06}": Firm(f"f_{n:06}", f"Firma {n} OÜ") for n in range(count)}

    def no_clients(self) -> None:
        self.sandbox.firms = {}

    def repeat_last_client_of_first_page(self) -> None:
        kept: list[Any] = []
        self.sandbox.faults.alter(lambda page: kept.append(page["items"][-1]), self.listing)
        self.sandbox.faults.alter(lambda page: page["items"].insert(0, kept[0]), self.listing)

    def make_odd(self, content: dict[str, Any]) -> None:
        for n, firm in enumerate(content["items"]):
            odd = (None, "", "yesterday", "0000-00-00", 17, "2024-02-31T25:61:00Z", ["2024"])[n % 7]
            firm |= {"created_at": odd, "updated_at": odd, "tax_office": {"code": 1}, "labels": [1, None]}
            firm["permissions"].append("approve")
            firm["status"] = "dormant" if n % 2 else firm["status"]
            for name in ("vat_number", "phone", "email"):
                if n % 3 == 0:
                    firm.pop(name)
        content |= {"links": {"next": None}, "total": None}

    def make_unreadable(self, content: dict[str, Any]) -> None:
        content["items"] = {"f_1": "Firma OÜ"}

    def client_with_odd_id(self) -> str:
        return self.sandbox.of_case("opaque id")[0].id

    def client_that_cannot_be_read(self) -> str:
        return self.sandbox.of_case("without view")[0].id

    def client_that_fails(self) -> str:
        self.sandbox.edit("f_1003", {"counts_fail": True})
        return "f_1003"

    def mend(self, client_id: str) -> None:
        self.sandbox.edit(client_id, {"counts_fail": False, "readable": True})

    def wrong_counts(self) -> Mapping[str, Callable[[dict[str, Any]], object]]:
        return {
            "missing": lambda c: c["counts"].pop("payment_created"),
            "below zero": lambda c: c["counts"].update(payment_created=-1),
            "none": lambda c: c["counts"].update(payment_created=None),
            "text": lambda c: c["counts"].update(payment_created="7"),
            "yes": lambda c: c["counts"].update(payment_created=True),
            "in part": lambda c: c["counts"].update(payment_created=1.5),
            "beyond all": lambda c: c["counts"].update(payment_created=10**15),
            "no counts": lambda c: c.pop("counts"),
            "other last day": lambda c: c.update(to="2024-10-29"),
            "other first day": lambda c: c.update({"from": "2024-09-30"}),
            "no days": lambda c: c.pop("from"),
            "other zone": lambda c: c.update(timezone="UTC"),
            "other client": lambda c: c.update(firm_id="f_1002"),
        }

    def make_odd_counts(self, content: dict[str, Any]) -> None:
        content["counts"] |= {"salary_created": "many", "salary_updated": None, "payment_deleted": -3}
        content |= {"notes": [1], "generated_at": None, "as_at": "yesterday"}


def _json(body: bytes) -> list[dict[str, Any]]:
    import msgspec

    try:
        content = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return []
    return [content] if isinstance(content, dict) else []


@contextmanager
def side(key: str, time: TestTime) -> Iterator[Side]:
    """Started; its clock is that of the test."""
    sides = {"trigon": lambda: TrigonSide(TrigonSandbox(moment=time.moment))}
    made = sides[key]()
    with made.sandbox:
        yield made
