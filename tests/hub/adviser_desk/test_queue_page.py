"""The queue page: who waits, in which order and why, what is mine, and what my colleagues hold; nothing a carer wrote."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.conversations import advisers, priorities, transitions
from hub.conversations.models import Conversation, SignOfLife
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
CANARY = "Zebedee of 12 Acacia Avenue"


def rows(page, place="waiting"):
    """The references of a list, in order."""
    return [has["data-ref"] for tag, has in _inside(page, place) if tag == "li" and "data-ref" in has]


def _inside(page, place):
    begin = next(at for at, (tag, has) in enumerate(page.elements) if tag == "section" and has.get("id") == place)
    rest = page.elements[begin + 1 :]
    end = next((at for at, (tag, _) in enumerate(rest) if tag == "section"), len(rest))
    return rest[:end]


def waited(chat, **since):
    Conversation.objects.filter(pk=chat).update(waiting_since=timezone.now() - timedelta(**since))


class TestWhoWaits:
    def test_in_order_with_the_reason_and_how_long(self, begin, desk, now, sam):
        normal, old, grave = begin(), begin(), begin("my partner is hitting me right now")
        waited(old, minutes=65)
        priorities.set_by_person(normal, sam, 3, "less_urgent")
        page = desk.open()
        assert rows(page) == [now(grave).ref, now(old).ref, now(normal).ref]
        for said in (
            "Safeguarding Abuse at home Danger open",
            "Normal The carer asked for a person Waiting for 1 hour 5 minutes. Web chat.",
            "Information It is less urgent than it looked Set by a colleague.",
        ):
            assert said in page.text

    def test_danger_is_marked_by_words_and_a_class(self, begin, desk):
        begin("my partner is hitting me right now")
        page = desk.open()
        (case,) = [has for has in page.all("li") if "case" in (has.get("class") or "")]
        assert "grave" in case["class"] and "Danger open" in page.text

    @pytest.mark.parametrize(
        "since, says",
        [
            ({"minutes": 0}, "less than a minute"),
            ({"minutes": 1}, "1 minute"),
            ({"minutes": 59}, "59 minutes"),
            ({"hours": 1}, "1 hour"),
            ({"hours": 2, "minutes": 1}, "2 hours 1 minute"),
            ({"days": 1, "hours": 3, "minutes": 7}, "1 day 3 hours"),
            ({"days": 3}, "3 days"),
        ],
    )
    def test_how_long_they_wait(self, chat, desk, since, says):
        waited(chat, seconds=5, **since)
        assert f"Waiting for {says}." in desk.open().text

    def test_who_waits_long_counts_as_more_urgent_and_it_says_so(self, begin, desk, now):
        begin()
        old = begin()
        waited(old, hours=5)
        page = desk.open()
        assert rows(page)[0] == now(old).ref
        assert "Counts as Urgent now, because the wait is long." in page.text

    def test_who_lost_their_adviser_comes_first_and_it_says_so(self, begin, desk, now):
        begin()
        lost = begin()
        Conversation.objects.filter(pk=lost).update(at_front=True)
        page = desk.open()
        assert rows(page)[0] == now(lost).ref and "Their adviser was lost" in page.text

    @pytest.mark.parametrize(
        "texts, title",
        [
            (["hello"], "Queue"),
            (["my partner is hitting me right now"], "1 urgent waiting: Queue"),
            (["my partner is hitting me right now", "i cannot cope any more", "hello"], "2 urgent waiting: Queue"),
        ],
    )
    def test_the_title_says_how_many_urgent_ones_wait(self, begin, desk, texts, title):
        for text in texts:
            begin(text)
        page = desk.open()
        assert page.title.strip() == title and "<h1>Queue</h1>" in page.html

    def test_nobody(self, desk):
        page = desk.open()
        assert "Nobody is waiting." in page.text and "You hold no conversation." in page.text

    def test_no_words_of_a_carer(self, begin, desk, sam):
        transitions.take(begin(CANARY), sam)
        begin(CANARY)
        assert CANARY not in desk.open().html

    def test_other_teams_wait_elsewhere(self, chat, works, money_team, at_desk):
        page = at_desk(works("Max", team=money_team)).open()
        assert rows(page) == [] and "Nobody is waiting." in page.text


class TestWhoHolds:
    def test_mine_and_my_colleagues(self, begin, sam, alex, desk, now):
        mine, theirs = begin(), begin()
        transitions.take(mine, sam)
        advisers.reply(theirs, alex, "Hello.", seen=now(theirs).last_seq, key="a")
        page = desk.open()
        assert (rows(page), rows(page, "mine"), rows(page, "others")) == ([], [now(mine).ref], [now(theirs).ref])
        assert "With you for less than a minute." in page.text and "The carer wrote last" in page.text
        assert "With Alex for less than a minute." in page.text and "An adviser wrote last." in page.text

    def test_a_lost_sign_of_life_is_shown(self, chat, alex, desk):
        transitions.take(chat, alex)
        page = desk.open()
        assert "no sign of life" not in page.text
        Conversation.objects.update(held_until=timezone.now() - timedelta(seconds=1))
        assert "Alex's desk gives no sign of life." in desk.open().text


class TestTaking:
    def test_the_next(self, begin, desk, now, sam):
        begin()
        grave = begin("my partner is hitting me right now")
        desk.open()
        page = desk.press("Take the next")
        assert now(grave).assignee == sam and desk.address.startswith(f"/desk/c/{now(grave).ref}/")
        assert "You hold this conversation now." in page.text

    def test_one_s_choice(self, begin, desk, now, sam):
        begin("my partner is hitting me right now")
        chat = begin()
        desk.open()
        desk.press(f"Take {now(chat).ref}")
        assert now(chat).assignee == sam

    def test_when_nobody_waits(self, desk):
        desk.open()
        assert "Nobody is waiting for your teams." in desk.press("Take the next").text

    def test_when_a_colleague_was_faster(self, chat, desk, alex, now):
        desk.open()
        transitions.take(chat, alex)
        page = desk.press(f"Take {now(chat).ref}")
        assert desk.status == 409 and "Alex holds this conversation now." in page.text
        assert page.title.startswith("Error:") and now(chat).assignee == alex

    def test_when_no_hand_is_free(self, begin, works, at_desk):
        desk = at_desk(works("Robin", max_open=1))
        begin(), begin()
        desk.open()
        desk.press("Take the next")
        desk.open()
        page = desk.press("Take the next")
        assert desk.status == 409 and "No hand is free." in page.text and "error-summary" in page.html
        assert Conversation.objects.filter(state="with_adviser").count() == 1


LINKS = {"/desk/": "Queue", "/desk/callbacks/": "Callbacks", "/desk/search/": "Search"}


class TestTheFrame:
    @pytest.mark.parametrize(
        "role, more, takes",
        [
            ("adviser", ["/desk/canned/", "/desk/scripts/"], True),
            ("supervisor", ["/desk/canned/", "/desk/scripts/", "/desk/metrics/", "/desk/safeguarding/"], True),
            ("manager", ["/desk/metrics/", "/desk/evidence/", "/desk/having-a-say/", "/desk/offer/"], False),
            ("auditor", ["/desk/audit/"], False),
        ],
    )
    def test_each_role_finds_what_is_its_own(self, chat, works, at_desk, role, more, takes):
        page = at_desk(works("Kim", role=role)).open()
        links = [has["href"] for has in page.all("a") if has["href"].startswith("/desk/") and "/c/" not in has["href"]]
        assert links.pop(0) == "/desk/second-factor/"  # at their name: how they themselves sign in
        assert [each for each in links if "?" not in each][: len(LINKS) + len(more)] == [*LINKS, *more]
        assert [has["href"] for has in page.all("a", **{"aria-current": "page"})] == ["/desk/"]
        assert ("Take the next" in page.text, "Set me as away" in page.text) == (takes, takes)
        assert "Signed in as Kim." in page.text

    def test_the_switch(self, desk, sam):
        desk.open()
        assert "You are available." in desk.page.text
        page = desk.press("Set me as away")
        assert "You are away." in page.text and not SignOfLife.objects.get(user=sam).available
        desk.open()  # a page is a sign of life, and says nothing about wanting conversations
        assert not SignOfLife.objects.get(user=sam).available
        assert "You are available." in desk.press("Set me as available").text

    @pytest.mark.parametrize(
        "back", ["https://evil.example/", "//evil.example", "/desk//evil.example", "/desk/\\x", "x"]
    )
    def test_the_switch_leads_nowhere_else(self, desk, back):
        desk.open()
        desk.post("/desk/available", available="no", back=back)
        assert desk.address == "/desk/"

    def test_who_only_reads_is_not_there_for_carers(self, works, at_desk):
        at_desk(works("Kim", role="auditor")).open()
        assert not SignOfLife.objects.exists()

    @pytest.mark.parametrize("address", ["/desk/?done=<b>", "/desk/?done=closed&ref=<b>x</b>", "/desk/?done=closed"])
    def test_only_our_own_words_are_said_back(self, desk, address):
        page = desk.open(address)
        assert not page.all("p", role="status", **{"class": "notice"}) and "<b>" not in page.html

    def test_a_page_looks_again_by_itself_only_when_asked_to(self, desk):
        assert not desk.open().all("meta", **{"http-equiv": "refresh"})
        assert desk.open("/desk/?every=minute").all("meta", **{"http-equiv": "refresh"})

    def test_each_control_has_a_name_and_each_id_is_one(self, begin, desk):
        begin(), begin()
        page = desk.open()
        ids = [has["id"] for _, has in page.elements if has.get("id")]
        assert len(ids) == len(set(ids)) and all(each["label"].strip() for each in page.buttons)
        names = [each.get("aria-label") for each in page.buttons if each["label"] == "Take"]
        assert len(names) == len(set(names)) == 2
