"""The import wizard (P3.4): fetch, review, confirm, summary. One window for each program.

Closing it while it fetches lets it go on; closing the review keeps what was chosen until the next opening.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.words import _, ngettext
from app.importing.runs import RunView
from integrations.contract import Manifest
from ui.desktop import shown, theme
from ui.desktop.ask import Answer, ask, gone
from ui.desktop.desk import Desk, Place
from ui.desktop.faults import words_of
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.progress import ProgressRow
from ui.desktop.widgets.text import IconLabel, Text
from ui.desktop.widgets.wizard import WizardFrame
from ui.desktop.wizards.fetch_page import FetchPage
from ui.desktop.wizards.fetching import Fetch
from ui.desktop.wizards.import_review import ReviewPage
from ui.desktop.wizards.import_summary import SummaryPage
from ui.desktop.wizards.what_next import what_next


class ImportWizard(WizardFrame):
    def __init__(self, desk: Desk, manifest: Manifest, fetch: Fetch, parent: QWidget) -> None:
        steps = [
            ("fetch", _("Fetch")),
            ("review", _("Review")),
            ("import", _("Import")),
            ("summary", _("Summary")),
        ]
        title = _("Import clients from {name}").format(name=manifest.name)
        super().__init__(f"{title} – Kontor", steps, parent=parent)
        self.desk, self.manifest, self.fetch = desk, manifest, fetch
        self.fetching = FetchPage(manifest.name)
        self.review = ReviewPage(self)
        self.writing = ProgressRow(_("Writing what was chosen"))
        self.summary = SummaryPage(self)
        self._run: RunView | None = None
        self._add_pages()
        self._listen()
        self.resize(theme.px(1280), theme.px(800))
        self.open_where_it_stands()

    def _add_pages(self) -> None:
        self.add_page("fetch", self.fetching)
        self.add_page("review", self.review, edge=False)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.writing)
        column.addStretch(1)
        self.add_page("import", holder)
        self.add_page("summary", self.summary, edge=False)
        self.fetched = Text("", "small", "muted")
        self.again = Button(_("Fetch again"), kind="quiet", icon="arrow-clockwise")
        self.header_end.addWidget(self.fetched)
        self.header_end.addWidget(self.again)
        self.strong = Text("", "strong")
        self.red_icon = IconLabel("x-circle-fill", "red", 14)
        self.red_words = Text("", "small", "text2")
        self.footer_notes.insertWidget(0, self.strong)
        self.footer_notes.addWidget(self.red_icon, 0, Qt.AlignmentFlag.AlignRight)
        self.footer_notes.addWidget(self.red_words)

    def _listen(self) -> None:
        self.fetch.moved.connect(self.fetching.show_progress)
        self.fetch.ended.connect(self._fetched)
        self.fetch.written.connect(self._written)
        self.fetching.progress.cancelled.connect(self._cancel_fetch)
        self.again.clicked.connect(self._fetch_again)
        self.review.decided.connect(self._note_decision)
        self.summary.step_wanted.connect(self._leave_for)
        self.went_on.connect(self._go_on)
        self.went_back.connect(self._fetch_again)
        self.fetch.watched = self.isVisible
        self.left.connect(self._left)

    # --- where it stands ------------------------------------------------------------------------------

    def open_where_it_stands(self) -> None:
        """On opening: what is being written, a review that waits, else begin to fetch."""
        if self.fetch.writing:
            self._show_writing()
        elif self.fetch.review is not None and self.fetch.still_holds():
            self._show_review()
        else:
            self._fetch_anew()

    def _fetch_anew(self) -> None:
        if not self.fetch.running:
            self.fetch.forget()
        self.fetch.begin()
        self._show_fetching()

    def _show_fetching(self) -> None:
        self._dress(fetched="", again=False)
        sentence = _(
            "Nothing is written to {name}. You can close this window: it goes on, and the bell tells you."
        )
        self.show_step("fetch", _("Fetching clients"), sentence.format(name=self.manifest.name), back=False)
        self.cancel.set_text(_("Close"))
        self.fetching.show_progress(self.fetch.last)

    def _fetched(self) -> None:
        if self.fetch.review is not None:
            self._show_review()
        elif self.fetch.fault is not None:
            self._show_fault(self.fetch.fault)

    def _show_fault(self, fault: Exception) -> None:
        banner = Banner("error", *words_of(fault))
        banner.add_button(_("Try again"), self._fetch_anew, icon="arrow-clockwise")
        banner.add_button(
            _("Open the connection"), lambda: self._leave_for(f"settings/{self.manifest.key}/connection")
        )
        self.show_step("fetch", _("Nothing was fetched"), _("Nothing here has changed."), back=False)
        self.fetching.show_fault(banner)

    def _cancel_fetch(self) -> None:
        self.fetch.cancel()
        self.finish()

    def _fetch_again(self) -> None:
        if self.fetch.decided:
            self.desk.start(self._ask_to_fetch())
        else:
            self._fetch_anew()

    async def _ask_to_fetch(self) -> None:
        answers = (Answer("", _("Keep this review")), Answer("again", _("Fetch again"), "primary"))
        text = _("What you ticked and decided here would be forgotten.")
        if await ask(self, _("Fetch the clients again"), text, answers) == "again" and not gone(self):
            self._fetch_anew()

    def _show_review(self) -> None:
        review = self.fetch.review
        if review is None:
            return
        when = shown.day_and_time(review.fetched_at, self.desk.firm.time_zone)
        words = ngettext(
            "Fetched {when}, {n} client from {name} in {seconds} s",
            "Fetched {when}, {n} clients from {name} in {seconds} s",
            review.listed,
        )
        self._dress(
            words.format(
                when=when, n=review.listed, name=self.manifest.name, seconds=max(1, round(review.seconds))
            ),
            again=True,
        )
        sentence = _(
            "Nothing is written to {name}. Clients with a red X are imported too when ticked: the flag is a heads-up."
        )
        self.show_step(
            "review",
            _("Choose what to import"),
            sentence.format(name=self.manifest.name),
            go_on=_("Confirm import"),
        )
        self.cancel.set_text(_("Cancel"))
        if self.review.review is not review:
            self.review.show_review(review, self.fetch.choices)
        self._show_choice()

    def _dress(self, fetched: str, *, again: bool) -> None:
        self.fetched.setText(fetched)
        self.again.setVisible(again)
        for part in (self.strong, self.red_icon, self.red_words):
            part.setVisible(again)

    def _show_choice(self) -> None:
        if self.step() != "review":
            return
        count, parts = self.review.words()
        chosen, red = len(self.review.selected()), self.review.red()
        self.strong.setText(count)
        self.go_on.set_text(_("Confirm import ({n})").format(n=chosen))
        nothing = not chosen and not any(row.news for row in self.review.rows())
        self.allow(_("Tick what is to be imported.") if nothing else "", note=parts)
        self.red_icon.setVisible(red > 0)
        self.red_words.setVisible(red > 0)
        self.red_words.setText(_("{n} with a red X").format(n=red))

    def _note_decision(self) -> None:
        self.fetch.decided = True
        self._show_choice()

    def _left(self) -> None:
        """Fetching and writing go on without the window; the bell tells how they ended."""
        self.fetch.watched = lambda: False
        self.deleteLater()

    # --- confirming -------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self.step() == "review":
            self.fetch.confirm()
            self._show_writing()
        elif self._run is not None:
            self._leave_for(f"clients/run/{self._run.id}")

    def _show_writing(self) -> None:
        self._dress("", again=False)
        self.show_step("import", _("Importing"), _("All of it is written, or nothing."), back=False)
        self.cancel.set_text(_("Close"))
        count = len(self.review.selected())
        self.writing.set_progress(ngettext("{n} client", "{n} clients", count).format(n=count))
        self.writing.cancel.hide()  # a transaction is short, and half of one is nothing

    def _written(self) -> None:
        if self.fetch.run is not None:
            self.desk.start(self._show_summary(self.fetch.run))
        elif self.fetch.fault is not None:
            self._show_review()
            self.review.show_fault(*words_of(self.fetch.fault))

    async def _show_summary(self, run: RunView) -> None:
        detail = await self.desk.program.imports.run(self.desk.actor, run.id)
        lines = await what_next(self.desk, self.manifest)
        if gone(self):
            return
        self._run = run
        self.summary.show_run(detail)
        self.summary.show_next(lines)
        sentence = _("It stands in the log of {name}, where it can be undone.")
        words = sentence.format(name=self.manifest.name)
        self.show_step("summary", _("Import done"), words, go_on=_("View clients"), back=False)
        self.cancel.set_text(_("Close"))

    def _leave_for(self, place: str) -> None:
        self.finish()
        self.desk.shell.go(Place.read(place))


def open_import(desk: Desk, manifest: Manifest, parent: QWidget) -> ImportWizard:
    """The one wizard of that program: brought forward when it is open, else opened where it stands."""
    key = f"import/{manifest.key}"
    window = desk.windows.get(key)
    if isinstance(window, ImportWizard) and window.isVisible():
        window.raise_()
        window.activateWindow()
        return window
    fetch = desk.fetches.get(manifest.key)
    if not isinstance(fetch, Fetch):
        fetch = Fetch(desk, manifest.key, desk.shell.window())
        desk.fetches[manifest.key] = fetch
    wizard = ImportWizard(desk, manifest, fetch, parent)
    desk.windows[key] = wizard
    wizard.left.connect(lambda: desk.windows.pop(key, None))
    wizard.show()
    return wizard
