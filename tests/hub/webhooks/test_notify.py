"""Notify's doors: who may come in, what is taken, and what Notify is told, for it drops a 4xx for good and repeats a 5xx."""

import json
import logging
import uuid

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from hub.conversations.ledger import Moved
from hub.conversations.models import InboundReceipt, Message
from hub.webhooks import notify

TEXT_DOOR, RECEIPT_DOOR = "/webhooks/notify/received-text", "/webhooks/notify/receipt"
OLD, NEW = "the token until today", "the token from today"
ID = "740e5834-3a29-46b4-9a6f-16142fde533a"


class Behind:
    """What stands behind the doors: keeps what it is given, or raises what it was told to for a text."""

    def __init__(self):
        self.taken, self.faults = [], {}

    def take(self, record):
        fault = self.faults.get(getattr(record, "text", record.provider_message_id))
        if fault:
            raise fault
        self.taken.append(record)


@pytest.fixture
def behind(monkeypatch, settings):
    behind = Behind()
    monkeypatch.setattr(notify, "arrived", behind.take)
    monkeypatch.setattr(notify, "reported", behind.take)
    settings.KINSHIP_SMS = "notify"
    settings.KINSHIP_NOTIFY = {**settings.KINSHIP_NOTIFY, "tokens": [NEW, OLD], "number": "07700900700"}
    return behind


def text(message="Hello Notify!", **other):
    return {
        "id": ID,
        "source_number": "447700900123",
        "destination_number": "07700900700",
        "message": message,
        "date_received": "2026-11-24T10:15:30.000000Z",
        **other,
    }


def receipt(status="delivered", **other):
    return {
        "id": ID,
        "reference": "7f0c.3.1",
        "to": "07700900123",
        "status": status,
        "created_at": "2026-11-24T10:15:30.000000Z",
        "completed_at": "2026-11-24T10:15:31.000000Z",
        "sent_at": "2026-11-24T10:15:30.500000Z",
        "notification_type": "sms",
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "template_version": 1,
        **other,
    }


def post(client, door, told, authorization=f"Bearer {NEW}"):
    data = told if isinstance(told, bytes) else json.dumps(told)
    headers = {"Authorization": authorization} if authorization is not None else {}
    return client.post(door, data, content_type="application/json", headers=headers)


def test_a_text_as_notify_sends_it(client, behind):
    answer = post(client, TEXT_DOOR, text())
    assert (answer.status_code, answer.content) == (200, b"")
    (record,) = behind.taken
    assert (record.channel, record.provider, record.provider_message_id) == ("sms", "notify", ID)
    assert (record.sender, record.to, record.text) == ("+447700900123", "+447700900700", "Hello Notify!")
    assert record.sent_at.isoformat() == "2026-11-24T10:15:30+00:00"
    assert json.loads(record.raw) == text()


# field, as it came, as it is kept
AS_IT_COMES = [
    ("source_number", "GOVUK", "sender", "GOVUK"),  # a name: kept, and answered by nobody
    ("source_number", "60006", "sender", "60006"),
    ("message", "", "text", ""),
    ("message", None, "text", ""),
    ("message", "line one\nline two \\n £ é 😭", "text", "line one\nline two \\n £ é 😭"),
    ("message", "help \ud83d me", "text", "help \ufffd me"),  # half an emoji; what stands beside it is heard
    ("id", ID.upper(), "provider_message_id", ID),  # the list gives the same text by the same id
    ("date_received", "yesterday", "sent_at", None),
]


@pytest.mark.parametrize("field, came, name, kept", AS_IT_COMES, ids=[f"{each[0]}={each[1]!r}" for each in AS_IT_COMES])
def test_a_field_of_a_text(client, behind, field, came, name, kept):
    assert post(client, TEXT_DOOR, text(**{field: came})).status_code == 200
    assert getattr(behind.taken[0], name) == kept


@pytest.mark.parametrize(
    "authorization, status",
    [
        (f"Bearer {NEW}", 200),
        (f"Bearer {OLD}", 200),  # while it is being changed both are good
        (f"bearer {NEW}", 200),
        ("Bearer wrong", 403),
        ("Bearer ", 403),
        (f"Bearer {NEW} {OLD}", 403),
        (f"Basic {NEW}", 403),
        (NEW, 403),
        ("Bearer tök€n", 403),
        ("", 403),
        (None, 403),
    ],
)
@pytest.mark.parametrize("door, told", [(TEXT_DOOR, text()), (RECEIPT_DOOR, receipt())])
def test_who_may_come_in(client, behind, door, told, authorization, status, caplog):
    answer = post(client, door, told, authorization)
    assert answer.status_code == status and answer.content == b""
    assert len(behind.taken) == (status == 200)
    assert NEW not in caplog.text and OLD not in caplog.text and "wrong" not in caplog.text


def test_without_a_token_of_ours_notify_is_told_to_come_again(client, behind, settings, caplog):
    settings.KINSHIP_NOTIFY["tokens"] = []
    assert post(client, TEXT_DOOR, text(), "Bearer ").status_code == 503
    assert "KINSHIP_NOTIFY_CALLBACK_TOKENS" in caplog.text and not behind.taken


