"""WhatsApp's 24 hours: outside them words wait, one neutral line goes, and what waited goes when they write."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.channels.sending import REFUSED, WINDOW_CLOSED, SendResult
from hub.conversations import invariants, outbox, retention
from hub.conversations.models import ChannelIdentity, Conversation, Outbox
from hub.conversations.texting import window
from tests.hub.texting.sending import Provider, conversation, deliver, say

pytestmark = pytest.mark.django_db
NEUTRAL = "Exampleshire Council (example) carers chat has a message for you. Reply OK to read it."


@pytest.fixture
def talk(db):
    talk = conversation("whatsapp")
    yield talk
    assert [str(each) for each in invariants.delivered_in_order()] == []
    assert [str(each) for each in invariants.everything_put_out()] == []


def last_wrote(**ago):
    at = timezone.now() - timedelta(**ago)
    ChannelIdentity.objects.update(last_inbound_at=at)
    Conversation.objects.update(last_inbound_at=at)


def states():
    return [(each.part, each.state) for each in Outbox.objects.order_by("pk")]


@pytest.mark.parametrize(
    "ago, goes",
    [
        ({"hours": 1}, True),
        ({"hours": 23, "minutes": 49}, True),
        ({"hours": 23, "minutes": 51}, False),  # ten minutes to spare
        ({"hours": 26}, False),
    ],
)
def test_how_long_words_go_as_they_are(talk, ago, goes):
    last_wrote(**ago)
    say(talk, "The real words.")
    provider = Provider()
    deliver(provider)
    assert provider.texts == (["The real words."] if goes else [NEUTRAL])
    assert goes or [each.template_only for each in provider.parcels] == [True]


def test_sms_knows_no_window():
    talk = conversation("sms")
    last_wrote(days=20)
    say(talk, "The real words.")
    provider = Provider()
    deliver(provider)
    assert provider.texts == ["The real words."]


def test_one_neutral_line_whatever_more_is_said(talk):
    last_wrote(hours=26)
    provider = Provider()
    for number in range(3):
        say(talk, f"Words {number}.")
        deliver(provider, minutes=number)
    assert provider.texts == [NEUTRAL] and states()[:2] == [(1, "held"), (0, "sent")]


def test_what_waited_goes_in_its_order_when_they_write(talk):
    last_wrote(hours=26)
    provider = Provider()
    for number in range(3):
        say(talk, f"Words {number}.")
    deliver(provider)
    last_wrote(seconds=0)
    assert outbox.release_held(talk, timezone.now()) == 1  # the others stood behind it
    deliver(provider)
    assert provider.texts == [NEUTRAL, "Words 0.", "Words 1.", "Words 2."]


def test_also_when_nobody_called_it(talk):
    """The door died between keeping their words and letting ours go: the clock finds it."""
    last_wrote(hours=26)
    say(talk, "The real words.")
    provider = Provider()
    deliver(provider)
    deliver(provider, minutes=5)
    assert provider.texts == [NEUTRAL]
    ChannelIdentity.objects.update(last_inbound_at=timezone.now() + timedelta(minutes=6))
    deliver(provider, minutes=7)
    assert provider.texts == [NEUTRAL, "The real words."]


def test_a_neutral_line_that_has_not_left_when_they_write_stays_here(talk):
    last_wrote(hours=26)
    say(talk, "The real words.")
    now = timezone.now()
    claim = outbox.claim_next("w", now)  # it held the words, and is about to send the line
    assert claim.parcel.template_only
    outbox.record_result(claim, SendResult("retry"), now)
    last_wrote(seconds=0)
    outbox.release_held(talk, timezone.now())
    provider = Provider()
    deliver(provider, minutes=1)
    assert provider.texts == ["The real words."] and states() == [(1, "sent"), (0, "dropped")]


def test_the_next_closed_window_has_its_own_line(talk):
    last_wrote(hours=26)
    provider = Provider()
    say(talk, "First.")
    deliver(provider)
    last_wrote(seconds=0)
    outbox.release_held(talk, timezone.now())
    deliver(provider)
    later = 60 * 25
    say(talk, "Second.")
    deliver(provider, minutes=later)
    assert provider.texts == [NEUTRAL, "First.", NEUTRAL]


@pytest.mark.parametrize("result", [WINDOW_CLOSED, REFUSED])
def test_a_line_that_is_refused_is_not_tried_again(talk, result):
    last_wrote(hours=26)
    say(talk, "The real words.")
    provider = Provider(SendResult(result))
    deliver(provider)
    say(talk, "More words.")
    deliver(provider, minutes=60)
    assert len(provider.sent) == 1 and states()[:2] == [(1, "held"), (0, "failed")]


def test_the_provider_knows_better_that_it_is_closed(talk):
    say(talk, "The real words.")
    provider = Provider(SendResult(WINDOW_CLOSED))
    deliver(provider)
    assert provider.texts == [NEUTRAL] and states() == [(1, "held"), (0, "sent")]
    deliver(provider, minutes=30)
    assert len(provider.sent) == 2, "it is not tried again and again"


def test_nothing_of_what_waits_stands_in_the_line(talk):
    last_wrote(hours=26)
    say(talk, "He hits me. Money. Health.", choices=["yes", "no"])
    provider = Provider()
    deliver(provider)
    (parcel,) = provider.parcels
    assert (parcel.text, parcel.plain, parcel.menu) == (NEUTRAL, NEUTRAL, [])


def test_after_a_month_what_waits_is_for_a_stranger(talk):
    last_wrote(hours=26)
    say(talk, "The real words.")
    deliver(Provider())
    last_wrote(days=29)
    assert retention.held(timezone.now(), True) == 0
    last_wrote(days=31)
    assert retention.held(timezone.now(), True) == 1 and retention.held(timezone.now(), False) == 1
    assert states()[0] == (1, "dropped") and window.release_held(talk, timezone.now()) == 0
