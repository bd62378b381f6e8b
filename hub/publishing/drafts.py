"""Changes to the offer (an entry, or a team: `kinds`): begun, saved, sent to a second person, approved or sent back.

What goes live is `going_live`'s. Each function is one transaction with its step and its entry in the audit trail. Who may come
here is the door's to say; that nobody approves their own words is said here, and by the database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.conversations import ledger
from hub.publishing import folder, kinds
from hub.publishing.days import today
from hub.publishing.entries import BothChanged, differences, merged
from hub.publishing.models import Draft, Step
from hub.publishing.states import APPROVED, DRAFT, DROPPED, EDITOR, OPEN, ORIGINS, WAITING
from kinship.entry_check import FieldFault
from kinship.offer_writing import plain

_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
LONGEST = 20_000  # letters of one entry, as JSON
LONGEST_WHY = 500
_MEANWHILE = "This was changed in the live offer after the change was begun."
_BRING_IN = "Bring in what is live now, and look at both."


class NoSuchDraft(LookupError):
    """There is no such change."""


class OwnWords(PermissionError):
    """Nobody approves what they wrote, saved or sent."""


class NotNow(RuntimeError):
    """It is not in the state for this: somebody else was faster. `state`: what it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NotReady(ValueError):
    """It has faults, so it cannot be sent or approved. `faults`: which, each at its field."""

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class NoReason(ValueError):
    """No reason was given."""


def propose(council: str, topic: str, entry: Mapping[str, Any], *, by: Any, why: str, origin: str) -> Draft:
    """A change of one entry (by its `id`) as a draft that a person accepts. Nothing goes live by this.

    `council` is a folder of offer_content, `by` who proposes (None: a program), `origin` one of states.ORIGINS. The entry may be
    unfinished: its faults are said when somebody opens it. Raises ValueError for what is no entry of a topic at all.
    """
    folder.topic_file(council, topic)
    told = plain(dict(entry))
    entry_id = str(told.get("id") or "")
    if origin not in ORIGINS or not _ID.fullmatch(entry_id):
        raise ValueError(f"'{entry_id}' is no id of an entry.")
    return _begin(council, topic, entry_id, told, by=by, why=why, origin=origin)


def begin(council: str, topic: str, entry_id: str, *, by: Any) -> Draft:
    """A change of an entry that is there, to be written by an editor; the one they or others have begun, where there is one."""
    found = of_entry(council, topic, entry_id, DRAFT).filter(origin=EDITOR).first()
    if found is not None:
        return found
    base = folder.entry_of(council, topic, entry_id)
    if base is None:
        raise NoSuchDraft(entry_id)
    return _begin(council, topic, entry_id, base, by=by, why="", origin=EDITOR)


def take_out(council: str, topic: str, entry_id: str, *, by: Any, why: str) -> Draft:
    """A change that takes an entry out of the offer. A second person approves it like any other."""
    if not kinds.of(topic).ends or folder.entry_of(council, topic, entry_id) is None:
        raise NoSuchDraft(entry_id)
    return _begin(council, topic, entry_id, {}, by=by, why=why, origin=EDITOR)


def undo(number: int, *, by: Any, why: str, again: bool = False) -> Draft:
    """A new change that says what stood there before this one went live; or, `again`, what this one said. Raises NoSuchDraft."""
    gone = find(number)
    if gone.live_at is None:
        raise NoSuchDraft(str(number))
    entry = gone.entry if again else gone.was or {}
    return _begin(gone.council, gone.topic, gone.entry_id, entry, by=by, why=why, origin=EDITOR)


@transaction.atomic
def bring_in(number: int, revision: int, *, by: Any) -> Draft:
    """Begin anew from what is live now: what others changed comes in; where both changed a field, the words of this one stay.

    Raises NotNow, NoSuchDraft.
    """
    draft = _locked(number)
    _must_be(draft, *OPEN)
    if draft.revision != revision:
        raise NotNow(draft.state)
    now, before = folder.entry_of(draft.council, draft.topic, draft.entry_id), draft.entry
    if before and now:
        both = both_changed(draft)
        mine = {key: value for key, value in before.items() if key not in both}
        base = {key: value for key, value in (draft.base or {}).items() if key not in both}
        theirs = {key: value for key, value in now.items() if key not in both}
        draft.entry = {**merged(base, mine, theirs), **{key: before[key] for key in both if key in before}}
    draft.base, draft.state, draft.revision = now, DRAFT, draft.revision + 1
    draft.changed_by, draft.changed_at, draft.approved_by, draft.approved_at = by, timezone.now(), None, None
    draft.save()
    note(draft, "saved", by, fields=differences(before, draft.entry))
    return draft


