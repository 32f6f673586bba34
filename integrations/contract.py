"""What an integration offers and how it fails, in the program's own words.

Everything above `integrations` speaks of accounting programs and business registers only through the
types of this file. They are plain frozen values; a connector turns a vendor's wire format into them.

Talking to anyone has three outcomes: it worked, `TryLater`, or `UserNeeded`. What a `Problem` means in a
sentence is decided in one place, `app.connections.words`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import msgspec

from integrations.offers import CountKind as CountKind  # noqa: PLC0414 - a part of the contract
from integrations.offers import CountsOffer as CountsOffer  # noqa: PLC0414 - a part of the contract
from integrations.offers import SnapshotKind as SnapshotKind  # noqa: PLC0414 - a part of the contract


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a text for translation; it is translated where it is shown."""
    return text


# --- how it fails ---------------------------------------------------------------------------------


class Problem(StrEnum):
    """Why talking to the other side did not work. Each has its own sentence and next step (P3.2)."""

    # the user can help
    WRONG_CREDENTIALS = "wrong_credentials"
    USER_INACTIVE = "user_inactive"
    NO_LIST_PERMISSION = "no_list_permission"
    NO_VIEW_PERMISSION = "no_view_permission"
    SIGN_IN_AGAIN = "sign_in_again"
    WRONG_ADDRESS = "wrong_address"
    WRONG_ENVIRONMENT = "wrong_environment"
    CERTIFICATE = "certificate"
    NOT_FOUND = "not_found"
    OUTDATED = "outdated"  # it refuses what we ask: Kontor has to be updated
    # time can help
    NO_NETWORK = "no_network"
    TIMED_OUT = "timed_out"
    SERVICE_DOWN = "service_down"
    RATE_LIMITED = "rate_limited"
    BAD_ANSWER = "bad_answer"  # HTML instead of JSON, cut off, not of the agreed form


class IntegrationError(Exception):
    """Base of the two failures. Its text is for logs and is free of secrets and of the answer's body."""

    def __init__(self, problem: Problem, detail: str = "", *, request_id: str | None = None) -> None:
        super().__init__(f"{problem.value}: {detail}" if detail else problem.value)
        self.problem = problem
        self.detail = detail
        self.request_id = request_id


class UserNeeded(IntegrationError):
    """Trying again does not help; a person has to do something."""


