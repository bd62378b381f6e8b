"""The callbacks board: which calls are due, what is safe, whose they are, and what came of each try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import phonenumbers
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hub.adviser_desk import access, available
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, shortly, words
from hub.conversations import call_board, callback_attempts
from hub.conversations.call_board import Call
from hub.conversations.conditions import AlreadyTaken
from hub.conversations.ledger import Moved, NoSuchConversation
from hub.conversations.models import Callback
from hub.conversations.views_audit import viewed


@for_roles()
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """GET /desk/callbacks/"""
    available.here(request.user)
    return _page(request)


@for_roles(*access.ANSWERS)
@require_POST
def own(request: HttpRequest, number: int) -> HttpResponse:
    """POST …/own: this person makes the call."""
    return _act(request, number, "owned", lambda: callback_attempts.own(number, request.user))


@for_roles(*access.ANSWERS)
@require_POST
def tried(request: HttpRequest, number: int) -> HttpResponse:
    """POST …/tried (outcome): they rang, and this came of it."""
    outcome = request.POST.get("outcome", "")
    return _act(request, number, "tried", lambda: callback_attempts.tried(number, request.user, outcome))


@for_roles(*access.ANSWERS)
@require_POST
def made(request: HttpRequest, number: int) -> HttpResponse:
    """POST …/done: they spoke, and it is made."""
    return _act(request, number, "done", lambda: callback_attempts.done(number, request.user))


@for_roles(*access.ANSWERS)
@require_POST
def unreachable(request: HttpRequest, number: int) -> HttpResponse:
    """POST …/unreachable: it is given up, after enough tries."""
    return _act(request, number, "unreachable", lambda: callback_attempts.unreachable(number, request.user))


def _act(request: HttpRequest, number: int, done: str, do: Callable[[], None]) -> HttpResponse:
    call = Callback.objects.filter(pk=number).select_related("conversation").first()
    if call is None:
        raise Http404
    access.find(request.user, call.conversation.ref, *access.ANSWERS)
    if done != "owned" and call.owner_id is not None and not call_board.may_see_number(request.user, call):
        return _page(request, error=words()["call_refused"]["taken"], error_at=f"call-{number}", status=409)
    try:
        do()
    except ValueError:
        return _page(request, error=words()["call_refused"]["no_outcome"], error_at=f"call-{number}", status=400)
    except AlreadyTaken:
        return _page(request, error=words()["call_refused"]["taken"], error_at=f"call-{number}", status=409)
    except callback_attempts.TooSoon as soon:
        error = filled(
            "call_refused",
            "too_soon",
            tries=callback_attempts.TRIES,
            days=callback_attempts.DAYS,
            tried=soon.tries,
            on_days=soon.days,
        )
        return _page(request, error=error, error_at=f"call-{number}", status=409)
    except (callback_attempts.NoSuchCallback, NoSuchConversation):
        return _page(request, error=words()["call_refused"]["gone"], error_at="calls", status=409)
    except Moved:
        return _page(request, error=words()["refused"]["at_once"], error_at=f"call-{number}", status=409)
    place = "calls" if done in ("done", "unreachable") else f"call-{number}"
    return HttpResponseRedirect(f"{reverse('desk_callbacks')}?done={done}#{place}", status=303)


def _page(request: HttpRequest, *, error: str = "", error_at: str = "calls", status: int = 200) -> HttpResponse:
    said = words()
    calls = call_board.promised(_among(request.user), timezone.now())
    context = {
        **frame(request, "callbacks"),
        "calls": [_row(each, request.user) for each in calls],
        "count": filled("callbacks", "count", count=len(calls), overdue=call_board.overdue(calls)),
        "outcomes": [{"id": each, "label": said["call_outcomes"][each]} for each in callback_attempts.OUTCOMES],
        "done": said["call_done"].get(request.GET.get("done", ""), ""),
        "error": error,
        "error_at": error_at,
    }
    return render(request, "adviser_desk/callbacks.html", context, status=status)


def _among(user) -> QuerySet:
    return access.seen_by(user)


def _row(call: Call, user) -> dict[str, Any]:
    """A call as this person may see it: its needs for those who answer, name and number for who makes it."""
    row, now, said = call.row, timezone.now(), words()["callbacks"]
    answers = access.may_answer(user, row.conversation)
    shown = answers and call_board.may_see_number(user, row)
    if shown:
        viewed(user, row.conversation, "call")
    begin = row.call_from if row.call_from and row.call_from > now else None
    return {
        "id": row.pk,
        "ref": row.conversation.ref,
        "team": row.conversation.team.name if row.conversation.team else "",
        "due": filled("callbacks", "from_to", begin=shortly(begin, now), end=shortly(call.due, now))
        if begin
        else filled("callbacks", "by", end=shortly(call.due, now)),
        "overdue": call.overdue,
        "when": words()["call_windows"].get(row.when, ""),
        "asked": filled("callbacks", "asked", time=shortly(row.requested_at, now)),
        "answers": answers,
        "shown": shown,
        "name": row.name_to_ask_for if shown else "",
        "phone": row.phone if shown else "",
        "phone_said": _national(row.phone) if shown else "",
        "voicemail": said["voicemail_yes" if row.safe_voicemail else "voicemail_no"],
        "text": said["text_yes" if row.safe_text else "text_no"],
        "interpreter": row.interpreter if answers else "",
        "access_needs": row.access_needs if answers else "",
        "owner": _owner(row, user),
        "mine": row.owner_id == user.pk,
        "free": row.owner_id is None,
        "tries": [
            filled(
                "callbacks",
                "try",
                time=shortly(each.at, now),
                name=each.by.get_short_name() or each.by.get_username(),
                outcome=words()["call_outcomes"][each.outcome],
            )
            for each in call.tries
        ],
        "may_give_up": call.may_give_up,
    }


def _owner(row: Callback, user) -> str:
    if row.owner_id is None:
        return words()["callbacks"]["nobodys"]
    if row.owner_id == user.pk:
        return words()["callbacks"]["yours"]
    return filled("callbacks", "with", name=row.owner.get_short_name() or row.owner.get_username())


def _national(phone: str) -> str:
    """The number as it is read out here."""
    try:
        number = phonenumbers.parse(phone, "GB")
    except phonenumbers.NumberParseException:
        return phone
    here = number.country_code == 44
    style = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
