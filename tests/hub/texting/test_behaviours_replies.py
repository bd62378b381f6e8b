"""What people write in answer to a menu, and what becomes of it (reference channels.md 6.2 and 6.3), through the signed doors."""

from datetime import UTC, datetime

import pytest

from hub.conversations import transitions, turns
from hub.conversations.models import Callback, Handover, Message
from hub.conversations.models.message import CONTACT
from hub.conversations.states import ASSISTANT, CALLBACK, WAITING, WITH_ADVISER
from tests.hub.texting import handset as box

pytestmark = pytest.mark.django_db
TOPICS = [
    {"id": "ask_which_arrangement", "label": "What is this called"},
    {"id": "ask_education", "label": "School"},
    {"id": "ask_legal_support", "label": "The law"},
]
YES_NO = [{"id": "child_lives_with_carer=yes", "label": "Yes"}, {"id": "child_lives_with_carer=no", "label": "No"}]
AGE = [{"id": "child_age=unborn", "label": "Not born yet"}, {"id": "child_age=not_sure", "label": "I am not sure"}]
SEVERAL = [
    {"id": "council_pointers=signed_section_20", "label": "We signed a paper"},
    {"id": "council_pointers=checked_home", "label": "They saw my home"},
    {"id": "council_pointers=promised_money", "label": "They promised money"},
    {"id": "council_pointers=none", "label": "None of these"},
]


@pytest.fixture
def adviser(django_user_model):
    return django_user_model.objects.create_user("sam", first_name="Sam")


def asked(phone, choices=TOPICS, said="What do you need?"):
    """They wrote, and this question is on their phone."""
    phone.house.says(said, choices=choices)
    phone.writes(f"hello there, can you help us with {said.casefold()}")
    phone.wait(seconds=61)
    phone.house.claimed.clear()
    phone.house.says("An answer.")
    return phone


def answered(phone, text):
    """What the assistant was asked after they wrote this."""
    phone.writes(text)
    phone.wait(seconds=31)
    return phone.house.asked


def reads_on(phone):
    """They ask for MORE until there is no more."""
    while "Reply MORE" in phone.last:
        phone.writes("MORE")


def ids(menu):
    return [each["label"] for each in menu]


# B1, B2, B3: numbers, words for numbers, yes ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1", "1.", "(1)", "1\ufe0f\u20e3", "#1", "option 1", "1 please"])
def test_b01_a_number_is_that_line_of_the_newest_menu(phone, text):
    assert answered(asked(phone), text) == ["ask_which_arrangement"]


@pytest.mark.parametrize("text", ["one", "the first", "first one pls", "wun"])
def test_b02_so_is_a_word_for_a_number(phone, text):
    assert answered(asked(phone), text) == ["ask_which_arrangement"]


def test_b01_typed_numbers_work_beside_buttons_and_a_number_leaves_at_once(whatsapp_phone):
    phone = asked(whatsapp_phone)
    assert "1 School" not in phone.last
    phone.writes("2")
    assert phone.house.asked == ["ask_education"]  # no waiting for more parts


def test_b01_the_ledger_keeps_what_they_typed_and_what_it_was(phone):
    answered(asked(phone), "2.")
    wrote = Message.objects.filter(author=CONTACT).order_by("-seq").first()
    assert (wrote.body, wrote.choice) == ("2.", "ask_education")


@pytest.mark.parametrize("text", ["Yes please", "yeah", "ok", "YES", "\U0001f44d", "\U0001f44d\U0001f3fd", "yep"])
def test_b03_yes_in_any_words_is_yes(phone, text):
    assert answered(asked(phone, YES_NO, "Does the child live with you?"), text) == ["child_lives_with_carer=yes"]
    assert phone.conversation.identity.opted_out_at is None


