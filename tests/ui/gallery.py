"""Draws the parts in light and dark and saves pictures, to be put beside the design's.

    python tests/ui/gallery.py FOLDER [NAME …]

Run it on a real desktop: the offscreen platform has no fonts worth looking at.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from tests.ui.gallery_parts import STATES, buttons, cards, chips, choices, connect, filters, inputs
from ui.desktop import theme
from ui.desktop.models.columns import Column, check_column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choices import Segment, Segments
from ui.desktop.widgets.comparison import Comparison, Difference
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.fields import FindField
from ui.desktop.widgets.filters import FilterDrop
from ui.desktop.widgets.footer import TableFooter
from ui.desktop.widgets.progress import ProgressRow
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.tabs import TabBar
from ui.desktop.widgets.text import Line, Plane, Text
from ui.desktop.widgets.toast import Toast
from ui.desktop.widgets.wizard import WizardFrame


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
    view.hover(7)
    return view


def page() -> QWidget:
    whole = Plane("window")
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    head = QHBoxLayout()
    head.setContentsMargins(20, 16, 20, 12)
    head.setSpacing(8)
    head.addWidget(Text("Clients", "title"))
    head.addWidget(Text("184 active", "body", "muted"))
    head.addStretch(1)
    head.addWidget(Button("Find duplicates", icon="copy-simple"))
    import_button = Button("Import", icon="download-simple")
    import_button.set_menu(QMenu(import_button))
    head.addWidget(import_button)
    head.addWidget(Button("Add client", icon="plus"))
    head.addWidget(Button(icon="dots-three", name="More"))
    column.addLayout(head)
    column.addWidget(filters())
    column.addWidget(Line())
    column.addWidget(clients(), 1)
    footer = TableFooter()
    footer.set_count("62 clients in this filter")
    for verdict, words in (
        ("red", "2 not in register"),
        ("amber", "2 to look at"),
        ("grey", "1 not checked"),
    ):
        footer.add_verdict(verdict).set_words(words)
    column.addWidget(footer)
    whole.resize(1080, 620)
    return whole


@dataclass(frozen=True, slots=True)
class Found:
    number: int
    state: str
    verdict: str
    flag: str
    name: str
    code: str
    mark: str
    matched: str
    changes: str
    mail: str
    status: str = "Active"


FOUND = [
    Found(
        1, "conflict", "green", "Found", "Põhjatäht Logistika AS", "18033916", "PÕHJ", "Põhjatäht Logistika",
        "1 conflict, 2 more", "arved@pohjataht.example",
    ),
    Found(
        2, "conflict", "green", "Found", "Vesiroosi Köök OÜ", "18391277", "", "2 rows, same code", "Choose the row",
        "info@vesiroosi.example",
    ),
    Found(
        3, "attention", "green", "Found", "Kivisilla Trükikoda OÜ", "18088107", "KIVI", "Kivisilla Trükikoda",
        "Deactivate here too", "trykk@kivisilla.example", "Inactive",
    ),
    Found(4, "attention", "grey", "No code", "Toomeoja Arhitektid", "", "TOOM", "Name 94 % alike", "Link", ""),
    Found(5, "new", "red", "Not a code", "Hõbelusika Köök OÜ", "1852207", "", "Did you mean 18522070?",
          "New client", "a@b.example"),
    Found(6, "new", "amber", "In liquidation", "Rannaliiva Kalandus AS", "18025710", "", "No match",
          "New client", "raamat@rannaliiva.example"),
    Found(7, "changed", "green", "Found", "Rannakivi Ehitus OÜ", "18166557", "RANN", "Rannakivi Ehitus",
          "Address, phone", "arved@rannakivi.example"),
    Found(8, "same", "green", "Found", "Haabersti Kiirtööd OÜ", "18120437", "HAAB", "Haabersti Kiirtööd",
          "", "haab@kiirtood.example"),
]  # fmt: skip

FOUND_COLUMNS = [
    check_column("Action", 72),
    Column("state", "State", lambda f: STATES[f.state].word, 140, "chip", look=lambda f: STATES[f.state]),
    Column("flag", "Registry flag", lambda f: f.flag, 126, "verdict", look=lambda f: f.verdict),
    Column(
        "name",
        "Name",
        lambda f: f.name,
        190,
        strong=True,
        ink=lambda f: "text2" if f.state == "same" else "text",
    ),
    Column(
        "code", "Reg. code", lambda f: f.code, 92, ink=lambda f: "red_ink" if f.verdict == "red" else "text"
    ),
    Column("matched", "Matched client", lambda f: f.matched, 196, "mark", look=lambda f: f.mark),
    Column(
        "changes",
        "What changes",
        lambda f: f.changes,
        176,
        "link",
        look=lambda f: f.state in ("conflict", "attention"),
    ),
    Column("mail", "E-mail", lambda f: f.mail, 204),
    Column("status", "Status", lambda f: f.status, 76, stretch=True),
]


def _difference(found: Found, parent: QWidget) -> QWidget:
    return Comparison(
        [
            Difference(
                "mail",
                "E-mail",
                "info@pohjataht.example",
                found.mail,
                "raamat@pohjataht.example",
                False,
                True,
            ),
            Difference("phone", "Phone", "+372 555 01 44", "+372 555 01 90", "+372 555 01 44", True),
            Difference("address", "Address", "Lao 4, Tartu", "Lao 4, Tartu", "Lao 6–12, Tartu", False),
        ],
        theirs="Theirs, Arvila",
        ours="Ours, Kontor",
        parent=parent,
    )


def review() -> QWidget:
    wizard = WizardFrame(
        "Import clients from Arvila – Kontor",
        [("fetch", "Fetch"), ("review", "Review"), ("import", "Import"), ("summary", "Summary")],
    )
    model = TableModel(FOUND_COLUMNS, lambda f: f.number, locked=lambda f: f.number == 2)
    view = TableView(model, rows="compact", edge=24)
    view.details.serve(_difference)
    model.set_rows(FOUND)
    model.sort_by("state")
    model.check_ids([1, 5, 6, 7])
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    bar = QHBoxLayout()
    bar.setContentsMargins(24, 0, 24, 12)
    bar.setSpacing(8)
    segments = Segments(
        [
            Segment("all", "All"),
            Segment("new", "New", "plus-bold", "accent_ink"),
            Segment("changed", "Changed", "pencil-simple", "accent_ink"),
            Segment("same", "Unchanged", "equals", "grey"),
            Segment("conflict", "Conflict", "arrows-left-right", "amber"),
            Segment("attention", "Needs attention", "warning-octagon-fill", "red"),
        ],
        small=True,
    )
    segments.set_counts({"all": 171, "new": 12, "changed": 9, "same": 145, "conflict": 3, "attention": 2})
    bar.addWidget(segments)
    bar.addWidget(FilterDrop("Registry flag"))
    bar.addWidget(FindField(icon="magnifying-glass"), 1)
    bar.addWidget(Button("Select all shown"))
    bar.addWidget(Button("Select none"))
    column.addLayout(bar)
    column.addWidget(Line())
    column.addWidget(view, 1)
    for key in ("fetch", "review", "import", "summary"):
        wizard.add_page(key, page if key == "review" else QWidget(), edge=False)
    wizard.show_step(
        "review",
        "Choose what to import",
        "Nothing is written to Arvila. Clients with a red X are imported too when ticked: the flag is a heads-up.",
        go_on="Confirm import (22)",
    )
    wizard.header_end.addWidget(
        Text("Fetched 01.12.2026 08:12, 171 clients from Arvila in 6 s", "small", "muted")
    )
    wizard.header_end.addWidget(Button("Fetch again", kind="quiet", icon="arrow-clockwise"))
    wizard.allow(note="12 new · 9 changed · 1 conflict decided · 149 left out")
    wizard.resize(1280, 768)
    wizard.show()
    view.set_current(1)
    view.details.expand(1)
    view.hover(5)
    return wizard


def parts() -> QWidget:
    whole = Plane("window")
    column = QVBoxLayout(whole)
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(14)
    for row in (buttons(), chips(), choices()):
        column.addLayout(row)
    column.addLayout(inputs())
    tabs = TabBar(edge=0)
    for key, word in (
        ("overview", "Overview"),
        ("connection", "Connection"),
        ("import", "Data import"),
        ("log", "Log"),
    ):
        tabs.add(key, word)
    tabs.choose("import")
    tabs.tab("import").set_count(1, warns=True)
    tabs.tab("log").set_count(38)
    column.addWidget(tabs)
    banner = Banner("warning", "The schedule is off.", "It turns on once nothing is missing.", beside=True)
    banner.add_button("Go to topic", lambda: None)
    column.addWidget(banner)
    progress = ProgressRow("Fetching clients from Arvila")
    progress.set_progress("page 3, 120 of 171", 120 / 171)
    column.addWidget(progress)
    done = ProgressRow("Fetching clients from Arvila")
    done.finish("171 clients, 12 of them new", link="Open review")
    column.addWidget(done)
    column.addLayout(cards())
    toast = Toast(whole)
    whole.resize(900, 820)
    toast.say("3 clients moved to Liis Kask", undo=lambda: None)
    return whole


def empty() -> QWidget:
    model = TableModel(CLIENT_COLUMNS, lambda c: c.mark)
    view = TableView(model)
    state = EmptyState("buildings", "No clients yet", "They come from your accounting program, or by hand.")
    state.add_button("Import clients", lambda: None, kind="primary")
    view.states.set_empty(state)
    view.resize(760, 360)
    return view


PARTS = {"page": page, "review": review, "connect": connect, "parts": parts, "empty": empty}


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
