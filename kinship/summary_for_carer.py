"""The summary as the carer sees it before they are passed on: plain words, no law, no danger, and each fact can be put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kinship import answers, languages
from kinship.dialogue.questions import NOT_ASKED
from kinship.facts import vocabulary
from kinship.local_offer import Shelf
from kinship.reply import Choice
from kinship.summary_card import Card
from kinship.summary_facts import TOLD, UNSURE, FactLine
from kinship.summary_words import Line, begun, filled, whose, words

CHANGE = "change"
# Not named on a screen that others may see.
UNSAID_TOPICS = ("safeguarding",)
_AGED = ("age", "baby", "unborn")  # names of a child that say the age
_DIGITS = 3  # of a phone number: enough to know it by


def for_carer(card: Card, shelf: Shelf, *, again: bool = False) -> list[Line]:
    """The lines, in the order they are read. A line about a fact has the choice that changes it.

    `again`: the carer has seen it, and something was put right.
    """
    said = words("carer")
    return [
        Line("opening", said["opening_again" if again else "opening"]),
        *_told(card, said),
        *_not_sure(card, said),
        *_arrangements(card, shelf, said),
        *_asked(card, shelf, said),
        *_contact(card, said),
        Line("reads", said["reads"]),
        Line("change", said["change"]),
    ]


def short(card: Card) -> str:
    """The summary in one line, for texts and WhatsApp."""
    said = words("carer")
    told = "; ".join(phrase for fact, phrase, _ in _phrases(card) if fact not in answers.NOT_NAMED_BY_TEXT)
    return filled(said["short"], told=told) if told else said["short_nothing"]


def corrections(card: Card) -> list[Choice]:
    """A choice for every fact on the card: `<fact>=change`, as the assistant takes it. One for all the children."""
    known = dict.fromkeys(line.fact for line in card.facts if line.state in (TOLD, UNSURE))
    return [answers.about(fact, _change(fact)) for fact in known]


def _told(card: Card, said: Mapping[str, Any]) -> Iterator[Line]:
    phrases = list(_phrases(card))
    if not phrases:
        yield Line("facts", said["nothing_told"])
        return
    yield Line("facts", said["told"], title=True)
    for fact, phrase, seqs in phrases:
        yield Line("facts", begun(phrase), seqs=seqs, change=_change(fact))


def _phrases(card: Card) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Each answer said back: once for all children where they agree, else child by child."""
    names, everyone = card.children, answers.words()["children"]["all"]
    if len(names) > 1:
        yield "child_age", answers.how_many(list(names)), ()
    for fact in vocabulary():
        lines = [line for line in card.facts if line.fact == fact]
        told = [line for line in lines if line.state == TOLD]
        if len(told) == len(names) > 1 and fact != "child_age" and len({str(line.value) for line in told}) == 1:
            yield from _said(told[0], everyone, card, several=True)
            continue
        for line in told:
            name = names[line.child or 0]
            if not (fact == "child_age" and len(names) > 1 and name in _names_with_age(line)):
                yield from _said(line, name, card)


def _said(line: FactLine, name: str, card: Card, several: bool = False) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    assert line.value is not None
    for phrase in answers.said_back(line.fact, line.value, name, several):
        alone = several or line.child is None or len(card.children) == 1 or name in phrase
        yield line.fact, phrase if alone else answers.of_child(phrase, name), line.seqs


def _names_with_age(line: FactLine) -> list[str]:
    return [answers.words()["children"][each].replace("{age}", str(line.value)) for each in _AGED]


def _not_sure(card: Card, said: Mapping[str, Any]) -> Iterator[Line]:
    unsure = [line for line in card.facts if line.state == UNSURE]
    if unsure:
        yield Line("not_sure", said["not_sure"], title=True)
    about = answers.words()["about"]
    for fact in dict.fromkeys(line.fact for line in unsure):
        lines = [line for line in unsure if line.fact == fact]
        if lines[0].child is None or len(lines) == len(card.children):
            yield Line("not_sure", about[fact], seqs=lines[0].seqs, change=_change(fact))
            continue
        for line in lines:
            text = answers.of_child(about[fact], card.children[line.child or 0])
            yield Line("not_sure", begun(text), seqs=line.seqs, change=_change(fact))


def _arrangements(card: Card, shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    """What we think it is, for those we tell a result: not for who is not the carer."""
    if card.fact("writer").value in NOT_ASKED:
        return
    for found in card.arrangements:
        if (decision := found.decision) is not None:
            first = decision.arrangements[0]
            how = "certain" if first.likelihood == "certain" else "open" if decision.next_question else "unsure"
            name, child = shelf.arrangement(first.key)["name"], whose(found.children, card.children)
            template = said["result"][f"{how}_of_child" if child else how]
            yield Line("arrangement", filled(template, name=name, child=child))


def _asked(card: Card, shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    titles = shelf.topics()
    topics = [each for each in card.asked if each.topic in titles and each.topic not in UNSAID_TOPICS]
    if topics:
        yield Line("asked", said["asked"], title=True)
    for each in topics:
        yield Line("asked", titles[each.topic]["title"], seqs=each.seqs)


def _contact(card: Card, said: Mapping[str, Any]) -> Iterator[Line]:
    contact, told = card.contact, said["contact"]
    digits = "".join(filter(str.isdigit, contact.phone))
    lines = [
        filled(told["call"], digits=digits[-_DIGITS:]) if digits else "",
        filled(told["name"], name=contact.name_to_ask_for) if contact.name_to_ask_for else "",
        *(told[way]["yes" if safe else "no"] if digits else "" for way, safe in _ways(card)),
        filled(told["interpreter"], language=contact.interpreter) if contact.interpreter else "",
        filled(told["needs"], needs=contact.access_needs) if contact.access_needs else "",
    ]
    language = languages.known().get(card.language)
    if language is not None:
        lines.append(filled(told["language"], language=language.english))
    yield from (Line("contact", each) for each in lines if each)


def _ways(card: Card) -> tuple[tuple[str, bool | None], ...]:
    return ("by_voicemail", card.contact.voicemail), ("by_text", card.contact.text)


def _change(fact: str) -> str:
    return f"{fact}={CHANGE}"
