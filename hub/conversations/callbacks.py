"""A call back: asked for in one small form, kept encrypted, and due in the opening hours of the advisers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import phonenumbers
from django.db.models import Q
from django.utils import timezone

from hub.conversations import hours, summary_corrections, transitions, words
from hub.conversations.fields import keyed_hash
from hub.conversations.ledger import Change, changing
from hub.conversations.models import Callback, CallbackAttempt, Conversation
from hub.conversations.models.message import SYSTEM
from kinship.call_window import PARTS, CallWindow
from kinship.clock import in_england

WINDOWS = tuple(PARTS)
LONGEST = 80  # characters of a name or a language
LONGEST_NEEDS = 300  # characters of what would make a call easier
END_SHOWN = 3  # digits of a known number: enough to know it again, too few to learn it


class BadPhone(ValueError):
    """This cannot be a telephone number that can be rung from England."""


@dataclass(frozen=True)
class CallbackAsked:
    """What the form gave. What is safe is `no` unless the carer said yes. With `same_number`, `phone` is not read."""

    phone: str = ""
    name: str = ""
    when: str = "any_time"
    safe_voicemail: bool = False
    safe_text: bool = False
    interpreter: str = ""
    access_needs: str = ""
    same_number: bool = False


def windows() -> tuple[str, ...]:
    """The codes of the times of day that can be asked for now: those in which somebody is there to call."""
    return hours.parts_open(timezone.now()) or WINDOWS[:1]


def book(conversation_id: UUID, asked: CallbackAsked) -> date:
    """Book a call, or change the one booked. Returns the day it is due. Raises BadPhone, NoSuchConversation, AlreadyTaken.

    With `same_number`: BadPhone if no number of the carer is known.
    """
    with changing(conversation_id) as change:
        return book_it(change, asked)


def book_it(change: Change, asked: CallbackAsked, *, summary: bool = True) -> date:
    """The same inside a change that does more. `summary`: what the team is told is shown to the carer at once.

    Raises BadPhone, AlreadyTaken.
    """
    conversation = change.conversation
    phone = known_number(conversation) if asked.same_number else read_phone(asked.phone)
    when = asked.when if asked.when in WINDOWS else WINDOWS[0]
    window = hours.call_window(change.now, when)
    due = in_england(window.begin).date()
    transitions.to_callback(change)
    before = Callback.objects.filter(conversation=conversation, state=Callback.REQUESTED)
    owner = before.values_list("owner", flat=True).first()
    before.update(state=Callback.CANCELLED, ended_at=change.now)
    Callback.objects.create(
        conversation=conversation,
        phone=phone,
        phone_hash=keyed_hash("phone", phone),
        name_to_ask_for=asked.name.strip()[:LONGEST],
        interpreter=asked.interpreter.strip()[:LONGEST],
        access_needs=asked.access_needs.strip()[:LONGEST_NEEDS],
        when=when,
        safe_voicemail=asked.safe_voicemail,
        safe_text=asked.safe_text,
        requested_at=change.now,
        due_on=due,
        call_from=window.begin,
        due_at=window.due_at,
        owner_id=owner,
    )
    change.say(SYSTEM, words.callback_booked(when, due if hours.are_known() else None), kind="callback_booked")
    if summary:
        summary_corrections.show(change)
    change.note("callback.created")
    change.audit("contact", "callback_booked")
    return due


def end(conversation_id: UUID, state: str, actor: str) -> None:
    """The call was made (`done`), given up (`unreachable`) or no longer wanted (`cancelled`)."""
    with changing(conversation_id) as change:
        end_it(change, state, actor)


def end_it(change: Change, state: str, actor: str) -> bool:
    """The same inside a change that does more. False where no call was promised any more."""
    open_call = Callback.objects.filter(conversation=change.conversation, state=Callback.REQUESTED)
    if not open_call.update(state=state, ended_at=change.now):
        return False
    transitions.callback_ended(change)
    change.note(f"callback.{state}")
    change.audit(actor, f"callback_{state}")
    return True


def window_of(callback: Callback, tried_at: datetime | None = None) -> CallWindow:
    """Between when to call: from when it was asked for or, after a try that reached nobody, from that try on."""
    return hours.call_window(tried_at or callback.requested_at, callback.when)


def known_number(conversation: Conversation) -> str:
    """The "same number": the one they text from, else the one they gave for a call before. Raises BadPhone if there is none."""
    texts_from = conversation.identity.address if conversation.identity else ""
    if texts_from:
        return read_phone(texts_from)
    worked = ~Q(tries__outcome=CallbackAttempt.WRONG_NUMBER)
    given = Callback.objects.filter(worked, conversation=conversation).order_by("-requested_at", "-pk").first()
    if given is None or not given.phone:
        raise BadPhone("none is known")
    return given.phone


def known_end(conversation_id: UUID) -> str:
    """The last digits of the number that is known, for the carer to know it by; "" where none is."""
    try:
        return known_number(Conversation.objects.select_related("identity").get(pk=conversation_id))[-END_SHOWN:]
    except BadPhone:
        return ""


def read_phone(typed: str) -> str:
    """The number as it is dialled from anywhere (+44…). Raises BadPhone."""
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        raise BadPhone(typed) from None
    if not phonenumbers.is_possible_number(number):
        raise BadPhone(typed)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
