"""Forgetting: one function blanks everything of a conversation. Rows, times and codes stay, for counting; words do not."""

from __future__ import annotations

from uuid import UUID

from hub.conversations import erasure_list, legal_holds, tokens, transitions
from hub.conversations.blanking import blank_words
from hub.conversations.ledger import Change, NoSuchConversation, changing
from hub.conversations.models import (
    Callback,
    ChannelIdentity,
    ChatToken,
    Contact,
    Conversation,
    InboundReceipt,
    LegalHold,
    SavedCode,
    Viewing,
)
from hub.conversations.states import CLOSED


def erase(conversation_id: UUID, actor: str = "contact", *, even_if_held: bool = False) -> bool:
    """Blank all words, numbers and names, and revoke what opens it. False when there was nothing left to erase.

    False too where it must be kept (legal_holds): then only what opens it is revoked, and the wish is written down.
    """
    try:
        with changing(conversation_id) as change:
            return erase_it(change, actor, even_if_held=even_if_held)
    except NoSuchConversation:
        return False


def erase_it(change: Change, actor: str, *, even_if_held: bool = False) -> bool:
    """The same inside a change that does more."""
    conversation = change.conversation
    if not even_if_held and legal_holds.of(conversation.pk) is not None:
        if actor == "contact":
            legal_holds.delete_asked(change)
        return False
    if conversation.state != CLOSED:
        transitions.shut(change, "erased")
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
    _forget_name(change)
    if conversation.identity_id:
        _forget_address(conversation)
    tokens.revoke(conversation.pk, "erased")
    LegalHold.objects.filter(conversation=conversation, ended_at__isnull=True).update(ended_at=change.now)
    LegalHold.objects.filter(conversation=conversation).update(reason="")
    change.note("conversation.erased", for_contact=True)
    change.audit(actor, "erased")
    erasure_list.erased(conversation.pk, conversation.channel, change.now)
    if conversation.channel == "web":
        _list_forms(change)
    return True


def _list_forms(change: Change) -> None:
    """After a restore the database knows nothing of the pages that were made since the backup: then the list does."""
    chat = change.conversation
    opens = ChatToken.objects.filter(conversation=chat).values_list("token_hash", flat=True)
    keys = InboundReceipt.objects.filter(message__conversation=chat).values_list("provider_message_hash", flat=True)
    erasure_list.forms(chat.pk, opens, keys, change.now)


def _forget_name(change: Change) -> None:
    """What they are called goes with the last of their conversations: another of theirs may have to be kept (legal_holds)."""
    contact = change.conversation.contact_id
    others = Conversation.objects.filter(contact=contact, erased_at__isnull=True).exclude(pk=change.conversation.pk)
    if not others.exists():
        Contact.objects.filter(pk=contact).update(preferred_name="", erased_at=change.now)


def _forget_address(conversation: Conversation) -> None:
    """Their number goes with the last of their conversations. Its hash stays: who said STOP must not be texted again."""
    others = Conversation.objects.filter(identity=conversation.identity_id, erased_at__isnull=True)
    if not others.exclude(pk=conversation.pk).exists():
        ChannelIdentity.objects.filter(pk=conversation.identity_id).update(address="")
