"""What the state of a connection becomes (P3.12). Pure."""

from enum import StrEnum

from integrations.contract import Problem


class State(StrEnum):
    CONNECTED = "connected"
    SIGN_IN_AGAIN = "sign_in_again"
    UNREACHABLE = "unreachable"
    OFF = "off"


# what the sign-in itself is refused for; only a person gets it going again
_SIGN_IN = frozenset(
    {Problem.SIGN_IN_AGAIN, Problem.WRONG_CREDENTIALS, Problem.USER_INACTIVE, Problem.WRONG_ENVIRONMENT}
)
# the other side was reached and knows the user; it is one thing that it does not give
_REACHED = frozenset({Problem.NO_LIST_PERMISSION, Problem.NO_VIEW_PERMISSION, Problem.NOT_FOUND})


def after(problem: Problem) -> State:
    """The state once this went wrong. The error itself is kept beside it, so a card can ask for attention."""
    if problem in _SIGN_IN:
        return State.SIGN_IN_AGAIN
    return State.CONNECTED if problem in _REACHED else State.UNREACHABLE
