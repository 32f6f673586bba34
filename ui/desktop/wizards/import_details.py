"""What a row of the review opens to: theirs and ours field by field, a choice of client, an offer."""

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from app.clients.values import field_name
from app.core.words import _
from app.importing.choices import NEW, Choices
from app.importing.review import Review
from app.importing.rows import CHOOSE, DEACTIVATE, LINK, ReviewRow
from ui.desktop import theme
from ui.desktop.widgets.choices import CheckBox, Radio
from ui.desktop.widgets.comparison import Comparison, Difference
from ui.desktop.widgets.text import Text


class RowDetails(QFrame):
    """Made each time a row is opened. `changed` is called with the row's key after each decision."""

    def __init__(
        self,
        review: Review,
        choices: Choices,
        row: ReviewRow,
        changed: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._review, self._choices, self._row, self._changed = review, choices, row, changed
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        if row.reason_words:
            self._column.addWidget(Text(row.reason_words, "body", "text2", wrap=True))
        original = next(each for each in review.rows if each.key == row.key)
        if original.offer in (CHOOSE, LINK):
            self._add_candidates(original)
        if row.fields or row.creates:
            self._add_comparison()
        if original.offer == DEACTIVATE:
            self._add_deactivate()

    def _add_comparison(self) -> None:
        row, source = self._row, self._review.about.name
        theirs, ours = _("Theirs, {name}").format(name=source), _("Ours, Kontor")
        if row.fields:
            comparison = Comparison(_differences(row), theirs=theirs, ours=ours, parent=self)
        else:
            comparison = Comparison(
                _values(self._review, row), theirs=theirs, ours=ours, fixed=True, parent=self
            )
        comparison.decided.connect(self._decide_field)
        self._column.addWidget(comparison)

    def _decide_field(self, field: str, takes_theirs: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._choices.choose_field(self._row.key, field, "theirs" if takes_theirs else "ours")
        self._changed(self._row.key)

    def _add_candidates(self, original: ReviewRow) -> None:
        group = QButtonGroup(self)
        for candidate in original.candidates:
            words = _("Link to {name} ({mark})").format(name=candidate.name, mark=candidate.mark)
            self._add_radio(group, words, candidate.client_id, on=self._row.client_id == candidate.client_id)
        creates = self._row.creates and (original.offer == CHOOSE or self._row.checked)
        self._add_radio(group, _("Make a new client of it"), NEW, on=creates and self._row.client_id is None)
        self._add_radio(group, _("Leave it out"), None, on=not self._row.checked)

    def _add_radio(self, group: QButtonGroup, words: str, match: int | str | None, *, on: bool) -> None:
        radio = Radio(words)
        group.addButton(radio)
        radio.setChecked(on)
        radio.clicked.connect(lambda: self._match(match))
        self._column.addWidget(radio)

    def _match(self, match: int | str | None) -> None:
        self._choices.choose_match(self._review, self._row.key, match)
        self._changed(self._row.key)

    def _add_deactivate(self) -> None:
        box = CheckBox(_("Deactivate {name} here too").format(name=self._row.client_name))
        box.setChecked(self._row.deactivate)
        box.toggled.connect(self._deactivate)
        self._column.addWidget(box)

    def _deactivate(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._choices.deactivate(self._row.key, on)
        self._changed(self._row.key)


def _differences(row: ReviewRow) -> list[Difference]:
    return [
        Difference(
            merged.field,
            field_name(merged.field),
            merged.base or "",
            merged.theirs,
            merged.ours,
            merged.choice == "theirs",
            merged.conflict,
        )
        for merged in row.fields
    ]


def _values(review: Review, row: ReviewRow) -> list[Difference]:
    """A new client: everything the program has of it."""
    pairs = zip(review.about.fields, row.theirs, strict=True)
    return [
        Difference(field, field_name(field), "", value, "", takes_theirs=True)
        for field, value in pairs
        if value
    ]
