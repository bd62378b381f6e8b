"""A conversation by SMS or WhatsApp at the desk: what came, how it was read, what an adviser must know first, what did not arrive."""

from datetime import timedelta

import pytest

from hub.adviser_desk.text_words import came
from hub.adviser_desk.wording import filled, words
from hub.channels import records, sending
from hub.channels.records import StatusIn
from hub.channels.sending import REFUSED, SendResult
from hub.conversations import advisers, callbacks, transitions
from hub.conversations.models import Conversation, Draft, Event, Message, Outbox
from hub.conversations.texting import how_it_went, loops, may_answer, media, opting, wrong_person
from hub.conversations.texting.may_answer import CannotReach
from hub.conversations.texting.reported import reported
from hub.conversations.transcript import Shown
from kinship.desk_words_schema import DESK
from tests.hub.adviser_desk.at_desk import Desk
from tests.hub.desk.conftest import kinship_team, sam, works
from tests.hub.texting.conftest import handset, house
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["handset", "house", "kinship_team", "plain_static_files", "sam", "works"]
pytestmark = pytest.mark.django_db
NUMBER = "+447700900123"


@pytest.fixture
def desk(sam):
    return Desk(sam)


@pytest.fixture
def talking(handset, kinship_team, sam):
    """A carer on a phone, whom Sam has taken."""

    def make(channel="sms", provider="twilio", number=NUMBER):
        phone = handset(channel, provider, number)
        phone.writes("my grandson lives with me and I need somebody to talk to")
        phone.wait(seconds=10)
        transitions.request_adviser(phone.conversation.pk)
        transitions.take(phone.conversation.pk, sam)
        phone.wait(seconds=1)
        return phone

    return make


def answer(phone, sam, text="Hello, this is Sam.", key="a"):
    return advisers.reply(phone.conversation.pk, sam, text, seen=999, key=key)


def row(page, seq):
    """What stands in one message."""
    return page.html.split(f'id="m{seq}"')[1].split("</li>")[0]


def newest_of_carer(phone):
    return Message.objects.filter(conversation=phone.conversation, author="contact").order_by("-seq").first()


def fails(phone, code, author="adviser"):
    """The provider reports that the newest text did not arrive."""
    sent = Outbox.objects.filter(conversation=phone.conversation, message__author=author).order_by("-pk").first()
    assert reported(StatusIn(phone.channel, "twilio", sent.provider_message_id, "failed", error=code))


class TestWhatCame:
    @pytest.mark.parametrize(
        ("sends", "kind"),
        [
            ("sends_picture", "picture"),
            ("voice_note", "voice"),
            ("sticker", "sticker"),
            ("location", "location"),
            ("contact_card", "contact"),
        ],
    )
    def test_what_is_no_words_is_said_in_words(self, talking, desk, sends, kind):
        phone = talking("whatsapp")
        getattr(phone, sends)()
        page = desk.conversation(phone.conversation.ref)
        said = row(page, newest_of_carer(phone).seq)
        assert words()["text_came"][kind].replace("'", "&#x27;") in said and "Tapped a button" not in said

    def test_words_beside_a_picture_stand_with_it(self, talking, desk):
        phone = talking("whatsapp")
        phone.sends_picture("this is the letter")
        said = row(desk.conversation(phone.conversation.ref), newest_of_carer(phone).seq)
        assert "this is the letter" in said and words()["text_came"]["picture"] in said

    def test_a_text_of_nothing_is_no_empty_row(self, talking, desk):
        phone = talking()
        phone.writes("   ")
        said = row(desk.conversation(phone.conversation.ref), newest_of_carer(phone).seq)
        assert words()["text_came"]["nothing"] in said

    def test_each_kind_of_the_wire_has_its_words(self, db):
        kinds = {getattr(records, name) for name in ("PICTURE", "VOICE", "VIDEO", "DOCUMENT", "LOCATION", "CONTACT")}
        kinds |= {records.STICKER, records.OTHER}
        assert set(words()["text_came"]) == set(DESK["text_came"]) == {*kinds, "nothing"}
        for kind in kinds:
            assert came(Shown(1, "contact", "", None, kind=kind))


