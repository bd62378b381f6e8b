"""The ledger of what was said, in order. Append-only: a trigger refuses everything but blanking (migration 0002)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.conversations.fields import EncryptedJSON, EncryptedText
from hub.conversations.models.conversation import Conversation

CONTACT, ASSISTANT, SYSTEM, ADVISER = "contact", "assistant", "system", "adviser"
AUTHORS = (CONTACT, ASSISTANT, SYSTEM, ADVISER)


class Message(models.Model):
    """One message. `kind` says what a system message is (danger, failure, booked …); `choice` is the id that was tapped."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    seq = models.PositiveIntegerField()
    author = models.CharField(max_length=20)
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=30, blank=True, default="")
    body = EncryptedText(blank=True, default="")
    choices = EncryptedJSON(null=True, default=None)
    choice = EncryptedText(blank=True, default="")
    in_reply_to_seq = models.PositiveIntegerField(null=True)
    lang = models.CharField(max_length=12, blank=True, default="")
    client_key_hash = models.CharField(max_length=64, null=True)
    turn = models.ForeignKey("conversations.BrainTurn", null=True, on_delete=models.SET_NULL, related_name="messages")
    epoch = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_message_a_number"),
            models.UniqueConstraint(
                fields=["conversation", "client_key_hash"],
                condition=Q(client_key_hash__isnull=False),
                name="one_message_a_key",
            ),
            models.CheckConstraint(condition=Q(author__in=AUTHORS), name="an_author_we_know"),
        ]
