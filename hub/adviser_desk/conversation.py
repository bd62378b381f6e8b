"""One conversation: its page, taking it, and its priority."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from hub.adviser_desk import access, available, done
from hub.adviser_desk.conversation_page import show
from hub.adviser_desk.posting import act
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import words
from hub.conversations import advisers, presence, priorities, transitions
from hub.conversations.views_audit import viewed


@for_roles()
@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /desk/c/<ref>/"""
    conversation = access.find(request.user, ref)
    available.here(request.user)
    presence.look(conversation.pk, request.user)
    viewed(request.user, conversation, "conversation")
    return show(request, conversation)


@for_roles(*access.ANSWERS)
@require_POST
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/take"""
    return act(
        request,
        ref,
        lambda conversation: transitions.take(conversation.pk, request.user),
        then=lambda _: done.back_to(ref, "taken", "state"),
        at="state",
    )


@for_roles(*access.ANSWERS)
@require_POST
def take_over(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/take-over: from a colleague."""
    return act(
        request,
        ref,
        lambda conversation: advisers.take_over(conversation.pk, request.user),
        then=lambda _: done.back_to(ref, "taken_over", "state"),
        at="state",
    )


@for_roles(*access.ANSWERS)
@require_POST
def priority(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/priority: up or down, and why."""
    number, reason = request.POST.get("priority", ""), request.POST.get("reason", "")
    wanted = int(number) if number in map(str, priorities.PRIORITIES) else -1
    return act(
        request,
        ref,
        lambda conversation: priorities.set_by_person(conversation.pk, request.user, wanted, reason),
        then=lambda _: done.back_to(ref, "priority", "state"),
        at="priority",
        missing=words()["refused"]["no_priority"],
    )
