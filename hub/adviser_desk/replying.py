"""What an adviser writes in a conversation: the reply to the carer, the draft of one, and notes that stay inside."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from hub.adviser_desk import access, done, texts
from hub.adviser_desk.posting import act
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, words
from hub.conversations import advisers, drafts, notes
from hub.conversations.ledger import PUSH_CHANNELS, NoSuchConversation
from hub.conversations.models import Conversation


@for_roles(*access.ANSWERS)
@require_POST
def reply(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/reply (text, seen, key). 409 where more was said than the page showed: nothing is sent, the words stay in the box.

    400 for nothing written, for too much, and on a phone for a shortened link.
    """
    text, seen = _text(request), _seen(request)

    def send(it: Conversation) -> int:
        if it.channel in PUSH_CHANNELS and texts.short_links(text):
            raise ValueError("a shortened link")
        return advisers.reply(it.pk, request.user, text, seen=seen, key=request.POST.get("key", ""))

    return act(
        request,
        ref,
        send,
        then=lambda seq: done.back_to(ref, "sent", f"m{seq}"),
        at="reply",
        missing=_missing(text),
        text=text,
        seen=seen,
    )


@for_roles(*access.ANSWERS)
@require_POST
def keep(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/keep: what stands in the box is kept, and the page comes again with what is new."""
    conversation = access.find(request.user, ref, *access.ANSWERS)
    try:
        drafts.save(conversation.pk, request.user, _text(request), _seen(request))
    except NoSuchConversation:
        raise Http404 from None
    return done.back_to(ref, "kept", "composer")


@for_roles(*access.ANSWERS)
@require_POST
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/note (text, key): for colleagues only."""
    return act(
        request,
        ref,
        lambda it: notes.write(it.pk, request.user, _text(request), key=request.POST.get("key", "")),
        then=lambda number: done.back_to(ref, "noted", f"note-{number}"),
        at="note-text",
        missing=words()["refused"]["no_note"],
    )


def _missing(text: str) -> str:
    """Why an answer cannot be sent as it is written, should it be refused."""
    if len(text.strip()) > drafts.LONGEST:
        return filled("refused", "too_long", most=drafts.LONGEST)
    if links := texts.short_links(text):
        return filled("composer_text", "shortened", link=links[0])
    return str(words()["refused"]["no_words"])


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")


def _seen(request: HttpRequest) -> int:
    """The newest message of the page it was written on; 0 (nothing seen) for what is no number."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
