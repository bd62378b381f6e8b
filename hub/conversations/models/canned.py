"""Answers that a team has written once and approved, to be put into a draft."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hub.conversations.models.team import Team


class CannedAnswer(models.Model):
    """One answer of a team. Its words are in its versions; the newest approved one is in use."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    title = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class CannedVersion(models.Model):
    """The words of an answer, with where they come from and until when they hold. Nobody approves their own."""

    answer = models.ForeignKey(CannedAnswer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField()
    source_url = models.CharField(max_length=300)
    review_on = models.DateField()  # the last day on which it may be used without being looked at again
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_canned_version_a_number"),
            models.CheckConstraint(condition=~Q(approved_by=F("written_by")), name="nobody_approves_their_own"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_by_somebody_at_a_time",
            ),
        ]
