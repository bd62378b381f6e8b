"""An adviser answers: the reply is the takeover, one person holds it, and nothing is said to a page that is out of date."""

from datetime import timedelta

import pytest

from hub.conversations import advisers, callbacks, dangers, drafts, hours, priorities, transcript, transitions, turns
from hub.conversations.advisers import NotRecorded, Stale, StaysOpen
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import AuditEntry, BrainTurn, Conversation, Handover, Message
from hub.conversations.teams import MayNotHold
from hub.conversations.transitions import AlreadyTaken, Inbound

pytestmark = pytest.mark.django_db


def words(chat):
    return [(each.author, each.text) for each in transcript.shown(chat)]


@pytest.mark.parametrize("waiting", [True, False], ids=["from the queue", "from the assistant"])
def test_the_reply_is_the_takeover(begin, sam, now, waiting):
    chat = begin(waiting=waiting)
    seq = advisers.reply(chat, sam, " Hello, I am here. ", seen=now(chat).last_seq, key="a")
    row = now(chat)
    assert (row.state, row.assignee, row.team.slug) == ("with_adviser", sam, "kinship") and row.held_until
    assert words(chat)[-2:] == [
        ("system", "Sam has joined. Sam is a person and can read this chat."),
        ("adviser", "Hello, I am here."),
    ]
    assert Message.objects.get(conversation=chat, seq=seq).author_user == sam
    handover = Handover.objects.get()
    assert handover.accepted_by == sam and handover.accepted_at >= handover.requested_at
    assert not BrainTurn.objects.filter(state__in=BrainTurn.OPEN).exists()


def test_a_reply_of_the_assistant_that_comes_after_the_takeover_is_discarded(begin, sam, now):
    chat = begin(waiting=False)
    claimed = turns.claim_next("w", 30)
    advisers.reply(chat, sam, "I will answer this.", seen=now(chat).last_seq, key="a")
    assert not turns.commit_reply(claimed, {"messages": [{"text": "late"}], "story": {}})
    assert ("assistant", "late") not in words(chat)


def test_the_same_reply_sent_twice_is_said_once(chat, sam, now):
    seen = now(chat).last_seq
    first = advisers.reply(chat, sam, "Hello.", seen=seen, key="a")
    assert advisers.reply(chat, sam, "Hello.", seen=seen, key="a") == first
    assert Message.objects.filter(author="adviser").count() == 1


def test_a_page_that_is_out_of_date_says_nothing_and_shows_what_arrived(chat, sam, now, carer_writes):
    transitions.take(chat, sam)
    seen = now(chat).last_seq
    carer_writes(chat, "wait, it is my sister's boy")
    with pytest.raises(Stale) as refused:
        advisers.reply(chat, sam, "Then you can ask for...", seen=seen, key="a")
    assert [each.text for each in refused.value.arrived] == ["wait, it is my sister's boy"]
    assert not Message.objects.filter(author="adviser").exists()
    assert drafts.of(chat, sam).text == "Then you can ask for..." and drafts.of(chat, sam).base_seq == seen
    advisers.reply(chat, sam, "Thank you.", seen=now(chat).last_seq, key="b")
    assert drafts.of(chat, sam) is None


def test_what_i_said_in_another_window_makes_my_page_not_stale(chat, sam, now):
    transitions.take(chat, sam)
    seen = now(chat).last_seq
    advisers.reply(chat, sam, "One.", seen=seen, key="a")
    advisers.reply(chat, sam, "Two.", seen=seen, key="b")


def test_two_advisers_never_answer_over_each_other(chat, sam, alex, now):
    seen = now(chat).last_seq
    advisers.reply(chat, sam, "I am Sam.", seen=seen, key="a")
    with pytest.raises(AlreadyTaken):
        advisers.reply(chat, alex, "I am Alex.", seen=now(chat).last_seq, key="b")
    assert [each.body for each in Message.objects.filter(author="adviser")] == ["I am Sam."]
    assert drafts.of(chat, alex).text == "I am Alex." and drafts.of(chat, sam) is None


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
def test_no_words_or_too_many_are_not_sent(chat, sam, text):
    with pytest.raises(ValueError):
        advisers.reply(chat, sam, text, seen=99, key="a")


