"""How an integration and its connection look wherever they stand: on its card, in the head of its dialog."""

from app.connections.views import ConnectionView
from app.core.words import _
from integrations.contract import Manifest
from ui.desktop import shown
from ui.desktop.models.columns import ChipLook


def chip_of(view: ConnectionView) -> ChipLook:
    """The state in one word with its own icon (look.md, *Verdicts and states*)."""
    if not view.active:
        return ChipLook(_("Not active"), "", "grey")
    return {
        "connected": ChipLook(_("Connected"), "check-bold", "green"),
        "sign_in_again": ChipLook(_("Needs attention"), "warning-octagon-fill", "red"),
        "unreachable": ChipLook(_("Retrying"), "arrow-clockwise-bold", "amber"),
    }.get(view.state, ChipLook(_("Not connected"), "", "grey"))


def kind_and_country(manifest: Manifest) -> str:
    """As in "Accounting program, Estonia"."""
    return f"{_(manifest.kind)}, {shown.country(manifest.country)}"
