"""What the hub is told, and what becomes of it when the line is bad."""

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException


def bodies(phones):
    return [told.get("Body", told.get("message")) for _, told, _ in phones.hub.calls]


def test_a_text_through_notify_bears_the_token(by_notify):
    (text_id,) = by_notify.write(text="hi 😭")
    by_notify.settle()
    ((path, told, good),) = by_notify.hub.calls
    assert (path, good) == ("/webhooks/notify/received-text", True)
    assert told["id"] == text_id
    assert (told["source_number"], told["destination_number"]) == ("447700900142", "07700900800")
    assert told["message"] == "hi 😭"


def test_a_text_through_twilio_is_signed_as_twilio_signs(by_twilio):
    (text_id,) = by_twilio.write(text="it's £5 & 100% true?\n+ more")
    by_twilio.settle()
    ((path, told, good),) = by_twilio.hub.calls
    assert (path, good) == ("/webhooks/twilio/message", True)
    assert (told["MessageSid"], told["AccountSid"]) == (text_id, by_twilio.lines.account)
    assert (told["From"], told["To"]) == ("+447700900142", by_twilio.lines.sms_number)
    assert told["Body"] == "it's £5 & 100% true?\n+ more"
    assert told["FromCity"] == ""  # blank values are part of what is signed


@pytest.mark.parametrize(
    "kind, message_type, media",
    [
        ("photo", "image", "image/jpeg"),
        ("voice", "audio", "audio/ogg"),
        ("sticker", "sticker", "image/webp"),
        ("contact", "contacts", "text/vcard"),
        ("location", "location", None),
    ],
)
def test_what_is_no_text_comes_with_an_empty_body(by_notify, kind, message_type, media):
    by_notify.write("07700900853", channel="whatsapp", kind=kind)
    by_notify.settle()
    ((_, told, good),) = by_notify.hub.calls
    assert (told["Body"], told["MessageType"], told.get("MediaContentType0"), good) == ("", message_type, media, True)
    assert ("Latitude" in told) == (kind == "location")


def test_a_name_and_a_short_code_come_as_they_are(by_notify):
    by_notify.write("GOVUK", text="Your code is 1")
    by_notify.write("60006", text="Win now")
    by_notify.settle()
    assert sorted(by_notify.hub.told("source_number")) == ["60006", "GOVUK"]


def test_twice_is_the_same_id_twice(by_notify):
    by_notify.control(twice=True)
    by_notify.write(text="hi")
    by_notify.settle()
    first, second = by_notify.hub.told("id")
    assert first == second


def test_out_of_order_the_newer_goes_first(by_notify):
    by_notify.control(out_of_order=True)
    by_notify.write(text="one")
    by_notify.write(text="two")
    by_notify.wait_for_calls(2)
    assert bodies(by_notify) == ["two", "one"]


def test_a_held_message_goes_by_itself_when_no_other_comes(by_notify):
    by_notify.control(out_of_order=True, hold=0)
    by_notify.write(text="one")
    by_notify.settle()
    assert bodies(by_notify) == ["one"]


def test_a_long_text_comes_in_parts_the_last_one_first(by_notify):
    by_notify.control(split=True)
    story = "".join(f"{n:03d}. " for n in range(80))
    ids = by_notify.write(text=story)
    by_notify.settle()
    assert len(set(ids)) == len(ids) == 3
    assert "".join(reversed(bodies(by_notify))) == story


class TestWhenTheHubDoesNotTakeIt:
    @pytest.mark.parametrize("answers, calls", [([503], 2), ([429, 500], 3), ([503] * 9, 6)])
    def test_notify_tries_again_after_a_fault_of_the_hub_up_to_five_times(self, by_notify, answers, calls):
        by_notify.hub.answers.extend(answers)
        by_notify.write(text="hi")
        by_notify.settle()
        assert len(by_notify.hub.calls) == calls
        assert len(set(by_notify.hub.told("id"))) == 1

    @pytest.mark.parametrize("status", [400, 403, 404, 413])
    def test_notify_drops_what_is_refused(self, by_notify, status):
        by_notify.hub.answers.append(status)
        by_notify.write(text="hi")
        by_notify.settle()
        assert len(by_notify.hub.calls) == 1
        (shown,) = by_notify.handset()["messages"]
        assert shown["heard"] == f"the hub did not take it ({status})"

    def test_twilio_tries_again_at_once_with_the_same_id(self, by_twilio):
        by_twilio.hub.answers.append(503)
        by_twilio.write(text="hi")
        by_twilio.settle()
        first, second = by_twilio.hub.told("MessageSid")
        assert first == second


