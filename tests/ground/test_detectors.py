"""Each detector catches what it is there for and lets pass what is lawful: test files run in a process of their own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
filterwarnings = error
qt_api = pyside6
addopts = -p no:cacheprovider -ra
"""


@pytest.fixture
def complaints(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs a test file under this project's conftest: test → what was said at its tear-down; nothing = it passed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COLUMNS", "500")  # the summary cuts its lines there
    pytester.makeini(SETTINGS)
    pytester.makeconftest((ROOT / "tests/conftest.py").read_text(encoding="utf-8"))

    def run(source: str) -> dict[str, str]:
        pytester.makepyfile(test_inner=source)
        result = pytester.runpytest_subprocess("test_inner.py")
        outcome = result.parseoutcomes()
        assert outcome.get("passed", 0) == source.count("def test_"), result.stdout.str()
        return dict(
            re.findall(r"^ERROR test_inner.py::(\w+) - Failed: (.*)$", result.stdout.str(), re.MULTILINE)
        )

    return run


def test_network(complaints):
    said = complaints("""
        import asyncio, errno, socket
        import httpx, pytest

        def test_connection_elsewhere():
            with pytest.raises(OSError, match="nothing but loopback"):
                socket.create_connection(("192.0.2.1", 80), 1)

        def test_look_up():
            with pytest.raises(socket.gaierror):
                socket.getaddrinfo("kontor.example", 443)

        def test_swallowed_by_a_library():
            with pytest.raises(httpx.ConnectError):
                httpx.get("http://kontor.example/")

        async def test_from_a_loop():
            with pytest.raises(OSError):
                await asyncio.open_connection("192.0.2.1", 80)

        def test_datagram():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, pytest.raises(OSError):
                sock.sendto(b"x", ("192.0.2.1", 53))

        def test_asked_for(blocked_network):
            with pytest.raises(OSError):
                socket.create_connection(("192.0.2.1", 80), 1)
            assert blocked_network == ["192.0.2.1:80"]

        def test_loopback():
            for host in ("127.0.0.1", "localhost"):
                with socket.create_server((host, 0)) as server, socket.create_connection(server.getsockname()):
                    pass
    """)
    assert set(said) == {
        "test_connection_elsewhere",
        "test_look_up",
        "test_swallowed_by_a_library",
        "test_from_a_loop",
        "test_datagram",
    }
    assert "tried to reach 192.0.2.1:80" in said["test_connection_elsewhere"]
    assert "tried to reach kontor.example" in said["test_swallowed_by_a_library"]


def test_logs(complaints):
    said = complaints("""
        import logging
        import pytest

        log = logging.getLogger("app.ledger")

        def test_warning():
            log.warning("slot %s is open", "2024-10")

        def test_logger_of_its_own():
            own = logging.getLogger("app.quiet")
            own.propagate = False
            own.addHandler(logging.NullHandler())
            own.error("lost")

        def test_information():
            log.info("nothing to see")

        def test_reads_caplog(caplog):
            log.warning("seen")
            assert "seen" in caplog.text

        def test_reads_expected_logs(expected_logs):
            log.warning("seen")
            assert [r.getMessage() for r in expected_logs] == ["seen"]

        @pytest.mark.expected_logs("slot .* open")
        def test_marked():
            log.warning("slot %s is open", "2024-10")

        @pytest.mark.expected_logs("slot .* open")
        def test_marked_but_another():
            log.warning("slot 1 is open")
            log.warning("disk full")

        @pytest.mark.expected_logs("slot .* open")
        def test_marked_but_none():
            pass

        def test_sets_up_logging(tmp_path):
            logging.getLogger().addHandler(logging.FileHandler(tmp_path / "log"))
            logging.getLogger().setLevel(logging.DEBUG)

        def test_after_set_up():
            assert logging.getLogger().level == logging.WARNING
            assert not any(isinstance(h, logging.FileHandler) and h.baseFilename.endswith("/log")
                           for h in logging.getLogger().handlers)
    """)
    assert set(said) == {
        "test_warning",
        "test_logger_of_its_own",
        "test_marked_but_another",
        "test_marked_but_none",
    }
    assert "app.ledger: slot 2024-10 is open" in said["test_warning"]
    assert "disk full" in said["test_marked_but_another"]
    assert "slot 1" not in said["test_marked_but_another"]


def test_tasks_and_threads(complaints):
    said = complaints("""
        import asyncio, threading

        stop = threading.Event()

        async def test_task():
            asyncio.create_task(asyncio.Event().wait())

        async def test_awaited_task():
            task = asyncio.create_task(asyncio.sleep(0))
            await task

        async def test_worker_of_the_loop():
            assert await asyncio.to_thread(threading.get_ident) != threading.get_ident()

        def test_thread():
            threading.Thread(target=stop.wait, args=(4,), name="forgotten").start()

        def test_joined_thread():
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()
            stop.set()
    """)
    assert set(said) == {"test_task", "test_thread"}
    assert "tasks still running" in said["test_task"]
    assert "forgotten" in said["test_thread"]


def test_windows_and_timers(complaints):
    said = complaints("""
        import asyncio
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QLabel

        kept = []

        def test_window(qtbot):
            kept.append(QLabel("left"))
            kept[-1].show()

        def test_timer(qtbot):
            kept.append(QTimer())
            kept[-1].start(60_000)

        def test_closed_window(qtbot):
            label = QLabel("closed")
            qtbot.addWidget(label)
            label.show()
            QTimer(label).start(60_000)

        def test_forgotten_by_everyone(qtbot):
            label = QLabel("in a circle")
            label.itself = label
            label.show()

        def test_stopped_timer(qtbot):
            timer = QTimer()
            timer.start(60_000)
            timer.stop()
            kept.append(timer)

        def test_task_on_the_loop_of_qt(run_qt):
            async def leave():
                asyncio.create_task(asyncio.Event().wait())
            run_qt(leave())
    """)
    assert set(said) == {"test_window", "test_timer", "test_task_on_the_loop_of_qt"}
    assert "left behind: QLabel" in said["test_window"]
    assert "left behind: QTimer" in said["test_timer"]


def test_a_failed_body_is_reported_alone(complaints, pytester):
    pytester.makepyfile(
        test_failed="""
        import logging
        def test_fails():
            logging.error("on the way down")
            assert 1 == 2
        """
    )
    pytester.runpytest_subprocess("test_failed.py").assert_outcomes(failed=1, errors=0)
