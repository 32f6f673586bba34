"""Secrets come from the environment or standard input, never from an argument (headless.md)."""

import locale
import os
import sys
from collections.abc import Sequence

from app.core.errors import WrongUsage
from app.core.words import _
from integrations.contract import FieldKind, FormField
from ui.headless.context import interruptible


def ask_secrets(form: Sequence[FormField]) -> dict[str, str]:
    """The secret fields of a form by key, each from its variable, else the next line of standard input.

    A person at a terminal is asked for it, without echo. Raises `WrongUsage` where one is missing.
    """
    with interruptible():
        return {field.key: _ask(field) for field in form if field.kind is FieldKind.SECRET}


def _ask(field: FormField) -> str:
    given = os.environ.get(field.environment, "") if field.environment else ""
    secret = given or (_typed(field) if sys.stdin and sys.stdin.isatty() else _read_line())
    if not secret:
        raise WrongUsage("no_secret", _("{field} is missing.").format(field=_(field.label)), _where(field))
    return secret


def _where(field: FormField) -> str:
    if field.environment:
        return _("Write it to standard input, or put it into the variable {name}.").format(
            name=field.environment
        )
    return _("Write it to standard input.")


def _typed(field: FormField) -> str:
    import getpass

    try:
        return getpass.getpass(f"{_(field.label)}: ")
    except EOFError:
        return ""


def _read_line() -> str:
    """UTF-8, with or without the mark that PowerShell puts in front; else what this computer usually writes."""
    raw = sys.stdin.buffer.readline() if sys.stdin else b""
    try:
        line = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        line = raw.decode(locale.getpreferredencoding(False), errors="replace")
    return line.rstrip("\r\n")
