"""A text that reached a door: stored once, put into the right conversation, answered at once where danger is in it.

Nothing of the assistant runs here: the provider waits for the door's answer. A database that is down raises, and the door
says so, for then the provider sends it again.
"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from hub.channels.records import TextIn
from hub.conversations import transitions
from hub.conversations.fields import keyed_hash
from hub.conversations.inbound import Inbound, Received, stored
from hub.conversations.ledger import Moved, NoSuchConversation
from hub.conversations.models import ChannelIdentity, Conversation, InboundReceipt
from hub.conversations.states import ASSISTANT
from hub.conversations.texting import identities, opting, strays, wrong_person

TRIES = 5  # two first messages at one moment: the second finds the conversation of the first


def arrived(record: TextIn) -> Received | None:
    """Take in a text of a provider. The same id again changes nothing. None: it is kept, and is nobody's to answer.

    Raises django.db.OperationalError, InterfaceError (the database is away) and ledger.Moved (others were faster, TRIES times).
    """
    # Without an id of the provider's there is nothing to know it by again: better twice than swallowed.
    inbound = Inbound(key=f"{record.provider}:{record.provider_message_id or uuid4()}", text=record.text, wire=record)
    key = keyed_hash("inbound", inbound.key)
    if InboundReceipt.objects.filter(provider=record.channel, provider_message_hash=key).exists():
        return stored(record.channel, key)
    if reason := strays.why(record):
        strays.keep(record, key, reason)
        return None
    for tried in range(TRIES):
        try:
            return _put(record, inbound)
        except (IntegrityError, NoSuchConversation, Moved):  # begun, or erased, by another at this moment
            if tried == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _put(record: TextIn, inbound: Inbound) -> Received:
    identity = identities.of(record)
    known = identities.newest(identity, timezone.now())
    if known is not None and not _is_for_another(known, identity, record):
        return transitions.receive(known.pk, inbound)
    return transitions.begin(record.channel, inbound, settings.KINSHIP_COUNCIL, identity)


def _is_for_another(known: Conversation, identity: ChannelIdentity, record: TextIn) -> bool:
    """Must what they wrote not reach this conversation, because another person may hold the phone?

    Where it cannot be closed (danger, a call that was promised, a person has it or is to have it) it stays theirs, and the
    hub answers alone, without a word of what was said, until a person has looked.
    """
    if opting.is_out(identity) or opting.stops(record):
        return False
    strange = "silent_for_long" if identities.was_silent(identity, timezone.now()) else wrong_person.leaves(record.text)
    if not strange or (known.last_turn == 0 and known.state == ASSISTANT):  # nothing was said there that could be told
        return False
    return wrong_person.part_from(known, strange)
