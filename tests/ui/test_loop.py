"""The loop that tests of windows run on: real clicks start tasks, tasks reach a real server and show what it said."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton


class Greeting(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"tere"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Greeting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_click_starts_a_task_that_asks_a_server(qtbot, run_qt, until, address):
    button = QPushButton("Ask")
    qtbot.addWidget(button)
    button.show()
    tasks = []

    async def ask():
        async with httpx.AsyncClient() as client:
            button.setText((await client.get(address)).text)

    async def story():
        button.clicked.connect(lambda: tasks.append(asyncio.create_task(ask())))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.text() == "Ask"
        await until(lambda: button.text() == "tere")
        await asyncio.gather(*tasks)

    run_qt(story())
    assert len(tasks) == 1


def test_work_in_a_thread_leaves_the_window_alive(qtbot, run_qt):
    gate = threading.Event()

    async def story():
        asyncio.get_running_loop().call_later(
            0.01, gate.set
        )  # set by the loop: a blocked loop would never end this
        return await asyncio.to_thread(gate.wait, 5)

    assert run_qt(story()) is True
    assert run_qt(asyncio.sleep(0, "again")) == "again"


def test_an_error_comes_out_as_it_was(run_qt):
    async def fail():
        raise LookupError("not in the register")

    with pytest.raises(LookupError, match="not in the register"):
        run_qt(fail())


def test_until_gives_up(run_qt, until):
    with pytest.raises(pytest.fail.Exception, match="not so within"):
        run_qt(until(lambda: False, seconds=0.02))
