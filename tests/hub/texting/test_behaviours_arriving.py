"""What people do by text, and what becomes of it (reference channels.md 6.3), through the signed doors, on each provider."""

import random

import pytest

from hub.conversations import retention, transitions
from hub.conversations.models import Danger, Event, InboundReceipt, Message, Outbox
from hub.conversations.models.message import CONTACT
from tests.hub.texting import handset as box

pytestmark = pytest.mark.django_db
HURT = "he is hitting me"
STORY = "my daughter cannot cope and my grandson has been with me since march"
MENU = [{"id": "child_lives_with_carer=yes", "label": "Yes"}, {"id": "child_lives_with_carer=no", "label": "No"}]


@pytest.fixture
def adviser(django_user_model):
    return django_user_model.objects.create_user("sam", first_name="Sam")


def kinds(phone):
    """The kinds of what was said to them, in order, over all their conversations."""
    said = Message.objects.filter(conversation__identity=phone.identity).exclude(author=CONTACT)
    return [each.kind or each.author for each in said.order_by("created_at", "seq")]


def answers(phone):
    """The texts that reached it, but for the one that says who we are (on WhatsApp the first answer carries it)."""
    return [each for each in phone.texts if "automated, not a person" not in each or "An answer." in each]


def heard_now(phone):
    """Were words of danger the last thing said? (By SMS they may be cut into several texts.)"""
    return kinds(phone)[-1] == "danger" and any("all 999" in each for each in phone.texts[-3:])


def talks(phone, *texts):
    """A few turns of an ordinary conversation, a minute apart."""
    for text in texts:
        phone.writes(text)
        phone.wait(seconds=60)


# The same again -------------------------------------------------------------------------------------------------------


def test_b12_the_same_id_is_the_same_message(phone):
    sid = phone.writes(STORY)
    phone.writes(STORY, sid=sid)
    phone.wait(seconds=60)
    phone.writes(STORY, sid=sid)
    phone.wait(seconds=60)
    assert phone.house.asked == [STORY] and Message.objects.filter(author=CONTACT).count() == 1


def test_b12_the_same_text_within_a_minute_is_answered_once(phone):
    phone.writes(STORY)
    phone.wait(seconds=3)
    phone.writes(STORY)
    phone.wait(seconds=40)
    phone.writes(STORY)  # 43 seconds after the first, and answered: a network that sent it again
    phone.wait(seconds=20)
    assert phone.house.asked == [STORY] and len(answers(phone)) == 1
    assert Message.objects.filter(author=CONTACT).count() == 3  # an adviser sees all that came


def test_b12_the_same_text_later_is_a_repeat(phone):
    talks(phone, STORY, STORY)
    assert phone.house.asked == [STORY, STORY]


def test_b12_the_same_number_answers_two_questions_within_a_minute(phone):
    talks(phone, "hello there")
    phone.house.says("Does she live with you?", choices=MENU)
    talks(phone, "money please")
    phone.writes("1")
    phone.wait(seconds=5)
    phone.writes("1")
    phone.wait(seconds=5)
    assert phone.house.asked[2:] == ["child_lives_with_carer=yes"] * 2


# STOP and START -------------------------------------------------------------------------------------------------------

STOPS = [
    "STOP",
    "stop",
    "Stop.",
    "STOP!!!",
    "stop please",
    "please stop",
    "Stop texting me",
    "stop texting me please",
    "STOP MESSAGING ME",
    "UNSUBSCRIBE",
    "unsubscribe please",
    "unsubcribe",
    "no more texts",
    "No more texts please",
    "dont text me again",
    "don’t text me anymore",
    "Can you stop texting me please",
    "opt out",
    "take me off your list",
    "leave me alone",
    "stop texting me you are no use at all",
    "Please stop sending me these",
]
NO_STOPS = [
    "he wont stop crying",
    "how do I stop her mum turning up",
    "stop start arrangement with the school",
    "can I stop being his carer",
    "I had to stop work",
    "when does the money stop",
    "stop the money being taken",
    "her dad keeps texting me",
    "I want her dad to stop texting me",
    "no more than two days a week",
    "please stop sending me to the food bank",
    "I want to cancel my appointment",
    "the bus stop is far",
]


@pytest.mark.parametrize("text", STOPS)
def test_b07_stop_in_any_words(handset, text):
    phone = handset("sms", "notify")
    talks(phone, STORY)
    phone.writes(text)
    phone.wait(seconds=60)
    assert phone.identity.opted_out_at is not None and kinds(phone) == ["assistant", "opted_out"]
    assert "START" in phone.last and len(answers(phone)) == 2


