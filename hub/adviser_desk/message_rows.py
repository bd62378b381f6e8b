"""The transcript as the desk shows it: who said what and when. All of it is plain text: escaped, and without links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from hub.adviser_desk import text_words
from hub.adviser_desk.wording import filled, shortly, words
from hub.channels import web
from hub.conversations import notes, transcript
from hub.conversations.ledger import PUSH_CHANNELS
from hub.conversations.models import Conversation
from hub.conversations.models.message import CONTACT
from hub.conversations.texting import how_it_went
from kinship import languages


@dataclass(frozen=True)
class Row:
    """One message. `tapped`: a button, not typed words. `offered`: the choices that were shown. `new`: not seen before.

    `came`: what came in the place of words or beside them; `read_as`: as what the hub read a text.
    `delivery`: how it fared on its way to a phone, "" on the web; `delivery_why`: why not, and what to do;
    `delivery_more`: a part of it waits until they ask for it.
    """

    seq: int
    author: str
    who: str
    at: datetime
    time: str
    body: SafeString
    kind: str = ""
    tapped: bool = False
    offered: list[str] = field(default_factory=list)
    lang: str = ""
    dir: str = ""
    new: bool = False
    delivery: str = ""
    delivery_why: str = ""
    delivery_more: str = ""
    came: str = ""
    read_as: str = ""


@dataclass(frozen=True)
class NoteRow:
    """One internal note. `linked`: the message it was written after is on the page."""

    id: int
    title: str
    body: SafeString
    at_seq: int
    place: str
    linked: bool


def rows(conversation: Conversation, *, new_after: int | None = None, more_of: int | None = None) -> list[Row]:
    """The messages, in order. `new_after`: those after this number are marked new. `more_of`: of this one a part waits."""
    conversation_id, by = conversation.pk, conversation.channel
    names, now, said = transcript.advisers(conversation_id), timezone.now(), words()["authors"]
    went, messages = how_it_went.of(conversation_id), transcript.shown(conversation_id)
    called = text_words.labels(messages)
    return [
        Row(
            seq=each.seq,
            author=each.author,
            who=f"{said[each.author]} {names[each.seq]}" if each.seq in names else said[each.author],
            at=each.at,
            time=shortly(each.at, now),
            body=plain(each.text),
            kind=each.kind,
            tapped=text_words.tapped(each, by, called),
            offered=[
                called.get(choice["id"], choice["label"]) if by in PUSH_CHANNELS else choice["label"]
                for choice in each.choices
            ],
            lang=each.lang or "",
            dir=_direction(each.lang or ""),
            new=new_after is not None and each.seq > new_after,
            came=text_words.came(each),
            read_as=text_words.read_as(each, by, called),
            delivery_more=words()["conversation"]["more_waits"] if each.seq == more_of else "",
            **_delivery(went.get(each.seq) if each.author != CONTACT else None),
        )
        for each in messages
    ]


def note_rows(conversation_id: UUID, shown: set[int]) -> list[NoteRow]:
    """The notes, in order. `shown`: the messages that are on the page."""
    now = timezone.now()
    return [
        NoteRow(
            id=each.id,
            title=filled("notes", "by", name=each.by, time=shortly(each.at, now)),
            body=plain(each.text),
            at_seq=each.at_seq,
            place=filled("notes", "at", seq=each.at_seq),
            linked=each.at_seq in shown,
        )
        for each in notes.of(conversation_id)
    ]


def _delivery(went: how_it_went.Went | None) -> dict[str, str]:
    if went is None:
        return {}
    why = words()["delivery_reasons"][went.code] if went.code else ""
    return {"delivery": words()["delivery"][went.state], "delivery_why": why}


def plain(text: str) -> SafeString:
    """Anybody's words as HTML paragraphs: nothing in them is markup, and nothing becomes a link."""
    return mark_safe(web.own_words(text))


def _direction(lang: str) -> str:
    known = languages.known().get(lang.split("-")[0].lower())
    return known.direction if known and lang else ""
