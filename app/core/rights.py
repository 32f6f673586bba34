"""Who may do what (P1.4). Checked in the services; windows ask `reason_against` for their tooltips."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Refused
from app.core.words import N_, _


class Level(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class Right(StrEnum):
    SETTINGS = "settings"  # firm, members, schedules
    INTEGRATIONS = "integrations"  # connect, import, registers
    CLIENTS = "clients"  # add and change any client; an Admin may grant it to a member
    BILLING = "billing"
    ALL_TIME = "all_time"
    REPORTS = "reports"
    DELETE_CLIENT = "delete_client"
    HAND_OVER = "hand_over"  # ownership


GRANTABLE = frozenset({Right.CLIENTS, Right.BILLING, Right.ALL_TIME, Right.REPORTS})
OWNER_ONLY = frozenset({Right.DELETE_CLIENT, Right.HAND_OVER})

_WHY_NOT = {
    Right.SETTINGS: N_("Settings and members are for the Owner and Admins."),
    Right.INTEGRATIONS: N_("Integrations and imports are for the Owner and Admins."),
    Right.CLIENTS: N_("You can change the clients that are assigned to you."),
    Right.BILLING: N_("Billing is not among your rights."),
    Right.ALL_TIME: N_("You can see your own time only."),
    Right.REPORTS: N_("Reports are not among your rights."),
    Right.DELETE_CLIENT: N_("Only the Owner can delete a client."),
    Right.HAND_OVER: N_("Only the Owner can hand over the firm."),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `member_id` is None for the scheduler, which acts with an Admin's rights."""

    member_id: int | None
    name: str
    level: Level
    grants: frozenset[Right] = frozenset()

    def may(self, right: Right) -> bool:
        if self.level is Level.OWNER:
            return True
        if right in OWNER_ONLY:
            return False
        return self.level is Level.ADMIN or right in self.grants


SCHEDULER = Actor(None, "scheduler", Level.ADMIN)


def reason_against(actor: Actor, right: Right) -> str:
    """Empty where the actor may; else a sentence for a tooltip or an error."""
    return "" if actor.may(right) else _(_WHY_NOT[right])


def require(actor: Actor, right: Right) -> None:
    """Raise `Refused` unless the actor has the right."""
    if not actor.may(right):
        raise Refused("no_right", reason_against(actor, right), _("Ask an Admin or the Owner of the firm."))
