"""A call back: asked for in one small form, kept encrypted, and due on a working day of England."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import phonenumbers
from django.utils import timezone

from hub.conversations import words
from hub.conversations.bank_holidays import bank_holidays
from hub.conversations.fields import keyed_hash
from hub.conversations.ledger import changing
from hub.conversations.models import Callback
from hub.conversations.models.message import SYSTEM
from hub.conversations.transitions import callback_ended, to_callback

WINDOWS = ("any_time", "morning", "afternoon")
LONGEST = 80  # characters of a name or a language


class BadPhone(ValueError):
    """This cannot be a telephone number that can be rung from England."""


@dataclass(frozen=True)
class CallbackAsked:
    """What the form gave. What is safe is `no` unless the carer said yes."""

    phone: str
    name: str = ""
    when: str = "any_time"
    safe_voicemail: bool = False
    safe_text: bool = False
    interpreter: str = ""


def windows() -> tuple[str, ...]:
    """The codes of the times of day that can be asked for."""
    return WINDOWS


def book(conversation_id: UUID, asked: CallbackAsked) -> date:
    """Book a call, or change the one booked. Returns the working day it is due. Raises BadPhone, NoSuchConversation, AlreadyTaken."""
    phone = read_phone(asked.phone)
    with changing(conversation_id) as change:
        when = asked.when if asked.when in WINDOWS else WINDOWS[0]
        due = next_working_day(timezone.localdate(change.now))
        to_callback(change)
        Callback.objects.filter(conversation_id=conversation_id, state=Callback.REQUESTED).update(
            state=Callback.CANCELLED, ended_at=change.now
        )
        Callback.objects.create(
            conversation_id=conversation_id,
            phone=phone,
            phone_hash=keyed_hash("phone", phone),
            name_to_ask_for=asked.name.strip()[:LONGEST],
            interpreter=asked.interpreter.strip()[:LONGEST],
            when=when,
            safe_voicemail=asked.safe_voicemail,
            safe_text=asked.safe_text,
            requested_at=change.now,
            due_on=due,
        )
        change.say(SYSTEM, words.callback_booked(when), kind="callback_booked")
        change.note("callback.created")
        change.audit("contact", "callback_booked")
    return due


def end(conversation_id: UUID, state: str, actor: str) -> None:
    """The call was made (`done`), given up (`unreachable`) or no longer wanted (`cancelled`)."""
    with changing(conversation_id) as change:
        ended = Callback.objects.filter(conversation_id=conversation_id, state=Callback.REQUESTED).update(
            state=state, ended_at=change.now
        )
        if ended:
            callback_ended(change)
            change.note(f"callback.{state}")
            change.audit(actor, f"callback_{state}")


def next_working_day(day: date) -> date:
    """The first working day after `day` in England."""
    holidays = bank_holidays()
    later = day + timedelta(days=1)
    while later.weekday() >= 5 or later in holidays:
        later += timedelta(days=1)
    return later


def read_phone(typed: str) -> str:
    """The number as it is dialled from anywhere (+44…). Raises BadPhone."""
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        raise BadPhone(typed) from None
    if not phonenumbers.is_possible_number(number):
        raise BadPhone(typed)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
