"""One client as people read it: `clients show`. The words are those of the window's fields."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.core.words import LANGUAGES, _
from ui.desktop import shown
from ui.headless.output import pairs
from ui.headless.values import said, verdict

if TYPE_CHECKING:
    from app.clients.views import ClientDetail, ContactView, CustomValue, LinkView


def sheet(detail: "ClientDetail", zone: str) -> list[str]:
    return pairs(
        [*_facts(detail), *_belongings(detail), *_from_outside(detail, zone), *_moments(detail, zone)]
    )


def _facts(detail: "ClientDetail") -> Iterator[tuple[str, object]]:
    yield _("Name"), detail.name
    yield _("Mark"), detail.mark
    yield _("Id"), detail.id
    yield _("Status"), said(detail.status)
    yield _("Registration code"), shown.code(detail.country, detail.registration_code)
    yield _("VAT number"), detail.vat_number
    yield _("Client code"), detail.client_code
    yield _("Country"), shown.country(detail.country) if detail.country else ""
    yield _("Language"), LANGUAGES.get(detail.language, detail.language)
    yield _("E-mail"), detail.email
    yield _("Phone"), detail.phone
    yield _("Address"), detail.address


def _belongings(detail: "ClientDetail") -> Iterator[tuple[str, object]]:
    yield _("Manager"), detail.manager or _("Nobody")
    yield _("Further members"), ", ".join(detail.members)
    yield _("Groups"), ", ".join(detail.groups)
    yield _("Parent client"), detail.parent
    yield from _named_once(_("Contacts"), [_contact(contact) for contact in detail.contacts])
    yield from ((field.name, _custom(field)) for field in detail.custom)
    yield _("Time is mandatory"), _("yes") if detail.time_mandatory else ""
    yield _("Topic is mandatory"), _("yes") if detail.topic_mandatory else ""
    yield from _named_once(_("Notes"), detail.notes.splitlines())


def _from_outside(detail: "ClientDetail", zone: str) -> Iterator[tuple[str, object]]:
    from app.registers.words import sentence

    flag, reason, facts = detail.registry_flag, detail.registry_reason, detail.registry_facts
    yield _("Business register"), verdict(flag, reason)
    yield "", sentence(flag, reason, facts, detail.registration_code)
    yield _("Checked"), shown.day_and_time(detail.registry_at, zone)
    if not detail.links:
        yield _("Program"), _("Not linked to a program. An import links clients by their registration code.")
    for link in detail.links:
        yield from _named_once(shown.program(link.integration), _link(link, zone))


def _moments(detail: "ClientDetail", zone: str) -> Iterator[tuple[str, object]]:
    yield _("Created"), shown.day_and_time(detail.created_at, zone)
    yield _("Changed"), shown.day_and_time(detail.changed_at, zone)


def _named_once(name: str, values: Sequence[str]) -> Iterator[tuple[str, object]]:
    for place, value in enumerate(values):
        yield (name if place == 0 else ""), value


def _contact(contact: "ContactView") -> str:
    name = f"{contact.name} ({contact.role})" if contact.role else contact.name
    return ", ".join(filter(None, (name, contact.email, contact.phone)))


def _custom(field: "CustomValue") -> str:
    if field.kind == "date":
        return f"{date.fromisoformat(field.value):%d.%m.%Y}"
    if field.kind == "yes_no":
        return _("yes") if field.value == "yes" else _("no")
    return field.value


def _link(link: "LinkView", zone: str) -> list[str]:
    """Its id there, and with its next step what is wrong with the link (P3.10, P3.12)."""
    linked = _("linked on {moment}, id there {id}").format(
        id=link.remote_id, moment=shown.day_and_time(link.linked_at, zone)
    )
    said = [linked]
    if link.vanished_at:
        words = _(
            "Not listed there any more since {day}. Check the rights of the user there, or deactivate it here."
        )
        said.append(words.format(day=shown.day(link.vanished_at, zone)))
    elif not link.readable:
        said.append(_("Listed there, but the right View is missing. Give it to the role of the user there."))
    if not link.remote_active:
        said.append(_("Archived there."))
    return said
