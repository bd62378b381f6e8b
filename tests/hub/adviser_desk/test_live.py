"""What an open desk asks by itself: what changed, who else looks, and that somebody is there. It never says words."""

import json
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from hub.conversations import advisers, drafts, presence
from hub.conversations.models import Conversation, Event, FeedCounter, SignOfLife
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
CANARY = "Zebedee of 12 Acacia Avenue"


@pytest.fixture
def asks(at_desk):
    """Somebody's desk asks what is new, from the cursor of the page it has."""

    def make(user, address="/desk/"):
        desk = at_desk(user)
        (main,) = desk.open(address).all("main")
        state = {"after": main["data-cursor"]}

        def ask(**fields):
            desk.client.handler.enforce_csrf_checks = False
            response = desk.client.post("/desk/live", {**state, **fields})
            if response.status_code == 200:
                told = json.loads(response.content)
                state["after"] = str(told["cursor"])
                return told
            return response.status_code

        return ask

    return make


def test_nothing_is_new_then_a_carer_writes(asks, sam, chat, carer_writes, now):
    ask = asks(sam)
    assert ask()["refs"] == []
    carer_writes(chat, CANARY)
    told = ask()
    assert told["refs"] == [now(chat).ref] and CANARY not in json.dumps(told)
    assert ask()["refs"] == []


def test_of_another_team_nothing_is_told(asks, sam, works, money_team, begin, carer_writes):
    other = begin()
    Conversation.objects.filter(pk=other).update(team=money_team)
    ask, theirs = asks(sam), asks(works("Mo", team=money_team))
    carer_writes(other)
    assert ask()["refs"] == [] and len(theirs()["refs"]) == 1


def test_who_waits_is_counted(asks, sam, begin):
    begin(), begin("my partner is hitting me right now")
    assert {name: asks(sam)()[name] for name in ("waiting", "urgent")} == {"waiting": 2, "urgent": 1}


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "999999"])
def test_a_cursor_that_is_none_asks_for_a_fresh_page(asks, sam, after):
    assert asks(sam)(after=after) == 410


def test_a_page_from_before_the_feed_was_pruned_is_fetched_anew(asks, sam, chat, carer_writes):
    ask = asks(sam)
    carer_writes(chat)
    FeedCounter.objects.update(pruned_up_to=F("n"))
    Event.objects.all().delete()
    assert ask() == 410


def test_colleagues_see_who_looks_and_who_types(asks, sam, alex, chat, now):
    ref = now(chat).ref
    asks(alex, f"/desk/c/{ref}/")(ref=ref, typing="1")
    assert asks(sam, f"/desk/c/{ref}/")(ref=ref)["viewers"] == [{"name": "Alex", "typing": True}]
    presence.leave(chat, alex)
    assert asks(sam, f"/desk/c/{ref}/")(ref=ref)["viewers"] == []


def test_the_carer_of_a_desk_that_asks_keeps_their_adviser(asks, sam, chat, now):
    advisers.reply(chat, sam, "hello", seen=now(chat).last_seq, key="a")
    soon = timezone.now() + timedelta(seconds=30)
    Conversation.objects.filter(pk=chat).update(held_until=soon)
    SignOfLife.objects.update(at=timezone.now() - timedelta(minutes=4))
    asks(sam)()
    assert now(chat).held_until > soon


def test_signs_of_life_are_dated_by_the_clock_of_the_ledger_not_by_that_of_a_host(asks, sam, monkeypatch):
    ledgers = timezone.now() + timedelta(minutes=10)
    monkeypatch.setattr("hub.conversations.one_clock.now", lambda: ledgers)
    asks(sam)()
    assert SignOfLife.objects.get(user=sam).at == ledgers


def test_who_only_reads_is_never_there(asks, works):
    asks(works("Ada", role="auditor"))()
    assert not SignOfLife.objects.exists()


def test_asking_keeps_no_session_alive_and_then_says_so_without_words(asks, sam, monkeypatch):
    from hub.adviser_desk import sessions

    ask, clock = asks(sam), sessions.time.time
    for minutes in (7, 14, 16):
        monkeypatch.setattr(sessions.time, "time", lambda minutes=minutes: clock() + minutes * 60)
        answer = ask()
    assert answer == 403


def test_a_draft_is_kept_and_an_empty_one_dropped(at_desk, sam, chat, now):
    desk, ref = at_desk(sam), now(chat).ref
    desk.conversation(ref)
    desk.post(f"/desk/c/{ref}/draft", text="I will", seen="1")
    assert (desk.status, drafts.of(chat, sam).text, drafts.of(chat, sam).base_seq) == (204, "I will", 1)
    desk.conversation(ref)
    desk.post(f"/desk/c/{ref}/draft", text="  ", seen="1")
    assert drafts.of(chat, sam) is None


def test_the_page_has_what_the_script_needs(desk, chat, now):
    page = desk.conversation(now(chat).ref)
    assert {"log", "composer", "viewers", "arrived", "kept", "slower", "sound"} <= {
        has["id"] for _, has in page.elements if "id" in has
    }
    (body,) = page.all("body")
    assert body["data-stream"].endswith("/desk/stream") and "{name}" in body["data-typing"]
    assert any("desk.js" in (each.get("src") or "") and "defer" in each for each in page.all("script"))
