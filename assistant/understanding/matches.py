"""A pattern found in a message, and whether it is told of somebody else: a friend's order, the carer's own past."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.clauses import Clause
from assistant.understanding.message_text import Told, words_file

OTHERS = frozenset(
    """
    friend friends woman lady neighbour neighbours colleague people others someone somebody everyone mate family
    families
""".split()
)
VERBS = {"has", "have", "had", "got", "is", "are", "was", "gets", "get", "who", "'s", "in", "at", "on", "from"}
SOME = {"two", "three", "four", "some", "2", "3", "4"}
SMALL = frozenset(map(str, words_file()["lists"]["small"]))
NOT = {"not", "n't", "never"}
GROWN = {"husband", "wife", "partner", "mum", "dad", "daughter", "son", "myself"}


@dataclass(frozen=True)
class Match:
    """One pattern found: the fact, its value, and first to last word (last not included)."""

    fact: str
    value: str
    first: int
    last: int
    clause: Clause


def of_others(told: Told, match: Match) -> bool:
    """Is what was found told of somebody who is neither the child nor, for this child, the carer?"""
    words = [word.text for word in told.words[match.clause.first : match.last]]
    lead = words[: match.first - match.clause.first]
    inside = words[match.first - match.clause.first :]
    if match.fact == "order_in_force" and _some_of(told, match):
        return True
    if match.fact in {"order_in_force", "fostering_status", "order_names_carer"}:
        return another_family(lead, inside)
    if match.fact == "writer" and match.value == "parent" and {"mum", "dad", "parent"} & set(inside[-1:]):
        return _no_parent(told, match, lead, inside)
    if match.fact == "writer" and match.value == "someone_else" and words_after(told, match, 1) == ["'s"]:
        return bool(SMALL & set(words_after(told, match, 4)))  # "writing about my friend's daughter"
    if match.fact == "child_disabled" and match.value == "yes":
        return _of_a_grown_up(lead, inside)
    if match.fact == "parent_in_home":
        if {"my", "our"} & set(lead[-3:]) and inside[0] in {"mum", "dad", "parents"}:
            return not {"brother", "sister", "half_sibling"} & {word.text for word in told.words}  # the carer's own
        return "own" in inside + words_after(told, match, 6)  # "my daughter lives here too with her own two"
    if match.fact == "looked_after_before_order":
        return bool(GROWN & set(lead[-4:])) and not {"from", "and", "then"} & set(lead)
    if match.fact == "court_in_progress" and "applied" in inside:
        return bool({"granted", "refused", "rejected", "awarded"} & {word.text for word in told.words})
    if match.fact == "child_lives_with_carer":
        after = [word.text for word in told.words[match.last : match.last + 2]]
        return "own" in inside + lead[-2:] or (match.value == "yes" and after[:1] == ["'s"] and len(after) > 1)
    return False


def _no_parent(told: Told, match: Match, lead: list[str], inside: list[str]) -> bool:
    """ "I'm not her mum", "I'm her dad's auntie", "a single mum of two", "his ex mother in law"."""
    after = words_after(told, match, 3)
    if after[:1] == ["of"] and after[1:2] in (["one"], ["two"], ["three"], ["four"], ["2"], ["3"], ["4"], ["my"]):
        return True
    if {"died", "passed"} & set(after) or after[:2] == ["in", "law"]:
        return True
    return bool(NOT & set(inside + lead[-1:])) or after[:1] == ["'s"]


ADULTS = {"i", "husband", "wife", "partner", "myself", "mum", "dad", "nan", "boyfriend", "girlfriend"}


def _of_a_grown_up(lead: list[str], inside: list[str]) -> bool:
    """ "I've got ADHD", "my daughter, who is autistic, can't cope": not the child."""
    both = lead[-9:] + inside[:-1]
    for i in range(len(both) - 1, -1, -1):
        if both[i] in {"daughter", "son"}:
            return both[i - 1 : i] in (["my"], ["our"]) and both[i + 1 : i + 2] != ["'s"]
        if both[i] in SMALL or both[i] in {"he", "she", "they", "him", "her", "his"}:
            return False
        if both[i] in ADULTS:
            return True
    return False


def words_after(told: Told, match: Match, reach: int) -> list[str]:
    """The words that follow what was found."""
    return [word.text for word in told.words[match.last : match.last + reach]]


def _some_of(told: Told, match: Match) -> bool:
    """ "SGO for two of the three": which two is not told, so it is not told of any."""
    ahead = [word.text for word in told.words[match.first : match.last + 5]]
    return any(
        ahead[i] in {"for", "on"} and ahead[i + 1] in SOME and ahead[i + 2] == "of" for i in range(len(ahead) - 2)
    )


def another_family(lead: list[str], inside: list[str]) -> bool:
    """ "My friend has her niece on an SGO", "a woman at my group is approved"."""
    both = lead + inside
    for i, word in enumerate(both[: len(lead) + 1]):
        if (
            word in OTHERS
            and both[i + 1 : i + 2]
            and both[i + 1] in VERBS
            and both[i + 2 : i + 3] not in (["'s"], ["son"], ["girl"])
        ):
            rest = set(both[i + 1 : len(lead)])
            return not rest & {"i", "we", "us"} and both[i + 1] != "'s"
    return False
