"""The one feed of changes, and the audit trail."""

from __future__ import annotations

from django.db import models

from hub.conversations.models.conversation import Conversation


class FeedCounter(models.Model):
    """One row, made by the first event. Numbers are allotted under its lock, so that they appear in the order of commit on PostgreSQL too."""

    n = models.PositiveBigIntegerField(default=0)
    pruned_up_to = models.PositiveBigIntegerField(default=0)
    audit_hash = models.CharField(max_length=64, blank=True, default="")


class Event(models.Model):
    """What changed, by number: ids and codes only, never words."""

    n = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE)
    for_contact = models.BooleanField(default=False)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["conversation", "n"], name="feed_of_one")]


class AuditEntry(models.Model):
    """Who did what, append-only, each entry chained to the one before by its hash."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    conversation_ref = models.CharField(max_length=8, blank=True, default="")
    detail = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)