def test_the_assistant_is_silent_and_danger_still_works_while_an_adviser_holds_it(chat, sam, carer_writes, now):
    transitions.take(chat, sam)
    carer_writes(chat, "my partner is hitting me right now")
    assert not BrainTurn.objects.filter(state__in=BrainTurn.OPEN).exists()
    assert (now(chat).state, now(chat).priority, now(chat).assignee) == ("with_adviser", 0, sam)
    assert [each.kind for each in transcript.shown(chat)][-1] == "danger"


class TestWhoMay:
    def test_only_the_team_s_own_advisers_and_supervisors(self, chat, works, money_team, django_user_model):
        strangers = [
            works("Outsider", team=money_team),
            works("Auditor", role="auditor"),
            works("Manager", role="manager"),
            django_user_model.objects.create_user("nobody"),
        ]
        for user in strangers:
            with pytest.raises(MayNotHold, match="not_in_team"):
                transitions.take(chat, user)
        transitions.take(chat, works("Super", role="supervisor"))

    def test_who_has_left_may_not(self, chat, sam):
        sam.is_active = False
        sam.save()
        with pytest.raises(MayNotHold, match="not_in_team"):
            transitions.take(chat, sam)

    def test_no_more_than_one_s_hands_hold(self, begin, works):
        one_at_a_time = works("Robin", max_open=1)
        first, second = begin(), begin()
        transitions.take(first, one_at_a_time)
        with pytest.raises(MayNotHold, match="hands_full"):
            transitions.take(second, one_at_a_time)
        transitions.hand_back(first, one_at_a_time)
        transitions.take(second, one_at_a_time)

    def test_only_the_holder_hands_back_and_closes(self, chat, sam, alex):
        transitions.take(chat, sam)
        for do in (
            lambda: transitions.hand_back(chat, alex),
            lambda: advisers.finish(chat, alex, "answered"),
            lambda: advisers.take_over(chat, alex),
        ):
            with pytest.raises(AlreadyTaken):
                do()


class TestHandingBack:
    def test_the_next_turn_sees_the_facts(self, begin, sam, now, answer, carer_writes):
        chat, story = begin(waiting=False), {"children": [{"facts": {"child_age": "6"}}]}
        (first,) = answer(story=story)
        advisers.reply(chat, sam, "I looked it up for you.", seen=now(chat).last_seq, key="a")
        transitions.hand_back(chat, sam)
        assert now(chat).state == "assistant" and turns.claim_next("w", 30) is None
        carer_writes(chat, "what about school?")
        turn = turns.claim_next("w", 30)
        assert (turn.story, turn.text) == (story, "what about school?") and turn.sender != first.sender

    def test_what_nobody_answered_is_answered(self, chat, sam, now, carer_writes):
        advisers.reply(chat, sam, "Hello.", seen=now(chat).last_seq, key="a")
        carer_writes(chat, "and money?")
        transitions.hand_back(chat, sam)
        assert turns.claim_next("w", 30).text == "and money?"
        assert Handover.objects.get().outcome == "back_to_assistant"


