"""One family as the decision table sees it, for those who ask it more than the decision: what it takes for granted, what holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kinship.arrangement import Decision, Family
from kinship.facts import checked, vocabulary
from kinship.rule_table import ARRANGEMENT, load

_RULES = Path(__file__).with_name("arrangement_rules.yml")


def family_of(facts: Mapping[str, str | list[str]], decision: Decision, as_of: date) -> Family:
    """The family behind a decision. Raises ValueError for a fact or an answer that is not in the vocabulary."""
    known = vocabulary()
    table = load(_RULES, known)
    said = {name: answer for name, answer in checked(facts, known).items() if name in table.known}
    family = Family(said, as_of, table)
    family.has(ARRANGEMENT, {each.key for each in decision.arrangements})
    return family


def taken_for_granted(family: Family, fact: str) -> str:
    """The code the decision counts a fact as although nobody told it, or "" where it is left open."""
    if fact in family.said or fact not in family.table.known:
        return ""
    values = family.answers(fact)
    value = next(iter(values)) if len(values) == 1 else None
    return str(value[0] if isinstance(value, tuple) else value) if value is not None else ""
