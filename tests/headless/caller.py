"""What a caller of the command line gets back."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.sandbox import companies

ROOT = Path(__file__).parents[2]
PASSPHRASE = "correct horse battery staple"
OWNER = "kadri@firm.example"
LOGISTIKA, KALANDUS, TALU = (companies.ORDINARY[place] for place in (0, 3, 7))
SHARED = companies.SHARED_CODE.code


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout, which is one document and nothing else."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        return self.json["error"]["code"]


Kontor = Callable[..., Answer]
