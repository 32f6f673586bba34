"""A client's covered days in one program, beside the list: what is counted, from when, and what stands against it
(P6.4, P6.8).
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import day_in
from app.core.rights import Right
from app.core.words import _
from app.summaries.views import ClientDays, LedgerRow
from integrations.contract import Manifest
from ui.desktop import health_words as said
from ui.desktop import shown, theme
from ui.desktop.desk import Desk, Place
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.text import KeyValues, Link, Text
from ui.desktop.widgets.wrapping import WrappingRow


class CoveredPart(QWidget):
    """`days` None: neither a link nor covered days, in a program that should know the client."""

    def __init__(self, desk: Desk, manifest: Manifest, days: ClientDays | None) -> None:
        super().__init__()
        self._desk, self._manifest, self._days = desk, manifest, days
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(Text(_("Monthly counts"), "strong"))
        if days is None:
            words = _("No link to {name}").format(name=manifest.name)
            column.addWidget(Banner("warning", words, self._todo("no_link")))
            return
        if not days.on and days.reason != "other_account":
            self._add_plan(column)
        if banner := self._banner(days):
            column.addWidget(banner)
        column.addWidget(KeyValues(self._pairs(days), names=112))
        column.addLayout(self._foot(days))

    def _add_plan(self, column: QVBoxLayout) -> None:
        """Nobody is counted at present."""
        words = _("Nobody is counted: the plan of {name} is not complete, or it is not connected.")
        column.addWidget(Text(words.format(name=self._manifest.name), "body", "text2", wrap=True))
        link = Link(_("Set up monthly counts"))
        link.followed.connect(lambda: self._desk.shell.go(Place("settings", (self._manifest.key, "counts"))))
        column.addWidget(link)

    # --- what stands against it -------------------------------------------------------------------

    def _banner(self, days: ClientDays) -> Banner | None:
        """What the link itself is the reason of is said there."""
        if days.reason:
            todo = self._todo(days.reason)
            return Banner("warning", days.reason_words, todo) if todo else None
        if days.owed:
            return Banner("warning", days.owed[0].reason_words, _("The period keeps its place."))
        return None

    def _todo(self, reason: str) -> str:
        words = {
            "no_link": _("An import links it by its registration code."),
            "inactive": _("Make it active again; what it was not counted for meanwhile is caught up."),
            "inactive_there": _("Make it active there, then import again."),
            "other_account": _("Import clients once, so that the links are confirmed."),
        }
        return words.get(reason, "")

    # --- what is counted --------------------------------------------------------------------------

    def _pairs(self, days: ClientDays) -> list[tuple[str, str | QWidget]]:
        pairs: list[tuple[str, str | QWidget]] = [(_("Last period"), self._last(days.last))]
        if days.last is not None:
            pairs.append((_("Counted"), "\n".join(_counts(days.last, self._manifest)) or _("Nothing")))
        if days.owed:
            owed = [shown.whole_days(row.first_day, row.last_day) for row in days.owed]
            pairs.append((_("Owed"), "\n".join(owed)))
            pairs.append((_("Next try"), self._next_try(days)))
        pairs.append((_("Next run"), self._next(days)))
        pairs.append((_("Counted from"), self._from(days)))
        return pairs

    def _next_try(self, days: ClientDays) -> str:
        if not days.on or days.owed[0].next_try is None:
            return "–"
        now, zone = self._desk.program.clock.now(), self._desk.firm.time_zone
        return said.when(days.owed[0].next_try, now, zone)

    def _last(self, last: LedgerRow | None) -> str:
        if last is None:
            return _("Nothing is counted yet")
        return f"{shown.whole_days(last.first_day, last.last_day)} · {shown.month(last.slot)}"

    def _next(self, days: ClientDays) -> str:
        if days.coming is None or not days.on:
            return "–"
        today = day_in(self._desk.firm.time_zone, self._desk.program.clock.now())
        run = f"{days.coming.run_date:%d.%m.%Y} 00:30" if days.coming.run_date > today else _("due now")
        covers = shown.whole_days(days.coming.first_day, days.coming.last_day)
        return _("{when}, for {days}").format(when=run, days=covers)

    def _from(self, days: ClientDays) -> str:
        if days.count_from is not None:
            return f"{days.count_from:%d.%m.%Y}"
        if days.first_day is None:
            return _("As it follows from the link")
        return _("{day}, as it follows from the link").format(day=f"{days.first_day:%d.%m.%Y}")

    def _foot(self, days: ClientDays) -> QHBoxLayout:
        change = Button(_("Change the first day"), small=True)
        change.set_reason(self._desk.why_not(Right.INTEGRATIONS))
        change.clicked.connect(lambda: self._desk.start(self._change(days)))
        show = Link(_("Show in covered days"))
        place = Place("covered", (days.integration, str(days.client_id)))
        show.followed.connect(lambda: self._desk.shell.go(place))
        show.setMinimumHeight(change.sizeHint().height())  # on one line with the button's words
        parts = WrappingRow(theme.px(12))
        parts.addWidget(change)
        parts.addWidget(show)
        row = QHBoxLayout()
        row.addLayout(parts, 1)
        return row

    async def _change(self, days: ClientDays) -> None:
        from ui.desktop.dialogs.count_from import edit_count_from

        await edit_count_from(self.window(), self._desk, days)


def _counts(row: LedgerRow, manifest: Manifest) -> Sequence[str]:
    """As in "Payments created: 12", in the order of the offer."""
    offer = manifest.counts
    if offer is None:
        return ()
    return [
        f"{_(offer.field_name(field))}: {row.counts[field]}" for field in offer.fields if field in row.counts
    ]
