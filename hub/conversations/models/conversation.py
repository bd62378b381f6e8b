"""Who is talking, and the conversation itself."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.conversations.fields import EncryptedJSON, EncryptedText
from hub.conversations.models.team import Team
from hub.conversations.states import ASSISTANT, CLOSED, STATES, WAITING, WITH_ADVISER

REF_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels (no words by chance), no 0 and 1 (no doubt when read out)
RULE, PERSON = "rule", "person"  # who set the priority


def new_ref() -> str:
    return "".join(secrets.choice(REF_LETTERS) for _ in range(8))


class Contact(models.Model):
    """A person who writes to us. No other identity than what they gave to be called back."""

    preferred_name = EncryptedText(blank=True, default="")
    erased_at = models.DateTimeField(null=True)


class ChannelIdentity(models.Model):
    """An address on a channel that keeps one (SMS, WhatsApp); the web chat has none."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)
    channel = models.CharField(max_length=20)
    address = EncryptedText(blank=True, default="")
    address_hash = models.CharField(max_length=64)
    opted_out_at = models.DateTimeField(null=True)
    last_inbound_at = models.DateTimeField(null=True)  # WhatsApp: we may write freely for 24 hours after it
    suspect_since = models.DateTimeField(null=True)  # "wrong number": nothing is sent there unasked

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address_hash"], name="one_identity_an_address")]


class Conversation(models.Model):
    """One conversation. `version` is compared and swapped on every change, `epoch` fences late replies."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=8, unique=True, default=new_ref)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    identity = models.ForeignKey(ChannelIdentity, null=True, on_delete=models.PROTECT)
    council = models.CharField(max_length=60)
    state = models.CharField(max_length=20, default=ASSISTANT)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    epoch = models.PositiveIntegerField(default=1)
    last_seq = models.PositiveIntegerField(default=0)
    last_turn = models.PositiveIntegerField(default=0)
    priority = models.PositiveSmallIntegerField(default=2)  # 0 safeguarding, 1 urgent, 2 normal, 3 information
    priority_reason = models.CharField(max_length=60, blank=True, default="")
    priority_by = models.CharField(max_length=10, default=RULE)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT)
    # Since when a person is wanted. It stays while an adviser holds it, so that who comes back has lost no time.
    waiting_since = models.DateTimeField(null=True)
    at_front = models.BooleanField(default=False)  # their adviser was lost: before all others as urgent
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    held_until = models.DateTimeField(null=True)  # the adviser's lease, renewed by the signs of life of their desk
    last_inbound_at = models.DateTimeField(null=True)
    story = EncryptedJSON(null=True, default=None)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=30, blank=True, default="")
    outcome = models.CharField(max_length=30, blank=True, default="")  # what came of it, as the adviser said
    erase_after = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="a_state_we_know"),
            models.CheckConstraint(
                condition=Q(state=WITH_ADVISER, assignee__isnull=False)
                | (~Q(state=WITH_ADVISER) & Q(assignee__isnull=True)),
                name="an_adviser_holds_it_or_nobody",
            ),
            models.CheckConstraint(
                condition=Q(state=WITH_ADVISER, held_until__isnull=False)
                | (~Q(state=WITH_ADVISER) & Q(held_until__isnull=True)),
                name="held_with_an_end_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=~Q(state=WAITING) | Q(waiting_since__isnull=False), name="who_waits_waits_since"
            ),
            models.UniqueConstraint(
                fields=["identity"], condition=~Q(state=CLOSED) & Q(identity__isnull=False), name="one_open_an_identity"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "priority", "waiting_since"], name="the_queue"),
            models.Index(fields=["state", "held_until"], name="the_held"),
            models.Index(fields=["state", "last_inbound_at"], name="the_idle"),
            models.Index(fields=["erase_after"], name="to_erase"),
        ]


class ChatToken(models.Model):
    """What a web carer's form carries: only its hash is kept. One lives at a time; resuming elsewhere moves it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(revoked_at__isnull=True), name="one_live_token_a_conversation"
            )
        ]


class SavedCode(models.Model):
    """A short code a carer wrote down, to carry on within 14 days. Only its keyed hash is kept."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
