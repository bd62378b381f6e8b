"""Forgetting: one function blanks everything of a conversation. Rows, times and codes stay, for counting; words do not."""

from __future__ import annotations

from uuid import UUID

from hub.conversations import tokens
from hub.conversations.blanking import blank_words
from hub.conversations.ledger import NoSuchConversation, changing
from hub.conversations.models import Callback, ChannelIdentity, Contact, Conversation, SavedCode, Viewing
from hub.conversations.transitions import CLOSED, shut


def erase(conversation_id: UUID, actor: str = "contact") -> bool:
    """Blank all words, numbers and names, and revoke what opens it. False when there was nothing left to erase."""
    try:
        with changing(conversation_id) as change:
            conversation = change.conversation
            if conversation.state != CLOSED:
                shut(change, "erased")
            blank_words(change)
            conversation.story, conversation.erased_at, conversation.erase_after = None, change.now, None
            Callback.objects.filter(conversation=conversation, state=Callback.REQUESTED).update(
                state=Callback.CANCELLED, ended_at=change.now
            )
            Callback.objects.filter(conversation=conversation).update(
                phone="", phone_hash="", name_to_ask_for="", interpreter="", access_needs=""
            )
            SavedCode.objects.filter(conversation=conversation).delete()
            Viewing.objects.filter(conversation=conversation).delete()
            Contact.objects.filter(pk=conversation.contact_id).update(preferred_name="", erased_at=change.now)
            if conversation.identity_id:
                _forget_address(conversation)
            tokens.revoke(conversation.pk, "erased")
            change.note("conversation.erased", for_contact=True)
            change.audit(actor, "erased")
    except NoSuchConversation:
        return False
    return True


def _forget_address(conversation: Conversation) -> None:
    """Their number goes with the last of their conversations. Its hash stays: who said STOP must not be texted again."""
    others = Conversation.objects.filter(identity=conversation.identity_id, erased_at__isnull=True)
    if not others.exclude(pk=conversation.pk).exists():
        ChannelIdentity.objects.filter(pk=conversation.identity_id).update(address="")
