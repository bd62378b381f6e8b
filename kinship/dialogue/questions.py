"""Asking: which question stands next, for which child, and with which choices. Nothing that was said is asked again."""

from __future__ import annotations

from kinship import answers
from kinship.arrangement import Decision, decide
from kinship.dialogue.turn import Talk
from kinship.facts import vocabulary
from kinship.reply import Choice
from kinship.story import NOT_SURE, Asked

MOST_QUESTIONS = 9  # for one child (design section 5): after them we answer with what is possible
ASKED_BACK = 3  # times one question may come back after other talk, before it waits to be called for
NOT_ASKED = ("parent", "young_person", "professional")  # writers who are not asked a carer's questions
OPENER = "child_lives_with_carer"  # asked openly at the start, and of a known child once something was told
WORDED_FOR_ALL = {
    "child_age",
    "child_disabled",
    "child_lives_with_carer",
    "looked_after_before_order",
    "child_abroad_or_new",
}
# Long lists are cut to what most carers need; the rest can be typed. The words of every answer are in offer_content/answers.yml.
SHORT_LISTS = {
    "child_lives_with_carer": ["yes", "soon", "part_of_the_week", "no"],
    "carer_relationship": [
        "grandparent",
        "aunt_or_uncle",
        "brother_or_sister",
        "step_parent",
        "cousin",
        "family_friend",
        "godparent",
        "neighbour",
        "great_aunt_or_uncle",
        "great_grandparent",
        "parent",
        "other",
    ],
    "order_in_force": [
        "none",
        "special_guardianship_order",
        "child_arrangements_order",
        "care_order",
        "interim_care_order",
        "adoption_order",
        "order_ended",
    ],
    "child_age": ["unborn"],
}
# On texts and WhatsApp a list of many lines is one nobody reads: there these are offered, and the question asks for the carer's own
# words. Every other answer is understood when it is typed (tests/kinship/test_text_words.py).
BY_TEXT = {
    "carer_relationship": ["grandparent", "aunt_or_uncle", "brother_or_sister", "family_friend"],
    "order_in_force": ["none", "special_guardianship_order", "child_arrangements_order", "care_order", "order_ended"],
    "parents_situation": ["none", "died", "whereabouts_unknown", "agrees", "disagrees"],
}


def decisions(talk: Talk) -> list[Decision]:
    """The decision for each child, on what is known now."""
    return [decide(talk.story.facts_of(index), talk.heard.as_of) for index in range(len(talk.story.children))]


def next_question(talk: Talk) -> Asked | None:
    """The question the table still needs, or None: for all children who need it, or for the first whose answer is their own."""
    story, asked_of = talk.story, talk.note("questions", {})
    waiting = [
        (index, decision.next_question)
        for index, decision in enumerate(decisions(talk))
        if decision.next_question and len(asked_of.get(str(index), [])) < MOST_QUESTIONS
    ]
    if not waiting:
        return None
    first, fact = waiting[0]
    if vocabulary()[fact].scope == "family" or len(story.children) == 1:
        return Asked(fact, None if len(story.children) > 1 else first)
    together = [index for index, question in waiting if question == fact]
    if fact in talk.note("differs", []) or len(together) < len(story.children):
        return Asked(fact, first)
    return Asked(fact, None)


def are_open(talk: Talk) -> bool:
    """Are there questions to carry on with? Not after the result, and not for who is not the carer."""
    return (
        not talk.note("result_told")
        and talk.story.facts_of(0).get("writer") not in NOT_ASKED
        and next_question(talk) is not None
    )


def ask_next(talk: Talk) -> bool:
    """Ask what the table needs next. False when it needs nothing more."""
    question = next_question(talk)
    if question is None:
        talk.story.asked = None
        return False
    standing = talk.story.asked
    if standing is not None and (standing.name, standing.child) == (question.name, question.child):
        question.times = standing.times + 1
    _count(talk, question)
    pose(talk, question)
    return True


def ask_back(talk: Talk) -> None:
    """After other talk: come back to the open question in other words, a few times; then let it wait."""
    standing = talk.story.asked
    if standing is None:
        return
    if standing.times >= ASKED_BACK:
        return
    standing.times += 1
    pose(talk, standing)


def pose(talk: Talk, question: Asked) -> None:
    """Say the question, with its choices. The same question twice running is worded in two ways."""
    story = talk.story
    choices = choices_of(talk, question)
    story.asked = question
    name = f"utter_ask_{question.name}"
    if question.child is None and len(story.children) > 1 and question.name in WORDED_FOR_ALL:
        name += "_all"
    if question.times % 2 == 0 or name in talk.note("last_said", []):
        name += "_again"
    elif name == f"utter_ask_{OPENER}" and not story.is_empty():
        name += "_known"
    custom = {"asked": question.name}
    if question.name in vocabulary() and vocabulary()[question.name].kind in ("age", "date", "name"):
        custom["free_answer"] = vocabulary()[question.name].kind
    talk.say(name, choices=choices, custom=custom, child=answers.child_name(story, question.child))


def choices_of(talk: Talk, question: Asked) -> list[Choice]:
    """The answers that can be tapped: those of the fact, "not sure", and "it differs" when it is asked of several children."""
    fact = vocabulary()[question.name]
    shortened = {**SHORT_LISTS, **BY_TEXT} if talk.heard.by_text else SHORT_LISTS
    offered = shortened.get(fact.name, [] if fact.kind in ("date", "name") else list(fact.answers))
    choices = answers.choices_for(fact.name, [each for each in offered if each != NOT_SURE] + [NOT_SURE])
    if question.child is None and len(talk.story.children) > 1 and fact.scope == "child" and fact.kind != "age":
        choices.insert(-1, answers.differs(fact.name))
    return choices


def _count(talk: Talk, question: Asked) -> None:
    asked_of = {key: list(names) for key, names in talk.note("questions", {}).items()}
    for index in range(len(talk.story.children)) if question.child is None else [question.child]:
        names = asked_of.setdefault(str(index), [])
        if question.name not in names:
            names.append(question.name)
    talk.remember(questions=asked_of)
