"""What the learned reader of facts sees of a clause: its words, pairs of words and letter groups. Meaning is added beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

VIEWS = ("words", "letters")
LETTERS = (3, 4)  # letters in a group
WORDS_WEIGH, MEANING_WEIGHS = 0.7, 2.0  # of blocks of length 1
Features = dict[str, list[str]]


def features(words: Sequence[str]) -> Features:
    """The features of a clause by view, each as often as it is there."""
    edged = ("<", *words, ">")
    groups = [
        f" {word} "[at : at + size] for word in words for size in LETTERS for at in range(max(1, len(word) + 3 - size))
    ]
    return {"words": [*words, *map(" ".join, zip(edged, edged[1:], strict=False))], "letters": groups}


def spoken(words: Sequence[str]) -> str:
    """The clause as the sentence encoder takes it: joined words apart again."""
    return " ".join(words).replace(" 's", "'s").replace("_", " ")


class Weigher:
    """Known features of each view, with their rarity: a clause becomes places and values of length 1 a view."""

    def __init__(self, names: dict[str, Sequence[str]], rarity: dict[str, np.ndarray]) -> None:
        self.names, self.rarity = names, rarity
        self.starts, at = {}, 0
        for view in VIEWS:
            self.starts[view], at = at, at + len(names[view])
        self.size = at
        self._place = {view: {name: n for n, name in enumerate(names[view])} for view in VIEWS}

    @classmethod
    def fit(cls, clauses: Sequence[Features], seen_in: dict[str, int]) -> Weigher:
        """Learn which features there are, and how rare each is."""
        names, rarity = {}, {}
        for view in VIEWS:
            times = Counter(name for clause in clauses for name in set(clause[view]))
            names[view] = sorted(name for name, count in times.items() if count >= seen_in[view])
            counts = np.array([times[name] for name in names[view]], dtype=np.float64)
            rarity[view] = (np.log((1 + len(clauses)) / (1 + counts)) + 1).astype(np.float32)
        return cls(names, rarity)

    def of(self, clause: Features) -> tuple[np.ndarray, np.ndarray]:
        """Places and values of one clause."""
        places, values = [], []
        for view in VIEWS:
            known = self._place[view]
            counted = Counter(known[name] for name in clause[view] if name in known)
            if counted:
                here = np.fromiter(counted, int, len(counted))
                weight = self.rarity[view][here] * (1 + np.log(np.fromiter(counted.values(), float, len(counted))))
                places.append(here + self.starts[view])
                values.append(weight * (WORDS_WEIGH / np.sqrt(weight @ weight)))
        return (np.concatenate(places), np.concatenate(values)) if places else (np.zeros(0, int), np.zeros(0))
