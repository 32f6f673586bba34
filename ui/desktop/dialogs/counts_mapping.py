"""Counts and the task fields they fill: one row a kind of record, created beside updated (P6.1, P6.2)."""

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.words import _
from app.work.views import TaskFieldView
from integrations.contract import CountsOffer
from ui.desktop import theme
from ui.desktop.widgets.fields import Combo
from ui.desktop.widgets.text import Line, Link, Text
from ui.desktop.widgets.wrapping import WrappingRow

NOT_IMPORTED, NEW = "", "new"


class MappingTable(QWidget):
    """`changed` on every choice. `new_wanted` carries the field of the count whose task field is to be made ("" where
    it is for none).
    """

    changed = Signal()
    new_wanted = Signal(str)

    def __init__(self, offer: CountsOffer, program: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = offer
        self._fields: tuple[TaskFieldView, ...] = ()
        self._chosen: dict[str, int] = {}
        self._filling = False
        self._combos = {field: self._combo(field) for field in offer.fields}
        self._count = Text("", "small", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._head())
        column.addWidget(self._frame(program))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(Text(_("Counts and the task fields they fill"), "strong"))
        head.addStretch(1)
        head.addWidget(self._count)
        self.add_link = Link(_("+ Number field"))
        self.add_link.followed.connect(lambda: self.new_wanted.emit(""))
        head.addWidget(self.add_link)
        return head

    def _frame(self, program: str) -> QFrame:
        frame = QFrame()
        frame.setProperty("plane", "card")
        grid = QGridLayout(frame)
        grid.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(3))
        grid.setColumnStretch(0, 1)
        created, updated = ("", "") if self._speaks_alike() else self._offer.own_words
        grid.addWidget(Text(_("In {program}").format(program=program), "small_strong", "muted"), 0, 0)
        grid.addWidget(_two(_("Created"), created, "small_strong"), 0, 1)
        grid.addWidget(_two(_("Updated"), updated, "small_strong"), 0, 2)
        row = 1
        for kind in self._offer.kinds:
            row = self._row(grid, row, _two(kind.own, _(kind.name)), kind.created, kind.updated)
        for snapshot in self._offer.snapshots:
            row = self._row(grid, row, _two(snapshot.own, _(snapshot.name)), snapshot.key, "")
        return frame

    def _speaks_alike(self) -> bool:
        """Whether the program and the user speak one language: then its own words say nothing more."""
        return all(kind.own.casefold() == _(kind.name).casefold() for kind in self._offer.kinds)

    def _row(self, grid: QGridLayout, row: int, name: QWidget, first: str, second: str) -> int:
        grid.addWidget(Line(), row, 0, 1, 3)
        grid.addWidget(name, row + 1, 0)
        grid.addWidget(self._combos[first], row + 1, 1)
        beside: QWidget = self._combos[second] if second else Text(_("as of the run day"), "body", "muted")
        grid.addWidget(beside, row + 1, 2)
        return row + 2

    def _combo(self, field: str) -> Combo:
        combo = Combo(small=True)
        combo.setMinimumWidth(theme.px(150))
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        combo.setAccessibleName(_(self._offer.field_name(field)))
        combo.setToolTip(_(self._offer.field_name(field)))
        combo.currentIndexChanged.connect(lambda _place: self._choose(field))
        return combo

    # --- what is chosen ---------------------------------------------------------------------------

    def show_mapping(self, fields: Sequence[TaskFieldView], mapping: Mapping[str, int]) -> None:
        """`fields`: all task fields; offered are those of numbers that are in use."""
        kept = set(mapping.values())
        self._fields = tuple(f for f in fields if f.kind == "number" and (not f.archived or f.id in kept))
        self._chosen = dict(mapping)
        self._fill()

    def mapping(self) -> dict[str, int]:
        return dict(self._chosen)

    def map(self, field: str, task_field_id: int) -> None:
        """As if it was chosen here: for a field that was just made."""
        self._chosen[field] = task_field_id
        self._fill()
        self.changed.emit()

    def combo(self, field: str) -> Combo:
        return self._combos[field]

    def _fill(self) -> None:
        """A task field takes one count: what another one fills is not offered."""
        self._filling = True
        for field, combo in self._combos.items():
            taken = {id_ for other, id_ in self._chosen.items() if other != field}
            choices: list[tuple[Hashable, str]] = [(NOT_IMPORTED, _("Not imported"))]
            choices += [(f.id, f.name) for f in self._fields if f.id not in taken]
            choices.append((NEW, _("New field…")))
            combo.set_choices(choices)
            combo.choose(self._chosen.get(field, NOT_IMPORTED))
            theme.restyle(combo, empty=field not in self._chosen)
        self._filling = False
        said = _("{count} of {total} mapped").format(count=len(self._chosen), total=len(self._combos))
        self._count.setText(said)

    def _choose(self, field: str) -> None:
        if self._filling:
            return
        key = self._combos[field].key()
        if key == NEW:
            self._fill()  # as it was, until there is one
            self.new_wanted.emit(field)
            return
        if isinstance(key, int):
            self._chosen[field] = key
        else:
            self._chosen.pop(field, None)
        self._fill()
        self.changed.emit()


def _two(first: str, second: str, look: str = "medium") -> QWidget:
    """The trade's own word, and the user's language beside it or, where there is no room, below; once if they agree."""
    pair = QWidget()
    column = QVBoxLayout(pair)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    row = WrappingRow(theme.px(6), below=0)
    row.addWidget(Text(first, look))
    if second and second.casefold() != first.casefold():
        row.addWidget(Text(second, "small", "muted"))
    column.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    return pair
