"""A piece of the offer in words: as the page shows it, and as plain text for the carer. The sentences are in desk.yml."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hub.adviser_desk.wording import filled, words
from kinship import answers
from kinship.local_offer import NATIONAL, Shelf
from kinship.offer_search import Piece
from kinship.story import Story

PAST_LIMIT, PAST_REVIEW = "past_limit", "past_review"


@dataclass(frozen=True)
class Shown:
    """A piece as the page shows it. `marks` are said in words: what to watch for. Of what is too old, only the contact is shown."""

    key: str
    title: str
    topic: str
    area: str
    status: str
    source: str
    href: str
    checked: str
    contact: str
    what: str = ""
    who: str = ""
    how: str = ""
    figures: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    serves: bool = True


def shown(piece: Piece, shelf: Shelf, story: Story) -> Shown:
    """The piece for the page."""
    offered, entry, said = piece.offered, piece.offered.entry, words()
    too_old = offered.standing == PAST_LIMIT
    told = {} if too_old else {name: str(entry[name]) for name in ("what", "who", "how")}
    return Shown(
        key=piece.key,
        title=str(entry["title"]),
        topic=str(shelf.topics()[piece.topic]["title"]),
        area=said["offer"]["national"] if offered.area == NATIONAL else said["offer"]["local"],
        status=said["offer_status"][entry["status"]],
        source=str(entry["source"]["title"]),
        href=_web(entry["source"].get("href")),
        checked=_day(entry["checked_on"]),
        contact=contact(piece, shelf),
        figures=[] if too_old else _figures(piece),
        marks=list(_marks(piece, shelf, story)),
        serves=bool(piece.children),
        **told,
    )


def plain(piece: Piece, shelf: Shelf) -> str:
    """The piece as words for the carer: what, who, how, whom to call, and where it comes from."""
    entry, said = piece.offered.entry, words()["insert"]
    source = filled("insert", "source", source=entry["source"]["title"], day=_day(entry["checked_on"]))
    address = _web(entry["source"].get("href"))
    to_call = filled("insert", "contact", contact=contact(piece, shelf))
    if piece.offered.standing == PAST_LIMIT:
        return "\n".join([filled("insert", "too_old", title=entry["title"]), to_call])
    lines = [
        filled("insert", "what", title=entry["title"], what=entry["what"]),
        *_figures(piece),
        said["paused"] if entry.get("state") == "paused" else "",
        filled("insert", "who", who=entry["who"]),
        filled("insert", "how", how=entry["how"]),
        to_call,
        f"{source} {address}".strip(),
        said["call_to_be_sure"] if piece.offered.standing == PAST_REVIEW else "",
    ]
    return "\n".join(line for line in lines if line)


def contact(piece: Piece, shelf: Shelf) -> str:
    """Whom to reach, in one line: the phone first, with its hours."""
    told = shelf.contact(piece.offered)
    phone = filled("insert", "phone", phone=told["phone"], hours=told["hours"]) if told["hours"] else told["phone"]
    ways = ", ".join(way for way in (told["phone"] and phone, told["text"], told["web"], told["email"]) if way)
    return ": ".join(part for part in (told["name"], ways) if part) or words()["insert"]["your_council"]


def _marks(piece: Piece, shelf: Shelf, story: Story):
    offered, said = piece.offered, words()["offer"]
    if not piece.children:
        yield filled("offer", "for_others", names=_arrangements(offered.entry["arrangements"], shelf))
    elif len(piece.children) < len(story.children):
        names = ", ".join(answers.child_name(story, child) for child in piece.children)
        yield filled("offer", "for_child", child=names)
    if piece.children and offered.fits == "maybe":
        yield said["maybe"]
    if offered.standing == PAST_REVIEW:
        yield said["past_review"]
    if offered.standing == PAST_LIMIT:
        yield said["past_limit"]
    if offered.entry.get("state") == "paused":
        yield said["paused"]


def _arrangements(codes: Any, shelf: Shelf) -> str:
    """The arrangements an entry is for, as the law calls them."""
    if codes == "all":
        return str(words()["offer"]["all_arrangements"])
    known = set(shelf.arrangements())
    return ", ".join(str(shelf.arrangement(code)["official"]) for code in codes if code in known)


def _figures(piece: Piece) -> list[str]:
    return [
        filled("insert", "figure", label=each["label"], amount=each["amount"], tax_year=each["tax_year"])
        for each in piece.offered.figures
    ]


def _day(value: Any) -> str:
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else str(value)


def _web(href: Any) -> str:
    """The address, if it is one that a page may link to."""
    return str(href) if str(href or "").startswith(("https://", "http://")) else ""
