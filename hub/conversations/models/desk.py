"""The adviser desk: who works in which team, what they write for each other, and who looks at what just now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.conversations.fields import EncryptedText
from hub.conversations.models.conversation import Conversation
from hub.conversations.models.team import Team


class Note(models.Model):
    """What advisers write for each other. A table of its own: nothing that leaves for a carer reads it (migration 0005)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    at_seq = models.PositiveIntegerField()  # the newest message when it was written
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    body = EncryptedText(blank=True, default="")
    key_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "key_hash"], name="one_note_a_key")]


class Draft(models.Model):
    """A reply that was not sent yet, or could not be. It outlives the adviser's browser, and their holding the chat."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    body = EncryptedText(blank=True, default="")
    base_seq = models.PositiveIntegerField()  # the newest message on the page it was written on
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_draft_a_conversation_and_user")
        ]
        indexes = [models.Index(fields=["saved_at"], name="drafts_by_time")]


class Viewing(models.Model):
    """A colleague has the conversation open, until a moment half a minute away, and may be typing."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    until = models.DateTimeField(db_index=True)
    typing_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_viewing_a_conversation_and_user")
        ]


class SignOfLife(models.Model):
    """When the desk of somebody who works here was last heard of, and whether they take conversations."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    at = models.DateTimeField()
    available = models.BooleanField(default=True)


class Transfer(models.Model):
    """From whom to whom. To another organisation only with the carer's consent, and the database holds that too."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    from_team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30)
    outside = models.BooleanField(default=False)  # to another organisation
    consent_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outside=False) | Q(consent_at__isnull=False), name="outside_only_with_consent"
            )
        ]
