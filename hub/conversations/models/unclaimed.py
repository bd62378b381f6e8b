"""Telling that somebody waits and nobody has taken it."""

from __future__ import annotations

from django.db import models

from hub.conversations.models.conversation import Conversation


class WaitAlert(models.Model):
    """One step of the ladder for one wait, on one way out. `since`: when that wait began."""

    QUEUED, SENDING, SENT, DROPPED = "queued", "sending", "sent", "dropped"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    since = models.DateTimeField()
    urgent = models.BooleanField()
    step = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default=QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "since", "urgent", "step", "way"], name="one_telling_a_wait_step_and_way"
            )
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="tellings_to_do")]
