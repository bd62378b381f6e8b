"""Twilio's doors: signed by Twilio's own signer, through to what is kept, and what Twilio is told."""

import logging
import socket
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client
from django.utils import timezone
from twilio.request_validator import RequestValidator

from hub.channels.records import StatusIn
from hub.conversations.ledger import Moved
from hub.conversations.models import Contact, Conversation, InboundReceipt, Message, Outbox
from hub.conversations.texting import arriving, reported
from tests.hub.channels.twilio_stand_in import ACCOUNT, TOKEN, serving

PUBLIC, FORM = "https://hub.council.example", "application/x-www-form-urlencoded"
MESSAGE, STATUS = "/webhooks/twilio/message", "/webhooks/twilio/status"
OURS, THEIRS = "+447700900700", "+447700900123"
SID = "SM" + "0a" * 16


@pytest.fixture(autouse=True)
def ours(db, settings):
    settings.KINSHIP_PUBLIC_URL = PUBLIC
    settings.KINSHIP_SMS = settings.KINSHIP_WHATSAPP = "twilio"
    settings.KINSHIP_TWILIO = {
        **settings.KINSHIP_TWILIO,
        "account": ACCOUNT,
        "tokens": [TOKEN],
        "sms_number": OURS,
        "whatsapp_number": OURS,
    }


def said(**told):
    usual = {
        "AccountSid": ACCOUNT,
        "MessageSid": SID,
        "From": THEIRS,
        "To": OURS,
        "Body": "hello there",
        "NumMedia": "0",
    }
    return {**usual, "FromCity": "", **told}


def ended(state, **told):
    return {"AccountSid": ACCOUNT, "MessageSid": SID, "From": OURS, "To": THEIRS, "MessageStatus": state, **told}


def post(told, door=MESSAGE, token=TOKEN, **headers):
    signature = RequestValidator(token).compute_signature(PUBLIC + door, told)
    client = Client(enforce_csrf_checks=True)
    return client.post(door, urlencode(told), FORM, headers={"X-Twilio-Signature": signature, **headers})


def test_a_text_is_kept_and_answered_with_nothing_to_say():
    response = post(said())
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content == b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
    conversation = Conversation.objects.get()
    assert conversation.channel == "sms" and conversation.identity.address == THEIRS
    assert Message.objects.filter(conversation=conversation, author="contact").get().body == "hello there"


def test_a_message_of_whatsapp_without_a_number():
    assert post(said(From="whatsapp:GB.1234", To=f"whatsapp:{OURS}", MessageType="text")).status_code == 200
    conversation = Conversation.objects.get()
    assert conversation.channel == "whatsapp" and conversation.identity.address == "GB.1234"


def test_the_same_message_again_changes_nothing():
    """Twilio tries again after 15 seconds, and sends to a fallback address."""
    post(said())
    assert post(said(), **{"I-Twilio-Idempotency-Token": "1"}).status_code == 200
    assert Message.objects.filter(author="contact").count() == 1
    post(said(MessageSid="SM" + "0b" * 16))
    assert Message.objects.filter(author="contact").count() == 2


def test_a_message_to_another_number_is_kept_but_nobodys_to_answer():
    assert post(said(To="+447700900555")).status_code == 200
    assert not Conversation.objects.exists() and InboundReceipt.objects.get().status == "stray"


def test_no_cookie_and_no_page():
    response = post(said())
    assert not response.cookies and response.headers["Cache-Control"] == "no-store"


def test_a_pictures_address_is_never_asked_and_never_kept(monkeypatch, settings):
    connected = []
    with serving() as (box, url):
        settings.KINSHIP_TWILIO["url"] = url
        real = socket.socket.connect
        monkeypatch.setattr(socket.socket, "connect", lambda *told: connected.append(told) or real(*told))
        picture = {
            "NumMedia": "1",
            "MediaUrl0": f"{url}/thief.jpg",
            "MediaContentType0": "image/jpeg",
            "MessageType": "image",
        }
        told = said(Body="", From=f"whatsapp:{THEIRS}", To=f"whatsapp:{OURS}", **picture)
        assert post(told).status_code == 200
        assert box.asked == [] and connected == []
    assert InboundReceipt.objects.get().payload and "thief" not in InboundReceipt.objects.get().payload


