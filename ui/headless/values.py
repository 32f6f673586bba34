"""Values of the JSON documents and options, said in the tables for people; English says them as they are."""

from app.core.words import N_, _

_SAID = {
    word: word
    for word in (
        # states of rows of a review
        N_("new"), N_("changed"), N_("unchanged"), N_("conflict"), N_("attention"),
        # registry flags
        N_("green"), N_("amber"), N_("red"), N_("grey"),
        # status and level
        N_("active"), N_("inactive"), N_("limited"), N_("owner"), N_("admin"), N_("member"),
        # states of connections
        N_("connected"), N_("unreachable"), N_("off"),
    )
} | {"sign_in_again": N_("sign in again")}  # fmt: skip


def said(value: str) -> str:
    """`value` as the chosen language says it; what is not known is shown as it is."""
    return _(_SAID[value]) if value in _SAID else value
