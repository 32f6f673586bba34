"""Whether what tasks point to is there, within a transaction. One statement per kind, however many tasks."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clients.access import no_client
from app.clients.references import require_member
from app.clients.tables import Client
from app.core.errors import NotFound, WrongUsage
from app.core.words import _
from app.db.chunks import chunks
from app.work.field_values import Kept, kept_value
from app.work.tables import TaskField, Topic
from app.work.views import Given


def require_clients(session: Session, ids: Iterable[int | None]) -> None:
    wanted = {id_ for id_ in ids if id_ is not None}
    found: set[int] = set()
    for part in chunks(wanted):
        found.update(session.scalars(select(Client.id).where(Client.id.in_(part))))
    if wanted - found:
        raise no_client()


def require_members(session: Session, ids: Iterable[int]) -> None:
    """Limited members may hold tasks, inactive ones may not (P1.3)."""
    for member_id in sorted(set(ids)):
        require_member(session, member_id)


def require_topics(session: Session, ids: Iterable[int | None], *, in_use: bool) -> None:
    """`in_use`: archived ones are refused too."""
    for topic_id in sorted({id_ for id_ in ids if id_ is not None}):
        topic = session.get(Topic, topic_id)
        if topic is None:
            raise NotFound("unknown_topic", _("There is no such topic."), _("Open the list of topics anew."))
        if in_use and topic.archived:
            raise archived(topic.name)


class KeptValues:
    """Values of task fields as they are kept; each field is looked up once."""

    def __init__(self, session: Session, *, in_use: bool) -> None:
        """`in_use`: values of archived fields are refused."""
        self._session = session
        self._in_use = in_use
        self._known: dict[int, tuple[str, str, list[str]]] = {}

    def name(self, field_id: int) -> str:
        return self._field(field_id)[0]

    def of(self, given: Mapping[int, Given]) -> dict[int, Kept]:
        return {field_id: self._kept(field_id, value) for field_id, value in given.items()}

    def _kept(self, field_id: int, given: Given) -> Kept:
        name, kind, choices = self._field(field_id)
        try:
            return kept_value(kind, choices, given)
        except WrongUsage as fault:
            raise WrongUsage(fault.code, f"{name}: {fault.message}", fault.hint) from None

    def _field(self, field_id: int) -> tuple[str, str, list[str]]:
        if field_id not in self._known:
            field = self._session.get(TaskField, field_id)
            if field is None:
                raise NotFound(
                    "unknown_field", _("There is no such field."), _("Open the list of fields anew.")
                )
            if self._in_use and field.archived:
                raise archived(field.name)
            self._known[field_id] = field.name, field.kind, field.choices
        return self._known[field_id]


def archived(name: str) -> WrongUsage:
    return WrongUsage(
        "archived",
        _("{name} is in the archive.").format(name=name),
        _("Choose another one, or take it out of the archive."),
    )
