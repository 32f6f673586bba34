"""Verdicts in words (look.md): a word for a chip, a headline for a banner, sentences for its text and for tooltips.

No heavy imports: tables ask for these while they paint.
"""

from collections.abc import Mapping
from datetime import date

from app.core.words import N_, _, ngettext

_WORDS = {
    "found": N_("Found"),
    "in_liquidation": N_("In liquidation"),
    "bankrupt": N_("Bankrupt"),
    "other_name": N_("Other name"),
    "not_found": N_("Not found"),
    "not_a_code": N_("Not a code"),
    "deleted": N_("Deleted"),
    "no_code": N_("No code"),
    "not_checked": N_("Not checked"),
}
_HEADLINES = {
    "other_name": N_("Registered under another name"),
    "not_found": N_("Not in the business register"),
    "not_a_code": N_("Not in the business register"),
    "deleted": N_("Deleted from the business register"),
    "no_code": N_("No registration code"),
}
_FLAGS = {
    "green": N_("Found"),
    "amber": N_("Look at it"),
    "red": N_("Not in the business register"),
    "grey": N_("Not checked"),
}
_DIGITS = {"EE": 8, "NO": 9}
_NUMBERS = (
    N_("no"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"),
    N_("seven"), N_("eight"), N_("nine"), N_("ten"), N_("eleven"), N_("twelve"),
)  # fmt: skip
_WHY = {
    "no_register": N_("Kontor has no business register for the country of this client."),
    "unreachable": N_("The business register could not be reached. The next check asks again."),
    "too_many": N_(
        "The business register answers few codes at a time. The next check goes on with this one."
    ),
}
_NOT_YET = N_("Not checked in a business register yet.")
_FAILURES = {
    "no_network": (
        N_("{name} cannot be reached."),
        N_("Check the connection to the network, then try again."),
    ),
    "timed_out": (N_("{name} did not answer in time."), N_("Try again later.")),
    "rate_limited": (N_("{name} asks for a pause."), N_("Try again in a few minutes.")),
    "service_down": (N_("{name} is out of order at the moment."), N_("Try again later.")),
    "certificate": (
        N_("The certificate of {name} is not trusted."),
        N_("Check the clock of this computer, and ask whoever looks after the network about a proxy."),
    ),
    "wrong_address": (
        N_("{name} cannot be found at the address that is set."),
        N_("Check the address of the register in the settings."),
    ),
    "not_found": (
        N_("{name} does not have its file where it was."),
        N_("Load a file that you have, or update Kontor."),
    ),
    "outdated": (N_("{name} refuses what this version of Kontor asks."), N_("Update Kontor.")),
}
_FAILURE = (N_("{name} gave an answer that Kontor does not understand."), N_("Try again later."))


def word(reason: str) -> str:
    """For a chip: "In liquidation"."""
    return _(_WORDS.get(reason, ""))


def headline(flag: str, reason: str) -> str:
    """For a banner and an accessible name: "Not in the business register"."""
    return _(_HEADLINES.get(reason) or _WORDS.get(reason) or _FLAGS.get(flag, ""))


def sentence(flag: str, reason: str, facts: Mapping[str, str], code: str) -> str:
    """What the register says and, where it is known, what to do. `facts` as in `Verdict`, `code` as typed."""
    said = _SENTENCES.get(reason)
    parts = [said(facts, code.strip()) if said else headline(flag, reason), _meant(facts), _of_day(facts)]
    return " ".join(part for part in parts if part)


def failure(problem: str, name: str) -> tuple[str, str]:
    """What happened and what to do when the register could not be used. `problem`: a `Problem`."""
    happened, what_to_do = _FAILURES.get(problem, _FAILURE)
    return _(happened).format(name=name), _(what_to_do)


def _found(facts: Mapping[str, str], code: str) -> str:
    name = facts.get("registered_name")
    known = (
        _("{code} is in the business register as {name}.")
        if name
        else _("{code} is in the business register.")
    )
    return f"{known.format(code=code, name=name)}{_digit_but_known(facts)}"


def _digit_but_known(facts: Mapping[str, str]) -> str:
    return " " + _("Its control digit is unusual, which does not matter.") if "wrong_digit" in facts else ""


def _in_trouble(facts: Mapping[str, str], code: str, words: str) -> str:
    return _(words).format(name=facts.get("registered_name") or code)


def _other_name(facts: Mapping[str, str], code: str) -> str:
    words = _("{code} belongs to {name}. Check that the code is this client's.")
    return words.format(code=code, name=facts.get("registered_name", "–"))


def _not_found(facts: Mapping[str, str], code: str) -> str:
    if "wrong_digit" in facts:
        return _("{code} is not in the business register, and its control digit does not fit.").format(
            code=code
        )
    return _("{code} is not in the business register.").format(code=code)


def _not_a_code(facts: Mapping[str, str], code: str) -> str:
    digits, wanted = "".join(filter(str.isalnum, code)), _DIGITS.get(facts.get("country", ""))
    if "wrong_digit" in facts:
        return _("The control digit of {code} does not fit, so it is mistyped.").format(code=code)
    if not (digits.isascii() and digits.isdigit()):
        return _("{code} has signs other than digits, so it is no registration code.").format(code=code)
    if wanted is None or len(digits) == wanted:
        return _("{code} is no registration code.").format(code=code)
    count = ngettext("{number} digit", "{number} digits", len(digits)).format(number=_number(len(digits)))
    return _("{code} has {count}, a code has {wanted}.").format(
        code=code, count=count, wanted=_number(wanted)
    )


def _number(number: int) -> str:
    return _(_NUMBERS[number]) if number < len(_NUMBERS) else str(number)


def _deleted(facts: Mapping[str, str], code: str) -> str:
    name, on = facts.get("registered_name") or code, _day(facts.get("deleted_on", ""))
    words = (
        _("{name} was deleted from the register on {day}.")
        if on
        else _("{name} is deleted from the register.")
    )
    return words.format(name=name, day=on)


def _not_checked(facts: Mapping[str, str], _code: str) -> str:
    return _(_WHY.get(facts.get("why", ""), _NOT_YET))


def _meant(facts: Mapping[str, str]) -> str:
    code, name = facts.get("suggestion_code"), facts.get("suggestion_name")
    return _("Did you mean {code}, {name}?").format(code=code, name=name) if code and name else ""


def _of_day(facts: Mapping[str, str]) -> str:
    on = _day(facts.get("copy_date", ""))
    return _("By the copy of the register of {day}.").format(day=on) if on else ""


def _day(text: str) -> str:
    """30.11.2026, as all three languages write it; a register's own text where it is no ISO day."""
    try:
        return date.fromisoformat(text).strftime("%d.%m.%Y") if text else ""
    except ValueError:
        return text


_SENTENCES = {
    "found": _found,
    "in_liquidation": lambda facts, code: _in_trouble(facts, code, N_("{name} is in liquidation.")),
    "bankrupt": lambda facts, code: _in_trouble(facts, code, N_("{name} is bankrupt.")),
    "other_name": _other_name,
    "not_found": _not_found,
    "not_a_code": _not_a_code,
    "deleted": _deleted,
    "no_code": lambda _facts, _code: _(
        "There is no registration code to look up. Add it to have the client checked."
    ),
    "not_checked": _not_checked,
}
