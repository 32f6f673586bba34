"""A scrolling tab of a detail pane that is filled anew for each thing it shows."""

from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.widgets.scroll import Scroll


class PaneTab(Scroll):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        edge = theme.px(16)
        super().__init__(margins=(edge, edge, edge, edge), spacing=theme.px(14), parent=parent)
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
