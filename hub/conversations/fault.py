"""A fault of the ledger, by ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Which invariant is broken, where (a conversation's reference or a row's number), and how."""

    invariant: int
    where: str
    what: str

    def __str__(self) -> str:
        return f"invariant {self.invariant}: {self.where}: {self.what}"
