"""How carer and child are related, from what is said besides who is who: "different dads", "we never married"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.understanding.clauses import Clause
from assistant.understanding.matches import Match
from assistant.understanding.message_text import FOLDER, Told
from assistant.understanding.patterns import FactPatterns
from kinship import yaml_text

STEP = {"step_parent", "step_grandparent", "step_brother_or_sister"}
NO_KIN = {
    "family_friend",
    "neighbour",
    "godparent",
    "teacher_or_other_professional",
    "other",
    "aunt_or_uncle",
    "cousin",
    "brother_or_sister",
} | STEP


OVER_CLAUSES = {"half_blood", "marriage_ended"}  # "same mum but different dads", "me and his dad split up"


APART = frozenset("different diff separate share divorced divorce split separated".split())
# Without one of these words nothing is said of it, and no pattern is tried.
HINTS = APART | frozenset(
    """
    differnt same half other blood related relation relations relative relatives kin tie ties unrelated mine family
    common nothing half_sibling married wed we wedded hitched knot husband wife unmarried living_together marriage law left
""".split()
)


SHORT = 14  # words of an answer to the question, which names nobody


@dataclass(frozen=True)
class Said:
    """One statement: what it says, and the words that say it."""

    value: str
    first: int
    last: int


def related(told: Told, role: str | None, known: str | None) -> Said | None:
    """What the message says, if it can be true of a carer who is `role`, and is plainer than what is `known`."""
    for match in _statements(told):
        if _fits(told, match.value, role, known, match.first, match.clause.first):
            return Said(match.value, match.first, match.last)
    return None


@lru_cache(maxsize=1)
def _patterns() -> FactPatterns:
    return FactPatterns("related_by", yaml_text.load((FOLDER / "related.yml").read_text("utf-8")))


def _statements(told: Told) -> Iterator[Match]:
    for clause in told.clauses:
        if not HINTS & set(told.texts(clause)):
            continue
        yield from _patterns().find(told, clause, set(told.texts(clause)))
    for number in {clause.sentence for clause in told.clauses}:
        parts = [clause for clause in told.clauses if clause.sentence == number]
        words = {word.text for word in told.words[parts[0].first : parts[-1].last]}
        if len(parts) > 1 and APART & words:  # "same mum but different dads"
            whole = Clause(parts[0].first, parts[-1].last, number, parts[-1].question)
            matches = _patterns().find(told, whole, set(told.texts(whole)))
            yield from (match for match in matches if match.value in OVER_CLAUSES)


def _fits(told: Told, value: str, role: str | None, known: str | None, first: int, clause: int) -> bool:
    words = [word.text for word in told.words]
    mine = {"i", "we", "us", "me"} & set(words[max(clause, first - 8) : first + 3])
    if value == "half_blood" and role is None and len(words) < SHORT:
        return True  # the answer to how they are related
    if value == "partner_not_married" and role is None and len(words) < SHORT and known is None:
        return bool(mine)
    if value == "half_blood":
        return role == "brother_or_sister" or (role == "aunt_or_uncle" and bool(mine))
    if value == "not_related":
        return known in {None, "unsaid"} and (role is None or role in NO_KIN)
    if value == "partner_not_married":
        return (
            bool(
                mine
                or known == "unsaid"
                or "my" in words[first : first + 4]
                or (role in STEP and {"to", "never", "d", "wed"} & set(words[first : first + 6]))
            )
            and (known is not None or role in STEP)
            and known != "marriage_ended"
        )
    if value == "marriage_ended":
        return (known is not None or role in STEP) and known != "partner_not_married"
    return known in {None, "unsaid"} and role is not None
