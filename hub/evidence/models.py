"""What the yearly review of the offer needs, as counts and dates: no table here has a link to a conversation or a person."""

from __future__ import annotations

from django.db import models


class Asked(models.Model):
    """How often a piece of the offer was shown in a month. `entry` is area/id, as exampleshire/tea_and_talk."""

    month = models.DateField()  # its first day
    council = models.CharField(max_length=60)
    topic = models.CharField(max_length=60)
    entry = models.CharField(max_length=160)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "council", "topic", "entry"], name="one_count_a_piece_and_month")
        ]


class AskedWord(models.Model):
    """An everyday word that stood in questions without an answer, in five or more different conversations of one month."""

    month = models.DateField()
    council = models.CharField(max_length=60)
    topic = models.CharField(max_length=60, blank=True, default="")
    word = models.CharField(max_length=40)
    conversations = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "council", "topic", "word"], name="one_count_a_word_and_month")
        ]


class Reminder(models.Model):
    """That an owner was to be told: one row a stage, an entry and a review date, so that nobody is told twice."""

    QUEUED, SENT, DROPPED = "queued", "sent", "dropped"

    council = models.CharField(max_length=60)
    entry = models.CharField(max_length=200)  # area/topic/id
    review_by = models.DateField()
    stage = models.PositiveSmallIntegerField()  # days before
    state = models.CharField(max_length=10, default=QUEUED)
    made_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "entry", "review_by", "stage"], name="one_reminder_a_stage")
        ]


class LinkCheck(models.Model):
    """How a web address of the offer fared when it was last asked."""

    council = models.CharField(max_length=60)
    address = models.CharField(max_length=500)
    outcome = models.CharField(max_length=20)  # a code of links.OUTCOMES
    status = models.PositiveSmallIntegerField(null=True)  # of HTTP, where there was an answer
    checked_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "address"], name="one_check_an_address")]
