"""A piece of help as the page shows it: the words of `entry_in_full`, with numbers and addresses that can be tapped."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from hub.conversations import words as content
from hub.conversations.page_words import sentence
from kinship.entry_in_full import InFull, in_full
from kinship.local_offer import Found, Offered, Shelf

FIRST = 2  # parts that stand before the contact, also where a page tells little of each: who can get it, how to ask


@dataclass(frozen=True)
class Row:
    """`told`: the words as they are. What is below has links in it; `first` and `rest`: its parts, before and after the contact."""

    told: InFull
    href: str
    area: str
    what: SafeString
    contact: SafeString
    too_old: SafeString
    first: list[tuple[str, SafeString]]
    rest: list[tuple[str, SafeString]]
    figures: list[dict[str, object]]


def row(shelf: Shelf, topic: str, offered: Offered) -> Row:
    """One piece of help."""
    told, said = in_full(shelf, topic, offered, content.entry_words()), content.site_words()["topic"]
    council = str((shelf.council or {}).get("council_name") or "")
    parts = [(each.label, sentence(each.text)) for each in told.parts]
    return Row(
        told=told,
        href=f"/offer/help/{told.key}/",
        area=said["national"] if told.national else said["local"].format(council=council),
        what=sentence(told.what),
        contact=sentence(told.contact),
        too_old=sentence(told.too_old),
        first=parts[:FIRST],
        rest=parts[FIRST:],
        figures=[
            {"holds": holds, "said": [each.said for each in group]}
            for holds, group in groupby(told.figures, key=lambda each: each.holds)
        ],
    )


def not_told(shelf: Shelf, topic: str, found: Found) -> list[str]:
    """What nobody has told us here, each in words: what no entry meets, and what only the council can answer and has not."""
    needs = shelf.topics()[topic].get("needs") or {}
    return [*found.gaps, *(str(needs[need]) for need in found.not_told if need in needs)]


def ask_them() -> SafeString:
    """Whom to ask about what is not told."""
    person = content.person()
    return sentence(content.entry_words()["council_has_not_told"].format(**person)) if person["phone"] else sentence("")
