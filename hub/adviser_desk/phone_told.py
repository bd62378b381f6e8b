"""What stands at the top of a conversation by SMS or WhatsApp: how they can be reached, and what an adviser must know first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.adviser_desk.queue_rows import channel
from hub.adviser_desk.wording import filled, shortly, words
from hub.conversations.models import Conversation
from hub.conversations.models.message import ADVISER
from hub.conversations.texting import not_arrived
from hub.conversations.texting.phone_standing import Standing


@dataclass(frozen=True)
class Told:
    """A sentence; `seq`: the message it leads to, or None."""

    text: str
    seq: int | None = None


def reached(conversation: Conversation, standing: Standing | None) -> str:
    """The channel, and of a phone the end of its number. Never the whole of it: that is for who makes a call."""
    how = channel(conversation.channel)
    if standing is None:
        return how
    if standing.ends:
        return filled("conversation", "ends", channel=how, digits=standing.ends)
    return filled("conversation", "no_number", channel=how)


def told(conversation: Conversation, standing: Standing | None, rows: Iterable, now: datetime) -> list[Told]:
    """The gravest first; [] on the web. `rows`: the messages of the page (message_rows.Row)."""
    if standing is None:
        return []
    found = []
    if standing.out_since:
        found.append(_at("opted_out", standing.out_since, now))
    if standing.suspect_since:
        found.append(_at(standing.suspect_why or "suspect", standing.suspect_since, now))
    if standing.fenced:
        found.append(Told(words()["phone_told"]["fenced"]))
    if standing.parted_at:
        found.append(_at("parted", standing.parted_at, now))
    if not_arrived.among([conversation.pk]):
        seq = max((row.seq for row in rows if row.author == ADVISER), default=None)
        if seq is not None:
            found.append(Told(filled("conversation", "not_arrived", seq=seq), seq))
    if standing.loop_at:
        found.append(_at("loop", standing.loop_at, now))
    return found


def _at(code: str, at: datetime, now: datetime) -> Told:
    return Told(filled("phone_told", code, time=shortly(at, now)))