class TryLater(IntegrationError):
    """The same may work later. `retry_after`: seconds the other side asked for, or None."""

    def __init__(
        self,
        problem: Problem,
        detail: str = "",
        *,
        retry_after: float | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(problem, detail, request_id=request_id)
        self.retry_after = retry_after


# --- what an integration is -----------------------------------------------------------------------


class Capability(StrEnum):
    """What an integration can do; each brings its tab in the dialog (P3.1)."""

    CLIENTS = "clients"
    COUNTS = "counts"
    PRODUCTS = "products"
    INVOICES = "invoices"


class FieldKind(StrEnum):
    TEXT = "text"
    EMAIL = "email"
    SECRET = "secret"  # noqa: S105 - the kind of a form field  # dots with an eye; never filled in again
    ADDRESS = "address"  # https://host[:port][/path]; http on loopback only


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the connect form. `label` and `hint` are marked with `N_`."""

    key: str
    label: str
    kind: FieldKind
    hint: str = ""
    placeholder: str = ""
    default: str = ""
    environment: str = ""  # variable that holds it without a screen, e.g. KONTOR_PASSWORD


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of an integration without talking to it: cards, forms and tabs are drawn from this."""

    key: str  # "trigon": in links, settings and on the command line
    name: str
    country: str  # ISO 3166-1 alpha-2
    kind: str  # N_("Accounting program")
    sentence: str  # what it does for the firm
    icon: str  # Phosphor name
    capabilities: frozenset[Capability]
    form: tuple[FormField, ...]
    client_fields: tuple[str, ...]  # fields of RemoteClient that it carries; others are never merged
    before: tuple[str, ...] = ()  # what to have at hand before connecting
    steps: tuple[str, ...] = ()  # help beside the form: where to find what the form asks for
    rights: tuple[tuple[str, str], ...] = ()  # what the user there must be allowed: (area, right)
    keeps: str = ""  # what is kept, and where
    counts: CountsOffer | None = None  # there with Capability.COUNTS


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a connection reached. `token_expires`: aware, when a person has to sign in again."""

    account: str  # company or office; the user's name where the program knows no company
    user: str
    token_expires: datetime | None = None


class SecretKeeper(Protocol):
    """Where a connector keeps what it needs to come back; the keyring in real life.

    `save` returns when the values are safe: a rotated token is saved before the new one is used.
    """

    async def load(self) -> Mapping[str, str]: ...
    async def save(self, secrets: Mapping[str, str]) -> None: ...


# --- what it brings -------------------------------------------------------------------------------


class RemoteClient(msgspec.Struct, frozen=True, gc=False):
    """A client as the accounting program knows it. Texts as typed there; None and "" both mean empty.

    `remote_id` is opaque. `readable` is False where the user may list the client but not look inside it
    (Trigon's missing View).
    """

    remote_id: str
    name: str
    registration_code: str | None = None
    vat_number: str | None = None
    country: str = ""
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    language: str | None = None
    active: bool = True
    readable: bool = True


class ClientPage(msgspec.Struct, frozen=True):
    """`total`: over all pages, for the progress bar only; None where it is not told."""

    clients: tuple[RemoteClient, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """`values`: every field that was asked for, none is missing and none is guessed.

    `as_of`: aware moment of the snapshot numbers, None where none were asked for. `told_at`: the other side's
    clock at the counting of the records, aware; None where it tells none or was asked for no such counts.
    """

    values: Mapping[str, int]
    as_of: datetime | None = None
    told_at: datetime | None = None


class Connector(Protocol):
    """One connection to one accounting program. Raises only `IntegrationError`. Closed by its context."""

    async def sign_in(self, answers: Mapping[str, str]) -> Account:
        """Exchange the answers of the form for tokens and save these through the keeper.

        Secrets of the form are not kept. Says whom it reached.
        """
        ...

    async def test(self) -> Account:
        """Whom the kept tokens reach. Cheap."""
        ...

    def clients(self) -> AsyncIterator[ClientPage]:
        """All clients, active and archived, page by page, each remote id once."""
        ...

    async def counts(self, remote_id: str, first_day: date, last_day: date, fields: Sequence[str]) -> Counts:
        """How many records of a client were entered and changed from the first to the last day, and its snapshots.

        Both days are included, in the zone of the manifest's offer; the period may have any length, and a day that
        counts in one period counts in no other. `fields`: of the offer, each once. Called only where there is an
        offer. A client that cannot be read fails alone: NO_VIEW_PERMISSION, NOT_FOUND.
        """
        ...

    async def expires(self) -> datetime | None:
        """When a person has to sign in again, by the tokens that are kept now; None where it is not known.

        Asks nobody.
        """
        ...

    async def sign_out(self) -> None:
        """Revoke at the other side. Whatever it answers, the caller forgets the secrets afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a connector takes from outside instead of making it itself: tests turn these.

    `pause` waits that many seconds. `moment` gives the aware time in UTC. `chance` gives 0 ≤ x < 1.
    `silence`: seconds without a byte after which the other side counts as timed out. `patience`: seconds that
    one request may spend in all waiting because the other side asked for it (429, 503); then `TryLater`. Small
    where a person looks on, large for a run at night.
    """

    pause: Callable[[float], Awaitable[None]]
    moment: Callable[[], datetime]
    chance: Callable[[], float]
    version: str = "0"
    silence: float = 30.0
    patience: float = 120.0


class OpenConnector(Protocol):
    def __call__(
        self, address: str, keeper: SecretKeeper, around: Surroundings
    ) -> AbstractAsyncContextManager[Connector]: ...


@dataclass(frozen=True, slots=True)
class Integration:
    """An entry of the registry. `open` imports what it needs (httpx) when it is called, not before."""

    manifest: Manifest
    open: OpenConnector


# --- business registers ---------------------------------------------------------------------------


class RegisterStatus(StrEnum):
    ENTERED = "entered"
    LIQUIDATION = "liquidation"
    BANKRUPT = "bankrupt"
    DELETED = "deleted"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A company as the business register has it."""

    code: str
    name: str
    status: RegisterStatus
    former_names: tuple[str, ...] = ()
    vat_number: str = ""
    address: str = ""
    postal_code: str = ""
    deleted_on: str = ""  # ISO date where the register tells it


# Columns of a row of a register's file: code, name, status letter, VAT number, address, postal code.
# Tuples, because there are 378,000 of them.
FileRow = tuple[str, str, str, str, str, str]


class Register(Protocol):
    """Look-up online. Raises only `IntegrationError`; unreachable is never "not found" (P3.5)."""

    async def find(self, code: str) -> RegisterEntry | None:
        """The company with exactly this code, or None where the register does not know it."""
        ...

    async def search(self, text: str) -> tuple[RegisterEntry, ...]:
        """About ten companies whose name resembles the text, best first."""
        ...

    async def download(
        self, target: Path, *, unless_older_than: str | None, progress: Callable[[int, int | None], None]
    ) -> str | None:
        """Fetch the open-data file into `target`. Returns its Last-Modified ("" where it tells none).

        None where the copy whose Last-Modified is given is still the newest. `progress` takes bytes so far and
        bytes in all; it begins anew where a broken download is repeated. `target` is either the whole new file or
        what it was. An OSError (disk full, no rights) is not wrapped.
        """
        ...


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """An entry of the registry for a business register.

    `valid_form`: is this a code at all. `check_digit`: whether its control digit fits; `digit_decides` is
    True where a wrong digit proves the code wrong (Norway), False where it only warns (Estonia) (P4.2).
    `rows` reads the open-data file (zip or csv); it raises ValueError with a sentence when the file is
    not of the known form.
    """

    key: str
    name: str
    country: str
    licence: str  # named in About (P4.3)
    address: str  # where it lives; the setting `<key>.url` and an environment variable override it
    open: Callable[[str, Surroundings], AbstractAsyncContextManager[Register]]
    valid_form: Callable[[str], bool]
    check_digit: Callable[[str], bool]
    digit_decides: bool
    rows: Callable[[Path], Iterator[FileRow]] | None = None
    status_of: Mapping[str, RegisterStatus] = field(default_factory=dict)


# --- sandboxes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Served:
    """A sandbox that runs. `access`: its address and what signs in there, e.g. {"url": …, "email": …, "password": …}.

    `edit` changes a client at the other side, as somebody there would: its remote id and fields of
    `RemoteClient`; and `counts_fail`: whether asking for its counts ends in an error there. None where there
    are no clients.
    """

    access: Mapping[str, str] = field(repr=False)
    edit: Callable[[str, Mapping[str, Any]], None] | None = None


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A built-in imitation of the other side, for the demo and for trying things out.

    `serve` starts it on loopback (port 0: any) and stops it again.
    """

    key: str
    serve: Callable[[int], AbstractAsyncContextManager[Served]]
