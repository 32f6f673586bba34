"""How a fault is told: what happened, what to do next, and for the unexpected the details to hand on."""

import logging
import traceback
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.redaction import redact
from app.core.words import _
from ui.desktop import icons, theme
from ui.desktop.widgets.banner import Banner

log = logging.getLogger(__name__)


def banner_for(parent: QWidget, fault: BaseException, close: Callable[[], None]) -> QWidget:
    """A banner for the place where it happened."""
    banner = Banner("error", *words_of(fault), parent=parent)
    if not isinstance(fault, KontorError):
        banner.add_button(_("Copy the details"), lambda: QGuiApplication.clipboard().setText(details(fault)))
    banner.add_button(_("Close"), close)
    return banner


def words_of(fault: BaseException) -> tuple[str, str]:
    """What happened and what to do next. An unknown fault goes to the log with its traceback."""
    if isinstance(fault, KontorError):
        return fault.message, fault.hint
    log.error("unexpected fault", exc_info=fault)
    return (
        _("Something went wrong that Kontor did not expect."),
        _("Nothing half-done was kept. Copy the details for whoever looks after Kontor."),
    )


def details(fault: BaseException) -> str:
    """The traceback with secrets masked."""
    return redact("".join(traceback.format_exception(fault)))


class FaultPage(QWidget):
    """In place of everything when the database cannot be used (P11.4)."""

    again = Signal()
    quit = Signal()

    def __init__(self, fault: KontorError, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        mark = QLabel(self)
        mark.setPixmap(
            icons.pixmap("warning-octagon-fill", theme.color("red"), theme.px(32), self.devicePixelRatioF())
        )
        column.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for text, look, ink in ((fault.message, "title", "text"), (fault.hint, "body", "text2")):
            label = QLabel(text, self)
            label.setProperty("look", look)
            label.setProperty("ink", ink)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMaximumWidth(theme.px(560))
            label.setMinimumWidth(theme.px(420))
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._buttons())
        column.addStretch(3)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        leave = QPushButton(_("Quit Kontor"), self)
        leave.clicked.connect(self.quit)
        again = QPushButton(_("Try again"), self)
        again.setProperty("kind", "primary")
        again.clicked.connect(self.again)
        row.addWidget(leave)
        row.addWidget(again)
        row.addStretch(1)
        return row