@pytest.mark.parametrize("text", NO_STOPS)
def test_b07_these_are_no_stop(handset, text):
    phone = handset("sms", "notify")
    talks(phone, STORY, text)
    assert phone.identity.opted_out_at is None and "opted_out" not in kinds(phone)


def test_b07_one_confirmation_and_the_queue_is_cancelled(phone):
    talks(phone, "hello there")
    phone.house.phones[phone.channel].script = [box.SendResult(box.RETRY)] * 2
    phone.writes(STORY)
    phone.wait(seconds=8)  # the answer waits for the provider
    phone.writes("one more thing about school")
    phone.writes("stop texting me")
    phone.wait(seconds=600)
    assert [each for each in phone.texts if "START" in each] == [phone.last] and len(answers(phone)) == 2
    assert "one more thing about school" not in phone.house.asked
    assert Event.objects.filter(kind="text.opted_out").count() == 1
    phone.writes("stop texting me")
    phone.wait(seconds=600)
    assert len(answers(phone)) == 2


@pytest.mark.parametrize("word", ["STOP", "Unsubscribe", "CANCEL", "end", "QUIT"])
def test_b07_twilio_answers_a_bare_word_itself(handset, word):
    phone = handset("sms", "twilio")
    talks(phone, STORY)
    phone.writes(word)
    phone.wait(seconds=60)
    assert phone.identity.opted_out_at is not None and len(answers(phone)) == 1


def test_b07_twilio_has_answered_where_it_says_so(whatsapp_phone):
    talks(whatsapp_phone, STORY)
    whatsapp_phone.writes("Stop", OptOutType="STOP")
    assert whatsapp_phone.identity.opted_out_at is not None and len(answers(whatsapp_phone)) == 1


def test_b07_stop_while_an_adviser_holds_it(phone, adviser):
    talks(phone, STORY)
    transitions.take(phone.conversation.pk, adviser)
    phone.wait(seconds=60)
    before = len(answers(phone))
    phone.writes("stop texting me")
    phone.wait(seconds=60)
    assert phone.conversation.state == "with_adviser" and len(answers(phone)) == before + 1
    assert Event.objects.filter(kind="text.opted_out", conversation=phone.conversation).exists()


def test_b07_a_plea_is_danger_and_no_stop(phone):
    talks(phone, STORY)
    phone.writes("Please stop him hitting me")
    phone.wait(seconds=8)
    assert phone.identity.opted_out_at is None and "danger" in kinds(phone) and "opted_out" not in kinds(phone)


def test_b07_stop_and_danger_in_one_text(phone):
    """Words of danger first, an alert, then the one confirmation (docs/decisions/0021)."""
    talks(phone, STORY)
    phone.writes("stop texting me he will see it and he is hitting me")
    phone.wait(seconds=60)
    assert kinds(phone)[:2] == ["assistant", "danger"] and "opted_out" in kinds(phone)
    assert Danger.objects.filter(conversation=phone.conversation, ended_at=None).exists()
    assert phone.identity.opted_out_at is not None and "999" in answers(phone)[1]
    assert len([each for each in phone.texts if "START" in each]) == 1


def test_b07_danger_is_heard_and_answered_after_stop(phone):
    talks(phone, STORY)
    phone.writes("stop texting me")
    phone.wait(seconds=60)
    phone.writes(HURT)
    phone.wait(seconds=60)
    assert any("all 999" in each for each in phone.texts[-3:]) and Danger.objects.count() == 1
    assert "An answer." not in phone.last


def test_b08_who_writes_after_stop_is_told_how_to_come_back(phone):
    talks(phone, STORY)
    phone.writes("stop texting me")
    phone.wait(seconds=60)
    phone.writes("is there money for her school shoes")
    phone.wait(seconds=60)
    assert "Reply START to chat" in phone.last and phone.house.asked == [STORY]
    phone.writes("START")
    phone.wait(seconds=60)
    assert phone.identity.opted_out_at is None
    talks(phone, "is there money for her school bag")
    assert phone.house.asked[1:] == ["is there money for her school bag"] and "An answer." in phone.last


def test_b08_twilio_says_itself_that_they_are_back(whatsapp_phone):
    phone = whatsapp_phone
    talks(phone, STORY)
    phone.writes("stop texting me")
    before = len(answers(phone))
    phone.writes("START", OptOutType="START")
    phone.wait(seconds=60)
    assert phone.identity.opted_out_at is None and len(answers(phone)) == before