class TestAsWhatItWasRead:
    def test_a_number_stands_with_what_it_meant_and_is_no_button(self, handset, kinship_team, sam, desk):
        phone = handset()
        phone.house.says("What is it about?", choices=[{"id": "a", "label": "Money"}, {"id": "b", "label": "School"}])
        phone.writes("I need some help with my grandson")
        phone.wait(seconds=10)
        phone.writes("2")
        transitions.request_adviser(phone.conversation.pk)
        page = desk.conversation(phone.conversation.ref)
        said = row(page, newest_of_carer(phone).seq)
        assert filled("conversation", "read_as", label="School") in said and "Tapped a button" not in said

    def test_a_button_of_whatsapp_is_one(self, handset, kinship_team, desk):
        phone = handset("whatsapp")
        phone.house.says("What is it about?", choices=[{"id": "a", "label": "Money"}, {"id": "b", "label": "School"}])
        phone.writes("I need some help with my grandson")
        phone.wait(seconds=10)
        phone.taps("School")
        transitions.request_adviser(phone.conversation.pk)
        said = row(desk.conversation(phone.conversation.ref), newest_of_carer(phone).seq)
        assert "Tapped a button" in said and "Read as" not in said

    @pytest.mark.parametrize(
        "said, code", [("STOP", "stop"), ("wrong number", "wrong_number"), ("who is this", "asks_who")]
    )
    def test_what_the_hub_did_with_it(self, handset, kinship_team, desk, said, code):
        phone = handset()
        phone.writes("my grandson lives with me")
        phone.wait(seconds=10)
        transitions.request_adviser(phone.conversation.pk)
        phone.writes(said)
        message = Message.objects.filter(author="contact").order_by("-pk").first()
        assert message.choice == f"hub:{code}"
        page = desk.conversation(message.conversation.ref)
        assert words()["text_read"][code] in row(page, message.seq)

    def test_each_code_that_matters_has_its_words(self, db):
        codes = (*opting.CODES, *loops.CODES, *wrong_person.CODES, *media.CODES)
        wanted = {each.removeprefix("hub:") for each in codes} - {"cannot_open"}  # that one is said by what came
        assert wanted <= set(words()["text_read"]) == set(DESK["text_read"])
        told = {"opted_out", "suspect", "fenced", "parted", "loop"} | {"asks_who", "wrong_number", "someone_else"}
        assert set(words()["phone_told"]) == set(DESK["phone_told"]) == told


class TestTheHead:
    @pytest.mark.parametrize(
        ("channel", "number", "said"),
        [
            ("sms", NUMBER, "Text message, number ending 123"),
            ("whatsapp", NUMBER, "WhatsApp, number ending 123"),
            ("whatsapp", "GB.12345678", "WhatsApp, no number known"),
        ],
    )
    def test_how_they_can_be_reached_and_never_the_whole_number(self, talking, desk, channel, number, said):
        phone = talking(channel, number=number)
        page = desk.conversation(phone.conversation.ref)
        assert said in page.text
        assert number not in page.html and "7700900123" not in page.html and "12345678" not in page.html

    def test_the_whole_number_where_a_call_was_asked_for(self, talking, desk, sam):
        phone = talking()
        transitions.hand_back(phone.conversation.pk, sam)
        callbacks.book(phone.conversation.pk, callbacks.CallbackAsked(same_number=True))
        page = desk.conversation(phone.conversation.ref)
        assert NUMBER in page.html.split('id="summary"')[1] and NUMBER not in page.html.split('id="summary"')[0]

    def test_the_whole_number_where_danger_was_heard(self, talking, desk):
        phone = talking()
        phone.writes("my partner is hitting me right now")
        page = desk.conversation(phone.conversation.ref)
        assert NUMBER in page.html.split('id="summary"')[1] and NUMBER not in page.html.split('id="summary"')[0]

    def test_the_web_says_neither(self, desk, kinship_team):
        began = transitions.begin("web", transitions.Inbound(key="w", text="hello"), "exampleshire")
        transitions.request_adviser(began.conversation_id)
        page = desk.conversation(Conversation.objects.get(pk=began.conversation_id).ref)
        assert "Web chat" in page.text and "number" not in page.html.split('id="viewers"')[0].split('id="state"')[1]

    def test_a_machine_that_goes_round_is_told_of(self, handset, kinship_team, desk):
        phone = handset()
        for _ in range(loops.EXCHANGES + 2):
            phone.writes("Your parcel is at the depot number nine today")
            phone.wait(seconds=70)
        assert Event.objects.filter(kind="text.loop").exists()
        transitions.request_adviser(phone.conversation.pk)
        page = desk.conversation(phone.conversation.ref)
        assert "It may be a machine." in page.text

    def test_another_person_may_hold_the_phone(self, handset, kinship_team, desk):
        phone = handset()
        phone.writes("my grandson lives with me")
        phone.wait(seconds=10)
        first = phone.conversation
        Conversation.objects.filter(pk=first.pk).update(team=kinship_team)
        phone.writes("wrong number")
        page = desk.conversation(first.ref)
        assert phone.conversation.pk != first.pk
        assert "Another person may hold this phone now." in page.text
        assert "Closed" in page.text and words()["close_reasons"]["other"] not in page.text

    def test_a_fenced_conversation_says_so_until_somebody_takes_it(self, handset, kinship_team, desk, sam):
        phone = handset()
        phone.writes("my grandson lives with me")
        phone.wait(seconds=10)
        transitions.request_adviser(phone.conversation.pk)
        phone.writes("wrong number")
        page, told = desk.conversation(phone.conversation.ref), words()["phone_told"]
        assert told["fenced"] in page.text and "Another person may hold this phone now." not in page.text
        transitions.take(phone.conversation.pk, sam)
        assert told["fenced"] not in desk.conversation(phone.conversation.ref).text


