"""Danger in words that are no message: too long, too many, from a page that is too old, or written into another field.

The words themselves are not kept: they stay in the box or field they were written in. That danger was told is kept: the
fixed words stand in the ledger, and somebody is alerted (docs/decisions/0013).
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from hub.conversations import dangers, transitions
from hub.conversations.danger import Danger
from hub.conversations.fields import keyed_hash
from hub.conversations.kept_until import heard_from
from hub.conversations.ledger import NoSuchConversation, changing
from hub.conversations.models import InboundReceipt
from hub.conversations.opened import opened

TOLD = "told"  # the status of a receipt that has no message of a carer


def outside(channel: str, conversation_id: UUID | None, key: str, heard: Danger) -> UUID:
    """Answer and raise it, in the carer's conversation or, where there is none to open, in a new one. The same key once.

    Raises NoSuchConversation when the one that this key opened was deleted since.
    """
    if conversation_id is not None:
        try:
            return _in(conversation_id, heard)
        except NoSuchConversation:
            pass  # deleted meanwhile
    hashed = keyed_hash(TOLD, key)
    if (known := _known(channel, hashed)) is not None:
        return known
    try:
        return _in_a_new_one(channel, hashed, heard)
    except IntegrityError:
        known = _known(channel, hashed)  # the same form at the same moment, in another process
        if known is None:
            raise
        return known


def _in(conversation_id: UUID, heard: Danger) -> UUID:
    with changing(conversation_id) as change:
        if not dangers.is_known(change.conversation, heard, change.now):
            transitions.carry_on(change)
            heard_from(change)
            transitions.met_danger(change, heard)
    return conversation_id


def _in_a_new_one(channel: str, hashed: str, heard: Danger) -> UUID:
    with transaction.atomic():
        change = opened(channel, settings.KINSHIP_COUNCIL)
        heard_from(change)
        said = transitions.met_danger(change, heard)
        InboundReceipt.objects.create(
            provider=channel, provider_message_hash=hashed, received_at=change.now, status=TOLD, message=said
        )
        change.keep()
    change.nudged()
    return change.conversation.pk


def _known(channel: str, hashed: str) -> UUID | None:
    found = InboundReceipt.objects.filter(provider=channel, provider_message_hash=hashed, status=TOLD)
    conversation = found.values_list("message__conversation_id", "message__conversation__erased_at").first()
    if conversation is None:
        return None
    if conversation[1]:
        raise NoSuchConversation(str(conversation[0]))
    return conversation[0]
