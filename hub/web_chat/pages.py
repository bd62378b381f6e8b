"""The chat itself: the first view, saying something, and looking for an answer."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hub.channels.addresses import address_block
from hub.conversations import replays, tokens, transcript, transitions
from hub.conversations.tokens import Refused
from hub.conversations.transitions import AlreadyTaken, Inbound, Received
from hub.conversations.turn_queue import CALL_BACK
from hub.web_chat import callback, told
from hub.web_chat.answering import answer, show
from hub.web_chat.authority import conversation_of
from hub.web_chat.guards import allow, door
from hub.web_chat.message_list import first_choice
from hub.web_chat.page import page
from hub.web_chat.posted import Posted
from hub.web_chat.refusals import not_taken
from hub.web_chat.wording import fill

WAIT = 2.0  # seconds that a POST waits for its answer


@require_safe
def first_view(request: HttpRequest) -> HttpResponse:
    """GET /chat/: makes nothing, asks no database, and knows nothing of anybody."""
    return show("chat.html", page(None))


@door
def say(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/say: take the words or the tap in, wait a little for the answer, and show where things stand."""
    conversation_id = conversation_of(posted)
    _not_too_often(request, posted, conversation_id)
    inbound = _tapped(conversation_id, posted) if posted.choice else _written(posted)
    if isinstance(inbound, str):
        posted = told.in_refused_words(request, posted)
        return not_taken(posted, inbound, 400, conversation_of(posted))
    if inbound.choice == CALL_BACK:
        return callback.form(posted)
    received = _take_in(conversation_id, inbound)
    if not received.danger:  # what to do in danger is shown at once; the rest comes when it comes
        transcript.wait_for_reply(received.conversation_id, WAIT)
    draft = posted.text if posted.choice else ""
    return answer(posted, page(received.conversation_id, posted, draft=draft, after=posted.after))


@door
def check(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/check: the page again, with what came meanwhile. What stands in the box stays there."""
    conversation_id = conversation_of(posted)
    if conversation_id is None:
        return answer(posted, page(None, posted, draft=posted.text))
    transcript.wait_for_reply(conversation_id, WAIT)
    context = page(conversation_id, posted, draft=posted.text, after=posted.after)
    return answer(posted, {**context, "checked": context["after"] == posted.after})


@door
def back(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/back: who waits for an adviser has the assistant again. The page as it is, if they wait no longer."""
    conversation_id = conversation_of(posted)
    if conversation_id is not None:
        allow("message", conversation_id)
        with suppress(AlreadyTaken):
            transitions.back_to_assistant(conversation_id)
        transcript.wait_for_reply(conversation_id, WAIT)
    return answer(posted, page(conversation_id, posted, draft=posted.text, after=posted.after))


def _written(posted: Posted) -> Inbound | str:
    """The words as a message; a sentence when they cannot be one."""
    if not posted.text:
        return fill("errors", "empty")
    if posted.over:
        return fill("errors", "too_long", over=f"{posted.over:,}")
    return Inbound(key=posted.text_key, text=posted.text)


def _tapped(conversation_id: UUID | None, posted: Posted) -> Inbound | str:
    """The tap as a message; a sentence when it is not one of ours, or of another conversation."""
    if conversation_id is None:
        choice, seq = first_choice(posted.choice), None
    else:
        place = tokens.open_choice(conversation_id, posted.choice)
        choice, seq = (transcript.find_choice(conversation_id, *place), place[0]) if place else (None, None)
    if choice is None:
        return fill("errors", "wrong_choice")
    return Inbound(key=posted.choice_key, choice=choice["id"], label=choice["label"], in_reply_to=seq)


def _take_in(conversation_id: UUID | None, inbound: Inbound) -> Received:
    if conversation_id is not None:
        return transitions.receive(conversation_id, inbound)
    received = transitions.begin("web", inbound, settings.KINSHIP_COUNCIL)
    if received.duplicate and (reason := replays.closed_because(received.conversation_id)):
        raise Refused(reason)  # an old first page, sent again after its chat was deleted or carried on elsewhere
    return received


def _not_too_often(request: HttpRequest, posted: Posted, conversation_id: UUID | None) -> None:
    block = address_block(request)
    allow("address", block)
    allow("message", conversation_id or posted.token)
    if conversation_id is None:
        allow("new", block)
