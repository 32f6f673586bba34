"""The filter row of the task list: find, state, client, assignee, topic, source, month of billing (P5.6)."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.words import _
from app.work.views import TaskRow
from ui.desktop import shown, theme
from ui.desktop.models.table import TableModel
from ui.desktop.pages import task_words as words
from ui.desktop.pages.task_client_drop import FindingDrop, KnowingDrop
from ui.desktop.widgets.choices import Segment, Segments
from ui.desktop.widgets.fields import FindField
from ui.desktop.widgets.filters import FilterDrop
from ui.desktop.widgets.wrapping import WrappingRow

NONE = 0  # key of tasks without a client, an assignee, a topic
BUCKETS = {
    "today": ("today",),
    "overdue": ("overdue",),
    "open": ("today", "overdue", "open"),
    "done": ("done",),
    "all": ("today", "overdue", "open", "done", "cancelled"),
}
COUNTED = ("today", "overdue", "open", "done")
FIRST = "open"  # what the page begins with


class TaskFilters(QWidget):
    """Filters the model it is given. `today` is asked whenever rows are new. `own`: id of the member at work."""

    def __init__(
        self, model: TableModel[TaskRow], today: Callable[[], date], own: int | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model, self._own = model, own
        self.finder = FindField(_("Find in list"))
        self.state = Segments(
            [
                Segment("today", _("Today")),
                Segment("overdue", _("Overdue")),
                Segment("open", words.is_open()),
                Segment("done", _("Done")),
                Segment("all", _("All")),
            ],
            name=_("State"),
            small=True,
        )
        self.client = FindingDrop(_("Client"))
        self.assignee = KnowingDrop(_("Assignee"), several=True)
        self.topic = KnowingDrop(_("Topic"), several=True)
        self.source = KnowingDrop(_("Source"), several=True)
        self.month = KnowingDrop(_("Month"), several=True)
        self.month.setToolTip(_("The month of the billing date"))
        self._lay_out()
        model.add_facet("bucket", lambda row: words.bucket(row, today()))
        model.add_facet("client", lambda row: row.client_id or NONE)
        model.add_facet("topic", lambda row: row.topic_id or NONE)
        model.add_facet("source", lambda row: row.source)
        model.add_facet("month", lambda row: _month(row.billing_date))
        self._connect()

    def _lay_out(self) -> None:
        self.row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(12))
        row.setSpacing(theme.px(8))
        words_wide = theme.metrics().horizontalAdvance(self.finder.placeholderText())
        self.finder.setFixedWidth(max(theme.px(146), min(words_wide + theme.px(72), theme.px(190))))
        filters = WrappingRow(theme.px(6))  # seven parts on one line of 1280
        for part in (
            self.finder, self.state, self.client, self.assignee, self.topic, self.source, self.month,
        ):  # fmt: skip
            filters.addWidget(part)
        row.addLayout(filters, 1)

    def _connect(self) -> None:
        self.finder.textChanged.connect(self._model.find)
        self.state.chosen.connect(self._choose_state)
        for facet, drop in (
            ("client", self.client), ("topic", self.topic), ("source", self.source), ("month", self.month),
        ):  # fmt: skip
            drop.changed.connect(lambda keys, facet=facet: self._model.choose(facet, keys or None))
        self.assignee.changed.connect(self._filter_assignees)
        self._model.counts_changed.connect(self._show_counts)
        self.state.choose(FIRST)
        self._choose_state(FIRST)

    # --- what can be chosen -----------------------------------------------------------------------

    def show_choices(self, rows: Sequence[TaskRow]) -> None:
        """What occurs in the rows; the member at work stands first, also without a task."""
        before = {name: drop.value() for name, drop in self._drops().items()}
        self.client.set_choices(_named(((r.client_id, r.client) for r in rows), _("The firm's own")))
        people = {(id_, name) for r in rows for id_, name in zip(r.assignee_ids, r.assignees, strict=True)}
        others = sorted(((i, n) for i, n in people if i != self._own), key=lambda each: each[1].casefold())
        mine = [] if self._own is None else [(self._own, _("Mine"))]
        self.assignee.set_choices([*mine, (NONE, _("Nobody")), *others])
        self.topic.set_choices(_named(((r.topic_id, r.topic) for r in rows), _("Not set")))
        sources = sorted({"", *(r.source for r in rows)})
        self.source.set_choices([(key, words.source(key)) for key in sources])
        months = sorted({_month(r.billing_date) for r in rows} - {""}, reverse=True)
        self.month.set_choices([*((key, _month_words(key)) for key in months), ("", _("Not set"))])
        self._let_go(before)

    def offers(self, row: TaskRow) -> bool:
        """Whether everything that the row could be filtered by can be chosen already."""
        return (
            self.client.has(row.client_id or NONE)
            and all(map(self.assignee.has, row.assignee_ids))
            and self.topic.has(row.topic_id or NONE)
            and self.source.has(row.source)
            and self.month.has(_month(row.billing_date))
        )

    def _let_go(self, before: Mapping[str, Collection[Hashable]]) -> None:
        """A choice that is gone filters no longer."""
        for name, drop in self._drops().items():
            if drop.value() != before[name]:
                drop.changed.emit(drop.value())

    # --- applying -----------------------------------------------------------------------------------

    def _choose_state(self, key: Hashable) -> None:
        self._model.choose("bucket", None if key == "all" else BUCKETS[str(key)])

    def _filter_assignees(self, keys: Collection[Hashable]) -> None:
        wanted = frozenset(keys)
        rule = (lambda r: not wanted.isdisjoint(r.assignee_ids or (NONE,))) if wanted else None
        self._model.filter("assignee", rule)

    def _show_counts(self) -> None:
        counts = self._model.counts("bucket")
        for key in COUNTED:
            self.state.button(key).set_count(sum(counts[each] for each in BUCKETS[key]))

    # --- keeping ------------------------------------------------------------------------------------

    def content(self) -> dict[str, Any]:
        """What a saved filter keeps."""
        return {
            "find": self.finder.text(),
            "state": self.state.value(),
            **{name: sorted(drop.value(), key=str) for name, drop in self._drops().items()},
        }

    def apply(self, content: Mapping[str, Any]) -> None:
        """Put a kept filter back; what it does not name is cleared."""
        self.finder.setText(str(content.get("find", "")))
        state = content.get("state", FIRST)
        self.state.choose(state)
        self._choose_state(state)
        for name, drop in self._drops().items():
            drop.choose(content.get(name, ()))

    def clear(self) -> None:
        """Everything is shown, the done and the cancelled too."""
        self.apply({"state": "all"})

    def _drops(self) -> dict[str, FilterDrop]:
        return {
            "client": self.client,
            "assignee": self.assignee,
            "topic": self.topic,
            "source": self.source,
            "month": self.month,
        }


def _named(pairs: Any, nothing: str) -> list[tuple[Hashable, str]]:
    """What has a name by name, and the word for what has none before all."""
    found = sorted({pair for pair in pairs if pair[0] is not None}, key=lambda pair: pair[1].casefold())
    return [(NONE, nothing), *found]


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def _month_words(key: str) -> str:
    year, month = key.split("-")
    return shown.month(date(int(year), int(month), 1))
