"""Labels in the program's type styles, lines, and lists of names and values."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtGui import Qt as RichText
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.tokens import TYPE


def as_tip(text: str) -> str:
    """For a tooltip, which draws as HTML what looks like it: a client may be called <b>."""
    return RichText.convertFromPlainText(text) if RichText.mightBeRichText(text) else text


class Text(QLabel):
    """A label; `look` is a type style, `ink` a token (text, text2, muted, … of the style sheet).

    Text that wraps has the line height of its style, which Qt gives only to rich text: what is set and asked
    for stays plain text all the same.
    """

    def __init__(
        self,
        text: str = "",
        look: str = "body",
        ink: str = "text",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._plain = ""
        self.setTextFormat(Qt.TextFormat.RichText if wrap else Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setText(text)

    def text(self) -> str:
        return self._plain

    def setText(self, arg__1: str) -> None:
        self._plain = arg__1
        self.setAccessibleName(arg__1)
        super().setText(self._with_lines(arg__1) if self.wordWrap() and arg__1 else arg__1)

    def _with_lines(self, text: str) -> str:
        line = theme.px(TYPE[self.property("look")][1])
        safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        return f'<p style="margin:0; line-height:{line}px">{safe}</p>'

    def changeEvent(self, arg__1: QEvent) -> None:
        super().changeEvent(arg__1)
        if arg__1.type() == QEvent.Type.StyleChange and self.wordWrap():
            super().setText(self._with_lines(self._plain) if self._plain else "")

    def set_look(self, *, look: str | None = None, ink: str | None = None) -> None:
        wanted = {"look": look, "ink": ink}
        theme.restyle(self, **{name: value for name, value in wanted.items() if value is not None})


class CutText(QLabel):
    """One line that gives way: cut with an ellipsis where there is no room, whole in the tooltip."""

    def __init__(
        self, text: str = "", look: str = "body", ink: str = "text", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setProperty("ink", ink)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, arg__1: str) -> None:
        super().setText(arg__1)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())

    def _tell(self) -> None:
        self.setToolTip(as_tip(self.text()) if self._shown() != self.text() else "")

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), self._shown())
        painter.end()


class Link(QLabel):
    """Words that lead somewhere; Enter and Space follow them too."""

    followed = Signal()

    def __init__(self, text: str, *, look: str = "small_strong", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setProperty("ink", "accent_ink")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text)

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        if self.rect().contains(ev.position().toPoint()):
            self.followed.emit()

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        if ev.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.followed.emit()
        else:
            super().keyPressEvent(ev)

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        super().paintEvent(arg__1)
        if self.hasFocus():
            painter = QPainter(self)
            painter.fillRect(0, self.height() - 2, self.width(), 2, theme.color("accent_ink"))
            painter.end()


class IconLabel(QWidget):
    """An icon that stands still, made again by itself on a theme change. `name` is read out."""

    def __init__(
        self, icon: str, ink: str = "muted", side: int = 16, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._ink, self._side = icon, ink, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(name)

    def set_icon(self, icon: str, ink: str) -> None:
        self._icon, self._ink = icon, ink
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._icon:
            paint_icon(painter, self.rect(), self._icon, self._ink)
        painter.end()


class Line(QFrame):
    """One pixel of `border` between two parts."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Plane(QFrame):
    """A ground: "window", "rail", "surface", "sunken", "card", "raised"."""

    def __init__(self, plane: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", plane)


class SectionHeader(QWidget):
    """A title on the left and, where there is one, a link on the right."""

    def __init__(
        self,
        title: str,
        *,
        look: str = "strong",
        note: str = "",
        link: str = "",
        follow: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.title = Text(title, look)
        row.addWidget(self.title)
        self.note = Text(note, "small", "muted")
        self.note.setVisible(bool(note))
        row.addWidget(self.note)
        row.addStretch(1)
        self.link: Link | None = None
        if link:
            self.link = Link(link)
            if follow is not None:
                self.link.followed.connect(follow)
            row.addWidget(self.link)


class KeyValues(QWidget):
    """Names in `muted` at the left, values at one edge; a value may be a widget of its own."""

    def __init__(
        self,
        pairs: Sequence[tuple[str, str | QWidget]] = (),
        *,
        names: int = 104,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, theme.px(names))
        self._grid.setColumnStretch(1, 1)
        for name, value in pairs:
            self.add(name, value)

    def add(self, name: str, value: str | QWidget) -> None:
        row = self._grid.rowCount()
        label = Text(name, "body", "muted", wrap=True)  # both sides have the same line height then
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(value, str):
            shown: QWidget = Text(
                value or "–", "body", "text" if value else "muted", wrap=True, selectable=True
            )
        else:
            shown = value
        shown.setAccessibleDescription(name)
        self._grid.addWidget(shown, row, 1)

    def clear(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
