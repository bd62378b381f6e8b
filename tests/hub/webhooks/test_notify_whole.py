"""From a carer's text to the receipt of its answer: real doors, real client, and a box in Notify's place."""

import json
import uuid

import pytest
from django.utils import timezone

from hub.channels.notify_sms import NotifySms
from hub.conversations import outbox
from hub.conversations.models import BrainTurn, Outbox
from tests.hub.channels import notify_stand_in as stand_in

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def box(settings):
    settings.KINSHIP_SMS = "notify"
    settings.KINSHIP_NOTIFY = {**settings.KINSHIP_NOTIFY, "tokens": [TOKEN], "number": "07700900700"}
    with stand_in.serving() as (box, url):
        box.channel = NotifySms(stand_in.KEY, stand_in.TEMPLATE, url=url)
        yield box


@pytest.fixture
def asked_and_answered(client, answer, box):
    """A carer has texted, and the assistant's answer waits to leave."""
    told = {"id": str(uuid.uuid4()), "source_number": "447700900123", "destination_number": "07700900700"}
    post(client, "received-text", {**told, "message": "hello", "date_received": "2026-11-24T10:15:30.000000Z"})
    BrainTurn.objects.update(due_at=None)
    answer("How old is the child you look after?")
    Outbox.objects.exclude(pk=the_text().pk).update(state="sent")  # who we are may have gone in a text of its own
    assert the_text().state == "queued"


def the_text():
    return Outbox.objects.latest("pk")


def post(client, door, told):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answered = client.post(
        f"/webhooks/notify/{door}", json.dumps(told), content_type="application/json", headers=headers
    )
    assert answered.status_code == 200


def receipt_of(sent, status):
    told = {name: sent[name] for name in ("id", "reference")}
    return {**told, "to": sent["phone_number"], "status": status, "notification_type": "sms", "template_version": 1}


def deliver(box):
    Outbox.objects.update(next_attempt_at=timezone.now())
    outbox.deliver_due("w", {"sms": box.channel})
    return the_text().state


@pytest.mark.parametrize(
    "status, state, error",
    [("delivered", "delivered", ""), ("permanent-failure", "failed", "no_such_number")],
)
def test_an_answer_goes_and_its_receipt_is_noted(client, box, asked_and_answered, status, state, error):
    assert deliver(box) == "sent"
    (sent,) = box.sent
    assert sent["phone_number"] == "+447700900123" and "How old is the child" in sent["personalisation"]["message"]
    assert "7700900123" not in sent["reference"]
    post(client, "receipt", receipt_of(sent, status))
    row = the_text()
    assert (row.state, row.error_code, row.provider_message_id) == (state, error, sent["id"])


def test_an_answer_that_went_unsaid_is_found_and_not_sent_again(box, asked_and_answered):
    box.next = ["keeps_and_breaks"]
    assert deliver(box) in ("unknown", "sent")
    assert deliver(box) == "sent" and len(box.sent) == 1
    assert the_text().provider_message_id == box.sent[0]["id"]


def test_its_receipt_finds_it_before_we_look(client, box, asked_and_answered):
    """Nobody told us Notify's id: our reference does."""
    box.next = ["keeps_and_breaks", (500, ""), (500, "")]
    outbox.deliver_due("w", {"sms": box.channel})
    post(client, "receipt", receipt_of(box.sent[0], "delivered"))
    row = the_text()
    assert (row.state, row.provider_message_id) == ("delivered", box.sent[0]["id"])


def test_an_hour_without_notify_is_waited_out(box, asked_and_answered):
    box.next = [(503, ""), (429, "RateLimitError"), (403, "AuthError")]
    assert [deliver(box) for _ in range(4)] == ["queued", "queued", "queued", "sent"]
    assert len(box.sent) == 1
