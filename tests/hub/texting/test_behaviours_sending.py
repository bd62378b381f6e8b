"""What reaches a phone from people and in danger, as channels.md names it: an answer a day late (B18), danger (B21), a long answer (B25)."""

import pytest

from hub.channels import gsm
from hub.conversations import advisers, transitions
from hub.conversations.models import Conversation, Danger

pytestmark = pytest.mark.django_db
STORY = "my sister asked me to look after her boy"
NEUTRAL = "Exampleshire Council (example) carers chat has a message for you. Reply OK to read it."
DANGERS = ["I can't go on", "he's hitting me", "999"]
LONG = "\n\n".join(
    f"Step {number}. Ring the team and ask for “Jo” — she knows the forms. Tell her what you told me… It is not a test 🙂."
    for number in range(1, 17)
)


@pytest.fixture
def adviser(django_user_model):
    return django_user_model.objects.create_user("sam", first_name="Sam")


def held_by(phone, adviser):
    phone.writes(STORY)
    phone.wait(seconds=60)
    transitions.take(phone.conversation.pk, adviser)
    phone.wait(seconds=1)


def writes(phone, adviser, text):
    """The adviser's answer; who was away is still the one who holds it, or takes it by answering."""
    advisers.reply(phone.conversation.pk, adviser, text, seen=phone.conversation.last_seq, key=text[:20])
    phone.wait(seconds=1)


def test_b18_a_day_later_sms_brings_the_answer(sms_phone, adviser):
    held_by(sms_phone, adviser)
    sms_phone.wait(seconds=26 * 3600)
    writes(sms_phone, adviser, "The form is in the post.")
    assert "The form is in the post." in sms_phone.last


def test_b18_a_day_later_whatsapp_brings_a_neutral_line_then_the_answer(whatsapp_phone, adviser):
    held_by(whatsapp_phone, adviser)
    whatsapp_phone.wait(seconds=26 * 3600)
    writes(whatsapp_phone, adviser, "The form is in the post.")
    assert whatsapp_phone.last == NEUTRAL and whatsapp_phone.parcels[-1].template_only
    whatsapp_phone.wait(seconds=300)
    whatsapp_phone.writes("OK")
    whatsapp_phone.wait(seconds=1)
    assert "The form is in the post." in whatsapp_phone.last


@pytest.mark.parametrize("words", DANGERS)
def test_b21_danger_gets_999_at_once_and_no_menu(phone, words):
    phone.house.says("What do you need?", choices=[{"id": "ask_education", "label": "School"}])
    phone.writes(STORY)
    phone.wait(seconds=60)
    before = len(phone.parcels)
    phone.writes(words)
    phone.wait(seconds=0)  # nothing is waited for
    answered = phone.parcels[before:]
    assert "999" in answered[0].text and not any(each.menu for each in answered)
    assert Danger.objects.filter(conversation=phone.conversation, ended_at=None, owner=None).exists()
    phone.writes("1")  # and no menu of before is answered by a number now
    phone.wait(seconds=60)
    assert phone.house.asked[-1] == "1"


def test_b21_open_danger_is_neither_closed_nor_forgotten(phone):
    phone.writes(DANGERS[1])
    phone.wait(days=10)
    assert not transitions.close(phone.conversation.pk, "idle")
    assert Conversation.objects.get(pk=phone.conversation.pk).state != "closed"


def test_b25_an_advisers_long_answer_is_numbered_and_nothing_is_lost(phone, adviser):
    held_by(phone, adviser)
    before = len(phone.parcels)
    writes(phone, adviser, LONG)
    sent = [each.text for each in phone.parcels[before:]]
    whole = " ".join(sent)
    assert all(f"Step {number}." in whole for number in range(1, 17))
    if phone.channel == "sms":
        assert len(sent) > 3 and all(text.startswith(f"({at}/{len(sent)}) ") for at, text in enumerate(sent, 1))
        assert all(gsm.septets(text) <= 306 and gsm.fold(text) == text for text in sent)
        assert '"Jo" - she knows the forms. Tell her what you told me...' in whole
    else:
        assert all(len(text) <= 1600 for text in sent) and "“Jo” — she knows" in whole


def test_a_number_never_answers_the_menu_before_one_that_is_still_behind_more(sms_phone):
    sms_phone.house.says("Who asked you?", choices=[{"id": "who_arranged=parent_or_family", "label": "The family"}])
    sms_phone.writes(STORY)
    sms_phone.wait(seconds=60)
    long = " ".join(f"Sentence {number} says how the school can help you." for number in range(1, 12))
    sms_phone.house.says(long, "What next?", choices=[{"id": "ask_education", "label": "School"}])
    sms_phone.writes("what about school then")
    sms_phone.wait(seconds=60)
    asked = len(sms_phone.house.asked)
    while "What next?" not in sms_phone.last:
        sms_phone.writes("1")
        sms_phone.wait(seconds=1)
        assert len(sms_phone.house.asked) == asked, "the menu of before was answered"
    sms_phone.writes("1")
    sms_phone.wait(seconds=1)
    assert sms_phone.house.asked[-1] == "ask_education"


def test_where_nobody_can_come_one_text_says_whom_to_call(sms_phone):
    sms_phone.writes(STORY)
    sms_phone.wait(seconds=60)
    sms_phone.writes("PERSON")
    sms_phone.wait(seconds=1)
    assert "01632 960100" in sms_phone.last and "999" in sms_phone.last and "call back" in sms_phone.last
    assert gsm.septets(sms_phone.last) <= 306


def test_words_beside_a_button_that_is_none_of_ours_are_screened(whatsapp_phone):
    """An approved template's own button, or one whose text was erased: its id tells nothing, and its words may be anything."""
    whatsapp_phone.writes(STORY)
    whatsapp_phone.wait(seconds=60)
    whatsapp_phone.taps_id("m:999999:1", "he is hitting me now")
    whatsapp_phone.wait(seconds=1)
    assert "999" in whatsapp_phone.last and Danger.objects.filter(conversation=whatsapp_phone.conversation).exists()


def test_words_beside_a_button_of_ours_that_are_not_its_label_are_screened(whatsapp_phone):
    whatsapp_phone.house.says("What do you need?", choices=[{"id": "ask_education", "label": "School"}])
    whatsapp_phone.writes(STORY)
    whatsapp_phone.wait(seconds=60)
    whatsapp_phone.taps_id(whatsapp_phone.menu[0]["id"], "he is hitting me now")
    whatsapp_phone.wait(seconds=1)
    assert "999" in whatsapp_phone.last
