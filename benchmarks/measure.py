"""How things are timed against each other, and what a benchmark answers."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Result:
    """A ratio to a floor, both measured in the same run. Larger is better; below ``at_least`` the benchmark fails."""

    name: str
    ratio: float
    at_least: float
    aim: float
    measured: str
    meaning: str

    @property
    def passed(self) -> bool:
        return self.ratio >= self.at_least


@dataclass(frozen=True)
class Side:
    """One of the things compared: what is done to each item, and how fresh items are made outside the timed part."""

    name: str
    work: Callable[[Any], object]
    items: Callable[[], Sequence[Any]]


@dataclass(frozen=True)
class Timing:
    """Microseconds an item."""

    best: float
    median: float

    def __str__(self) -> str:
        return f"{self.best:.1f} µs (median {self.median:.1f})"


def interleaved(sides: Sequence[Side], rounds: int) -> dict[str, Timing]:
    """Time the sides in turn, round by round, so that a busy moment falls on all of them."""
    taken: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            taken[side.name].append(_round(side))
    return {name: Timing(min(times), median(times)) for name, times in taken.items()}


def _round(side: Side) -> float:
    items, work = side.items(), side.work
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        for item in items:
            work(item)
        return (time.perf_counter() - begun) / len(items) * 1e6
    finally:
        gc.enable()
