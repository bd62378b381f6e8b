"""What was said, masked and of nobody; and what the council tells of it in its own words."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hub.conversations.fields import EncryptedText


class Said(models.Model):
    """What somebody says the offer lacks. No link to anybody, only the month; names and numbers were hidden before it was kept.

    `danger`: the screen heard danger in it, and the page answered with the numbers to call.
    """

    CARER, YOUNG_PERSON, SOMEONE_ELSE = "carer", "young_person", "someone_else"
    WHO = (CARER, YOUNG_PERSON, SOMEONE_ELSE)

    month = models.DateField(db_index=True)  # its first day
    council = models.CharField(max_length=60)
    topic = models.CharField(max_length=60, blank=True, default="")
    who = models.CharField(max_length=20, blank=True, default="")
    words = EncryptedText()
    danger = models.BooleanField(default=False)


class Done(models.Model):
    """ "You said, we did": a manager's words for what families said, and for what was done. Shown once it is released."""

    council = models.CharField(max_length=60)
    topic = models.CharField(max_length=60, blank=True, default="")
    said = models.TextField()
    did = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
