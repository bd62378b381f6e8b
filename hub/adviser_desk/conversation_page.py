"""Builds the page of one conversation: who holds it, the summary, what was said, the notes, and what can be done."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hub.adviser_desk import access, done, holds, may, phone_told, texts
from hub.adviser_desk.frame import frame
from hub.adviser_desk.message_rows import Row, note_rows, rows
from hub.adviser_desk.queue_rows import priority
from hub.adviser_desk.summary_sections import sections
from hub.adviser_desk.wording import filled, kind, shortly, span, wanted, when, words
from hub.conversations import advisers, dangers, drafts, feed, passing_on, presence, priorities, promised
from hub.conversations.models import Conversation
from hub.conversations.models.danger import URGENCIES
from hub.conversations.pass_to import colleagues_there, teams_beside
from hub.conversations.states import CLOSED, WITH_ADVISER
from hub.conversations.texting import phone_standing
from hub.conversations.words import day

Context = dict[str, Any]


def show(
    request: HttpRequest,
    conversation: Conversation,
    *,
    status: int = 200,
    error: str = "",
    error_at: str = "",
    text: str | None = None,
    asked: dict[str, str] | None = None,
    seen: int | None = None,
) -> HttpResponse:
    """The page. `error` is a sentence and `error_at` the id it leads to. `text`: what stood in the box of the reply;
    `asked`: what was chosen or written in the other forms; `seen`: messages after this number are marked new."""
    now, cursor = timezone.now(), feed.cursor()  # before the rows: what comes in between is then fetched again
    this, state = may.of(request.user, conversation, now), conversation.state
    phone = phone_standing.of(conversation, now)
    messages = rows(conversation, new_after=seen, more_of=phone.more_of if phone else None)
    context = {
        **frame(request, "conversation"),
        **_head(conversation, request.user, this, now),
        "title": filled("conversation", "state", ref=conversation.ref, state=words()["states"][state]),
        "heading": filled("conversation", "title", ref=conversation.ref),
        "cursor": cursor,
        "ref": conversation.ref,
        "state": state,
        "may": this,
        "rows": messages,
        "channel": phone_told.reached(conversation, phone),
        "told": phone_told.told(conversation, phone, messages, now),
        "window_over": phone is not None and phone.closed_window,
        **_arrived(messages),
        "sections": sections(conversation, {row.seq for row in messages}),
        "notes": note_rows(conversation.pk, {row.seq for row in messages}),
        "viewers": _viewers(conversation, request.user),
        "done": done.said(request) if not error else "",
        "error": error,
        "error_at": error_at if error_at != "reply" or this.reply else "not-sent" if text else "state",
        "asked": asked or {},
        **_composer(conversation, request.user, messages[-1].seq if messages else 0, text, now),
        **_forms(conversation, request.user, this, now),
        "priority_chosen": (asked or {}).get("priority", str(conversation.priority)),
    }
    return render(request, "adviser_desk/conversation.html", context, status=status)


def _head(conversation: Conversation, user, this: may.May, now: datetime) -> Context:
    lines = []
    holder = (
        conversation.assignee.get_short_name() or conversation.assignee.get_username() if conversation.assignee else ""
    )
    if conversation.state == WITH_ADVISER:
        lines.append(words()["conversation"]["with_you"] if this.holds else filled("conversation", "with", name=holder))
        if this.lost:
            lines.append(filled("conversation", "lost", name=holder))
    else:
        lines.append(words()["states"][conversation.state])
    if conversation.state == CLOSED and conversation.closed_at:
        lines.append(
            filled(
                "conversation", "closed_on", time=shortly(conversation.closed_at, now), outcome=_outcome(conversation)
            )
        )
    if conversation.waiting_since:
        lines.append(filled("conversation", "waited", time=span(conversation.waiting_since, now)))
    if call := promised.call_due_on(conversation.pk):
        lines.append(filled("conversation", "call", day=day(call)))
    lines += holds.lines(conversation)
    return {
        "cannot": words()["cannot_answer"][this.cannot] if this.cannot else "",
        "held_by_other": filled("reply", "held", name=holder),
        "take_over_hint": filled("change", "take_over_hint", name=holder),
        "state_lines": lines,
        "team": conversation.team.name if conversation.team else "",
        "priority": priority(conversation.priority),
        "priority_reason": wanted(conversation.priority_reason) if conversation.priority_reason else "",
        "grave": conversation.priority == 0,
        "dangers": [_danger(each) for each in dangers.open_of(conversation).order_by("urgency", "at")],
        "reviews": access.reviews_dangers(user),
    }


def _arrived(messages: list[Row]) -> Context:
    new = [row for row in messages if row.new]
    return {"new": new, "arrived": filled("conversation", "arrived", count=len(new)) if new else ""}


def _outcome(conversation: Conversation) -> str:
    said = words()
    if conversation.outcome:
        return said["close_outcomes"][conversation.outcome]
    return said["close_reasons"].get(conversation.close_reason) or said["close_reasons"]["other"]


def _danger(row) -> Context:
    urgency = words()["urgency"][row.urgency]
    text = filled(
        "conversation", "danger", kind=kind(row.kind), urgency=urgency, seq=row.at_seq, time=when(row.last_at)
    )
    return {"text": text, "seq": row.at_seq, "grave": row.urgency == URGENCIES[0]}


def _viewers(conversation: Conversation, user) -> list[str]:
    return [
        filled("conversation", "typing", name=each.name)
        if each.typing
        else filled("conversation", "viewer", name=each.name)
        for each in presence.others(conversation.pk, user)
    ]


def _composer(conversation: Conversation, user, newest: int, text: str | None, now: datetime) -> Context:
    kept = drafts.of(conversation.pk, user)
    return {
        "draft": text if text is not None else kept.text if kept else "",
        "draft_kept": filled("reply", "kept", time=shortly(kept.saved_at, now)) if kept else "",
        "seen": newest,
        "key": uuid.uuid4().hex,
        "note_key": uuid.uuid4().hex,
        "longest": drafts.LONGEST,
        "texts": texts.lines(conversation.channel, text if text is not None else kept.text if kept else ""),
    }


def _forms(conversation: Conversation, user, this: may.May, now: datetime) -> Context:
    """What can be chosen in the forms."""
    if not this.answers:
        return {}
    said = words()
    ours = conversation.team.organisation if conversation.team else None
    teams = [
        {
            "value": f"team:{each.slug}",
            "label": each.name if ours in (None, each.organisation) else filled("change", "outside", team=each.name),
        }
        for each in (teams_beside(conversation) if this.pass_to_team else [])
    ]
    people = [
        {"value": f"person:{each.pk}", "label": each.get_short_name() or each.get_username()}
        for each in (colleagues_there(conversation, user, now) if this.holds else [])
    ]
    return {
        "priorities": [{"id": str(each), "label": priority(each)} for each in priorities.PRIORITIES],
        "priority_reasons": [{"id": each, "label": said["priority_reasons"][each]} for each in priorities.REASONS],
        "passing_reasons": [{"id": each, "label": said["passing_reasons"][each]} for each in passing_on.REASONS],
        "must_be_recorded": this.holds and advisers.must_be_recorded(conversation),
        "outcomes": [{"id": each, "label": said["close_outcomes"][each]} for each in advisers.OUTCOMES],
        "teams": teams,
        "people": people,
        "crosses": any(ours not in (None, each.organisation) for each in teams_beside(conversation)),
    }
