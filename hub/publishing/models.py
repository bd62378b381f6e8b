"""Changes to entries of the offer, and every step each of them took. The words that are live stand in the topic files, not here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hub.publishing.states import ORIGINS, STATES


class Draft(models.Model):
    """One change of one entry, from its first word on. `entry`: what it would say, as JSON; {} takes the entry out.

    `base`: what the file said when the change began; None for an entry that was not there. `was`: what it said just before this
    went live. `revision` counts saves: who saves over a newer one is told, and nothing is lost.
    """

    council = models.CharField(max_length=60)
    topic = models.CharField(max_length=60)
    entry_id = models.CharField(max_length=60)
    entry = models.JSONField()
    base = models.JSONField(null=True)
    was = models.JSONField(null=True)
    origin = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    revision = models.PositiveIntegerField(default=1)
    why = models.TextField(blank=True)
    live_on = models.DateField(null=True)  # None: as soon as it is approved
    last_day = models.DateField(null=True)  # after it the entry is taken out
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    live_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("edit_offer", "Can change the offer, and approve the changes of others")]
        indexes = [
            models.Index(fields=["council", "state"], name="changes_by_state"),
            models.Index(fields=["council", "topic", "entry_id"], name="changes_of_an_entry"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="a_state_of_a_change"),
            models.CheckConstraint(condition=Q(origin__in=ORIGINS), name="an_origin_of_a_change"),
            models.CheckConstraint(condition=~Q(approved_by=F("changed_by")), name="no_change_by_one_person"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="a_change_approved_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "live")) | Q(approved_by__isnull=False),
                name="live_only_when_approved",
            ),
            models.UniqueConstraint(
                fields=["council", "topic", "entry_id"], condition=Q(state="live"), name="one_live_change_an_entry"
            ),
        ]


class Step(models.Model):
    """Who did what to a change, and why. `fields`: what a save changed, as {field: [before, after]}."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)
    why = models.TextField(blank=True)
    fields = models.JSONField(default=dict)


class Upload(models.Model):
    """A workbook that came back. `found`: the rows that differ, and their faults; `accepted`: the places of those that became drafts."""

    council = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=100)
    found = models.JSONField()
    accepted = models.JSONField(default=list)
