"""Why a task cannot be done yet (P5.3). Pure."""

from dataclasses import dataclass

from app.core.words import _, ngettext


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands. `open_items`: of the checklist. `topic_mandatory`: its client says so."""

    status: str
    open_items: int
    has_topic: bool
    topic_mandatory: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What the firm asks for, in its settings."""

    checklist: bool = True  # "tasks.checklist_must_be_done"


def obstacles(task: Standing, rules: Rules) -> tuple[str, ...]:
    """In words; empty where nothing stands in the way. Each rule says one sentence or nothing."""
    if task.status == "cancelled":
        return (_("The task is cancelled; reopen it first."),)
    return tuple(
        filter(None, (_checklist(task, rules), _topic(task)))  # mandatory time (P2.1) is one more
    )


def _checklist(task: Standing, rules: Rules) -> str:
    if not rules.checklist or not task.open_items:
        return ""
    words = ngettext(
        "{n} item of the checklist is open.", "{n} items of the checklist are open.", task.open_items
    )
    return words.format(n=task.open_items)


def _topic(task: Standing) -> str:
    return _("The client wants a topic on every task.") if task.topic_mandatory and not task.has_topic else ""
