"""Pages of one channel: a body that may be too long for a text, and the menu that ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from hub.channels import numbered_menu
from hub.channels.cutting import last_sentence
from hub.channels.numbered_menu import Entry, Menu

ENOUGH = 2  # options that make it worth beginning the menu under the whole body


@dataclass(frozen=True)
class Layout:
    """How much a text of this channel holds, in its own measure, and how words are written there.

    `most_to_tap`: how many lines a menu may have that is tapped; None where it is typed, and numbers run on.
    """

    ceiling: int
    most_to_tap: int | None
    fold: Callable[[str], str]
    size: Callable[[str], int]
    fits: Callable[[str, int], bool]
    split: Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Page:
    """One text. `text` says everything; `plain` the same without the numbered lines, where buttons stand for them.

    `menu`: what may be answered from this text, [{"id", "label", "seq"}], number 1 first. By SMS also what earlier pages
    numbered, so that a number keeps its meaning; on WhatsApp only what this page shows, for it is what can be tapped there.
    """

    text: str
    plain: str
    menu: list[Entry] = field(default_factory=list)


def pages_of(body: str, menu: Menu, layout: Layout, reply: str, more: str) -> list[Page]:
    """The pages in order; each but the last ends with `more`. A menu line is never cut, nor its question torn from it."""
    if not menu:
        parts = _parts(body, layout, more)
        return [_text(part, more if place < len(parts) else "") for place, part in enumerate(parts, 1)]
    lead, over_menu = _over_menu(body, partial(_most_options, menu, layout, reply, more, 0, 1), layout, more)
    return [_text(part, more) for part in lead] + _menu_pages(over_menu, menu, layout, reply, more)


def _over_menu(
    body: str, options_under: Callable[[str], int | None], layout: Layout, more: str
) -> tuple[list[str], str]:
    """The pages that come before the menu's first, and the words that stand over the menu.

    All of the body if at least some options fit under it; else its question, with what comes before it if there is room.
    """
    whole = options_under("")
    enough = min(ENOUGH, whole or 0)
    ends = [("", "", body), *_questions(body), (body, "", "")]
    lead, gap, question = next(end for end in ends if not end[2] or _is_at_least(options_under(end[2]), enough))
    before = layout.split(lead, _room(layout, more))
    joined = f"{before[-1]}{gap}{question}" if before else question
    if before and whole is not None and options_under(joined) == whole:
        return before[:-1], joined
    return before, question


def _menu_pages(words: str, menu: Menu, layout: Layout, reply: str, more: str) -> list[Page]:
    pages: list[Page] = []
    answerable: list[Entry] = []
    start = 0
    while not pages or start < len(menu.options):
        if layout.most_to_tap is not None:
            answerable = []
        first = len(answerable) + 1
        # A line too long for any text is sent all the same: nothing that was said is left out.
        count = _most_options(menu, layout, reply, more, start, first, words) or min(1, len(menu.options) - start)
        pages.append(_menu_page(words, menu, reply, more, start, count, answerable))
        answerable = list(pages[-1].menu)
        start, words = start + count, ""
    return pages


def _most_options(menu: Menu, layout: Layout, reply: str, more: str, start: int, first: int, words: str) -> int | None:
    """How many of the options from `start` on fit under the words; None if not one does."""
    left = len(menu.options) - start
    most = left if layout.most_to_tap is None else min(left, layout.most_to_tap - (menu.person is not None))
    earlier: list[Entry] = [{}] * (first - 1)
    for count in range(most, min(1, left) - 1, -1):
        if layout.fits(_menu_page(words, menu, reply, more, start, count, earlier).text, layout.ceiling):
            return count
    return None


def _menu_page(words: str, menu: Menu, reply: str, more: str, start: int, count: int, earlier: list[Entry]) -> Page:
    entries, first = menu.entries(count, start), len(earlier) + 1
    rest = more if start + count < len(menu.options) else ""
    how = " ".join(filter(None, [reply.replace("{numbers}", numbered_menu.numbers(first, len(entries))), rest]))
    text = "\n\n".join(filter(None, [words, "\n".join(filter(None, [*numbered_menu.lines(entries, first), how]))]))
    # Something must stand over buttons, even where a menu goes on.
    plain = "\n\n".join(filter(None, [words, rest])) if words else how
    return Page(text, plain, [*earlier, *entries])


def _is_at_least(count: int | None, least: int) -> bool:
    return count is not None and count >= least


def _questions(body: str) -> Iterator[tuple[str, str, str]]:
    """Ends of the body that may belong to the menu: its last paragraph, or only its last sentence.

    Each with what comes before it, and the whitespace between.
    """
    paragraph = body.rpartition("\n\n")[2]
    for end in (paragraph, last_sentence(paragraph)):
        lead = body[: len(body) - len(end)]
        yield lead.rstrip(), lead[len(lead.rstrip()) :], end


def _parts(body: str, layout: Layout, more: str) -> list[str]:
    """The body in parts that leave room for `more`, if it does not fit as it is."""
    if layout.fits(body, layout.ceiling):
        return [body] if body else []
    return layout.split(body, _room(layout, more))


def _room(layout: Layout, more: str) -> int:
    # One is kept back for an escape that would stand at the boundary of two parts.
    return layout.ceiling - layout.size(more) - 3 if more else layout.ceiling


def _text(part: str, more: str) -> Page:
    text = "\n\n".join(filter(None, [part, more]))
    return Page(text, text)
