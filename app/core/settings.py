"""Settings of this computer: theme, text size, window, tables. The firm's own settings are in its database.

A small JSON file of its own, because QSettings gives strings back and cannot be read without Qt. A
damaged file is set aside and the defaults are used: it holds nothing that is not quickly chosen again.
"""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

THEMES = ("system", "light", "dark")
TEXT_SIZES = range(90, 131)  # per cent


@dataclass(slots=True)
class Settings:
    language: str = ""  # "" follows the firm's
    spoken: str = ""  # what the firm spoke last, for the window that is drawn before its database is read
    theme: str = "system"  # one of THEMES
    text_size: int = 100
    reduce_motion: bool = False
    database: str = ""  # URL of a shared database; "" is the file in the home
    window: str = ""  # geometry as Qt writes it, base 64
    rail_folded: bool = False
    keep_in_tray: bool = True  # when the window is closed
    told_of_tray: bool = False
    page: str = "clients"
    tables: dict[str, Any] = field(
        default_factory=dict
    )  # columns, widths, order, sorting, row height by table


_USUAL = Settings()


def load(file: Path) -> Settings:
    try:
        stored = json.loads(file.read_text("utf-8"))
        return Settings(**{name: value for name, value in stored.items() if _sound(name, value)})
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, TypeError, AttributeError):
        _set_aside(file)
        return Settings()


def save(file: Path, settings: Settings) -> None:
    """Whole or not at all: written beside and moved into place. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), "utf-8")
    beside.replace(file)


def _sound(name: str, value: Any) -> bool:
    if name == "theme":
        return value in THEMES
    if name == "text_size":
        return type(value) is int and value in TEXT_SIZES  # True is an int too
    return any(f.name == name and type(value) is type(getattr(_USUAL, name)) for f in fields(Settings))


def _set_aside(file: Path) -> None:
    try:
        file.replace(file.with_suffix(".damaged"))
    except OSError:
        return
