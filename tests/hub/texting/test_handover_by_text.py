"""A whole handover by text: the carer on a phone behind the signed doors, the adviser at the real desk, and the clock between them.

What is said in one change is one text, the summary is one line, an adviser's words are texts, and hand back ends in a menu.
"""

from datetime import timedelta

import pytest
from django.test import Client

from hub.conversations import passing_on, waiting_chore
from hub.conversations.models import AuditEntry, Callback, Handover, Message, Note, TextTalk
from hub.conversations.models.message import ADVISER, CONTACT
from hub.conversations.states import ASSISTANT, CALLBACK, CLOSED, WAITING, WITH_ADVISER
from kinship.story import Answer, Story
from tests.hub.adviser_desk import door
from tests.hub.adviser_desk.at_desk import Desk
from tests.hub.desk.conftest import charity, kinship_team, money_team, sam, works
from tests.hub.texting.conftest import ALL
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["charity", "kinship_team", "money_team", "plain_static_files", "sam", "works"]
pytestmark = pytest.mark.django_db
TOPICS = [{"id": "ask_education", "label": "School"}, {"id": "ask_legal_support", "label": "The law"}]
SENTENCE = "You can ask the kinship team about it on Monday. "
CANARY = "CANARY-7731"
ASKS = {"handover": {"reason": "asked_for_person", "urgent": False, "facts": []}}


@pytest.fixture(params=[ALL[0], ALL[2]], ids=["notify", "whatsapp"])
def phone(request, handset):
    """One phone, by SMS and by WhatsApp: who carries the SMS makes no difference to a handover (test_behaviours_* try each)."""
    return handset(*request.param)


@pytest.fixture
def desk(sam):
    """Sam is at the desk, by the clock of the house."""
    desk = Desk(sam)
    desk.open()
    return desk


@pytest.fixture
def carer(phone):
    """They have told who they look after, and the assistant's menu is on their phone."""
    return tells(phone)


@pytest.fixture
def waits(carer, desk):
    """They wait, and one text has told them so."""
    asks(carer, desk)
    return carer


@pytest.fixture
def held(waits, desk):
    """Sam has them."""
    return taken(waits, desk)


def tells(phone):
    story = Story()
    story.add("carer_relationship", Answer("grandparent", 1, "grandson"), 0)
    story.add("child_age", Answer("7", 1, "he is 7"), 0)
    phone.house.says("What do you need?", choices=TOPICS, story=story.as_json())
    phone.writes("my grandson is 7 and lives with me")
    phone.wait(seconds=10)
    return phone


def asks(phone, desk, how="PERSON"):
    desk.open()
    phone.writes(how)
    phone.wait(seconds=31)


def taken(phone, desk):
    desk.open()
    desk.press(f"Take {phone.conversation.ref}")
    phone.wait(seconds=1)
    return phone


def says(phone, desk, text):
    """The adviser answers from a fresh page; the texts it became."""
    before = len(phone.texts)
    desk.conversation(phone.conversation.ref)
    desk.send("composer", text=text)
    phone.wait(seconds=1)
    return phone.texts[before:]


def hears(phone, text):
    """The carer writes, and half a minute goes by; the texts that came of it."""
    before = len(phone.texts)
    phone.writes(text)
    phone.wait(seconds=31)
    return phone.texts[before:]


def labels(phone):
    return [each["label"] for each in phone.menu]


def written(phone):
    """The newest words of the carer's, as they stand in the ledger, and as what they were read."""
    message = Message.objects.filter(conversation=phone.conversation, author=CONTACT).order_by("-seq").first()
    return message.body, message.choice