class TestTheBoxIsClosed:
    def test_after_stop(self, talking, desk, sam):
        phone = talking()
        phone.writes("STOP")
        page = desk.conversation(phone.conversation.ref)
        assert words()["cannot_answer"]["opted_out"] in page.text and "composer" not in page.forms
        assert "They asked for no more texts (" in page.text  # above the messages too

    def test_it_opens_again_after_start(self, talking, desk):
        phone = talking()
        phone.writes("STOP")
        phone.writes("START")
        assert "composer" in desk.conversation(phone.conversation.ref).forms

    @pytest.mark.parametrize("code", may_answer.NO_TEXTS)
    def test_after_a_number_that_gets_no_texts_until_they_write(self, talking, desk, sam, code):
        phone = talking()
        answer(phone, sam)
        phone.wait(seconds=1)
        fails(phone, code)
        page = desk.conversation(phone.conversation.ref)
        assert words()["cannot_answer"][code] in page.text and "composer" not in page.forms
        phone.house.now += timedelta(seconds=5)
        phone.writes("are you there?")
        assert "composer" in desk.conversation(phone.conversation.ref).forms

    def test_not_after_a_phone_that_was_off(self, talking, desk, sam):
        phone = talking()
        answer(phone, sam)
        phone.wait(seconds=1)
        fails(phone, sending.BLOCKED)
        assert "composer" in desk.conversation(phone.conversation.ref).forms

    def test_what_is_sent_all_the_same_is_refused_and_kept(self, talking, desk, sam):
        phone = talking()
        desk.conversation(phone.conversation.ref)
        phone.writes("STOP")
        before = Message.objects.filter(author="adviser").count()
        page = desk.send("composer", text="Are you well?", seen="999")
        assert desk.status == 409 and Message.objects.filter(author="adviser").count() == before
        assert words()["cannot_answer"]["opted_out"] in page.text and "Are you well?" in page.text
        assert Draft.objects.get(user=sam).body == "Are you well?"

    def test_the_ledger_decides_and_nobody_is_taken_by_it(self, handset, kinship_team, sam):
        phone = handset()
        phone.writes("my grandson lives with me")
        phone.wait(seconds=10)
        transitions.request_adviser(phone.conversation.pk)
        phone.writes("wrong number")
        with pytest.raises(CannotReach) as refused:
            answer(phone, sam)
        assert refused.value.reason == "suspect" and phone.conversation.state == "waiting"

    def test_whatsapp_after_24_hours_says_what_will_happen_and_shows_what_waits(self, talking, desk, sam):
        phone = talking("whatsapp")
        assert words()["reply"]["window_over"] not in desk.conversation(phone.conversation.ref).text
        phone.house.now += timedelta(hours=25)
        desk = Desk(sam)
        assert words()["reply"]["window_over"] in desk.conversation(phone.conversation.ref).text
        seq = answer(phone, sam)
        phone.wait(seconds=1)
        assert words()["delivery"]["held"] in row(desk.conversation(phone.conversation.ref), seq)