def test_b03_yes_is_to_what_was_said_last_and_not_to_a_menu_before_it(phone):
    asked(phone, YES_NO, "Does the child live with you?")
    phone.house.says("Shall we carry on when you are ready?")
    answered(phone, "he is a lovely boy to be fair to him")
    assert answered(phone, "yes")[-1] == "yes"
    assert answered(phone, "2")[-1] == "child_lives_with_carer=no"  # a number has only one menu it can be of


def test_b03_a_thumb_put_on_a_question_is_asked_about_first(whatsapp_phone):
    phone = asked(whatsapp_phone, YES_NO, "Does the child live with you?")
    sent = phone.conversation.outbox_set.filter(menu__isnull=False).last().provider_message_id
    phone.writes("\U0001f44d", OriginalRepliedMessageSid=sent)
    phone.wait(seconds=31)
    assert phone.house.asked == [] and "Shall I take that as a yes?" in phone.last
    phone.taps("Yes")
    assert phone.house.asked == ["child_lives_with_carer=yes"]


def test_a_swipe_answers_the_menu_it_is_on(whatsapp_phone):
    phone = asked(whatsapp_phone)
    sent = phone.conversation.outbox_set.filter(menu__isnull=False).last().provider_message_id
    phone.writes("school", OriginalRepliedMessageSid=sent)
    assert phone.house.asked == ["ask_education"]


# B4, B5, B6: numbers that are none of it --------------------------------------------------------------------------------


def test_b04_a_number_too_high_gets_the_same_menu_once_then_a_person_is_offered(phone):
    asked(phone)
    before = ids(phone.menu)
    answered(phone, "7")
    assert "I have 1 to 4." in phone.last and ids(phone.menu) == before
    answered(phone, "9")
    assert "You can use your own words." in phone.last and ids(phone.menu) == ["See the choices", "Talk to a person"]
    assert phone.house.asked == []


def test_b04_after_a_miss_the_numbers_still_work_and_the_misses_are_forgotten(phone):
    asked(phone)
    phone.writes("7")
    phone.house.says("About school. What next?", choices=TOPICS)
    assert answered(phone, "2") == ["ask_education"]
    answered(phone, "8")
    assert "I have 1 to 4." in phone.last


def test_b05_two_numbers_go_together_where_the_question_takes_several(phone):
    asked(phone, SEVERAL, "What did the council do?")
    assert answered(phone, "1 and 3") == ["council_pointers=signed_section_20,promised_money"]


def test_b05_else_the_first_is_done_it_is_said_and_the_other_is_offered(phone):
    asked(phone)
    phone.house.says("About your arrangement.", choices=[{"id": "ask_more", "label": "More"}])
    assert answered(phone, "1 and 3") == ["ask_which_arrangement"]
    assert "You sent 1 and 3. I start with 1." in phone.last and "About your arrangement." in phone.last
    assert ids(phone.menu) == ["More", "The law", "Talk to a person"]
    answered(phone, "2")
    assert phone.house.asked == ["ask_which_arrangement", "ask_legal_support"]
    assert "I start with" not in phone.last


def test_b05_what_the_menu_does_not_have_is_not_lost_in_silence(phone):
    asked(phone)
    assert answered(phone, "1 and 9") == [] and "I have 1 to 4." in phone.last


def test_b06_a_number_inside_a_sentence_is_no_choice(phone):
    text = "I care for 2 kids and mum"
    assert answered(asked(phone), text) == [text]


@pytest.mark.parametrize("text", ["3", "12", "3 and 7", "one"])
def test_where_a_number_is_the_answer_it_goes_to_the_assistant_as_it_is(phone, text):
    asked(phone)  # an older menu is there, too
    asked(phone, AGE, "How old is the child?")
    assert answered(phone, text) == [text]


def test_there_no_line_has_a_number_by_sms_and_its_other_answers_are_read(sms_phone):
    phone = asked(sms_phone, AGE, "How old is the child?")
    assert 'How old is the child?\nOr reply "Not born yet" / "I am not sure".' in phone.last
    assert answered(phone, "not born yet") == ["child_age=unborn"]


