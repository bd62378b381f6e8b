"""Asking for a call: one small form. Nothing is safe to leave on a phone unless the carer says so."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.channels.addresses import address_block
from hub.conversations import callbacks, replays, tokens, transcript, transitions
from hub.conversations.callbacks import BadPhone, CallbackAsked
from hub.conversations.tokens import Refused
from hub.conversations.transitions import AlreadyTaken, Inbound
from hub.conversations.turn_queue import CALL_BACK
from hub.web_chat.answering import answer, other_page
from hub.web_chat.authority import conversation_of
from hub.web_chat.guards import allow, door
from hub.web_chat.message_list import safety_row
from hub.web_chat.page import page, plain
from hub.web_chat.posted import Posted
from hub.web_chat.refusals import not_taken
from hub.web_chat.wording import fill, words

BOOKED = "callback_booked"  # the kind of the message that says so


@door
def callback(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/callback: the form, or, when it was filled in, the booking."""
    if "book" not in posted.fields:
        return form(posted)
    allow("address", address_block(request))
    conversation_id = conversation_of(posted)
    asked = _asked(posted)
    try:
        if not (asked.same_number and conversation_id):
            callbacks.read_phone(asked.phone)  # before a conversation is opened for it
        if conversation_id is None:
            allow("new", address_block(request))
        booked_in = _book(conversation_id, asked, posted)
    except BadPhone:
        return form(posted, fill("callback", "bad_phone"))
    except AlreadyTaken:
        return not_taken(posted, fill("callback", "adviser_here"), 409, conversation_id)
    return answer(posted, page(booked_in, posted, draft=posted.text, after=posted.after))


def form(posted: Posted, error: str = "") -> HttpResponse:
    """The form, with what was filled in before and, kept for later, what stood in the message box."""
    conversation_id = conversation_of(posted)
    end = callbacks.known_end(conversation_id) if conversation_id else ""
    offered, asked = callbacks.windows(), _asked(posted)
    if "book" not in posted.fields:
        asked = replace(asked, same_number=bool(end))
    context = plain(
        tokens.issue(conversation_id) if conversation_id else tokens.start_token(),
        words()["callback"]["title"],
        rows=safety_row(posted),
        asked=asked,
        same_number=fill("callback", "same_number", end=end) if end else "",
        windows=[each for each in words()["callback"]["when"] if each["id"] in offered],
        error=error,
        key=posted.key,
        after=posted.after,
        draft=posted.text,
    )
    return other_page(posted, "callback.html", context, 400 if error else 200)


def _book(conversation_id: UUID | None, asked: CallbackAsked, posted: Posted) -> UUID:
    """Book the call. Sent again (a refresh), it is not booked again: the page it was sent from had not seen the first."""
    if conversation_id is None:
        inbound = Inbound(key=posted.key_for("callback"), choice=CALL_BACK, label=words()["callback"]["button"])
        conversation_id = transitions.begin("web", inbound, settings.KINSHIP_COUNCIL).conversation_id
        if reason := replays.closed_because(conversation_id):
            raise Refused(reason)
    if not any(one.kind == BOOKED for one in transcript.shown(conversation_id, after=posted.after)):
        callbacks.book(conversation_id, asked)
    return conversation_id


def _asked(posted: Posted) -> CallbackAsked:
    fields, when = posted.fields, posted.fields.get("when", "")
    phone = fields.get("phone", "").strip()[:40]
    return CallbackAsked(
        phone=phone,
        name=fields.get("name", "").strip()[: callbacks.LONGEST],
        when=when if when in callbacks.WINDOWS else callbacks.WINDOWS[0],
        safe_voicemail=fields.get("safe_voicemail") == "yes",
        safe_text=fields.get("safe_text") == "yes",
        interpreter=fields.get("interpreter", "").strip()[: callbacks.LONGEST],
        access_needs=fields.get("access_needs", "").strip()[: callbacks.LONGEST_NEEDS],
        same_number=fields.get("same_number") == "yes" and not phone,  # who writes a number means that one
    )
