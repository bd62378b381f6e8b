"""Writing a change: begin, look at it, save it as it is, bring in what is live now, send it to a second person."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hub.adviser_desk.offer_editing import form, rows
from hub.adviser_desk.offer_editing.pages import base, show_entry, show_overview
from hub.adviser_desk.offer_editing.wording import day, filled, person, words
from hub.adviser_desk.staff import for_editors
from hub.conversations import councils
from hub.conversations.words import shelf
from hub.publishing import drafts, folder, kinds
from hub.publishing.days import today
from hub.publishing.models import Draft
from hub.publishing.states import DRAFT, OPEN, WAITING
from kinship.local_offer import NATIONAL

SEND = "send"


@for_editors
@require_POST
def begin(request: HttpRequest, topic: str, entry: str) -> HttpResponse:
    """POST /desk/offer/<topic>/<entry>/change: to the form, with what is live now or what somebody has begun."""
    try:
        draft = drafts.begin(councils.current(), topic, entry, by=request.user)
    except (drafts.NoSuchDraft, ValueError):
        raise Http404 from None
    return to(draft, "begun")


@for_editors
@require_POST
def begin_new(request: HttpRequest) -> HttpResponse:
    """POST /desk/offer/new (topic, title)"""
    title, topic = request.POST.get("title", "").strip()[: form.LONGEST], request.POST.get("topic", "")
    if topic not in shelf().topics():
        return show_overview(request, error=words()["refused"]["gone"], error_at="new-topic", status=400)
    if not title:
        return show_overview(request, error=words()["page"]["no_title"], error_at="new-title", status=400)
    council = councils.current()
    taken = {each.get("id") for each in folder.entries_of(council, topic)}
    taken |= set(Draft.objects.filter(council=council, topic=topic).values_list("entry_id", flat=True))
    told = {"id": _short_name(title, taken), "title": title, "status": "local", "state": "live"}
    return to(drafts.propose(council, topic, told, by=request.user, why="", origin="editor"), "begun")


@for_editors
@require_POST
def take_out(request: HttpRequest, topic: str, entry: str) -> HttpResponse:
    """POST /desk/offer/<topic>/<entry>/take-out (why): a change that a second person approves."""
    if not (why := request.POST.get("why", "").strip()):
        return show_entry(request, topic, entry, error=words()["refused"]["no_reason"], error_at="why-out", status=400)
    try:
        draft = drafts.take_out(councils.current(), topic, entry, by=request.user, why=why)
        return to(drafts.send(draft.pk, by=request.user), "sent")
    except (drafts.NoSuchDraft, ValueError):
        raise Http404 from None


@for_editors
@require_safe
def page(request: HttpRequest, change: int) -> HttpResponse:
    """GET /desk/offer/changes/<n>/"""
    return show(request, find(change))


@for_editors
@require_POST
def save(request: HttpRequest, change: int) -> HttpResponse:
    """POST …/save (the form, revision, then): kept whatever is wrong with it; then=send sends it on too."""
    draft = find(change)
    try:
        kept = _kept(request, draft)
    except ValueError:
        return show(request, draft, error=words()["refused"]["too_long"], status=400)
    if kept.pk != draft.pk:
        return to(kept, "kept_apart")
    if request.POST.get("then") != SEND:
        return to(kept, "saved")
    try:
        return to(drafts.send(kept.pk, by=request.user), "sent")
    except drafts.NotReady:
        return show(request, kept, error=words()["refused"]["not_ready"], error_at="faults", status=400)
    except drafts.NoReason:
        return show(request, kept, error=words()["refused"]["no_reason"], error_at="why", status=400)
    except drafts.NotNow:
        return show(request, find(change), error=words()["refused"]["not_now"], status=409)


@for_editors
@require_POST
def look(request: HttpRequest, change: int) -> HttpResponse:
    """POST …/look (the form): what is wrong with it so far, for the script. Nothing is kept."""
    draft = find(change)
    draft.entry = form.entry_of(request.POST, draft.entry, draft.topic)
    lines = form.fault_lines(drafts.faults_of(draft), draft.topic)
    typed = filled("change", "typed", count=len(lines)) if lines else words()["change"]["typed_none"]
    return render(request, "adviser_desk/offer_editing/looked.html", {"lines": lines, "typed": typed})


@for_editors
@require_POST
def bring_in(request: HttpRequest, change: int) -> HttpResponse:
    """POST …/bring-in (revision)"""
    try:
        return to(drafts.bring_in(find(change).pk, number(request, "revision"), by=request.user), "brought_in")
    except drafts.NotNow:
        return show(request, find(change), error=words()["refused"]["not_now"], status=409)


def show(request: HttpRequest, draft: Draft, *, error: str = "", error_at: str = "", status: int = 200) -> HttpResponse:
    """The page of a change, as it stands."""
    offer, faults = shelf(), drafts.faults_of(draft) if draft.state in OPEN else []
    now = folder.entry_of(draft.council, draft.topic, draft.entry_id)
    is_open = draft.state in OPEN
    others = drafts.of_entry(draft.council, draft.topic, draft.entry_id, *OPEN).exclude(pk=draft.pk) if is_open else ()
    seen = rows.seen(offer, draft.council, draft.topic, draft.entry, _looked_at_on(draft))
    context: dict[str, Any] = {
        **base(request),
        "title": filled("change", "title", title=rows.title(draft)) if now or draft.was else words()["change"]["new"],
        "draft": draft,
        "editable": is_open and bool(draft.entry),
        "open": is_open,
        "unfold": draft.state == DRAFT,
        "waits": draft.state == WAITING,
        "may_approve": rows.may_approve(draft, request.user),
        "state": rows.state_line(draft),
        "fields": form.fields(draft.entry, offer, draft.topic, faults) if is_open and draft.entry else [],
        "last_day_faults": [
            each["said"] for each in form.fault_lines(faults, draft.topic) if each["at"] == "f-last_day"
        ],
        "faults": form.fault_lines(faults, draft.topic),
        "differs": rows.differs(now if is_open else draft.was, draft.entry, draft.topic),
        "meanwhile": rows.differs(draft.base, now, draft.topic) if is_open else [],
        "others": [
            {
                **rows.change_row(each, offer),
                "open_label": filled("change", "open_other", name=person(each.changed_by)),
                "differs": rows.differs(each.entry, draft.entry, draft.topic),
            }
            for each in others
        ],
        "later": filled("change", "approve_later_hint", day=day(draft.live_on)) if _is_later(draft) else "",
        **seen,
        "used": rows.used(offer, draft.topic, draft.entry_id),
        "ends": kinds.of(draft.topic).ends,
        "steps": [rows.step_row(each, draft.topic) for each in draft.steps.select_related("by").order_by("pk")],
        "longest": form.LONGEST,
        "error": error,
        "error_at": error_at,
    }
    return render(request, "adviser_desk/offer_editing/change.html", context, status=status)


def find(change: int) -> Draft:
    """A change of the council that is served. Raises Http404."""
    try:
        draft = drafts.find(change)
    except drafts.NoSuchDraft:
        raise Http404 from None
    if draft.council != councils.current() or draft.council == NATIONAL:
        raise Http404
    return draft


def to(draft: Draft, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk_offer_change', args=[draft.pk])}?done={done}", status=303)


def number(request: HttpRequest, name: str) -> int:
    """A number of the form; 0, which nothing has, for what is none."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def rescue(request: HttpRequest, change: int) -> None:
    """Who sends the form after their session has ended is asked to sign in; what they wrote is kept first."""
    try:
        _kept(request, find(change))
    except (Http404, ValueError):
        return


def _kept(request: HttpRequest, draft: Draft) -> Draft:
    post = request.POST
    return drafts.save(
        draft.pk,
        number(request, "revision"),
        form.entry_of(post, draft.entry, draft.topic) if draft.entry else draft.entry,
        by=request.user,
        why=post.get("why", draft.why),
        live_on=_day(post["live_on"]) if "live_on" in post else draft.live_on,
        last_day=_day(post["last_day"]) if "last_day" in post else draft.last_day,
    )


def _is_later(draft: Draft) -> bool:
    return draft.live_on is not None and draft.live_on > today()


def _looked_at_on(draft: Draft) -> date:
    return max(today(), draft.live_on or today())


def _short_name(title: str, taken: set[str]) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")[:50] or "entry"
    name = name if name[0].isalpha() else f"a_{name}"
    count = 2
    while (found := name if count == 2 and name not in taken else f"{name}_{count}") in taken:
        count += 1
    return found


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
