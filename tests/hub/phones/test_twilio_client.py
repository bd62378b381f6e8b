"""Twilio's official client against the simulator: sending, listing, looking up, refusals, menus and the 24 hours."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

CARER = "+447700900142"
STATUS = "/webhooks/twilio/status?r=out-7"
REPLY_2 = {
    "friendly_name": "reply_2",
    "language": "en",
    "variables": {"1": "?", "2": "a", "3": "x", "4": "b", "5": "y"},
    "types": {
        "twilio/quick-reply": {
            "body": "{{1}}",
            "actions": [
                {"type": "QUICK_REPLY", "title": "{{2}}", "id": "{{3}}"},
                {"type": "QUICK_REPLY", "title": "{{4}}", "id": "{{5}}"},
            ],
        }
    },
}
LIST_1 = {
    "friendly_name": "list_1",
    "language": "en",
    "variables": {},
    "types": {
        "twilio/list-picker": {
            "body": "{{1}}",
            "button": "See the choices",
            "items": [{"item": "{{2}}", "id": "{{3}}"}],
        }
    },
}
WINDOW = {
    "friendly_name": "window",
    "language": "en",
    "types": {"twilio/text": {"body": "There is a message for you."}},
}
WORDS = json.dumps({"1": "Is that so?", "2": "Yes", "3": "m:7:1", "4": "No", "5": "m:7:2"})


def made(phones, content):
    return phones.twilio.content.v1.contents.create(ContentList.ContentCreateRequest(content)).sid


def test_a_text_is_sent_shown_and_reported(by_twilio):
    sent = by_twilio.sms("1 Yes\n2 No", status_callback=by_twilio.hub.url + STATUS)
    assert (sent.status, sent.num_segments, sent.error_code) == ("queued", "1", None)
    by_twilio.settle()
    assert by_twilio.twilio.messages(sent.sid).fetch().status == "delivered"
    (shown,) = by_twilio.handset()["messages"]
    assert (shown["body"], shown["status"], shown["segments"]) == ("1 Yes\n2 No", "delivered", 1)
    assert by_twilio.hub.told("MessageStatus") == ["queued", "sent", "delivered"]
    assert [(path, good) for path, _, good in by_twilio.hub.calls] == [(STATUS, True)] * 3


def test_statuses_come_shuffled_and_twice_and_the_list_still_tells_the_truth(by_twilio):
    by_twilio.control(shuffled=True, doubled=True)
    sent = by_twilio.sms(status_callback=by_twilio.hub.url + STATUS)
    by_twilio.settle()
    told = by_twilio.hub.told("MessageStatus")
    in_order = ["queued", "queued", "sent", "sent", "delivered", "delivered"]
    assert sorted(told) == sorted(in_order) and told != in_order
    assert by_twilio.twilio.messages(sent.sid).fetch().status == "delivered"


def test_no_call_goes_to_an_address_that_is_not_the_hubs(by_twilio):
    by_twilio.sms(status_callback="http://198.51.100.7/webhooks/twilio/status")
    events = [event["what"] for event in by_twilio.settle()["events"]]
    assert by_twilio.hub.calls == []
    assert any("nothing leaves this machine" in what for what in events)


@pytest.mark.parametrize(
    "said, code",
    [
        ({"body": "x" * 1601}, 21617),
        ({"body": "x", "to": "+33612345678"}, 21408),
        ({"body": "x", "to": "0123"}, 21211),
        ({"body": ""}, 21602),
    ],
)
def test_what_twilio_refuses(by_twilio, said, code):
    with pytest.raises(TwilioRestException) as refused:
        by_twilio.sms(**said)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert by_twilio.handset()["messages"] == []


def test_wrong_credentials_are_refused(by_twilio):
    by_twilio.twilio.auth = (by_twilio.lines.account, "not the token")
    with pytest.raises(TwilioRestException) as refused:
        by_twilio.sms()
    assert (refused.value.status, refused.value.code) == (401, 20003)


@pytest.mark.parametrize("mode, status, code", [("429", 429, 20429), ("500", 500, 20500), ("refuse:21610", 400, 21610)])
def test_a_send_that_is_refused_once_goes_the_next_time(by_twilio, mode, status, code):
    by_twilio.control(next_sends=[mode])
    with pytest.raises(TwilioRestException) as refused:
        by_twilio.sms()
    assert (refused.value.status, refused.value.code) == (status, code)
    assert by_twilio.sms().status == "queued"


def test_a_text_that_fails_later_says_why(by_twilio):
    by_twilio.control(next_sends=["fail:30005"])
    sent = by_twilio.sms(status_callback=by_twilio.hub.url + STATUS)
    by_twilio.settle()
    assert by_twilio.hub.told("MessageStatus") == ["queued", "sent", "undelivered"]
    assert by_twilio.hub.told("ErrorCode") == [None, None, "30005"]
    assert by_twilio.twilio.messages(sent.sid).fetch().error_code == 30005
    assert by_twilio.handset()["messages"] == []


def test_a_send_whose_answer_never_came_is_found_in_the_list(by_twilio):
    by_twilio.control(next_sends=["timeout"], hang=0.2)
    before = datetime.now(UTC).replace(microsecond=0)
    with pytest.raises(requests.RequestException):
        by_twilio.sms("Are you there?")
    listed = by_twilio.twilio.messages.list(to=CARER, from_=by_twilio.lines.sms_number, date_sent_after=before)
    assert [each.body for each in listed] == ["Are you there?"]


def test_the_list_is_by_number_and_time_and_has_pages(by_twilio):
    for n in range(5):
        by_twilio.sms(f"to the carer {n}")
    by_twilio.sms("to another", to="+447700900143")
    by_twilio.write(text="from the carer")
    now, messages = datetime.now(UTC), by_twilio.twilio.messages
    assert [each.body for each in messages.list(to=CARER, page_size=2)] == [
        f"to the carer {n}" for n in (4, 3, 2, 1, 0)
    ]
    (came,) = messages.list(to=by_twilio.lines.sms_number, date_sent_after=now - timedelta(minutes=1))
    assert (came.body, came.direction, came.from_) == ("from the carer", "inbound", CARER)
    assert messages.list(to=CARER, date_sent_after=now + timedelta(minutes=1)) == []
    assert len(messages.list(to=CARER, date_sent=now.date())) == 5


def test_words_can_be_redacted_and_deleted(by_twilio):
    kept, gone = by_twilio.sms("one"), by_twilio.sms("two")
    by_twilio.twilio.messages(kept.sid).update(body="")
    assert by_twilio.twilio.messages(kept.sid).fetch().body == ""
    assert by_twilio.twilio.messages(gone.sid).delete()
    with pytest.raises(TwilioRestException) as missing:
        by_twilio.twilio.messages(gone.sid).fetch()
    assert missing.value.status == 404


def test_a_menu_is_shown_with_its_words_and_a_tap_brings_its_id_back(by_twilio):
    sid = made(by_twilio, REPLY_2)
    by_twilio.write("07700900853", channel="whatsapp", text="hi")
    sent = by_twilio.whatsapp(content_sid=sid, content_variables=WORDS)
    by_twilio.settle()
    (_, shown) = by_twilio.handset("07700900853", "whatsapp")["messages"]
    assert (shown["body"], shown["status"]) == ("Is that so?", "read")
    assert shown["buttons"] == [{"id": "m:7:1", "title": "Yes"}, {"id": "m:7:2", "title": "No"}]
    assert by_twilio.twilio.messages(sent.sid).fetch().body == "Is that so?"
    by_twilio.write("07700900853", channel="whatsapp", tap={"message": sent.sid, "id": "m:7:2"})
    by_twilio.settle()
    path, told, good = by_twilio.hub.calls[-1]
    assert (path, good) == ("/webhooks/twilio/message", True)
    assert (told["Body"], told["ButtonText"], told["ButtonPayload"]) == ("No", "No", "m:7:2")
    assert told["OriginalRepliedMessageSid"] == sent.sid


def test_a_line_of_a_list_comes_back_under_the_names_of_a_list(by_twilio):
    sid = made(by_twilio, LIST_1)
    by_twilio.write("07700900853", channel="whatsapp", text="hi")
    words = json.dumps({"1": "Which?", "2": "Money", "3": "m:8:1"})
    sent = by_twilio.whatsapp(content_sid=sid, content_variables=words)
    by_twilio.write("07700900853", channel="whatsapp", tap={"message": sent.sid, "id": "m:8:1"})
    by_twilio.settle()
    told = by_twilio.hub.calls[-1][1]
    assert (told["ListId"], told["ListTitle"], "ButtonPayload" in told) == ("m:8:1", "Money", False)


@pytest.mark.parametrize("variables, code", [("{", 21656), ("{}", 21656), ("[1]", 21656)])
def test_a_menu_without_its_words_is_refused(by_twilio, variables, code):
    sid = made(by_twilio, LIST_1)
    by_twilio.write("07700900853", channel="whatsapp", text="hi")
    with pytest.raises(TwilioRestException) as refused:
        by_twilio.whatsapp(content_sid=sid, content_variables=variables)
    assert refused.value.code == code


def test_an_unknown_menu_is_refused(by_twilio):
    by_twilio.write("07700900853", channel="whatsapp", text="hi")
    with pytest.raises(TwilioRestException) as refused:
        by_twilio.whatsapp(content_sid="HX" + "0" * 32)
    assert refused.value.code == 21655


@pytest.mark.parametrize("label", ["x" * 21, "Yes", " "], ids=["too long", "twice the same", "no words"])
def test_a_menu_that_whatsapp_would_not_take_fails(by_twilio, label):
    sid = made(by_twilio, REPLY_2)
    by_twilio.write("07700900853", channel="whatsapp", text="hi")
    words = json.dumps({"1": "?", "2": "Yes", "3": "m:7:1", "4": label, "5": "m:7:2"})
    sent = by_twilio.whatsapp(content_sid=sid, content_variables=words, status_callback=by_twilio.hub.url + STATUS)
    by_twilio.settle()
    assert by_twilio.twilio.messages(sent.sid).fetch().error_code == 63005


class TestTheWindow:
    def test_after_a_day_a_message_fails_in_the_callback(self, by_twilio):
        by_twilio.write("07700900853", channel="whatsapp", text="hi")
        by_twilio.control(a_day_passes=True)
        sent = by_twilio.whatsapp(body="An answer", status_callback=by_twilio.hub.url + STATUS)
        by_twilio.settle()
        assert by_twilio.hub.told("MessageStatus")[-1] == "failed"
        assert by_twilio.hub.told("ErrorCode")[-1] == "63016"
        assert by_twilio.twilio.messages(sent.sid).fetch().status == "failed"
        assert [each["body"] for each in by_twilio.handset("07700900853", "whatsapp")["messages"]] == ["hi"]

    def test_or_at_once_when_that_is_asked_for(self, by_twilio):
        by_twilio.control(window_at="create")
        with pytest.raises(TwilioRestException) as refused:
            by_twilio.whatsapp(body="An answer")
        assert refused.value.code == 63016

    def test_the_approved_template_goes_all_the_same_and_any_word_opens_it_again(self, by_twilio):
        sid = made(by_twilio, WINDOW)
        asked = ApprovalCreateList.ContentApprovalRequest({"name": "window", "category": "UTILITY"})
        assert by_twilio.twilio.content.v1.contents(sid).approval_create.create(asked).status == "approved"
        by_twilio.control(window_at="create")
        assert by_twilio.whatsapp(content_sid=sid).status == "queued"
        by_twilio.write("07700900853", channel="whatsapp", text="OK")
        assert by_twilio.whatsapp(body="An answer").status == "queued"

    def test_somebody_without_a_number_is_written_to_by_their_id(self, by_twilio):
        by_twilio.write("GB.1234", channel="whatsapp", text="hi")
        by_twilio.settle()
        assert by_twilio.hub.told("From") == ["whatsapp:GB.1234"]
        by_twilio.whatsapp(to="GB.1234", body="Hello")
        by_twilio.settle()
        assert [each["body"] for each in by_twilio.handset("GB.1234", "whatsapp")["messages"]] == ["hi", "Hello"]
