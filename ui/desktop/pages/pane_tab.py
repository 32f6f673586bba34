"""A scrolling tab of a detail pane that is filled anew for each thing it shows."""

from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.widgets.scroll import Scroll


class PaneTab(Scroll):
    """`edge`: px between the text and the tab's border: 16 in panes, 20 in pages, 24 in windows."""

    def __init__(self, desk: Desk, parent: QWidget, *, edge: int = 16) -> None:
        side, top = theme.px(edge), theme.px(16)
        super().__init__(margins=(side, top, side, top), spacing=theme.px(14), parent=parent)
        self._desk = desk
        self.body.addStretch(1)

    def clear(self) -> None:
        while self.body.count() > 1:
            item = self.body.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, widget: QWidget) -> None:
        self.body.insertWidget(self.body.count() - 1, widget)
