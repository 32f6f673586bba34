"""The first page of an import: progress while it fetches; in its place what went wrong."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.words import _
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.progress import ProgressRow


class FetchPage(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.progress = ProgressRow(_("Fetching clients from {name}").format(name=name))
        self._column.addWidget(self.progress)
        self._banner: Banner | None = None
        self._column.addStretch(1)

    def show_progress(self, progress: Progress | None) -> None:
        self._drop_banner()
        self.progress.show()
        if progress is None:
            self.progress.set_progress(_("Starting"))
            return
        part = progress.done / progress.total if progress.total else None
        of = _("{done} of {total}").format(done=progress.done, total=progress.total)
        figures = of if progress.total else str(progress.done)
        if progress.page:
            figures = _("page {page}, {figures}").format(page=progress.page, figures=figures)
        self.progress.set_progress(f"{progress.step}: {figures}", part)

    def show_fault(self, banner: Banner) -> None:
        self._drop_banner()
        self.progress.hide()
        self._banner = banner
        self._column.insertWidget(0, banner)

    def fault(self) -> str:
        """The words of what went wrong; "" while nothing did."""
        return self._banner.accessibleName() if self._banner is not None else ""

    def _drop_banner(self) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
