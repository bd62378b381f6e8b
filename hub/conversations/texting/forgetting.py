""" "Delete what I told you", by text: asked back once, then all of it is gone. By the hub alone, so that it works with the assistant down.

As on the web it works in any state: while they wait, while an adviser has it, and while danger is open (the alarm outlives the
words, docs/decisions/0013). Only where another person may hold the phone nothing is deleted for them.
"""

from __future__ import annotations

from datetime import timedelta

from hub.channels.records import TextIn
from hub.conversations import deliveries, erasure, legal_holds, transitions
from hub.conversations.ledger import Change
from hub.conversations.models import Message, Outbox, TextTalk
from hub.conversations.models.message import SYSTEM
from hub.conversations.opened import opened
from hub.conversations.states import CLOSED, WAITING, WITH_ADVISER
from hub.conversations.texting import known_phrases, menus, opting, phrases, picking, superseded

FORGET, YES, NO = "hub:forget", "hub:forget_yes", "hub:forget_no"
CODES = (FORGET, YES, NO)
KEPT = timedelta(days=1)  # the one text that says it is done, with the number it goes to


def code_of(change: Change, record: TextIn) -> str:
    """Do they ask for it, or answer our question about it? "" where neither."""
    if not record.tapped and known_phrases.is_forget(record.text):
        return YES if opting.is_out(change.conversation.identity) else FORGET
    row = _question(change, record)
    if row is None:
        return ""
    picked = _picked(record, row)
    if picked == YES and not _stands_last(change, row):
        return FORGET  # other things were said since: nothing is deleted by a slip
    return picked


def answer(change: Change, code: str) -> None:
    """Ask, leave it, or delete it."""
    if code == FORGET:
        menus.aside(change, phrases.part("forgetting")["asks"], menus.yes_or_no(YES, NO))
    elif code == YES:
        _delete(change)
    elif change.conversation.state in (WAITING, WITH_ADVISER):
        menus.aside(change, phrases.part("forgetting")["left"])
    else:
        menus.say_menu(change, phrases.part("forgetting")["left"])


def _question(change: Change, record: TextIn) -> Outbox | None:
    """The text with our question that this answers: the one that was tapped, or that was sent last of all."""
    if record.tapped:
        tapped = deliveries.row_of_tap(change.conversation, record.tapped)
        row = tapped[0] if tapped else None
    elif record.in_reply_to:
        row = deliveries.row_of_provider_id(change.conversation, record.in_reply_to)
    else:
        row = deliveries.newest_menu(change.conversation)
        row = row if row is not None and _stands_last(change, row) else None
    asks = row is not None and bool(row.menu) and YES in [each["id"] for each in row.menu]
    return row if asks else None


def _picked(record: TextIn, row: Outbox) -> str:
    found = picking.picked(record.text, row.menu)
    if record.tapped:
        place = record.tapped.rpartition(":")[2]
        found = [row.menu[int(place) - 1]] if place.isdigit() and 0 < int(place) <= len(row.menu) else []
    return found[0]["id"] if len(found) == 1 and found[0]["id"] in CODES else ""


def _stands_last(change: Change, row: Outbox) -> bool:
    """Was nothing said after our question, by anybody? What they write just now is not in the ledger yet."""
    said = Message.objects.filter(conversation=change.conversation, seq__gt=row.seq)
    return not said.exists() and not superseded.is_over(row, change.now)


def _delete(change: Change) -> None:
    """All of it goes; that it is done stands in a new conversation, in which nothing else was ever said."""
    conversation = change.conversation
    is_out = opting.is_out(conversation.identity)
    if legal_holds.of(conversation.pk) is not None:  # done on the day the hold ends
        legal_holds.delete_asked(change)
        change.say(SYSTEM, phrases.part("forgetting")["kept"], kind=opting.SAID if is_out else menus.ASIDE)
        return
    if conversation.state != CLOSED:
        transitions.shut(change, "erased")
    change.stored()  # one open conversation an address: the old one must be over first
    fresh = opened(conversation.channel, conversation.council, conversation.identity)
    erasure.erase_it(change, "contact")
    deliveries.named(fresh)  # no word of whose chat it was stands around it
    fresh.heard = True  # it answers what they wrote
    said = phrases.part("forgetting")["deleted"]
    fresh.say(SYSTEM, said, kind=opting.SAID if is_out else menus.ASIDE)
    transitions.shut(fresh, "deleted")
    fresh.conversation.erase_after = change.now + KEPT
    fresh.keep()
    # Who writes again is told who we are.
    TextTalk.objects.filter(conversation=fresh.conversation).update(named_at=None)
    change.wakes_worker = True
