"""Asking for a call: one small form. Nothing is safe to leave on a phone unless the carer says so."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.channels.addresses import address_block
from hub.conversations import callbacks, replays, tokens, transcript, transitions
from hub.conversations.callbacks import BadPhone, CallbackAsked
from hub.conversations.tokens import Refused
from hub.conversations.transitions import AlreadyTaken, Inbound
from hub.conversations.turns import CALL_BACK
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
    context = plain(
        tokens.issue(conversation_id) if conversation_id else tokens.start_token(),
        words()["callback"]["title"],
        rows=safety_row(posted),
        asked=_asked(posted),
        windows=words()["callback"]["when"],
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
    return CallbackAsked(
        phone=fields.get("phone", "").strip()[:40],
        name=fields.get("name", "").strip()[: callbacks.LONGEST],
        when=when if when in callbacks.windows() else "any_time",
        safe_voicemail=fields.get("safe_voicemail") == "yes",
        safe_text=fields.get("safe_text") == "yes",
        interpreter=fields.get("interpreter", "").strip()[: callbacks.LONGEST],
    )
