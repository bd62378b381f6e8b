"""The second person's part: approve, send back; and giving up, and going back to older words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from hub.adviser_desk.offer_editing.changes import find, number, show, to
from hub.adviser_desk.offer_editing.wording import words
from hub.adviser_desk.staff import for_editors
from hub.publishing import drafts, folder, going_live
from hub.publishing.states import APPROVED, ENDED, LIVE


@for_editors
@require_POST
def approve(request: HttpRequest, change: int) -> HttpResponse:
    """POST …/approve (revision): live now, or on its day."""
    draft = find(change)
    try:
        approved = drafts.approve(draft.pk, number(request, "revision"), by=request.user)
    except drafts.OwnWords:
        return show(request, draft, error=words()["refused"]["own"], status=409)
    except drafts.NotReady:
        return show(request, draft, error=words()["refused"]["not_ready"], error_at="faults", status=409)
    except drafts.NotNow:
        return show(request, find(change), error=words()["refused"]["not_now"], status=409)
    try:
        going_live.publish(approved.pk)
    except folder.NotWritable:
        return to(approved, "approved_waits")
    after = find(change)
    if after.state == APPROVED:
        return to(after, "approved_later")
    return to(after, "approved_live" if after.state in (LIVE, ENDED) else "held_up")


@for_editors
@require_POST
def send_back(request: HttpRequest, change: int) -> HttpResponse:
    """POST …/send-back (why)"""
    draft = find(change)
    try:
        return to(drafts.send_back(draft.pk, by=request.user, why=request.POST.get("why", "")), "sent_back")
    except drafts.NoReason:
        return show(request, draft, error=words()["refused"]["no_reason"], error_at="why-back", status=400)
    except drafts.NotNow:
        return show(request, find(change), error=words()["refused"]["not_now"], status=409)


@for_editors
@require_POST
def drop(request: HttpRequest, change: int) -> HttpResponse:
    """POST …/drop"""
    try:
        return to(drafts.drop(find(change).pk, by=request.user), "dropped")
    except drafts.NotNow:
        return show(request, find(change), error=words()["refused"]["not_now"], status=409)


@for_editors
@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """POST …/undo (why, again): a new change with the words from before this one, or with this one's."""
    draft, why = find(change), request.POST.get("why", "").strip()
    if not why:
        return show(request, draft, error=words()["refused"]["no_reason"], error_at="why-undo", status=400)
    try:
        return to(drafts.undo(draft.pk, by=request.user, why=why, again=bool(request.POST.get("again"))), "undone")
    except drafts.NoSuchDraft:
        return show(request, draft, error=words()["refused"]["gone"], status=409)