def test_there_buttons_stay_on_whatsapp(whatsapp_phone):
    phone = asked(whatsapp_phone, AGE, "How old is the child?")
    phone.taps("I am not sure")
    assert phone.house.asked == ["child_age=not_sure"]


def test_a_label_a_letter_off_is_understood_but_never_about_money_or_danger(phone):
    asked(phone, [{"id": "ask_education", "label": "Nursery and school"}])
    assert answered(phone, "nursery and scool") == ["ask_education"]
    asked(phone, [{"id": "ask_financial_support", "label": "Help with money"}])
    assert answered(phone, "help with mony") == ["help with mony"]
    assert answered(phone, "help with money")[-1] == "ask_financial_support"


# B9: HELP ---------------------------------------------------------------------------------------------------------------


def test_b09_help_as_the_first_word_brings_a_person(phone):
    phone.writes("HELP")
    phone.wait(seconds=31)
    assert phone.house.asked == []
    assert any("In danger" in each or "in danger" in each for each in phone.texts)
    assert Handover.objects.filter(conversation=phone.conversation, ended_at=None).count() == 1


def test_b09_help_later_says_how_this_works_and_the_way_to_a_person(phone):
    asked(phone)
    phone.writes("help")
    assert "Reply STOP for no more texts." in phone.last and "999" in phone.last
    assert ids(phone.menu) == ["See the choices", "Talk to a person"]
    assert not Handover.objects.exists() and phone.house.asked == []


# The commands -----------------------------------------------------------------------------------------------------------


def test_menu_is_the_assistants(phone):
    assert answered(asked(phone), "MENU") == ["ask_what_help"]


def test_again_says_the_last_answer_again_with_its_menu(phone):
    asked(phone)
    phone.writes("Again")
    assert "What do you need?" in phone.last and ids(phone.menu)[:3] == ids(TOPICS)


def test_back_asks_the_question_before(phone):
    asked(phone, YES_NO, "Does the child live with you?")
    asked(phone)
    phone.writes("back")
    assert "Does the child live with you?" in phone.last
    assert answered(phone, "1") == ["child_lives_with_carer=yes"]


def test_more_says_the_rest_and_then_that_it_was_all(sms_phone):
    phone = sms_phone
    long = " ".join(f"This is sentence number {n} of a long answer." for n in range(1, 13))
    asked(phone, TOPICS, long)
    heard = " ".join(phone.texts)
    for _ in range(6):
        phone.writes("MORE")
        heard += " " + phone.last
        if "That was all of it." in phone.last:
            break
    heard = " ".join(heard.split())
    assert all(f"number {n} of" in heard for n in range(1, 13))
    assert "That was all of it." in phone.last and ids(phone.menu)[:3] == ids(TOPICS)


def test_check_names_the_number_to_call(phone):
    asked(phone)
    phone.writes("check")
    assert "Call 01632 960100 and ask if this is our number." in phone.last


@pytest.mark.parametrize("text", ["PERSON", "talk to a person", "4"])
def test_a_person_needs_no_assistant(phone, text):
    asked(phone)
    phone.writes(text)
    assert phone.house.asked == [] and Handover.objects.filter(ended_at=None).count() == 1


def test_the_commands_work_while_the_assistant_is_down(phone):
    asked(phone)
    while claimed := turns.claim_next("test", 30):
        turns.fail(claimed, "down", reached=False)
    for text, said in [("again", "What do you need?"), ("check", "ask if this is our number"), ("7", "I have 1 to 4.")]:
        phone.writes(text)
        assert said in phone.last
    assert phone.house.asked == []


