"""Editors for the values of task fields (P5.2): the same in the pane and in the form."""

from app.core.errors import WrongUsage
from app.core.words import _
from app.work.field_values import NUMERIC, kept_value
from app.work.views import FieldValue, Given, TaskFieldView
from ui.desktop.pages.task_words import number
from ui.desktop.widgets.fields import ComboField, Field, TextField


def label(view: TaskFieldView, currency: str) -> str:
    """The currency stands with the name, as in table headers."""
    return f"{view.name}, {currency}" if view.kind == "price" else view.name


def editor(view: TaskFieldView, currency: str, kept: FieldValue | None, *, labelled: bool) -> Field:
    """Filled in. Without its label the name is the accessible one."""
    words = label(view, currency)
    field: Field
    if view.kind == "checkbox":
        field = ComboField("", [("", _("Not set")), ("yes", _("Yes")), ("no", _("No"))])
    elif view.kind == "choice":
        gone = (kept.text,) if kept and kept.text not in ("", *view.choices) else ()
        field = ComboField("", [("", _("Not set")), *((c, c) for c in (*view.choices, *gone))])
    else:
        field = TextField("")
    field.label.setText(words)
    field.label.setVisible(labelled)
    field.editor.setAccessibleName(words)
    put(field, kept)
    return field


def put(field: Field, kept: FieldValue | None) -> None:
    if isinstance(field, TextField):
        field.set_value(shown(kept))
    elif isinstance(field, ComboField):
        field.set_value(kept.text if kept else "")


def shown(kept: FieldValue | None) -> str:
    if kept is None:
        return ""
    return number(kept.number) if kept.kind in NUMERIC else kept.text


def given(field: Field) -> str:
    if isinstance(field, TextField):
        return field.value()
    key = field.value() if isinstance(field, ComboField) else None
    return key if isinstance(key, str) else ""


def fault_in(view: TaskFieldView, typed: Given) -> str:
    """Why it does not fit the field, in words; "" where it does."""
    choices = view.choices
    if view.kind == "choice" and isinstance(typed, str):
        choices = (*choices, typed)  # one that was taken off the list may stay
    try:
        kept_value(view.kind, choices, typed)
    except WrongUsage as fault:
        return f"{fault.message} {fault.hint}".strip()
    return ""