class TestAskingForAPerson:
    def test_by_the_last_line_of_the_menu(self, carer, desk):
        assert labels(carer)[-1] == "Talk to a person"
        carer.taps("Talk to a person")
        carer.wait(seconds=1)
        assert carer.conversation.state == WAITING

    @pytest.mark.parametrize("how", ["PERSON", "talk to someone", "Real person please"])
    def test_by_a_word_for_it(self, carer, desk, how):
        asks(carer, desk, how)
        assert carer.conversation.state == WAITING and len(carer.house.asked) == 1

    def test_in_words_that_the_assistant_understands(self, carer, desk):
        carer.house.says("All right.", custom=ASKS, story=carer.conversation.story)
        asks(carer, desk, "is there anybody real that I could speak with about school")
        assert carer.conversation.state == WAITING and carer.last.startswith("All right.")

    def test_one_text_says_where_they_stand_and_what_is_passed_on(self, carer, desk):
        before = len(carer.texts)
        asks(carer, desk)
        assert len(carer.texts) == before + 1
        assert "I have asked an adviser to join." in carer.last and "You are next." in carer.last
        assert "I'll pass on: " in carer.last and "Reply YES or tell me what's wrong." in carer.last
        assert "7" in carer.last.split("I'll pass on: ")[1]
        assert labels(carer) == ["Back to assistant", "Ask for a call back"]

    def test_who_stands_behind_another_is_told_so(self, waits, desk, handset):
        other = tells(handset(waits.channel, waits.provider, "+447700900124"))
        asks(other, desk)
        assert "1 person is in front of you." in other.last

    def test_the_wait_is_not_told_again_without_news_and_then_seldom(self, waits, desk):
        before = len(waits.texts)
        for _ in range(10):
            desk.open()
            waiting_chore.run(waits.house.now)
            waits.wait(seconds=30)
        assert len(waits.texts) == before

    def test_asking_again_says_where_they_stand_but_not_at_once(self, waits, desk):
        assert hears(waits, "PERSON") == []
        waits.wait(seconds=100)
        desk.open()
        (said,) = hears(waits, "PERSON")
        assert said.startswith("You are still in the line.\nYou are next.") and waits.conversation.state == WAITING

    def test_a_smile_meanwhile_is_no_question(self, waits):
        assert hears(waits, "\U0001f642") == [] and written(waits)[0] == "\U0001f642"


class TestWhatIsPassedOn:
    @pytest.mark.parametrize("yes", ["YES", "yes thats right", "Yep", "ok", "\U0001f44d"])
    def test_yes(self, waits, yes):
        assert hears(waits, yes) == ["Thank you. The person will see it like this."]
        assert AuditEntry.objects.filter(action="summary_right").count() == 1

    def test_no_then_what_is_wrong(self, waits, desk):
        assert hears(waits, "NO") == ["Please write what is wrong. The person will read it."]
        assert hears(waits, "he is 8 now") == ["Thank you. I kept that for the person."]
        assert hears(waits, "and his name is Ben") == []
        page = desk.conversation(waits.conversation.ref)
        assert "The carer said that something is wrong" in page.text and "he is 8 now" in page.text

    def test_what_is_wrong_at_once(self, waits, desk):
        assert hears(waits, "hes 8 not 7") == ["Thank you. I kept that for the person."]
        assert waits.conversation.state == WAITING and written(waits) == ("hes 8 not 7", "")
        assert "The carer answered it in their own words" in desk.conversation(waits.conversation.ref).text

    def test_a_number_is_a_line_of_the_menu_below(self, waits):
        waits.writes("1")
        waits.wait(seconds=1)
        assert waits.conversation.state == ASSISTANT and "You are not waiting any more." in waits.last

    def test_a_call_is_offered_there_too(self, waits):
        waits.writes("2")
        waits.wait(seconds=1)
        assert "Shall we call you on this number?" in waits.last and waits.conversation.state == WAITING


