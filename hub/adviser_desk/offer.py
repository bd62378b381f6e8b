"""The offer beside a conversation: search it for this carer's arrangement, and put a piece into one's draft."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hub.adviser_desk import access, available, done, offer_words
from hub.adviser_desk.frame import frame
from hub.adviser_desk.kept_first import keep_draft
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, words
from hub.conversations import drafts, inserting
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import Conversation
from hub.conversations.views_audit import viewed
from hub.conversations.words import shelf
from kinship import offer_search
from kinship.arrangement import decide
from kinship.story import Story

MOST = 30  # pieces on the page
LONGEST_SEARCH = 100  # characters


@for_roles(*access.ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, ref: str) -> HttpResponse:
    """GET …/offer?q=&topic=&others=1: what there is. POST (entry): into the draft. POST (text, seen): keep the draft, then look."""
    conversation = access.find(request.user, ref, *access.ANSWERS)
    if request.method != "POST":
        available.here(request.user)
        viewed(request.user, conversation, "offer")
        return _page(request, conversation)
    try:
        return _insert(request, conversation) if "entry" in request.POST else _keep(request, conversation)
    except NoSuchConversation:
        raise Http404 from None


def _insert(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    story = Story.from_json(conversation.story)
    piece = offer_search.by_key(shelf(), story, _today(), request.POST["entry"])
    if piece is None:
        return _page(request, conversation, error=words()["offer"]["gone"], status=400)
    try:
        inserting.append(conversation, request.user, offer_words.plain(piece, shelf()), f"offer {piece.key}"[:200])
    except inserting.TooLong:
        error = filled("offer", "too_long", most=drafts.LONGEST)
        return _page(request, conversation, error=error, status=400)
    return done.back_to(conversation.ref, "inserted", "composer")


def _keep(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """From the box of the reply: its words are kept before the page is left."""
    keep_draft(request, conversation)
    return HttpResponseRedirect(reverse("desk_offer", args=[conversation.ref]), status=303)


def _page(request: HttpRequest, conversation: Conversation, *, error: str = "", status: int = 200) -> HttpResponse:
    story, today, now_on = Story.from_json(conversation.story), _today(), shelf()
    asked = {
        "q": request.GET.get("q", "").strip()[:LONGEST_SEARCH],
        "topic": request.GET.get("topic", ""),
        "others": request.GET.get("others") == "1",
    }
    found = offer_search.search(now_on, story, today, words=asked["q"], topic=asked["topic"], others=asked["others"])
    context = {
        **frame(request, "offer"),
        "title": filled("offer", "heading", ref=conversation.ref),
        "ref": conversation.ref,
        "asked": asked,
        "topics": [{"id": each, "label": told["title"]} for each, told in now_on.topics().items()],
        "arrangements": _arrangements(story, today),
        "pieces": [offer_words.shown(each, now_on, story) for each in found[:MOST]],
        "more": filled("offer", "more", count=len(found) - MOST) if len(found) > MOST else "",
        "count": filled("offer", "count", count=len(found)) if found else "",
        "error": error,
        "error_at": "found",
    }
    return render(request, "adviser_desk/offer.html", context, status=status)


def _arrangements(story: Story, today: date) -> list[str]:
    """What is possible for them, once; [] while nothing was told: then everything may fit."""
    if story.is_empty():
        return []
    codes = [
        each.key for child in range(len(story.children)) for each in decide(story.facts_of(child), today).arrangements
    ]
    now_on = shelf()
    return [str(now_on.arrangement(code)["official"]) for code in dict.fromkeys(codes)]


def _today() -> date:
    return date.fromisoformat(settings.KINSHIP_AS_OF) if settings.KINSHIP_AS_OF else timezone.localdate()
