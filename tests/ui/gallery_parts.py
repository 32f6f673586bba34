"""Parts of the gallery that stand for themselves: a wizard, buttons, chips, choices, inputs, cards."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.desktop.models.columns import ChipLook
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.cards import Card, CardRow, Tile
from ui.desktop.widgets.chips import Chip, Count, Mark
from ui.desktop.widgets.choices import CheckBox, Radio, Segment, Segments
from ui.desktop.widgets.dates import DateField
from ui.desktop.widgets.fields import ComboField, Field, FindField, SecretField, TextField
from ui.desktop.widgets.filters import FilterDrop
from ui.desktop.widgets.text import IconLabel, KeyValues, Line, Link, SectionHeader, Text
from ui.desktop.widgets.wizard import WizardFrame

STATES = {
    "conflict": ChipLook("Conflict", "arrows-left-right", "amber"),
    "attention": ChipLook("Needs attention", "warning-octagon-fill", "red"),
    "new": ChipLook("New", "plus-bold", "accent"),
    "changed": ChipLook("Changed", "pencil-simple", "outline"),
    "same": ChipLook("Unchanged", "equals", "quiet"),
}


def filters() -> QWidget:
    bar = QWidget()
    row = QHBoxLayout(bar)
    row.setContentsMargins(20, 0, 20, 12)
    row.setSpacing(8)
    find = FindField()
    find.setFixedWidth(156)
    row.addWidget(find)
    segments = Segments([Segment("active", "Active"), Segment("inactive", "Inactive"), Segment("all", "All")])
    segments.set_counts({"active": 184, "inactive": 23, "all": 207})
    row.addWidget(segments)
    row.addWidget(FilterDrop("Manager", [("kt", "Kadri Tamm")]))
    group = FilterDrop("Group", [("m", "Monthly"), ("p", "Payroll")])
    group.choose({"m"})
    row.addWidget(group)
    for name in ("Program", "Registry", "Last import"):
        row.addWidget(FilterDrop(name, [(1, "One")]))
    row.addStretch(1)
    row.addWidget(Button(icon="bookmark-simple", name="Save this filter"))
    row.addWidget(Button(icon="columns", name="Choose columns"))
    return bar


def buttons() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    busy = Button("Test connection", icon="arrows-clockwise")
    off = Button("Continue", kind="primary")
    off.set_reason("A test has to succeed first.")
    ringed = Button("Focus")
    ringed.setFocus(Qt.FocusReason.TabFocusReason)
    for button in (
        Button("Confirm import (22)", kind="primary"),
        Button("New", kind="primary", icon="plus-bold"),
        Button("Back"),
        busy,
        ringed,
        off,
        Button("Delete client", kind="danger"),
        Button("Cancel", kind="neutral"),
        Button("Fetch again", kind="quiet", icon="arrow-clockwise"),
    ):
        row.addWidget(button)
    busy.set_busy(busy=True)
    row.addStretch(1)
    return row


def choices() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    ticked, part, off = CheckBox("Complete the task once it is filled"), CheckBox("Some"), CheckBox("Off")
    ticked.setChecked(True)
    part.setTristate(True)
    part.setCheckState(Qt.CheckState.PartiallyChecked)
    off.setEnabled(False)
    radio, other = Radio("Last work day of the month"), Radio("Last calendar day of the month")
    other.setChecked(True)
    for choice in (ticked, part, off, CheckBox("Empty"), radio, other):
        row.addWidget(choice)
    row.addStretch(1)
    return row


def inputs() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(24)
    title = TextField("Task title", hint="Next: Monthly summary 10/2026", text="Monthly summary {period}")
    topic = ComboField("Topic", [(1, "Bookkeeping")], placeholder="Choose a topic")
    topic.set_error("Required. Choose one or create a topic.", tone="amber")
    wrong = TextField("E-mail", text="kadri@")
    wrong.set_error("The address has no name after the @. Type it in full.")
    day = DateField("First import date", hint="Runs at 00:30, Europe/Tallinn")
    day.input.setText("01.10.2026")
    for field in (title, topic, wrong, day):
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row


def cards() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    revenue, unpaid = Tile("Revenue, November"), Tile("Unpaid")
    revenue.set_figure("38 412,60", "€")
    revenue.set_note("6,2 % more than in October", icon="trend-up", ink="green")
    unpaid.set_figure("12 640,00", "€")
    unpaid.set_note("3 180,00 € overdue", icon="warning-octagon-fill", ink="red_ink")
    row.addWidget(revenue, 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(unpaid, 1, Qt.AlignmentFlag.AlignTop)
    card = Card("Needs attention", link="All 9", padding=0)
    card.body.setContentsMargins(0, 0, 0, 4)
    card.body.setSpacing(0)
    card.body.addWidget(
        CardRow("2 clients are not in the business register", verdict="red", end=Link("Review"))
    )
    card.body.addWidget(Line())
    card.body.addWidget(
        CardRow("Peipsi Sibulatalu: 12 days are counted nowhere", verdict="failed", end=Link("Recount"))
    )
    card.body.addStretch(1)
    row.addWidget(card, 2)
    return row


def connect() -> QWidget:
    wizard = WizardFrame(
        "Connect Regnar – Kontor",
        [(1, "Before you start"), (2, "Sign in"), (3, "Choose the company"), (4, "Done")],
    )
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(16)
    environment = Segments([Segment("p", "Production"), Segment("t", "Test")], name="Environment")
    column.addWidget(Field("Environment", environment))
    consumer = SecretField("Consumer token", hint="Your firm’s own token. One for all members.")
    consumer.set_value("x" * 32)
    employee = SecretField("Employee token")
    employee.set_value("x" * 32)
    employee.set_error("")
    column.addWidget(consumer)
    column.addWidget(employee)
    banner = Banner(
        "error",
        "This token belongs to the test environment",
        "Regnar knows the token, but Production is chosen above. Switch to Test to try things out, "
        "or paste a token that was made in production.",
    )
    banner.add_button("Switch to Test", lambda: None)
    banner.add_button("Paste another token", lambda: None, icon="clipboard-text")
    column.addWidget(banner)
    test = QHBoxLayout()
    test.addWidget(Button("Test connection", icon="arrows-clockwise"))
    test.addWidget(IconLabel("x-circle-fill", "red", 14))
    test.addWidget(Text("Tested 08:14, not connected", "small", "muted"))
    test.addStretch(1)
    column.addLayout(test)
    column.addStretch(1)
    for key in (1, 2, 3, 4):
        wizard.add_page(key, page if key == 2 else QWidget())
    wizard.show_step(
        2,
        "Sign in to Regnar",
        "Kontor reads clients, products and invoices. It writes orders, and only when you send them.",
        go_on="Continue",
    )
    wizard.allow("Continue opens after a test that succeeds.")
    guide = QWidget()
    lines = QVBoxLayout(guide)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(12)
    lines.addWidget(SectionHeader("Rights it needs"))
    lines.addWidget(
        KeyValues(
            [("Customers", "read"), ("Products and VAT types", "read"), ("Orders", "read and write")],
            names=180,
        )
    )
    lines.addWidget(Line())
    lines.addWidget(
        Text(
            "Both tokens are kept in this computer’s keyring. They are never in the database, a backup or a log.",
            ink="text2",
            wrap=True,
        )
    )
    wizard.set_help(guide)
    wizard.resize(958, 655)
    return wizard


def chips() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for look in STATES.values():
        row.addWidget(Chip(look.word, icon=look.icon, tone=look.tone))
    row.addWidget(Chip("Connected", icon="check-bold", tone="green"))
    row.addWidget(Chip("Approval", icon="eye", tone="plain"))
    row.addWidget(Mark("KRIN"))
    row.addWidget(Mark("KRIN", tall=True))
    for tone in ("grey", "accent", "amber", "red"):
        row.addWidget(Count(5, tone=tone))
    row.addStretch(1)
    return row
