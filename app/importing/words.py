"""What an import says to people: reasons of rows, what changes, why a row failed or was kept."""

from collections.abc import Iterable

from app.clients.values import field_name
from app.core.words import N_, _, ngettext

# code of a reason → sentence; placeholders: source, client, count, fields, score
_REASONS = {
    "archived": N_("Archived in {source}, active here."),
    "vanished": N_("No longer listed in {source}: removed there, or your right to see it was."),
    "nothing_listed": N_("{source} listed no clients at all, so this one may well still be there."),
    "both_changed": N_("Changed on both sides: {fields}."),
    "first_differs": N_("Filled differently on the two sides: {fields}."),
    "unreadable": N_("Your user may list this client in {source} but not look into it; the right View is missing."),
    "unfit": N_("Not taken over, as the text does not fit here: {fields}."),
    "inactive_here": N_("Active in {source}, inactive here."),
    "no_name": N_("This client has no name in {source}. Enter one there, then fetch again."),
    "fits_several": N_("{count} clients here have this code. Choose which one it is."),
    "taken": N_("{client} has this code, but is linked to another client of {source}. The link stays."),
    "moved": N_("{client} was linked to a client that {source} no longer lists. Link it here if it is the same."),
    "alike": N_("Name {score} % alike. Link it if it is the same client; ticked, it becomes a new one."),
    # why a chosen row was not written
    "client_changed": N_("The client was changed here after the review was made. Fetch again to see both."),
    "client_deleted": N_("The client was deleted here after the review was made. Fetch again."),
    "link_taken": N_("It was imported by someone else after the review was made. Fetch again."),
    "link_changed": N_("Its link was changed after the review was made. Fetch again."),
    "code_taken": N_("{client} was added with this code after the review was made. Fetch again."),
    "twice": N_("Another row of this import writes to the same client. Import again for this one."),
    "odd_id": N_("{source} calls it by an id that cannot be kept."),
    # why undoing kept a client as it is
    "touched": N_("Changed here after the import."),
    "hanging": N_("Still in use: {what}."),
    "later_run": N_("Changed again by a later import of {when}. Undo that one first."),
    "field_changed": N_("Changed here after the import, so kept: {fields}."),
    "link_moved": N_("Its link was changed after the import."),
}  # fmt: skip


def reason(code: str, **values: object) -> str:
    return _(_REASONS[code]).format(**values) if code else ""


def same_code(count: int, source: str) -> str:
    words = ngettext(
        "{count} client in {source} has this code. Choose which one is the client.",
        "{count} clients in {source} have this code. Choose which one is the client.",
        count,
    )
    return words.format(count=count, source=source)


def nothing_listed(source: str, links: int) -> str:
    """`links`: clients of ours that come from there."""
    if not links:
        return _(
            "{source} listed no clients. Either there are none, or your user has no right to list them."
        ).format(source=source)
    words = ngettext(
        "{source} listed no clients, but {count} here comes from it. Most probably your user has lost the right to "
        "list them there. Nothing was changed.",
        "{source} listed no clients, but {count} here come from it. Most probably your user has lost the right to "
        "list them there. Nothing was changed.",
        links,
    )
    return words.format(source=source, count=links)


def many_vanished(source: str, count: int, links: int) -> str:
    return _(
        "{count} of {links} clients are no longer listed in {source}. When so many go at once it is usually a right "
        "that was taken away. Check it there before you deactivate anybody."
    ).format(source=source, count=count, links=links)


def fields_in_words(fields: Iterable[str]) -> str:
    """As in "Address, phone": the first as a label, the others as in a sentence; abbreviations keep their capitals."""
    names = [field_name(field) for field in fields]
    return ", ".join(name if i == 0 else _inside(name) for i, name in enumerate(names))


def link_and(fields: Iterable[str]) -> str:
    """As in "Link, phone, VAT number": a link that comes with these fields."""
    inside = ", ".join(_inside(field_name(field)) for field in fields)
    return _("Link, {fields}").format(fields=inside) if inside else _("Link")


def _inside(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def conflicts_and_more(conflicts: int, more: int) -> str:
    """As in "1 conflict, 2 more": fields in conflict, other fields that differ."""
    words = ngettext("{count} conflict", "{count} conflicts", conflicts).format(count=conflicts)
    return words if not more else _("{conflicts}, {count} more").format(conflicts=words, count=more)
