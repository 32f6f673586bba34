import logging
import os
import stat
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import logs
from app.core.logs import crash_text, hide, hiding, log_file, redact, set_up, watch_crashes
from app.core.paths import Home

log = logging.getLogger("app.somewhere")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    levels = {name: logging.getLogger(name).level for name in logs.CHATTY}
    yield Home(tmp_path / "home")
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def written(home: Home) -> str:
    return log_file(home).read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc.def", "Authorization: •••"),
        ("sent Bearer abcdef123 to it", "sent Bearer ••• to it"),
        ("headers={'authorization': 'Basic dXNlcjpw', 'x': '1'}", "headers={'authorization': •••, 'x': '1'}"),
        ('{"password": "p \\" w", "email": "a@b.ee"}', '{"password": •••, "email": "a@b.ee"}'),
        ("{'refresh_token': 'x', 'n': 1}", "{'refresh_token': •••, 'n': 1}"),
        (r'"{\"access_token\": \"abc\", \"n\": 2}"', r'"{\"access_token\": •••, \"n\": 2}"'),
        ("{b'employeeToken': b'zzz'}", "{b'employeeToken': •••}"),
        ("password=hunter2 and on", "password=••• and on"),
        ("GET https://u:p@host/x?token=abc&page=2", "GET https://•••@host/x?token=•••&page=2"),
        ("api_key => k1, api-key: k2", "api_key => •••, api-key: •••"),
        ("Set-Cookie: sid=1; Path=/", "Set-Cookie: •••; Path=/"),
        ("KONTOR_SECRETS_PASSPHRASE=abc", "KONTOR_SECRETS_PASSPHRASE=•••"),
        ("got eyJhbGciOi.eyJzdWIi.xx_y back", "got ••• back"),
        ("mail_body='Dear\nKadri' sent", "mail_body=••• sent"),
        ("body: Dear Kadri\nnext line", "body: •••\nnext line"),
        ("MIME-Version: 1.0\nTo: k@b.ee\n\nDear Kadri\nyour balance", "MIME-Version: 1.0\nTo: k@b.ee\n\n•••"),
        (
            "x Content-Type: text/html\r\nTo: k\r\n\r\n<p>Dear",
            "x Content-Type: text/html\r\nTo: k\r\n\r\n•••",
        ),
    ],
)
def test_masks_what_looks_like_a_secret(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "trigon: sign_in_again: no token is kept",
        "GET /firms: 200, req_0001, again in 2.0 s",
        "154 of 156 clients counted for November",
        "somebody: hello; anybody=1",
        "basic settings. Bearer",
        "https://trigon.example/api/v1/firms?limit=100&status=all",
        "kadri@buroo.ee changed client 10421629",
    ],
)
def test_leaves_the_rest_readable(text: str) -> None:
    assert redact(text) == text


@given(
    st.text(min_size=4).filter(lambda t: t not in "••• a  b"),
    st.sampled_from(["%s", "<%s>", "x%sy", '{"k": "%s"}']),
)
def test_a_hidden_value_is_masked_wherever_it_stands(value: str, around: str) -> None:
    with hiding(value):
        assert value not in redact(around % value).replace("•••", "\x00")


@pytest.mark.parametrize("form", ["json", "repr", "address"])
def test_a_hidden_value_is_masked_in_other_writings(form: str) -> None:
    value = 'pa"s\\s wõrd&1'
    seen = {
        "json": r'"pa\"s\\s w\u00f5rd&1"',
        "repr": repr(value),
        "address": "?q=pa%22s%5Cs+w%C3%B5rd%261&x=1",
    }[form]
    assert "•••" not in redact(seen)
    with hiding(value):
        assert "rd" not in redact(seen)
        assert "•••" in redact(seen)


def test_hidden_as_long_as_anybody_hides_it() -> None:
    first, second = hide("secretvalue"), hide("secretvalue")
    first()
    first()
    assert redact("a secretvalue") == "a •••"
    second()
    assert redact("a secretvalue") == "a secretvalue"


def test_the_longer_of_two_hidden_values_is_masked_whole() -> None:
    with hiding("abcd", "abcdefgh"):
        assert redact("xabcdefghx abcd") == "x•••x •••"


def test_a_very_short_value_does_not_mask_everything() -> None:
    with hiding("a", ""):
        assert redact("a banana") == "a banana"


@pytest.mark.parametrize(
    "text",
    ["password" * 20_000, "password " * 20_000, "token: " * 20_000, "content-type: \n" * 5_000, "body=" * 20_000,
     "token=" + "\\" * 100_000, '"' * 50_000 + "token=", "eyJaaaaaa." * 30_000, "://" * 50_000],
)  # fmt: skip
def test_a_long_line_takes_no_time(text: str) -> None:
    began = time.process_time()
    redact(text, whole_body=True)
    assert time.process_time() - began < 2