class TestAtTheDesk:
    def test_through_the_door_to_the_facts_the_words_and_the_channel(self, carer, works):
        alex = works("Alex")
        alex.set_password(door.PASSWORD)
        alex.save()
        secret = door.set_up_app(alex)
        came = door.Desk(Client(enforce_csrf_checks=True), "/desk/login/")
        came.post("/desk/login/", username="alex", password=door.PASSWORD)
        page = came.post("/desk/second-factor/code/", code=door.app_code(secret))
        assert "Queue" in page.title
        carer.writes("PERSON")
        carer.wait(seconds=1)
        page = came.open(f"/desk/c/{carer.conversation.ref}/")
        named = "WhatsApp" if carer.channel == "whatsapp" else "Text message"
        assert f"{named}, number ending 123" in page.text and carer.number not in page.html
        assert "my grandson is 7 and lives with me" in page.text and "Grandparent" in page.text

    def test_the_choices_stand_there_as_they_were_on_the_phone(self, waits, desk):
        page = desk.conversation(waits.conversation.ref)
        assert "Choices shown:" in page.text and "<li>Back to assistant</li>" in page.html

    def test_taking_it_says_who_has_come_and_that_it_is_a_person(self, held):
        assert held.conversation.state == WITH_ADVISER
        assert held.last == "Sam has joined. Sam is a person and can read this chat."

    def test_an_answer_takes_it_and_who_has_come_stands_in_the_same_text(self, waits, desk):
        (said,) = says(waits, desk, "Hello, this is Sam. How is he?")
        assert said.startswith("Sam has joined.") and said.endswith("\n\nHello, this is Sam. How is he?")

    def test_a_long_answer_is_numbered_texts_by_sms_and_one_message_on_whatsapp(self, held, desk):
        long = SENTENCE * 12
        got = says(held, desk, long)
        if held.channel == "whatsapp":
            assert got == [long.strip()]
        else:
            assert [each[:6] for each in got] == ["(1/2) ", "(2/2) "]
            assert " ".join(each[6:] for each in got) == long.strip()
        assert all("Reply" not in each for each in got)

    def test_the_same_form_sent_twice_is_one_text(self, held, desk):
        desk.conversation(held.conversation.ref)
        told = desk.page.forms["composer"]
        for _ in range(2):
            desk.post(told["action"], **{**told["fields"], "text": "Only once."})
        held.wait(seconds=1)
        assert held.texts.count("Only once.") == 1

    def test_what_is_answered_to_a_page_that_is_old_is_not_sent(self, held, desk):
        desk.conversation(held.conversation.ref)
        held.writes("he is with his dad now")
        desk.send("composer", text="Is he with you?")
        held.wait(seconds=1)
        assert desk.status == 409 and "Is he with you?" not in held.texts
        assert "he is with his dad now" in desk.page.text

    def test_notes_never_leave(self, held, desk):
        desk.conversation(held.conversation.ref)
        desk.send("note", text=f"Her brother rang: {CANARY}")
        assert Note.objects.count() == 1 and CANARY in desk.conversation(held.conversation.ref).html
        says(held, desk, "Thank you for waiting.")
        hears(held, "AGAIN")
        desk.conversation(held.conversation.ref)
        desk.send("hand-back")
        held.wait(seconds=1)
        hears(held, "AGAIN")
        hears(held, "MORE")
        everything = [*held.house.phones["sms"].parcels, *held.house.phones["whatsapp"].parcels]
        assert everything and not [each for each in everything if CANARY in repr(each)]
        talk = TextTalk.objects.get(conversation=held.conversation)
        assert CANARY not in repr([talk.pages, talk.notes]) and CANARY not in repr(held.house.claimed)


