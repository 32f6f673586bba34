"""Nothing leaves this machine: connections and look-ups of names other than loopback are refused and fail the test.

An audit hook, because it sees every way to a socket (asyncio, anyio, http.client, a library of its own); it is armed
for the whole life of the process. What is refused looks like a machine without a network, so the code under test shows
what it does then; the attempt still counts when that code swallows the error.
"""

import errno
import ipaddress
import socket
import sys
from collections.abc import Iterator

import pytest

from tests.ground.outcome import complain

_attempts: list[str] = []
_CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def _address(host: object) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def is_this_machine(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    address = _address(host)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped is not None and mapped.is_loopback


def _refuse_connection(sock: socket.socket, address: object) -> None:
    internet = sock.family in (socket.AF_INET, socket.AF_INET6)
    if internet and isinstance(address, tuple) and not is_this_machine(address[0]):
        _attempts.append(f"{address[0]}:{address[1]}")
        raise OSError(errno.ENETUNREACH, "tests reach nothing but loopback", str(address[0]))


def _refuse_look_up(host: object) -> None:
    if not is_this_machine(host) and _address(host) is None:
        _attempts.append(str(host))
        raise socket.gaierror(socket.EAI_NONAME, f"tests look up no name but localhost: {host!r}")


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event in _CONNECTING:
        _refuse_connection(*arguments[:2])  # type: ignore[arg-type]
    elif event in _LOOKING_UP:
        _refuse_look_up(arguments[0])


sys.addaudithook(_hook)


@pytest.fixture(autouse=True)
def _network_stays_untouched(request: pytest.FixtureRequest) -> Iterator[None]:
    _attempts.clear()
    yield
    if _attempts and "blocked_network" not in request.fixturenames:
        complain(request.node, f"the test tried to reach {', '.join(_attempts)}")


@pytest.fixture
def blocked_network(_network_stays_untouched: None) -> list[str]:
    """`["name", "address:port"]` tried so far, in order."""
    return _attempts
