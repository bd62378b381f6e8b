"""DELETE by text: asked back once, then gone, whoever holds it and whatever is down."""

from datetime import timedelta

import pytest

from hub.channels.sending import RETRY, SendResult
from hub.conversations import erasure, invariants, transitions
from hub.conversations.models import AuditEntry, ChannelIdentity, Conversation, Danger, Message, Outbox
from hub.conversations.words import phone_words
from kinship import safety
from tests.hub.conversations.everything_kept import of_conversation
from tests.hub.desk.conftest import charity, kinship_team, money_team, sam, works

__all__ = ["charity", "kinship_team", "money_team", "sam", "works"]
pytestmark = pytest.mark.django_db
SECRET = "Wilhelmina Quarrington"


def words():
    return phone_words()["forgetting"]


@pytest.fixture
def told(phone):
    phone.writes(f"my granddaughter is {SECRET}")
    phone.wait(seconds=31)
    return phone


def asked(phone, said="Delete what I told you"):
    phone.writes(said)
    phone.wait(seconds=31)
    assert words()["asks"] in phone.last
    return phone


def gone(conversation):
    conversation = Conversation.objects.get(pk=conversation.pk)
    return (
        conversation.erased_at is not None
        and not any(value for name, value in of_conversation(conversation.pk) if not name.startswith("ChannelIdentity"))
    )  # fmt: skip


@pytest.mark.parametrize(
    "said", ["DELETE", "Delete what I told you.", "forget me", "please delete everything I told you"]
)
def test_it_is_asked_about_once_and_then_all_of_it_is_gone(told, said):
    old = told.conversation
    asked(told, said)
    assert not Conversation.objects.get(pk=old.pk).erased_at
    before = len(told.texts)
    told.taps("Yes")
    told.wait(seconds=1)
    assert gone(old) and told.texts[before:] == [words()["deleted"]]
    assert AuditEntry.objects.filter(action="erased", actor="contact", conversation_ref=old.ref).count() == 1
    assert not told.house.claimed[1:], "the assistant was asked"


def test_the_next_message_opens_a_new_conversation_that_knows_nothing(told):
    old = told.conversation
    asked(told).writes("yes")
    told.wait(seconds=1)
    told.writes("hello, I need help")
    told.wait(seconds=31)
    new = told.conversation
    assert new.pk != old.pk and new.contact_id != old.contact_id and gone(old)
    assert told.house.claimed[-1].text == "hello, I need help"
    assert SECRET not in str(told.house.claimed[-1])
    assert "automated" in " ".join(told.texts[-2:])  # who writes again is told who we are


@pytest.mark.parametrize("said", ["no", "2"])
def test_no_leaves_everything_as_it_is(told, said):
    old = told.conversation
    asked(told).writes(said)
    told.wait(seconds=31)
    assert told.conversation.pk == old.pk and not told.conversation.erased_at
    assert words()["left"] in told.last
    assert Message.objects.filter(conversation=old).first().body


def test_a_yes_to_something_else_deletes_nothing(told):
    asked(told).writes("how long does it take to hear about the allowance")
    told.wait(seconds=31)
    told.writes("yes")
    told.wait(seconds=31)
    assert not told.conversation.erased_at and len(told.conversations) == 1


def test_a_day_later_it_is_asked_again(whatsapp_phone):
    phone = whatsapp_phone
    phone.writes(SECRET)
    phone.wait(seconds=31)
    asked(phone)
    button = phone.menu[0]["id"]
    phone.wait(days=2)
    phone.taps_id(button, "Yes")
    phone.wait(seconds=1)
    assert not phone.conversation.erased_at and words()["asks"] in phone.last


def test_it_works_with_the_assistant_down(told, monkeypatch):
    monkeypatch.setattr(told.house, "answer", lambda claimed: pytest.fail("the assistant was asked"))
    old = told.conversation
    asked(told).taps("Yes")
    told.wait(seconds=1)
    assert gone(old) and told.last == words()["deleted"]


def test_while_an_adviser_has_it_and_danger_is_open_the_words_go_and_the_alarm_stays(told, sam):
    old = told.conversation
    told.writes("my husband hit her last night and I am scared")
    told.wait(seconds=31)
    transitions.take(old.pk, sam)
    told.wait(seconds=1)
    asked(told).taps("Yes")
    told.wait(seconds=1)
    assert gone(old) and told.last == words()["deleted"]
    row = Danger.objects.get(conversation=old)
    assert row.ended_at is None and row.next_alert_at is not None


def test_stop_outlives_it(told):
    old = told.conversation
    told.writes("STOP")
    told.wait(seconds=1)
    told.writes("delete what I told you")
    told.wait(seconds=1)
    assert gone(old) and told.identity.opted_out_at is not None
    told.writes("hello")
    told.wait(seconds=31)
    assert not told.house.claimed[1:]


def test_another_person_who_may_hold_the_phone_deletes_nothing(told, sam):
    old = told.conversation
    transitions.request_adviser(old.pk)
    told.writes("wrong number")
    told.wait(seconds=31)
    told.writes("delete everything")
    told.wait(seconds=31)
    assert not Conversation.objects.get(pk=old.pk).erased_at
    assert words()["asks"] not in told.last


def test_the_number_goes_a_day_later(told):
    asked(told).taps("Yes")
    told.wait(seconds=1)
    fresh = told.conversation
    assert fresh.erase_after - told.house.now < timedelta(days=1, seconds=1)
    assert erasure.erase(fresh.pk, actor="retention")
    assert [each.address for each in ChannelIdentity.objects.all()] == [""]


def test_a_text_that_cannot_leave_at_once_leaves_later_all_the_same(told):
    old = told.conversation
    asked(told)
    told.house.phones[told.channel].script = [SendResult(RETRY)]
    told.taps("Yes")
    assert gone(old)
    told.wait(seconds=120)
    assert told.last == words()["deleted"]
    assert Outbox.objects.filter(conversation=old).exclude(text="").count() == 0
    assert [str(each) for each in invariants.faults()] == []


@pytest.mark.parametrize("line", phone_words()["forgetting"]["words"])
def test_no_line_of_the_table_tells_of_danger_by_itself(line):
    assert not safety.by_phrases(line, [])


def test_nothing_that_is_said_names_what_was_told():
    said = " ".join(words()[name] for name in ("asks", "left", "deleted")).casefold()
    for told in ("child", "grand", "harm", "abuse", "money", "health", "carer", "council"):
        assert told not in said
