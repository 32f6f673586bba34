"""The connect form's answers, before anything is sent (P3.2). Nothing of what was typed is in an error."""

from collections.abc import Mapping

from app.core.errors import WrongUsage
from app.core.words import _
from integrations.address import base_address
from integrations.contract import FieldKind, Manifest


def secrets_in(manifest: Manifest, answers: Mapping[str, str]) -> tuple[str, ...]:
    """What has to be masked while it is in memory."""
    kept_back = {f.key for f in manifest.form if f.kind is FieldKind.SECRET}
    return tuple(value for key, value in answers.items() if key in kept_back)


def sign_in_name(manifest: Manifest, answers: Mapping[str, str]) -> str:
    """The e-mail, which is filled in again at "sign in again"; "" where the form has none."""
    names = [f.key for f in manifest.form if f.kind is FieldKind.EMAIL]
    return answers.get(names[0], "").strip() if names else ""


def address_of(manifest: Manifest, typed: str) -> str:
    """The address to connect to, in its one form; the manifest's own where none was typed.

    Raises `UserNeeded` (WRONG_ADDRESS): it is also what is stored, so it must not hold a user or a password.
    """
    usual = [f.default for f in manifest.form if f.kind is FieldKind.ADDRESS]
    text = typed.strip() or (usual[0] if usual else "")
    return base_address(text) if text or usual else ""


def require_complete(manifest: Manifest, answers: Mapping[str, str]) -> None:
    """Raise `WrongUsage` for a field that is left empty and has no usual value."""
    for field in manifest.form:
        wanted = field.kind in {FieldKind.EMAIL, FieldKind.SECRET} and not field.default
        if wanted and not answers.get(field.key, "").strip():
            raise WrongUsage(
                "answer_missing",
                _("{field} is empty.").format(field=_(field.label)),
                _("Fill it in to connect to {name}.").format(name=manifest.name),
            )
