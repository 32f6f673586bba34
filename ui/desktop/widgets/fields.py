"""Inputs with their label above and their hint or error below (look.md, *Input*)."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QHoverEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.core.words import _
from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.widgets import paint
from ui.desktop.widgets.buttons import IconButton
from ui.desktop.widgets.text import IconLabel, Text


class Field(QWidget):
    """A label, an editor, and one line below: the hint, or what is wrong in its place.

    `changed` comes with every edit by the user or the program.
    """

    changed = Signal()

    def __init__(self, label: str, editor: QWidget, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._hint = hint
        self.label = Text(label, "small_strong", "text2")
        self.label.setBuddy(editor)
        self.label.setVisible(bool(label))
        editor.setAccessibleName(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.label)
        column.addWidget(editor)
        column.addLayout(self._make_below())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clear_error()

    def _make_below(self) -> QHBoxLayout:
        self._sign = IconLabel("", "red", 14)
        self._below = Text("", "small", "muted", wrap=True)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._below, 1)
        return row

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        if not self.error:
            self.clear_error()

    def set_error(self, sentence: str, *, tone: str = "red") -> None:
        """`tone` "red" for what is wrong, "amber" for what is missing; "" as sentence shows only the line."""
        theme.restyle(self.editor, tone=tone)
        icon = "x-circle-fill" if tone == "red" else "warning-fill"
        self._sign.set_icon(icon, tone)
        self._sign.setVisible(bool(sentence))
        self._show_below(sentence, f"{tone}_ink")

    def clear_error(self) -> None:
        theme.restyle(self.editor, tone="")
        self._sign.hide()
        self._show_below(self._hint, "muted")

    @property
    def error(self) -> str:
        """The sentence shown, "" when nothing is wrong."""
        return "" if self._below.property("ink") == "muted" else self._below.text()

    def _show_below(self, text: str, ink: str) -> None:
        self._below.setText(text)
        self._below.setVisible(bool(text))
        self._below.set_look(ink=ink)
        self.editor.setAccessibleDescription(text)

    def focus(self) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)


class TextField(Field):
    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        placeholder: str = "",
        text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self.input = QLineEdit(text)
        self.input.setPlaceholderText(placeholder)
        super().__init__(label, self.input, hint=hint, parent=parent)
        self.input.textChanged.connect(lambda _text: self.changed.emit())

    def value(self) -> str:
        return self.input.text().strip()

    def set_value(self, text: str) -> None:
        self.input.setText(text)


class _SecretEdit(QLineEdit):
    """Dots with an eye. The clear text is never put on the clipboard while it is hidden (Qt sees to it)."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setProperty("secret", True)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.eye = IconButton("eye", _("Show what is typed"), parent=self)
        self.eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.eye.clicked.connect(self._turn)
        self.setTextMargins(0, 0, 24, 0)

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        theme.restyle(self, secret=not hidden)
        self.eye.set_icon("eye-slash" if hidden else "eye")
        self.eye.setToolTip(_("Hide what is typed") if hidden else _("Show what is typed"))
        self.eye.setAccessibleName(self.eye.toolTip())

    def resizeEvent(self, arg__1: QResizeEvent) -> None:
        super().resizeEvent(arg__1)
        side = self.height() - 6
        self.eye.setGeometry(self.width() - side - 4, 3, side, side)


class SecretField(Field):
    """A secret goes in and is taken once with `take()`; after saving, `set_kept` says that there is one."""

    def __init__(self, label: str, *, hint: str = "", parent: QWidget | None = None) -> None:
        self.input = _SecretEdit()
        super().__init__(label, self.input, hint=hint, parent=parent)
        self.input.textChanged.connect(lambda _text: self.changed.emit())

    def value(self) -> str:
        return self.input.text().strip()

    def set_value(self, text: str) -> None:
        self.input.setText(text)

    def take(self) -> str:
        """The secret, and the field is empty afterwards."""
        secret = self.value()
        self.input.clear()
        return secret

    def set_kept(self, *, kept: bool) -> None:
        """A kept secret is never filled in again: the placeholder says that it is there."""
        self.input.setPlaceholderText(_("Kept in the keyring. Type to replace it") if kept else "")


class AreaField(Field):
    """Several lines of text."""

    def __init__(self, label: str, *, hint: str = "", lines: int = 4, parent: QWidget | None = None) -> None:
        self.input = QPlainTextEdit()
        self.input.setTabChangesFocus(True)
        self.input.setFixedHeight(theme.px(18) * lines + 16)
        super().__init__(label, self.input, hint=hint, parent=parent)
        self.input.textChanged.connect(self.changed)

    def value(self) -> str:
        return self.input.toPlainText().strip()

    def set_value(self, text: str) -> None:
        self.input.setPlainText(text)


