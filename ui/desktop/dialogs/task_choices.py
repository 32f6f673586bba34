"""Two fields of a task's form: the client, found as it is typed, and the topic, made on the spot (P5.1, P5.3)."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout

from app.clients.views import ClientRow
from app.core.rights import Right
from app.core.words import _
from app.work.views import TopicView
from ui.desktop import theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk
from ui.desktop.dialogs.name import ask_name
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.fields import Combo, Field, TextField


class ClientField(TextField):
    """A part of the name or the code is enough; an empty line is the firm's own work."""

    def __init__(self, clients: Sequence[ClientRow], kept: tuple[int, str] | None) -> None:
        """`kept`: the client of the task, which may be inactive."""
        super().__init__(_("Client"), placeholder=_("The firm's own"))
        offered = [row for row in clients if row.status == "active" or (kept and row.id == kept[0])]
        twice = _twice(row.name for row in offered)
        self._by_words = {_words(row, twice=row.name.casefold() in twice): row.id for row in offered}
        self._by_id = {id_: words for words, id_ in self._by_words.items()}
        if kept is not None:
            self._by_id.setdefault(*kept)
            self._by_words.setdefault(kept[1], kept[0])
        self._folded = {words.casefold(): id_ for words, id_ in self._by_words.items()}
        completer = QCompleter(list(self._by_words), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(9)
        self.input.setCompleter(completer)

    def client_id(self) -> int | None:
        """None for an empty line and for what no client is called; `wrong` tells them apart."""
        return self._folded.get(self.value().casefold()) or self._alone()

    @property
    def wrong(self) -> str:
        """Why the line names no client; "" where it does or is empty."""
        if not self.value() or self.client_id() is not None:
            return ""
        return _("No client is called {name}. Choose one from the list.").format(name=self.value())

    def set_client(self, client_id: int | None) -> None:
        self.set_value("" if client_id is None else self._by_id.get(client_id, ""))

    def _alone(self) -> int | None:
        """The one client that what is typed can mean."""
        typed = self.value().casefold()
        hits = [id_ for words, id_ in self._folded.items() if typed in words] if typed else []
        return hits[0] if len(hits) == 1 else None


def _twice(names: Iterable[str]) -> set[str]:
    """Names that more than one has."""
    seen: set[str] = set()
    found: set[str] = set()
    for name in names:
        (found if name.casefold() in seen else seen).add(name.casefold())
    return found


def _words(row: ClientRow, *, twice: bool) -> str:
    return f"{row.name} · {row.registration_code or row.id}" if twice else row.name


class TopicField(Field):
    """A choice, and a button beside it for a topic that is not there yet."""

    def __init__(self, desk: Desk, topics: Sequence[TopicView], kept: int | None) -> None:
        self._desk = desk
        self.input = Combo()
        super().__init__(_("Topic"), self.input)
        self._choices = [(t.id, t.name) for t in topics if not t.archived or t.id == kept]
        self._archived = {t.name.casefold(): t for t in topics if t.archived and t.id != kept}
        self._show()
        self.set_value(kept)
        self.new_button = Button(icon="plus-bold", name=_("New topic"))
        self.new_button.set_reason(desk.why_not(Right.SETTINGS))
        self.new_button.clicked.connect(lambda: desk.start(self._ask_new()))
        self._put_button()
        self.input.currentIndexChanged.connect(lambda _place: self.changed.emit())

    def _put_button(self) -> None:
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.removeWidget(self.input)
            row = QHBoxLayout()
            row.setSpacing(theme.px(4))
            row.addWidget(self.input, 1)
            row.addWidget(self.new_button)
            column.insertLayout(1, row)
            self.new_button.setFixedHeight(theme.px(32))

    def value(self) -> int | None:
        key = self.input.key()
        return key if isinstance(key, int) else None

    def set_value(self, topic_id: int | None) -> None:
        self.input.choose(topic_id)

    def _show(self) -> None:
        self.input.set_choices([(None, _("Not set")), *sorted(self._choices, key=lambda c: c[1].casefold())])

    async def _ask_new(self) -> None:
        name = await ask_name(self.window(), _("New topic"), _("Name"), _("Add the topic"))
        if not name or gone(self):
            return
        known = next((id_ for id_, word in self._choices if word.casefold() == name.casefold()), None)
        if known is None:
            known = await self._make(name)
        if not gone(self):
            self.set_value(known)
            self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _make(self, name: str) -> int:
        """A new one, or the one of that name out of the archive."""
        tasks, actor = self._desk.program.tasks, self._desk.actor
        if (old := self._archived.get(name.casefold())) is not None:
            made = await tasks.change_topic(actor, old.id, {"archived": False})
        else:
            made = await tasks.add_topic(actor, name)
        if not gone(self):
            self._choices.append((made.id, made.name))
            self._show()
        return made.id
