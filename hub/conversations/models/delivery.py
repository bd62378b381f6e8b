"""What came in, what is being answered, what goes out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hub.conversations.fields import EncryptedJSON, EncryptedText
from hub.conversations.models.conversation import Conversation
from hub.conversations.models.message import Message


class InboundReceipt(models.Model):
    """Each message that reached a door, once: the provider's id (or the web form's key) is unique."""

    provider = models.CharField(max_length=20)
    provider_message_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    status = models.CharField(max_length=20, default="accepted")
    message = models.OneToOneField(Message, null=True, on_delete=models.CASCADE)
    payload = EncryptedText(blank=True, default="")
    purge_after = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_message_hash"], name="one_receipt_a_provider_id")
        ]


class BrainTurn(models.Model):
    """One turn of the assistant: messages `from_seq` to `to_seq`, under one epoch. `number` is the turn number Rasa sees."""

    QUEUED, RUNNING, DONE, FAILED, DISCARDED = "queued", "running", "done", "failed", "discarded"
    OPEN = (QUEUED, RUNNING)

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    from_seq = models.PositiveIntegerField()
    to_seq = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    # Texts come in parts: not asked before then, so that what belongs together is read together. None: at once.
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=40, blank=True, default="")
    reached = models.BooleanField(default=True)  # False: the assistant never saw it, so it may be joined to the next
    discarded_reply = EncryptedJSON(null=True, default=None)
    purge_after = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="one_turn_a_number"),
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="running"), name="one_running_turn_a_conversation"
            ),
        ]
        indexes = [models.Index(fields=["state", "queued_at"], name="turns_to_do")]


class Outbox(models.Model):
    """A text on its way to a phone (SMS, WhatsApp): what was said in one change, composed; the web chat fetches its own.

    `text` is all that it says, with its menu as numbered lines; `plain` the same without them, where buttons can stand for
    them. `menu` is what was numbered: a reply is read against it. Rows of a conversation leave in the order of their ids.
    """

    QUEUED, SENDING, SENT, DELIVERED, READ, UNKNOWN, HELD, FAILED, DROPPED = (
        "queued",
        "sending",
        "sent",
        "delivered",
        "read",
        "unknown",
        "held",
        "failed",
        "dropped",
    )
    OPEN = (QUEUED, SENDING, UNKNOWN, HELD)
    LEFT = (SENT, DELIVERED, READ)

    message = models.ForeignKey(Message, on_delete=models.CASCADE)  # the last that it carries
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    from_seq = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=1)
    text = EncryptedText(blank=True, default="")
    plain = EncryptedText(blank=True, default="")
    menu = EncryptedJSON(null=True, default=None)  # [{"id", "label", "seq"}], in the order of their numbers
    state = models.CharField(max_length=20, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    first_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, blank=True, default="")
    provider_message_id = models.CharField(max_length=100, null=True, unique=True)
    error_code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "part"], name="one_text_a_part")]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="outbox_to_do")]
