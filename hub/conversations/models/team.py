"""Teams of advisers, and who is what in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

ADVISER, SUPERVISOR, MANAGER, AUDITOR = "adviser", "supervisor", "manager", "auditor"
ROLES = (ADVISER, SUPERVISOR, MANAGER, AUDITOR)
ANSWERING = (ADVISER, SUPERVISOR)  # the roles that hold conversations


class Team(models.Model):
    """Advisers who share a queue. `organisation`: the council, or a charity that works for it."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    organisation = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)  # who asks for a person waits here first

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_team")
        ]


class Membership(models.Model):
    """What somebody is in a team. `max_open`: conversations they hold at most in it; None: as many as they take."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)
    max_open = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="one_membership_a_team"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="a_role_we_know"),
        ]
