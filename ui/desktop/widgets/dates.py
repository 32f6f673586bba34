"""A date typed as people write it, or picked from a calendar; it may be empty."""

import re
from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.core.words import _, language
from ui.desktop import theme
from ui.desktop.icons import icon
from ui.desktop.widgets.buttons import IconButton
from ui.desktop.widgets.fields import Field


def read_date(text: str, *, today: date) -> date | None:
    """Reads "1.10.2026", "01.10.26", "01102026", "1.10" (this year) and "2026-10-01"; None for what is no date."""
    text = text.strip().rstrip(".")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        year, month, day = (int(part) for part in text.split("-"))
    elif re.fullmatch(r"\d{8}", text):
        day, month, year = int(text[:2]), int(text[2:4]), int(text[4:])
    else:
        found = re.fullmatch(r"(\d{1,2})[./ -](\d{1,2})(?:[./ -](\d{4}|\d{2}))?", text)
        if found is None:
            return None
        day, month = int(found[1]), int(found[2])
        year = int(found[3]) if found[3] else today.year
        year += 2000 if year < 100 else 0
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DateEdit(QLineEdit):
    """A line for a date with a calendar at its right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("dd.mm.yyyy"))
        self.setTextMargins(0, 0, 24, 0)
        self.button = IconButton("calendar-blank", _("Choose a date"), parent=self)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.open_calendar)
        self._popup: QFrame | None = None
        self._calendar: QCalendarWidget | None = None
        self.editingFinished.connect(self._tidy)

    def value(self) -> date | None:
        """None for an empty line and for what is no date; `text()` tells them apart."""
        return read_date(self.text(), today=_today())

    def set_value(self, day: date | None) -> None:
        self.setText(day.strftime("%d.%m.%Y") if day else "")

    def _tidy(self) -> None:
        day = self.value()
        if day is not None and self.text() != day.strftime("%d.%m.%Y"):
            self.set_value(day)

    def open_calendar(self) -> None:
        popup, calendar = self._calendar_popup()
        day = self.value()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day) if day else QDate.currentDate())
        popup.adjustSize()
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        popup.show()
        calendar.setFocus()

    def _calendar_popup(self) -> tuple[QFrame, QCalendarWidget]:
        if self._popup is None or self._calendar is None:
            self._popup = QFrame(self, Qt.WindowType.Popup)
            self._popup.setProperty("plane", "raised")
            self._calendar = QCalendarWidget()
            self._calendar.setLocale(QLocale(language()))
            self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
            self._dress(self._calendar)
            theme.look().changed.connect(self._dress_again)
            self._calendar.activated.connect(self._picked)
            self._calendar.clicked.connect(self._picked)
            column = QVBoxLayout(self._popup)
            column.setContentsMargins(6, 6, 6, 6)
            column.addWidget(self._calendar)
        return self._popup, self._calendar

    def _dress_again(self) -> None:
        if self._calendar is not None:
            self._dress(self._calendar)

    @staticmethod
    def _dress(calendar: QCalendarWidget) -> None:
        """Weekends quiet and not red, arrows as everywhere else."""
        quiet, head = QTextCharFormat(), QTextCharFormat()
        quiet.setForeground(theme.color("muted"))
        head.setForeground(theme.color("muted"))
        head.setFont(theme.font("small_strong"))
        calendar.setHeaderTextFormat(head)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, quiet)
        for name, sign, words in (
            ("qt_calendar_prevmonth", "caret-left", _("Month before")),
            ("qt_calendar_nextmonth", "caret-right", _("Next month")),
        ):
            arrow = calendar.findChild(QToolButton, name)
            if arrow is not None:
                arrow.setIcon(icon(sign, "text2"))
                arrow.setAccessibleName(words)

    def _picked(self, day: QDate) -> None:
        self.set_value(date(day.year(), day.month(), day.day()))
        if self._popup is not None:
            self._popup.hide()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def resizeEvent(self, arg__1: QResizeEvent) -> None:
        super().resizeEvent(arg__1)
        side = self.height() - 6
        self.button.setGeometry(self.width() - side - 4, 3, side, side)


def _today() -> date:
    now = QDate.currentDate()  # the date on the user's screen, only to guess the year that was left out
    return date(now.year(), now.month(), now.day())


class DateField(Field):
    def __init__(self, label: str, *, hint: str = "", parent: QWidget | None = None) -> None:
        self.input = DateEdit()
        super().__init__(label, self.input, hint=hint, parent=parent)
        self.input.textChanged.connect(lambda _text: self.changed.emit())

    def value(self) -> date | None:
        return self.input.value()

    def set_value(self, day: date | None) -> None:
        self.input.set_value(day)

    @property
    def wrong(self) -> bool:
        """Something is typed that is no date."""
        return bool(self.input.text().strip()) and self.value() is None
