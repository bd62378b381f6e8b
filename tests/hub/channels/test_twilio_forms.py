"""Twilio's forms in our own words. Their shapes are those of real requests; the values are made up."""

import base64
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory

from hub.channels import sending
from hub.channels.twilio_forms import inbound, mended, status
from hub.channels.twilio_wire import Unreadable

SID = "SM" + "0a" * 16
OURS, THEIRS = "+447700900700", "+447700900123"
MEDIA = f"https://api.twilio.com/2010-04-01/Accounts/AC{'a' * 32}/Messages/MM{'b' * 32}/Media/ME{'c' * 32}"


def posted(told, query=""):
    return RequestFactory().generic(
        "POST", f"/webhooks/twilio/message{query}", urlencode(told), "application/x-www-form-urlencoded"
    )


def sms(**told):
    return inbound(posted({"MessageSid": SID, "From": THEIRS, "To": OURS, "Body": "hello", "NumMedia": "0", **told}))


def whatsapp(**told):
    return sms(**{"From": f"whatsapp:{THEIRS}", "To": f"whatsapp:{OURS}", "MessageType": "text", **told})


def test_a_text():
    record = sms(Body="  I'm tired, £5 & é 😭 ")
    assert (record.channel, record.provider, record.provider_message_id) == ("sms", "twilio", SID)
    assert (record.sender, record.to, record.text) == (THEIRS, OURS, "  I'm tired, £5 & é 😭 ")
    assert (record.tapped, record.in_reply_to, record.media, record.opt_out, record.sent_at) == ("", "", (), "", None)
    assert "Body=++I%27m+tired" in record.raw


@pytest.mark.parametrize("sender", ["GOVUK", "60777", "+33612345678"])
def test_an_sms_sender_stays_as_it_came(sender):
    assert sms(From=sender).sender == sender


def test_the_prefix_says_whatsapp():
    record = whatsapp()
    assert (record.channel, record.sender, record.to) == ("whatsapp", THEIRS, OURS)


def test_somebody_on_whatsapp_without_a_number():
    record = whatsapp(From="whatsapp:GB.1a2B3c", ExternalUserId="whatsapp:GB.1a2B3c")
    assert (record.channel, record.sender) == ("whatsapp", "GB.1a2B3c")


@pytest.mark.parametrize(
    "told",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM../../../../etc/passwd-------------"},
        {"MessageSid": SID.upper()},
        {"From": ""},
        {"From": "whatsapp:"},
        {"To": ""},
        {"From": "+" + "4" * 300},
    ],
    ids=str,
)
def test_what_nobody_can_read(told):
    with pytest.raises(Unreadable):
        sms(**told)


# What came: the names Twilio gave, and the kinds we know it by.
CAME = [
    ({"MessageType": "image", "NumMedia": "1", "MediaContentType0": "image/jpeg"}, ("picture",)),
    ({"MessageType": "audio", "NumMedia": "1", "MediaContentType0": "audio/ogg"}, ("voice",)),
    ({"MessageType": "video", "NumMedia": "1", "MediaContentType0": "video/mp4"}, ("video",)),
    ({"MessageType": "document", "NumMedia": "1", "MediaContentType0": "application/pdf"}, ("document",)),
    ({"MessageType": "document", "NumMedia": "1", "MediaContentType0": "image/png"}, ("document",)),
    ({"MessageType": "sticker", "NumMedia": "1", "MediaContentType0": "image/webp"}, ("sticker",)),
    ({"MessageType": "image", "NumMedia": "1", "MediaContentType0": "image/webp"}, ("sticker",)),
    ({"MessageType": "contacts", "NumMedia": "1", "MediaContentType0": "text/vcard"}, ("contact",)),
    ({"MessageType": "contacts", "NumMedia": "0"}, ("contact",)),
    ({"MessageType": "location", "Latitude": "51.5", "Longitude": "-0.1", "Address": "1 High St"}, ("location",)),
    ({"MessageType": "", "Latitude": "51.5", "Longitude": "-0.1"}, ("location",)),
    ({"MessageType": "text"}, ()),
    ({"MessageType": "button"}, ()),
    ({"MessageType": "something new", "NumMedia": "1", "MediaContentType0": "model/gltf"}, ("other",)),
    ({"MessageType": "something new", "NumMedia": "1"}, ("other",)),
    ({"NumMedia": "many"}, ()),
    ({"NumMedia": "-1"}, ()),
    ({"NumMedia": "٣"}, ()),
]


@pytest.mark.parametrize("told, kinds", CAME, ids=str)
def test_what_comes_in_the_place_of_words(told, kinds):
    record = whatsapp(**{"Body": "", **told})
    assert (record.media, record.text) == (kinds, "")


def test_several_by_sms_and_never_more_than_ten():
    types = {
        f"MediaContentType{n}": kind
        for n, kind in enumerate(("image/jpeg", "audio/amr", "text/x-vcard; charset=utf-8"))
    }
    assert sms(NumMedia="3", **types).media == ("picture", "voice", "contact")
    assert len(sms(NumMedia="9999").media) == 10


