"""How somebody who texts stands with us, for the desk: what an adviser must know before they write a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hub.channels.phone_numbers import normalised
from hub.conversations.ledger import PUSH_CHANNELS
from hub.conversations.models import AuditEntry, Conversation, Message, TextTalk
from hub.conversations.models.message import CONTACT
from hub.conversations.texting import window, wrong_person

END_SHOWN = 3  # digits of a number: enough to know it again, too few to learn it
LOOP_TOLD_FOR = timedelta(hours=24)
PARTED = tuple(f"text_{why}" for why in ("silent_for_long", "wrong_number", "someone_else"))  # wrong_person.part_from


@dataclass(frozen=True)
class Standing:
    """`ends`: the last digits of the number, "" where none is known. `suspect_why`: asks_who, wrong_number or someone_else.

    `fenced`: the hub answers alone until a person has it. `parted_at`: who writes since then is met as another person, in a
    conversation of their own. `loop_at`: the same words went round. `closed_window`: WhatsApp's 24 hours are over.
    `more_of`: the message of which a part waits until they ask for MORE.
    """

    ends: str = ""
    out_since: datetime | None = None
    suspect_since: datetime | None = None
    suspect_why: str = ""
    fenced: bool = False
    parted_at: datetime | None = None
    loop_at: datetime | None = None
    closed_window: bool = False
    more_of: int | None = None


def of(conversation: Conversation, now: datetime) -> Standing | None:
    """None where they do not text (the web chat)."""
    if conversation.channel not in PUSH_CHANNELS:
        return None
    identity = conversation.identity if conversation.identity_id else None
    talk = TextTalk.objects.filter(conversation=conversation).first()
    notes = (talk.notes if talk else None) or {}
    suspect = identity.suspect_since if identity else None
    return Standing(
        ends=number_end(identity.address if identity else ""),
        out_since=identity.opted_out_at if identity else None,
        suspect_since=suspect,
        suspect_why=_why_suspect(conversation) if suspect else "",
        fenced=wrong_person.is_fenced(conversation),
        parted_at=_parted_at(conversation),
        loop_at=_lately(notes.get("loop_at"), now),
        closed_window=not window.is_open(conversation, now),
        more_of=talk.pages_of if talk else None,
    )


def number_end(address: str) -> str:
    """The last digits of a number; "" for a user id or a name, and for a short code, whose last digits are most of it."""
    number = normalised(address)
    return number[-END_SHOWN:] if number.startswith("+") else ""


def _why_suspect(conversation: Conversation) -> str:
    wrote = Message.objects.filter(conversation=conversation, author=CONTACT, erased_at__isnull=True)
    codes = (each.choice for each in wrote.exclude(choice="").order_by("-seq"))
    found = next((each for each in codes if each in wrong_person.CODES and each != wrong_person.FENCED), "")
    return found.removeprefix("hub:")


def _parted_at(conversation: Conversation) -> datetime | None:
    """Since when; None also where it could not be closed to them: then it is fenced instead."""
    later = Conversation.objects.filter(identity=conversation.identity_id, opened_at__gt=conversation.opened_at)
    if conversation.identity_id is None or not later.exists():
        return None
    told = AuditEntry.objects.filter(conversation_ref=conversation.ref, action__in=PARTED)
    return told.order_by("-pk").values_list("at", flat=True).first()


def _lately(stamp: float | None, now: datetime) -> datetime | None:
    at = datetime.fromtimestamp(stamp, UTC) if stamp is not None else None
    return at if at is not None and now - at < LOOP_TOLD_FOR else None
