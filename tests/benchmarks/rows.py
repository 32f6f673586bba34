"""A row of the table of benchmarks, and how floor and Kontor take turns."""

import statistics
from collections.abc import Callable
from typing import NamedTuple


class Measure(NamedTuple):
    """Medians of one run, and the limits in the same unit. `name` begins with the target's number, where it has one.

    `floor` is None where there is nothing to compare with, `must` or `goal` where no limit is set.
    """

    name: str
    floor: float | None
    kontor: float
    must: float | None
    goal: float | None
    unit: str = "ms"

    @property
    def number(self) -> str:
        first = self.name.partition(" ")[0]
        return first if first.isdigit() else ""

    @property
    def title(self) -> str:
        return self.name.removeprefix(self.number).lstrip()

    @property
    def ratio(self) -> float | None:
        return self.kontor / self.floor if self.floor else None

    @property
    def verdict(self) -> str:
        """What is reached; a missed "must" says by how much."""
        if self.must is not None and self.kontor > self.must:
            return f"missed by {self._over(self.must)}"
        if self.goal is None:
            return "must" if self.must is not None else ""
        if self.kontor <= self.goal:
            return "goal"
        return "must" if self.must is not None else f"goal missed by {self._over(self.goal)}"

    def _over(self, limit: float) -> str:
        return f"{self.kontor - limit:.3g} {self.unit} ({self.kontor / limit - 1:.0%})"


def against(name: str, floor: float, kontor: float, must: float, goal: float, unit: str = "ms") -> Measure:
    """Limits as multiples of the floor of the same run."""
    return Measure(name, floor, kontor, must * floor, goal * floor, unit)


def in_turns(works: list[Callable[[], float]], rounds: int, *, warm_up: bool = True) -> list[float]:
    """Medians of what each work gives back: A B A B, so that a busy moment of the machine hits all alike.

    A round before them, which is not counted, warms up.
    """
    taken = [[work() for work in works] for _round in range(rounds + warm_up)][warm_up:]
    return [statistics.median(times) for times in zip(*taken, strict=True)]
