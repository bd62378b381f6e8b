"""Delivery: in order, never twice, patient with what may pass, and honest about what nobody knows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.channels.sending import ACCEPTED, PROVIDER_DOWN, REFUSED, RETRY, UNKNOWN, SendResult
from hub.conversations import invariants, outbox, transitions, turns
from hub.conversations.models import BrainTurn, ChannelIdentity, Conversation, Event, Outbox, TextTalk
from hub.conversations.transitions import Inbound

pytestmark = pytest.mark.django_db


class Provider:
    """A provider that does as it is told, and remembers what reached the carer."""

    def __init__(self, *script, then=ACCEPTED, found=ACCEPTED):
        self.script, self.then, self.found = list(script), then, found
        self.delivered, self.attempts, self.looked_up = [], 0, 0

    def send(self, parcel):
        self.attempts += 1
        kind = self.script.pop(0) if self.script else self.then
        if kind == "raises":
            raise TimeoutError("after it was accepted")
        if kind in (ACCEPTED, "accepted_and_silent"):
            self.delivered.append(parcel.reference)
        return SendResult(UNKNOWN if kind == "accepted_and_silent" else kind, error="" if kind == ACCEPTED else kind)

    def look_up(self, parcel):
        self.looked_up += 1
        if parcel.reference in self.delivered:
            return SendResult(ACCEPTED)
        return SendResult(self.found if self.found != ACCEPTED else RETRY)


def chat(texts=("one",), key="k"):
    """A conversation by SMS with its answers waiting to be delivered."""
    conversation_id = transitions.begin("sms", Inbound(key=f"{key}0", text="hello"), "exampleshire").conversation_id
    TextTalk.objects.create(conversation_id=conversation_id, named_at=timezone.now())  # who we are was said already
    for place, text in enumerate(texts):
        if place:
            transitions.receive(conversation_id, Inbound(key=f"{key}{place}", text="more"))
        BrainTurn.objects.update(due_at=None)
        claimed = turns.claim_next("w", 30)
        turns.commit_reply(claimed, {"ok": True, "messages": [{"text": text}], "story": {}})
    return conversation_id


def deliver(provider, minutes=0.0):
    """Everything that is due `minutes` from now."""
    now, worked = timezone.now() + timedelta(minutes=minutes), 0
    outbox.sweep(now)
    while claim := outbox.claim_next("w", now):
        outbox.record_result(claim, outbox.hand_over(claim, {"sms": provider}), now)
        worked += 1
    return worked


def states():
    return list(Outbox.objects.order_by("conversation", "pk").values_list("state", flat=True))


def test_what_is_accepted_is_sent_once():
    chat(["one", "two"])
    provider = Provider()
    assert outbox.deliver_due("w", {"sms": provider}) == 2 and outbox.deliver_due("w", {"sms": provider}) == 0
    assert states() == ["sent", "sent"] and len(provider.delivered) == 2
    assert Event.objects.filter(kind="delivery.changed").count() == 2


def test_the_web_chat_needs_no_delivery():
    transitions.begin("web", Inbound(key="k", text="hello"), "exampleshire")
    turns.commit_reply(turns.claim_next("w", 30), {"ok": True, "messages": [{"text": "x"}], "story": {}})
    assert not Outbox.objects.exists()


def test_a_later_message_waits_for_an_earlier_one():
    chat(["one", "two"])
    provider = Provider(RETRY)
    assert deliver(provider) == 1 and states() == ["queued", "queued"]
    assert deliver(provider, minutes=0.05) == 0
    assert deliver(provider, minutes=0.1) == 2 and states() == ["sent", "sent"]


def test_one_that_is_refused_fails_at_once_and_says_so_and_the_next_goes():
    chat(["one", "two"])
    deliver(Provider(REFUSED))
    assert states() == ["failed", "sent"]
    assert Event.objects.get(kind="delivery.failed").data["state"] == "failed"


def test_it_is_tried_for_four_hours_then_fails_and_says_so():
    chat()
    provider, minutes = Provider(then=RETRY), 0.0
    while Outbox.objects.get().state == Outbox.QUEUED and minutes < 400:
        deliver(provider, minutes)
        minutes += 0.25
    assert Outbox.objects.get().state == Outbox.FAILED and 240 <= minutes <= 260
    assert 5 + 13 <= provider.attempts <= 5 + 18  # 0 s, 5 s, 30 s, 2 min, 10 min, then each quarter of an hour
    assert Event.objects.filter(kind="delivery.failed").count() == 1


@pytest.mark.parametrize("jitter", [-0.1, 0.1])
def test_the_waits_grow_and_are_spread(jitter):
    chat()
    now = timezone.now()
    waits = []
    for _ in range(6):
        claim = outbox.claim_next("w", now)
        outbox.record_result(claim, SendResult(RETRY), now, lambda low, high: jitter)
        waits.append((Outbox.objects.get().next_attempt_at - now).total_seconds())
        now = Outbox.objects.get().next_attempt_at
    assert waits == pytest.approx([each * (1 + jitter) for each in (5, 30, 120, 600, 900, 900)])


def test_accepted_with_a_timeout_is_looked_up_and_not_sent_again():
    chat()
    provider = Provider("accepted_and_silent")
    deliver(provider)
    assert states() == ["unknown"]
    deliver(provider, minutes=1)
    assert states() == ["sent"] and provider.attempts == 1


def test_a_slip_of_the_sender_means_that_nobody_knows():
    chat()
    provider = Provider("raises")
    deliver(provider)
    assert states() == ["unknown"]
    deliver(provider, minutes=1)  # it is looked up: it never arrived
    deliver(provider, minutes=30)
    assert states() == ["sent"] and len(provider.delivered) == 1


def test_what_stays_unknown_is_dropped_for_the_assistant_and_fails_for_an_adviser(django_user_model):
    chat()
    provider = Provider("raises", found=UNKNOWN)
    for minutes in (0, 1, 3, 20):
        deliver(provider, minutes)
    assert states() == ["dropped"] and provider.attempts == 1


def test_a_worker_killed_in_the_middle_leaves_a_row_that_is_looked_up():
    chat()
    assert outbox.claim_next("killed", timezone.now()) is not None
    provider = Provider()
    assert deliver(provider) == 0  # under its lease
    deliver(provider, minutes=2)
    deliver(provider, minutes=10)
    assert states() == ["sent"] and len(provider.delivered) == 1


def test_what_may_have_left_is_not_sent_again_while_it_cannot_be_looked_up():
    chat()
    provider = Provider("accepted_and_silent")
    deliver(provider)
    now = timezone.now() + timedelta(minutes=1)
    claim = outbox.claim_next("w", now)
    assert claim.to_look_up
    outbox.record_result(claim, outbox.hand_over(claim, {}), now)  # the channel was taken away
    assert states() == ["unknown"]
    provider.look_up = lambda parcel: SendResult(RETRY, error=PROVIDER_DOWN)
    deliver(provider, minutes=3)
    assert states() == ["unknown"] and provider.attempts == 1


def test_a_time_out_hours_after_the_first_try_is_looked_up_too():
    chat()
    provider = Provider(*[RETRY] * 8, "accepted_and_silent")
    for minutes in [*range(0, 150, 5), 151, 152]:
        deliver(provider, minutes)
    assert states() == ["sent"] and len(provider.delivered) == 1 and provider.looked_up >= 1


def test_two_workers_do_not_take_the_same():
    chat()
    now = timezone.now()
    assert outbox.claim_next("a", now) is not None and outbox.claim_next("b", now) is None


def test_without_a_sender_it_waits():
    chat()
    assert outbox.deliver_due("w", {}) == 1
    assert states() == ["queued"]


def test_what_was_erased_is_not_sent():
    from hub.conversations import erasure

    erasure.erase(chat())
    assert deliver(Provider()) == 0 and states() == ["dropped"]


def test_the_address_and_the_words_are_handed_over():
    conversation = Conversation.objects.get(pk=chat(["the words"]))
    conversation.identity = ChannelIdentity.objects.create(
        contact=conversation.contact, channel="sms", address="+447700900110", address_hash="h"
    )
    conversation.save()
    parcel = outbox.claim_next("w", timezone.now()).parcel
    assert parcel.address == "+447700900110" and parcel.text == "the words" and not parcel.menu
    assert parcel.reference == f"{conversation.pk}.{Outbox.objects.get().pk}" and not parcel.template_only


KINDS = st.sampled_from([ACCEPTED, RETRY, RETRY, REFUSED, UNKNOWN, "accepted_and_silent", "raises"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(KINDS, max_size=25), st.lists(st.floats(0.01, 40), min_size=1, max_size=12))
def test_order_holds_under_any_failures(script, pauses):
    Outbox.objects.all().delete()
    Event.objects.all().delete()
    chats = [chat(["a", "b", "c"], key=f"{Conversation.objects.count()}-") for _ in range(2)]
    provider, minutes = Provider(*script), 0.0
    for pause in [*pauses, *[16.0] * 30]:
        deliver(provider, minutes)
        assert not list(invariants.delivered_in_order())
        minutes += pause
    for conversation_id in chats:
        got = [int(each.rsplit(".", 1)[1]) for each in provider.delivered if each.startswith(str(conversation_id))]
        assert got == sorted(set(got)), "out of order, or twice"
        rows = Outbox.objects.filter(conversation=conversation_id)
        assert not rows.filter(state__in=Outbox.OPEN).exists(), "something never came to an end"
        sent = set(rows.filter(state=Outbox.SENT).values_list("pk", flat=True))
        assert sent <= set(got), "said to be sent, and was not"
