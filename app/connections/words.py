"""What a `Problem` of the other side means, in a sentence and with its next step (P3.2). The only such place."""

from dataclasses import dataclass
from math import ceil

from app.core.errors import OtherSideFailed
from app.core.words import N_, _, ngettext
from integrations.contract import FieldKind, IntegrationError, Manifest, Problem, TryLater


@dataclass(frozen=True, slots=True)
class Words:
    message: str
    hint: str


_WORDS: dict[Problem, tuple[str, str]] = {
    Problem.WRONG_CREDENTIALS: (
        N_("{name} does not accept what was entered to sign in."),
        N_("Check the e-mail and type the password again."),  # or _PASTE_AGAIN
    ),
    Problem.USER_INACTIVE: (
        N_("This user is inactive in {name}."),
        N_("Ask whoever manages the users in {name} to activate it, then test the connection."),
    ),
    Problem.NO_LIST_PERMISSION: (
        N_("The role of this user in {name} has no List permission, so no clients are seen."),
        N_(
            "Give the role List and View in {name}, then try again. Clients that are in Kontor stay as they are."
        ),
    ),
    Problem.NO_VIEW_PERMISSION: (
        N_("The role of this user in {name} may list this client but not look inside it: View is missing."),
        N_("Give the role View on the client in {name}, then try again."),
    ),
    Problem.SIGN_IN_AGAIN: (
        N_("The sign-in to {name} has ended."),
        N_("Sign in again. Clients and settings stay, and scheduled runs wait until then."),
    ),
    Problem.WRONG_ADDRESS: (
        N_("There is no {name} at this address."),
        N_("Copy the address from the browser where you use {name}. It begins with https://"),
    ),
    Problem.WRONG_ENVIRONMENT: (
        N_("What was entered belongs to the other environment of {name}."),
        N_("Switch between production and test, or enter what belongs to the chosen one."),
    ),
    Problem.CERTIFICATE: (
        N_("It is not certain that this is {name}: its certificate cannot be trusted, so nothing was sent."),
        N_(
            "Check the address and this computer's date. If the office network inspects traffic, ask its"
            " administrator to install the network's certificate on this computer."
        ),
    ),
    Problem.NOT_FOUND: (
        N_("{name} does not know what was asked for."),
        N_("Look in {name} whether it was removed or is no longer shown to this user, then import again."),
    ),
    Problem.OUTDATED: (
        N_("{name} does not understand this version of Kontor."),
        N_("Update Kontor, then try again."),
    ),
    Problem.NO_NETWORK: (
        N_("{name} cannot be reached over the network."),
        N_("Check the network connection and the address, then try again."),
    ),
    Problem.TIMED_OUT: (
        N_("{name} did not answer in time."),
        N_("Try again in a few minutes. Nothing was changed here."),
    ),
    Problem.SERVICE_DOWN: (
        N_("{name} is out of service at the moment."),
        N_("Try again later. Nothing has to be changed here."),
    ),
    Problem.RATE_LIMITED: (
        N_("{name} was asked too often and wants a pause."),
        N_("Wait a few minutes, then try again."),
    ),
    Problem.BAD_ANSWER: (
        N_("What came back is not an answer of {name} that Kontor can read."),
        N_(
            "Check the address, and whether this network wants you to sign in first. If both are right,"
            " try again later."
        ),
    ),
}
_UNKNOWN = (
    N_("{name} could not be used."),
    N_("Test the connection to see how it stands now."),
)


_PASTE_AGAIN = N_("Paste the token once more, whole and without spaces around it.")


def asks_email(manifest: Manifest) -> bool:
    """Whether a person signs in with e-mail and password; else with a token."""
    return any(field.kind is FieldKind.EMAIL for field in manifest.form)


def in_words(problem: Problem | str, integration_name: str, *, by_email: bool = True) -> Words:
    """`problem`: also as text from the database, where a newer Kontor may have left one that is not known here.

    `by_email`: what the form of this integration asks for, see `asks_email`.
    """
    known = Problem(problem) if problem in set(Problem) else None
    message, hint = _WORDS[known] if known else _UNKNOWN
    if known is Problem.WRONG_CREDENTIALS and not by_email:
        hint = _PASTE_AGAIN
    return Words(_(message).format(name=integration_name), _(hint).format(name=integration_name))


def as_error(error: IntegrationError, integration_name: str, *, by_email: bool = True) -> OtherSideFailed:
    """To be raised `from error`, so that the log has the technical text."""
    words = in_words(error.problem, integration_name, by_email=by_email)
    wait = error.retry_after if isinstance(error, TryLater) else None
    return OtherSideFailed(error.problem.value, words.message, _after(wait) or words.hint)


def _after(seconds: float | None) -> str:
    """The wait that the other side asked for, in whole minutes."""
    if not seconds or seconds <= 0:
        return ""
    minutes = ceil(seconds / 60)
    return ngettext(
        "It asks for a pause: try again in {minutes} minute.",
        "It asks for a pause: try again in {minutes} minutes.",
        minutes,
    ).format(minutes=minutes)
