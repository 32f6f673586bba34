"""The firm and its members: `init`, `members list`, `members add`."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.core import settings
from app.core.words import LANGUAGES, _
from ui.headless.context import Call, Workplace, speak
from ui.headless.output import pairs, table
from ui.headless.values import said

if TYPE_CHECKING:
    from app.firm.views import FirmView, MemberView, NewFirm

Country = Literal["EE", "NO"]
Level = Literal["admin", "member"]
Status = Literal["active", "limited", "inactive"]


def init(
    context: typer.Context,
    *,
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the firm.")],
    country: Annotated[
        Country, typer.Option(metavar="EE|NO", case_sensitive=False, help="Where the firm is.")
    ],
    owner_name: Annotated[str, typer.Option(metavar="NAME", help="Name of the Owner.")],
    owner_email: Annotated[str, typer.Option(metavar="E-MAIL", help="E-mail of the Owner.")],
    registration_code: Annotated[
        str, typer.Option(metavar="CODE", help="Code in the business register.")
    ] = "",
    currency: Annotated[str, typer.Option(metavar="CODE", help="Else the country's: EUR, NOK.")] = "",
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="Else the country's: Europe/Tallinn, Europe/Oslo.")
    ] = "",
    language: Annotated[str, typer.Option(metavar="en|et|nb", help="Else the country's: et, nb.")] = "",
) -> int:
    """Create the firm and its Owner in an empty home."""
    from app.firm.views import NewFirm

    new = NewFirm(
        name=name,
        country=country,
        owner_name=owner_name,
        owner_email=owner_email,
        registration_code=registration_code,
        currency=currency,
        time_zone=timezone,
        language=language,
    )
    call: Call = context.obj
    return call.run(_create(call, new))


async def _create(call: Call, new: "NewFirm") -> None:
    from app.firm import values
    from app.firm.countries import COUNTRIES

    zone = values.time_zone(new.time_zone or COUNTRIES[new.country].time_zone)
    async with call.program() as program:
        call.set_zone(program.clock, zone)
        firm, owner = await program.firm.create(new)
    _remember_language(call, firm.language)
    call.report.give({"firm": firm_form(firm), "owner": member_form(owner)}, _firm_lines(firm, owner))


def _remember_language(call: Call, language: str) -> None:
    """Also for what is said before a database is open, as the window does it."""
    kept = settings.load(call.home.settings)
    kept.spoken = kept.language or language
    with suppress(OSError):
        settings.save(call.home.settings, kept)
    speak(call.home, language)


def _firm_lines(firm: "FirmView", owner: "MemberView") -> list[str]:
    from app.firm.week import week_in_words
    from ui.desktop import shown

    facts = (
        (_("Registration code"), shown.code(firm.country, firm.registration_code)),
        (_("Country"), shown.country(firm.country)),
        (_("Currency"), firm.currency),
        (_("Time zone"), firm.time_zone),
        (_("Language"), LANGUAGES.get(firm.language, firm.language)),
        (_("Working week"), week_in_words(firm.working_week)),
    )
    ready = _("{firm} is ready, with {owner} as its Owner.").format(firm=firm.name, owner=owner.name)
    return [
        ready,
        *pairs(facts),
        "",
        _("Next, connect an accounting program: kontor integrations shows how."),
    ]


def members(context: typer.Context) -> int:
    """List the members."""

    async def job(here: Workplace) -> None:
        found = await here.program.firm.members()
        here.report.give([member_form(m) for m in found], _member_lines(found))

    call: Call = context.obj
    return call.work(job)


def add_member(
    context: typer.Context,
    *,
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the member.")],
    email: Annotated[str, typer.Option(metavar="E-MAIL", help="E-mail; --as names a member by it.")],
    level: Annotated[Level, typer.Option(case_sensitive=False, help="What the member may do.")] = "member",
    status: Annotated[
        Status, typer.Option(case_sensitive=False, help="Whether the member may use Kontor.")
    ] = "active",
) -> int:
    """Add a member."""

    async def job(here: Workplace) -> None:
        added = await here.program.firm.add_member(here.actor, name, email, level, status)
        is_added = _("{name} is added.").format(name=added.name)
        here.report.give([member_form(added)], [is_added, *_member_lines((added,))])

    call: Call = context.obj
    return call.work(job)


def firm_form(firm: "FirmView") -> dict[str, Any]:
    return {
        "id": firm.id,
        "name": firm.name,
        "registration_code": firm.registration_code,
        "country": firm.country,
        "currency": firm.currency,
        "timezone": firm.time_zone,
        "language": firm.language,
        "working_week": firm.working_week,
    }


def member_form(member: "MemberView") -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "email": member.email,
        "status": member.status,
        "level": member.level,
        "grants": sorted(member.grants),
        "external_ids": dict(member.external_ids),
    }


def _member_lines(members: "tuple[MemberView, ...]") -> list[str]:
    titles = [_("Id"), _("Name"), _("E-mail"), _("Level"), _("Status")]
    return table(titles, [(m.id, m.name, m.email, said(m.level), said(m.status)) for m in members], right={0})
