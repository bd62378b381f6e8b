"""What was said in one change, as it reaches a phone: one text, danger first, the rest under MORE; and read back by number and tap."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.channels.sending import ACCEPTED, PROVIDER_DOWN, RETRY, TOO_MANY, SendResult
from hub.conversations import deliveries, erasure, invariants, outbox, transitions, words
from hub.conversations.inbound import Inbound
from hub.conversations.ledger import changing
from hub.conversations.models import ChannelIdentity, Event, Message, Outbox, TextTalk
from hub.conversations.models.message import CONTACT
from hub.conversations.texting.pace import PER_SECOND, Pace
from tests.hub.texting.sending import Provider, conversation, deliver, say

pytestmark = pytest.mark.django_db
LONG = "\n\n".join(
    f"Paragraph {number} says something that is true and takes some room on a small phone." for number in range(9)
)


@pytest.fixture
def talk(db):
    return conversation()


@pytest.fixture(autouse=True)
def in_order(db):
    yield
    assert [str(each) for each in invariants.delivered_in_order()] == []
    assert [str(each) for each in invariants.everything_put_out()] == []


def rows(**given):
    return list(Outbox.objects.filter(**given).order_by("pk"))


class TestOneText:
    def test_all_of_one_change_is_one_text(self, talk):
        say(talk, "First.", "Second.", choices=["yes", "no"])
        (row,) = rows()
        assert (row.from_seq, row.seq, row.part) == (1, 2, 1)
        assert row.text == "First.\n\nSecond.\n\n1 Yes\n2 No\n3 Talk to a person\nReply 1-3."
        assert row.plain == "First.\n\nSecond."
        assert [(each["id"], each["seq"]) for each in row.menu] == [("yes", 2), ("no", 2), ("hub:adviser", 2)]

    def test_two_changes_are_two_texts(self, talk):
        say(talk, "First.")
        say(talk, "Second.")
        assert [each.text for each in rows()] == ["First.", "Second."]

    def test_a_button_has_the_short_label(self, talk):
        with changing(talk.pk) as change:
            change.say("system", "Which?", choices=[{"id": "a=b", "label": "A long label", "short": "Short"}])
        assert "1 Short\n" in rows()[0].text

    def test_what_a_tap_brings_back_names_the_text(self, talk):
        say(talk, "First.", choices=["yes", "no"])
        provider = Provider()
        deliver(provider)
        (parcel,), (row,) = provider.parcels, rows()
        assert [each["id"] for each in parcel.menu] == [f"m:{row.pk}:{n}" for n in (1, 2, 3)]
        assert (parcel.plain, parcel.text) == (row.plain, row.text)

    def test_the_web_has_none(self):
        say(conversation("web"), "First.")
        assert not Outbox.objects.exists()


class TestDanger:
    def test_it_is_a_text_of_its_own_and_first(self, talk):
        with changing(talk.pk) as change:
            change.say("system", "Hold on.", choices=[{"id": "yes", "label": "Yes"}])
            change.say("system", "Call 999.", kind="danger")
        danger, other = rows()
        assert danger.text == "Call 999." and danger.menu is None and "Hold on." in other.text

    def test_it_waits_for_nothing_that_is_stuck(self, talk):
        say(talk, "Before.")
        provider = Provider(RETRY)
        deliver(provider)
        say(talk, "Call 999.", kind="danger")
        deliver(provider)
        assert provider.texts == ["Call 999."]
        deliver(provider, minutes=1)
        assert provider.texts == ["Call 999.", "Before."]

    def test_no_menu_comes_to_stand_below_it(self, talk):
        say(talk, "Before.", choices=["yes", "no"])
        say(talk, "Call 999.", kind="danger")
        provider = Provider()
        deliver(provider)
        assert provider.texts == ["Call 999.", "Before."] and not any(each.menu for each in provider.parcels)

    def test_it_takes_the_rest_of_what_was_read_away(self, talk):
        say(talk, LONG)
        assert TextTalk.objects.get().pages
        say(talk, "Call 999.", kind="danger")
        with changing(talk.pk) as change:
            assert not deliveries.next_page(change)

    def test_a_slip_in_the_words_around_holds_nothing_back(self, talk, monkeypatch):
        def gone():
            raise OSError

        monkeypatch.setattr(words, "phone_words", gone)
        TextTalk.objects.update(named_at=None)
        say(talk, "Call 999.", kind="danger")
        say(talk, "Which?", choices=["yes", "no"])
        say(talk, LONG)
        provider = Provider()
        deliver(provider)
        assert provider.texts[0] == "Call 999." and "1 Yes" in provider.texts[1]
        assert all(f"Paragraph {number}" in "".join(provider.texts) for number in range(9)), "all of it, without MORE"


class TestMore:
    def test_the_first_page_goes_the_rest_waits_for_more(self, talk):
        say(talk, LONG, choices=["yes", "no"])
        provider = Provider()
        while True:
            deliver(provider)
            with changing(talk.pk) as change:
                if not deliveries.next_page(change):
                    break
        assert len(provider.texts) > 2 and all("MORE" in each for each in provider.texts[:-1])
        assert "MORE" not in provider.texts[-1] and "Reply 1-3." in provider.texts[-1]
        assert [each.part for each in rows()] == list(range(1, len(provider.texts) + 1))
        assert all(f"Paragraph {number}" in "".join(provider.texts) for number in range(9))
        assert TextTalk.objects.get().pages is None

    def test_new_words_take_their_place(self, talk):
        say(talk, LONG)
        say(talk, "Something new.")
        with changing(talk.pk) as change:
            assert not deliveries.next_page(change)

    def test_an_adviser_is_not_cut_short(self, talk, django_user_model):
        sam = django_user_model.objects.create_user("sam")
        say(talk, LONG, author="adviser", author_user=sam)
        texts = [each.text for each in rows()]
        assert len(texts) > 2 and [each[:6] for each in texts] == [
            f"({n}/{len(texts)}) " for n in range(1, len(texts) + 1)
        ]
        assert not any("MORE" in each for each in texts) and TextTalk.objects.get().pages is None


class TestWhoWeAre:
    @pytest.fixture
    def talk(self, db):
        return conversation(named=False)

    def test_the_first_text_says_it_and_the_second_does_not(self, talk):
        say(talk, "The answer.")
        say(talk, "Another.")
        *first, second = [each.text for each in rows()]
        assert "Exampleshire Council" in first[0] and "automated" in first[0] and "999" in first[0]
        assert first[-1].endswith("The answer.") and second == "Another."

    def test_a_day_later_the_council_is_named_again(self, talk):
        say(talk, "The answer.")
        TextTalk.objects.update(named_at=timezone.now() - timedelta(hours=25))
        say(talk, "Another.")
        last = rows()[-1].text
        assert last.startswith("Exampleshire Council") and last.endswith("Another.") and "automated" not in last

    def test_no_menu_is_pushed_behind_more_by_it(self, talk):
        question = "A question that is neither long nor short, as most of them are. What do you need?"
        say(talk, question, choices=["money", "home", "school", "health"])
        assert any("1 Money" in each.text for each in rows()) and TextTalk.objects.get().pages is None

    def test_danger_does_not_wait_for_it(self, talk):
        say(talk, "Call 999.", kind="danger")
        assert [each.text for each in rows()] == ["Call 999."]
        say(talk, "The answer.")
        assert "Exampleshire Council" in rows()[1].text

    def test_it_is_said_once_in_all(self, db):
        """The assistant has an opening of its own: on phones it is told that ours was said."""
        chat = transitions.begin("sms", Inbound(key="k", text="hello"), "exampleshire").conversation_id
        assert Message.objects.get().conversation.story == {"talk": {"opened": "shown"}} and chat


class TestReadBack:
    def test_the_newest_menu_that_reached_them(self, talk):
        say(talk, "One?", choices=["yes", "no"])
        assert deliveries.newest_menu(talk) is None, "nobody has seen it yet"
        deliver(Provider())
        say(talk, "Two?", choices=["cat", "dog"])
        assert deliveries.newest_menu(talk).menu[0]["id"] == "yes"
        deliver(Provider())
        say(talk, "No menu here.")
        deliver(Provider())
        assert deliveries.newest_menu(talk).menu[0]["id"] == "cat"

    def test_by_sms_it_is_over_after_a_day(self, talk):
        say(talk, "One?", choices=["yes", "no"])
        deliver(Provider())
        Outbox.objects.update(sent_at=timezone.now() - timedelta(hours=24, minutes=1))
        assert deliveries.newest_menu(talk) is None

    def test_on_whatsapp_it_is_not(self):
        talk = conversation("whatsapp")
        say(talk, "One?", choices=["yes", "no"])
        deliver(Provider())
        Outbox.objects.update(sent_at=timezone.now() - timedelta(hours=72))
        assert deliveries.newest_menu(talk)

    def test_words_of_danger_end_it(self, talk):
        say(talk, "One?", choices=["yes", "no"])
        deliver(Provider())
        say(talk, "Call 999.", kind="danger")
        assert deliveries.newest_menu(talk) is None

    def test_a_tap_binds_to_its_own_text_however_old(self, talk):
        say(talk, "One?", choices=["yes", "no"])
        say(talk, "Two?", choices=["cat", "dog"])
        old = rows()[0]
        row, entry = deliveries.row_of_tap(talk, f"m:{old.pk}:2")
        assert (row, entry["id"], entry["seq"]) == (old, "no", 1)

    @pytest.mark.parametrize(
        "tapped", ["", "m:", "m:1:0", "m:1:9", "m:999:1", "m:1:1x", "x:1:1", "m:-1:1", "m:1:1\n", "m:²:1"]
    )
    def test_a_tap_that_is_none_of_ours(self, talk, tapped):
        say(talk, "One?", choices=["yes", "no"])
        number = rows()[0].pk
        assert (
            deliveries.row_of_tap(talk, tapped.replace("m:1:", f"m:{number}:") if tapped != "m:1:1" else tapped) is None
        )

    def test_a_tap_on_somebody_elses_text(self, talk):
        say(talk, "One?", choices=["yes", "no"])
        other = conversation(number="+447700900124")
        assert deliveries.row_of_tap(other, f"m:{rows()[0].pk}:1") is None

    def test_a_swipe(self, talk):
        say(talk, "One?")
        deliver(Provider())
        row = rows()[0]
        assert deliveries.row_of_provider_id(talk, row.provider_message_id) == row
        assert deliveries.row_of_provider_id(talk, "") is None and deliveries.row_of_provider_id(talk, "SM9") is None


class TestWhatMustNotGo:
    def test_after_stop_only_danger_and_the_way_back(self, talk):
        say(talk, "Already on its way.")
        ChannelIdentity.objects.update(opted_out_at=timezone.now())
        say(talk, "An answer.")
        say(talk, "Call 999.", kind="danger")
        say(talk, "You asked us to stop.", kind="opted_out")
        provider = Provider()
        deliver(provider)
        assert provider.texts == ["Call 999.", "You asked us to stop."]
        assert [each.error_code for each in rows(state="dropped")] == ["opted_out", "opted_out"]

    def test_a_number_that_may_be_a_strangers_gets_answers_only(self, talk, django_user_model):
        sam = django_user_model.objects.create_user("sam")
        say(talk, "Already on its way.")
        ChannelIdentity.objects.update(suspect_since=timezone.now())
        say(talk, "You are still in the queue.")
        say(talk, "Hello, Sam here.", author="adviser", author_user=sam)
        with changing(talk.pk) as change:
            change.say(CONTACT, "who is this?")
            change.say("system", "This is the council.")
        say(talk, "Hello again.", author="adviser", author_user=sam)
        provider = Provider()
        deliver(provider)
        assert provider.texts == ["This is the council.", "Hello again."]
        assert {each.error_code for each in rows(state="dropped")} == {"suspect"}

    def test_of_what_was_forgotten_nothing_goes(self, talk):
        from hub.conversations.blanking import blank_words

        say(talk, "Earlier.", choices=["yes", "no"])
        with changing(talk.pk) as change:
            change.say("system", "In the same breath.")
            blank_words(change)
            change.say("system", "All is forgotten.")
        provider = Provider()
        deliver(provider)
        assert provider.texts == ["All is forgotten."]
        assert [str(each) for each in invariants.erased_is_empty()] == []

    @pytest.mark.parametrize("result", [RETRY, "unknown", "accepted_and_silent", ACCEPTED])
    def test_erased_while_it_was_being_sent(self, talk, result):
        say(talk, "Earlier.")
        provider, now = Provider(result), timezone.now()
        claim = outbox.claim_next("w", now)
        erasure.erase(talk.pk)
        outbox.record_result(claim, outbox.hand_over(claim, {"sms": provider}), now)
        for minutes in (1, 5, 20):
            deliver(provider, minutes)
        assert len(provider.sent) == 1 and rows()[0].state in ("sent", "dropped")
        assert [str(each) for each in invariants.erased_is_empty()] == []

    def test_the_same_words_the_sixteenth_time_within_the_hour(self, talk):
        provider = Provider()
        for _ in range(17):
            say(talk, "I did not get that.")
        deliver(provider)
        assert len(provider.texts) == 15
        deliver(provider, minutes=30)
        assert len(provider.texts) == 15
        say(talk, "Call 999.", kind="danger")
        deliver(provider, minutes=31)
        assert provider.texts[15:] == ["Call 999."]
        deliver(provider, minutes=61)
        assert len(provider.texts) == 18

    def test_a_look_up_is_told_which_texts_are_others(self, talk):
        provider = Provider("accepted", "unknown")
        say(talk, "That was all of it.")
        say(talk, "That was all of it.")
        deliver(provider)
        deliver(provider, minutes=1)
        before = Outbox.objects.earliest("pk").provider_message_id
        assert [each.others for each in provider.looked_up] == [{before}]
        assert provider.texts == ["That was all of it."] * 2

    def test_a_look_up_that_finds_another_text_proves_nothing(self, talk):
        """Twilio is asked by number and words: the same words twice must not stand in for each other, nor stop the rest."""
        provider = Provider()
        say(talk, "I did not get that.")
        deliver(provider)
        known = rows()[0].provider_message_id
        say(talk, "I did not get that.")
        say(talk, "After it.")
        deliver(Provider("raises"))
        provider.look_up = lambda parcel: SendResult(ACCEPTED, known)
        deliver(provider, minutes=1)
        assert rows()[1].state == "unknown"
        deliver(provider, minutes=12)
        assert [each.state for each in rows()] == ["sent", "dropped", "sent"]


class TestSoonAgain:
    def test_words_of_danger_do_not_wait_long_for_their_next_try(self, talk):
        provider = Provider("retry", "retry", "retry")
        say(talk, "Call 999.", kind="danger")
        for seconds in (0, 2, 5, 11):
            deliver(provider, minutes=seconds / 60)
        assert provider.texts == ["Call 999."] and len(provider.sent) == 4

    def test_what_a_worker_was_handing_over_when_it_died_is_looked_up_when_it_is_back(self, talk):
        provider = Provider()
        say(talk, "Before.")
        claim = outbox.claim_next("one", timezone.now())
        provider.send(claim.parcel)
        assert outbox.release_all("two") == 0 and outbox.release_all("one") == 1
        deliver(provider)
        assert [each.state for each in rows()] == ["sent"] and provider.texts == ["Before."]


class TestPace:
    def test_so_many_a_second_and_no_more(self):
        clock = [0.0]
        pace = Pace(lambda: clock[0])
        for _ in range(PER_SECOND["sms"]):
            assert pace.allows("sms")
            pace.handed_over("sms", SendResult(ACCEPTED))
        assert not pace.allows("sms") and pace.allows("whatsapp")
        clock[0] = 1.0
        assert pace.allows("sms")

    @pytest.mark.parametrize("error", [PROVIDER_DOWN, TOO_MANY])
    def test_a_provider_that_is_down_is_asked_by_one_text_now_and_then(self, db, error):
        clock, down = [0.0], SendResult(RETRY, error=error)
        provider, pace = Provider(*[down] * 4), Pace(lambda: clock[0])
        talks = [conversation(number=f"+4477009001{n:02}") for n in range(10)]
        for each in talks:
            say(each, "Hello.")
        outbox.deliver_due("w", {"sms": provider}, pace)
        assert len(provider.sent) == 3, "three faults, then it is left in peace"
        outbox.deliver_due("w", {"sms": provider}, pace)
        assert len(provider.sent) == 3
        clock[0] = 20.0
        outbox.deliver_due("w", {"sms": provider}, pace)
        assert len(provider.sent) == 4, "one looks whether it is back"
        clock[0] = 40.0
        outbox.deliver_due("w", {"sms": provider}, pace)
        assert len(provider.parcels) == 10, "back: all go, and nobody waits out a long pause"
        assert not rows(state="queued")

    def test_words_of_danger_are_tried_all_the_same(self, db):
        pace = Pace(lambda: 0.0)
        for _ in range(3):
            pace.handed_over("sms", SendResult(RETRY, error=PROVIDER_DOWN))
        talk, provider = conversation(), Provider()
        say(talk, "Hello.")
        say(talk, "Call 999.", kind="danger")
        outbox.deliver_due("w", {"sms": provider}, pace)
        assert "Call 999." in provider.texts and Event.objects.exists()
