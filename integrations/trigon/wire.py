"""Trigon's answers as records, and what its refusals mean (the proposed contract, `tests/specs/trigon.openapi.yaml`).

Only what is used is declared: unknown fields are skipped unread, so odd dates in them do no harm. Values that the
contract lists (status, permissions, codes) are plain texts, so that new ones do no harm either.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from integrations.contract import IntegrationError, Problem, TryLater, UserNeeded
from integrations.http import Answer
from integrations.trigon.count_kinds import COUNTS

PAGE = 200  # the most that one page may hold
API = "/api/v1"

RECORDS = tuple(kind.key for kind in COUNTS.kinds)
ACTIVITY_FIELDS = COUNTS.activity_fields
MOST_DAYS = 366  # that one question about activity may span

Text = str | None


class Login(msgspec.Struct):
    email: str
    password: str
    device_name: str = "Kontor"

    def __repr__(self) -> str:
        return "Login(…)"


class Refresh(msgspec.Struct):
    refresh_token: str

    def __repr__(self) -> str:
        return "Refresh(…)"


class User(msgspec.Struct):
    email: str = ""
    name: str = ""
    active: bool = True


class TokenPair(msgspec.Struct):
    """Lives in seconds from the moment of the answer."""

    access_token: Annotated[str, Meta(pattern=r"\A[!-~]+\Z")]  # goes into a header: visible ASCII alone
    expires_in: Annotated[float, Meta(gt=0)]
    refresh_token: Annotated[str, Meta(min_length=1)]
    refresh_expires_in: Annotated[float, Meta(gt=0)]

    def __repr__(self) -> str:
        return "TokenPair(…)"


class SignedIn(TokenPair):
    user: User

    def __repr__(self) -> str:
        return "SignedIn(…)"


class Firm(msgspec.Struct, gc=False):
    """`permissions`: what the user may do with it, "list" and "view"."""

    id: Annotated[str, Meta(min_length=1)]
    name: Text = None
    registration_code: Text = None
    vat_number: Text = None
    country: Text = None
    status: Text = None
    permissions: list[str] | None = None
    email: Text = None
    phone: Text = None


class FirmPage(msgspec.Struct):
    items: list[Firm]
    next_cursor: Text = None
    total: int | None = None


class ActivityCounts(msgspec.Struct):
    """`first_day`, `last_day`: both included, days in `timezone`. What is a number is looked at later."""

    first_day: str = msgspec.field(name="from")
    last_day: str = msgspec.field(name="to")
    counts: dict[str, object]
    firm_id: Text = None
    timezone: Text = None
    generated_at: Text = None


class SnapshotCounts(msgspec.Struct):
    """The numbers of the moment `as_of`, ISO 8601 with offset."""

    as_of: str
    counts: dict[str, object]
    firm_id: Text = None


class _Error(msgspec.Struct):
    code: str = ""


class _ErrorAnswer(msgspec.Struct):
    error: _Error


SIGNED_IN = msgspec.json.Decoder(SignedIn)
TOKEN_PAIR = msgspec.json.Decoder(TokenPair)
USER = msgspec.json.Decoder(User)
FIRM_PAGE = msgspec.json.Decoder(FirmPage)
ACTIVITY_COUNTS = msgspec.json.Decoder(ActivityCounts)
SNAPSHOT_COUNTS = msgspec.json.Decoder(SnapshotCounts)
_ERROR = msgspec.json.Decoder(_ErrorAnswer)

# The status decides, then the code, and a code that is not here is like its status. 404 without a code of Trigon's is
# a server that is not Trigon.
_BY_STATUS = {401: Problem.SIGN_IN_AGAIN, 403: Problem.NO_LIST_PERMISSION, 404: Problem.WRONG_ADDRESS}
_BY_CODE = {
    (400, "invalid_request"): Problem.OUTDATED,
    (400, "invalid_period"): Problem.OUTDATED,
    (400, "unknown_field"): Problem.OUTDATED,
    (400, "invalid_cursor"): Problem.OUTDATED,
    (401, "invalid_credentials"): Problem.WRONG_CREDENTIALS,
    (401, "access_token_expired"): Problem.SIGN_IN_AGAIN,
    (401, "access_token_invalid"): Problem.SIGN_IN_AGAIN,
    (401, "refresh_token_expired"): Problem.SIGN_IN_AGAIN,
    (401, "refresh_token_reused"): Problem.SIGN_IN_AGAIN,
    (401, "refresh_token_invalid"): Problem.SIGN_IN_AGAIN,
    (403, "user_inactive"): Problem.USER_INACTIVE,
    (403, "permission_list_missing"): Problem.NO_LIST_PERMISSION,
    (403, "permission_view_missing"): Problem.NO_VIEW_PERMISSION,
    (404, "firm_not_found"): Problem.NOT_FOUND,
}


def error_code(answer: Answer) -> str:
    """The code of the error, "" where it is none that the contract knows: an answer's text goes nowhere."""
    try:
        code = _ERROR.decode(answer.body).error.code
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""
    return code if (answer.status, code) in _BY_CODE else ""


def refusal(answer: Answer, here: Mapping[int, Problem]) -> IntegrationError:
    """What a 3xx or 4xx means. `here`: what a status means at this place, where it differs from the usual."""
    code = error_code(answer)
    usual = {**_BY_STATUS, **here}.get(answer.status, Problem.OUTDATED)
    detail = f"status {answer.status} {code}".rstrip()
    if answer.status == 408:
        return TryLater(Problem.TIMED_OUT, detail, request_id=answer.request_id)
    return UserNeeded(_BY_CODE.get((answer.status, code), usual), detail, request_id=answer.request_id)