class TestWhatDidNotArrive:
    def test_it_is_marked_where_they_hold_it_and_the_desk_is_told(self, talking, desk, sam):
        phone = talking()
        seq = answer(phone, sam)
        phone.wait(seconds=1)
        mark = words()["queue"]["not_arrived"]
        assert mark not in desk.open().text
        cursor = desk.page.all("main")[0]["data-cursor"]
        fails(phone, sending.BLOCKED)
        assert mark in desk.open().text
        told = desk.client.post(
            "/desk/live",
            {"after": cursor, "csrfmiddlewaretoken": desk.page.forms["switch"]["fields"]["csrfmiddlewaretoken"]},
        )
        assert told.json()["refs"] == [phone.conversation.ref]
        page = desk.conversation(phone.conversation.ref)
        assert filled("conversation", "not_arrived", seq=seq) in page.text
        assert words()["delivery_reasons"]["blocked"] in row(page, seq)
        answer(phone, sam, "Once more.", key="b")
        phone.wait(seconds=1)
        assert mark not in desk.open().text

    def test_who_has_gone_on_finds_it_in_a_list_of_their_own(self, talking, desk, sam, works):
        phone = talking()
        answer(phone, sam)
        phone.wait(seconds=1)
        advisers.finish(phone.conversation.pk, sam, "answered")
        title = words()["queue"]["yours_not_arrived"]
        assert title not in desk.open().text
        fails(phone, sending.BLOCKED)
        page = desk.open()
        assert title in page.text and phone.conversation.ref in page.text
        assert title not in Desk(works("Alex")).open().text
        phone.wait(days=8)
        assert title not in Desk(sam).open().text

    def test_what_the_assistant_said_is_no_mark(self, talking, desk):
        phone = talking()
        fails(phone, sending.BLOCKED, author="system")
        assert words()["queue"]["not_arrived"] not in desk.open().text

    def test_what_stop_held_back_says_so(self, talking, desk, sam):
        phone = talking()
        phone.house.works = False
        seq = answer(phone, sam)
        phone.writes("STOP")
        said = row(desk.conversation(phone.conversation.ref), seq)
        assert words()["delivery"]["dropped"] in said and words()["delivery_reasons"]["opted_out"] in said

    def test_refused_at_once(self, talking, desk, sam):
        phone = talking()
        phone.house.phones["sms"].script = [SendResult(REFUSED, error=sending.NOT_ALLOWED)]
        seq = answer(phone, sam)
        phone.wait(seconds=1)
        said = row(desk.conversation(phone.conversation.ref), seq)
        assert words()["delivery_reasons"]["not_allowed"] in said

    def test_a_part_that_waits_for_more_is_told(self, handset, kinship_team, desk):
        phone = handset()
        phone.house.says("You can ask the kinship team about it on Monday. " * 20)
        phone.writes("I need some help with my grandson")
        phone.wait(seconds=10)
        transitions.request_adviser(phone.conversation.pk)
        page = desk.conversation(phone.conversation.ref)
        waits = words()["conversation"]["more_waits"]
        assert page.text.count(waits) == 1

    def test_each_code_of_sending_and_each_state_has_its_words(self, db):
        """One more code in hub/channels/sending.py without words fails here."""
        kinds = {sending.ACCEPTED, sending.RETRY, sending.REFUSED, sending.UNKNOWN}
        codes = {each for name, each in vars(sending).items() if name.isupper() and isinstance(each, str)} - kinds
        assert len(codes) > 10 and codes <= set(words()["delivery_reasons"]) == set(how_it_went.CODES)
        states = {each for name, each in vars(Outbox).items() if name.isupper() and isinstance(each, str)}
        assert states - {Outbox.SENDING} == set(words()["delivery"])  # being handed over is said as queued