REFUSED = {
    "another's signature": lambda: post(said(), token="somebody else's"),
    "another account": lambda: post(said(AccountSid="AC" + "b" * 32)),
    "no signature": lambda: Client().post(MESSAGE, urlencode(said()), FORM),
    "a word changed on the way": lambda: Client().post(
        MESSAGE,
        urlencode(said(Body="goodbye")),
        FORM,
        headers={"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(PUBLIC + MESSAGE, said())},
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_who_is_not_twilio_stays_outside(case):
    response = REFUSED[case]()
    assert (response.status_code, response.content) == (403, b"")
    assert not InboundReceipt.objects.exists()


def test_the_host_that_was_asked_is_not_what_was_signed(settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert post(said(), Host="web:8000").status_code == 200


@pytest.mark.parametrize("told", [{"MessageSid": ""}, {"MessageSid": "SM../../x"}, {"From": ""}, {"To": ""}], ids=str)
@pytest.mark.parametrize("door", [MESSAGE, STATUS])
def test_what_nobody_can_read(door, told):
    form = {**said(MessageStatus="sent"), **told}
    assert post(form, door).status_code == (400 if door == MESSAGE or "MessageSid" in told else 200)
    assert not InboundReceipt.objects.exists()


@pytest.mark.parametrize("door", [MESSAGE, STATUS])
def test_what_else_is_no_message(door, settings):
    assert Client().get(door).status_code == 405
    assert Client().put(door).status_code == 405
    assert post(said(Extra="x" * 70_000), door).status_code == 413
    assert post(said(), f"{door}/").status_code == 404
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = "notify", ""
    assert post(said(), door).status_code == 404


@pytest.mark.parametrize(
    "fault",
    [OperationalError(), InterfaceError(), IntegrityError(), Moved("x"), ZeroDivisionError("my words")],
    ids=repr,
)
@pytest.mark.parametrize("door, module, name", [(MESSAGE, arriving, "arrived"), (STATUS, reported, "reported")])
def test_a_fault_of_ours_makes_twilio_try_again(monkeypatch, caplog, fault, door, module, name):
    def fails(_):
        raise fault

    monkeypatch.setattr(module, name, fails)
    response = post(said(MessageStatus="delivered"), door)
    assert (response.status_code, response.content) == (503, b"")
    assert type(fault).__name__ in caplog.text and "my words" not in caplog.text


def test_no_number_and_nobodys_words_are_logged(caplog):
    caplog.set_level(logging.DEBUG, logger="hub")
    post(said())
    post(said(), token="somebody else's")
    post(said(MessageSid=THEIRS))
    post(ended("failed", ErrorCode="30003"), f"{STATUS}?r=41.2")
    assert "twilio.not_authentic" in caplog.text and "twilio.unreadable" in caplog.text
    assert not any(secret in caplog.text for secret in ("7700900", "hello there", TOKEN))


def test_a_status_bears_our_reference(monkeypatch):
    told = []
    monkeypatch.setattr(reported, "reported", told.append)
    response = post(ended("delivered"), f"{STATUS}?r=41.2")
    assert response.status_code == 200 and response.headers["Content-Type"].startswith("text/xml")
    assert told == [StatusIn("sms", "twilio", SID, "delivered", "41.2")]
    assert post(ended("queued"), f"{STATUS}?r=41.2").status_code == 200
    assert len(told) == 1


def test_a_reference_that_was_not_signed_is_refused():
    told = ended("delivered")
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{STATUS}?r=41.2", told)
    other = Client().post(f"{STATUS}?r=41.3", urlencode(told), FORM, headers={"X-Twilio-Signature": signature})
    assert other.status_code == 403


def test_a_status_reaches_the_text_it_is_about():
    now = timezone.now()
    conversation = Conversation.objects.create(
        contact=Contact.objects.create(), channel="sms", council="exampleshire", state_since=now, opened_at=now
    )
    message = Message.objects.create(
        conversation=conversation, seq=1, author="assistant", body="Hello", epoch=1, created_at=now
    )
    row = Outbox.objects.create(
        conversation=conversation,
        message=message,
        from_seq=1,
        seq=1,
        text="Hello",
        state=Outbox.SENT,
        next_attempt_at=now,
        provider_message_id=SID,
    )
    assert post(ended("delivered"), STATUS).status_code == 200
    row.refresh_from_db()
    assert row.state == Outbox.DELIVERED
    post(ended("sent"), STATUS)  # late, as they come
    row.refresh_from_db()
    assert row.state == Outbox.DELIVERED
