"""The sandbox keeps to the wire document, in what it gives and in what it refuses."""

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from integrations.sandbox.messages import Exchange, Received, Reply
from integrations.trigon.sandbox import Firm, TrigonSandbox, generated_firms
from integrations.trigon.wire import ACTIVITY_FIELDS
from tests.integrations.document import Document
from tests.integrations.surroundings import TestTime

DOCUMENT = Document("trigon")


class Caller:
    """Asks the sandbox directly; every answer is held against the document."""

    def __init__(self, sandbox: TrigonSandbox, http: httpx.Client) -> None:
        self.sandbox = sandbox
        self.http = http
        self.tokens: dict[str, str] = {}

    def post(self, path: str, content: object) -> httpx.Response:
        return self._checked(self.http.post(f"{self.sandbox.url}/api/v1{path}", json=content))

    def get(self, path: str, **query: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens.get('access_token', '')}"}
        return self._checked(self.http.get(f"{self.sandbox.url}/api/v1{path}", params=query, headers=headers))

    def sign_in(self, email: str = "", password: str = "") -> httpx.Response:
        content = {"email": email or self.sandbox.email, "password": password or self.sandbox.password}
        answer = self.post("/auth/login", content)
        if answer.status_code == 200:
            self.tokens = answer.json()
        return answer

    def refresh(self, token: str = "") -> httpx.Response:
        answer = self.post("/auth/refresh", {"refresh_token": token or self.tokens["refresh_token"]})
        if answer.status_code == 200:
            self.tokens = {**self.tokens, **answer.json()}
        return answer

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        exchange = self.sandbox.exchanges[-1]
        DOCUMENT.check_answer(exchange.received, exchange.reply)
        return answer


@pytest.fixture
def caller(trigon: TrigonSandbox) -> Iterator[Caller]:
    with httpx.Client() as http:
        yield Caller(trigon, http)


@pytest.fixture
def signed_in(caller: Caller) -> Caller:
    caller.sign_in()
    return caller


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_document_check_can_fail(signed_in):
    signed_in.get("/me")
    received = signed_in.sandbox.exchanges[-1].received
    with pytest.raises(Exception, match=r"(?i)invalid|required"):
        DOCUMENT.check_answer(received, Reply.json({"id": "u_1"}))
    with pytest.raises(Exception, match=r"(?i)limit|parameter"):
        DOCUMENT.check_request(Received("GET", "/api/v1/firms?limit=9999", received.headers))
    with pytest.raises(Exception, match=r"(?i)found"):
        DOCUMENT.check([Exchange(Received("GET", "/api/v1/nothing", received.headers), Reply(200))])


def test_signing_in(caller):
    answer = caller.sign_in()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert caller.get("/me").json()["email"] == caller.sandbox.email


@pytest.mark.parametrize(
    ("email", "password", "expected"),
    [
        ("", "wrong", (401, "invalid_credentials")),
        ("nobody@buroo.example", "", (401, "invalid_credentials")),
        ("puhkusel@buroo.example", "", (403, "user_inactive")),
        ("rollita@buroo.example", "", (403, "permission_list_missing")),
        ("no-email", "", (400, "invalid_request")),
    ],
)
def test_sign_in_refused(caller, email, password, expected):
    assert refused(caller.sign_in(email, password)) == expected


def test_many_wrong_passwords_are_throttled(caller, time: TestTime):
    for _ in range(10):
        caller.sign_in(password="wrong")
    answer = caller.sign_in()
    assert refused(answer) == (429, "login_throttled")
    assert answer.headers["retry-after"] == "60"
    time.pass_by(60)
    assert caller.sign_in().status_code == 200


def test_refresh_tokens_rotate_and_reuse_ends_the_sign_in(signed_in):
    first = signed_in.tokens
    assert signed_in.refresh().status_code == 200
    assert signed_in.tokens["refresh_token"] != first["refresh_token"]
    assert signed_in.get("/me").status_code == 200
    assert refused(signed_in.refresh(first["refresh_token"])) == (401, "refresh_token_reused")
    assert refused(signed_in.refresh()) == (401, "refresh_token_invalid")
    assert refused(signed_in.get("/me")) == (401, "access_token_invalid")


def test_tokens_run_out(signed_in, time: TestTime):
    time.pass_by(signed_in.tokens["expires_in"])
    assert refused(signed_in.get("/me")) == (401, "access_token_expired")
    time.pass_by(signed_in.tokens["refresh_expires_in"])
    assert refused(signed_in.refresh()) == (401, "refresh_token_expired")


def test_sign_out_revokes_both_tokens(signed_in):
    token = signed_in.tokens["refresh_token"]
    assert signed_in.post("/auth/logout", {"refresh_token": token}).status_code == 204
    assert refused(signed_in.refresh()) == (401, "refresh_token_invalid")
    assert refused(signed_in.get("/me")) == (401, "access_token_invalid")
    assert signed_in.post("/auth/logout", {"refresh_token": "never given out"}).status_code == 204


def test_user_made_inactive(signed_in):
    signed_in.sandbox.sessions.users[signed_in.sandbox.email].active = False
    assert refused(signed_in.get("/me")) == (403, "user_inactive")
    assert refused(signed_in.refresh()) == (403, "user_inactive")


