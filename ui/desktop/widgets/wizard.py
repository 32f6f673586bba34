"""The frame of every wizard: a window of its own, steps on top, one filled button (look.md, *Wizard frame*)."""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.confirm import Confirm
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.steps import Steps
from ui.desktop.widgets.text import Line, Text

HELP_WIDTH = 312
EDGE = 24
BAND = 60


class WizardFrame(TabsAsSeen, QDialog):
    """Steps are (key, word) pairs; each gets one page through `add_page`.

    Signals: `went_on` when the filled button is pressed, `went_back`, and `left` once the window is closed
    by the user. What a step asks for is decided by who owns the wizard: the frame only shows it.
    """

    went_on = Signal()
    went_back = Signal()
    left = Signal()

    def __init__(
        self, window_title: str, steps: Sequence[tuple[Hashable, str]], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(window_title)
        self.setModal(False)
        self._keys = [key for key, _word in steps]
        self._pages: dict[Hashable, QWidget] = {}
        self._loses: Callable[[], str] | None = None
        self._question: Confirm | None = None
        self._leaving = False
        self._lent = False  # the filled button is off and gave the focus to another
        self.steps = Steps([word for _key, word in steps])
        self.title = Text("", "title", wrap=True)
        self.sentence = Text("", "body", "muted", wrap=True)
        self.pages = QStackedWidget()
        self.note = Text("", "small", "muted", wrap=True)
        self.cancel = Button(_("Cancel"), kind="neutral")
        self.back = Button(_("Back"))
        self.go_on = Button(_("Continue"), kind="primary")
        self._lay_out()
        self._connect()
        self.resize(QSize(theme.px(960), theme.px(656)).boundedTo(self.screen().availableSize()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_header())
        column.addWidget(Line())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(self._make_middle(), 1)
        self._help_line = Line(upright=True)
        self._help_line.hide()
        middle.addWidget(self._help_line)
        self._help = QFrame()
        self._help.setProperty("plane", "surface")
        self._help.setFixedWidth(theme.px(HELP_WIDTH))
        self._help.hide()
        middle.addWidget(self._help)
        column.addLayout(middle, 1)
        column.addWidget(Line())
        column.addLayout(self._make_footer())

    def _make_header(self) -> QHBoxLayout:
        self.header_end = QHBoxLayout()
        self.header_end.setSpacing(16)
        row = QHBoxLayout()
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        self.steps.setFixedHeight(theme.px(BAND))
        row.addWidget(self.steps)
        row.addStretch(1)
        row.addLayout(self.header_end)
        return row

    def _make_middle(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setContentsMargins(EDGE, EDGE, EDGE, 20)
        words.setSpacing(4)
        self.title.setMinimumHeight(theme.px(28))
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(words)
        column.addWidget(self.pages, 1)
        return column

    def _make_footer(self) -> QHBoxLayout:
        self.footer_notes = QHBoxLayout()
        self.footer_notes.setSpacing(16)
        self.footer_notes.addWidget(self.note, 1)
        row = QHBoxLayout()
        row.setContentsMargins(EDGE, (BAND - 30) // 2, EDGE, (BAND - 30) // 2)
        row.setSpacing(8)
        row.addLayout(self.footer_notes, 1)
        row.addSpacing(16)
        for button in (self.cancel, self.back, self.go_on):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.back.clicked.connect(self.went_back)
        self.go_on.clicked.connect(self.went_on)
        self.go_on.setDefault(True)

    # -- steps --------------------------------------------------------------------------------------------

    def add_page(self, key: Hashable, page: QWidget, *, edge: bool = True) -> None:
        """`edge` gives the page the wizard's 24 px at both sides; tables take the full width instead."""
        if edge:
            holder = QWidget()
            box = QVBoxLayout(holder)
            box.setContentsMargins(EDGE, 0, EDGE, 16)
            box.addWidget(page)
            page = holder
        self._pages[key] = page
        self.pages.addWidget(page)

    def show_step(
        self,
        key: Hashable,
        title: str,
        sentence: str = "",
        *,
        go_on: str = "",
        back: bool = True,
        cancel: bool = True,
    ) -> None:
        """Go to a step; `go_on` names what the filled button does, "" hides it."""
        self.steps.go(self._keys.index(key))
        self.pages.setCurrentWidget(self._pages[key])
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.back.setVisible(back)
        self.cancel.setVisible(cancel)
        self.go_on.setVisible(bool(go_on))
        self.go_on.set_text(go_on)
        self._focus_go_on()
        self.allow()
        self.setAccessibleName(title)

    def step(self) -> Hashable:
        return self._keys[self.steps.now()]

    def allow(self, reason: str = "", *, note: str = "") -> None:
        """Let the filled button be pressed, or say beside it why not; `note` stands there while it may."""
        self._lent = self._lent or (bool(reason) and self.focusWidget() is self.go_on)
        self.go_on.set_reason(reason)
        self.note.setText(reason or note)
        if self._lent and not reason:
            self._lent = False
            self._focus_go_on()

    def _focus_go_on(self) -> None:
        """The filled button has the focus where nothing on the page has it: Enter goes on and never cancels."""
        now: QWidget | None = self.focusWidget()
        if now is None or not now.isVisible() or now in (self.cancel, self.back):
            self.go_on.setFocus()

    def set_help(self, widget: QWidget | None) -> None:
        """What stands in the column at the right; None folds it away."""
        old = self._help.layout()
        if old is not None:
            QWidget().setLayout(old)  # Qt lets go of a layout only by giving it to another widget
        shown = widget is not None
        self._help.setVisible(shown)
        self._help_line.setVisible(shown)
        if widget is not None:
            column = QVBoxLayout(self._help)
            column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
            column.addWidget(widget, 1)

    # -- leaving ------------------------------------------------------------------------------------------

    def ask_before_leaving(self, loses: Callable[[], str] | None) -> None:
        """`loses` says what would be lost right now, "" when nothing would."""
        self._loses = loses

    def finish(self) -> None:
        """Close without a question: the work is done."""
        self._leaving = True
        self.close()

    def reject(self) -> None:
        self.close()

    def closeEvent(self, arg__1: QCloseEvent) -> None:
        lost = "" if self._leaving or self._loses is None else self._loses()
        if lost:
            arg__1.ignore()
            self._ask(lost)
            return
        self._leaving = False
        super().closeEvent(arg__1)
        arg__1.accept()
        self.left.emit()

    def _ask(self, lost: str) -> None:
        if self._question is not None:
            return
        self._question = Confirm(
            _("Leave without finishing?"), lost, _("Leave"), stay=_("Stay here"), parent=self
        )
        self._question.finished.connect(self._answered)
        self._question.open()

    def _answered(self, answer: int) -> None:
        self._question = None
        if answer == QDialog.DialogCode.Accepted:
            self.finish()

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        enter = arg__1.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and arg__1.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.go_on.isVisible():
                self.go_on.click()
            return
        super().keyPressEvent(arg__1)
