"""The notification centre behind the bell (P10.3): what happened, when, and a link to its place."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from itertools import groupby

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import _
from app.firm.notices import NoticeView
from ui.desktop import notice_words, theme
from ui.desktop.widgets.buttons import Button, IconButton
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.text import IconLabel, Line, Link, Plane, Text

WIDTH, MOST = 384, 600  # px; it is as high as its content, up to this and to the edge of the screen
SETTINGS = "settings/appearance"


class NoticeCentre(TabsAsSeen, QFrame):
    """A popup at the bell. `go` takes the place of a notice, `mark_read` its id or None for all; `now` is the
    program's clock.

    Up and Down walk the entries, Enter opens one, Esc closes.
    """

    def __init__(
        self,
        parent: QWidget,
        go: Callable[[str], None],
        mark_read: Callable[[int | None], None],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("plane", "raised")
        self.setAccessibleName(_("Notifications"))
        self._go, self._mark_read, self._now = go, mark_read, now
        self._all_read = Button(_("Mark all as read"), kind="quiet", small=True, parent=self)
        self._all_read.clicked.connect(lambda: self._mark_read(None))
        self._links: list[Link] = []
        self._head = self._make_head()
        self._area = _Entries(spacing=0, parent=self)
        self._corner = QPoint()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        for part in (self._head, Line(), self._area):
            outer.addWidget(part)

    def _make_head(self) -> QWidget:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(8))
        row.addWidget(Text(_("Notifications"), "section"))
        row.addStretch(1)
        row.addWidget(self._all_read)
        settings = IconButton("sliders-horizontal", _("Settings of the background"), parent=head)
        settings.clicked.connect(lambda: self._leave_for(SETTINGS))
        row.addWidget(settings)
        return head

    def open_at(self, corner: QPoint, notices: Sequence[NoticeView], zone: tzinfo) -> None:
        """`corner`: where the popup's upper right corner goes, on the screen."""
        self._corner = corner
        self.show_notices(notices, zone)
        self._area.verticalScrollBar().setValue(0)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_notices(self, notices: Sequence[NoticeView], zone: tzinfo) -> None:
        self._clear()
        self._all_read.set_reason("" if any(not n.read for n in notices) else _("Everything is read."))
        today = self._now().astimezone(zone).date()
        for day, of_day in groupby(notices, lambda n: n.at.astimezone(zone).date()):
            self._put(_day_line(notice_words.day(day, today)))
            for place, notice in enumerate(of_day):
                if place:
                    self._put(Line())
                self._put(self._entry(notice, zone))
        if not notices:
            self._put(_nothing_yet())
        self._area.body.addStretch(1)
        self._fit()

    def _put(self, part: QWidget) -> None:
        self._area.body.addWidget(part)
        part.show()  # in an open window Qt would show and measure it a moment later

    def _clear(self) -> None:
        self._links = []
        while (item := self._area.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _fit(self) -> None:
        """As high as what is in it, no higher than there is room below the bell."""
        width = theme.px(WIDTH)
        for part in self.findChildren(QWidget):
            part.ensurePolished()  # measured with the fonts that it will have
            if (layout := part.layout()) is not None:
                layout.invalidate()
        edge = self.contentsMargins()  # the line around it
        edges = edge.left() + edge.right() + 2, edge.top() + edge.bottom() + 2
        content = self._area.body.totalHeightForWidth(width - edges[0])
        wanted = content + self._head.sizeHint().height() + 1 + edges[1]  # 1: the line below the head
        self.setFixedSize(width, min(wanted, self._room()))
        self.move(self._corner - QPoint(width, 0))

    def _room(self) -> int:
        screen = QGuiApplication.screenAt(self._corner) or self.screen()
        below = screen.availableGeometry().bottom() - self._corner.y() - theme.px(8)
        return max(theme.px(200), min(theme.px(MOST), below))

    def _entry(self, notice: NoticeView, zone: tzinfo) -> "Entry":
        entry = Entry(notice, zone)
        entry.opened.connect(lambda: self._open(notice))
        if entry.link is not None:
            entry.link.followed.connect(lambda: self._open(notice))
            self._links.append(entry.link)
        return entry

    def _open(self, notice: NoticeView) -> None:
        self._mark_read(notice.id)
        if notice.place:
            self._leave_for(notice.place)

    def _leave_for(self, place: str) -> None:
        self.hide()
        self._go(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self._links:
            self._walk(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        """To the next entry that leads somewhere; it ends at both ends."""
        now = self.focusWidget()
        place = self._links.index(now) if isinstance(now, Link) and now in self._links else None
        following = 0 if place is None else min(max(0, place + step), len(self._links) - 1)
        link = self._links[following]
        link.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(link, 0, theme.px(60))


class _Entries(Scroll):
    """Up and Down are the centre's."""

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        arg__1.ignore()


class Entry(QFrame):
    """One notice; a click anywhere on it is a click on its link."""

    opened = Signal()

    def __init__(self, notice: NoticeView, zone: tzinfo) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(10), theme.px(10), theme.px(16), theme.px(10))
        grid.setHorizontalSpacing(theme.px(9))
        grid.setVerticalSpacing(theme.px(3))
        grid.addWidget(Dot(shown=not notice.read), 0, 0)
        icon, ink, meaning = notice_words.look(notice.tone, notice.place)
        grid.addWidget(IconLabel(icon, ink, theme.px(16), name=meaning), 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Text(notice.title, "medium" if notice.read else "strong", wrap=True), 0, 2)
        time = Text(f"{notice.at.astimezone(zone):%H:%M}", "small", "muted")
        time.setContentsMargins(0, theme.px(1), 0, 0)  # on the line of the title
        grid.addWidget(time, 0, 3, Qt.AlignmentFlag.AlignTop)
        if notice.text:
            grid.addWidget(Text(notice.text, "body", "text2", wrap=True), 1, 2, 1, 2)
        self.link = Link(notice_words.link(notice.place)) if notice.place else None
        if self.link is not None:
            self.link.setAccessibleDescription(notice.title)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            grid.addWidget(self.link, 2, 2, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(2, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()


class Dot(QWidget):
    """Beside what has not been read; the room is there either way."""

    def __init__(self, *, shown: bool) -> None:
        super().__init__()
        self._shown = shown
        self.setFixedSize(theme.px(8), theme.px(18))
        self.setAccessibleName(_("New") if shown else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shown:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_ink"))
            side = theme.px(7)
            painter.drawEllipse(0, (self.height() - side) // 2, side, side)
            painter.end()


def _day_line(words: str) -> Plane:
    line = Plane("sunken")
    row = QHBoxLayout(line)
    row.setContentsMargins(theme.px(16), theme.px(7), theme.px(16), theme.px(7))
    row.addWidget(Text(words, "small_strong", "text2"))
    return line


def _nothing_yet() -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(*(theme.px(16),) * 4)
    words = _("Nothing has happened yet. What runs in the background and what imports find is told here.")
    row.addWidget(Text(words, "body", "muted", wrap=True))
    return holder