def test_b03_yes_is_an_answer_and_brings_nobody_back(phone):
    talks(phone, "hello there")
    phone.house.says("Does she live with you?", choices=MENU)
    talks(phone, "money please")
    phone.writes("YES")
    phone.wait(seconds=5)
    assert phone.house.asked[2:] == ["child_lives_with_carer=yes"] and "opted_in" not in kinds(phone)
    phone.writes("stop texting me")
    phone.wait(seconds=60)
    phone.writes("Yes")
    phone.wait(seconds=60)
    assert phone.identity.opted_out_at is not None
    phone.writes("Yes", **({"OptOutType": "START"} if phone.provider == "twilio" else {}))
    assert (phone.identity.opted_out_at is None) == (phone.provider == "twilio")


# Parts that belong together -------------------------------------------------------------------------------------------

PARTS = [f"part {number} of what happened to us this year" for number in range(8)]


def test_b11_eight_parts_get_one_answer(phone):
    for part in random.Random(11).sample(PARTS, 8):
        phone.writes(part)
        phone.wait(seconds=3)
    phone.wait(seconds=4)
    assert len(phone.house.asked) == 0
    phone.wait(seconds=4)
    assert len(phone.house.asked) == 1 and len(answers(phone)) == 1
    assert phone.house.asked[0].splitlines() == random.Random(11).sample(PARTS, 8)  # as they arrived: never put right


def test_b11_thirty_seconds_at_most(phone):
    for number in range(12):
        phone.writes(f"{number} and then there is this to say as well")
        phone.wait(seconds=5)
        if phone.house.asked:
            break
    assert number == 5  # the worker's look 30 seconds after the first part


@pytest.mark.parametrize("text", ["1", "yes", "No", "MENU", "two", "not sure"])
def test_b11_a_bare_answer_is_no_part(phone, text):
    talks(phone, STORY)
    before = len(answers(phone))
    phone.writes(text)
    assert len(answers(phone)) == before + 1


def test_b11_a_choice_does_not_overtake_the_words_before_it(phone):
    talks(phone, "hello there")
    phone.house.says("Does she live with you?", choices=MENU)
    talks(phone, "money please")
    phone.writes("she has been here since may")
    phone.wait(seconds=2)
    phone.taps("Yes")
    assert phone.house.asked[2:] == ["she has been here since may", "child_lives_with_carer=yes"]


@pytest.mark.parametrize(
    "parts", [("he says he is going to", "kill me tonight"), ("kill me tonight", "he says he is going to")]
)
def test_b11_danger_over_two_parts(phone, parts):
    talks(phone, STORY)
    for part in parts:
        phone.writes(part)
        phone.wait(seconds=2)
    assert Danger.objects.filter(urgency="emergency").count() == 1 and any("999" in each for each in phone.texts)


def test_b11_danger_in_one_part_is_answered_at_once(phone):
    phone.writes("so it has been a bad week and")
    phone.wait(seconds=2)
    phone.writes(HURT)
    assert any("999" in each and "NSPCC" in each or "helpline" in each for each in phone.texts)
    assert phone.house.asked == []


def test_b22_three_hellos_get_one_answer(phone):
    for text in ("hi", "hello?", "anyone there"):
        phone.writes(text)
        phone.wait(seconds=6)
    phone.wait(seconds=30)
    assert len(answers(phone)) == 1


def test_b22_also_when_the_first_was_answered_meanwhile(phone):
    phone.writes("hi")
    phone.wait(seconds=9)
    assert len(answers(phone)) == 1
    phone.writes("hello?")
    phone.wait(seconds=9)
    phone.writes("anyone there")
    phone.wait(seconds=40)
    assert len(answers(phone)) == 1
    talks(phone, "hello?")  # later it is a question again
    assert len(answers(phone)) == 2


# No words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["😭", "😢😢", "💔 💔"])
def test_b10_sad_emoji_are_met_gently(phone, text):
    talks(phone, STORY)
    phone.writes(text)
    phone.wait(seconds=60)
    assert "Are you all right?" in phone.last and "PERSON" in phone.last and phone.house.asked == [STORY]
    assert all(ord(letter) < 128 for letter in phone.last)


