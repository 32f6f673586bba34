"""What can be done with tasks from lists and panes: add, edit, done, reopen, assign, cancel, delete (P5.3, P5.6)."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.core.words import _, ngettext
from app.work.views import Done, TaskRow
from ui.desktop.ask import Answer, ask, gone
from ui.desktop.desk import Desk, Place
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.footer import TableFooter

Rows = Sequence[TaskRow]
NAMED = 12  # refused tasks that are told one by one; the others are counted


class TaskActions:
    """`page` is the window's part over which questions open."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        self._desk, self._page = desk, page
        self._editing = False  # one form at a time, however often the key is pressed

    # --- menus ----------------------------------------------------------------------------------------

    def add_bulk(self, footer: TableFooter, ticked: Callable[[], Rows]) -> None:
        """The actions on ticked rows, in the footer."""
        footer.add_action(_("Mark done"), lambda: self.finish(ticked()), icon="check-circle")
        assign = footer.add_action(_("Assign") + "…", lambda: None, icon="user")
        assign.clicked.connect(lambda: self.open_members(assign, ticked()))
        footer.add_action(_("Cancel tasks"), lambda: self.cancel(ticked()), icon="prohibit")
        footer.add_action(_("Reopen"), lambda: self.reopen(ticked()), icon="arrow-counter-clockwise")
        footer.add_action(_("Delete") + "…", lambda: self.delete(ticked()), icon="trash")

    def open_more(self, button: Button, row: TaskRow) -> None:
        """The same for one task, as a menu at its pane's button."""
        menu = QMenu(button)
        menu.addAction(_("Assign") + "…", lambda: self.open_members(button, [row]))
        if row.status == "open":
            menu.addAction(_("Cancel the task"), lambda: self.cancel([row]))
        else:
            menu.addAction(_("Reopen"), lambda: self.reopen([row]))
        menu.addSeparator()
        menu.addAction(_("Delete") + "…", lambda: self.delete([row]))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def open_members(self, button: Button, rows: Rows) -> None:
        self._desk.start(self._open_members(button, rows))

    async def _open_members(self, button: Button, rows: Rows) -> None:
        members = await self._desk.program.firm.members()
        menu = QMenu(button)
        for member in members:
            if member.status != "inactive":
                action = QAction(member.name, menu)
                action.setCheckable(True)
                action.setChecked(all(row.assignee_ids == (member.id,) for row in rows))
                action.triggered.connect(partial(self._start_assign, rows, (member.id,), member.name))
                menu.addAction(action)
        menu.addSeparator()
        menu.addAction(_("Nobody"), partial(self._start_assign, rows, (), _("Nobody")))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    # --- one task -------------------------------------------------------------------------------------

    def add(self, client_id: int | None = None) -> None:
        self._desk.start(self._edit(None, client_id))

    def edit(self, task_id: int) -> None:
        self._desk.start(self._edit(task_id, None))

    async def _edit(self, task_id: int | None, client_id: int | None) -> None:
        from ui.desktop.dialogs.task import edit_task

        if self._editing:
            return
        self._editing = True
        try:
            made = await edit_task(self._page.window(), self._desk, task_id, client_id)
        finally:
            self._editing = False
        if made is not None and task_id is None:
            self._desk.shell.toast(_("The task is added."))
            self._desk.shell.go(Place("tasks", (str(made),)))

    # --- done, and open again ---------------------------------------------------------------------------

    def turn(self, rows: Rows) -> None:
        """Mark done what is open; where nothing is, open it again."""
        if opened := [row for row in rows if row.status == "open"]:
            self.finish(opened)
        else:
            self.reopen(rows)

    def finish(self, rows: Rows) -> None:
        self._desk.start(self._finish([row for row in rows if row.status != "done"]))

    async def _finish(self, rows: Rows) -> None:
        if not rows:
            self._desk.shell.toast(_("Everything there is done already."))
            return
        tasks, actor = self._desk.program.tasks, self._desk.actor
        result = await tasks.done(actor, [row.id for row in rows])
        if result.done:
            finished = [row for row in rows if row.id in set(result.done)]
            many = ngettext("{n} task is done.", "{n} tasks are done.", len(finished))
            self._desk.shell.toast(
                _named(_("{title} is done."), many, finished),
                lambda: self._desk.start(tasks.reopen(actor, result.done)),
            )
        if result.refused:
            await self._tell_refused(rows, result)

    async def _tell_refused(self, rows: Rows, result: Done) -> None:
        """Why each could not be done, and the way to the first."""
        refused = result.refused
        names = {row.id: _told(row) for row in rows}
        lines = [f"{names.get(each.task_id, each.title)}: {each.reason}" for each in refused[:NAMED]]
        if len(refused) > NAMED:
            rest = len(refused) - NAMED
            lines.append(ngettext("and {n} more", "and {n} more", rest).format(n=rest))
        heading = ngettext("{n} task is not done yet", "{n} tasks are not done yet", len(refused))
        first = ngettext("Open the task", "Open the first", len(refused))
        answers = (Answer("", _("Close")), Answer("open", first, "primary"))
        title = heading.format(n=len(refused))
        if await ask(self._page.window(), title, "\n".join(lines), answers) == "open":
            self._desk.shell.go(Place("tasks", (str(refused[0].task_id),)))

    def reopen(self, rows: Rows) -> None:
        self._desk.start(self._reopen([row for row in rows if row.status != "open"]))

    async def _reopen(self, rows: Rows) -> None:
        tasks, actor = self._desk.program.tasks, self._desk.actor
        if not rows:
            self._desk.shell.toast(_("Everything there is open."))
            return
        await tasks.reopen(actor, [row.id for row in rows])
        many = ngettext("{n} task is open again.", "{n} tasks are open again.", len(rows))
        said = _named(_("{title} is open again."), many, rows)
        self._desk.shell.toast(said, lambda: self._desk.start(self._as_before(rows)))

    def cancel(self, rows: Rows) -> None:
        self._desk.start(self._cancel([row for row in rows if row.status != "cancelled"]))

    async def _cancel(self, rows: Rows) -> None:
        if not rows:
            self._desk.shell.toast(_("Everything there is cancelled already."))
            return
        await self._desk.program.tasks.cancel(self._desk.actor, [row.id for row in rows])
        many = ngettext("{n} task is cancelled.", "{n} tasks are cancelled.", len(rows))
        said = _named(_("{title} is cancelled."), many, rows)
        self._desk.shell.toast(said, lambda: self._desk.start(self._as_before(rows)))

    async def _as_before(self, rows: Rows) -> None:
        """Undo: each task in the state that it had."""
        tasks, actor = self._desk.program.tasks, self._desk.actor
        by_state = {
            key: [row.id for row in rows if row.status == key] for key in ("open", "done", "cancelled")
        }
        await tasks.reopen(actor, by_state["open"] + by_state["done"])
        if by_state["cancelled"]:
            await tasks.cancel(actor, by_state["cancelled"])
        if by_state["done"]:
            result = await tasks.done(actor, by_state["done"])
            if result.refused:
                await self._tell_refused(rows, result)

    # --- who does it -----------------------------------------------------------------------------------

    def _start_assign(self, rows: Rows, member_ids: tuple[int, ...], name: str, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self._desk.start(self._assign(rows, member_ids, name))

    async def _assign(self, rows: Rows, member_ids: tuple[int, ...], name: str) -> None:
        tasks, actor = self._desk.program.tasks, self._desk.actor
        await tasks.assign(actor, [row.id for row in rows], member_ids)
        words = ngettext("{name} does {n} task.", "{name} does {n} tasks.", len(rows)) if member_ids else (
            ngettext("{n} task is nobody's now.", "{n} tasks are nobody's now.", len(rows))
        )  # fmt: skip
        self._desk.shell.toast(
            words.format(name=name, n=len(rows)), lambda: self._desk.start(self._assign_back(rows))
        )

    async def _assign_back(self, rows: Rows) -> None:
        """Undo: each task to the members it had."""
        by_members: dict[tuple[int, ...], list[int]] = {}
        for row in rows:
            by_members.setdefault(row.assignee_ids, []).append(row.id)
        for member_ids, ids in by_members.items():
            await self._desk.program.tasks.assign(self._desk.actor, ids, member_ids)

    # --- gone -------------------------------------------------------------------------------------------

    def delete(self, rows: Rows) -> None:
        if rows:
            self._desk.start(self._delete(rows))

    async def _delete(self, rows: Rows) -> None:
        many = ngettext("Delete {n} task", "Delete {n} tasks", len(rows))
        title = _named(_("Delete {title}"), many, rows)
        text = _("Deleting cannot be undone. Cancelling keeps everything and can be taken back.")
        keep = ngettext("Keep the task", "Keep the tasks", len(rows))
        verb = _("Delete the task") if len(rows) == 1 else many.format(n=len(rows))
        answers = (Answer("", keep), Answer("delete", verb, "danger"))
        if await ask(self._page.window(), title, text, answers) != "delete" or gone(self._page):
            return
        await self._desk.program.tasks.delete(self._desk.actor, [row.id for row in rows])
        many = ngettext("{n} task is deleted.", "{n} tasks are deleted.", len(rows))
        self._desk.shell.toast(_named(_("{title} is deleted."), many, rows))


def _named(one: str, many: str, rows: Rows) -> str:
    """One task is told by its title and client, several by their number."""
    return one.format(title=_told(rows[0])) if len(rows) == 1 else many.format(n=len(rows))


def _told(row: TaskRow) -> str:
    """The summaries of one month all have one title: it is the client that tells them apart."""
    return f"{row.title} ({row.client})" if row.client else row.title
