"""Mend the words that matter when they are misspelt. A word that is itself known is never touched."""

from __future__ import annotations

from collections.abc import Iterable


class Mender:
    """Nearest known word by dropped, added, changed or swapped letters: one, or two in long words."""

    LONG = 9

    def __init__(self, targets: Iterable[str], known: Iterable[str]) -> None:
        self._known = set(known) | set(targets)
        self._by_trace: dict[str, set[str]] = {}
        for target in targets:
            for trace in _traces(target, 2 if len(target) >= self.LONG else 1):
                self._by_trace.setdefault(trace, set()).add(target)

    def mend(self, word: str) -> str:
        """The known word this one was meant to be, or the word itself."""
        if len(word) < 5 or len(word) > 20 or word in self._known or not word.isalpha():
            return word
        found: set[str] = set()
        for trace in _traces(word, 2 if len(word) >= self.LONG else 1):
            found |= self._by_trace.get(trace, set())
        near = [t for t in found if t[0] == word[0] and abs(len(t) - len(word)) <= 1 and _near(t, word)]
        return near[0] if len(near) == 1 else word


def _near(target: str, word: str) -> bool:
    # Traces alone would also join words two changes apart.
    return distance(target, word) <= (2 if min(len(target), len(word)) >= Mender.LONG else 1)


def _traces(word: str, depth: int) -> set[str]:
    out = {word}
    for _ in range(depth):
        out |= {w[:i] + w[i + 1 :] for w in out for i in range(len(w))}
    return out


def distance(a: str, b: str) -> int:
    """Edits between two words, a swap of neighbours counted as one."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
