"""Clients that are not counted, by reason and by name, each reason with what can be done about it (P6.8)."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import N_, _, ngettext
from app.summaries.views import LeftOut
from integrations.contract import Manifest
from ui.desktop import theme
from ui.desktop.desk import Desk, Place
from ui.desktop.widgets.text import IconLabel, Link, SectionHeader, Text

NAMED = 6  # at first; the others when they are asked for
# in this order; reason → what to do, and the words of the link that does it
REASONS = {
    "no_view": (N_("Give the user's role View for them there."), N_("Copy the request")),
    "no_link": (N_("An import links them by their registration code."), N_("Show them")),
    "inactive": (N_("Make them active again if they are to be counted."), N_("Show them")),
    "inactive_there": (N_("Make them active there, then import again."), N_("Start import")),
    "other_account": (N_("Import clients once, so that the links are confirmed."), N_("Start import")),
    "vanished": (N_("Check the rights of the user there, then import again."), N_("Start import")),
}


class LeftOutGroup(QWidget):
    """One reason: how many, what to do, and who they are."""

    def __init__(self, todo: str, link: str, act: Callable[[Sequence[LeftOut]], None]) -> None:
        super().__init__()
        self._rows: tuple[LeftOut, ...] = ()
        self._all = False
        self.title = Text("", "strong", wrap=True)
        self.link = Link(link)
        self.names = Text("", "small", "text2", wrap=True, selectable=True)
        self.more = Link("")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addLayout(_lowered(IconLabel("warning-fill", "amber", theme.px(14)), 4))
        head.addWidget(self.title, 1)
        head.addLayout(_lowered(self.link, 2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addLayout(head)
        column.addWidget(self.names)
        column.addWidget(self.more)
        column.addWidget(Text(todo, "small", "muted", wrap=True))
        self.link.followed.connect(lambda: act(self._rows))
        self.more.followed.connect(self._turn)

    def show_rows(self, rows: tuple[LeftOut, ...]) -> None:
        self.setVisible(bool(rows))
        if rows != self._rows:
            self._rows = rows
            self._write()

    def _turn(self) -> None:
        self._all = not self._all
        self._write()

    def _write(self) -> None:
        rows, n = self._rows, len(self._rows)
        if not rows:
            return
        clients = ngettext("{n} client", "{n} clients", n).format(n=n)
        self.title.setText(f"{rows[0].reason_words.rstrip('.')}: {clients}")
        self.names.setText(", ".join(row.client for row in (rows if self._all else rows[:NAMED])))
        self.more.setVisible(n > NAMED)
        rest = ngettext("and {n} more", "and {n} more", n - NAMED).format(n=n - NAMED)
        words = _("Show fewer") if self._all else rest
        self.more.setText(words)
        self.more.setAccessibleName(words)


def _lowered(part: QWidget, by: int) -> QVBoxLayout:
    """On the first line of words that may wrap."""
    column = QVBoxLayout()
    column.setContentsMargins(0, theme.px(by), 0, 0)
    column.addWidget(part)
    column.addStretch(1)
    return column


class LeftOutList(QWidget):
    def __init__(self, desk: Desk, manifest: Manifest) -> None:
        super().__init__()
        self._desk, self._manifest = desk, manifest
        self.groups = {
            reason: LeftOutGroup(_(todo), _(link), self._deed(reason))
            for reason, (todo, link) in REASONS.items()
        }
        self._none = Text("", "body", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(SectionHeader(_("Left out of the monthly counts")))
        column.addWidget(self._none)
        for group in self.groups.values():
            column.addWidget(group)
        column.addStretch(1)

    def show_rows(self, rows: Sequence[LeftOut], *, on: bool) -> None:
        """`on`: whether anybody is counted at all."""
        for reason, group in self.groups.items():
            group.show_rows(tuple(row for row in rows if row.reason == reason))
        self._none.setText(_("Nobody.") if on else _("Nobody is counted yet: the monthly counts are off."))
        self._none.setVisible(not rows or not on)

    def _deed(self, reason: str) -> Callable[[Sequence[LeftOut]], None]:
        key = self._manifest.key
        places = {
            "no_link": Place("clients", ("unlinked", key)),
            "inactive": Place("clients", ("inactive", key)),
        }
        if reason == "no_view":
            return lambda rows: self._desk.start(self._copy(rows))
        place = places.get(reason, Place("settings", (key, "start-import")))
        return lambda _rows: self._desk.shell.go(place)

    async def _copy(self, rows: Sequence[LeftOut]) -> None:
        """Who needs which right, for whoever manages the accounting program, ready to be sent."""
        connection = await self._desk.program.connections.view(self._manifest.key)
        rights = " + ".join(
            _(right) for right in dict.fromkeys(right for _area, right in self._manifest.rights)
        )
        words = _("Give {rights} for {client} in {program} to {user}.").format(
            rights=rights,
            client=", ".join(row.client for row in rows),
            program=connection.name,
            user=connection.sign_in_name,
        )
        QGuiApplication.clipboard().setText(words)
        self._desk.shell.toast(_("Copied: {words}").format(words=words))
