"""The notification centre behind the bell (P10.3): what happened, when, and a link to its place."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo
from itertools import groupby

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.core.words import _
from app.firm.notices import NoticeView
from ui.desktop import icons, theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.scroll import Scroll

WIDTH, HEIGHT = 384, 520
# tone → icon and its token
ICONS = {"green": ("check-bold", "green"), "amber": ("warning-fill", "amber"),
          "red": ("x-circle-fill", "red"), "info": ("info", "accent_ink")}  # fmt: skip


class NoticeCentre(TabsAsSeen, QFrame):
    """A popup at the bell. `go` takes the place of a notice, `mark_read` its id or None for all."""

    def __init__(
        self, parent: QWidget, go: Callable[[str], None], mark_read: Callable[[int | None], None]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("plane", "raised")
        self._go, self._mark_read = go, mark_read
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addLayout(self._head())
        self._area = Scroll(parent=self)
        outer.addWidget(self._area)
        self.setFixedSize(theme.px(WIDTH), theme.px(HEIGHT))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(8))
        head.addWidget(_label(_("Notifications"), "section"))
        head.addStretch(1)
        everything = Button(_("Mark all as read"), kind="quiet", small=True, parent=self)
        everything.clicked.connect(lambda: self._mark_read(None))
        head.addWidget(everything)
        return head

    def open_at(self, corner: QPoint, notices: Sequence[NoticeView], zone: tzinfo) -> None:
        """`corner`: where the popup's upper right corner goes, on the screen."""
        self.show_notices(notices, zone)
        self.move(corner - QPoint(self.width(), 0))
        self.show()

    def show_notices(self, notices: Sequence[NoticeView], zone: tzinfo) -> None:
        body = QWidget(self)
        body.setProperty("plane", "clear")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        today = datetime.now(zone).date()
        for day, of_day in groupby(notices, lambda n: n.at.astimezone(zone).date()):
            layout.addWidget(_day_line(day, today))
            for notice in of_day:
                layout.addWidget(self._entry(notice, zone))
        if not notices:
            layout.addWidget(
                _label(_("Nothing has happened yet. Results of imports come here."), "body", "muted", 16)
            )
        layout.addStretch(1)
        self._area.setWidget(body)

    def _entry(self, notice: NoticeView, zone: tzinfo) -> QWidget:
        entry = QWidget(self)
        grid = QGridLayout(entry)
        grid.setContentsMargins(theme.px(12), theme.px(10), theme.px(16), theme.px(10))
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(2)
        name, ink = ICONS.get(notice.tone, ICONS["info"])
        mark = QLabel(entry)
        mark.setPixmap(icons.pixmap(name, theme.color(ink), theme.px(18), self.devicePixelRatioF()))
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_label(notice.title, "medium" if notice.read else "strong"), 0, 1)
        time = _label(f"{notice.at.astimezone(zone):%H:%M}", "small", "muted")
        grid.addWidget(time, 0, 2, Qt.AlignmentFlag.AlignTop)
        if notice.text:
            grid.addWidget(_label(notice.text, "body", "text2"), 1, 1, 1, 2)
        if notice.place:
            grid.addWidget(self._link(notice), 2, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        return entry

    def _link(self, notice: NoticeView) -> Button:
        link = Button(_("Open"), kind="quiet", small=True)
        link.setAccessibleName(_("Open: {title}").format(title=notice.title))
        link.clicked.connect(lambda: self._opened(notice))
        return link

    def _opened(self, notice: NoticeView) -> None:
        self.hide()
        self._mark_read(notice.id)
        self._go(notice.place)


def _day_line(day: date, today: date) -> QLabel:
    words = _("Today") if day == today else f"{day:%d.%m.%Y}"
    line = _label(words, "small_strong", "text2", 0)
    line.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
    return line


def _label(text: str, look: str, ink: str = "", margin: int = 0) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("look", look)
    if ink:
        label.setProperty("ink", ink)
    label.setWordWrap(True)
    label.setMargin(theme.px(margin))
    return label