# B16, B17: days later ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2", "school", "9"])
def test_b16_an_answer_after_three_days_is_greeted_and_nothing_of_before_is_named(phone, text):
    asked(phone, TOPICS, "You told me your sister drinks. What do you need?")
    phone.wait(days=3)
    phone.writes(text)
    assert "Hello again from Exampleshire Council" in phone.last
    assert ids(phone.menu) == ["Carry on", "Start again", "Talk to a person"]
    assert phone.house.asked == [] and "sister" not in phone.last and "chool" not in phone.last


def test_b16_a_number_after_three_days_is_no_age_any_more(phone):
    asked(phone, AGE, "How old is the child?")
    phone.wait(days=3)
    phone.writes("4")
    assert "Hello again from" in phone.last and phone.house.asked == []


def test_b16_carry_on_asks_it_again_and_start_again_is_the_assistants(phone):
    asked(phone)
    phone.wait(days=3)
    phone.writes("2")
    phone.writes("1")
    assert "What do you need?" in phone.last
    assert answered(phone, "2") == ["ask_education"]
    phone.wait(days=3)
    phone.writes("3")
    phone.taps("Start again")
    assert phone.house.asked == ["ask_education", "start_again"]


def test_b16_words_after_three_days_are_answered_as_words(phone):
    asked(phone)
    phone.wait(days=3)
    assert answered(phone, "he starts nursery in May, who pays for it") == ["he starts nursery in May, who pays for it"]


def test_b17_a_button_of_an_older_text_is_asked_about_first(whatsapp_phone):
    phone = whatsapp_phone
    phone.house.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # Monday
    asked(phone)
    old = phone.menu[1]["id"]
    phone.wait(days=3)
    asked(phone, YES_NO, "Does the child live with you?")
    phone.taps_id(old, "School")
    assert "That was from Monday. Shall I still do it?" in phone.last and phone.house.asked == []
    phone.taps("Yes")
    assert phone.house.asked == ["ask_education"]


def test_b17_no_leaves_it_and_shows_the_newest_question_again(whatsapp_phone):
    phone = asked(whatsapp_phone)
    old = phone.menu[1]["id"]
    asked(phone, YES_NO, "Does the child live with you?")
    phone.taps_id(old, "School")
    assert "That was from an older text." in phone.last
    phone.taps("No")
    assert phone.house.asked == [] and ids(phone.menu)[:2] == ["Yes", "No"]
    phone.taps("No")
    assert phone.house.asked == ["child_lives_with_carer=no"]


def test_b17_a_person_is_always_a_person(whatsapp_phone):
    phone = asked(whatsapp_phone)
    old = phone.menu[-1]["id"]
    phone.wait(days=5)
    phone.taps_id(old, "Talk to a person")
    assert Handover.objects.filter(ended_at=None).count() == 1


# B24: a person holds it -------------------------------------------------------------------------------------------------


def test_b24_with_an_adviser_everything_is_for_the_adviser_and_hand_back_says_so(phone, adviser):
    asked(phone)
    transitions.take(phone.conversation.pk, adviser)
    phone.wait()
    sent = len(phone.texts)
    for text in ("1", "MENU", "MORE", "again", "call", "7"):
        phone.writes(text)
        phone.wait(seconds=61)
    assert len(phone.texts) == sent and phone.house.asked == []
    assert {each.choice for each in Message.objects.filter(author=CONTACT)} == {""}
    assert phone.conversation.state == WITH_ADVISER


def test_b24_hand_back_says_who_speaks_now_with_a_menu(phone, adviser):
    asked(phone)
    transitions.take(phone.conversation.pk, adviser)
    phone.wait(seconds=60)
    transitions.hand_back(phone.conversation.pk)
    phone.wait()
    assert "Sam has left. You are back with the automated chat." in phone.last
    assert ids(phone.menu) == ["See the choices", "Talk to a person"]


