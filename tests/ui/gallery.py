"""Draws the parts in light and dark and saves pictures, to be put beside the design's.

    python tests/ui/gallery.py FOLDER [NAME …]

Run it on a real desktop: the offscreen platform has no fonts worth looking at.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui.desktop import theme
from ui.desktop.models.columns import Column, check_column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.table import TableView


@dataclass(frozen=True, slots=True)
class Client:
    mark: str
    name: str
    code: str
    manager: str
    program: str
    imported: str
    hours: str
    verdict: str


CLIENTS = [
    Client(
        "BLÅS",
        "Blåskjell Sjømat AS",
        "908 412 206",
        "Ingrid Solheim",
        "Regnar",
        "30.11.2026",
        "18:40",
        "green",
    ),
    Client(
        "FJEL", "Fjellbekk Rør AS", "902 773 428", "Ingrid Solheim", "Regnar", "30.11.2026", "11:15", "green"
    ),
    Client(
        "HAAB", "Haabersti Kiirtööd OÜ", "18120437", "Marten Saar", "Arvila", "01.12.2026", "6:30", "green"
    ),
    Client("KASK", "Kaskede Hambaravi OÜ", "18355123", "Liis Kask", "Arvila", "01.12.2026", "14:20", "green"),
    Client("KRIN", "Kuldne Kringel OÜ", "1820441", "Kadri Tamm", "Arvila", "01.12.2026", "9:05", "red"),
    Client(
        "LÕUN", "Lõunakaar Kinnisvara AS", "18092741", "Kadri Tamm", "Arvila", "01.12.2026", "22:45", "green"
    ),
    Client(
        "MERE",
        "Merelaine Kalatööstus AS",
        "18013664",
        "Marten Saar",
        "Arvila",
        "01.12.2026",
        "31:10",
        "amber",
    ),
    Client("MÄNN", "Männiku Puitmajad OÜ", "18441207", "Liis Kask", "Arvila", "01.12.2026", "8:00", "green"),
    Client("PEIP", "Peipsi Sibulatalu OÜ", "18277038", "Not set", "Arvila", "01.12.2026", "3:15", "green"),
    Client("TUUL", "Tuuleveski Talu OÜ", "18110724", "Marten Saar", "Arvila", "01.12.2026", "4:10", "red"),
    Client("ÜLEJ", "Ülejõe Spordiklubi MTÜ", "", "Liis Kask", "No link", "", "2:30", "grey"),
]

CLIENT_COLUMNS = [
    check_column(),
    Column(
        "flag",
        "",
        lambda c: c.verdict,
        31,
        "flag",
        look=lambda c: c.verdict,
        icon="flag",
        searched=False,
        chosen=False,
    ),
    Column(
        "name",
        "Client",
        lambda c: c.name,
        226,
        "mark",
        look=lambda c: c.mark,
        strong=True,
        ink="text",
        stretch=True,
    ),
    Column(
        "code", "Reg. code", lambda c: c.code, 104, ink=lambda c: "red_ink" if c.verdict == "red" else "text"
    ),
    Column(
        "manager",
        "Manager",
        lambda c: c.manager,
        106,
        ink=lambda c: "muted" if c.manager == "Not set" else "text2",
    ),
    Column("program", "Program", lambda c: c.program, 70),
    Column("imported", "Imported", lambda c: c.imported, 92, right=True),
    Column("hours", "Nov, h", lambda c: c.hours, 82, right=True, ink="text"),
]


def clients() -> QWidget:
    model = TableModel(CLIENT_COLUMNS, lambda c: c.mark)
    model.set_rows(CLIENTS)
    model.sort_by("name")
    view = TableView(model)
    view.resize(750, 420)
    view.set_current("KRIN")
    view._hover(7)
    return view


PARTS = {"clients": clients}


def shoot(folder: Path, names: list[str]) -> None:
    for scheme in ("light", "dark"):
        theme.look().choose(scheme=scheme)
        for name in names or list(PARTS):
            widget = PARTS[name]()
            widget.show()
            QApplication.sendPostedEvents()
            widget.grab().save(str(folder / f"{name}-{scheme}.png"))
            widget.close()
            widget.deleteLater()
    QApplication.quit()


def main() -> None:
    app = QApplication(sys.argv[:1])
    theme.start(app).choose(reduce_motion=True)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    QTimer.singleShot(0, lambda: shoot(folder, sys.argv[2:]))
    app.exec()


if __name__ == "__main__":
    main()
