"""The address of the other side as a person types it, made into one that requests can be built on."""

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit

from integrations.contract import Problem, UserNeeded

# What stands before the port: a name (letters outside ASCII become "xn--"), or an IPv6 address in brackets.
_HOST = re.compile(r"[^\s/?#@\[\]:%\\,;<>\"'(){}|^`*]{1,253}|\[[0-9a-fA-F:.]{2,45}\]")
_USUAL_PORTS = {"https": 443, "http": 80}


def base_address(typed: str, ending: str = "") -> str:
    """`typed` without a slash at its end and with `ending` ("/api/v1") once. Question and fragment are dropped, as
    addresses are copied out of browsers. Without a scheme it is https.

    Plain http is for this machine alone, and an address carries no user or password. Raises `UserNeeded`
    (WRONG_ADDRESS); what was typed is not in the error, since it may hold a secret.
    """
    parts = _split(typed.strip())
    host = _host(parts, complete="://" not in typed)
    if parts.scheme == "http" and not is_loopback(host):
        raise _wrong("http is not protected, use https")
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~-._")
    return f"{parts.scheme}://{host}{_port(parts)}{path if path.endswith(ending) else path + ending}"


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        raise _wrong("this is not an address") from None
    if parts.scheme not in _USUAL_PORTS:
        raise _wrong("an address begins with https://")
    if "@" in parts.netloc:
        raise _wrong("an address has no user and no password in it")
    return parts


def _host(parts: SplitResult, *, complete: bool) -> str:
    """`complete`: wants a dot in it, so that any word typed does not pass for an address."""
    typed = re.sub(r":\d*$", "", parts.netloc)
    if not _HOST.fullmatch(typed):
        raise _wrong("the name of the host is missing or has letters that it cannot have")
    try:
        host = typed.lower() if typed.isascii() else typed.encode("idna").decode()
    except UnicodeError:
        raise _wrong("the name of the host has letters that it cannot have") from None
    dotted = "." in host.strip(".") and ".." not in host
    if not dotted and not is_loopback(host) and (complete or "." in host):
        raise _wrong("the name of the host is not complete")
    return host


def _port(parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise _wrong("the port is no number between 1 and 65535")
    return "" if port in {None, _USUAL_PORTS[parts.scheme]} else f":{port}"


def _wrong(detail: str) -> UserNeeded:
    return UserNeeded(Problem.WRONG_ADDRESS, detail)
