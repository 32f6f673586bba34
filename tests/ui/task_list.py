"""The task list with tasks in it, and short ways into it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QPoint

from app.core.clock import day_in
from app.work.views import NewTask, TaskRow
from tests.ui.office import Office, click, until
from ui.desktop.desk import Place
from ui.desktop.pages.tasks import TasksPage


def today(office: Office) -> date:
    return day_in(office.desk.firm.time_zone, office.program.clock.now())


def ahead(office: Office, days: int) -> date:
    return today(office) + timedelta(days)


async def add(office: Office, title: str, **values: Any) -> int:
    return await office.program.tasks.add(office.owner, NewTask(title, **values))


async def page_of_tasks(office: Office) -> TasksPage:
    """The task list with its rows in it."""
    office.shell.go(Place("tasks"))
    page = office.shell.page("tasks")
    assert isinstance(page, TasksPage)
    await until(lambda: page.loaded)
    await office.active()
    page.table.setFocus()
    return page


async def with_tasks(office: Office) -> TasksPage:
    """One overdue, one of today, two later (one of them with a checklist), one done, one cancelled."""
    alfa, beeta = await office.add("Alfa OÜ"), await office.add("Beeta AS", topic_mandatory=True)
    liis = next(m.id for m in await office.program.firm.members() if m.name == "Liis Kask")
    topic = await office.program.tasks.add_topic(office.owner, "Payroll")
    me, now = office.owner.member_id or 0, today(office)
    await add(office, "Ask for statements", client_id=alfa, due=ahead(office, -3), assignee_ids=(me,))
    await add(office, "VAT return", client_id=alfa, due=now, due_minute=16 * 60, assignee_ids=(liis,),
              billing_date=date(2026, 10, 30), source="trigon")  # fmt: skip
    await add(office, "Payroll", client_id=beeta, due=ahead(office, 5), topic_id=topic.id, important=True,
              assignee_ids=(me, liis), checklist=("Hours", "Declare"))  # fmt: skip
    await add(office, "Tidy the archive")
    done = await add(office, "Close October", client_id=alfa)
    dropped = await add(office, "Write to nobody", client_id=alfa)
    await office.program.tasks.done(office.owner, [done])
    await office.program.tasks.cancel(office.owner, [dropped])
    page = await page_of_tasks(office)
    await until(lambda: (page.model.total, page.model.shown) == (6, 4))
    return page


def shown(page: TasksPage) -> list[str]:
    return [page.model.row_at(place).title for place in range(page.model.shown)]


def row_of(page: TasksPage, title: str) -> TaskRow:
    return next(row for row in page.model.rows.all if row.title == title)


def cell(page: TasksPage, title: str, column: str) -> QPoint:
    """Just inside the cell."""
    table = page.table
    place = shown(page).index(title)
    at = [c.key for c in page.model.columns].index(column)
    return QPoint(
        table.columnViewportPosition(at) + table.header().padding(at)[0] + 8,
        table.rowViewportPosition(place) + 17,
    )


def tick(page: TasksPage, *titles: str) -> None:
    for title in titles:
        click(page.table.viewport(), cell(page, title, "check"))


def select(page: TasksPage, title: str) -> None:
    click(page.table.viewport(), cell(page, title, "title"))


def states(page: TasksPage) -> Sequence[str]:
    """The words and counts of the segments."""
    return [
        page.filters.state.button(key).accessibleName() for key in ("today", "overdue", "open", "done", "all")
    ]