def test_where_notify_is_not_the_provider_there_is_no_door(client, behind, settings):
    settings.KINSHIP_SMS = "twilio"
    assert post(client, TEXT_DOOR, text()).status_code == 404
    assert not behind.taken


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "options"])
@pytest.mark.parametrize("door", [TEXT_DOOR, RECEIPT_DOOR])
def test_only_a_post(client, behind, door, method):
    answer = getattr(client, method)(door, headers={"Authorization": f"Bearer {NEW}"})
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST"


MALFORMED = [
    b"",
    b"not json",
    b"\xff\xfe",
    b"[" * 5000,
    b"null",
    b'"words"',
    b"{}",
    json.dumps(text(id="7")).encode(),
    json.dumps(text(id=None)).encode(),
    json.dumps(text(source_number=None)).encode(),
    json.dumps(text(message=["a"])).encode(),
    json.dumps(text(destination_number=5)).encode(),
]


@pytest.mark.parametrize("body", MALFORMED, ids=[repr(each[:24]) for each in MALFORMED])
def test_what_nobody_can_read(client, behind, body):
    assert post(client, TEXT_DOOR, body).status_code == 400
    assert not behind.taken


def test_more_than_64_kilobytes(client, behind):
    assert post(client, TEXT_DOOR, text("a" * 66_000)).status_code == 413
    assert not behind.taken


def test_a_list_is_taken_whole(client, behind):
    told = [text(f"text {place}", id=str(uuid.UUID(int=place))) for place in range(3)]
    assert post(client, TEXT_DOOR, told).status_code == 200
    assert [each.text for each in behind.taken] == ["text 0", "text 1", "text 2"]
    assert post(client, TEXT_DOOR, []).status_code == 200


@pytest.mark.parametrize(
    "fault",
    [OperationalError("locked"), InterfaceError("gone"), IntegrityError("again"), Moved("moved"), KeyError("a slip")],
)
def test_a_fault_of_ours_is_tried_again_by_notify(client, behind, fault, caplog):
    behind.faults["Hello Notify!"] = fault
    answer = post(client, TEXT_DOOR, text())
    assert (answer.status_code, answer.content) == (503, b"")
    behind.faults.clear()
    assert post(client, TEXT_DOOR, text()).status_code == 200 and len(behind.taken) == 1
    assert "Hello" not in caplog.text and "7700900123" not in caplog.text


def test_one_that_fails_does_not_stop_the_others_of_a_list(client, behind, caplog):
    behind.faults["second"] = KeyError("a word of theirs")
    told = [text("first"), text("second"), {"id": "bad"}, text("fourth")]
    assert post(client, TEXT_DOOR, told).status_code == 503, (
        "ours to mend: all of it comes again, and is known by its id"
    )
    assert [each.text for each in behind.taken] == ["first", "fourth"]
    assert "a word of theirs" not in caplog.text


# what Notify says, what we make of it: (state, error); None: nothing is noted
RECEIPTS = [
    ({"status": "delivered"}, ("delivered", "")),
    ({"status": "sent"}, ("sent", "")),  # all that is heard of networks abroad
    ({"status": "permanent-failure"}, ("failed", "no_such_number")),
    ({"status": "temporary-failure"}, ("failed", "unreachable")),
    ({"status": "technical-failure"}, ("failed", "provider_down")),
    ({"status": "sending"}, None),
    ({"status": "something new"}, None),
    ({"status": None}, None),
    ({"status": ["delivered"]}, None),
    ({"notification_type": "email"}, None),  # another use of the council's account
]


@pytest.mark.parametrize("told, meaning", RECEIPTS, ids=[str(each[0]) for each in RECEIPTS])
def test_a_receipt(client, behind, told, meaning):
    assert post(client, RECEIPT_DOOR, receipt(**told)).status_code == 200
    assert [(each.state, each.error) for each in behind.taken] == ([meaning] if meaning else [])
    assert all((each.provider_message_id, each.reference) == (ID, "7f0c.3.1") for each in behind.taken)


def test_a_receipt_without_our_reference(client, behind):
    assert post(client, RECEIPT_DOOR, receipt(reference=None)).status_code == 200
    assert behind.taken[0].reference == ""


def test_the_log_says_neither_words_nor_numbers(client, behind, caplog):
    with caplog.at_level(logging.DEBUG):
        post(client, TEXT_DOOR, text("my secret words"))
        post(client, TEXT_DOOR, text("my secret words", id="7"))
        post(client, TEXT_DOOR, text("my secret words"), "Bearer wrong")
    assert "secret" not in caplog.text and "7700900" not in caplog.text


def test_the_whole_way_from_the_door_to_the_ledger(client, db, settings):
    """The same text twice, as Notify repeats what it had no answer to."""
    settings.KINSHIP_SMS = "notify"
    settings.KINSHIP_NOTIFY = {**settings.KINSHIP_NOTIFY, "tokens": [NEW], "number": "07700900700"}
    for _ in range(2):
        assert post(client, TEXT_DOOR, text("I look after my grandson")).status_code == 200
    assert [each.body for each in Message.objects.filter(author="contact")] == ["I look after my grandson"]
    assert InboundReceipt.objects.count() == 1
    assert post(client, RECEIPT_DOOR, receipt()).status_code == 200, "of a text that is none of ours"
