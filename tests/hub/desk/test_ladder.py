"""Somebody who waits and is not taken is told of, once each step: how many and how long, never who or why."""

import logging
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from hub.channels import alerting
from hub.conversations import dangers, priorities, timers, transitions, unclaimed
from hub.conversations.models import Conversation, Danger, Message, WaitAlert
from kinship.clock import as_utc
from tests.hub.danger.listeners import Webhook, listening

pytestmark = pytest.mark.django_db
DUTY, LEAD = "duty@exampleshire.example", "lead@exampleshire.example"
CANARY = "Zebedee of Acacia Avenue"


@pytest.fixture(autouse=True)
def duty(settings):
    settings.KINSHIP_ALERT_EMAILS, settings.KINSHIP_ALERT_ESCALATION_EMAILS = [DUTY], [LEAD]


@pytest.fixture
def clock(monkeypatch):
    """The clock in England; the worker looks each minute."""

    class Clock:
        def set(self, written):
            self.at = as_utc(datetime.fromisoformat(written))
            return self

        def run(self, minutes):
            """The minutes, from now, at which somebody was told."""
            told, start = [], self.at
            for minute in range(minutes + 1):
                self.at = start + timedelta(minutes=minute)
                before = len(mail.outbox)
                unclaimed.run()
                if len(mail.outbox) > before:
                    told.append(minute)
            return told

    clock = Clock().set("2026-11-23 10:00")  # a Monday; advisers are there from 9 to 17
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


@pytest.fixture
def waits(begin, sam):
    """Somebody begins to wait, at this priority."""

    def wait(priority=1, text=CANARY):
        chat = begin(text)
        if priority != 2:
            priorities.set_by_person(chat, sam, priority, "more_urgent")
        return chat

    return wait


@pytest.mark.parametrize("priority, told", [(0, [3, 10]), (1, [3, 10]), (2, [15, 45]), (3, [])])
def test_the_steps(clock, waits, priority, told):
    waits(priority)
    assert clock.run(240) == told
    assert [each.to for each in mail.outbox] == [[DUTY], [DUTY, LEAD]][: len(told)]


def test_urgent_ones_are_told_by_night_too(clock, waits):
    clock.set("2026-11-23 23:00")
    waits()
    assert clock.run(60) == [3, 10]


@pytest.mark.parametrize(
    "begins, first",
    [
        ("2026-11-23 16:50", "2026-11-24 09:05"),  # ten minutes on Monday, five on Tuesday
        ("2026-11-27 20:00", "2026-11-30 09:15"),  # over a weekend
        ("2026-12-24 20:00", "2026-12-29 09:15"),  # over Christmas: 28 December stands in for the 26th
    ],
)
def test_normal_ones_in_opening_time(clock, waits, begins, first):
    clock.set(begins)
    waits(2)
    minute = timedelta(minutes=1)
    at = as_utc(datetime.fromisoformat(first))
    assert unclaimed.climb(at - minute) == 0 and unclaimed.climb(at) == 1


def test_who_was_taken_is_not_told_of(clock, waits, sam):
    chat = waits()
    assert clock.run(5) == [3]
    transitions.take(chat, sam)
    assert clock.run(60) == []


def test_a_step_that_could_not_go_is_dropped_when_somebody_takes_it(clock, waits, sam, monkeypatch):
    chat = waits()
    monkeypatch.setattr(alerting, "email", lambda *_: (_ for _ in ()).throw(alerting.NotSent("away")))
    clock.run(3)
    assert WaitAlert.objects.get().state == WaitAlert.QUEUED
    transitions.take(chat, sam)
    clock.run(2)
    assert WaitAlert.objects.get().state == WaitAlert.DROPPED


def test_back_in_the_queue_is_a_new_wait(clock, waits, sam):
    from hub.conversations import passing_on

    chat = waits()
    assert clock.run(4) == [3]
    transitions.take(chat, sam)
    passing_on.to_queue(chat, sam, "end_of_shift")
    assert clock.run(20) == [3, 10]


def test_what_becomes_urgent_is_told_as_urgent_once(clock, waits, sam):
    chat = waits(2)
    assert clock.run(20) == [15]
    priorities.set_by_person(chat, sam, 1, "more_urgent")
    assert clock.run(60) == [0]  # both of its steps have passed: the later one is told
    assert [each.subject for each in mail.outbox] == ["1 waiting", "1 urgent waiting"]


def test_after_a_time_without_a_worker_only_the_latest_step(clock, waits):
    waits()
    clock.at += timedelta(hours=1)
    assert clock.run(30) == [0] and mail.outbox[0].to == [DUTY, LEAD]


def test_a_danger_nobody_owns_has_its_own_ladder(clock, waits, sam):
    waits(2, text="my partner is hitting me right now")
    assert clock.run(30) == []
    danger = Danger.objects.get()
    dangers.own(danger.conversation.ref, sam, danger.kind)
    assert clock.run(5) == [0]  # owned, but the carer still waits


def test_it_says_how_many_and_how_long_and_nothing_else(clock, waits):
    first, _ = waits(), waits()
    clock.run(3)
    told = mail.outbox[0]
    assert told.subject == "2 urgent waiting" and "3 minutes" in told.body and "/desk/" in told.body
    whole = told.subject + told.body + str(told.extra_headers)
    for each in Message.objects.all():
        assert each.body not in whole
    assert Conversation.objects.get(pk=first).ref not in whole and "ebedee" not in whole


def test_the_webhook_gets_codes_and_a_failure_is_tried_again_as_the_same(clock, waits, settings):
    settings.KINSHIP_ALERT_EMAILS = []
    with listening(Webhook()) as receiver:
        settings.KINSHIP_ALERT_WEBHOOK = receiver.address
        receiver.answers = [500]
        waits()
        clock.run(4)
        (first, told), (second, again) = receiver.got
    assert first == second and told == again == {"event": "waiting", "urgent": True, "waiting": 1, "step": 1}


def test_two_workers_tell_once(clock, waits):
    waits()
    clock.at += timedelta(minutes=3)
    assert unclaimed.climb(clock.at) == 1 and unclaimed.climb(clock.at) == 0
    row = unclaimed._claim_next(clock.at)
    assert row is not None and unclaimed._claim_next(clock.at) is None
    clock.at += unclaimed.LEASE + timedelta(seconds=1)  # the first one died
    assert unclaimed._claim_next(clock.at).pk == row.pk


def test_where_nobody_is_to_be_told_the_log_says_so_once(clock, waits, settings, caplog):
    settings.KINSHIP_ALERT_EMAILS = []
    waits()
    with caplog.at_level(logging.ERROR):
        assert clock.run(5) == []
    assert [each for each in caplog.messages if each.startswith("unclaimed.nobody")] == [
        "unclaimed.nobody urgent=True step=1"
    ]


def test_a_slip_in_the_words_does_not_lose_it(clock, waits, monkeypatch):
    waits()
    monkeypatch.setattr(unclaimed.unclaimed_words, "email", lambda *_, **__: {}["nothing"])
    assert clock.run(3) == [] and WaitAlert.objects.get().state == WaitAlert.QUEUED


def test_an_erased_conversation_is_not_told_of(clock, waits):
    from hub.conversations import erasure

    erasure.erase(waits())
    assert clock.run(10) == []


def test_the_worker_looks(settings):
    class Brain:
        is_up, probe, answers = True, None, None

    table = {each.name: each for each in timers.table("w", Brain())}
    assert table["unclaimed"].every == unclaimed.EVERY <= 30
