"""The safeguarding lead's page: what is open, what the screen heard, and phrases it should hear."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hub.adviser_desk import access
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import for_reviewers
from hub.adviser_desk.wording import day, filled, kind, when, words
from hub.conversations import dangers, screen_log
from hub.conversations.models import Danger, ScreenLog
from hub.conversations.models.danger import URGENCIES

MOST_SCREENS = 100


@for_reviewers
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """GET /desk/safeguarding/"""
    return _page(request)


@for_reviewers
@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """POST /desk/safeguarding/own"""
    try:
        dangers.own(_theirs(request), request.user, request.POST.get("kind"))
    except dangers.NoSuchDanger:
        return _page(request, error=words()["open"]["gone"])
    return _back("open")


@for_reviewers
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """POST /desk/safeguarding/end"""
    try:
        dangers.end(_theirs(request), request.POST.get("outcome", ""), request.user, request.POST.get("kind"))
    except ValueError:
        return _page(request, error=words()["open"]["no_outcome"])
    except dangers.NoSuchDanger:
        return _page(request, error=words()["open"]["gone"])
    return _back("open")


@for_reviewers
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """POST /desk/safeguarding/mark"""
    number = request.POST.get("screen", "")
    if number.isascii() and number.isdigit() and len(number) < 10:
        screen_log.mark(int(number), request.POST.get("mark", ""), request.user)
    return _back("screens")


@for_reviewers
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """POST /desk/safeguarding/propose"""
    asked = {name: request.POST.get(name, "") for name in ("kind", "urgency", "words", "why")}
    if not screen_log.propose(request.user, **asked):
        missing = next((name for name, value in asked.items() if not value.strip()), "kind")
        return _page(request, error=words()["propose"]["incomplete"], error_at=missing, asked=asked)
    return HttpResponseRedirect(f"{reverse('desk_safeguarding')}?proposed=1#propose", status=303)


def _page(
    request: HttpRequest, *, error: str = "", error_at: str = "open", asked: dict[str, str] | None = None
) -> HttpResponse:
    said = words()
    context = {
        **frame(request, "review"),
        "dangers": [_danger(each, request.user) for each in access.dangers_of(request.user, dangers.all_open())],
        "outcomes": said["outcomes"],
        "screens": [_screen(each) for each in screen_log.newest(MOST_SCREENS)],
        "kinds": [{"id": each, "label": kind(each)} for each in screen_log.kinds()],
        "urgencies": [{"id": each, "label": said["urgency"][each]} for each in URGENCIES],
        "asked": asked or {},
        "error": error,
        "error_at": error_at,
        "proposed": request.GET.get("proposed") == "1",
    }
    return render(request, "adviser_desk/safeguarding.html", context, status=400 if error else 200)


def _danger(row: Danger, user) -> dict[str, object]:
    return {
        "ref": row.conversation.ref,
        "seen": access.seen_by(user).filter(pk=row.conversation_id).exists(),
        "kind_code": row.kind,
        "kind": kind(row.kind),
        "urgency": words()["urgency"][row.urgency],
        "grave": row.urgency == URGENCIES[0],
        "since": filled("open", "since", time=when(row.at)),
        "told": filled("open", "told", number=row.alerts_sent),
        "heard_by": words()["net"][row.net],
        "owner": filled("open", "owned_by", name=row.owner.get_short_name() or row.owner.get_username())
        if row.owner
        else "",
        "deleted": bool(row.conversation.erased_at),
    }


def _screen(row: ScreenLog) -> dict[str, object]:
    return {
        "id": row.pk,
        "at": day(row.at),
        "kind": kind(row.kind),
        "urgency": words()["urgency"][row.urgency],
        "heard_by": words()["net"][row.net],
        "near_miss": row.near_miss,
        "masked": row.masked,
        "mark": words()["marks"][row.mark] if row.mark else "",
    }


def _theirs(request: HttpRequest) -> str:
    """The reference they posted. Raises NoSuchDanger where it has no danger that is theirs to see."""
    ref = request.POST.get("ref", "").strip().upper()[:8]
    if not access.dangers_of(request.user, dangers.all_open()).filter(conversation__ref=ref).exists():
        raise dangers.NoSuchDanger(ref)
    return ref


def _back(place: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk_safeguarding')}#{place}", status=303)
