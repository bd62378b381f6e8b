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
    # Where the carer was told last that they stand (codes of `waiting.Stands`), and when.
    told_wait = models.JSONField(null=True, default=None)
    told_wait_at = models.DateTimeField(null=True)

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
    access_needs = EncryptedText(blank=True, default="")
    when = models.CharField(max_length=20, default="any_time")
    safe_voicemail = models.BooleanField(default=False)
    safe_text = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default=REQUESTED)
    requested_at = models.DateTimeField()
    due_on = models.DateField()
    call_from = models.DateTimeField(null=True)  # not before; null only for calls made up without their hours
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="requested"), name="one_open_callback_a_conversation"
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="callbacks_due"),
            models.Index(fields=["state", "due_at"], name="callbacks_by_time"),
        ]


class CallbackAttempt(models.Model):
    """Somebody rang. What was said is no part of it: that belongs into a note."""

    SPOKE, NO_ANSWER, LEFT_VOICEMAIL, WRONG_NUMBER, CALL_LATER = (
        "spoke",
        "no_answer",
        "left_voicemail",
        "wrong_number",
        "call_later",
    )
    OUTCOMES = (SPOKE, NO_ANSWER, LEFT_VOICEMAIL, WRONG_NUMBER, CALL_LATER)

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="tries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=("spoke", "no_answer", "left_voicemail", "wrong_number", "call_later")),
                name="an_outcome_of_a_call_we_know",
            )
        ]
        indexes = [models.Index(fields=["callback", "at"], name="tries_of_a_callback")]
