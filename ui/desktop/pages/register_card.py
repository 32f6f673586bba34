"""The card of the local copy of the business register: how old it is, load it anew (P4.1)."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.progress import Progress
from app.core.rights import Right
from app.core.words import _
from ui.desktop import shown, theme
from ui.desktop.desk import Desk
from ui.desktop.models.columns import ChipLook
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.cards import Card
from ui.desktop.widgets.chips import Chip
from ui.desktop.widgets.progress import ProgressRow
from ui.desktop.widgets.text import IconLabel, Text


class RegisterCard(Card):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._chip = Chip("")
        self._state = Text("", "small", "muted", wrap=True)
        self._progress = ProgressRow(_("Loading the register"), parent=self)
        self._progress.hide()
        self.download = Button(_("Download"), icon="download-simple")
        self.from_file = Button(_("From a file"), kind="neutral")
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(IconLabel("shield-check", "accent_ink", 20))
        head.addWidget(Text(_("Business register"), "section"), 1)
        head.addWidget(self._chip)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.from_file)
        foot.addWidget(self.download)
        self.body.addLayout(head)
        words = _(
            "A copy of Estonia's open data, so that every code is checked at once and without a network."
        )
        self.body.addWidget(Text(words, "body", "text2", wrap=True))
        self.body.addWidget(self._state)
        self.body.addWidget(self._progress)
        self.body.addStretch(1)
        self.body.addLayout(foot)
        why_not = desk.why_not(Right.INTEGRATIONS)
        for button in (self.download, self.from_file):
            button.set_reason(why_not)
        self.download.clicked.connect(lambda: self._start(None))
        self.from_file.clicked.connect(self._choose)
        self.refresh()

    def refresh(self) -> None:
        self._desk.start(self._read())

    async def _read(self) -> None:
        state = await self._desk.program.registers.copy_state()
        if state is None:
            self._chip.set_look(ChipLook(_("Not loaded"), "", "grey"))
            self._state.setText(_("Without it codes are asked one by one, one a second."))
            return
        self._chip.set_look(ChipLook(_("Ready"), "check-bold", "green"))
        loaded = shown.day_and_time(state.loaded_at, self._desk.firm.time_zone)
        words = _("{rows} companies, loaded {when}. Data: RIK, CC BY 4.0.")
        self._state.setText(words.format(rows=f"{state.rows:,}".replace(",", " "), when=loaded))

    def _choose(self) -> None:
        chooser = QFileDialog(self.window(), _("Open data of the business register"))
        chooser.setNameFilter(_("Open data (*.zip *.csv)"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda file: self._start(Path(file)))
        chooser.open()

    def _start(self, path: Path | None) -> None:
        self._progress.show()
        for button in (self.download, self.from_file):
            button.set_reason(_("The register is being loaded."))
        task = self._desk.tasks.start(self._load(path))
        self._progress.cancelled.connect(task.cancel)
        task.add_done_callback(lambda _task: self._ended())

    async def _load(self, path: Path | None) -> None:
        try:
            loaded = await self._desk.program.registers.load(self._desk.actor, path, self._tell)
        except KontorError as fault:
            self._desk.shell.tell(fault)
            return
        words = _("{rows} companies loaded in {seconds} s.")
        self._desk.shell.toast(words.format(rows=loaded.rows, seconds=f"{loaded.seconds:.1f}"))
        self.refresh()

    def _tell(self, progress: Progress) -> None:
        part = progress.done / progress.total if progress.total else None
        self._progress.set_progress(f"{progress.step} {progress.done}", part)

    def _ended(self) -> None:
        self._progress.hide()
        for button in (self.download, self.from_file):
            button.set_reason(self._desk.why_not(Right.INTEGRATIONS))