class Combo(QComboBox):
    """A combo whose caret is ours, and which the wheel does not change in passing."""

    def __init__(self, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if small:
            self.setProperty("fit", "small")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(8)
        self.currentIndexChanged.connect(self._dim)
        self._dim(self.currentIndex())
        self.ensurePolished()  # QComboBox measures itself before it is polished and keeps the result

    def _dim(self, place: int) -> None:
        """The placeholder is a hint and looks like one."""
        theme.restyle(self, empty=place < 0)

    def set_choices(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        """(key, word) pairs; the chosen key stays chosen when it is still there. An open list stays as it is while
        nothing differs.
        """
        if [(self.itemData(n), self.itemText(n)) for n in range(self.count())] == list(choices):
            return
        before = self.key()
        self.clear()
        for key, word in choices:
            self.addItem(word, key)
        self.choose(before)

    def key(self) -> Hashable:
        chosen: Hashable = self.currentData()
        return chosen

    def choose(self, key: Hashable) -> None:
        """Choose by key; a key that is not there leaves nothing chosen."""
        places = (place for place in range(self.count()) if self.itemData(place) == key)
        self.setCurrentIndex(next(places, -1))

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        painter = QPainter(self)
        ink = "muted" if self.isEnabled() else "disabled"
        side = 12 if self.property("fit") == "small" else 14
        paint_icon(painter, QRect(self.width() - side - 10, 0, side, self.height()), "caret-down", ink)
        painter.end()

    def wheelEvent(self, e: QWheelEvent) -> None:
        e.ignore()


class ComboField(Field):
    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[Hashable, str]] = (),
        *,
        hint: str = "",
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self.input = Combo()
        self.input.setPlaceholderText(placeholder)
        self.input.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        super().__init__(label, self.input, hint=hint, parent=parent)
        self.set_choices(choices)
        self.input.currentIndexChanged.connect(lambda _place: self.changed.emit())

    def set_choices(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        self.input.set_choices(choices)
        if not self.input.placeholderText() and self.input.currentIndex() < 0 and choices:
            self.input.setCurrentIndex(0)

    def value(self) -> Hashable:
        return self.input.key()

    def set_value(self, key: Hashable) -> None:
        self.input.choose(key)


class FindField(QLineEdit):
    """Find in this list: typed text through `textChanged`, "/" leads here, Esc clears, Down leaves to the list."""

    left_down = Signal()

    def __init__(
        self,
        placeholder: str = "",
        *,
        icon: str = "funnel-simple",
        hint: str = "/",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._shortcut = icon, hint
        self.setProperty("fit", "filter")
        self.setPlaceholderText(placeholder or _("Find in list"))
        self.setAccessibleName(placeholder or _("Find in list"))
        self.setTextMargins(24, 0, 22, 0)
        self.textChanged.connect(lambda _text: self.update())

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        key = Qt.Key(arg__1.key())
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(arg__1)

    def focus_from_key(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _cross(self) -> QRect:
        return QRect(self.width() - 26, 0, 16, self.height())

    def mousePressEvent(self, arg__1: QMouseEvent) -> None:
        if self.text() and self._cross().contains(arg__1.position().toPoint()):
            self.clear()
            return
        super().mousePressEvent(arg__1)

    def event(self, arg__1: QEvent) -> bool:
        if isinstance(arg__1, QHoverEvent):
            over = bool(self.text()) and self._cross().contains(arg__1.position().toPoint())
            self.setCursor(Qt.CursorShape.ArrowCursor if over else Qt.CursorShape.IBeamCursor)
        return super().event(arg__1)

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        super().paintEvent(arg__1)
        painter = QPainter(self)
        paint_icon(painter, QRect(11, 0, 16, self.height()), self._icon, "muted")
        if self.text():
            cross = self._cross()
            paint_icon(painter, QRect(cross.x() + 2, 0, 12, self.height()), "x", "muted")
        elif self._shortcut and not self.hasFocus():
            draw_shortcut(painter, self.width() - 10, self.height(), self._shortcut)
        painter.end()


def draw_shortcut(painter: QPainter, right: int, height: int, keys: str) -> None:
    """Keys in a small box, its right edge at `right`, in the middle of `height`."""
    width = max(16, theme.metrics("tiny").horizontalAdvance(keys) + 10)
    box = QRectF(right - width, (height - 18) / 2, width, 18)
    paint.panel(painter, box, "sunken", "border_strong", 4)
    painter.setFont(theme.font("tiny"))
    painter.setPen(theme.color("muted"))
    painter.drawText(box, paint.CENTER, keys)
