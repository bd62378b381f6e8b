"""Making the calls that were promised: whose it is, each try, and how it ended. For the callbacks board.

Each is one change of the conversation, with its entry of the audit trail. What was said on the phone belongs into a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hub.conversations import callbacks, hours, words
from hub.conversations.conditions import AlreadyTaken
from hub.conversations.ledger import Change, changing
from hub.conversations.models import Callback, CallbackAttempt
from hub.conversations.models.message import SYSTEM
from hub.conversations.waiting_told import menu
from kinship.clock import in_england

OUTCOMES = CallbackAttempt.OUTCOMES
REACHED = (CallbackAttempt.SPOKE, CallbackAttempt.CALL_LATER)
TRIES, DAYS = 3, 2  # before a call may be given up: so many tries, on so many working days


class NoSuchCallback(LookupError):
    """No call is promised under this number: it was made, given up, changed or deleted meanwhile."""


class TooSoon(RuntimeError):
    """It may not be given up yet. `tries` and `days`: how many tries there were, on how many working days."""

    def __init__(self, tries: int, days: int) -> None:
        super().__init__(f"{tries} tries on {days} days")
        self.tries, self.days = tries, days


def own(callback_id: int, user) -> None:
    """This person makes the call. Raises AlreadyTaken where it is somebody else's, NoSuchCallback."""
    with _open(callback_id) as (change, call):
        if call.owner_id not in (None, user.pk):
            raise AlreadyTaken(f"Call {callback_id} is user {call.owner_id}'s.")
        _make_owner(change, call, user)


def tried(callback_id: int, user, outcome: str) -> None:
    """They rang, and this came of it (one of `OUTCOMES`). Whose call it was not becomes theirs. Raises ValueError, NoSuchCallback.

    After a try that must be made again, the call is due in the next part of a day that the carer chose. After `wrong_number`
    the carer is told in the chat, and may give another. After `spoke` the call is not yet ended: `done` does that.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"no outcome {outcome!r}")
    with _open(callback_id) as (change, call):
        _try(change, call, user, outcome)


def done(callback_id: int, user) -> None:
    """They spoke, and the call that was promised is made. Raises NoSuchCallback."""
    with _open(callback_id) as (change, call):
        if not call.tries.filter(outcome=CallbackAttempt.SPOKE).exists():
            _try(change, call, user, CallbackAttempt.SPOKE)
        callbacks.end_it(change, Callback.DONE, f"user:{user.pk}")


def unreachable(callback_id: int, user) -> None:
    """It is given up, and the carer told in the chat. Raises NoSuchCallback, and TooSoon before 3 tries on 2 working days."""
    with _open(callback_id) as (change, call):
        tries, days = in_vain(call)
        if tries < TRIES or days < DAYS:
            raise TooSoon(tries, days)
        callbacks.end_it(change, Callback.UNREACHABLE, f"user:{user.pk}")
        _tell(change, "unreachable")


def in_vain(call: Callback) -> tuple[int, int]:
    """How often it was tried without reaching anybody, and on how many working days."""
    times = list(call.tries.exclude(outcome__in=REACHED).values_list("at", flat=True))
    days = {in_england(at).date() for at in times}
    return len(times), sum(hours.is_working_day(day) for day in days)


@contextmanager
def _open(callback_id: int) -> Iterator[tuple[Change, Callback]]:
    conversation_id = (
        Callback.objects.filter(pk=callback_id, state=Callback.REQUESTED).values_list("conversation", flat=True).first()
    )
    if conversation_id is None:
        raise NoSuchCallback(str(callback_id))
    with changing(conversation_id) as change:
        # Read again under the conversation's lock: it may have been changed or ended meanwhile.
        call = Callback.objects.filter(pk=callback_id, state=Callback.REQUESTED).first()
        if call is None:
            raise NoSuchCallback(str(callback_id))
        yield change, call


def _try(change: Change, call: Callback, user, outcome: str) -> None:
    CallbackAttempt.objects.create(callback=call, by=user, at=change.now, outcome=outcome)
    call.attempts += 1
    if outcome not in (CallbackAttempt.SPOKE, CallbackAttempt.WRONG_NUMBER):
        window = callbacks.window_of(call, change.now)
        call.call_from, call.due_at, call.due_on = window.begin, window.due_at, in_england(window.begin).date()
    call.save()
    if call.owner_id is None:
        _make_owner(change, call, user)
    change.note("callback.attempted", outcome=outcome)
    change.audit(f"user:{user.pk}", "callback_attempted", outcome=outcome, attempt=call.attempts)
    if outcome == CallbackAttempt.WRONG_NUMBER:
        _tell(change, outcome)


def _make_owner(change: Change, call: Callback, user) -> None:
    if call.owner_id != user.pk:
        call.owner = user
        call.save()
        change.note("callback.owned", user=user.pk)
        change.audit(f"user:{user.pk}", "callback_owned")


def _tell(change: Change, what: str) -> None:
    change.say(SYSTEM, words.words()["callback"][what], kind="callback_news", choices=menu(waits=False))
