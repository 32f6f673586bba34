"""What leaves the room: plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Given = Decimal | int | str | bool | None  # the value of a task field, typed by a person or told by a program


@dataclass(frozen=True, slots=True)
class TopicView:
    """`billable` None: the firm's own default. `used`: by so many tasks."""

    id: int
    name: str
    billable: bool | None
    archived: bool
    used: int


@dataclass(frozen=True, slots=True)
class TaskFieldView:
    """`kind`: number, text, choice, checkbox, price. `used`: so many tasks have a value in it."""

    id: int
    name: str
    kind: str
    choices: tuple[str, ...]
    monitored: bool
    weight: Decimal | None
    archived: bool
    used: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What lists show. `client` is "" for the firm's own work, `topic` where there is none.

    `overdue`: open, and due before today in the firm's zone. `due_minute`: of the day in that zone.
    """

    id: int
    title: str
    client_id: int | None
    client: str
    client_mark: str
    topic_id: int | None
    topic: str
    assignees: tuple[str, ...]
    assignee_ids: tuple[int, ...]
    start: date | None
    due: date | None
    due_minute: int | None
    billing_date: date | None
    status: str  # open, done, cancelled
    important: bool
    extra_work: bool
    source: str  # "" by hand, "workflow", an integration's key
    overdue: bool
    checklist_done: int
    checklist_total: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChecklistView:
    id: int
    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class FieldValue:
    """`number` of number and price fields, `text` of text and choice, "yes" or "no" of checkboxes.

    `as_of`: the moment a number was read where it has no past (P6.5).
    """

    field_id: int
    name: str
    kind: str
    number: Decimal | None
    text: str
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """`obstacles`: why Done would be refused now, in words. `fields`: those with a value, by name."""

    row: TaskRow
    registration_code: str  # the client's
    description: str
    estimate_seconds: int | None
    checklist: tuple[ChecklistView, ...]
    fields: tuple[FieldValue, ...]
    created_at: datetime
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskCounts:
    today: int
    overdue: int
    open: int  # those of today and the overdue too


@dataclass(frozen=True, slots=True)
class FoundTask:
    """For the palette."""

    id: int
    title: str
    client: str
    status: str
    due: date | None


@dataclass(frozen=True, slots=True)
class NewTask:
    """`client_id` None: the firm's own work. `fields`: the id of a task field → its value, as `Given`."""

    title: str
    client_id: int | None = None
    topic_id: int | None = None
    assignee_ids: tuple[int, ...] = ()
    start: date | None = None
    due: date | None = None
    due_minute: int | None = None
    billing_date: date | None = None
    description: str = ""
    important: bool = False
    extra_work: bool = False
    estimate_seconds: int | None = None
    source: str = ""
    checklist: tuple[str, ...] = ()
    fields: Mapping[int, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeTask(NewTask):
    """A task as a program makes it: perhaps done already, and its numbers read at a moment.

    `status`: open, or done with `done_at` (None: the moment it is written). `as_of`: see `FieldValue`, by the id of
    the field.
    """

    status: str = "open"
    done_at: datetime | None = None
    as_of: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    task_id: int
    title: str
    reason: str  # in words


@dataclass(frozen=True, slots=True)
class Done:
    """Tasks that are done now, and those that could not be. What was done before is in neither."""

    done: tuple[int, ...]
    refused: tuple[Refusal, ...]
