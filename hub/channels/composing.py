"""What was said, made into texts that a tired person can answer on an old phone. Pure: words in, pages out.

A text is what is said, a blank line, the choices as numbered lines, the last a person, and how to reply. What is longer than a
text goes on when they ask for MORE; an adviser's message never waits for that, and danger stands alone, first, without a menu.
The words around it ("Reply 1-4.") come from the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hub.channels import gsm, numbered_menu
from hub.channels.cutting import cut, tidy
from hub.channels.paging import Layout, Page, pages_of

TARGET, CEILING = 160, 306  # septets of a text: one part where it can be, never more than two
WHATSAPP_CEILING = 1600  # characters, as UTF-16 counts them
MOST_TO_TAP = 10  # lines of a WhatsApp list
SMS, WHATSAPP = "sms", "whatsapp"
ADVISER = "adviser"


@dataclass(frozen=True)
class Said:
    """One message of the ledger. `choices`: [{"id", "label"}]. `several`: more than one of them may be picked."""

    seq: int
    text: str
    choices: Sequence[Mapping[str, str]] = ()
    author: str = "assistant"
    danger: bool = False
    several: bool = False


@dataclass(frozen=True)
class Words:
    """The words around what is said. Each should be at most 50 septets.

    `reply_with`: "Reply {numbers}.", with "1-4" for {numbers}; `reply_any`: the same where several may be picked ("" for the
    same words). `more`: how to get the rest. `part`: before each of an adviser's parts, "({part}/{parts}) ". `person_label`,
    `person_id`: the person put last under a menu that has none ("" for nobody). `person_ids`: other ids that are a person.
    """

    reply_with: str
    more: str
    person_label: str = ""
    person_id: str = ""
    person_ids: Sequence[str] = ()
    reply_any: str = ""
    part: str = "({part}/{parts}) "


@dataclass(frozen=True)
class Composed:
    """The texts for messages `from_seq` to `seq`: those that leave now, in order, and those that wait for MORE."""

    from_seq: int
    seq: int
    now: list[Page]
    later: list[Page]


def compose(said: Sequence[Said], channel: str, words: Words) -> list[Composed]:
    """Texts for what was said in one change, in the order they leave: danger first, then all else as one.

    An adviser's message takes what was said with it along, in parts that all leave now. What folds to nothing is left out.
    """
    layout = _WHATSAPP if channel == WHATSAPP else _SMS
    found = [_danger(each, layout) for each in said if each.danger]
    others = [each for each in said if not each.danger]
    if others:
        found.append(_together(others, layout, words))
    return [each for each in found if each.now]


def _danger(said: Said, layout: Layout) -> Composed:
    parts = layout.split(layout.fold(said.text), layout.ceiling)
    return Composed(said.seq, said.seq, [Page(part, part) for part in parts], [])


def _together(said: Sequence[Said], layout: Layout, words: Words) -> Composed:
    body = "\n\n".join(filter(None, (layout.fold(each.text) for each in said)))
    menu = _menu(said, layout, words)
    several = words.reply_any and any(each.several and each.choices for each in said)
    reply = layout.fold(words.reply_any if several else words.reply_with)
    if not any(each.author == ADVISER for each in said):
        pages = pages_of(body, menu, layout, reply, layout.fold(words.more))
        now = 1 if words.more else len(pages)  # nobody asks for what they were not told of
        return Composed(said[0].seq, said[-1].seq, pages[:now], pages[now:])
    parts = pages_of(body, menu, layout, reply, "")
    if len(parts) > 1:  # again, with room for "(1/3) "
        longest = layout.size(layout.fold(words.part.format(part=99, parts=99))) + 2
        parts = pages_of(body, menu, replace(layout, ceiling=layout.ceiling - longest), reply, "")
        parts = [_numbered(part, words.part.format(part=n, parts=len(parts))) for n, part in enumerate(parts, 1)]
    return Composed(said[0].seq, said[-1].seq, parts, [])


def _menu(said: Sequence[Said], layout: Layout, words: Words) -> numbered_menu.Menu:
    choices = [(each.seq, choice) for each in said for choice in each.choices]
    added = {"id": words.person_id, "label": words.person_label} if words.person_id else None
    return numbered_menu.menu_of(choices, [words.person_id, *words.person_ids], added, layout.fold)


def _numbered(page: Page, part: str) -> Page:
    return Page(f"{part}{page.text}", f"{part}{page.plain}", page.menu)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _reach(text: str, most: int) -> int:
    used = 0
    for place, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > most:
            return place
    return len(text)


_SMS = Layout(CEILING, None, gsm.fold, gsm.septets, gsm.fits, gsm.split)
_WHATSAPP = Layout(
    WHATSAPP_CEILING,
    MOST_TO_TAP,
    tidy,
    _utf16,
    lambda text, most: _utf16(text) <= most,
    lambda text, most: cut(text, lambda rest: _reach(rest, most)),
)