def test_b24_while_they_wait_only_what_stands_open_there_is_read(phone, adviser):
    asked(phone)
    transitions.request_adviser(phone.conversation.pk)
    phone.wait()
    sent = len(phone.texts)
    for text in ("7", "AGAIN", "MENU"):
        phone.writes(text)
    assert phone.conversation.state == WAITING and phone.house.asked == []
    assert not any("I have 1" in each or "What do you need" in each for each in phone.texts[sent:])


def test_b24_the_menu_of_waiting_works_while_they_wait(phone):
    asked(phone)
    transitions.request_adviser(phone.conversation.pk)
    phone.wait()
    reads_on(phone)
    phone.taps(next(label for label in ids(phone.menu) if "assistant" in label))
    assert phone.conversation.state == ASSISTANT


# CALL: a call back ------------------------------------------------------------------------------------------------------


def test_a_call_on_the_number_they_text_from(phone):
    asked(phone)
    phone.writes("call me please")
    assert "Shall we call you on this number?" in phone.last
    assert ids(phone.menu) == ["This number", "Another number", "No call"]
    phone.taps("This number")
    phone.taps("In the morning")
    assert "You asked for a call in the morning." in phone.last and "may we leave a voicemail?" in phone.last
    phone.taps("No")
    phone.taps("Yes")
    call = Callback.objects.get()
    assert (call.phone, call.when, call.safe_voicemail, call.safe_text) == (phone.number, "morning", False, True)
    assert phone.conversation.state == CALLBACK and phone.house.asked == []


def test_a_call_on_another_number_that_is_typed(phone):
    asked(phone)
    phone.writes("CALL")
    phone.taps("Another number")
    assert "Which number shall we call?" in phone.last
    phone.writes("07700 9")
    assert "I can't read that number." in phone.last
    phone.writes("01632 960 555")
    assert "When is best for you?" in phone.last
    phone.taps("Any time")
    assert Callback.objects.get().phone == "+441632960555"


def test_a_call_left_half_way_is_made_with_nothing_taken_as_safe(phone):
    asked(phone)
    for which in ("call", "1", "1"):
        phone.writes(which)
    assert answered(phone, "can he stay at his school") == ["can he stay at his school"]
    call = Callback.objects.get(state=Callback.REQUESTED)
    assert (call.safe_voicemail, call.safe_text) == (False, False)


def test_words_instead_of_a_number_go_to_the_assistant(phone):
    asked(phone)
    phone.writes("call")
    phone.taps("Another number")
    assert answered(phone, "actually can he stay at his school") == ["actually can he stay at his school"]
    phone.writes("01632 960 555")
    assert "When is best for you?" in phone.last


def test_no_call_is_no_call(phone):
    asked(phone)
    phone.writes("call")
    phone.taps("No call")
    assert "We will not call." in phone.last and not Callback.objects.exists()
    assert ids(phone.menu)[:3] == ids(TOPICS)


def test_who_has_no_number_on_whatsapp_is_asked_for_one(handset):
    phone = asked(handset("whatsapp", "twilio", "GB.13491208655302741918"))
    phone.writes("call")
    assert "Which number shall we call?" in phone.last
    phone.writes("07700 900 456")
    phone.taps("Any time")
    assert Callback.objects.get().phone == "+447700900456"


def test_a_call_can_be_asked_for_while_they_wait(phone):
    asked(phone)
    transitions.request_adviser(phone.conversation.pk)
    phone.wait()
    reads_on(phone)
    phone.taps("Ask for a call back")
    phone.taps("This number")
    phone.taps("Any time")
    assert phone.conversation.state == CALLBACK and Callback.objects.count() == 1


def test_every_word_of_ours_fits_a_text(sms_phone):
    from hub.channels import gsm

    asked(sms_phone)
    for text in ("call", "2", "1", "7", "7", "help", "check", "person"):
        sms_phone.writes(text)
    assert [each for each in sms_phone.texts if gsm.septets(each) > 306 or gsm.lost(each)] == []
    assert box.TWILIO_SMS not in " ".join(sms_phone.texts)