@transaction.atomic
def save(
    number: int,
    revision: int,
    entry: Mapping[str, Any],
    *,
    by: Any,
    why: str,
    live_on: date | None,
    last_day: date | None,
) -> Draft:
    """Keep what was written, half-filled or not. What was waiting or approved must be approved anew.

    `revision`: what the writer saw. Where somebody has saved since, or it is no longer open, the words are kept as a change of
    their own (its steps say so) and that one is returned. Raises NoSuchDraft, ValueError (far too long).
    """
    told = plain(dict(entry))
    if len(str(told)) > LONGEST:
        raise ValueError("too_long")
    draft = _locked(number)
    last_day = last_day if kinds.of(draft.topic).ends else None
    if draft.state not in OPEN or draft.revision != revision:
        if not differences(draft.entry, told) and draft.state in OPEN:
            return draft
        aside = _begin(
            draft.council, draft.topic, draft.entry_id, told, by=by, why=why, origin=EDITOR, base=(draft.base,),
            what="kept_apart",
        )  # fmt: skip
        Draft.objects.filter(pk=aside.pk).update(live_on=live_on, last_day=last_day)
        aside.refresh_from_db()
        return aside
    changed = differences(draft.entry, told)
    why = why.strip()[:LONGEST_WHY]
    if not changed and (draft.why, draft.live_on, draft.last_day) == (why, live_on, last_day):
        return draft
    draft.entry, draft.why, draft.live_on, draft.last_day = told, why, live_on, last_day
    draft.state, draft.revision = DRAFT, draft.revision + 1
    draft.changed_by, draft.changed_at, draft.approved_by, draft.approved_at = by, timezone.now(), None, None
    draft.save()
    note(draft, "saved", by, fields=changed)
    return draft


@transaction.atomic
def send(number: int, *, by: Any) -> Draft:
    """To a second person. Raises NotReady, NoReason, NotNow, NoSuchDraft."""
    draft = _locked(number)
    _must_be(draft, DRAFT)
    if not draft.why.strip():
        raise NoReason
    if faults := faults_of(draft):
        raise NotReady(faults)
    draft.state, draft.changed_by, draft.changed_at = WAITING, draft.changed_by or by, timezone.now()
    draft.save()
    note(draft, "sent", by, draft.why)
    return draft


@transaction.atomic
def approve(number: int, revision: int, *, by: Any) -> Draft:
    """By a second person, who saw `revision`: it may go live at its day. Raises OwnWords, NotReady, NotNow, NoSuchDraft."""
    draft = _locked(number)
    _must_be(draft, WAITING)
    if draft.revision != revision:
        raise NotNow(draft.state)
    if by is None or by.pk in writers(draft):
        raise OwnWords(str(number))
    if faults := faults_of(draft):
        raise NotReady(faults)
    draft.state, draft.approved_by, draft.approved_at = APPROVED, by, timezone.now()
    draft.save()
    note(draft, "approved", by)
    return draft


@transaction.atomic
def send_back(number: int, *, by: Any, why: str) -> Draft:
    """To who wrote it, with a reason. Also what is approved and not live yet. Raises NoReason, NotNow, NoSuchDraft."""
    draft = _locked(number)
    _must_be(draft, WAITING, APPROVED)
    if not why.strip():
        raise NoReason
    draft.state, draft.approved_by, draft.approved_at = DRAFT, None, None
    draft.save()
    note(draft, "sent_back", by, why)
    return draft


@transaction.atomic
def drop(number: int, *, by: Any, why: str = "") -> Draft:
    """Give a change up before it goes live. It stays in the history. Raises NotNow, NoSuchDraft."""
    draft = _locked(number)
    _must_be(draft, *OPEN)
    draft.state = DROPPED
    draft.save()
    note(draft, "dropped", by, why)
    return draft