def test_b10_a_cry_in_emoji_asks_for_a_person(phone):
    talks(phone, STORY)
    phone.writes("🔪🆘")
    phone.wait(seconds=60)
    assert any("999" in each for each in phone.texts)
    assert Danger.objects.exists() or Event.objects.filter(kind="handover.requested").exists()


@pytest.mark.parametrize("text", ["🌻", "🎂🎈", "😂"])
def test_b10_other_emoji_are_asked_for_words(phone, text):
    talks(phone, STORY)
    phone.writes(text)
    phone.wait(seconds=60)
    assert "words" in phone.last and "all right" not in phone.last and phone.house.asked == [STORY]


def test_b13_a_photo_is_never_fetched_and_never_met_with_silence(handset):
    for phone in (handset("sms", "twilio"), handset("whatsapp", "twilio")):
        talks(phone, STORY)
        phone.sends_picture()
        phone.wait(seconds=60)
        assert "picture" in phone.last and "PERSON" in phone.last
        assert Message.objects.filter(conversation=phone.conversation, kind="picture").count() == 1


def test_b13_an_album_is_answered_once(whatsapp_phone):
    talks(whatsapp_phone, STORY)
    for _ in range(4):
        whatsapp_phone.sends_picture()
    whatsapp_phone.wait(seconds=60)
    assert len(answers(whatsapp_phone)) == 2


def test_b13_words_beside_a_photo_are_answered_too(whatsapp_phone):
    talks(whatsapp_phone, STORY)
    whatsapp_phone.sends_picture("this is the letter about her school")
    whatsapp_phone.wait(seconds=60)
    assert whatsapp_phone.house.asked[1:] == ["this is the letter about her school"]
    assert "picture" in whatsapp_phone.texts[1] and "An answer." in whatsapp_phone.last


def test_b13_danger_beside_a_photo(whatsapp_phone):
    whatsapp_phone.sends_picture(HURT)
    assert any("999" in each for each in whatsapp_phone.texts) and Danger.objects.count() == 1


@pytest.mark.parametrize(
    ("does", "said", "kind"),
    [
        (box.Handset.voice_note, "voice notes", "voice"),
        (box.Handset.location, "place on a map", "location"),
        (box.Handset.contact_card, "contact card", "contact"),
    ],
)
def test_b14_b15_voice_notes_places_and_cards(whatsapp_phone, does, said, kind):
    talks(whatsapp_phone, STORY)
    does(whatsapp_phone)
    whatsapp_phone.wait(seconds=60)
    assert said in whatsapp_phone.last and whatsapp_phone.house.asked == [STORY]
    assert Message.objects.filter(author=CONTACT, kind=kind).count() == 1


def test_b15_a_sticker(whatsapp_phone):
    talks(whatsapp_phone, STORY)
    whatsapp_phone.sticker()
    whatsapp_phone.wait(seconds=60)
    assert "words" in whatsapp_phone.last and whatsapp_phone.house.asked == [STORY]


# Who holds the phone --------------------------------------------------------------------------------------------------

ASKS_WHO = ["who is this", "Who's this?", "who are you", "sorry who is this?", "How did you get my number?", "who dis"]
WRONG = [
    "wrong number",
    "Sorry, wrong number",
    "you've got the wrong number",
    "I don't know who this is",
    "wrong person",
]
SOMEONE_ELSE = [
    "this is her husband",
    "This is her husband, who is this?",
    "its her son on her phone",
    "hi this is his wife",
    "I'm her daughter using her phone",
    "this isn't her",
    "I found this phone",
    "what has she been telling you",
    "why are you texting my wife",
    "who has she been texting?",
]
THEMSELVES = [
    "this is my husband's grandson",
    "I'm her nan",
    "im his aunt",
    "I am her sister",
    "its her son",
    "her husband left",
    "this is her mum's fault",
    "who is this money for",
    "who are you supposed to ask about school",
    "I rang the wrong number at the council yesterday and nobody helped",
    "he is on her phone all day",
    "my husband wants to know about money",
]


@pytest.mark.parametrize("text", ASKS_WHO)
def test_b19_who_is_this(handset, text):
    phone = handset("sms", "notify")
    talks(phone, STORY, text)
    assert "01632 960100" in phone.last and "Exampleshire" in phone.last and "grandson" not in phone.last
    assert phone.identity.suspect_since is not None and phone.house.asked == [STORY]


