"""Leases are measured by one clock for all workers: what a worker on a host with a wrong clock holds is free when it should be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.conversations import one_clock, transitions, turns
from hub.conversations.inbound import Inbound
from hub.conversations.models import BrainTurn

LEASE = 30.0  # seconds


@pytest.mark.django_db
@pytest.mark.parametrize("wrong_by", [600, -600])
def test_a_worker_with_a_wrong_clock_holds_a_turn_as_long_as_any_other(monkeypatch, wrong_by):
    right = timezone.now
    monkeypatch.setattr(one_clock, "now", right)  # what the database says
    transitions.begin("web", Inbound(key="one", text="i want to ask about school"), "exampleshire")
    monkeypatch.setattr(timezone, "now", lambda: right() + timedelta(seconds=wrong_by))
    before = right()
    claimed = turns.claim_next("elsewhere", LEASE)
    held = BrainTurn.objects.get(pk=claimed.id).lease_until
    assert before + timedelta(seconds=LEASE) <= held <= right() + timedelta(seconds=LEASE)
    assert turns.expire_leases(before + timedelta(seconds=LEASE - 1)) == 0
    assert turns.expire_leases(held + timedelta(seconds=1)) == 1
