"""The columns of the review table (P3.4, look/import-review)."""

from collections.abc import Callable, Sequence

from app.core.words import _
from app.importing.rows import CHOOSE, LINK, ReviewRow, State, what_changes
from app.registers.words import sentence, word
from ui.desktop import shown
from ui.desktop.models.columns import ChipLook, Column, check_column
from ui.desktop.widgets.choices import Segment

_ORDER = {State.CONFLICT: 0, State.ATTENTION: 1, State.NEW: 2, State.CHANGED: 3, State.UNCHANGED: 4}


def chips() -> dict[State, ChipLook]:
    return {
        State.NEW: ChipLook(_("New"), "plus-bold", "accent"),
        State.CHANGED: ChipLook(_("Changed"), "pencil-simple", "outline"),
        State.UNCHANGED: ChipLook(_("Unchanged"), "equals", "quiet"),
        State.CONFLICT: ChipLook(_("Conflict"), "arrows-left-right", "amber"),
        State.ATTENTION: ChipLook(_("Needs attention"), "warning-octagon-fill", "red"),
    }


def segments() -> list[Segment]:
    """The filter above the table: all, then one for each state."""
    inks = {"accent": "accent_ink", "outline": "accent_ink", "quiet": "muted", "amber": "amber", "red": "red"}
    looks = chips()
    order = (State.NEW, State.CHANGED, State.UNCHANGED, State.CONFLICT, State.ATTENTION)
    states = [Segment(s, looks[s].word, looks[s].icon, inks[looks[s].tone]) for s in order]
    return [Segment("all", _("All")), *states]


def columns() -> Sequence[Column[ReviewRow]]:
    looks = chips()
    return (
        check_column(_("Action"), 84),
        Column("state", _("State"), lambda r: looks[r.state].word, width=150, kind="chip",
               look=lambda r: looks[r.state], sort=lambda r: (_ORDER[r.state], name(r).casefold()),
               tooltip=lambda r: r.reason_words),
        Column("registry", _("Registry flag"), lambda r: word(r.verdict.reason), width=138, kind="verdict",
               look=lambda r: r.verdict.flag, tooltip=_registry_tip),
        Column("name", _("Name"), name, width=180, ink=_dimmed("text"), strong=True, stretch=True),
        Column("code", _("Reg. code"), code, width=96,
               ink=lambda r: "red_ink" if r.verdict.flag == "red" else _dimmed("text2")(r)),
        Column("matched", _("Matched client"), _matched, width=190, kind="mark", look=lambda r: r.client_mark,
               ink=_dimmed("text2"), tooltip=lambda r: r.reason_words),
        Column("changes", _("What changes"), what_changes, width=152, kind="link",
               look=lambda r: bool(r.offer), tooltip=lambda r: r.reason_words),
        Column("email", _("E-mail"), lambda r: (r.remote.email or "") if r.remote else "", width=160,
               ink=_dimmed("text2")),
        Column("status", _("Status"), _status, width=112, ink=_dimmed("text2")),
    )  # fmt: skip


def name(row: ReviewRow) -> str:
    return row.remote.name.strip() if row.remote else row.client_name


def code(row: ReviewRow) -> str:
    """As typed in the program; as we have it where the program no longer lists the client."""
    if row.remote is not None:
        return shown.code(row.remote.country, (row.remote.registration_code or "").strip())
    return shown.code(row.ours.country, row.ours.registration_code) if row.ours else ""


def _dimmed(ink: str) -> Callable[[ReviewRow], str]:
    """Unchanged rows stand back."""
    return lambda row: "muted" if row.state is State.UNCHANGED else ink


def _matched(row: ReviewRow) -> str:
    if row.client_id is not None:
        return row.client_name
    if row.offer == LINK and row.candidates:
        best = row.candidates[0]
        return _("{name}, {score} % alike").format(name=best.name, score=best.score)
    if row.offer == CHOOSE:
        return row.reason_words
    suggestion = row.verdict.facts.get("suggestion_code")
    return _("Did you mean {code}?").format(code=suggestion) if suggestion else _("No match")


def _registry_tip(row: ReviewRow) -> str:
    return sentence(row.verdict.flag, row.verdict.reason, row.verdict.facts, code(row))


def _status(row: ReviewRow) -> str:
    if row.remote is None:
        return _("Not listed")
    return _("Active") if row.remote.active else _("Inactive")


def opens(row: ReviewRow) -> bool:
    """Whether the row opens to something: a comparison, a choice, an offer."""
    return bool(row.fields or row.offer or row.creates or row.reason)
