"""Approved answers: read them, put one into the draft of a conversation; supervisors write them and approve each other's."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hub.adviser_desk import access, available, done
from hub.adviser_desk.canned_rows import canned_row
from hub.adviser_desk.days import day_of
from hub.adviser_desk.frame import frame
from hub.adviser_desk.kept_first import keep_draft
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, words
from hub.conversations import canned as answers
from hub.conversations import drafts, inserting
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import Conversation, Team
from hub.conversations.models.team import SUPERVISOR


@for_roles(*access.ANSWERS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/canned/?ref=: with a reference, answers can be put into the draft of that conversation."""
    available.here(request.user)
    return _page(request, _beside(request.user, request.GET.get("ref", "")))


@for_roles(*access.ANSWERS)
@require_POST
def insert(request: HttpRequest, ref: str) -> HttpResponse:
    """POST /desk/c/<ref>/canned (version): into the draft. (text, seen): keep the draft first, then look for an answer."""
    conversation = access.find(request.user, ref, *access.ANSWERS)
    if "version" not in request.POST:
        try:
            keep_draft(request, conversation)
        except NoSuchConversation:
            raise Http404 from None
        return HttpResponseRedirect(f"{reverse('desk_canned')}?ref={conversation.ref}", status=303)
    try:
        version = answers.in_use(_number(request, "version"), _teams(request.user, conversation), timezone.localdate())
        text = filled("insert", "canned", body=version.body, source=version.source_url)
        inserting.append(conversation, request.user, text, f"canned {version.answer_id}.{version.number}")
    except answers.NoSuchAnswer:
        return _page(request, conversation, error=words()["canned"]["gone"], error_at="answers", status=409)
    except inserting.TooLong:
        error = filled("offer", "too_long", most=drafts.LONGEST)
        return _page(request, conversation, error=error, error_at="answers", status=400)
    return done.back_to(conversation.ref, "inserted", "composer")


@for_roles(SUPERVISOR)
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """POST /desk/canned/write (team, answer?, title, body, source_url, review_on)"""
    asked = {
        name: request.POST.get(name, "") for name in ("team", "answer", "title", "body", "source_url", "review_on")
    }
    team = next((each for each in _supervised(request.user) if each.slug == asked["team"]), None)
    if team is None:
        raise Http404
    written = answers.Written(asked["title"], _lines(asked["body"]), asked["source_url"], _date(asked["review_on"]))
    try:
        answers.write(request.user, team, written, _number(request, "answer") or None)
    except answers.Incomplete as fault:
        error = words()["canned_incomplete"][fault.field]
        return _page(request, None, error=error, error_at=fault.field, asked=asked, status=400)
    except answers.NoSuchAnswer:
        return _page(request, None, error=words()["canned"]["gone"], error_at="answers", asked=asked, status=409)
    return _back("written", "answers")


@for_roles(SUPERVISOR)
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/canned/<version>/approve"""
    try:
        answers.approve(request.user, number, _supervised(request.user))
    except answers.NoSuchAnswer:
        raise Http404 from None
    except answers.OwnWords:
        return _page(request, None, error=words()["canned"]["own_words"], error_at="answers", status=409)
    return _back("approved", "answers")


@for_roles(SUPERVISOR)
@require_POST
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/canned/<version>/retire"""
    try:
        answers.retire(request.user, number, _supervised(request.user))
    except answers.NoSuchAnswer:
        raise Http404 from None
    return _back("retired", "answers")


def _page(
    request: HttpRequest,
    conversation: Conversation | None,
    *,
    error: str = "",
    error_at: str = "answers",
    asked: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    supervised = _supervised(request.user)
    rows = answers.of(_teams(request.user, conversation))
    context = {
        **frame(request, "canned"),
        "ref": conversation.ref if conversation else "",
        "answers": [canned_row(each, request.user, supervised) for each in rows],
        "supervised": supervised,
        "asked": asked or {},
        "longest": answers.LONGEST,
        "done": words()["canned_done"].get(request.GET.get("done", ""), ""),
        "error": error,
        "error_at": error_at,
    }
    return render(request, "adviser_desk/canned.html", context, status=status)


def _beside(user, ref: str) -> Conversation | None:
    return access.find(user, ref, *access.ANSWERS) if ref else None


def _teams(user, conversation: Conversation | None) -> list[Team]:
    """Whose answers: of the conversation's team, else of all teams in which they answer."""
    if conversation is not None and conversation.team is not None:
        return [conversation.team]
    return list(Team.objects.filter(membership__user=user, membership__role__in=access.ANSWERS))


def _supervised(user) -> list[Team]:
    return list(Team.objects.filter(membership__user=user, membership__role=SUPERVISOR).order_by("name"))


def _number(request: HttpRequest, name: str) -> int:
    """A number of the form; 0, which nothing has, for what is none."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _date(written: str) -> date | None:
    try:
        return day_of(written)
    except ValueError:
        return None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _back(code: str, place: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk_canned')}?done={code}#{place}", status=303)