def test_where_a_picture_lies_is_not_kept():
    record = whatsapp(MediaUrl0=MEDIA, MediaUrl1="https://thief.example/x", NumMedia="2", Label="x", Body="see")
    told = repr(record)
    assert "MediaUrl" not in told and "thief" not in told and "api.twilio.com" not in told
    assert "Label=x" in record.raw and "Body=see" in record.raw and "NumMedia=2" in record.raw


TAPS = [
    ({"ButtonPayload": "m:17:2", "ButtonText": "No", "Body": "No", "MessageType": "button"}, "m:17:2"),
    ({"ListId": "m:17:4", "ListTitle": "Money", "Body": "Money", "MessageType": "interactive"}, "m:17:4"),
    ({"ButtonPayload": "", "ListId": "m:1:1"}, "m:1:1"),
    ({"ButtonPayload": "x" * 5000}, "x" * 200),
    ({"Body": "2"}, ""),
]


@pytest.mark.parametrize("told, tapped", TAPS, ids=lambda value: str(value)[:60])
def test_a_tap_brings_its_id(told, tapped):
    record = whatsapp(**told)
    assert record.tapped == tapped and record.text == told.get("Body", "hello")


def test_a_swipe_says_what_was_answered():
    assert whatsapp(OriginalRepliedMessageSid=SID).in_reply_to == SID
    assert whatsapp(OriginalRepliedMessageSid="wamid.x").in_reply_to == ""


@pytest.mark.parametrize(
    "told, word", [("STOP", "STOP"), ("start", "START"), ("HELP", "HELP"), ("OTHER", ""), ("", "")]
)
def test_words_that_twilio_has_answered_already(told, word):
    assert sms(OptOutType=told).opt_out == word


STORY = "My mum fell on Monday and I can't lift her. It is 3am, and nobody came. What can I do?"
PACKED = base64.b64encode(STORY.encode()).decode()
GARBLED = [
    (PACKED, STORY),
    ("\r\n".join(PACKED[start : start + 76] for start in range(0, len(PACKED), 76)), STORY),
    (PACKED[:-3], PACKED[:-3]),  # not whole
    (
        base64.b64encode(b"help me please").decode(),
        base64.b64encode(b"help me please").decode(),
    ),  # too short to be sure
    (base64.b64encode(bytes(range(200))).decode(), base64.b64encode(bytes(range(200))).decode()),  # no words in it
    ("a" * 64, "a" * 64),
    ("HELP" * 16, "HELP" * 16),
    ("Helpmehesgoingtokillme" * 4, "Helpmehesgoingtokillme" * 4),
    ("amy.s¡example.com is mine", "amy.s@example.com is mine"),
    ("¡Hola! no puedo más", "¡Hola! no puedo más"),
    ("help¡help", "help¡help"),
    ("bien ¡ven.ya", "bien ¡ven.ya"),
]


@pytest.mark.parametrize("came, meant", GARBLED, ids=lambda value: value[:30])
def test_garbled_words_are_mended_only_where_it_is_plain(came, meant):
    assert mended(came) == meant
    assert sms(Body=came).text == meant


def test_on_whatsapp_nothing_is_garbled():
    assert whatsapp(Body=PACKED).text == PACKED


def about(state, code="", **told):
    form = {"MessageSid": SID, "MessageStatus": state, "ErrorCode": code, "To": THEIRS, "From": OURS, **told}
    return status(posted({name: value for name, value in form.items() if value}, "?r=12.3"))


STATES = [
    *((state, None) for state in ("accepted", "scheduled", "queued", "sending", "receiving", "received", "", "new")),
    ("sent", "sent"),
    ("partially_delivered", "sent"),
    ("delivered", "delivered"),
    ("read", "read"),
    ("undelivered", "failed"),
    ("failed", "failed"),
    ("canceled", "failed"),
]


@pytest.mark.parametrize("told, state", STATES)
def test_what_became_of_ours(told, state):
    record = about(told)
    assert (record and record.state) == state
    if record:
        assert (record.provider_message_id, record.reference, record.channel) == (SID, "12.3", "sms")
        assert bool(record.error) == (state == "failed")


FAILED = [
    ("21610", sending.OPTED_OUT),
    ("30003", sending.UNREACHABLE),
    ("30005", sending.NO_SUCH_NUMBER),
    ("30006", sending.NOT_A_MOBILE),
    ("30004", sending.BLOCKED),
    ("30007", sending.BLOCKED),
    ("30001", sending.TOO_MANY),
    ("63016", sending.WINDOW_CLOSED),
    ("63033", sending.BLOCKED),
    ("99999", sending.OTHER_FAULT),
    ("", sending.OTHER_FAULT),
    ("²", sending.OTHER_FAULT),
]


@pytest.mark.parametrize("code, error", FAILED)
def test_why_it_failed(code, error):
    assert about("failed", code).error == error


@pytest.mark.parametrize("told", [{"To": f"whatsapp:{THEIRS}"}, {"ChannelPrefix": "whatsapp", "To": "GB.1"}], ids=str)
def test_what_became_of_ours_on_whatsapp(told):
    assert about("read", **told).channel == "whatsapp"


def test_a_status_of_nothing():
    with pytest.raises(Unreadable):
        about("sent", MessageSid="no id")
