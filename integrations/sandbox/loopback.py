"""A small HTTP/1.1 server for the built-in sandboxes: on this machine alone, in a thread of its own.

The thread makes it serve any caller alike: a window's loop, a test's loop, or plain code without one. Every exchange
is kept in `exchanges`, and `faults` says what goes wrong next. Not for anything but sandboxes and tests.
"""

import asyncio
import logging
import os
import socket
import struct
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Self, TypeVar

from integrations.sandbox.faults import Break, Fault, Faults, Hold
from integrations.sandbox.messages import Exchange, Received, Reply

log = logging.getLogger(__name__)

MOST_HEAD, MOST_BODY = 64 * 1024, 1024 * 1024
_NO_LINGERING = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_BROKEN = (ConnectionError, EOFError, asyncio.LimitOverrunError, ValueError, asyncio.CancelledError)


class Loopback:
    """`answer` is called in the server's thread, one request at a time."""

    def __init__(self, answer: Callable[[Received], Reply], *, latency: float = 0.0) -> None:
        self._answer = answer
        self.latency = latency  # seconds before each answer
        self.faults = Faults()
        self.exchanges: deque[Exchange] = deque(maxlen=10_000)
        self.under_way = 0  # requests
        self.most_at_once = 0  # at the busiest moment
        self._port = 0
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object] = lambda: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self, port: int = 0) -> None:
        """Port 0 takes any. Raises OSError when the port is taken."""
        listener = socket.create_server(("127.0.0.1", port))
        self._port = listener.getsockname()[1]
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listener, ready), name="sandbox", daemon=True)
        self._thread.start()
        ready.wait()

    def stop(self) -> None:
        self._stop()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self, listener: socket.socket, ready: threading.Event) -> None:
        # Its own kind of loop, whatever the rest of the program uses (Qt's).
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve(listener, ready))

    async def _serve(self, listener: socket.socket, ready: threading.Event) -> None:
        loop, stopping = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: None if loop.is_closed() else loop.call_soon_threadsafe(stopping.set)
        server = await asyncio.start_server(self._connection, sock=listener, limit=MOST_HEAD)
        ready.set()
        await stopping.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(*_BROKEN):
                while await self._exchange(await _read(reader), reader, writer):
                    pass
        finally:
            writer.close()  # also when the sandbox stops while the line is open
        with suppress(*_BROKEN):
            await writer.wait_closed()

    async def _exchange(
        self, received: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answers one request; False when the connection ends with it."""
        fault = self.faults.take(received.path)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            await asyncio.sleep(self.latency + fault.delay)
            if fault.hold is not None:
                await _wait(fault.hold)
            reply = self._reply(received, fault)
            self.exchanges.append(Exchange(received, reply))
            if fault.breaks is Break.SILENCE:
                await reader.read()  # until the other side has enough
                return False
            return await self._write(received, reply, writer, fault.breaks)
        finally:
            self.under_way -= 1

    def _reply(self, received: Received, fault: Fault) -> Reply:
        if fault.reply is not None:
            return fault.reply
        if fault.breaks is not Break.NONE and not fault.carried_out:
            return Reply.page(503)  # stands in the record alone, nobody gets to see it
        try:
            reply = self._answer(received)
        except Exception:
            log.exception("The sandbox failed at %s %s", received.method, received.path)
            reply = Reply.page(500)
        return fault.alter(received, reply) if fault.alter else reply

    async def _write(
        self, received: Received, reply: Reply, writer: asyncio.StreamWriter, breaks: Break
    ) -> bool:
        if breaks is Break.RESET:
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)
            writer.transport.abort()
            return False
        body = b"" if received.method == "HEAD" else reply.body
        cut_off = breaks is Break.CUT_OFF
        writer.write(reply.head() + (body[: len(body) // 2] if cut_off else body))
        await writer.drain()
        return not cut_off


S = TypeVar("S", bound=Loopback)


@asynccontextmanager
async def serving(sandbox: S, port: int = 0) -> AsyncIterator[S]:
    """The sandbox while it runs; it stops however the block ends. Raises OSError when the port is taken."""
    sandbox.start(port)
    try:
        yield sandbox
    finally:
        sandbox.stop()


async def _wait(hold: Hold) -> None:
    """Asks again and again, as who releases it is in another thread."""
    hold.arrived.set()
    while not hold.release.is_set():  # noqa: ASYNC110
        await asyncio.sleep(0.002)


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")[:-2]
    method, target, _version = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    if length > MOST_BODY:
        raise ValueError("too large a request")
    return Received(method, target, headers, await reader.readexactly(length) if length else b"")
