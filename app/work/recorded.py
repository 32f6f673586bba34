"""Values of a task as the audit log has them (P1.6): what JSON can carry and a person can read."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.db.audit import Changes
from app.work.field_values import plain


def recorded(value: Any) -> Any:
    """Days and moments as ISO 8601, numbers as plain digits."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    return value


def pairs(found: Mapping[str, tuple[Any, Any]]) -> Changes:
    return {name: (recorded(old), recorded(new)) for name, (old, new) in found.items()}


def ticked(items: Iterable[tuple[str, bool]]) -> list[str]:
    """A checklist, one line per item: "[x] Bank statement"."""
    return [f"[{'x' if done else ' '}] {text}" for text, done in items]


def custom(field_name: str) -> str:
    """The name of a task field among a task's changes, as custom fields of clients have theirs."""
    return f"custom.{field_name}"