@pytest.mark.parametrize("phones", ["by_notify", "by_twilio"])
def test_what_comes_while_there_are_no_calls_is_only_in_the_list(phones, request):
    phones = request.getfixturevalue(phones)
    phones.control(calls_down_for=60)
    phones.write(text="anyone there?")
    phones.settle()
    phones.control(calls_down_for=0)
    assert phones.hub.calls == []
    if phones.lines.sms == "notify":
        listed = [each["content"] for each in phones.notify.get_received_texts()["received_text_messages"]]
    else:
        listed = [each.body for each in phones.twilio.messages.list(to=phones.lines.sms_number)]
    assert listed == ["anyone there?"]


class TestStop:
    @pytest.mark.parametrize(
        "mode, word, type_told, answered",
        [
            ("advanced", "Stop", "STOP", True),
            ("advanced", "HELP", "HELP", True),
            ("advanced", "cancel", None, False),
            ("advanced", "stop please", None, False),
            ("default", "cancel", None, True),
            ("default", "STOP", None, True),
            ("off", "STOP", None, False),
        ],
    )
    def test_what_twilio_does_with_a_word_by_itself(self, by_twilio, mode, word, type_told, answered):
        by_twilio.control(opt_out=mode)
        by_twilio.write(text=word)
        by_twilio.settle()
        assert by_twilio.hub.told("OptOutType") == [type_told]
        assert bodies(by_twilio) == [word]
        by_provider = [each for each in by_twilio.handset()["messages"] if each["by_provider"]]
        assert bool(by_provider) == answered

    def test_after_stop_sends_are_refused_until_start(self, by_twilio):
        by_twilio.write(text="STOP")
        with pytest.raises(TwilioRestException) as refused:
            by_twilio.sms()
        assert (refused.value.status, refused.value.code) == (400, 21610)
        by_twilio.sms(to="+447700900143")  # another person is not touched
        by_twilio.write(text="START")
        assert by_twilio.sms().status == "queued"

    def test_notify_does_nothing_with_it(self, by_notify):
        by_notify.write(text="STOP")
        assert by_notify.text("still goes")["id"]
        assert not any(each["by_provider"] for each in by_notify.handset()["messages"])


class TestTheDoorOfTheSimulator:
    def test_it_answers_this_machine_only(self, by_notify):
        assert httpx.get(by_notify.url, headers={"Host": "phones.example:80"}).status_code == 403

    def test_no_other_page_can_turn_its_switches(self, by_notify):
        answer = httpx.post(
            f"{by_notify.url}/control", content='{"twice": true}', headers={"Content-Type": "text/plain"}
        )
        assert answer.status_code == 415
        assert by_notify.control()["switches"]["twice"] is False

    @pytest.mark.parametrize(
        "told",
        [{"twise": True}, {"twice": 1}, {"sends": "explode"}, {"next_sends": ["fail:"]}, {"pace": -1}, {"pace": True}],
    )
    def test_a_switch_that_is_none_is_refused(self, by_notify, told):
        assert httpx.post(f"{by_notify.url}/control", json=told).status_code == 400

    def test_a_button_that_is_not_there_cannot_be_tapped(self, by_notify):
        url = f"{by_notify.url}/handsets/07700900853/messages"
        tap = {"channel": "whatsapp", "tap": {"message": "SM1", "id": "m:1:1"}}
        assert httpx.post(url, json=tap).status_code == 400

    def test_a_test_begins_anew(self, by_notify):
        by_notify.write(text="hi")
        by_notify.settle()
        by_notify.control(forget=True)
        assert by_notify.handset()["messages"] == []
