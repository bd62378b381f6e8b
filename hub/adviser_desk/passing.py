"""How a conversation leaves an adviser's hands: to another team or person, the queue, the assistant; closed; open again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from hub.adviser_desk import access, done
from hub.adviser_desk.posting import act
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import words
from hub.conversations import advisers, passing_on, transitions
from hub.conversations.models import Conversation
from hub.conversations.pass_to import person_called, team_called


@for_roles(*access.ANSWERS)
@require_POST
def transfer(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/transfer: `to` is team:<slug> or person:<number>; `reason`; `consent` yes for another organisation."""
    return act(
        request,
        ref,
        lambda conversation: _pass_on(request, conversation),
        then=lambda _: done.back_to_queue("transferred", ref),
        at="transfer",
        missing=words()["refused"]["no_transfer"],
    )


@for_roles(*access.ANSWERS)
@require_POST
def to_queue(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/return (reason)"""
    reason = request.POST.get("reason", "")
    return act(
        request,
        ref,
        lambda conversation: passing_on.to_queue(conversation.pk, request.user, reason),
        then=lambda _: done.back_to_queue("returned", ref),
        at="return",
        missing=words()["refused"]["no_reason"],
    )


@for_roles(*access.ANSWERS)
@require_POST
def hand_back(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/hand-back: the assistant goes on."""
    return act(
        request,
        ref,
        lambda conversation: transitions.hand_back(conversation.pk, request.user),
        then=lambda _: done.back_to_queue("handed_back", ref),
        at="state",
    )


@for_roles(*access.ANSWERS)
@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/close: `outcome`; `recorded` yes for an urgent one."""
    outcome, recorded = request.POST.get("outcome", ""), request.POST.get("recorded") == "yes"
    return act(
        request,
        ref,
        lambda conversation: advisers.finish(conversation.pk, request.user, outcome, recorded=recorded),
        then=lambda _: done.back_to_queue("closed", ref),
        at="close",
        missing=words()["refused"]["no_outcome"],
    )


@for_roles(*access.ANSWERS)
@require_POST
def open_again(request: HttpRequest, ref: str) -> HttpResponse:
    """POST …/reopen"""
    return act(
        request,
        ref,
        lambda conversation: advisers.open_again(conversation.pk, request.user),
        then=lambda _: done.back_to(ref, "opened", "state"),
        at="state",
    )


def _pass_on(request: HttpRequest, conversation: Conversation) -> None:
    """Raises ValueError for nobody we know, and what passing_on raises."""
    kind, _, name = request.POST.get("to", "").partition(":")
    reason, consent = request.POST.get("reason", ""), request.POST.get("consent") == "yes"
    if kind == "team":
        passing_on.to_team(conversation.pk, request.user, team_called(name), reason, consent=consent)
    elif kind == "person":
        passing_on.to_person(conversation.pk, request.user, person_called(name), reason)
    else:
        raise ValueError("to nobody")