class TestClosing:
    def test_with_an_outcome(self, chat, sam, now):
        transitions.take(chat, sam)
        drafts.save(chat, sam, "not sent", 1)
        with pytest.raises(ValueError):
            advisers.finish(chat, sam, "whatever")
        advisers.finish(chat, sam, "referred")
        row = now(chat)
        assert (row.state, row.outcome, row.close_reason) == ("closed", "referred", "by_adviser")
        assert words(chat)[-1][1].startswith("Sam has ended this chat.") and drafts.of(chat, sam) is None
        assert AuditEntry.objects.get(action="closed").actor == f"user:{sam.pk}"

    def test_not_while_somebody_may_be_in_danger(self, chat, sam, now, carer_writes):
        carer_writes(chat, "my partner is hitting me right now")
        transitions.take(chat, sam)
        with pytest.raises(StaysOpen, match="danger"):
            advisers.finish(chat, sam, "answered")
        dangers.end(now(chat).ref, "referred", sam)
        advisers.finish(chat, sam, "answered", recorded=True)

    def test_an_urgent_one_only_when_it_is_recorded_in_their_own_system(self, chat, sam, now):
        transitions.take(chat, sam)
        priorities.set_by_person(chat, sam, 1, "more_urgent")
        with pytest.raises(NotRecorded):
            advisers.finish(chat, sam, "answered")
        assert now(chat).state == "with_adviser"
        advisers.finish(chat, sam, "answered", recorded=True)
        assert AuditEntry.objects.get(action="closed").detail == {"outcome": "answered", "recorded": True}

    def test_so_is_what_was_in_danger_and_is_no_longer_urgent(self, chat, sam, now, carer_writes):
        carer_writes(chat, "my partner is hitting me right now")
        transitions.take(chat, sam)
        dangers.end(now(chat).ref, "false_alarm", sam)
        priorities.set_by_person(chat, sam, 2, "safe_now")
        with pytest.raises(NotRecorded):
            advisers.finish(chat, sam, "answered")

    def test_not_while_a_call_is_promised(self, chat, sam):
        callbacks.book(chat, CallbackAsked(phone="07700 900123"))
        transitions.take(chat, sam)
        with pytest.raises(StaysOpen, match="call"):
            advisers.finish(chat, sam, "answered")
        callbacks.end(chat, "done", f"user:{sam.pk}")
        advisers.finish(chat, sam, "called")


class TestComingBack:
    @pytest.mark.parametrize(
        "days, somebody, state",
        [
            (1, True, "waiting"),
            (13.9, True, "waiting"),
            (14.1, True, "assistant"),
            (1, False, "assistant"),
        ],
    )
    def test_who_writes_again_waits_for_the_team_or_has_the_assistant(
        self, chat, sam, there, in_hours, now, carer_writes, days, somebody, state
    ):
        transitions.take(chat, sam)
        advisers.finish(chat, sam, "answered")
        Conversation.objects.update(closed_at=now(chat).closed_at - timedelta(days=days))
        if somebody:
            there(sam)
        carer_writes(chat, "it did not work")
        assert (now(chat).state, now(chat).outcome, now(chat).closed_at) == (state, "", None)
        if state == "waiting":
            assert Handover.objects.get(ended_at=None).reason == "came_back"
            assert "it did not work" in [body for _, body in words(chat)]
        else:
            assert turns.claim_next("w", 30).text == "it did not work"

    def test_out_of_hours_the_assistant_has_it(self, chat, sam, there, now, carer_writes, monkeypatch):
        transitions.take(chat, sam)
        advisers.finish(chat, sam, "answered")
        monkeypatch.setattr(hours.opening, "open_at", lambda *_: False)
        there(sam)
        carer_writes(chat)
        assert now(chat).state == "assistant"

    def test_a_talk_the_carer_ended_is_the_assistant_s(self, chat, sam, there, in_hours, now, carer_writes):
        transitions.take(chat, sam)
        transitions.close(chat, "by_carer")
        there(sam)
        carer_writes(chat)
        assert now(chat).state == "assistant"

    def test_an_adviser_opens_it_again_within_fourteen_days(self, chat, sam, alex, now):
        transitions.take(chat, sam)
        advisers.finish(chat, sam, "answered")
        advisers.open_again(chat, alex)
        assert (now(chat).state, now(chat).assignee, now(chat).close_reason) == ("with_adviser", alex, "")
        advisers.finish(chat, alex, "answered")
        Conversation.objects.update(closed_at=now(chat).closed_at - timedelta(days=15))
        with pytest.raises(AlreadyTaken):
            advisers.open_again(chat, alex)


def test_a_tap_comes_back_too(chat, sam, there, in_hours, now):
    transitions.take(chat, sam)
    advisers.finish(chat, sam, "answered")
    there(sam)
    transitions.receive(chat, Inbound(key="t", choice="ask_education", label="School"))
    assert now(chat).state == "waiting"
    transitions.back_to_assistant(chat)
    assert turns.claim_next("w", 30).choice == "ask_education"
