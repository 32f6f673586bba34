"""Values of the JSON documents and options, said for people in the words of the windows."""

from app.core.words import N_, _

_SAID = {
    # states of rows of a review
    "new": N_("New"), "changed": N_("Changed"), "unchanged": N_("Unchanged"), "conflict": N_("Conflict"),
    "attention": N_("Needs attention"),
    # status and level
    "active": N_("Active"), "inactive": N_("Inactive"), "limited": N_("Limited"),
    "owner": N_("Owner"), "admin": N_("Admin"), "member": N_("Member"),
    # states of connections
    "connected": N_("Connected"), "sign_in_again": N_("Sign in again"), "unreachable": N_("Cannot be reached"),
    "off": N_("Not connected"),
    # tasks
    "open": N_("To do"), "done": N_("Done"), "cancelled": N_("Cancelled"), "overdue": N_("Overdue"),
}  # fmt: skip


def said(value: str) -> str:
    """`value` in the chosen language; what is not known is shown as it is."""
    return _(_SAID[value]) if value in _SAID else value


def verdict(flag: str, reason: str) -> str:
    """What the business register says of a client, in a word or two."""
    from app.registers.words import headline, word

    return word(reason) or headline(flag, reason)
