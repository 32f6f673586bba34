"""What a broken line means: exceptions of httpx become ours.

Their own texts may hold headers and addresses, so nothing of them is taken over.
"""

import ssl
from collections.abc import Iterator

import httpx

from integrations.contract import Problem, TryLater, UserNeeded
from integrations.retry import Fault, Kind

# In this order, the narrower before the wider: kinds of exception, problem, detail, kind of fault, may have left.
_Kinds = tuple[type[Exception], ...]
_UNCONNECTED: _Kinds = (httpx.ConnectTimeout, httpx.PoolTimeout)
_MISLEADING: _Kinds = (httpx.UnsupportedProtocol, httpx.InvalidURL)  # a redirect: our own addresses are sound
_UNWRITABLE: _Kinds = (httpx.LocalProtocolError, UnicodeError)
_MEANINGS: tuple[tuple[_Kinds, Problem, str, Kind, bool], ...] = (
    (_UNCONNECTED, Problem.TIMED_OUT, "no connection in time", Kind.SILENCE, False),
    ((httpx.TimeoutException,), Problem.TIMED_OUT, "no answer in time", Kind.SILENCE, True),
    ((httpx.ConnectError,), Problem.NO_NETWORK, "no connection", Kind.FAULT, False),
    ((httpx.DecodingError,), Problem.BAD_ANSWER, "the answer could not be unpacked", Kind.FINAL, True),
    (_MISLEADING, Problem.WRONG_ADDRESS, "redirects to no address", Kind.FINAL, True),
    (_UNWRITABLE, Problem.OUTDATED, "the request could not be written", Kind.FINAL, False),
)
_FOR_A_PERSON = {Problem.WRONG_ADDRESS, Problem.OUTDATED}


def fault_of(broken: Exception) -> Fault:
    tls = _tls_failure(broken)
    if tls is not None:
        return Fault(UserNeeded(Problem.CERTIFICATE, tls), Kind.FINAL, left=False)
    for kinds, problem, detail, kind, left in _MEANINGS:
        if isinstance(broken, kinds):
            outcome = UserNeeded if problem in _FOR_A_PERSON else TryLater
            return Fault(outcome(problem, detail), kind, left=left)
    return Fault(TryLater(Problem.NO_NETWORK, "the connection broke"), Kind.FAULT)


def _tls_failure(broken: Exception) -> str | None:
    """What TLS said: "the certificate does not hold: self-signed certificate". None where it was something else."""
    for cause in _causes(broken):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate does not hold: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"no protected connection: {cause.reason or 'TLS'}"
    return None


def _causes(broken: BaseException | None) -> Iterator[BaseException]:
    while broken is not None:
        yield broken
        broken = broken.__cause__ or broken.__context__
