"""The service's own: limits, the worker's pulse, and what is learned without keeping anyone's words."""

from __future__ import annotations

from django.db import models

from hub.conversations.fields import EncryptedText


class Allowance(models.Model):
    """How much of a limit is used: a token bucket a key. The key is a keyed hash, gone within a day."""

    key = models.CharField(max_length=64, primary_key=True)
    left = models.FloatField()
    at = models.DateTimeField(db_index=True)


class WorkerPulse(models.Model):
    """When each worker last gave a sign of life, and whether it can reach the assistant."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    brain_up = models.BooleanField(default=True)
    understanding = models.CharField(
        max_length=20, default="unknown"
    )  # whole, or without_encoder: then less is understood


class Unanswered(models.Model):
    """What the assistant could not answer, without personal details: it outlives the conversations, for the yearly review."""

    month = models.DateField()  # its first day
    council = models.CharField(max_length=60)
    why = models.CharField(max_length=40)
    topic = models.CharField(max_length=60, blank=True, default="")
    arrangement = models.CharField(max_length=60, blank=True, default="")
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "council", "why", "topic", "arrangement"], name="one_count_an_unanswered_kind"
            )
        ]


class Feedback(models.Model):
    """ "Did you get what you needed?" Kept apart: no link to the conversation, and only the month."""

    YES, PARTLY, NO = "yes", "partly", "no"
    ANSWERS = (YES, PARTLY, NO)

    month = models.DateField()
    council = models.CharField(max_length=60)
    answer = models.CharField(max_length=10)
    words = EncryptedText(blank=True, default="")