class TestWhileAnAdviserHasIt:
    @pytest.mark.parametrize("text", ["1", "2", "yes", "MENU", "PERSON", "call me", "wrong number", "School"])
    def test_what_they_write_is_for_the_adviser(self, held, desk, text):
        asked = len(held.house.asked)
        assert hears(held, text) == [] and written(held) == (text, "")
        assert held.conversation.state == WITH_ADVISER and len(held.house.asked) == asked
        assert AuditEntry.objects.filter(action__startswith="summary_").count() == 0

    def test_a_tap_on_an_older_button_is_for_the_adviser_too(self, handset, desk):
        phone = tells(handset("whatsapp", "twilio"))
        asks(phone, desk)
        old = phone.menu[0]
        taken(phone, desk)
        phone.taps_id(f"{old['id']}", old["label"])
        phone.wait(seconds=31)
        assert phone.conversation.state == WITH_ADVISER and written(phone) == (old["label"], "")

    def test_a_photo_is_a_row_and_they_are_told_once_without_being_sent_to_a_person(self, handset, desk):
        phone = tells(handset("whatsapp", "twilio"))
        asks(phone, desk)
        taken(phone, desk)
        before = len(phone.texts)
        phone.sends_picture()
        phone.sends_picture("the letter")
        phone.wait(seconds=1)
        assert phone.texts[before:] == ["We can't open that here. Please tell us in words."]
        page = desk.conversation(phone.conversation.ref)
        assert page.text.count("Sent a picture.") == 2 and "the letter" in page.text

    def test_stop_ends_the_texts_and_the_desk_is_told(self, held, desk):
        desk.conversation(held.conversation.ref)
        held.writes("STOP")
        held.wait(seconds=1)
        before = len(held.texts)
        assert held.conversation.state == WITH_ADVISER
        desk.send("composer", text="Are you well?", seen="999")
        held.wait(seconds=31)
        assert desk.status == 409 and len(held.texts) == before
        page = desk.conversation(held.conversation.ref)
        assert "They asked for no more texts" in page.text and "composer" not in page.forms
        assert "They asked for no more texts. None can be sent." in desk.open().text
        held.writes("START")
        assert says(held, desk, "Are you well?") == ["Are you well?"]

    def test_danger_is_answered_at_once_and_the_adviser_keeps_it(self, held, desk):
        before = len(held.texts)
        held.writes("his dad is here and he is hitting us")
        held.wait(seconds=1)
        said = held.texts[before:]
        assert (
            "999" in said[0]
            and not any(each.menu for each in held.parcels[before:])
            and held.conversation.state == WITH_ADVISER
            and held.conversation.priority == 0
        )
        page = desk.conversation(held.conversation.ref)
        assert "his dad is here and he is hitting us" in page.text
        assert says(held, desk, "I am calling the police now.") == ["I am calling the police now."]

    def test_the_adviser_is_lost_and_one_text_says_so_with_where_they_stand(self, held, desk, works):
        colleague = Desk(works("Alex"))
        says(held, desk, "How old is he?")
        held.house.now += timedelta(minutes=6)
        colleague.open()
        before = len(held.texts)
        held.writes("7")
        for _ in range(6):
            passing_on.give_back_lost(held.house.now)
            waiting_chore.run(held.house.now)
            held.wait(seconds=10)
            colleague.open()
        (said,) = held.texts[before:]
        assert said.startswith("We are finding another adviser. You do not need to repeat anything.\nYou are next.")
        assert held.conversation.state == WAITING and written(held) == ("7", "")
        taken(held, colleague)
        assert held.last == "Alex has joined. Alex is a person and can read this chat."

    def test_a_yes_or_a_number_meant_for_them_is_none_to_what_was_before_them(self, held, desk, works):
        says(held, desk, "Does he live with you?")
        held.house.now += timedelta(minutes=6)
        Desk(works("Alex")).open()
        held.house.works = False  # the text that says so has not left yet
        held.writes("hm")
        passing_on.give_back_lost(held.house.now)
        for text in ("yes", "1"):
            held.writes(text)
            assert written(held) == (text, "") and held.conversation.state == WAITING
        held.house.works = True
        assert AuditEntry.objects.filter(action="summary_right").count() == 0


class TestPassingOn:
    def give(self, phone, desk, **to):
        desk.conversation(phone.conversation.ref)
        before = len(phone.texts)
        desk.send("transfer", reason="knows_more", **to)
        phone.wait(seconds=1)
        return phone.texts[before:]

    def test_to_another_team_in_one_text(self, held, desk, money_team, works):
        other = Desk(works("Mo", money_team))
        other.open()
        (said,) = self.give(held, desk, to="team:money")
        assert said.startswith("Your chat was passed on to Money team.") and "You are next." in said
        waiting_chore.run(held.house.now)
        held.wait(seconds=1)
        assert held.last == said
        taken(held, other)
        assert held.last.startswith("Mo has joined.") and says(held, other, "Hello from Mo.") == ["Hello from Mo."]

    def test_to_another_organisation_only_with_their_consent(self, held, desk, charity, works):
        assert self.give(held, desk, to="team:charity") == [] and held.conversation.state == WITH_ADVISER
        (said,) = self.give(held, desk, to="team:charity", consent="yes")
        assert "Family charity" in said

    def test_back_to_the_queue(self, held, desk, works):
        Desk(works("Alex")).open()
        desk.conversation(held.conversation.ref)
        desk.send("return", reason="cannot_go_on")
        held.wait(seconds=1)
        assert held.last.startswith("Sam cannot go on just now.") and "You are next." in held.last
        assert labels(held) == ["Back to assistant", "Ask for a call back"]


