"""The summary card: what an adviser must know when a carer is passed on, and nothing that was not told.

Plain data in, plain data out: the same story and messages always make the same card. It holds codes and the carer's
own words; the sentences around them are in offer_content/summary.yml (summary_for_adviser, summary_for_carer).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from kinship import answers
from kinship.arrangement import Decision, Family, decide
from kinship.deadlines import Deadline, deadlines
from kinship.dialogue.answered import left_out, noted
from kinship.known_family import family_of, taken_for_granted
from kinship.rule_table import FLAGS
from kinship.story import Story
from kinship.summary_asked import Asked, Shown, asked_for, shown_to
from kinship.summary_facts import NOT_ASKED, FactLine, Message, Sources, fact_lines
from kinship.summary_parts import Arrangement, Contact, Held, OpenDanger, Seen, Whom

LAST = 3  # messages shown as they were written


@dataclass(frozen=True)
class Card:
    """The whole card.

    `children` are what each child is called (never a name). `reason` is the code of why a person is wanted.
    `shown_before`: how many pieces were shown earlier that are no longer on record.
    """

    as_of: date
    reason: str
    children: tuple[str, ...]
    whom: tuple[Whom, ...]
    facts: tuple[FactLine, ...]
    arrangements: tuple[Arrangement, ...]
    dangers: tuple[OpenDanger, ...]
    asked: tuple[Asked, ...]
    shown: tuple[Shown, ...]
    shown_before: int
    dates: tuple[Deadline, ...]
    contact: Contact
    language: str
    last: tuple[Message, ...]
    seen: Seen | None = None

    def fact(self, name: str, child: int | None = None) -> FactLine:
        """The line of one fact. Raises KeyError for a fact or a child that is not on the card."""
        for line in self.facts:
            if line.fact == name and line.child == child:
                return line
        raise KeyError(name)

    def as_json(self) -> dict[str, Any]:
        """The card as JSON can hold it: days and times in ISO form."""
        return _plain(asdict(self))


def card(story: Story, held: Held, as_of: date) -> Card:
    """The card of a conversation on that day. Pure: it reads the rules and the words of answers, and changes nothing."""
    sources = Sources(held.messages, held.turns)
    decisions = [decide(story.facts_of(child), as_of) for child in range(len(story.children))]
    families = [family_of(story.facts_of(child), decision, as_of) for child, decision in enumerate(decisions)]
    facts = tuple(_with_presumed(line, families) for line in fact_lines(story, sources))
    notes = tuple(noted(story.talk))
    return Card(
        as_of=as_of,
        reason=held.reason,
        children=tuple(answers.child_name(story, child) for child in range(len(story.children))),
        whom=tuple(_whom(story, facts, child) for child in range(len(story.children))),
        facts=facts,
        arrangements=tuple(_arrangements(story, decisions)),
        dangers=tuple(sorted(held.dangers, key=lambda each: (each.urgency, each.seq, each.kind))),
        asked=asked_for(notes, sources),
        shown=shown_to(notes, sources),
        shown_before=left_out(story.talk),
        dates=_dates(families, decisions),
        contact=held.contact,
        language=held.language,
        last=tuple(each for each in sources.written() if not each.choice and each.text)[-LAST:],
        seen=held.seen,
    )


def _with_presumed(line: FactLine, families: Sequence[Family]) -> FactLine:
    """What the decision takes for granted stands beside a fact nobody asked for, never in its place."""
    family = families[line.child or 0]
    return replace(line, taken_as=taken_for_granted(family, line.fact)) if line.state == NOT_ASKED else line


def _whom(story: Story, facts: Collection[FactLine], child: int) -> Whom:
    lines = {line.fact: line for line in facts if line.child == child}
    return Whom(
        child,
        answers.child_name(story, child),
        relationship=lines["carer_relationship"],
        age=lines["child_age"],
        lives=lines["child_lives_with_carer"],
    )


def _arrangements(story: Story, decisions: Sequence[Decision]) -> Iterator[Arrangement]:
    """Children of whom the table says the same, and who were told the same, stand together."""
    groups: dict[tuple, list[int]] = {}
    for child, decision in enumerate(decisions):
        found = decision if story.facts_of(child) else None
        groups.setdefault((found, _told(story, child)), []).append(child)
    for (decision, told), children in groups.items():
        yield Arrangement(tuple(children), decision, told)


def _told(story: Story, child: int) -> tuple[str, ...]:
    """The codes of arrangements in the result the carer was told (with it stand the flags, which are not)."""
    results = story.talk.get("told")
    if not story.talk.get("result_told") or not isinstance(results, list) or child >= len(results):
        return ()
    return tuple(code for code in results[child] if code not in FLAGS) if isinstance(results[child], list) else ()


def _dates(families: Sequence[Family], decisions: Sequence[Decision]) -> tuple[Deadline, ...]:
    """The deadlines of all children, the nearest first; one that several share stands once."""
    shared: dict[Deadline, list[int]] = {}
    for child, (family, decision) in enumerate(zip(families, decisions, strict=True)):
        for each in deadlines(family, decision, child):
            shared.setdefault(replace(each, children=()), []).append(child)
    found = [replace(each, children=tuple(children)) for each, children in shared.items()]
    return tuple(sorted(found, key=lambda each: (each.latest, each.earliest, each.id, each.children)))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
