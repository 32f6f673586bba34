"""What an import did, row by row; opened again from the log (P3.9), with what comes next (P3.11)."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import N_, _
from app.importing.runs import RunDetail, RunRow, RunView
from app.registers.words import word
from ui.desktop import shown, theme
from ui.desktop.models.columns import ChipLook, Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.cards import Card, CardRow
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import Link, Text

_OUTCOMES = {
    "created": ChipLook(N_("Created"), "plus-bold", "accent"),
    "updated": ChipLook(N_("Updated"), "pencil-simple", "outline"),
    "skipped": ChipLook(N_("Left out"), "equals", "quiet"),
    "conflict": ChipLook(N_("Conflict"), "arrows-left-right", "amber"),
    "failed": ChipLook(N_("Failed"), "warning-octagon-fill", "red"),
}
_COUNTS = (
    ("created", N_("created")), ("updated", N_("updated")), ("unchanged", N_("unchanged")),
    ("skipped", N_("left out")), ("conflicts", N_("in conflict")), ("failed", N_("failed")),
    ("red_x", N_("with a red X")),
)  # fmt: skip


def _outcome(row: RunRow) -> ChipLook:
    look = _OUTCOMES[row.outcome]
    return ChipLook(_(look.word), look.icon, look.tone)


def _columns() -> list[Column[RunRow]]:
    return [
        Column("outcome", _("Result"), lambda r: _outcome(r).word, width=140, kind="chip", look=_outcome),
        Column("registry", _("Registry flag"), lambda r: word(r.registry_reason), width=138, kind="verdict",
               look=lambda r: r.registry_flag),
        Column("name", _("Name"), lambda r: r.name, width=220, ink="text", strong=True, stretch=True),
        Column("code", _("Reg. code"), lambda r: r.registration_code, width=110),
        Column("reason", _("Why"), lambda r: r.reason, width=280, tooltip=lambda r: r.reason),
    ]  # fmt: skip


class SummaryPage(QWidget):
    """`step_wanted` carries the place of a "what next" line."""

    step_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.model: TableModel[tuple[int, RunRow]] = TableModel(_numbered(), lambda row: row[0], parent=self)
        self.table = TableView(self.model, rows="compact", edge=24, parent=self)
        self.table.setAccessibleName(_("Result of the import"))
        empty = EmptyState("equals", _("Nothing had to be written"), _("Everything here is as it is there."))
        self.table.states.set_empty(empty)
        self._figures = QHBoxLayout()
        self._figures.setSpacing(theme.px(24))
        self._next = QVBoxLayout()
        self._next.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        figures = QWidget()
        figures.setLayout(self._figures)
        self._figures.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(figures)
        column.addWidget(self.table, 1)
        column.addLayout(self._next)

    def show_run(self, detail: RunDetail) -> None:
        _clear(self._figures)
        for name, words in _COUNTS:
            count = getattr(detail.view, name)
            if count or name in ("created", "updated", "unchanged"):
                self._figures.addWidget(_figure(count, _(words)))
        self._figures.addStretch(1)
        self.model.set_rows(list(enumerate(detail.rows)))

    def show_next(self, lines: list[tuple[str, str, str]]) -> None:
        """(words, link, place): what is worth doing now."""
        _clear(self._next)
        if not lines:
            return
        card = Card(_("What next"), padding=0)
        for words, link, place in lines:
            follow = Link(link)
            follow.followed.connect(self._going(place))
            card.body.addWidget(CardRow(words, end=follow))
        self._next.addWidget(card)

    def _going(self, place: str) -> Callable[[], None]:
        return lambda: self.step_wanted.emit(place)


def _numbered() -> list[Column[tuple[int, RunRow]]]:
    """The columns over (number, row): a remote id may stand in a run once as listed and once as gone."""
    return [_over_second(column) for column in _columns()]


def _over_second(column: Column[RunRow]) -> Column[tuple[int, RunRow]]:
    look, tooltip, text = column.look, column.tooltip, column.text
    return Column(
        column.key, column.title, lambda pair: text(pair[1]), width=column.width, kind=column.kind, ink=column.ink
        if isinstance(column.ink, str) else "text2", strong=column.strong, stretch=column.stretch,
        look=(lambda pair: look(pair[1])) if look else None,
        tooltip=(lambda pair: tooltip(pair[1])) if tooltip else None,
    )  # fmt: skip


def _figure(count: int, words: str) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Text(str(count), "figure"))
    column.addWidget(Text(words, "small", "muted"))
    return box


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def title_of(view: RunView, zone: str) -> str:
    return _("Imported {when} by {who}").format(
        when=shown.day_and_time(view.confirmed_at, zone), who=view.actor
    )
