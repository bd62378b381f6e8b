"""Why a conversation is kept beyond its time, and what lets its words be encrypted anew."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.conversations.fields import EncryptedText
from hub.conversations.models.conversation import Conversation


class LegalHold(models.Model):
    """A conversation that must be kept: for a court, a complaint, a safeguarding review. One is open at a time.

    `until` is the day on which somebody must look at it again, not an end: only a person ends a hold.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="holds")
    reason = EncryptedText(blank=True, default="")
    until = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    delete_asked_at = models.DateTimeField(null=True)  # the carer asked for deletion meanwhile: done when it ends

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at__isnull=True), name="one_open_hold_a_conversation"
            )
        ]
        indexes = [models.Index(fields=["ended_at", "until"], name="holds_to_review")]


class Reencryption(models.Model):
    """A pass for the trigger of the ledger (migration 0012): while a row is here, stored text may change into other stored text.

    It is put in and taken out in one transaction, so that no other connection ever sees it.
    """

    at = models.DateTimeField()
