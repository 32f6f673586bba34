"""The base of a link: the values as last imported, for the three-way merge (P3.7). Pure; as JSON text."""

from functools import lru_cache

import msgspec

from app.importing.json_text import Write, text_of, writer
from app.importing.known import Link
from app.importing.merge import all_heard, next_base, outdated
from app.importing.rows import ReviewRow
from app.importing.source import Source

_from_json = msgspec.json.Decoder(dict[str, str]).decode


@lru_cache(16)
def base_writer(source: Source) -> Write:
    """Writes the base of a link as it is stored where every value was heard."""
    return writer(source.fields)


def base_after(source: Source, row: ReviewRow) -> str:
    """The base of the row's link once the row was confirmed, as JSON text."""
    if row.remote is None:
        return row.link.base if row.link else "{}"
    if all_heard(source, row.theirs, readable=row.remote.readable):
        return base_writer(source)(row.theirs)
    return text_of(next_base(source.fields, base_of(row.link), row.theirs, readable=row.remote.readable))


def base_agreed(source: Source, row: ReviewRow) -> str:
    """The same for a row in which nothing is to be decided; the base as it is where no merge would see a difference."""
    after = base_after(source, row)
    country = (row.remote.country if row.remote else "") or source.country
    if row.link and not outdated(source.fields, base_of(row.link), _from_json(after), country):
        return row.link.base
    return after


def base_of(link: Link | None) -> dict[str, str]:
    return _from_json(link.base) if link else {}
