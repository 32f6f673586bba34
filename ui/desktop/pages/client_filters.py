"""The filter row of the client list: find, status, manager, group, program, registry, import (P2.2)."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clients.views import ClientRow
from app.core.words import _
from integrations.registry import integrations
from ui.desktop import shown, theme
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.buttons import HEIGHT
from ui.desktop.widgets.choices import Segment, Segments
from ui.desktop.widgets.fields import FindField
from ui.desktop.widgets.filters import FilterDrop
from ui.desktop.widgets.wrapping import WrappingRow

NOBODY = 0  # the manager filter's key for clients without one
UNLINKED = "-"  # before a program's key: clients that it does not know


@dataclass(frozen=True, slots=True)
class RunChoice:
    """An import run to filter by, and the clients that it wrote."""

    id: int
    words: str


class ClientFilters(QWidget):
    """Filters the model it is given; `run_wanted` asks the page for the clients of a run (None: lifted)."""

    changed = Signal()
    run_wanted = Signal(object)

    def __init__(self, model: TableModel[ClientRow], parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.finder = FindField(_("Find in list"))
        self.status = Segments(
            [Segment("active", _("Active")), Segment("inactive", _("Inactive")), Segment("all", _("All"))],
            name=_("Status"),
        )
        self.manager = FilterDrop(_("Manager"), several=True)
        self.group = FilterDrop(_("Group"), several=True)
        self.program = FilterDrop(_("Program"), several=True)
        self.registry = FilterDrop(_("Registry"), _registry_choices(), several=True)
        self.run = FilterDrop(_("Import"))
        self._lay_out()
        model.add_facet("status", lambda row: row.status)
        model.add_facet("manager", lambda row: row.manager_id or NOBODY)
        model.add_facet("registry", lambda row: row.registry_flag)
        self._connect()

    def _lay_out(self) -> None:
        self.row = row = QHBoxLayout(self)
        self.leave_room(0)
        row.setSpacing(theme.px(8))
        self.finder.setMaximumWidth(theme.px(190))
        self.finder.setMinimumWidth(theme.px(156))
        filters = WrappingRow(theme.px(8))
        for part in (
            self.finder, self.status, self.manager, self.group, self.program, self.registry, self.run,
        ):  # fmt: skip
            filters.addWidget(part)
        row.addLayout(filters, 1)

    def leave_room(self, buttons: int) -> None:
        """Wrap as beside that many buttons with an icon alone, which are yet to come."""
        room = buttons * theme.px(HEIGHT + 8)
        self.row.setContentsMargins(theme.px(20), 0, theme.px(20) + room, theme.px(12))

    def _connect(self) -> None:
        self.finder.textChanged.connect(self._model.find)
        self.status.chosen.connect(self._choose_status)
        self.manager.changed.connect(lambda keys: self._model.choose("manager", keys or None))
        self.registry.changed.connect(lambda keys: self._model.choose("registry", keys or None))
        self.group.changed.connect(self._filter_groups)
        self.program.changed.connect(self._filter_programs)
        self.run.changed.connect(lambda keys: self.run_wanted.emit(next(iter(keys), None)))
        self._model.counts_changed.connect(self._show_counts)
        for signal in (self.status.chosen, self.manager.changed, self.group.changed, self.program.changed):
            signal.connect(lambda _keys: self.changed.emit())
        self._choose_status("active")

    # --- what can be chosen -----------------------------------------------------------------------

    def show_choices(self, rows: Sequence[ClientRow], runs: Sequence[RunChoice]) -> None:
        """Managers, groups and programs that occur in the rows, and the newest runs."""
        before = {name: drop.value() for name, drop in self._drops().items()}
        managers = sorted(
            {(r.manager_id, r.manager) for r in rows if r.manager_id}, key=lambda m: m[1].casefold()
        )
        self.manager.set_choices([(NOBODY, _("Not set")), *managers])
        self.group.set_choices(
            [(g, g) for g in sorted({g for r in rows for g in r.groups}, key=str.casefold)]
        )
        keys = sorted({key for r in rows for key in r.integrations})
        unlinked = [(UNLINKED + key, _("No link to {name}").format(name=shown.program(key))) for key in keys]
        self.program.set_choices(
            [("", _("No link")), *((key, shown.program(key)) for key in keys), *unlinked]
        )
        self.run.set_choices([(run.id, run.words) for run in runs])
        self._let_go(before)

    def _let_go(self, before: Mapping[str, Collection[Hashable]]) -> None:
        """A choice that is gone (the last client left its group) filters no longer."""
        for name, drop in self._drops().items():
            if drop.value() != before[name]:
                drop.changed.emit(drop.value())

    # --- applying -----------------------------------------------------------------------------------

    def _choose_status(self, key: Hashable) -> None:
        self._model.choose("status", None if key == "all" else (key,))

    def _filter_groups(self, keys: Collection[Hashable]) -> None:
        wanted = frozenset(keys)
        self._model.filter("group", (lambda r: not wanted.isdisjoint(r.groups)) if wanted else None)

    def _filter_programs(self, keys: Collection[Hashable]) -> None:
        wanted = frozenset(keys)
        lacking = [str(key).removeprefix(UNLINKED) for key in wanted if str(key).startswith(UNLINKED)]

        def fits(row: ClientRow) -> bool:
            linked = not wanted.isdisjoint(row.integrations or ("",))
            return linked or any(_unlinked(row, key) for key in lacking)

        self._model.filter("program", fits if wanted else None)

    def filter_run(self, client_ids: Collection[int] | None) -> None:
        """Only these clients; None lifts it."""
        wanted = None if client_ids is None else frozenset(client_ids)
        self._model.filter("run", None if wanted is None else (lambda row: row.id in wanted))

    def _show_counts(self) -> None:
        counts = self._model.counts("status")
        self.status.set_counts({**counts, "all": counts.total()})

    def show_unlinked(self, program: str) -> None:
        """Active clients that this program should know and does not; where it knows none, all without a link."""
        offered = any(row_key == program for row in self._model.rows.all for row_key in row.integrations)
        self.apply({"program": (UNLINKED + program if offered else "",)})

    # --- keeping ------------------------------------------------------------------------------------

    def content(self) -> dict[str, Any]:
        """What a saved filter keeps."""
        return {
            "find": self.finder.text(),
            "status": self.status.value(),
            **{name: sorted(drop.value(), key=str) for name, drop in self._drops().items()},
        }

    def apply(self, content: Mapping[str, Any]) -> None:
        """Put a kept filter back; what it does not name is cleared."""
        self.finder.setText(str(content.get("find", "")))
        status = content.get("status", "active")
        self.status.choose(status)
        self._choose_status(status)
        for name, drop in self._drops().items():
            drop.choose(content.get(name, ()))

    def clear(self) -> None:
        """Everything shown again but the inactive; the empty state's way out shows these too."""
        self.apply({"status": "all"})

    def _drops(self) -> dict[str, FilterDrop]:
        return {
            "manager": self.manager,
            "group": self.group,
            "program": self.program,
            "registry": self.registry,
            "run": self.run,
        }


def _registry_choices() -> list[tuple[str, str]]:
    return [
        ("red", _("Not in register")),
        ("amber", _("To look at")),
        ("grey", _("Not checked")),
        ("green", _("Found")),
    ]


def _unlinked(row: ClientRow, program: str) -> bool:
    """Clients of other countries are not expected there."""
    return program not in row.integrations and row.country in {"", _countries().get(program, "")}


@cache
def _countries() -> dict[str, str]:
    """Key → country of every integration there is."""
    return {entry.manifest.key: entry.manifest.country for entry in integrations()}
