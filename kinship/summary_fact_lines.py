"""The facts on the adviser's summary: who cares for whom, what was told and where, and what nobody asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kinship.facts import vocabulary
from kinship.local_offer import Shelf
from kinship.summary_card import Card
from kinship.summary_facts import KNOWN, NOT_ASKED, FactLine, in_words
from kinship.summary_words import Line, filled, message_line, of_children


def who(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    """A line for each child; before them who is writing, when that was told."""
    writer = card.fact("writer")
    if writer.state in KNOWN:
        yield Line("who", f"{said['labels']['writer']}: {_answer(writer, said)}", seqs=writer.seqs)
    for each in card.whom:
        parts = {"relationship": each.relationship, "age": each.age, "lives": each.lives}
        text = filled(said["who"], **{name: _answer(line, said) for name, line in parts.items()})
        yield Line("who", of_children(text, (each.child,), card.children, said), seqs=_seqs(parts.values()))


def facts(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    """Every fact that was asked or told, with the message it was in. The words of a message stand with the first fact of it."""

    def one(line: FactLine, *, quoted: bool = True) -> str:
        label, known = said["labels"][line.fact], said["fact"]
        if line.state not in KNOWN:
            return f"{label}: {_answer(line, said)}"
        sure = known["confirmed" if line.confirmed else "not_confirmed"]
        return filled(
            known["line"],
            label=label,
            answer=_answer(line, said),
            sure=f"{sure}; {known['asking']}" if line.asking else sure,
            source=message_line(line.seqs, line.said if quoted or not line.seqs else "", said),
        )

    yield from _together("facts", card, [line for line in card.facts if line.state != NOT_ASKED], one, said)


def not_asked(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    """Every fact nobody asked for, with what the result takes for granted in its place."""

    def one(line: FactLine, *, quoted: bool = True) -> str:
        label = said["labels"][line.fact]
        if not line.taken_as:
            return filled(said["not_asked"], label=label)
        return filled(said["taken_as"], label=label, answer=in_words(line.fact, line.taken_as))

    yield from _together("not_asked", card, [line for line in card.facts if line.state == NOT_ASKED], one, said)


def _together(
    section: str, card: Card, lines: list[FactLine], text_of: Callable[..., str], said: Mapping[str, Any]
) -> Iterator[Line]:
    """In the order of the vocabulary; what is the same for several children stands once."""
    same: dict[tuple[str, str], list[FactLine]] = {}
    for line in lines:
        same.setdefault((line.fact, text_of(line)), []).append(line)
    order, heard = list(vocabulary()), set()
    for (_, text), group in sorted(same.items(), key=lambda item: order.index(item[0][0])):
        source = (group[0].seqs, group[0].said)
        if source in heard:
            text = text_of(group[0], quoted=False)
        heard.add(source)
        children = [line.child for line in group if line.child is not None] or range(len(card.children))
        yield Line(section, of_children(text, list(children), card.children, said), seqs=_seqs(group))


def _answer(line: FactLine, said: Mapping[str, Any]) -> str:
    """An answer in words, or the state of one that is not there."""
    return said["states"].get(line.state) or line.answer


def _seqs(lines: Any) -> tuple[int, ...]:
    return tuple(sorted({seq for line in lines for seq in line.seqs}))
