"""How far a longer work has come, for a progress row with figures (P12.2)."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`step` is a translated text ("Fetching clients"); `total` is None where it is not known."""

    step: str
    done: int
    total: int | None = None
    page: int | None = None


Tell = Callable[[Progress], None]


def nobody(_progress: Progress) -> None:
    """For callers without a screen."""
