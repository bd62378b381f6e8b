"""Nothing is kept longer than carers are told, and what they are told is what the settings say."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.utils import timezone

from hub.conversations import callbacks, feed, invariants, limits, retention, saving, transitions, turns
from hub.conversations.models import (
    Allowance,
    AuditEntry,
    BrainTurn,
    Conversation,
    Event,
    InboundReceipt,
    Message,
    SavedCode,
)
from hub.conversations.transitions import Inbound

ROOT = Path(__file__).resolve().parents[3]
DAY = timedelta(days=1)


def chat(answer, text="my nan has my boy", key="k1"):
    conversation_id = transitions.begin("web", Inbound(key=key, text=text), "exampleshire").conversation_id
    answer()
    return conversation_id


def state(conversation_id):
    return Conversation.objects.get(pk=conversation_id).state


def test_carers_are_told_what_the_settings_do(settings):
    keeps = yaml.safe_load((ROOT / "offer_content" / "exampleshire" / "council.yml").read_text("utf-8"))["privacy"][
        "keeps"
    ]
    days, months = re.search(r"(\d+) days", keeps), re.search(r"(\d+) months", keeps)
    assert int(days[1]) == settings.KEPT_DAYS_ASSISTANT
    assert int(months[1]) == 12 and settings.KEPT_DAYS_ADVISER in (365, 366)


@pytest.mark.django_db
class TestKeeping:
    def test_a_talk_with_the_assistant_is_erased_after_thirty_days(self, answer):
        conversation_id = chat(answer)
        assert retention.run(timezone.now() + 29.9 * DAY)["erased"] == 0
        assert retention.run(timezone.now() + 30.1 * DAY)["erased"] == 1
        assert not Message.objects.exclude(body="").exists() and Conversation.objects.get(pk=conversation_id).erased_at
        assert retention.run(timezone.now() + 31 * DAY)["erased"] == 0
        assert not list(invariants.faults())

    def test_a_talk_an_adviser_helped_with_is_kept_twelve_months(self, answer, django_user_model):
        conversation_id = chat(answer)
        transitions.take(conversation_id, django_user_model.objects.create_user("sam"))
        transitions.hand_back(conversation_id)
        assert retention.run(timezone.now() + 364 * DAY)["erased"] == 0
        assert retention.run(timezone.now() + 366 * DAY)["erased"] == 1

    def test_a_quiet_web_talk_is_closed_after_a_day_and_can_be_carried_on_by_code(self, answer):
        conversation_id = chat(answer)
        code = saving.save(conversation_id)
        assert retention.run(timezone.now() + 0.9 * DAY, retention.HOURLY)["idle"] == 0
        assert retention.run(timezone.now() + 1.1 * DAY, retention.HOURLY)["idle"] == 1
        assert state(conversation_id) == "closed" and saving.resume(code) == conversation_id

    def test_one_that_waits_for_an_answer_or_a_call_is_not_closed(self, answer):
        unanswered = transitions.begin("web", Inbound(key="a", text="hello"), "exampleshire").conversation_id
        retention.run(timezone.now() + 2 * DAY, retention.HOURLY)
        assert state(unanswered) == "assistant"
        promised = chat(answer, key="b")
        callbacks.book(promised, callbacks.CallbackAsked(phone="07700 900123"))
        retention.run(timezone.now() + 2 * DAY, retention.HOURLY)
        assert state(promised) == "callback"

    def test_what_came_in_raw_and_what_was_discarded_goes_after_fourteen_days(self, answer):
        conversation_id = chat(answer)
        InboundReceipt.objects.update(payload="raw words")
        transitions.receive(conversation_id, Inbound(key="k2", text="more"))
        claimed = turns.claim_next("w", 30)
        transitions.request_adviser(conversation_id)
        turns.commit_reply(claimed, {"ok": True, "messages": [{"text": "late"}], "story": {}})
        BrainTurn.objects.filter(pk=claimed.id).update(discarded_reply={"messages": [{"text": "late"}]})
        done = retention.run(timezone.now() + 13 * DAY)
        assert (done["payloads"], done["raw_replies"]) == (0, 0)
        done = retention.run(timezone.now() + 14.1 * DAY)
        assert (done["payloads"], done["raw_replies"]) == (1, 1)
        assert BrainTurn.objects.get(pk=claimed.id).discarded_reply is None

    def test_old_events_go_and_who_asks_from_before_them_takes_a_fresh_page(self, answer):
        conversation_id = chat(answer)
        newest = feed.cursor()
        Event.objects.filter(n__lte=newest - 1).update(at=timezone.now() - 8 * DAY)
        assert retention.run(timezone.now(), retention.HOURLY)["events"] == newest - 1
        with pytest.raises(feed.TooOld):
            feed.after(conversation_id, 0)
        assert [each["n"] for each in feed.after(conversation_id, newest - 1).events] == [newest]
        assert not list(invariants.feed_in_order())

    def test_limits_and_codes_that_ran_out_go(self, answer):
        conversation_id = chat(answer)
        limits.allow("message", "somebody")
        saving.save(conversation_id)
        retention.run(timezone.now() + 0.5 * DAY, retention.HOURLY)
        assert Allowance.objects.exists() and SavedCode.objects.exists()
        retention.run(timezone.now() + 1 * DAY, retention.HOURLY)
        assert not Allowance.objects.exists()
        retention.run(timezone.now() + 14.1 * DAY, retention.HOURLY)
        assert not SavedCode.objects.exists()

    def test_a_step_that_fails_does_not_stop_the_others(self, answer, monkeypatch):
        chat(answer)

        def slip(now, dry_run):
            raise OSError("whatever")

        done = retention.run(timezone.now() + 31 * DAY, {"slip": slip, **retention.ALL})
        assert done["slip"] == -1 and done["erased"] == 1

    def test_a_dry_run_only_counts(self, answer, capsys):
        chat(answer)
        Conversation.objects.update(erase_after=timezone.now() - DAY)
        call_command("retention", "--dry-run")
        assert "erased: 1" in capsys.readouterr().out and Message.objects.exclude(body="").exists()
        call_command("retention")
        assert "erased: 1" in capsys.readouterr().out and not Message.objects.exclude(body="").exists()

    def test_the_night_is_made_up_for_when_it_was_missed_and_run_once(self):
        noon = datetime(2026, 11, 21, 12, 0, tzinfo=retention.LONDON)
        assert retention.run_if_due(noon) is not None and retention.run_if_due(noon + timedelta(hours=1)) is None
        assert retention.run_if_due(noon + timedelta(hours=14)) is None  # 02:00
        assert retention.run_if_due(noon + timedelta(hours=14.6)) is not None  # 02:36
        assert AuditEntry.objects.filter(action=retention.RAN).count() == 2 and not list(invariants.audit_chain())


@pytest.mark.parametrize(
    "now, due",
    [
        ("2026-11-21T02:29:00+00:00", "2026-11-20T02:30:00+00:00"),
        ("2026-11-21T02:30:00+00:00", "2026-11-21T02:30:00+00:00"),
        ("2026-07-21T01:29:00+00:00", "2026-07-20T01:30:00+00:00"),  # summer: 02:29 in London
        ("2026-07-21T01:31:00+00:00", "2026-07-21T01:30:00+00:00"),
    ],
)
def test_the_night_is_londons(now, due):
    assert retention.last_due(datetime.fromisoformat(now)) == datetime.fromisoformat(due)
