"""Taking it away: a code to carry on later, carrying on, and the answers on paper."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hub.channels.addresses import address_block
from hub.conversations import saving, tokens, transcript
from hub.conversations import words as content
from hub.web_chat.answering import other_page
from hub.web_chat.authority import conversation_of, opened
from hub.web_chat.guards import allow, door
from hub.web_chat.message_list import CONTACT, rows
from hub.web_chat.page import page, plain
from hub.web_chat.posted import LONGEST, Posted
from hub.web_chat.wording import day, fill, sentence, today, words


@door
def save(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/save: the chat with its code, shown this once."""
    conversation_id = opened(posted)
    allow("message", conversation_id)
    code = saving.save(conversation_id)
    until = timezone.localdate() + timedelta(days=settings.RESUMED_WITHIN_DAYS)
    saved = {"code": code, "until": fill("save", "until", date=day(until))}
    return other_page(posted, "chat.html", page(conversation_id, posted, draft=posted.text, saved=saved))


@door
def resume(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/resume: the chat a code was made for, on whatever device. Guessing is throttled by address."""
    code = posted.fields.get("code", "").strip()[:40]
    allow("resume", address_block(request))
    try:
        conversation_id = saving.resume(code)
    except saving.Unknown:
        if posted.told:  # it was no code but danger: the chat it was raised in, with the words ready to be sent
            typed = posted.fields.get("code", "")[:LONGEST]
            return other_page(
                posted, "chat.html", page(posted.told, posted, draft=posted.text or typed, after=posted.after)
            )
        again = {"code_error": fill("resume", "wrong"), "code": code}
        context = page(None, posted, draft=posted.text, error=again["code_error"], error_at="code", **again)
        return other_page(posted, "chat.html", context, 404)
    return other_page(posted, "chat.html", page(conversation_id, posted, draft=posted.text, resumed=True))


@door
def print_view(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/print: the answers only, with the day and the phone: a page to put on paper, with nothing to press in it."""
    conversation_id = conversation_of(posted)
    shown = transcript.shown(conversation_id) if conversation_id else []
    said = words()["print"]
    context = plain(
        tokens.issue(conversation_id) if conversation_id else tokens.start_token(),
        said["title"],
        rows=rows(conversation_id, [one for one in shown if one.author != CONTACT], -1) if conversation_id else [],
        printed_on=fill("print", "printed_on", date=day(today())),
        call=sentence(fill("print", "call", **content.person())),
        draft=posted.text,
    )
    return other_page(posted, "print.html", context)
