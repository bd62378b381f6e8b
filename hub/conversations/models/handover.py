"""Passing to a person: the story written down once, and the call that was promised."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.conversations.fields import EncryptedJSON, EncryptedText
from hub.conversations.models.conversation import Conversation


class Handover(models.Model):
    """Why a person is wanted, and what they need to know (the assistant's `custom.handover`)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40)
    urgent = models.BooleanField(default=False)
    requested_at = models.DateTimeField()
    at_seq = models.PositiveIntegerField()
    summary = EncryptedJSON(null=True, default=None)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="one_handover_a_number"),
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at__isnull=True), name="one_open_handover_a_conversation"
            ),
        ]


class Callback(models.Model):
    """A call that was asked for. What is safe (voicemail, text) is `no` unless the carer said yes."""

    REQUESTED, DONE, UNREACHABLE, CANCELLED = "requested", "done", "unreachable", "cancelled"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    phone = EncryptedText(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, default="")
    name_to_ask_for = EncryptedText(blank=True, default="")
    interpreter = EncryptedText(blank=True, default="")
    when = models.CharField(max_length=20, default="any_time")
    safe_voicemail = models.BooleanField(default=False)
    safe_text = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default=REQUESTED)
    requested_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="requested"), name="one_open_callback_a_conversation"
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="callbacks_due")]
