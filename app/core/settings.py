"""Settings of this computer: theme, text size, window, tables. The firm's own settings are in its database.

A small JSON file of its own, because QSettings gives strings back and cannot be read without Qt. A
damaged file is set aside and the defaults are used: it holds nothing that is not quickly chosen again.
"""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Settings:
    language: str = ""  # "" follows the firm's
    theme: str = "system"  # system, light, dark
    text_size: int = 100  # per cent, 90 to 130
    reduce_motion: bool = False
    database: str = ""  # URL of a shared database; "" is the file in the home
    window: str = ""  # geometry as Qt writes it, base 64
    rail_folded: bool = False
    page: str = "clients"
    tables: dict[str, Any] = field(
        default_factory=dict
    )  # columns, widths, order, sorting, row height by table


def load(file: Path) -> Settings:
    try:
        stored = json.loads(file.read_text("utf-8"))
        known = {f.name: type(f.default) for f in fields(Settings)}
        kept = {k: v for k, v in stored.items() if k in known and (k == "tables" or isinstance(v, known[k]))}
        return Settings(**kept)
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


def _set_aside(file: Path) -> None:
    try:
        file.replace(file.with_suffix(".damaged"))
    except OSError:
        return
