"""A conversation is passed on, or its adviser's browser dies: the carer is told, and does not lose their place."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.conversations import advisers, desk_queue, drafts, passing_on, sign_of_life, transcript, transitions
from hub.conversations.models import AuditEntry, Conversation, Handover, Transfer
from hub.conversations.passing_on import NeedsConsent, NotThere
from hub.conversations.teams import MayNotHold
from hub.conversations.transitions import AlreadyTaken

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def last_words(chat):
    return transcript.shown(chat)[-1].text


def silent_since(chat, ago):
    Conversation.objects.filter(pk=chat).update(held_until=timezone.now() - ago)


class TestToTheQueue:
    def test_with_the_time_already_waited(self, begin, sam, now):
        first, second = begin(), begin()
        since = now(first).waiting_since
        transitions.take(first, sam)
        passing_on.to_queue(first, sam, "end_of_shift")
        assert (now(first).state, now(first).waiting_since, now(first).assignee) == ("waiting", since, None)
        assert [each.id for each in desk_queue.in_order()] == [first, second]
        assert last_words(first).startswith("Sam cannot go on just now.")
        before, after = Handover.objects.filter(conversation=first).order_by("number")
        assert (before.outcome, after.reason, after.ended_at) == ("returned", "asked_for_person", None)

    def test_only_by_the_holder_and_for_a_reason(self, chat, sam, alex):
        transitions.take(chat, sam)
        with pytest.raises(AlreadyTaken):
            passing_on.to_queue(chat, alex, "end_of_shift")
        with pytest.raises(ValueError):
            passing_on.to_queue(chat, sam, "because")


class TestToAnotherTeam:
    def test_it_waits_there_with_its_story(self, chat, sam, works, money_team, now):
        Handover.objects.update(summary={"why": "asked"})
        transitions.take(chat, sam)
        passing_on.to_team(chat, sam, money_team, "knows_more")
        assert (now(chat).state, now(chat).team) == ("waiting", money_team)
        assert "Money team" in last_words(chat)
        assert Handover.objects.get(ended_at=None).summary == {"why": "asked"}
        with pytest.raises(MayNotHold):
            transitions.take(chat, sam)
        transitions.take(chat, works("Mo", team=money_team))
        assert not Transfer.objects.get().outside

    def test_from_the_queue_too(self, chat, sam, money_team, now):
        passing_on.to_team(chat, sam, money_team, "wrong_place")
        assert (now(chat).state, now(chat).team, desk_queue.place(chat)) == ("waiting", money_team, 1)

    def test_to_another_organisation_only_with_consent(self, chat, sam, charity, now):
        transitions.take(chat, sam)
        with pytest.raises(NeedsConsent):
            passing_on.to_team(chat, sam, charity, "knows_more")
        assert now(chat).assignee == sam and not Transfer.objects.exists()
        passing_on.to_team(chat, sam, charity, "knows_more", consent=True)
        assert Transfer.objects.get().outside and Transfer.objects.get().consent_at
        assert AuditEntry.objects.get(action="transferred").detail["outside"] is True
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.update(consent_at=None)


class TestToAPerson:
    def test_who_is_there(self, chat, sam, alex, there, now):
        transitions.take(chat, sam)
        with pytest.raises(NotThere):
            passing_on.to_person(chat, sam, alex, "knows_more")
        there(alex)
        passing_on.to_person(chat, sam, alex, "knows_more")
        assert now(chat).assignee == alex and last_words(chat).startswith("Alex has joined.")
        with pytest.raises(AlreadyTaken):
            advisers.reply(chat, sam, "One more thing.", seen=now(chat).last_seq, key="a")
        advisers.reply(chat, alex, "Hello.", seen=now(chat).last_seq, key="b")

    def test_of_the_same_team(self, chat, sam, works, money_team, there, now):
        outsider = works("Mo", team=money_team)
        there(outsider)
        transitions.take(chat, sam)
        with pytest.raises(MayNotHold):
            passing_on.to_person(chat, sam, outsider, "knows_more")
        assert now(chat).assignee == sam and not Transfer.objects.exists()

    def test_a_supervisor_takes_it_over(self, chat, sam, works, now):
        lead = works("Lee", role="supervisor")
        transitions.take(chat, sam)
        drafts.save(chat, sam, "half a sentence", 1)
        advisers.take_over(chat, lead)
        assert now(chat).assignee == lead and drafts.of(chat, sam).text == "half a sentence"


class TestWhenTheBrowserDies:
    def test_who_waits_for_a_word_is_told_and_back_at_the_front(self, begin, sam, now):
        earlier, lost = begin(), begin()
        transitions.take(lost, sam)
        drafts.save(lost, sam, "I was just about to", now(lost).last_seq)
        assert passing_on.give_back_lost(timezone.now()) == 0
        silent_since(lost, MINUTE)
        assert passing_on.give_back_lost(timezone.now()) == 1
        assert [each.id for each in desk_queue.in_order()] == [lost, earlier] and desk_queue.place(lost) == 1
        assert last_words(lost).startswith("We are finding another adviser.")
        assert drafts.of(lost, sam).text == "I was just about to"
        assert Handover.objects.filter(conversation=lost, outcome="adviser_lost").exists()
        assert passing_on.give_back_lost(timezone.now()) == 0

    def test_but_behind_those_who_are_more_urgent(self, begin, sam):
        lost, urgent = begin(), begin()
        transitions.take(lost, sam)
        silent_since(lost, MINUTE)
        passing_on.give_back_lost(timezone.now())
        Conversation.objects.filter(pk=urgent).update(priority=1)
        assert [each.id for each in desk_queue.in_order()] == [urgent, lost]

    def test_where_the_adviser_said_the_last_word_it_stays_theirs_until_the_carer_writes(
        self, chat, sam, alex, now, carer_writes
    ):
        advisers.reply(chat, sam, "What is his name?", seen=now(chat).last_seq, key="a")
        silent_since(chat, MINUTE)
        assert passing_on.give_back_lost(timezone.now()) == 0 and now(chat).assignee == sam
        carer_writes(chat)
        assert passing_on.give_back_lost(timezone.now()) == 1

    def test_a_colleague_may_take_over_what_was_left(self, chat, sam, alex, now):
        advisers.reply(chat, sam, "What is his name?", seen=now(chat).last_seq, key="a")
        silent_since(chat, MINUTE)
        advisers.take_over(chat, alex)
        assert now(chat).assignee == alex

    def test_a_sign_of_life_renews_the_lease_and_makes_no_page_stale(self, chat, sam, now):
        transitions.take(chat, sam)
        version, seq = now(chat).version, now(chat).last_seq
        later = timezone.now() + 4 * MINUTE
        sign_of_life.give(sam, later)
        assert now(chat).held_until == later + sign_of_life.HELD_FOR
        assert (now(chat).version, now(chat).last_seq) == (version, seq)

    def test_who_comes_back_late_and_finds_it_waiting_answers_by_taking_it_again(self, chat, sam, now):
        transitions.take(chat, sam)
        silent_since(chat, MINUTE)
        passing_on.give_back_lost(timezone.now())
        advisers.reply(chat, sam, "I am back.", seen=now(chat).last_seq, key="a")
        assert now(chat).assignee == sam


@pytest.mark.parametrize(
    "seconds, available, is_there", [(0, True, True), (89, True, True), (91, True, False), (0, False, False)]
)
def test_who_is_there(sam, kinship_team, money_team, seconds, available, is_there):
    now = timezone.now()
    sign_of_life.give(sam, now - timedelta(seconds=seconds), available=available)
    assert sign_of_life.is_there(sam, now) is is_there
    assert sign_of_life.anybody_there(kinship_team, now) is sign_of_life.anybody_there(None, now) is is_there
    assert not sign_of_life.anybody_there(money_team, now)


def test_being_away_lasts_until_one_says_otherwise(sam):
    now = timezone.now()
    sign_of_life.give(sam, now, available=False)
    sign_of_life.give(sam, now + MINUTE)
    assert not sign_of_life.is_there(sam, now + MINUTE)
    sign_of_life.give(sam, now + MINUTE, available=True)
    assert sign_of_life.is_there(sam, now + MINUTE)
