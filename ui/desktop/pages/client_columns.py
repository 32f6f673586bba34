"""The columns of the client list (P2.2, look.md *Clients*)."""

from collections.abc import Sequence

from app.clients.views import ClientRow
from app.core.words import _
from app.registers.words import word
from ui.desktop import shown
from ui.desktop.models.columns import Column, check_column


def columns(zone: str) -> Sequence[Column[ClientRow]]:
    """`zone`: the firm's, for days."""
    return (
        check_column(),
        Column("flag", "", _verdict, width=32, kind="flag", look=lambda r: r.registry_flag, icon="flag",
               sort=lambda r: _FLAG_ORDER.get(r.registry_flag), tooltip=_verdict, searched=False),
        Column("name", _("Client"), lambda r: r.name, width=220, kind="mark", look=lambda r: r.mark, ink="text",
               strong=True, stretch=True, chosen=False, search=lambda r: f"{r.name} {r.mark}"),
        Column("code", _("Reg. code"), lambda r: shown.code(r.country, r.registration_code), width=104,
               ink=lambda r: "red_ink" if r.registry_flag == "red" else "text2",
               search=lambda r: f"{r.registration_code} {shown.code(r.country, r.registration_code)}"),
        Column("manager", _("Manager"), lambda r: r.manager or _("Not set"), width=120,
               ink=lambda r: "text2" if r.manager else "muted", sort=lambda r: r.manager.casefold()),
        Column("program", _("Program"), _programs, width=84,
               ink=lambda r: "text2" if r.integrations else "muted"),
        Column("groups", _("Group"), lambda r: ", ".join(r.groups), width=120, shown=False),
        Column("imported", _("Imported"), lambda r: shown.day(r.imported_at, zone), width=112, right=True,
               sort=lambda r: r.imported_at, searched=False),
        Column("client_code", _("Client code"), lambda r: r.client_code, width=100, shown=False),
        Column("vat", _("VAT number"), lambda r: r.vat_number, width=110, shown=False),
        Column("email", _("E-mail"), lambda r: r.email, width=190, shown=False),
        Column("phone", _("Phone"), lambda r: r.phone, width=120, shown=False),
        Column("country", _("Country"), lambda r: r.country, width=70, shown=False),
        Column("language", _("Language"), lambda r: r.language, width=80, shown=False),
        Column("status", _("Status"), lambda r: status(r.status), width=80, shown=False, searched=False),
        Column("changed", _("Changed"), lambda r: shown.day(r.changed_at, zone), width=112, right=True,
               sort=lambda r: r.changed_at, shown=False, searched=False),
    )  # fmt: skip


_FLAG_ORDER = {"red": 0, "amber": 1, "grey": 2, "green": 3}


def _verdict(row: ClientRow) -> str:
    return word(row.registry_reason)


def _programs(row: ClientRow) -> str:
    return ", ".join(map(shown.program, row.integrations)) or _("No link")


def status(key: str) -> str:
    return _("Active") if key == "active" else _("Inactive")