def test_log_lies_below_the_home_for_its_owner_alone(home: Home) -> None:
    assert set_up(home) == home.root / "logs" / "kontor.log"
    log.info("connected %s", "Trigon")
    log.debug("not this")
    assert "INFO app.somewhere" in written(home)
    assert "connected Trigon" in written(home)
    assert "not this" not in written(home)
    if os.name == "posix":
        assert stat.S_IMODE(log_file(home).stat().st_mode) == 0o600


def _raise(fault: Exception, cause: Exception) -> None:
    raise fault from cause


def test_message_arguments_and_tracebacks_are_masked(home: Home) -> None:
    set_up(home)
    with hiding("rt_live_secret"):
        log.info("plain rt_live_secret")
        log.info("argument %s %r", "rt_live_secret", {"password": "hunter2"})
        log.info("mail body=%s", "Dear Kadri,\n\nyour balance is 5")
        inner, outer = ValueError("inner rt_live_secret"), RuntimeError("outer token=abc123")
        try:
            _raise(outer, inner)
        except RuntimeError:
            log.info("went wrong", exc_info=True, stack_info=True)
    text = written(home)
    for secret in ("rt_live_secret", "hunter2", "balance", "abc123"):
        assert secret not in text
    assert "ValueError: inner •••" in text
    assert "in _raise" in text, "the traceback stays a traceback"


async def test_http_libraries_do_not_tell_addresses(
    home: Home, expected_logs: list[logging.LogRecord]
) -> None:
    set_up(home, verbose=True)
    with pytest.raises(httpx.ConnectError):
        async with httpx.AsyncClient() as client:
            await client.get("http://127.0.0.1:9/secret-path?x=1")
    logging.getLogger("httpx").info("HTTP Request: GET http://127.0.0.1/secret-path")
    logging.getLogger("httpcore.http11").debug("send_request_headers.started")
    assert "secret-path" not in written(home)
    assert "send_request" not in written(home)


def test_grows_to_a_size_and_no_further(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "SIZE", 2_000)
    set_up(home)
    for number in range(500):
        log.info("line %d %s", number, "x" * 50)
    files = list(home.logs.iterdir())
    assert len(files) == 1 + logs.KEPT
    assert all(file.stat().st_size <= 2_100 for file in files)
    assert "line 499" in written(home)


def test_goes_on_where_it_cannot_be_rotated(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where another copy of Kontor has the file open."""
    monkeypatch.setattr(logs, "SIZE", 300)
    set_up(home)

    def held(_source: str, _target: str) -> None:
        raise PermissionError("another process has it open")

    monkeypatch.setattr(os, "rename", held)
    for number in range(20):
        log.info("line %d", number)
    assert all(f"line {number}\n" in written(home) for number in range(20))


def test_folder_that_cannot_be_made_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "home").write_text("")
    assert set_up(Home(tmp_path / "home")) is None
    log.info("quiet")
    log.warning("password=hunter2")
    shown = capsys.readouterr().err
    assert "password=•••" in shown
    assert "quiet" not in shown


def test_set_up_again_moves_the_log(home: Home, tmp_path: Path) -> None:
    set_up(home)
    set_up(Home(tmp_path / "other"))
    log.info("only once")
    assert "only once" not in written(home)
    assert written(Home(tmp_path / "other")).count("only once") == 1


def test_verbose_speaks_on_stderr_only(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(home, verbose=True)
    log.info("token=abc seen")
    out, err = capsys.readouterr()
    assert out == ""
    assert "token=••• seen" in err


def _broken() -> None:
    raise RuntimeError("bad password=hunter2")


def test_crashes_are_logged_without_secrets(
    home: Home, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(home)
    before = sys.excepthook
    sys.excepthook = sys.__excepthook__
    stop = watch_crashes()
    try:
        sys.excepthook(RuntimeError, RuntimeError("main token=abc"), None)
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    finally:
        stop()
        assert sys.excepthook is sys.__excepthook__
        sys.excepthook = before
    text = written(home)
    assert "main token=•••" in text
    assert "KeyboardInterrupt" not in text
    assert "token=abc" not in text + capsys.readouterr().err


def test_crashes_of_threads_are_logged(
    home: Home,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up(home)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    stop = watch_crashes()
    thread = threading.Thread(target=_broken)
    thread.start()
    thread.join()
    stop()
    assert "RuntimeError: bad password=•••" in written(home)
    assert "hunter2" not in written(home) + capsys.readouterr().err


def test_a_crash_report_has_the_chain_and_no_secret() -> None:
    try:
        try:
            _broken()
        except RuntimeError as fault:
            raise KeyError("outer") from fault
    except KeyError as fault:
        text = crash_text(fault)
    assert "_broken" in text
    assert "KeyError" in text
    assert "hunter2" not in text
