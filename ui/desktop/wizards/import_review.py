"""The review page: filters, the table, and what is chosen in it (P3.4)."""

from collections.abc import Hashable, Iterable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import _, ngettext
from app.importing.choices import Choices
from app.importing.review import Review
from app.importing.rows import ReviewRow, State
from ui.desktop import theme
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choices import Segments
from ui.desktop.widgets.fields import FindField
from ui.desktop.widgets.filters import FilterDrop
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import Line
from ui.desktop.wizards.import_columns import columns, opens, segments
from ui.desktop.wizards.import_details import RowDetails

INDENT = 72


class ReviewPage(QWidget):
    """`decided` after every decision. Ticks in the table and `choices` say the same at all times."""

    decided = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.review: Review | None = None
        self.choices = Choices()
        self.model: TableModel[ReviewRow] = TableModel(
            columns(), lambda row: row.key, locked=lambda row: not row.can_check, parent=self
        )
        self.table = TableView(self.model, rows="compact", edge=24, parent=self)
        self.table.setAccessibleName(_("Clients to import"))
        self.states = Segments(segments(), name=_("State"))
        self.registry = FilterDrop(_("Registry flag"), _flags(), several=True)
        self.finder = FindField(_("Find in list"), icon="magnifying-glass")
        self.all_button = Button(_("Select all shown"))
        self.none_button = Button(_("Select none"))
        self._banners = QVBoxLayout()
        self._ticked: frozenset[Hashable] = frozenset()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(12))
        filters.setSpacing(theme.px(8))
        filters.addWidget(self.states)
        filters.addWidget(self.registry)
        filters.addStretch(1)
        self.finder.setMaximumWidth(theme.px(190))
        for part in (self.finder, self.all_button, self.none_button):
            filters.addWidget(part)
        self._banners.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._banners)
        column.addLayout(filters)
        column.addWidget(Line())
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.model.add_facet("state", lambda row: row.state)
        self.model.add_facet("registry", lambda row: row.verdict.flag)
        self.states.chosen.connect(lambda key: self.model.choose("state", None if key == "all" else (key,)))
        self.registry.changed.connect(lambda keys: self.model.choose("registry", keys or None))
        self.finder.textChanged.connect(self.model.find)
        self.finder.left_down.connect(self.table.setFocus)
        self.table.find_asked.connect(self.finder.focus_from_key)
        self.table.filters_cleared.connect(self.clear_filters)
        self.table.link_clicked.connect(lambda key, _column: self.table.details.expand(key))
        self.table.details.serve(self._details, rule=opens, indent=theme.px(INDENT))
        self.all_button.clicked.connect(lambda: self.model.check_shown(on=True))
        self.none_button.clicked.connect(lambda: self.model.check_shown(on=False))
        self.model.ticks_changed.connect(self._take_ticks)
        self.model.counts_changed.connect(self._show_counts)

    def clear_filters(self) -> None:
        with QSignalBlocker(self.finder):
            self.finder.clear()
        self.states.choose("all")
        self.registry.clear()
        self.model.clear_filters()

    # --- showing a review -------------------------------------------------------------------------------

    def show_review(self, review: Review, choices: Choices) -> None:
        """`choices`: fresh ones, or those that were made before the window was closed."""
        self.review, self.choices = review, choices
        self.clear_filters()
        self._show_warning(review.warning)
        self._show_rows()
        self.model.sort_by("state")
        self.table.setFocus()

    def _show_warning(self, warning: str) -> None:
        """Of the whole review: so many are gone that a right may have been taken away."""
        self._show_banner(Banner("warning", _("Look at this first"), warning) if warning else None)

    def show_fault(self, message: str, hint: str) -> None:
        """Nothing was written; what was chosen stays."""
        self._show_banner(Banner("error", message, hint))

    def _show_banner(self, banner: Banner | None) -> None:
        while (item := self._banners.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._banners.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(12) if banner else 0)
        if banner is not None:
            self._banners.addWidget(banner)

    def rows(self) -> tuple[ReviewRow, ...]:
        """As they hold with what was chosen."""
        return self.choices.rows(self.review) if self.review else ()

    def _show_rows(self) -> None:
        rows = self.rows()
        self.model.set_rows(rows)
        self._set_ticks(row.key for row in rows if row.checked)

    def _set_ticks(self, keys: Iterable[str]) -> None:
        wanted: frozenset[Hashable] = frozenset(keys)
        self._ticked = wanted
        with QSignalBlocker(self.model):
            now = self.model.rows.checked_ids()
            self.model.check_ids(now - wanted, on=False)
            self.model.check_ids(wanted - now, on=True)
        self.table.viewport().update()

    def _take_ticks(self) -> None:
        """The person ticked or unticked: the choices follow."""
        now = self.model.rows.checked_ids()
        changed = now ^ self._ticked
        if self.review is None or not changed:
            return
        self._ticked = now
        self.choices.set_all([str(key) for key in now & changed], True)
        self.choices.set_all([str(key) for key in changed - now], False)
        self.decided.emit()

    def _details(self, row: ReviewRow, parent: QWidget) -> QWidget:
        if self.review is None:
            raise RuntimeError("a row is open without a review")
        return RowDetails(self.review, self.choices, row, self._decide, parent)

    def _decide(self, _key: str) -> None:
        self._show_rows()
        self.decided.emit()

    def _show_counts(self) -> None:
        counts = self.model.counts("state")
        self.states.set_counts({**counts, "all": counts.total()})

    # --- words for the footer -----------------------------------------------------------------------------

    def selected(self) -> list[ReviewRow]:
        return [row for row in self.rows() if row.checked]

    def words(self) -> tuple[str, str]:
        """How many are selected ("22 of 171 selected"), and what they are ("12 new · 9 changed · 149 left out")."""
        rows = self.rows()
        chosen = [row for row in rows if row.checked]
        new = sum(row.creates for row in chosen)
        decided = sum(row.state is State.CONFLICT for row in chosen)
        parts = [
            ngettext("{n} new", "{n} new", new).format(n=new) if new else "",
            _("{n} changed").format(n=len(chosen) - new - decided) if len(chosen) > new + decided else "",
            ngettext("{n} conflict decided", "{n} conflicts decided", decided).format(n=decided)
            if decided
            else "",
            _("{n} left out").format(n=len(rows) - len(chosen)) if len(rows) > len(chosen) else "",
        ]
        count = _("{n} of {total} selected").format(n=len(chosen), total=len(rows))
        return count, " · ".join(part for part in parts if part)

    def red(self) -> int:
        return sum(row.verdict.flag == "red" for row in self.selected())


def _flags() -> list[tuple[str, str]]:
    return [("red", _("Red X")), ("amber", _("Amber")), ("grey", _("Not checked")), ("green", _("Found"))]
