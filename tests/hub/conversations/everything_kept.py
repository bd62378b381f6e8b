"""Every encrypted field there is, found by its class: what a new one is must be said here, or the tests of privacy fail."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.apps import apps
from django.db import models

from hub.conversations.fields import EncryptedText

# How a row is found from its conversation.
FROM_CONVERSATION = {
    "Contact": "conversation",
    "ChannelIdentity": "conversation",
    "Conversation": "pk",
    "Message": "conversation",
    "InboundReceipt": "message__conversation",
    "BrainTurn": "conversation",
    "Outbox": "conversation",
    "TextTalk": "conversation",
    "LegalHold": "conversation",
    "Handover": "conversation",
    "Callback": "conversation",
    "Note": "conversation",
    "Draft": "conversation",
}
# Kept without a link to anybody, and why.
OF_NOBODY = {
    "Feedback": "an opinion without its conversation, with the month only (models/service.py)",
    "ScreenLog": "masked words of our own lists, to the hour, for 90 days (docs/decisions/0013)",
    "Said": "what the offer lacks, masked, with the month only, for a year (hub/having_a_say/models.py)",
    "PhraseProposal": "written by a safeguarding lead for the lists of phrases",
}


def encrypted() -> dict[type[models.Model], list[str]]:
    """The models with encrypted fields, and their names."""
    found = {
        model: [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedText)]
        for model in apps.get_models()
    }
    return {model: names for model, names in found.items() if names}


def of_conversation(conversation_id: UUID) -> Iterator[tuple[str, object]]:
    """("Message.body", value) of everything encrypted that belongs to a conversation, empty or not."""
    for model, names in encrypted().items():
        path = FROM_CONVERSATION.get(model.__name__)
        if path is None:
            continue
        for row in model.objects.filter(**{path: conversation_id}).distinct():
            for name in names:
                yield f"{model.__name__}.{name}", getattr(row, name)
