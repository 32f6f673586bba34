"""The notification centre (P10.3). Its entries are news, not data: they are not in the audit log."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.events import Events, Noticed
from app.db.store import Store
from app.firm.tables import Notice
from app.firm.views import NoticeView

__all__ = ["NoticeView", "Notices"]
KEPT = 1000  # older ones go when a new one comes
TITLE_LENGTH, TEXT_LENGTH, PLACE_LENGTH = 200, 1000, 100


class Notices:
    def __init__(self, store: Store, clock: Clock, events: Events) -> None:
        self._store = store
        self._clock = clock
        self._events = events

    async def add(self, tone: str, title: str, text: str = "", place: str = "") -> int:
        """Its id. `tone`: green, amber, red, info. `place`: where it leads, e.g. `run/12`.

        Texts that are too long are cut: nothing is worth losing the news over.
        """
        notice = Notice(
            at=self._clock.now(),
            tone=tone,
            title=_cut(title, TITLE_LENGTH),
            text=_cut(text, TEXT_LENGTH),
            place=place if len(place) <= PLACE_LENGTH else "",
        )

        def work(session: Session) -> int:
            session.add(notice)
            session.flush()
            session.execute(delete(Notice).where(Notice.id <= notice.id - KEPT))
            return notice.id

        made = await self._store.write(work)
        self._events.publish(Noticed())
        return made

    async def recent(self, limit: int = 100) -> tuple[NoticeView, ...]:
        """The newest first."""

        def work(session: Session) -> tuple[NoticeView, ...]:
            newest = select(Notice).order_by(Notice.id.desc()).limit(limit)
            return tuple(_view(notice) for notice in session.scalars(newest))

        return await self._store.read(work)

    async def mark_read(self, ids: Collection[int] | None) -> None:
        """None: all of them."""
        unread = update(Notice).where(Notice.read_at.is_(None)).values(read_at=self._clock.now())
        if ids is not None:
            unread = unread.where(Notice.id.in_(ids))
        found = unread.returning(Notice.id)
        if await self._store.write(lambda session: session.scalars(found).all()):
            self._events.publish(Noticed())


def _view(notice: Notice) -> NoticeView:
    return NoticeView(
        notice.id,
        notice.at,
        notice.tone,
        notice.title,
        notice.text,
        notice.place,
        notice.read_at is not None,
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