class TestTheEndOfIt:
    def handed_back(self, phone, desk):
        desk.conversation(phone.conversation.ref)
        before = len(phone.texts)
        desk.send("hand-back")
        phone.wait(seconds=1)
        return phone.texts[before:]

    def test_hand_back_is_a_text_with_a_menu_whose_numbers_work(self, held, desk):
        says(held, desk, "All the best.")
        (said,) = self.handed_back(held, desk)
        assert said.startswith("Sam has left. You are back with the automated chat.")
        assert labels(held) == ["See the choices", "Talk to a person"]
        held.writes("1")
        held.wait(seconds=1)
        assert held.house.asked[-1] == "ask_what_help" and labels(held)[:2] == ["School", "The law"]
        held.writes("1")
        held.wait(seconds=1)
        assert held.house.asked[-1] == "ask_education"

    def test_its_last_line_is_a_person_again(self, held, desk):
        self.handed_back(held, desk)
        desk.open()
        held.writes("2")
        held.wait(seconds=1)
        assert held.conversation.state == WAITING and "You are next." in held.last
        assert Handover.objects.filter(conversation=held.conversation).count() == 2

    def test_what_the_adviser_did_not_answer_is_the_assistants(self, held, desk):
        hears(held, "what about school dinners")
        held.house.says("About school meals.", choices=TOPICS)
        self.handed_back(held, desk)
        held.wait(seconds=31)
        assert held.house.asked[-1] == "what about school dinners" and "About school meals." in held.last

    def test_closing_is_said_and_writing_opens_it_again(self, held, desk):
        says(held, desk, "All the best.")
        desk.conversation(held.conversation.ref)
        desk.send("close", outcome="answered")
        held.wait(seconds=1)
        assert held.conversation.state == CLOSED and held.last.startswith("Sam has ended this chat.")
        hears(held, "sorry one more thing about school")
        assert len(held.conversations) == 1 and held.conversation.state in (ASSISTANT, WAITING)

    def test_a_call_is_booked_by_numbers_and_stands_on_the_board(self, waits, desk):
        waits.writes("2")
        for reply in ("1", "2", "2", "1"):
            waits.wait(seconds=1)
            waits.writes(reply)
        waits.wait(seconds=1)
        booked = Callback.objects.get(conversation=waits.conversation)
        assert booked.state == Callback.REQUESTED and waits.conversation.state == CALLBACK
        assert waits.number not in desk.open("/desk/callbacks/").html and waits.conversation.ref in desk.page.text
        desk.post(f"/desk/callbacks/{booked.pk}/own")
        assert f"tel:{waits.number}" in desk.open("/desk/callbacks/").html

    def test_an_adviser_answers_who_waits_for_a_call(self, waits, desk):
        waits.writes("2")
        for reply in ("1", "2", "2", "1"):
            waits.wait(seconds=1)
            waits.writes(reply)
        waits.wait(seconds=1)
        (said,) = says(waits, desk, "I can help you here now.")
        assert said.startswith("Sam has joined.") and said.endswith("\n\nI can help you here now.")


class TestNobodyThere:
    def test_one_text_says_whom_to_call_and_the_chat_goes_on(self, carer, sam):
        before = len(carer.texts)
        carer.writes("PERSON")
        carer.wait(seconds=31)
        (said,) = carer.texts[before:]
        assert "No adviser is free to come just now." in said and "01632 960100" in said and "999" in said
        assert carer.conversation.state == ASSISTANT and Handover.objects.count() == 1
        assert "Ask for a call back" in labels(carer)

    def test_so_it_is_out_of_hours(self, carer, desk):
        carer.house.now = carer.house.now.replace(hour=21)
        desk.open()
        (said,) = hears(carer, "PERSON")
        assert "The advisers are not here just now." in said and "01632 960101" in said
        assert "They are back on" in said

    def test_who_waits_when_the_last_adviser_leaves_is_told_whom_to_call(self, waits, desk):
        waits.house.now += timedelta(minutes=5)
        before = len(waits.texts)
        waiting_chore.run(waits.house.now)
        waits.wait(seconds=1)
        (said,) = waits.texts[before:]
        assert "01632 960100" in said and waits.conversation.state == WAITING


def test_a_whole_handover_leaves_a_story_that_can_be_read(held, desk, sam):
    hears(held, "he is 8 not 7")
    says(held, desk, "Thank you. I have put that right.")
    desk.conversation(held.conversation.ref)
    desk.send("hand-back")
    held.wait(seconds=1)
    authors = list(
        Message.objects.filter(conversation=held.conversation).order_by("seq").values_list("author", flat=True)
    )
    assert authors.count(ADVISER) == 1 and Handover.objects.get().outcome == "back_to_assistant"
    assert len(held.house.asked) == 1  # the assistant heard nothing of what was said to Sam
    assert sorted(Handover.objects.values_list("accepted_by", flat=True)) == [sam.pk]