@pytest.mark.parametrize("text", WRONG)
def test_b19_wrong_number_ends_what_was_there(handset, text):
    phone = handset("sms", "notify")
    talks(phone, STORY, text)
    old, new = phone.conversations
    assert "01632 960100" in phone.last and phone.identity.suspect_since is not None
    assert (old.state, old.close_reason) == ("closed", "wrong_number") and new.contact_id != old.contact_id
    assert [each.body for each in Message.objects.filter(conversation=new, author=CONTACT)] == [text]


@pytest.mark.parametrize("text", SOMEONE_ELSE)
def test_b20_somebody_else_on_the_phone(handset, text):
    phone = handset("sms", "notify")
    talks(phone, STORY, text)
    old, new = phone.conversations
    assert (old.state, old.close_reason) == ("closed", "someone_else")
    assert "We never say who has used it" in phone.last and "grandson" not in phone.last
    assert Event.objects.filter(kind="text.other_person", conversation=old).count() == 1
    assert phone.house.asked == [STORY] and phone.identity.suspect_since is not None
    talks(phone, "what can you do for people")
    assert phone.house.claimed[-1].conversation_id == new.pk and phone.house.claimed[-1].story != {"talk": {"n": 1}}


@pytest.mark.parametrize("text", THEMSELVES)
def test_b20_these_are_carers_themselves(handset, text):
    phone = handset("sms", "notify")
    talks(phone, STORY, text)
    assert len(phone.conversations) == 1 and phone.identity.suspect_since is None


def test_b20_says_the_same_where_nothing_was_there(handset):
    """Whoever asks cannot tell from the answer whether anybody has written."""
    known, new = handset("sms", "notify", "+447700900123"), handset("sms", "notify", "+447700900124")
    talks(known, STORY)
    for phone in (known, new):
        talks(phone, "this is her husband")
    assert known.last == new.last


def test_b20_what_cannot_be_ended_is_fenced_until_a_person_has_it(phone, adviser):
    talks(phone, STORY)
    phone.writes(HURT)
    phone.wait(seconds=60)
    asked = len(phone.house.asked)
    talks(phone, "this is her husband", "what is this about then")
    assert len(phone.conversations) == 1 and len(phone.house.asked) == asked
    assert "We never say who has used it" in phone.last
    phone.writes("I will kill her tonight")
    assert heard_now(phone)
    transitions.take(phone.conversation.pk, adviser)
    transitions.hand_back(phone.conversation.pk)
    talks(phone, "it is me again and I need help with money")
    assert len(phone.house.asked) > asked


def test_b20_with_an_adviser_it_is_theirs_to_judge(phone, adviser):
    talks(phone, STORY)
    transitions.take(phone.conversation.pk, adviser)
    phone.wait(seconds=60)
    before = len(answers(phone))
    talks(phone, "this is her husband")
    assert len(answers(phone)) == before and len(phone.conversations) == 1
    assert Event.objects.filter(kind="text.other_person").count() == 1


def test_after_thirty_days_it_may_be_a_stranger(phone):
    talks(phone, STORY)
    phone.wait(days=31)
    talks(phone, "hello is there any money")
    old, new = phone.conversations
    assert old.pk != new.pk and old.contact_id != new.contact_id
    assert phone.house.claimed[-1].conversation_id == new.pk


def test_idle_and_back_is_the_same_conversation(phone):
    talks(phone, STORY)
    phone.wait(days=4)
    retention.run(phone.house.now)
    assert phone.conversation.state == "closed"
    talks(phone, "hello is there any money")
    assert len(phone.conversations) == 1 and phone.conversation.state == "assistant"
    assert phone.house.claimed[-1].story == {"talk": {"n": 1}}


# Loops and strays -----------------------------------------------------------------------------------------------------


def test_b23_the_sixth_of_the_same_exchange_is_met_with_silence(phone):
    for number in range(9):
        phone.writes(f"Thank you for your message. Your ticket is {number}.")
        phone.wait(seconds=61)
    assert len(answers(phone)) == 5 and Event.objects.filter(kind="text.loop").count() == 1


def test_b23_danger_is_heard_in_a_loop(phone):
    for _ in range(9):
        phone.writes("he is hitting me")
        phone.wait(seconds=61)
    assert kinds(phone).count("danger") == 9


def test_b23_numbers_in_a_long_menu_are_no_loop(phone):
    for number in range(8):
        phone.house.says(f"Question {number}?", choices=MENU)
        talks(phone, "hello there" if number == 0 else "1")
    assert phone.house.asked[1:] == ["child_lives_with_carer=yes"] * 7 and "Question 7?" in phone.last


