"""Danger that somebody must know of: codes and times only, so that it may outlive the words (docs/decisions/0013)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.conversations.fields import EncryptedText
from hub.conversations.models.conversation import Conversation

DOOR, ASSISTANT_NET = "door", "assistant"
EMERGENCY, SOON = "emergency", "soon"
URGENCIES = (EMERGENCY, SOON)  # the gravest first
NOT_SCREENED = "not_screened"  # the kind of words that could not be screened: a person must read them


class Danger(models.Model):
    """One danger of one conversation, open until a person ended it. Alerts go out until a person owns it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="dangers")
    kind = models.CharField(max_length=40)
    urgency = models.CharField(max_length=20)
    net = models.CharField(max_length=20)
    at = models.DateTimeField()
    at_seq = models.PositiveIntegerField()
    last_at = models.DateTimeField()  # when it was heard last
    last_seq = models.PositiveIntegerField()  # the words that answered it last
    times = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    owned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True, default="")
    alerts_from = models.DateTimeField()  # when the ladder of alerts began; it begins anew when it grows graver
    alert_step = models.PositiveIntegerField(default=0)  # how many steps of the ladder have been climbed
    alerts_sent = models.PositiveIntegerField(default=0)
    next_alert_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("review_dangers", "Can own and end dangers, and review what the screen heard")]
        constraints = [
            models.CheckConstraint(condition=Q(urgency__in=URGENCIES), name="an_urgency_we_know"),
            models.UniqueConstraint(
                fields=["conversation", "kind"], condition=Q(ended_at__isnull=True), name="one_open_danger_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["ended_at", "next_alert_at"], name="dangers_to_tell")]


class Alert(models.Model):
    """One telling of one danger on one way out. At least once: it is sent again unless we know that it went."""

    QUEUED, SENDING, SENT, DROPPED = "queued", "sending", "sent", "dropped"
    OPEN = (QUEUED, SENDING)
    EMAIL, WEBHOOK = "email", "webhook"

    danger = models.ForeignKey(Danger, on_delete=models.CASCADE, related_name="alerts")
    number = models.PositiveIntegerField()
    way = models.CharField(max_length=20)
    escalated = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default=QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["danger", "number", "way"], name="one_alert_a_step_and_way")]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="alerts_to_do")]


class ScreenLog(models.Model):
    """What a net heard, for review: no link to the conversation, and only words that stand in our own lists of phrases."""

    RIGHT, FALSE_ALARM = "right", "false_alarm"
    MARKS = (RIGHT, FALSE_ALARM)

    at = models.DateTimeField()  # to the hour
    net = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    urgency = models.CharField(max_length=20)
    near_miss = models.BooleanField(default=False)  # the assistant was not sure, and no phrase had hit
    masked = EncryptedText(blank=True, default="")
    mark = models.CharField(max_length=20, blank=True, default="")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    marked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="screens_by_time")]


class PhraseProposal(models.Model):
    """A phrase that the safeguarding lead wants the screen to hear; the maintainers read it, with a test, into the data."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    urgency = models.CharField(max_length=20)
    words = EncryptedText()
    why = EncryptedText()
    exported_at = models.DateTimeField(null=True)
