"""Owners are told at 60, 30 and 7 days: once a stage and entry, with two workers too, and with no word of a carer."""

import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from hub.channels import alerting
from hub.conversations import timers
from hub.evidence import chores, reminders
from hub.evidence.models import Reminder
from kinship.ageing import Dated

pytestmark = pytest.mark.django_db

DUE = "Check by 27 February 2027"
EMAILS = ["kinship@council.example", "virtual school head=school@council.example"]


@pytest.fixture
def at(settings, content):
    """Run the chore as of a day; whom it told what."""
    settings.KINSHIP_REVIEW_EMAILS = EMAILS
    content("exampleshire/education.yml", "topic: education\n", "topic: education\nowner: Virtual School Head\n")
    content("exampleshire/education.yml", "review_by: 2027-05-17", "review_by: 2027-02-27", 2)
    content("exampleshire/siblings.yml", "review_by: 2027-05-17", "review_by: 2027-02-27", 1)

    def run(day, now=None):
        before = len(mail.outbox)
        reminders.run(now or timezone.now(), date.fromisoformat(day))
        return [(sorted(each.to), each.body) for each in mail.outbox[before:]]

    return run


def test_one_e_mail_an_owner_and_stage(at):
    """Two entries of the virtual school head, due on one day: one e-mail with both at each stage, and to nobody else."""
    days = {
        "2026-12-01": 0,
        "2026-12-29": 1,
        "2026-12-30": 0,
        "2027-01-10": 0,
        "2027-01-28": 1,
        "2027-02-20": 1,
        "2027-02-26": 0,
    }
    sent = [
        (day, to, body) for day in days for to, body in at(day) if body.count(" (School and nursery)") and DUE in body
    ]
    assert {to for _, (to,), _ in sent} == {"school@council.example"}
    assert [day for day, _, _ in sent] == [day for day, times in days.items() if times]
    assert all(body.count(DUE) == 2 for _, _, body in sent)
    rows = Reminder.objects.filter(entry__contains="/education/", review_by=date(2027, 2, 27))
    assert sorted(rows.values_list("stage", flat=True)) == [7, 7, 30, 30, 60, 60]
    assert not [body for _, body in at("2027-02-28") if DUE in body]  # past: carers are told instead


def test_what_stands_in_it(at):
    at("2027-02-26")
    text = next(each.body for each in mail.outbox if "school@council.example" in each.to)
    assert "Owner: Virtual School Head. Check by 27 February 2027, in 1 day." in text
    assert "/desk/evidence/ageing/" in text and "{" not in text


def test_installed_late_it_tells_the_nearest_stage_only(at):
    at("2027-02-25")
    assert set(Reminder.objects.filter(review_by=date(2027, 2, 27)).values_list("stage", flat=True)) == {7}


def test_a_mail_server_that_is_down_is_tried_again_later(at, monkeypatch):
    def down(*_):
        raise alerting.NotSent("ConnectionRefusedError")

    now = timezone.now()
    with monkeypatch.context() as patched:
        patched.setattr(alerting, "email", down)
        assert at("2026-12-29", now) == []
    assert not Reminder.objects.filter(state=Reminder.SENT).exists()
    assert at("2026-12-29", now) == []  # not at once
    assert len(at("2026-12-29", now + timedelta(hours=1))) == 2


def test_reviewed_meanwhile_nobody_is_told(at, monkeypatch, content):
    now = timezone.now()
    with monkeypatch.context() as patched:
        patched.setattr(reminders, "send", lambda *_: 0)
        at("2026-12-29", now)
    content("exampleshire/siblings.yml", "review_by: 2027-02-27", "review_by: 2027-06-30")
    at("2026-12-29", now)
    assert set(Reminder.objects.filter(entry__contains="/siblings/").values_list("state", flat=True)) == {
        Reminder.DROPPED
    }


def test_nobody_is_told_where_no_address_is_set(at, settings):
    settings.KINSHIP_REVIEW_EMAILS = []
    assert at("2026-12-29") == [] and not Reminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(settings):
    """Both look at the same moment, with the same list."""
    settings.KINSHIP_REVIEW_EMAILS = EMAILS
    day, now = date(2027, 1, 1), timezone.now()
    due = [
        Dated("exampleshire", "siblings", f"e{n}", f"Entry {n}", "", None, day + timedelta(days=20), "current")
        for n in range(8)
    ]
    reminders.queue(due, now, day)
    both, faults = threading.Barrier(2), []

    def work():
        try:
            both.wait()
            reminders.send({each.key: each for each in due}, now, day)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    [each.start() for each in workers]
    [each.join() for each in workers]
    told = [line for each in mail.outbox for line in each.body.splitlines() if line.startswith("- Entry")]
    assert not faults and len(told) == 8 == len(set(told))


def test_the_worker_does_it_by_the_clock():
    """The chore is the worker's, every few hours."""
    (ours,) = [
        each
        for each in timers.table("w", brain=type("Brain", (), {"probe": None, "is_up": False})())
        if each.name == "evidence"
    ]
    assert ours.do is chores.run and ours.every == chores.EVERY
    chores.run()
