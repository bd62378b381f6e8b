"""The family's story: what the carer told us, about the family and about each child.

Plain data that travels with every turn: `Story.from_json` and `as_json` are its only doors, so that the caller keeps it and no one else has to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kinship.facts import checked, vocabulary

VERSION = 1
MOST_CHILDREN = 8
MOST_WORDS = 200  # characters of the carer's own words kept beside a fact, so that an adviser sees where it came from
SHARED_LATER = ("child_lives_with_carer",)
DIFFERS = "differs"
NOT_SURE = "not_sure"

Value = str | list[str]


@dataclass(frozen=True)
class Answer:
    """One answer: its value, the turn and the words it came from, and whether the carer chose it from a menu."""

    value: Value
    turn: int = 0
    words: str = ""
    confirmed: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"answer": self.value, "turn": self.turn, "words": self.words, "confirmed": self.confirmed}


@dataclass
class Child:
    """One child: a label code (`boy`, `older` …, never a name) and the facts that are this child's own."""

    label: str | None = None
    facts: dict[str, Answer] = field(default_factory=dict)


@dataclass
class Asked:
    """The question that stands open: a fact (or `same_for_all`, `change`), for one child or (None) for all who lack it."""

    name: str
    child: int | None = None
    times: int = 1


@dataclass
class Story:
    """Facts of the family and of each child, the open question, and what the talk itself needs to remember."""

    family: dict[str, Answer] = field(default_factory=dict)
    children: list[Child] = field(default_factory=lambda: [Child()])
    asked: Asked | None = None
    talk: dict[str, Any] = field(default_factory=dict)

    # -- what is known ------------------------------------------------------------------------------------------------

    def facts_of(self, child: int) -> dict[str, Value]:
        """Facts that hold for one child, the family's among them, as `decide` reads them."""
        answers = {**self.family, **self.children[child].facts}
        return {name: answer.value for name, answer in answers.items()}

    def answer(self, fact: str, child: int | None) -> Answer | None:
        """The answer on record, of the family or of one child (of the first child when `child` is None)."""
        return self._shelf(fact, child or 0).get(fact)

    def answered(self) -> Iterator[tuple[str, int | None, Answer]]:
        """Every answer in the order of the vocabulary: (fact, child or None for the family's, answer)."""
        for name, fact in vocabulary().items():
            if fact.scope == "family":
                if name in self.family:
                    yield name, None, self.family[name]
            else:
                for index, child in enumerate(self.children):
                    if name in child.facts:
                        yield name, index, child.facts[name]

    def is_empty(self) -> bool:
        return not any(True for _ in self.answered())

    # -- what changes it ----------------------------------------------------------------------------------------------

    def add(self, fact: str, answer: Answer, child: int | None = None) -> bool:
        """Record an answer for one child (or for all, when `child` is None). True if it told us something new.

        A different answer replaces the old one, and what rested on the old one is forgotten.
        Raises KeyError for a fact that is not in the vocabulary.
        """
        new = False
        for shelf in self._shelves(fact, child):
            known = shelf.get(fact)
            if known is not None and known.value == answer.value:
                if answer.confirmed and not known.confirmed:
                    shelf[fact] = answer
                continue
            if known is not None:
                forget_what_rests_on(fact, shelf)
            shelf[fact] = answer
            new = True
        return new

    def conflicts(self, fact: str, value: Value, child: int | None = None) -> bool:
        """Would this answer contradict one the carer confirmed? Lists can grow without contradiction."""
        for shelf in self._shelves(fact, child):
            known = shelf.get(fact)
            if known is None or known.value in (value, NOT_SURE) or not known.confirmed:
                continue
            if vocabulary()[fact].kind != "choices":
                return True
        return False

    def forget(self, fact: str, child: int | None = None) -> None:
        """Forget an answer and what rested on it."""
        for shelf in self._shelves(fact, child):
            shelf.pop(fact, None)
            forget_what_rests_on(fact, shelf)

    def have_children(self, count: int) -> None:
        """Make room for that many children; the new ones share what was said of all of them so far."""
        pattern = self.children[0].facts
        shared = {name: answer for name, answer in pattern.items() if name != "child_age"}
        while len(self.children) < min(count, MOST_CHILDREN):
            self.children.append(Child(facts=dict(shared)))

    def children_meant(self, group: str | None) -> list[int] | None:
        """Which children a phrase points to ("age:9", "older", "one", "other" …); None means all of them."""
        if group is None:
            return None
        if group.startswith("age:"):
            return [self._child_aged(group[4:])]
        by_label = [index for index, child in enumerate(self.children) if child.label == group]
        if by_label:
            return by_label
        if group in ("older", "younger") and (by_age := self._by_age()):
            return [by_age[0] if group == "older" else by_age[-1]]
        if group == "other":
            self.have_children(2)
            return list(range(1, len(self.children)))
        if group == "younger":
            self.have_children(2)
            return [self._labelled(len(self.children) - 1, group)]
        if group in ("boy", "girl"):
            unlabelled = [index for index, child in enumerate(self.children) if child.label is None]
            if not unlabelled and len(self.children) < MOST_CHILDREN:
                self.have_children(len(self.children) + 1)
                unlabelled = [len(self.children) - 1]
            return [self._labelled((unlabelled or [0])[0], group)]
        if group in ("older", "one"):
            self.have_children(2)
            return [0]
        return None

    def nearest_in_age(self, age: Any) -> int | None:
        """The child an age must be meant for when none was named ("he's 5 now"); None (all of them) while ages are unknown."""
        known = self._by_age()
        if not known or not isinstance(age, str) or not age.isdigit():
            return None
        return min(known, key=lambda index: abs(int(self.children[index].facts["child_age"].value) - int(age)))

    # -- in and out ---------------------------------------------------------------------------------------------------

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "family": {name: answer.as_json() for name, answer in self.family.items()},
            "children": [
                {"label": child.label, "facts": {n: a.as_json() for n, a in child.facts.items()}}
                for child in self.children
            ],
            "asked": None if self.asked is None else vars(self.asked),
            "talk": self.talk,
        }

    @classmethod
    def from_json(cls, data: Any) -> Story:
        """Read a story. What does not fit the vocabulary is left out: a damaged story must not silence the assistant."""
        if not isinstance(data, Mapping):
            return cls()
        family = _answers(data.get("family"), "family")
        children = [
            Child(
                label=each.get("label") if isinstance(each.get("label"), str) else None,
                facts=_answers(each.get("facts"), "child"),
            )
            for each in _maps(data.get("children"))
        ][:MOST_CHILDREN]
        asked = data.get("asked")
        open_question = None
        if isinstance(asked, Mapping) and isinstance(asked.get("name"), str):
            child = asked.get("child")
            open_question = Asked(
                name=asked["name"],
                child=child if isinstance(child, int) and 0 <= child < len(children) else None,
                times=asked.get("times") if isinstance(asked.get("times"), int) else 1,
            )
        talk = data.get("talk")
        return cls(
            family=family,
            children=children or [Child()],
            asked=open_question,
            talk=dict(talk) if isinstance(talk, Mapping) else {},
        )

    # -- inside -------------------------------------------------------------------------------------------------------

    def _shelf(self, fact: str, child: int) -> dict[str, Answer]:
        return self.family if vocabulary()[fact].scope == "family" else self.children[child].facts

    def _shelves(self, fact: str, child: int | None) -> list[dict[str, Answer]]:
        if vocabulary()[fact].scope == "family":
            return [self.family]
        if child is None:
            return [each.facts for each in self.children]
        return [self.children[child].facts]

    def _child_aged(self, age: str) -> int:
        for index, child in enumerate(self.children):
            known = child.facts.get("child_age")
            if known is not None and known.value == age:
                return index
        for index, child in enumerate(self.children):
            if "child_age" not in child.facts:
                return index
        if len(self.children) < MOST_CHILDREN:
            # A child told of later shares only what is surely shared; an order or a reason is each child's own.
            known = self.children[0].facts
            self.children.append(Child(facts={name: known[name] for name in SHARED_LATER if name in known}))
        return len(self.children) - 1

    def _by_age(self) -> list[int]:
        """Children from the oldest to the youngest, or [] unless there are several and every age is a number."""
        ages = [child.facts["child_age"].value if "child_age" in child.facts else "" for child in self.children]
        if len(ages) < 2 or not all(isinstance(age, str) and age.isdigit() for age in ages):
            return []
        return sorted(range(len(ages)), key=lambda index: -int(ages[index]))

    def _labelled(self, index: int, label: str) -> int:
        self.children[index].label = self.children[index].label or label
        return index


def accepts(fact: str, value: Any) -> bool:
    """Is this an answer the vocabulary knows for the fact? "Not sure" is one to every fact."""
    if not isinstance(value, str | list) or not value:
        return False
    try:
        checked({fact: value})
    except ValueError:
        return False
    return True


def forget_what_rests_on(fact: str, shelf: dict[str, Answer]) -> None:
    """Drop the answers on this shelf whose question only arose from `fact`, and what rested on those."""
    for name, each in vocabulary().items():
        if fact in each.needs and name in shelf:
            del shelf[name]
            forget_what_rests_on(name, shelf)


def _maps(value: Any) -> Sequence[Mapping]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _answers(value: Any, scope: str) -> dict[str, Answer]:
    answers = {}
    for name, each in value.items() if isinstance(value, Mapping) else ():
        fact = vocabulary().get(name)
        given = each.get("answer") if isinstance(each, Mapping) else each
        if fact is None or fact.scope != scope or not accepts(name, given):
            continue
        detail = each if isinstance(each, Mapping) else {}
        answers[name] = Answer(
            given,
            detail.get("turn") if isinstance(detail.get("turn"), int) else 0,
            str(detail.get("words") or "")[:MOST_WORDS],
            detail.get("confirmed") is True,
        )
    return answers
