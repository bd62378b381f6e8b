"""Asks a family one question at a time, as the assistant does."""

from datetime import date
from pathlib import Path

import yaml

from kinship.arrangement import decide
from kinship.facts import NOT_SURE, vocabulary

AS_OF = date(2026, 11, 21)
CASES = yaml.safe_load(Path(__file__).with_name("cases_arrangement.yml").read_text(encoding="utf-8"))


def answer_of(facts, fact):
    """What this family says to a question: what they know, else the usual answer, else that they are not sure."""
    return facts.get(fact) or vocabulary()[fact].presumed or NOT_SURE


def one_at_a_time(facts, as_of=AS_OF, told=()):
    """The questions asked in order, what was said, and the last decision. `told` are facts said before any question."""
    said, asked = {fact: facts[fact] for fact in told if fact in facts}, []
    decision = decide(said, as_of)
    while decision.next_question:
        assert decision.next_question not in asked, f"asked twice: {decision.next_question}, {said}"
        asked.append(decision.next_question)
        said[asked[-1]] = answer_of(facts, asked[-1])
        decision = decide(said, as_of)
    return asked, said, decision
