"""No more texts, and back again. Danger is heard all the same, before and after (docs/decisions/0021)."""

from __future__ import annotations

from hub.channels.records import SMS, TextIn
from hub.channels.sending import OPTED_OUT
from hub.conversations import dangers, erasure_list, transitions
from hub.conversations.ledger import Change
from hub.conversations.models import ChannelIdentity, Outbox
from hub.conversations.models.message import SYSTEM
from hub.conversations.states import ASSISTANT
from hub.conversations.texting import known_phrases, phrases
from hub.conversations.words import council

STOP, START, IS_OUT = "hub:stop", "hub:start", "hub:opted_out"
CODES = (STOP, START, IS_OUT)
SAID = "opted_out"  # the kind of the two lines that go to who has opted out (may_go.STILL_SENT)
TWILIO = "twilio"


def is_out(identity: ChannelIdentity | None) -> bool:
    return identity is not None and identity.opted_out_at is not None


def code_of(record: TextIn, identity: ChannelIdentity | None) -> str:
    """What the message is to somebody's wish for texts, or "". YES is an answer: it never brings anybody back by itself."""
    if stops(record):
        return STOP
    if not is_out(identity):
        return ""
    return (
        START if record.opt_out == "START" or phrases.one_of(record.text, phrases.part("opting")["start"]) else IS_OUT
    )


def stops(record: TextIn) -> bool:
    """Does it say: no more texts? Whole messages, and a few openings that mean nothing else."""
    said = phrases.part("opting")
    if record.opt_out == "STOP" or _provider_acts(record):
        return True
    if record.tapped or not record.text.strip():
        return False
    if known_phrases.is_stop(record.text):
        return True
    return phrases.begins(record.text, said["openings"]) and not phrases.begins(record.text, said["not_after"])


def _provider_acts(record: TextIn) -> bool:
    """On SMS Twilio acts on a bare word by itself: it sends nothing more there, whatever we want."""
    bare = record.text.strip().casefold()
    return record.provider == TWILIO and record.channel == SMS and bare in phrases.part("opting")["of_twilio"]


def stopped(change: Change, record: TextIn) -> None:
    """They want no more texts: nothing that waits is sent, staff are told, and it is confirmed once (not where it was already).

    Runs after words of danger were said, and leaves them on their way.
    """
    conversation, identity = change.conversation, change.conversation.identity
    again = is_out(identity)
    identity.opted_out_at = identity.opted_out_at or change.now
    identity.save(update_fields=["opted_out_at"])
    erasure_list.opted(identity.channel, identity.address_hash, change.now, out=True)
    waiting = Outbox.objects.filter(conversation__identity=identity, state__in=(Outbox.QUEUED, Outbox.HELD))
    waiting.exclude(message__kind__in=("danger", SAID)).update(state=Outbox.DROPPED, error_code=OPTED_OUT)
    change.note("text.opted_out")
    change.audit("contact", "opted_out")
    # The assistant has nothing more to say here. Who waits for a person or a call stays on the desk, where it is decided.
    if conversation.state == ASSISTANT and not dangers.open_of(conversation).exists():
        transitions.shut(change, "opted_out")
    if not again and not (record.opt_out or _provider_acts(record)):
        change.say(SYSTEM, _said("stopped"), kind=SAID)


def came_back(change: Change, record: TextIn) -> None:
    """They want texts again. Where the provider has said so already, we say nothing."""
    identity = change.conversation.identity
    identity.opted_out_at = identity.suspect_since = None
    identity.save(update_fields=["opted_out_at", "suspect_since"])
    erasure_list.opted(identity.channel, identity.address_hash, change.now, out=False)
    change.note("text.opted_in")
    change.audit("contact", "opted_in")
    if not record.opt_out:
        change.say(SYSTEM, _said("started"), kind="opted_in")


def is_still_out(change: Change) -> None:
    """They wrote after they had asked for no more texts: kept for staff, and told how to come back."""
    change.note("text.while_opted_out")
    change.say(SYSTEM, _said("asked_to_stop"), kind=SAID)


def _said(name: str) -> str:
    return str(phrases.part("opting")[name]).format(council=council().get("council_name", ""))
