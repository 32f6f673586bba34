"""The clients: `clients list`, `clients show`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.core.errors import NotFound, WrongUsage
from app.core.words import _, ngettext
from ui.desktop import shown
from ui.headless.client_sheet import sheet
from ui.headless.context import Call, Workplace
from ui.headless.output import iso, number, table
from ui.headless.values import said, verdict

if TYPE_CHECKING:
    from app.clients.queries import ClientDetail, ClientRow

Status = Literal["active", "inactive"]
Flag = Literal["green", "amber", "red", "grey"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What `clients list` is asked for; None and "" are no condition."""

    status: str | None = None
    manager_id: int | None = None
    group: str = ""
    integration: str = ""
    registry: str | None = None
    search: str = ""

    def takes(self, row: "ClientRow") -> bool:
        return (
            self.status in (None, row.status)
            and self.registry in (None, row.registry_flag)
            and self.manager_id in (None, row.manager_id)
            and (not self.group or any(_same(self.group, name) for name in row.groups))
            and (not self.integration or self.integration in row.integrations)
            and self._found_in(row)
        )

    def _found_in(self, row: "ClientRow") -> bool:
        text = self.search.casefold()
        return any(text in part.casefold() for part in (row.name, row.registration_code, row.mark))


def _same(one: str, other: str | None) -> bool:
    return one.casefold() == (other or "").casefold()


def list_clients(
    context: typer.Context,
    *,
    run: Annotated[int | None, typer.Option(metavar="RUN", help="Only what this import run wrote.")] = None,
    status: Annotated[
        Status | None, typer.Option(case_sensitive=False, help="Only the active, or the inactive.")
    ] = None,
    manager: Annotated[str, typer.Option(metavar="E-MAIL", help="Only this client manager's.")] = "",
    group: Annotated[str, typer.Option(metavar="NAME", help="Only this group's.")] = "",
    integration: Annotated[str, typer.Option(metavar="NAME", help="Only those linked with it.")] = "",
    registry: Annotated[Flag | None, typer.Option(help="Only those with this register flag.")] = None,
    search: Annotated[str, typer.Option(metavar="TEXT", help="Part of the name, code or mark.")] = "",
) -> int:
    """List the clients."""

    async def job(here: Workplace) -> None:
        manager_id = await member_id(here, manager) if manager else None
        wanted = Filter(status, manager_id, group, integration, registry, search)
        if run is not None:
            # raises where there was none: an empty list would say otherwise
            await here.program.imports.run(here.actor, run)
        rows = await here.program.client_queries.rows(here.actor, run_id=run)
        found = [row for row in rows if wanted.takes(row)]
        narrowed = run is not None or wanted != Filter()
        lines = _list_lines(found, here.firm.time_zone) if found else _empty(narrowed=narrowed)
        here.report.give([client_form(row) for row in found], lines)

    call: Call = context.obj
    return call.work(job)


def _list_lines(rows: "Sequence[ClientRow]", zone: str) -> list[str]:
    count = ngettext("{n} client", "{n} clients", len(rows)).format(n=number(len(rows)))
    return [*client_lines(rows, zone), "", count]


def _empty(*, narrowed: bool) -> list[str]:
    """What there is to do where a list has nothing in it (P12.2)."""
    if narrowed:
        return [_("No client fits."), _("Leave a condition out, or see all of them: kontor clients list.")]
    return [
        _("There are no clients yet."),
        _("Connect an accounting program and import its clients: kontor integrations shows how."),
    ]


async def member_id(here: Workplace, email: str) -> int:
    for member in await here.program.firm.members():
        if _same(member.email, email.strip()):
            return member.id
    raise NotFound(
        "no_member", _("There is no member {email}.").format(email=email), _("See kontor members list.")
    )


def show(
    context: typer.Context,
    clients: Annotated[
        list[str], typer.Argument(metavar="CLIENT...", help="Registration code, id or whole name.")
    ],
) -> int:
    """Show everything about one client or several."""

    async def job(here: Workplace) -> None:
        rows = await here.program.client_queries.rows(here.actor)
        ids = [client_named(text, rows).id for text in clients]
        details = [await here.program.client_queries.detail(here.actor, client_id) for client_id in ids]
        lines = [line for detail in details for line in [*sheet(detail, here.firm.time_zone), ""]][:-1]
        here.report.give([detail_form(detail) for detail in details], lines)

    call: Call = context.obj
    return call.work(job)


def client_named(text: str, rows: "Sequence[ClientRow]") -> "ClientRow":
    """The one with this code, else with this id, else of this name: an id is short where a code is long.

    Raises `NotFound`, and `WrongUsage` where several have it.
    """
    code, name = "".join(text.split()), " ".join(text.split())
    fitting = (
        [row for row in rows if code and "".join(row.registration_code.split()) == code]
        or [row for row in rows if str(row.id) == code]
        or [row for row in rows if name and _same(" ".join(row.name.split()), name)]
    )
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise _several(text, fitting)
    raise NotFound(
        "no_client",
        _("There is no client {client}.").format(client=text),
        _("See kontor clients list for ids and codes."),
    )


def _several(text: str, rows: "Sequence[ClientRow]") -> WrongUsage:
    count = ngettext("{client} fits {n} client.", "{client} fits {n} clients.", len(rows))
    ids = ", ".join(f"{row.id} ({row.name})" for row in rows)
    return WrongUsage(
        "several_clients",
        count.format(n=len(rows), client=text),
        _("Name the one you mean by its id: {ids}.").format(ids=ids),
    )


def client_form(row: "ClientRow | ClientDetail") -> dict[str, Any]:
    from app.registers.words import sentence

    return {
        "id": row.id,
        "name": row.name,
        "mark": row.mark,
        "country": row.country,
        "registration_code": row.registration_code,
        "vat_number": row.vat_number,
        "client_code": row.client_code,
        "status": row.status,
        "manager": row.manager or None,
        "groups": list(row.groups),
        "integrations": list(row.integrations),
        "language": row.language,
        "email": row.email,
        "phone": row.phone,
        "registry": row.registry_flag,
        "registry_reason": sentence(
            row.registry_flag, row.registry_reason, row.registry_facts, row.registration_code
        ),
        "imported_at": iso(row.imported_at) if row.imported_at else None,
        "changed_at": iso(row.changed_at),
    }


def detail_form(detail: "ClientDetail") -> dict[str, Any]:
    return client_form(detail) | {
        "address": detail.address,
        "notes": detail.notes,
        "parent": detail.parent or None,
        "members": list(detail.members),
        "contacts": [asdict(contact) for contact in detail.contacts],
        "fields": [{"name": name, "kind": kind, "value": value} for _id, name, kind, value in detail.custom],
        "links": [asdict(link) for link in detail.links],
        "registry_facts": dict(detail.registry_facts),
        "registry_at": detail.registry_at,
        "created_at": detail.created_at,
        "time_mandatory": detail.time_mandatory,
        "topic_mandatory": detail.topic_mandatory,
    }


def client_lines(rows: "Sequence[ClientRow]", zone: str) -> list[str]:
    titles = (
        _("Id"), _("Mark"), _("Name"), _("Code"), _("Status"), _("Register"), _("Manager"), _("Imported"),
    )  # fmt: skip
    cells = [
        (
            *(r.id, r.mark, r.name, shown.code(r.country, r.registration_code), said(r.status)),
            *(
                verdict(r.registry_flag, r.registry_reason),
                r.manager,
                shown.day_and_time(r.imported_at, zone),
            ),
        )
        for r in rows
    ]
    return table(titles, cells, right={0})
