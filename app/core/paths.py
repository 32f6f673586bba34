"""Where things lie below the home folder (headless.md: `--home`, else KONTOR_HOME, else the platform's)."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    root: Path

    @property
    def database(self) -> Path:
        return self.root / "kontor.sqlite"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def cache(self) -> Path:
        """May be deleted at any time; never in a backup (P4.3)."""
        return self.root / "cache"

    @property
    def secrets(self) -> Path:
        """The encrypted file that stands in for a missing keyring (P3.3)."""
        return self.root / "secrets.kontor"

    @property
    def settings(self) -> Path:
        """Settings of this computer's screen, not of the firm."""
        return self.root / "settings.json"


def find_home(chosen: str | None = None) -> Home:
    text = chosen or os.environ.get("KONTOR_HOME")
    if text:
        return Home(Path(text).expanduser().resolve())
    from platformdirs import user_data_path

    return Home(user_data_path("Kontor", appauthor=False))
