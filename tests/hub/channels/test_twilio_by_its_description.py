"""What we ask Twilio is legal by its own published description: Prism checks each request against it."""

import json

import pytest

from hub.channels import twilio_rest
from hub.channels.sending import ACCEPTED, RETRY, Parcel
from hub.channels.twilio_sms import TwilioSms
from hub.channels.twilio_whatsapp import TwilioWhatsapp
from tests.hub.channels.prism import SPECS, prism
from tests.hub.channels.twilio_stand_in import ACCOUNT, DAY, TOKEN

THEIRS = "+447700900123"


@pytest.fixture(scope="module")
def described():
    with prism(SPECS / "twilio" / "messages.json") as url:
        yield url


@pytest.fixture(autouse=True)
def ours(described, settings, tmp_path):
    contents = tmp_path / "contents.json"
    contents.write_text(json.dumps({"reply_2": "HX" + "1" * 32, "window": "HX" + "2" * 32}))
    settings.KINSHIP_PUBLIC_URL = "https://hub.council.example"
    settings.KINSHIP_TWILIO = {
        "account": ACCOUNT,
        "tokens": [TOKEN],
        "sms_number": "+447700900700",
        "whatsapp_number": "+447700900700",
        "contents": str(contents),
        "url": described,
        "content_url": "http://127.0.0.1:9",
    }


MENU = [{"id": "m:17:1", "label": "Yes"}, {"id": "m:17:2", "label": "No"}]
SENT = {
    "a text": (TwilioSms(), Parcel("41.2", THEIRS, "£5 & é, shall I?\n1 Yes")),
    "a message": (TwilioWhatsapp(), Parcel("41.2", THEIRS, "Hello 😭")),
    "to somebody without a number": (TwilioWhatsapp(), Parcel("41.2", "GB.1234", "Hello")),
    "buttons": (TwilioWhatsapp(), Parcel("41.2", THEIRS, "Shall I?\n1 Yes\n2 No", "Shall I?", MENU)),
    "the template": (TwilioWhatsapp(), Parcel("41.2", THEIRS, "What it says", template_only=True)),
}


@pytest.mark.parametrize("case", SENT)
def test_what_we_send(case):
    channel, parcel = SENT[case]
    result = channel.send(parcel)
    assert result.kind == ACCEPTED and result.provider_message_id.startswith("SM")


def test_what_is_not_legal_is_told_apart(settings):
    """Or the tests above could not fail."""
    settings.KINSHIP_TWILIO["account"] = "AC of nobody"
    assert TwilioSms().send(SENT["a text"][1]).kind != ACCEPTED


def test_what_we_list(monkeypatch):
    monkeypatch.setattr(twilio_rest, "MOST_LISTED", 4)  # its example always has another page
    found = list(TwilioSms().received_since(DAY.replace(year=2010)))
    assert found and all(record.sender and record.to and record.sent_at for record in found)
    assert list(TwilioWhatsapp().received_since(DAY)) == []


@pytest.mark.parametrize("case", ["a text", "a message", "buttons", "the template"])
def test_what_we_look_up(case):
    channel, parcel = SENT[case]
    parcel = Parcel(parcel.reference, parcel.address, parcel.text, parcel.plain, parcel.menu, since=DAY)
    assert channel.look_up(parcel).kind == RETRY
