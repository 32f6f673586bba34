"""Field by field: at the last import, theirs, ours, and what comes of it (P3.4, P3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.models.looks import EMPTY, ChipLook
from ui.desktop.widgets import paint
from ui.desktop.widgets.chips import Chip
from ui.desktop.widgets.choices import Radio
from ui.desktop.widgets.text import CutText, IconLabel, Text

ROW = 30
_PARTS = (11, 20, 29, 28, 29)  # widths of the five columns, relative


@dataclass(frozen=True, slots=True)
class Difference:
    """One field. `takes_theirs` is the choice in force, `conflict` that both sides changed it."""

    key: str
    name: str
    before: str
    theirs: str
    ours: str
    takes_theirs: bool
    conflict: bool = False


class Comparison(QWidget):
    """`decided` carries the field's key and whether theirs is taken."""

    decided = Signal(str, bool)

    def __init__(
        self,
        differences: Sequence[Difference],
        *,
        theirs: str,
        ours: str,
        fixed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`theirs` and `ours` head their columns; `fixed` shows without a choice (a new client, a past run)."""
        super().__init__(parent)
        self._differences = list(differences)
        self._fixed = fixed
        self._results: dict[str, CutText] = {}
        self._chips: dict[str, Chip] = {}
        self.radios: dict[str, tuple[Radio, Radio]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(11, 0, 11, 0)
        self._grid.setSpacing(0)
        for column, part in enumerate(_PARTS):
            self._grid.setColumnStretch(column, part)
        self._grid.setRowMinimumHeight(0, theme.px(ROW))
        heads = (_("Field"), _("At the last import"), theirs, ours, _("Result"))
        for column, head in enumerate(heads):
            label = Text(head, "small_strong", "muted")
            label.setContentsMargins(11 if column == 4 else 0, 0, 0, 0)
            self._grid.addWidget(label, 0, column)
        for place, difference in enumerate(self._differences, start=1):
            self._add(place, difference)

    def _add(self, place: int, difference: Difference) -> None:
        self._grid.setRowMinimumHeight(place, theme.px(ROW))
        self._grid.addWidget(_name(difference), place, 0)
        before = CutText(difference.before or EMPTY, "body", "text2" if difference.conflict else "muted")
        self._grid.addWidget(before, place, 1)
        if self._fixed:
            self._grid.addWidget(CutText(difference.theirs or EMPTY), place, 2)
            self._grid.addWidget(CutText(difference.ours or EMPTY), place, 3)
        else:
            self._add_choice(place, difference)
        self._grid.addLayout(self._make_result(difference), place, 4)
        self._show_result(difference.key, takes_theirs=difference.takes_theirs)

    def _add_choice(self, place: int, difference: Difference) -> None:
        take, keep = Radio(difference.theirs or EMPTY), Radio(difference.ours or EMPTY)
        take.setAccessibleName(
            _("{field}: take theirs, {value}").format(field=difference.name, value=take.text())
        )
        keep.setAccessibleName(
            _("{field}: keep ours, {value}").format(field=difference.name, value=keep.text())
        )
        for radio in (take, keep):
            radio.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        group = QButtonGroup(self)
        group.addButton(take)
        group.addButton(keep)
        (take if difference.takes_theirs else keep).setChecked(True)
        take.toggled.connect(lambda on, key=difference.key: self._decide(key, takes_theirs=on))
        self.radios[difference.key] = (take, keep)
        self._grid.addWidget(take, place, 2)
        self._grid.addWidget(keep, place, 3)

    def _make_result(self, difference: Difference) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(11, 0, 0, 0)
        self._results[difference.key] = CutText("", "strong")
        self._chips[difference.key] = Chip("")
        row.addWidget(self._results[difference.key], 1)
        row.addWidget(self._chips[difference.key])
        return row

    def _decide(self, key: str, *, takes_theirs: bool) -> None:
        self._show_result(key, takes_theirs=takes_theirs)
        self.decided.emit(key, takes_theirs)

    def _show_result(self, key: str, *, takes_theirs: bool) -> None:
        difference = next(each for each in self._differences if each.key == key)
        self._results[key].setText((difference.theirs if takes_theirs else difference.ours) or EMPTY)
        tone = "accent" if takes_theirs else "grey"
        if difference.conflict:
            tone = "accent_plain" if takes_theirs else "amber_plain"
        self._chips[key].set_look(ChipLook(_("Take theirs") if takes_theirs else _("Keep ours"), "", tone))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect())
        paint.panel(painter, room, "surface", "", 8)
        shape = QPainterPath()
        shape.addRoundedRect(room, 8, 8)
        painter.setClipPath(shape)
        self._paint_row(painter, 0, "sunken")
        for place, difference in enumerate(self._differences, start=1):
            self._paint_row(painter, place, "amber_tint" if difference.conflict else "")
        x = self._grid.cellRect(0, 4).x()
        painter.fillRect(x, 0, 1, self.height(), theme.color("border"))
        painter.setClipping(False)
        paint.panel(painter, room, "", "border", 8)
        painter.end()

    def _paint_row(self, painter: QPainter, place: int, ground: str) -> None:
        cell = self._grid.cellRect(place, 0)
        if ground:
            painter.fillRect(0, cell.y(), self.width(), cell.height(), theme.color(ground))
        if place:
            painter.fillRect(0, cell.y(), self.width(), 1, theme.color("border"))


def _name(difference: Difference) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    if difference.conflict:
        row.addWidget(IconLabel("arrows-left-right", "amber", 14, name=_("Conflict")))
    row.addWidget(Text(difference.name, "medium"), 1, Qt.AlignmentFlag.AlignVCenter)
    return holder
