"""Names of topics and task fields: one line, and each once without regard to case (P5.1, P5.2)."""

from collections.abc import Iterable

from app.core.errors import Refused, WrongUsage
from app.core.text import fitting, one_line
from app.core.words import _

LENGTH = 100

Named = Iterable[tuple[int, str]]  # ids and names of all there are


def clean_name(text: str) -> str:
    line = one_line(text)
    if not line:
        raise WrongUsage("no_name", _("The name is empty."), _("Enter a name."))
    return fitting(line, LENGTH)


def id_of(name: str, all_of_them: Named) -> int | None:
    return next((id_ for id_, other in all_of_them if other.casefold() == name.casefold()), None)


def refuse_taken(name: str, all_of_them: Named, own_id: int | None) -> None:
    if any(other.casefold() == name.casefold() and id_ != own_id for id_, other in all_of_them):
        raise Refused(
            "name_taken",
            _("The name {name} is taken already.").format(name=name),
            _("Choose another name, or take that one out of the archive."),
        )
