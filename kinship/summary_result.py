"""The result on the adviser's summary: how sure, why, under which law, what would settle it, and what the carer was told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kinship.local_offer import Shelf
from kinship.summary_card import Arrangement, Card
from kinship.summary_words import Line, filled, of_children

SECTION = "arrangement"


def results(card: Card, shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    """The result for each group of children."""
    for found in card.arrangements:
        for text in _texts(found, shelf, said):
            yield Line(SECTION, of_children(text, found.children, card.children, said))


def flags(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    """What an adviser must watch, of each group of children."""
    for found in card.arrangements:
        for code in found.decision.flags if found.decision else ():
            yield Line("flags", of_children(said["flags"][code], found.children, card.children, said))


def _texts(found: Arrangement, shelf: Shelf, said: Mapping[str, Any]) -> Iterator[str]:
    known, decision = said[SECTION], found.decision
    if decision is None:
        yield known["nothing"]
        yield _what_was_told(found, shelf, known)
        return
    names = [shelf.arrangement(each.key)["official"] for each in decision.arrangements]
    if decision.next_question:
        # Which is likelier is not worth saying while a question would tell.
        question = said["labels"][decision.next_question]
        yield filled(known["asking"], question=question, names=_list(names))
    elif len(names) == 1:
        yield filled(known["certain"], names=names[0])
    else:
        yield filled(known["likely"], name=names[0], others=_list(names[1:]))
    if not decision.next_question:
        yield filled(known["because"], because=decision.because)
        yield from (filled(known["law"], title=each.title) for each in decision.law)
    for each in decision.settle_by:
        yield filled(known["settle"], fact=said["labels"][each.fact], look_for=each.look_for)
    yield _what_was_told(found, shelf, known)


def _what_was_told(found: Arrangement, shelf: Shelf, known: Mapping[str, Any]) -> str:
    if found.as_told:
        return known["told"]
    codes = [code for code in found.told if code in shelf.arrangements()]
    names = _list([shelf.arrangement(code)["official"] for code in codes])
    return filled(known["told_other"], names=names) if names else known["not_told"]


def _list(names: Sequence[str]) -> str:
    return "; ".join(names)
