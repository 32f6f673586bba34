"""A form in a window of its own: title, fields that scroll, a line for what went wrong, two buttons.

`save` is awaited while the window stays open, so that a refusal is shown beside what was typed and
nothing is lost.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.words import _
from ui.desktop import theme
from ui.desktop.ask import Answer, ask, gone
from ui.desktop.desk import Desk
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.fields import Field
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.text import Line, Text

TALLEST = 760


class FormDialog(TabsAsSeen, QDialog):
    """Subclasses fill `grid` (two columns) and give `save`; `fields` by name are watched for changes."""

    def __init__(self, parent: QWidget, desk: Desk, title: str, save_words: str, width: int = 640) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.desk = desk
        self.fields: dict[str, Field] = {}
        self._changed = self._saving = False
        self.save_button = Button(save_words, kind="primary")
        self.save_button.setDefault(True)
        self.cancel_button = Button(_("Cancel"), kind="neutral")
        self._faults = QVBoxLayout()
        edge = theme.px(24)
        self._scroll = Scroll(margins=(edge, 0, edge, edge), spacing=theme.px(16), parent=self)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.px(16))
        self.grid.setVerticalSpacing(theme.px(12))
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)
        self._scroll.body.addLayout(self.grid)
        self._scroll.body.addStretch(1)
        self._scroll.inner.installEventFilter(self)
        self._lay_out(title)
        self._width = theme.px(width)
        self.resize(self._width, theme.px(620))
        self.save_button.clicked.connect(lambda: self.desk.start(self._saved()))
        self.cancel_button.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save_button.click)

    def _lay_out(self, title: str) -> None:
        edge = theme.px(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(edge, theme.px(20), edge, theme.px(12))
        head.addWidget(Text(title, "title"))
        head.addLayout(self._faults)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(Line())
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, theme.px(14), edge, theme.px(14))
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        column.addLayout(foot)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.fit_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What comes later (read from the database, wrong in a field) gets its room; nothing shrinks under the hand."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit_height(grow=True)
        return super().eventFilter(watched, event)

    def fit_height(self, *, grow: bool = False) -> None:
        """As high as what it holds, up to what the screen or the eye has room for; beyond that it scrolls."""
        inner, column = self._scroll.inner, self.layout()
        if column is None:
            return
        inner.ensurePolished()
        holds = max(inner.heightForWidth(self._width), inner.minimumSizeHint().height())
        around = column.sizeHint().height() - self._scroll.sizeHint().height()
        room = min(theme.px(TALLEST), self.screen().availableSize().height() - theme.px(80))
        height = min(holds + around, room)
        self.resize(max(self.width(), self._width), max(height, self.height()) if grow else height)

    def place(self, name: str, field: Field, row: int, column: int = 0, span: int = 1) -> None:
        self.fields[name] = field
        self.grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)

    def watch(self) -> None:
        """Called once the fields hold what is kept: from now on an edit is something that would be lost."""
        for field in self.fields.values():
            field.changed.connect(self._touch)

    def _touch(self) -> None:
        self._changed = True

    async def save(self) -> None:
        """Write what the fields say. Raises `KontorError` where it cannot be."""
        raise RuntimeError("a form says how it is saved")

    async def _saved(self) -> None:
        if self._saving:
            return
        self._saving = True
        self.save_button.set_busy(busy=True)
        try:
            await self.save()
        except KontorError as fault:
            self._stay(fault)
        except BaseException:
            self._stay(None)  # the main window tells of it
            raise
        else:
            self._saving = False
            if not gone(self):
                self.accept()

    def _stay(self, fault: KontorError | None) -> None:
        """Nothing that was typed is lost."""
        self._saving = False
        if not gone(self):
            self.save_button.set_busy(busy=False)
            if fault is not None:
                self.show_fault(fault)

    def show_fault(self, fault: KontorError) -> None:
        while (item := self._faults.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._faults.addWidget(Banner("error", fault.message, fault.hint, parent=self))

    def reject(self) -> None:
        """Esc and Cancel ask only where something would be lost; what is being saved ends first."""
        if self._saving:
            return
        if self._changed:
            self.desk.start(self._ask_to_leave(super().reject))
        else:
            super().reject()

    async def _ask_to_leave(self, leave: Callable[[], None]) -> None:
        answers = (
            Answer("leave", _("Discard the changes"), "danger"),
            Answer("", _("Keep editing"), "primary"),
        )
        text = _("What you typed here is not saved yet.")
        if await ask(self, _("Close without saving"), text, answers) == "leave" and not gone(self):
            self._changed = False
            leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        if (
            (self._changed or self._saving)
            and self.isVisible()
            and self.result() != QDialog.DialogCode.Accepted
        ):
            event.ignore()
            self.reject()
        else:
            event.accept()
