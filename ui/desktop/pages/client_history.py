"""Who changed what in a client, and when (P1.6)."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.clients.values import field_name
from app.core.words import _
from app.db.audit_queries import AuditView
from ui.desktop import shown
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.widgets.text import Line, Text

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ClientHistory(PaneTab):
    def show_entries(self, entries: Sequence[AuditView]) -> None:
        """The newest first."""
        self.clear()
        for number, entry in enumerate(entries):
            if number:
                self.add(Line())
            self._add_entry(entry)
        if not entries:
            self.add(Text(_("Nothing was changed yet."), "body", "muted"))

    def _add_entry(self, entry: AuditView) -> None:
        when = shown.day_and_time(entry.at, self._desk.firm.time_zone)
        self.add(Text(f"{when} · {entry.actor} · {how(entry)}", "small", "muted", wrap=True))
        for words in changes_in_words(entry):
            self.add(Text(words, "body", "text2", wrap=True, selectable=True))


def changes_in_words(entry: AuditView) -> list[str]:
    """As in "E-mail: old@… → new@…"; of what was added only what it came to be."""
    if entry.action == "add":
        return [f"{_field(f)}: {_value(new)}" for f, (_old, new) in entry.changes.items() if new]
    return [f"{_field(f)}: {_value(old)} → {_value(new)}" for f, (old, new) in entry.changes.items()]


def _field(field: str) -> str:
    """Counts have their names from the program that they come from."""
    plain, _dot, rest = field.partition(".")
    if plain == "correction":
        return f"{field_name(plain)}, {shown.count_name(rest) or rest}"
    return shown.count_name(field) or field_name(field)


def how(entry: AuditView) -> str:
    words = {"add": _("added"), "edit": _("changed"), "delete": _("deleted"), "undo": _("undone")}
    by_import = _(" by an import") if entry.run_id else ""
    return words.get(entry.action, entry.action) + by_import


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{_field(name)}: {_value(each)}" for name, each in value.items()) or "–"
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return _day(value)
    return "–" if value in (None, "") else str(value)


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:  # typed by a person, and no day
        return text
