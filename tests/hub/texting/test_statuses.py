"""What providers report of our texts: late, twice, out of order, and of texts that are not ours."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.channels.records import StatusIn
from hub.channels.sending import ACCEPTED, NO_SUCH_NUMBER, OPTED_OUT, UNKNOWN, UNREACHABLE, WINDOW_CLOSED, SendResult
from hub.conversations import outbox
from hub.conversations.ledger import changing
from hub.conversations.models import ChannelIdentity, Event, Outbox
from hub.conversations.models.message import SYSTEM
from hub.conversations.texting.reported import TRIED_AGAIN_AFTER, reported
from tests.hub.texting.sending import conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(talk):
    """A text that the provider has accepted under the id SM1."""

    def make(state=ACCEPTED):
        with changing(talk.pk) as change:
            change.say(SYSTEM, "the words")
        claim = outbox.claim_next("w", timezone.now())
        outbox.record_result(claim, SendResult(state, "SM1" if state == ACCEPTED else None), timezone.now())
        return Outbox.objects.get()

    return make


@pytest.fixture
def talk(db):
    return conversation()


def status(state, error="", **given):
    return StatusIn("sms", "twilio", given.pop("id", "SM1"), state, error=error, **given)


def now_is(row):
    row.refresh_from_db()
    return row.state


@pytest.mark.parametrize(
    "reports, then",
    [
        (["sent"], "sent"),
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["read", "delivered", "sent"], "read"),
        (["delivered", "delivered"], "delivered"),
        (["failed"], "failed"),
        (["failed", "delivered", "read"], "failed"),  # a failure is for good
        (["delivered", "failed"], "delivered"),  # what arrived has arrived
        (["sent", "failed", "sent"], "failed"),
    ],
)
def test_the_highest_counts(sent, reports, then):
    row = sent()
    for state in reports:
        reported(status(state, NO_SUCH_NUMBER if state == "failed" else ""))
    assert now_is(row) == then


def test_in_any_order_they_come_to_the_same(sent):
    row = sent()
    for order in itertools.permutations(["sent", "delivered", "read"]):
        Outbox.objects.update(state="sent")
        for state in order:
            reported(status(state))
        assert now_is(row) == "read"


def test_a_report_on_none_of_our_texts_is_counted_and_changes_nothing(sent, caplog):
    row = sent()
    for unknown in (
        status("failed", id="SM2"),
        status("failed", id=""),
        StatusIn("whatsapp", "twilio", "SM1", "failed"),  # another channel
        status("failed", id="", reference="not.one"),
        status("failed", id="", reference=f"{row.conversation_id}.{row.pk + 1}"),
        status("failed", id="", reference=f"another.{row.pk}"),
    ):
        assert reported(unknown) is False
    assert now_is(row) == "sent" and caplog.text.count("status.unknown") == 6


def test_a_report_that_is_faster_than_the_answer_to_the_sending(talk):
    with changing(talk.pk) as change:
        change.say(SYSTEM, "the words")
    claim = outbox.claim_next("w", timezone.now())
    assert reported(status("delivered", reference=claim.parcel.reference)) is True
    outbox.record_result(claim, SendResult(ACCEPTED, "SM1"), timezone.now())
    row = Outbox.objects.get()
    assert (row.state, row.provider_message_id) == ("delivered", "SM1")


@pytest.mark.parametrize("state", ["sent", "delivered", "failed"])
def test_what_nobody_knew_is_settled_by_a_report(sent, state):
    row = sent(UNKNOWN)
    assert now_is(row) == "unknown"
    reported(status(state, NO_SUCH_NUMBER, reference=f"{row.conversation_id}.{row.pk}"))
    assert now_is(row) == state and not outbox.claim_next("w", timezone.now() + timedelta(days=1))


def test_what_was_given_up_because_nobody_knew_is_settled_too(sent):
    row = sent(UNKNOWN)
    claim = outbox.claim_next("w", timezone.now() + timedelta(minutes=11))
    outbox.record_result(claim, SendResult(UNKNOWN), timezone.now() + timedelta(minutes=11))
    assert now_is(row) == "dropped" and row.error_code == "not_known"
    reported(status("delivered", reference=claim.parcel.reference))
    assert now_is(row) == "delivered" and row.error_code == ""


def test_what_failed_is_told_to_the_desk(sent):
    row = sent()
    reported(status("failed", NO_SUCH_NUMBER))
    event = Event.objects.get(kind="delivery.failed")
    assert event.data == {"seq": row.seq, "state": "failed"} and not event.for_contact
    row.refresh_from_db()
    assert row.error_code == NO_SUCH_NUMBER


class TestAPhoneThatWasOff:
    def test_it_is_tried_once_more_later(self, sent):
        row = sent()
        reported(status("failed", UNREACHABLE))
        assert now_is(row) == "queued" and row.provider_message_id is None
        assert outbox.claim_next("w", timezone.now() + TRIED_AGAIN_AFTER / 2) is None
        later = timezone.now() + TRIED_AGAIN_AFTER + timedelta(minutes=1)
        claim = outbox.claim_next("w", later)
        assert claim and not claim.to_look_up
        outbox.record_result(claim, SendResult(ACCEPTED, "SM2"), later)
        assert reported(status("failed", UNREACHABLE, id="SM1")) is False  # the old news once more
        assert now_is(row) == "sent"
        reported(status("failed", UNREACHABLE, id="SM2"))
        assert now_is(row) == "failed" and row.error_code == UNREACHABLE

    def test_the_same_news_twice_is_one_more_try(self, sent):
        row = sent()
        for _ in range(2):
            reported(status("failed", UNREACHABLE, reference=f"{row.conversation_id}.{row.pk}"))
        assert now_is(row) == "queued"

    def test_not_below_what_was_said_since(self, sent, talk):
        row = sent()
        with changing(talk.pk) as change:
            change.say(SYSTEM, "something newer")
        claim = outbox.claim_next("w", timezone.now())
        outbox.record_result(claim, SendResult(ACCEPTED, "SM2"), timezone.now())
        reported(status("failed", UNREACHABLE))
        assert now_is(row) == "failed"

    def test_not_three_days_later(self, sent):
        row = sent()
        Outbox.objects.update(sent_at=timezone.now() - timedelta(hours=72))
        reported(status("failed", UNREACHABLE))
        assert now_is(row) == "failed"


class TestStop:
    @pytest.fixture
    def queued(self, talk, sent):
        row = sent()
        with changing(talk.pk) as change:
            change.say(SYSTEM, "one more")
        return row

    def test_a_provider_that_knows_it_first(self, talk, queued):
        reported(status("failed", OPTED_OUT))
        identity = ChannelIdentity.objects.get()
        assert identity.opted_out_at and Event.objects.filter(kind="contact.opted_out").count() == 1
        assert list(Outbox.objects.order_by("pk").values_list("state", "error_code")) == [
            ("failed", OPTED_OUT),
            ("dropped", OPTED_OUT),
        ]

    def test_in_its_answer_to_the_sending(self, talk, queued):
        claim = outbox.claim_next("w", timezone.now())
        outbox.record_result(claim, SendResult("refused", error=OPTED_OUT), timezone.now())
        assert ChannelIdentity.objects.get().opted_out_at and outbox.claim_next("w", timezone.now()) is None


def test_whatsapp_that_says_only_later_that_the_window_is_closed():
    talk = conversation("whatsapp")
    with changing(talk.pk) as change:
        change.say(SYSTEM, "the words")
    claim = outbox.claim_next("w", timezone.now())
    outbox.record_result(claim, SendResult(ACCEPTED, "SM1"), timezone.now())
    reported(StatusIn("whatsapp", "twilio", "SM1", "failed", error=WINDOW_CLOSED))
    words, template = Outbox.objects.order_by("pk")
    assert (words.state, template.state, template.part) == ("held", "queued", 0)
    reported(StatusIn("whatsapp", "twilio", "SM1", "failed", error=WINDOW_CLOSED))
    assert Outbox.objects.count() == 2
