"""What a conversation by text (SMS, WhatsApp) needs to remember beside its ledger."""

from __future__ import annotations

from django.db import models

from hub.conversations.fields import EncryptedJSON
from hub.conversations.models.conversation import Conversation


class TextTalk(models.Model):
    """`pages`: what MORE still has to say, as [{"text", "plain", "menu"}]. `asked`: a question of the hub's own that is open,
    as {"code", ...}. `misses`: answers running that fitted no menu. `named_at`: when the council was last named to them.
    """

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE)
    pages = EncryptedJSON(null=True, default=None)
    pages_of = models.PositiveIntegerField(null=True)  # the message whose pages they are
    asked = EncryptedJSON(null=True, default=None)
    misses = models.PositiveSmallIntegerField(default=0)
    named_at = models.DateTimeField(null=True)
    notes = EncryptedJSON(null=True, default=None)  # what else is remembered: codes and times only


class Reconciled(models.Model):
    """Up to when a provider's own list of what came in has been gone through, channel by channel: kept over a restart."""

    channel = models.CharField(max_length=20, unique=True)
    up_to = models.DateTimeField()
