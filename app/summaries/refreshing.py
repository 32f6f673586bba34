"""Looking for new clients before a run (P6.1): telling of them, or importing them."""

from dataclasses import replace

from app.core.errors import KontorError
from app.core.progress import Tell
from app.core.rights import Actor
from app.core.words import _, ngettext
from app.firm.notices import Notices
from app.importing.choices import Choices
from app.importing.review import Review
from app.importing.rows import State
from app.importing.service import ImportService

NAMED = 3  # new clients that a notice names


class Refreshing:
    def __init__(self, imports: ImportService, notices: Notices) -> None:
        self._imports = imports
        self._notices = notices

    async def refresh(self, actor: Actor, integration: str, name: str, how: str, tell: Tell) -> str:
        """`how`: off, notify, import. What came of it in words; a failure is told and stops nothing."""
        if how == "off":
            return ""
        try:
            review = await self._imports.fetch(actor, integration, tell)
            if how == "import":
                return await self._import(actor, review, name)
            return await self._notify(review, name)
        except KontorError as failure:
            return _("The clients could not be refreshed first: {reason}").format(reason=failure.message)

    async def _import(self, actor: Actor, review: Review, name: str) -> str:
        """New ones that the review presets. All other rows are for a person, who is told of them as before: so they
        are not part of what is confirmed here, and nobody vouches for links that were there.
        """
        new = _new(review)
        self._imports.drop(review.source)
        if not new:
            return ""
        rows = tuple(row for row in review.rows if row.key in new)
        first = not await self._imports.runs(actor, review.source)  # then all links are of this address
        review = replace(review, rows=rows, address=review.address if first else None)
        run = await self._imports.confirm(actor, review, Choices())
        return ngettext(
            "{n} new client was imported from {name}.",
            "{n} new clients were imported from {name}.",
            run.created,
        ).format(n=run.created, name=name)

    async def _notify(self, review: Review, name: str) -> str:
        new = _new(review)
        if not new:
            self._imports.drop(review.source)
            return ""
        told = ngettext("{n} client is new in {name}", "{n} clients are new in {name}", len(new))
        title = told.format(n=len(new), name=name)
        names = ", ".join(list(new.values())[:NAMED]) + (" …" if len(new) > NAMED else "")
        await self._notices.add("info", title, names, f"import/{review.source}")
        return title + "."


def _new(review: Review) -> dict[str, str]:
    """Key → name of rows that are new and ticked by the review itself."""
    return {
        row.key: row.remote.name
        for row in review.rows
        if row.remote is not None and row.state is State.NEW and row.checked and row.creates
    }