def faults_of(draft: Draft) -> list[FieldFault]:
    """What is wrong with it on the day it would go live. A change that takes an entry out has no faults."""
    now_says = [FieldFault(key, _MEANWHILE, _BRING_IN) for key in both_changed(draft)]
    if not draft.entry:
        return now_says
    day = max(draft.live_on or today(), today())
    found = now_says + kinds.of(draft.topic).faults(
        folder.root(), draft.council, draft.topic, draft.entry_id, draft.entry, day
    )
    if draft.entry.get("id") not in (draft.entry_id, None):
        mend = f"Write {draft.entry_id}: the id of an entry stays."
        found.append(FieldFault("id", "The id was changed.", mend))
    if draft.last_day and draft.last_day < day:
        found.append(FieldFault("last_day", "The last day is before the first.", "Choose a later day, or none."))
    return found


def both_changed(draft: Draft) -> list[str]:
    """The fields that this change and somebody else (at the desk, or outside in the file) have both changed since it began."""
    try:
        merged(draft.base, draft.entry, folder.entry_of(draft.council, draft.topic, draft.entry_id))
    except BothChanged as fault:
        return fault.fields
    return []


def writers(draft: Draft) -> set[int]:
    """Everybody whose words it holds, or who sent it on."""
    rows = draft.steps.filter(what__in=("begun", "saved", "sent", "kept_apart"), by__isnull=False)
    return {each for each in (draft.begun_by_id, draft.changed_by_id, *rows.values_list("by", flat=True)) if each}


def find(number: int) -> Draft:
    """Raises NoSuchDraft."""
    draft = Draft.objects.filter(pk=number).select_related("begun_by", "changed_by", "approved_by").first()
    if draft is None:
        raise NoSuchDraft(str(number))
    return draft


def of_entry(council: str, topic: str, entry_id: str, *states: str):
    """The changes of an entry, the newest first; those in these states, or all."""
    rows = Draft.objects.filter(council=council, topic=topic, entry_id=entry_id)
    rows = rows.filter(state__in=states) if states else rows
    return rows.select_related("begun_by", "changed_by", "approved_by").order_by("-pk")


def open_ones(council: str):
    """All changes that are not live yet, the oldest first."""
    rows = Draft.objects.filter(council=council, state__in=OPEN)
    return rows.select_related("begun_by", "changed_by", "approved_by").order_by("pk")


def note(draft: Draft, what: str, by: Any, why: str = "", fields: Mapping[str, Any] | None = None, **more: str) -> None:
    """A step of a change, and the audit trail: names of fields and codes, never anybody's words. Inside a transaction."""
    now = timezone.now()
    why = why.strip()[:LONGEST_WHY]
    Step.objects.create(draft=draft, at=now, by=by, what=what, why=why, fields=dict(fields or {}))
    detail = {
        "change": draft.pk,
        "entry": f"{draft.council}/{draft.topic}/{draft.entry_id}",
        **({"fields": sorted(fields)} if fields else {}),
        **more,
    }
    ledger.record([], [(f"user:{by.pk}" if by else "publishing", f"offer_{what}", detail)], None, now)


@transaction.atomic
def _begin(
    council: str, topic: str, entry_id: str, entry: dict[str, Any], *, by: Any, why: str, origin: str,
    base: tuple[Any] | None = None, what: str = "begun",
) -> Draft:  # fmt: skip
    now = timezone.now()
    if len(str(entry)) > LONGEST:
        raise ValueError("too_long")
    draft = Draft.objects.create(
        council=council,
        topic=topic,
        entry_id=entry_id,
        entry=entry,
        base=base[0] if base else folder.entry_of(council, topic, entry_id),
        origin=origin,
        state=DRAFT,
        why=why.strip()[:LONGEST_WHY],
        begun_by=by,
        begun_at=now,
        changed_by=by,
        changed_at=now,
    )
    note(draft, what, by, why, fields=differences(draft.base, entry))
    return draft


def _locked(number: int) -> Draft:
    draft = Draft.objects.select_for_update().filter(pk=number).first()
    if draft is None:
        raise NoSuchDraft(str(number))
    return draft


def _must_be(draft: Draft, *states: str) -> None:
    if draft.state not in states:
        raise NotNow(draft.state)
