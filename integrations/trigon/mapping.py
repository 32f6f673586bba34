"""A firm of Trigon as a client of ours."""

from integrations.contract import RemoteClient
from integrations.trigon.wire import Firm


def to_client(firm: Firm) -> RemoteClient:
    """Texts as typed there, without blanks around them. A status that is not known counts as active, so that nobody is
    offered for deactivation because of a word; where no permissions are told, View is not denied.
    """
    permissions = firm.permissions
    return RemoteClient(
        remote_id=firm.id,
        name=_trimmed(firm.name) or "",
        registration_code=_trimmed(firm.registration_code),
        vat_number=_trimmed(firm.vat_number),
        country=firm.country or "",
        email=_trimmed(firm.email),
        phone=_trimmed(firm.phone),
        active=firm.status != "archived",
        readable=permissions is None or "view" in permissions,
    )


def _trimmed(text: str | None) -> str | None:
    return text and text.strip()
