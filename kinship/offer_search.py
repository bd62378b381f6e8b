"""Searching the offer as somebody at the desk does: by words and topic, for the children of one conversation.

Which piece serves whom is decided as it is for the carer (`local_offer`): by the arrangements still possible and what is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kinship.arrangement import decide
from kinship.local_offer import Offered, Shelf
from kinship.story import Story

STEM = 6  # letters: "complain" and "complaint" are one
_IN_TITLE, _AS_CARERS_SAY, _IN_BODY = 4, 2, 1


@dataclass(frozen=True)
class Piece:
    """An entry of the offer. `children`: which of the conversation's children it may serve, by number; () for none of them."""

    topic: str
    offered: Offered
    children: tuple[int, ...]

    @property
    def key(self) -> str:
        """The same for as long as the entry stands in its file."""
        return f"{self.topic}/{self.offered.area}/{self.offered.entry['id']}"


def search(
    shelf: Shelf, story: Story, as_of: date, *, words: str = "", topic: str = "", others: bool = False
) -> list[Piece]:
    """The pieces in which every word is found, the likeliest first; all of a topic, or of all topics, where no words are given.

    `others`: those that serve none of the children come after the rest. A topic that we do not have holds nothing.
    """
    topics = [each for each in shelf.topics() if topic in ("", each)]
    found = [piece for each in topics for piece in _of_topic(shelf, story, each, as_of, others)]
    wanted = _words(words)
    weighed = [(piece, _weight(shelf, piece, wanted)) for piece in found]
    kept = [(piece, weight) for piece, weight in weighed if weight or not wanted]
    return [piece for piece, weight in sorted(kept, key=lambda pair: (not pair[0].children, -pair[1]))]


def by_key(shelf: Shelf, story: Story, as_of: date, key: str) -> Piece | None:
    """One piece by its key, whomever it serves."""
    topic = key.partition("/")[0]
    if topic not in shelf.topics():
        return None
    return next((each for each in _of_topic(shelf, story, topic, as_of, True) if each.key == key), None)


def _of_topic(shelf: Shelf, story: Story, topic: str, as_of: date, others: bool) -> list[Piece]:
    """In the order of the shelf: what serves the first child, then what serves only the next ones, then all else."""
    serving: dict[str, tuple[Offered, list[int]]] = {}
    for child in range(len(story.children)):
        facts = story.facts_of(child)
        decision = decide(facts, as_of)
        possible = [each.key for each in decision.arrangements]
        for offered in shelf.find(topic, possible, facts, decision.flags, as_of).entries:
            serving.setdefault(_name(offered), (offered, []))[1].append(child)
    pieces = [Piece(topic, offered, tuple(children)) for offered, children in serving.values()]
    if others:
        everything = shelf.find(topic, (), {}, (), as_of).entries
        pieces += [Piece(topic, each, ()) for each in everything if _name(each) not in serving]
    return pieces


def _name(offered: Offered) -> str:
    return f"{offered.area}/{offered.entry['id']}"


def _weight(shelf: Shelf, piece: Piece, wanted: Sequence[str]) -> int:
    """How well a piece answers the words: 0 where one of them is not in it."""
    entry, topic = piece.offered.entry, shelf.topics()[piece.topic]
    said = [str(topic.get("title", "")), str((topic.get("needs") or {}).get(entry["need"], ""))]
    said += [str(each) for each in (topic.get("carers_say") or {}).get(entry["need"], ())]
    places = (
        (_IN_TITLE, _words(str(entry["title"]))),
        (_AS_CARERS_SAY, _words(" ".join(said))),
        (_IN_BODY, _words(" ".join(str(entry[name]) for name in ("what", "who", "how", "provides")))),
    )
    weights = [
        max((weight for weight, there in places if any(each.startswith(word) for each in there)), default=0)
        for word in wanted
    ]
    return sum(weights) if all(weights) else 0


def _words(text: str) -> list[str]:
    plain = text.casefold().replace("'", "").replace("\u2019", "")
    return [word[:STEM] for word in re.findall(r"[a-z0-9]{2,}", plain)]
