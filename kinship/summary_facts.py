"""The facts of a story as lines of the summary card: the answer in words, the message it came from, and what was never asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kinship import answers
from kinship.facts import NOT_SURE, vocabulary
from kinship.story import Answer, Story, Value

TOLD, UNSURE, NO_ANSWER, NOT_ASKED = "told", "not_sure", "no_answer", "not_asked"
STATES = (TOLD, UNSURE, NO_ANSWER, NOT_ASKED)
KNOWN = (TOLD, UNSURE)
CONTACT = "contact"
Turns = Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class Message:
    """One message of the conversation. `text` is as it was written; of a tap it is the label, and `choice` the id.

    `author` is contact, assistant, system or adviser. `at` knows its time zone.
    """

    seq: int
    author: str
    text: str
    at: datetime
    kind: str = ""
    choice: str = ""


@dataclass(frozen=True)
class FactLine:
    """One fact, of the family (`child` None) or of one child.

    `state`: told, not_sure, no_answer (asked, and nothing on record) or not_asked. `value` and `answer` (its words) are
    None and "" unless it is told or not sure. `confirmed`: the carer answered the question itself, by a tap or outright.
    `asking`: the question stands open now. `seqs`: the messages the answer was in, `said` their words. `taken_as`: what
    the decision takes for granted (a code) because nobody asked.
    """

    fact: str
    child: int | None
    state: str
    value: Value | None = None
    answer: str = ""
    confirmed: bool = False
    asking: bool = False
    seqs: tuple[int, ...] = ()
    said: str = ""
    taken_as: str = ""


class Sources:
    """Which of the carer's messages a turn of the assistant heard. `turns`: number of a turn → first and last seq.

    What was put right outside a turn has `of_message(seq)` in the place of a turn's number.
    """

    def __init__(self, messages: Sequence[Message], turns: Turns):
        self._turns = turns
        self._written = [each for each in sorted(messages, key=lambda one: one.seq) if each.author == CONTACT]

    def written(self) -> list[Message]:
        """Everything the carer wrote or tapped, in order."""
        return self._written

    def of_turn(self, number: int) -> list[Message]:
        """What the carer wrote or tapped in that turn; [] when it is not on record."""
        if number < 0:
            return [each for each in self._written if of_message(each.seq) == number]
        first, last = self._turns.get(number, (1, 0))
        return [each for each in self._written if first <= each.seq <= last and not each.choice.startswith("hub:")]


def of_message(seq: int) -> int:
    """What stands in the place of a turn's number for an answer that the assistant never heard: below 0."""
    return -seq


def fact_lines(story: Story, sources: Sources) -> Iterator[FactLine]:
    """A line for every fact of the vocabulary: of the family first, then child by child."""
    for child in (None, *range(len(story.children))):
        scope = "family" if child is None else "child"
        for name, fact in vocabulary().items():
            if fact.scope == scope:
                yield _line(story, name, child, sources)


def in_words(fact: str, value: Value) -> str:
    """An answer as its label says it; an age, a date or a name as it was given."""
    return "; ".join(_one_in_words(fact, each) for each in (value if isinstance(value, list) else [value]))


def _one_in_words(fact: str, value: str) -> str:
    wording = answers.words()[fact].get("under_1" if fact == "child_age" and value == "0" else value) or {}
    return str(wording.get("label") or answers.spoken(value))


def _line(story: Story, name: str, child: int | None, sources: Sources) -> FactLine:
    known = story.answer(name, child)
    asking = story.asked is not None and story.asked.name == name and story.asked.child in (None, child)
    if known is None:
        return FactLine(
            name, child, NO_ANSWER if asking or _was_asked(story, name, child) else NOT_ASKED, asking=asking
        )
    found = sources.of_turn(known.turn)
    return FactLine(
        name,
        child,
        UNSURE if known.value in (NOT_SURE, [NOT_SURE]) else TOLD,
        value=known.value,
        answer=in_words(name, known.value),
        confirmed=known.confirmed,
        asking=asking,
        seqs=tuple(each.seq for each in found),
        said="\n".join(each.text for each in found) or _kept_words(name, known),
    )


def _kept_words(name: str, answer: Answer) -> str:
    """The words kept in the story, where the message is not on record; of a tap these are only its id."""
    return "" if answer.words.startswith(f"{name}=") else answer.words


def _was_asked(story: Story, name: str, child: int | None) -> bool:
    asked_of = story.talk.get("questions")
    if not isinstance(asked_of, Mapping):
        return False
    lists = asked_of.values() if child is None else [asked_of.get(str(child))]
    return any(name in each for each in lists if isinstance(each, list))
