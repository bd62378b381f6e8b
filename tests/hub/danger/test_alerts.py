"""Somebody is told, again and again until a person owns it: kind, time and reference, and nothing that was written."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from hub.channels import alerting
from hub.conversations import alert_steps, alerts, dangers, timers, transitions
from hub.conversations.models import Alert, Conversation, Danger, Message
from hub.conversations.transitions import Inbound
from tests.hub.danger.listeners import Webhook, listening

pytestmark = pytest.mark.django_db
HIT, TIRED = "Zebedee here, my partner is hitting me right now", "i cannot cope any more"
DUTY, LEAD = "duty@exampleshire.example", "lead@exampleshire.example"
START = timezone.now()


@pytest.fixture(autouse=True)
def duty(settings):
    settings.KINSHIP_ALERT_EMAILS, settings.KINSHIP_ALERT_ESCALATION_EMAILS = [DUTY], [LEAD]


@pytest.fixture
def clock(monkeypatch):
    """Time, in minutes since the danger was heard; the worker looks at each."""

    class Clock:
        at = START

        def run_until(self, minutes):
            told = []
            for minute in range(minutes + 1):
                self.at = START + timedelta(minutes=minute)
                before = len(mail.outbox)
                alerts.run("w")
                if len(mail.outbox) > before:
                    told.append(minute)
            return told

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


def test_an_emergency_is_told_until_somebody_owns_it(clock, begin, adviser):
    begin(HIT)
    assert clock.run_until(160) == [0, 3, 10, 30, 90, 150]
    assert [each.to for each in mail.outbox] == [[DUTY]] * 2 + [[DUTY, LEAD]] * 4
    dangers.own(Conversation.objects.get().ref, adviser)
    clock.at += timedelta(hours=5)
    assert alerts.run("w") == 0 and len(mail.outbox) == 6


def test_soon_is_told_more_slowly(clock, begin):
    begin(TIRED)
    assert clock.run_until(600) == [0, 60, 300, 540]


def test_after_a_time_without_a_worker_not_all_at_once(clock, begin):
    begin(HIT)
    clock.at = START + timedelta(hours=3)
    assert alerts.run("w") == 1 and alerts.run("w") == 0
    clock.at += timedelta(minutes=1)
    assert alerts.run("w") == 1


def test_an_alert_says_what_when_and_where_and_nothing_that_was_written(begin):
    chat = begin(HIT)
    transitions.receive(chat, Inbound(key="k2", text="his name is Zebedee"))
    alerts.run("w")
    (sent,) = mail.outbox
    ref = Conversation.objects.get().ref
    whole = sent.subject + sent.body + str(sent.extra_headers)
    assert (
        ref in sent.subject and ref in sent.body and "abuse at home" in sent.body and "/desk/safeguarding/" in sent.body
    )
    for each in Message.objects.all():
        assert each.body not in whole
    assert "ebedee" not in whole and "hitting" not in whole
    assert sent.extra_headers["Message-ID"].startswith("<danger-")


def test_every_kind_has_words(begin):
    from hub.conversations.alert_words import kind
    from hub.conversations.words import words
    from kinship.safety_phrases import book

    kinds = words()["alert"]["kinds"]
    assert set(book().kinds) <= set(kinds) and kind("never heard of") == kinds["other"]


def test_a_mail_server_that_is_away_is_tried_again_and_told_once(begin, monkeypatch, clock, caplog):
    begin(HIT)
    real = alerting.email

    def away(*_):
        raise alerting.NotSent("ConnectionRefusedError")

    monkeypatch.setattr(alerting, "email", away)
    assert alerts.run("w") == 0
    row = Alert.objects.get()
    assert (row.state, row.attempts, row.error_code) == ("queued", 1, "ConnectionRefusedError")
    assert "ebedee" not in caplog.text and DUTY not in caplog.text
    monkeypatch.setattr(alerting, "email", real)
    assert alerts.run("w") == 0  # patience
    clock.at += timedelta(seconds=6)
    assert alerts.run("w") == 1 and len(mail.outbox) == 1 and Alert.objects.get().state == "sent"


def test_a_slip_in_the_words_does_not_lose_the_alert(begin, monkeypatch):
    begin(HIT)
    monkeypatch.setattr(alerts.alert_words, "email", lambda alert: {}["nothing"])
    assert alerts.run("w") == 0 and Alert.objects.get().state == "queued"


def test_a_worker_that_died_in_the_middle_is_not_the_end(begin, clock):
    begin(HIT)
    alerts.climb(clock.at)
    assert alerts.claim_next("dead", clock.at).attempts == 1
    assert alerts.claim_next("other", clock.at) is None  # it may be on its way
    clock.at += alerts.LEASE + timedelta(seconds=1)
    assert alerts.run("other") == 1 and len(mail.outbox) == 1


def test_a_later_one_takes_the_place_of_one_that_could_not_go(begin, clock, monkeypatch):
    begin(HIT)
    monkeypatch.setattr(alerting, "email", lambda *_: (_ for _ in ()).throw(alerting.NotSent("x")))
    alerts.run("w")
    clock.at += timedelta(minutes=3)
    alerts.run("w")
    assert sorted(Alert.objects.values_list("number", "state")) == [(1, "dropped"), (2, "queued")]


def test_deleted_conversations_are_told_of_too(begin):
    from hub.conversations import erasure

    erasure.erase(begin(HIT))
    assert alerts.run("w") == 1 and "deleted" in mail.outbox[0].body


def test_where_nobody_is_to_be_told_the_log_says_so(begin, settings, caplog):
    settings.KINSHIP_ALERT_EMAILS = []
    begin(HIT)
    with caplog.at_level(logging.WARNING):
        alerts.warn()
        assert alerts.run("w") == 0
    assert "alerts.nobody: set KINSHIP_ALERT_EMAILS" in caplog.text
    assert f"alerts.nobody ref={Conversation.objects.get().ref} danger=domestic_abuse" in caplog.text
    assert Danger.objects.get().next_alert_at > timezone.now() and not mail.outbox


@pytest.fixture
def receiver():
    with listening(Webhook()) as webhook:
        yield webhook


def test_the_webhook_is_told_and_a_failure_is_tried_again_as_the_same(begin, settings, receiver, clock):
    settings.KINSHIP_ALERT_EMAILS = []
    settings.KINSHIP_ALERT_WEBHOOK = receiver.address
    receiver.answers = [500]
    begin(HIT)
    assert alerts.run("w") == 0
    clock.at += timedelta(seconds=6)
    assert alerts.run("w") == 1
    (first, told), (second, again) = receiver.got
    assert first == second and told == again
    assert set(told) == {"event", "reference", "kind", "urgency", "heard_by", "at", "last_at", "alert", "escalated"}
    assert (told["kind"], told["urgency"], told["reference"]) == (
        "domestic_abuse",
        "emergency",
        Conversation.objects.get().ref,
    )


@pytest.mark.parametrize(
    "address, allowed",
    [
        ("https://council.example/danger", True),
        ("http://127.0.0.1:9000/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:80/x", True),
        ("http://council.example/danger", False),
        ("http://127.0.0.1.evil.example/", False),
        ("ftp://localhost/x", False),
        ("https://", False),
        ("http://[nonsense", False),
        ("", False),
    ],
)
def test_a_webhook_is_https_or_on_this_machine(address, allowed, settings, caplog):
    settings.KINSHIP_ALERT_WEBHOOK = address
    assert alerting.is_allowed(address) is allowed and ("webhook" in alerts.ways()) is allowed
    alerts.warn()
    assert ("webhook_not_allowed" in caplog.text) is (bool(address) and not allowed)
    if not allowed:
        with pytest.raises(alerting.NotSent):
            alerting.post(address, {}, "x")


def test_the_worker_looks_each_second():
    class Brain:
        is_up = True

        def probe(self): ...

    table = {each.name: each.every for each in timers.table("w", Brain())}
    assert table["alerts"] == 1 and table["alert_ways"] == 3600


def test_the_ladders_climb():
    for ladder in alert_steps.LADDERS.values():
        steps = [ladder.minutes(step) for step in range(10)]
        assert steps == sorted(set(steps)) and steps[0] == 0
