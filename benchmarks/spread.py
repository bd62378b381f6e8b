"""Times of one kind, put in order: what half of them, most of them and nearly all of them took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Milliseconds."""

    p50: float
    p95: float
    p99: float
    count: int

    def __str__(self) -> str:
        return f"p50 {self.p50:7.1f}  p95 {self.p95:7.1f}  p99 {self.p99:7.1f} ms"


def spread(times: Sequence[float]) -> Spread:
    """Raises ValueError when there are none."""
    if not times:
        raise ValueError("Nothing was measured.")
    ordered = sorted(times)
    return Spread(
        *(ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99)), len(ordered)
    )