@pytest.mark.parametrize(
    "text",
    [
        "I'm driving right now",
        "Automatic reply: I am out of the office until Monday",
        "Sorry, I can't talk right now.",
        "This is an automated message, do not reply to this.",
    ],
)
def test_b23_a_phone_that_answers_by_itself(phone, text):
    talks(phone, STORY, text)
    assert len(answers(phone)) == 1 and Event.objects.filter(kind="text.auto_reply").count() == 1


@pytest.mark.parametrize("text", ["driving him to school costs a lot", "she is driving me mad", "my office is closed"])
def test_b23_these_are_people(phone, text):
    talks(phone, STORY, text)
    assert len(answers(phone)) == 2


@pytest.mark.parametrize("sender", ["60777", "GOVUK", "+441632960123", "+33612345678"])
@pytest.mark.parametrize("provider", ["notify", "twilio"])
def test_b23_who_is_no_uk_mobile_is_kept_and_never_answered(handset, provider, sender):
    phone = handset("sms", provider, sender)
    sid = phone.writes(HURT)
    phone.writes(HURT, sid=sid)
    phone.wait(seconds=60)
    stray = InboundReceipt.objects.get()
    assert (stray.status, stray.message) == ("stray", None) and HURT.split()[0] in stray.payload
    assert not Outbox.objects.exists() and not phone.house.phones["sms"].parcels
    event = Event.objects.get(kind="text.stray")
    assert event.data["reason"] == "no_uk_mobile" and event.data["danger"]


def test_what_was_not_meant_for_our_number_is_a_stray(handset, settings):
    phone = handset("sms", "notify")
    settings.KINSHIP_NOTIFY = {**settings.KINSHIP_NOTIFY, "number": "07700900999"}
    phone.writes(STORY)
    phone.wait(seconds=60)
    assert InboundReceipt.objects.get().status == "stray" and not phone.parcels


# With an adviser, and who is who --------------------------------------------------------------------------------------


def test_b24_all_goes_to_the_adviser_and_danger_still_works(phone, adviser):
    talks(phone, STORY)
    transitions.take(phone.conversation.pk, adviser)
    phone.wait(seconds=60)
    before = len(answers(phone))
    talks(phone, "1", "MENU", "hello?", "who is this", "😭")
    assert len(answers(phone)) == before and phone.house.asked == [STORY]
    phone.writes(HURT)
    assert heard_now(phone)


def test_sms_and_whatsapp_from_one_number_are_two_people(handset):
    sms, whatsapp = handset("sms", "twilio"), handset("whatsapp", "twilio")
    talks(sms, STORY)
    talks(whatsapp, "hello there")
    assert sms.identity.pk != whatsapp.identity.pk and sms.identity.contact_id != whatsapp.identity.contact_id
    sms.writes("stop texting me")
    whatsapp.wait(seconds=60)
    assert whatsapp.identity.opted_out_at is None
    assert sms.house.claimed[-1].story != {"talk": {"n": 1}}


def test_somebody_on_whatsapp_without_a_number(handset):
    phone = handset("whatsapp", "twilio", "GB.1234567890123")
    talks(phone, STORY, "who is this", "and what about money")
    assert "An answer." in phone.last and len(phone.conversations) == 1
    phone.writes(HURT)
    assert "999" in phone.last


def test_the_desk_finds_them_by_their_number(phone):
    from hub.conversations.fields import keyed_hash

    talks(phone, STORY)
    assert phone.identity.address_hash == keyed_hash("phone", "+447700900123")


def test_what_the_provider_sent_is_kept_encrypted_for_a_fortnight(phone):
    from datetime import timedelta

    phone.writes(STORY)
    assert InboundReceipt.objects.get().payload
    retention.payloads(phone.house.now + timedelta(days=15), False)
    assert not InboundReceipt.objects.get().payload


def test_no_known_phrase_tells_of_danger_by_itself():
    """The learned net is not asked about these (docs/decisions/0021): then no written phrase may hear danger in them."""
    from hub.conversations.texting import known_phrases, phrases
    from kinship import safety

    who = phrases.part("who")
    known = [*phrases.part("opting")["words"], *phrases.part("loops")["auto_replies"], *who["wrong_number"]]
    known += phrases.filled(who["someone_else_said"], who)
    known += phrases.filled(["this is {whose} {holder}", "its {whose} {person} on her phone"], who)
    assert [each for each in known if not known_phrases.is_known(each)] == []
    assert [each for each in known if safety.by_phrases(each)] == []