def test_pages_hold_every_firm_once_in_the_order_of_ids(signed_in):
    ids, cursor = [], None
    while True:
        query = {"cursor": cursor} if cursor else {}
        page = signed_in.get("/firms", status="all", limit="7", **query).json()
        ids += [firm["id"] for firm in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert ids == sorted(signed_in.sandbox.firms)
    assert page["total"] == len(ids) >= 60


def test_firms_added_between_pages_shift_nothing(signed_in):
    first = signed_in.get("/firms", limit="5").json()
    signed_in.sandbox.add(Firm("a_new_one_in_front", "Uus OÜ"))
    second = signed_in.get("/firms", limit="5", cursor=first["next_cursor"]).json()
    assert not {firm["id"] for firm in first["items"]} & {firm["id"] for firm in second["items"]}


def test_status_filters(signed_in):
    totals = {s: signed_in.get("/firms", status=s).json()["total"] for s in ("active", "archived", "all")}
    assert totals["active"] + totals["archived"] == totals["all"]
    assert totals["archived"] == len(signed_in.sandbox.of_case("archived"))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": "0"}, "invalid_request"),
        ({"limit": "201"}, "invalid_request"),
        ({"limit": "many"}, "invalid_request"),
        ({"status": "sleeping"}, "invalid_request"),
        ({"cursor": "c_???"}, "invalid_cursor"),
    ],
)
def test_list_refuses(signed_in, query, code):
    assert refused(signed_in.get("/firms", **query)) == (400, code)


def test_every_firm_can_be_opened_by_its_id_unless_view_is_missing(signed_in):
    for firm in signed_in.sandbox.firms.values():
        answer = signed_in.get(f"/firms/{quote(firm.id, safe='').replace('.', '%2E')}")
        if "view" in firm.permissions:
            assert answer.json()["name"] == firm.name
        else:
            assert refused(answer) == (403, "permission_view_missing")
    assert refused(signed_in.get("/firms/f_none")) == (404, "firm_not_found")


def test_firms_live_between_two_imports(signed_in, time: TestTime):
    sandbox = signed_in.sandbox
    time.pass_by(600)
    sandbox.change("f_1001", name="Uue Nimega AS", email=None)
    sandbox.archive("f_1002")
    sandbox.remove("f_1003")
    renamed = signed_in.get("/firms/f_1001").json()
    assert (renamed["name"], renamed["email"]) == ("Uue Nimega AS", None)
    assert renamed["updated_at"].startswith("2026-11-20T12:10")
    assert signed_in.get("/firms/f_1002").json()["status"] == "archived"
    assert refused(signed_in.get("/firms/f_1003")) == (404, "firm_not_found")


def test_counts_have_the_fields_asked_for(signed_in):
    whole = signed_in.get(
        "/firms/f_1001/activity-counts", **{"from": "2024-10-01", "to": "2024-10-30"}
    ).json()
    assert list(whole["counts"]) == list(ACTIVITY_FIELDS)
    assert sum(whole["counts"].values()) > 10
    some = signed_in.get(
        "/firms/f_1001/activity-counts",
        **{"from": "2024-10-01", "to": "2024-10-30", "fields": "payment_created,expense_line_updated"},
    ).json()
    assert some["counts"] == {
        name: whole["counts"][name] for name in ("payment_created", "expense_line_updated")
    }
    now = signed_in.get("/firms/f_1001/snapshot-counts").json()
    assert now["as_of"] == "2026-11-20T14:00:00+02:00"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"from": "2024-10-02", "to": "2024-10-01"}, "invalid_period"),
        ({"from": "2023-01-01", "to": "2024-01-02"}, "invalid_period"),
        ({"from": "2024-10-01"}, "invalid_request"),
        ({"from": "2024-10-01", "to": "31.10.2024"}, "invalid_request"),
        ({"from": "2024-10-01", "to": "2024-10-02", "fields": "salary_created"}, "unknown_field"),
        (
            {"from": "2024-10-01", "to": "2024-10-02", "fields": "payment_created,payment_created"},
            "invalid_request",
        ),
    ],
)
def test_counts_refuse(signed_in, query, code):
    assert refused(signed_in.get("/firms/f_1001/activity-counts", **query)) == (400, code)
    assert refused(signed_in.get("/firms/f_1106/activity-counts", **query)) == (
        403,
        "permission_view_missing",
    )


def test_366_days_are_allowed(signed_in):
    query = {"from": "2024-01-01", "to": "2024-12-31"}
    assert signed_in.get("/firms/f_1001/activity-counts", **query).status_code == 200


def test_generated_firms_are_always_the_same():
    firms = generated_firms(300)
    assert [f.content() for f in firms] == [f.content() for f in generated_firms(300)]
    assert len({f.id for f in firms}) == len({f.registration_code for f in firms}) == 300
    assert [f.id for f in firms] == sorted(f.id for f in firms)


def test_unknown_paths_are_pages(signed_in):
    http = signed_in.http
    for path in ("/", "/api/v1", "/api/v1/", "/api/v2/me", "/api/v1/me/me"):
        answer = http.get(signed_in.sandbox.url + path)
        assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")
