"""The two health addresses: what they say when all is well, and when something is not."""

from datetime import timedelta

import httpx
import pytest
from django.db import DatabaseError
from django.utils import timezone

from hub import health
from hub.conversations import timers
from hub.conversations.brain import Brain
from hub.conversations.models import WorkerPulse


@pytest.fixture(autouse=True)
def forget_migrations():
    health._all_applied.cache_clear()
    yield
    health._all_applied.cache_clear()


def pulse(ago=0, *, brain_up=True, name="one", understanding="whole"):
    at = timezone.now() - timedelta(seconds=ago)
    WorkerPulse.objects.update_or_create(
        name=name, defaults={"at": at, "brain_up": brain_up, "understanding": understanding}
    )


def test_live_needs_nothing(client):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"live": True})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_when_all_is_well(client):
    pulse()
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "up",
        "migrations": "applied",
        "worker": "up",
        "brain": "up",
        "understanding": "whole",
        "dangers_unowned": 0,
        "danger_oldest_minutes": None,
        "alerts": "nobody",
    }
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_a_brain_that_is_down_is_shown_but_carers_can_be_served(client):
    pulse(brain_up=False)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["brain"]) == (200, "down")


@pytest.mark.django_db
def test_an_assistant_without_its_encoder_says_so(client):
    pulse(understanding="without_encoder")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["understanding"]) == (200, "without_encoder")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, '{"status": "ok", "understanding": "without_encoder"}', "without_encoder"),
        (200, '{"status": "ok", "understanding": "whole"}', "whole"),
        (200, '{"status": "ok"}', "unknown"),
        (200, '{"understanding": "anything else"}', "unknown"),
        (200, "not json", "unknown"),
        (500, "{}", None),
    ],
)
def test_what_the_assistant_says_of_itself_is_kept_with_the_pulse(status, body, told):
    brain = Brain("http://brain", transport=httpx.MockTransport(lambda _: httpx.Response(status, text=body)))
    timers.beat("one", brain.understanding())
    kept = WorkerPulse.objects.get(name="one")
    assert (kept.brain_up, kept.understanding) == (told is not None, told or "unknown")


@pytest.mark.django_db
def test_the_newest_worker_counts(client):
    pulse(3600, brain_up=False, name="gone")
    pulse(name="here")
    assert client.get("/health/ready").json()["brain"] == "up"


@pytest.mark.django_db
@pytest.mark.parametrize("ago", [None, 3600])
def test_without_a_worker_we_are_not_ready(client, ago):
    if ago:
        pulse(ago)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert (answer.json()["ready"], answer.json()["worker"], answer.json()["brain"]) == (False, "down", "unknown")


@pytest.mark.django_db
def test_missing_migrations_are_looked_for_again_until_they_are_there(client, monkeypatch):
    pulse()
    plan = ["one that is missing"]
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: plan)
    assert client.get("/health/ready").json()["migrations"] == "missing"
    plan.clear()
    assert client.get("/health/ready").status_code == 200


def test_without_a_database_we_are_not_ready(client, monkeypatch):
    def fails():
        raise DatabaseError("away")

    monkeypatch.setattr(health.connection, "cursor", fails)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "down")
