"""Any order of everything that can happen to texts: people write, providers lose and double and report late, workers die.

The provider here keeps its own record of what it was given, and answers look-ups truthfully. After each step the whole ledger
is proved, and against that record: nothing left twice, and nothing out of order.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hub.channels import sending
from hub.channels.records import SMS, WHATSAPP, StatusIn, TextIn
from hub.channels.sending import SendResult
from hub.conversations import advisers, hours, invariants, outbox, sign_of_life, transitions, turns
from hub.conversations.advisers import Stale, StaysOpen
from hub.conversations.conditions import AlreadyTaken
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import BrainTurn, Conversation, InboundReceipt, Membership, Message, Outbox, Team
from hub.conversations.texting import claiming, loops
from hub.conversations.texting.arriving import arrived
from hub.conversations.texting.may_answer import CannotReach
from hub.conversations.texting.reported import reported
from hub.conversations.texting.window import TEMPLATE
from tests.hub.texting import handset as box

WHO = ((SMS, "+447700900123"), (SMS, "+447700900124"), (WHATSAPP, "+447700900123"))
WRITES = (
    "how do i get help with money",
    "my grandson lives with me",
    "1",
    "2",
    "9",
    "yes",
    "MORE",
    "BACK",
    "AGAIN",
    "MENU",
)
WRITES += (
    "PERSON",
    "CALL",
    "CHECK",
    "HELP",
    "hello?",
    "STOP",
    "START",
    "who is this",
    "wrong number",
    "he is hitting her",
)
LONG = "You may be able to get money for this. The council decides. Ask them to look at it again if they say no. " * 5
CHOICES = [{"id": "ask_education", "label": "School"}, {"id": "ask_money", "label": "Money"}]
SAYS = (
    {"text": "An answer.", "choices": CHOICES},
    {"text": LONG, "choices": CHOICES},
    {"text": "Call 999.", "custom": {"concern": {"kind": "child_hurt", "urgency": "emergency"}}},
    {"text": "A person will help.", "custom": {"handover": {"reason": "asked", "urgent": False, "summary": {}}}},
)
# What becomes of a sending: does the provider have it, and what do we hear?
FATES = {
    "accepted": (True, sending.ACCEPTED, ""),
    "accepted, never answered": (True, sending.UNKNOWN, sending.PROVIDER_DOWN),
    "lost on the way": (False, sending.UNKNOWN, sending.PROVIDER_DOWN),
    "too many": (False, sending.RETRY, sending.TOO_MANY),
    "refused": (False, sending.REFUSED, sending.NO_SUCH_NUMBER),
    "stopped there": (False, sending.REFUSED, sending.OPTED_OUT),
    "worker killed before": (False, "", ""),
    "worker killed after": (True, "", ""),
}
EXAMPLES = int(os.environ.get("KINSHIP_EXAMPLES") or 6)
FAILURES = (sending.UNREACHABLE, sending.OTHER_FAULT, sending.WINDOW_CLOSED, sending.OPTED_OUT)
REFUSED = (AlreadyTaken, NoSuchConversation, Stale, StaysOpen, CannotReach)


class Clock:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


class Texts(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        Clock.now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
        self.whole = transaction.atomic()  # each example on an empty ledger
        self.whole.__enter__()
        self.records: list[TextIn] = []
        self.has: list[tuple[str, str]] = []  # (our reference, the provider's id), in the order they came there
        self.failed: set[str] = set()  # ids that did not arrive in the end: those may be sent once more
        team = Team.objects.create(slug="kinship", name="Kinship", organisation="council", is_default=True)
        self.sam = User.objects.create_user("sam", first_name="Sam")
        Membership.objects.create(user=self.sam, team=team, role="adviser", max_open=9)

    def teardown(self):
        try:
            self.all_ends_well()
        finally:
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)

    # What people do ------------------------------------------------------------------------------------------------

    @rule(who=st.sampled_from(WHO), text=st.sampled_from(WRITES))
    def writes(self, who, text):
        self.take(who, text=text)

    @rule(who=st.sampled_from(WHO), parts=st.permutations(["he is", "hitting her", "right now"]))
    def writes_in_parts(self, who, parts):
        for part in parts:
            self.take(who, text=part)

    @rule(number=st.integers(1, 3), row=st.integers(0, 99))
    def taps(self, number, row):
        rows = [
            each for each in Outbox.objects.filter(conversation__channel=WHATSAPP, state__in=Outbox.LEFT) if each.menu
        ]
        if rows:
            chosen = rows[row % len(rows)]
            self.take(
                WHO[2], text="a label", tapped=f"m:{chosen.pk}:{number}", in_reply_to=chosen.provider_message_id or ""
            )

    @rule()
    def sends_a_picture(self):
        self.take(WHO[2], media=("photo",))

    @rule(which=st.integers(0, 999))
    def comes_again(self, which):
        """By the door a second time, or by the provider's list."""
        if self.records:
            before = Message.objects.count()
            assert arrived(self.records[which % len(self.records)]).duplicate
            assert Message.objects.count() == before

    @rule(which=st.integers(0, 9))
    def adviser_takes(self, which):
        sign_of_life.give(self.sam, Clock.now, available=True)
        self.perhaps(which, lambda chat: transitions.take(chat, self.sam))

    @rule(which=st.integers(0, 9))
    def adviser_replies(self, which):
        seen = dict(Conversation.objects.values_list("pk", "last_seq"))
        key = f"k{Message.objects.count()}"
        self.perhaps(which, lambda chat: advisers.reply(chat, self.sam, "I am Sam. " * 40, seen=seen[chat], key=key))

    @rule(which=st.integers(0, 9))
    def adviser_hands_back(self, which):
        self.perhaps(which, lambda chat: transitions.hand_back(chat, self.sam))

    # What machines do ----------------------------------------------------------------------------------------------

    @rule(says=st.sampled_from(SAYS))
    def assistant_answers(self, says):
        while claimed := turns.claim_next("w", 30):
            turns.commit_reply(claimed, self.reply(claimed, says))

    @rule(reached=st.booleans())
    def assistant_fails(self, reached):
        if claimed := turns.claim_next("w", 30):
            turns.fail(claimed, "timeout", reached=reached)

    @rule()
    def worker_dies_with_a_turn(self):
        turns.claim_next("w", 30)

    @rule(fates=st.lists(st.sampled_from(sorted(FATES)), min_size=1, max_size=5))
    def texts_leave(self, fates):
        outbox.sweep(Clock.now)
        for fate in fates:
            self.one_leaves(fate)

    @rule(which=st.integers(0, 999), state=st.sampled_from(["queued", "sent", "delivered", "read", *FAILURES]))
    def is_reported(self, which, state):
        if not self.has:
            return
        reference, known_as = self.has[which % len(self.has)]
        row = Outbox.objects.filter(pk=int(reference.rpartition(".")[2])).select_related("conversation").first()
        failed = state in FAILURES
        if row is None or (failed and row.state in (Outbox.DELIVERED, Outbox.READ)):
            return  # a provider does not say so
        if failed:
            self.failed.add(known_as)
        status = StatusIn(
            channel=row.conversation.channel,
            provider="twilio",
            provider_message_id=known_as,
            reference=reference,
            state="failed" if failed else state,
            error=state if failed else "",
        )
        reported(status)

    @rule(seconds=st.sampled_from([1, 9, 31, 61, 700, 2000]))
    def time_passes(self, seconds):
        Clock.now += timedelta(seconds=seconds)
        turns.expire_leases(Clock.now)

    @rule(days=st.sampled_from([1.1, 31]))
    def days_pass(self, days):
        Clock.now += timedelta(days=days)
        turns.expire_leases(Clock.now)

    # What must hold ------------------------------------------------------------------------------------------------

    @invariant()
    def the_ledger_holds(self):
        assert [str(each) for each in invariants.faults()] == []

    @invariant()
    def each_arrived_once(self):
        assert Message.objects.filter(author="contact").count() == InboundReceipt.objects.count() == len(self.records)

    @invariant()
    def nothing_left_twice_or_out_of_order(self):
        alive = [(reference, known_as) for reference, known_as in self.has if known_as not in self.failed]
        assert [each for each, times in Counter(reference for reference, _ in alive).items() if times > 1] == []
        last: dict[str, int] = defaultdict(int)
        ahead = set(Outbox.objects.filter(message__kind="danger").values_list("pk", flat=True))
        ahead |= set(Outbox.objects.filter(part=TEMPLATE).values_list("pk", flat=True))
        for reference, _ in alive:
            talk, _, row = reference.rpartition(".")
            if int(row) not in ahead:
                assert int(row) > last[talk], f"{row} left after {last[talk]}"
                last[talk] = int(row)

    # How it is done ------------------------------------------------------------------------------------------------

    def take(self, who, **said):
        channel, sender = who
        ours = box.TWILIO_SMS if channel == SMS else box.TWILIO_WHATSAPP
        number = f"SM{len(self.records):032x}"
        record = TextIn(channel=channel, provider="twilio", provider_message_id=number, sender=sender, to=ours, **said)
        received = arrived(record)
        assert received is not None and not received.duplicate
        self.records.append(record)
        Clock.now += timedelta(milliseconds=10)
        if said.get("text") == "he is hitting her":
            row = Outbox.objects.filter(conversation=received.conversation_id, message__kind="danger").last()
            assert row is not None and row.seq > received.seq and row.state == Outbox.QUEUED

    def one_leaves(self, fate):
        claim = claiming.claim_next("w", Clock.now)
        if claim is None:
            return False
        Clock.now += timedelta(milliseconds=10)
        known_as = next((each for reference, each in self.has if reference == claim.parcel.reference), None)
        if claim.to_look_up:
            alive = known_as is not None and known_as not in self.failed
            result = SendResult(sending.ACCEPTED, known_as) if alive else SendResult(sending.RETRY)
            if known_as in self.failed:
                result = SendResult(sending.REFUSED, known_as, sending.OTHER_FAULT)
            outbox.record_result(claim, result, Clock.now)
            return True
        there, kind, error = FATES[fate]
        if there:
            known_as = f"out{len(self.has)}"
            self.has.append((claim.parcel.reference, known_as))
        if kind:
            outbox.record_result(
                claim, SendResult(kind, known_as if kind == sending.ACCEPTED else None, error), Clock.now
            )
        return True

    def reply(self, claimed, says):
        return {"ok": True, "turn": claimed.number, "messages": [dict(says)], "story": {"n": claimed.number}}

    def perhaps(self, which, do):
        chats = list(Conversation.objects.order_by("opened_at").values_list("pk", flat=True))
        try:
            if chats:
                do(chats[which % len(chats)])
        except REFUSED:
            pass

    def all_ends_well(self):
        """The worker and the provider are well again: nothing is left under way, and nobody was met with silence."""
        for _ in range(60):
            Clock.now += timedelta(seconds=120)
            turns.expire_leases(Clock.now)
            self.assistant_answers(SAYS[0])
            outbox.sweep(Clock.now)
            while self.one_leaves("accepted"):
                pass
            if not self.under_way():
                break
        assert self.under_way() == [], str(self.under_way())
        self.the_ledger_holds()
        self.nothing_left_twice_or_out_of_order()
        for message in Message.objects.filter(author="contact").select_related("conversation"):
            silent = message.choice in (*loops.CODES, "hub:stop", "hub:cannot_open") or message.conversation.state in (
                "with_adviser",
                "closed",
            )
            said = Message.objects.filter(conversation=message.conversation_id, seq__gt=message.seq).exclude(
                author="contact"
            )
            assert silent or said.exists(), f"message {message.seq} ({message.choice}) met with silence"

    def under_way(self):
        waits = Outbox.objects.filter(state__in=(Outbox.QUEUED, Outbox.SENDING, Outbox.UNKNOWN))
        # What stands behind words that wait for WhatsApp's window waits for the person too.
        waits = waits.exclude(conversation__in=Outbox.objects.filter(state=Outbox.HELD).values("conversation"))
        told = waits.values_list(
            "pk", "conversation__ref", "part", "state", "attempts", "error_code", "next_attempt_at"
        )
        return [*told, *BrainTurn.objects.filter(state__in=BrainTurn.OPEN).values_list("number", "state", "due_at")]


@pytest.mark.parametrize("here", [True, False])
def test_any_order_of_anything(house, monkeypatch, here):
    """In the hours when people are there, and out of them."""
    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    monkeypatch.setattr(hours.opening, "open_at", lambda *_: here)
    monkeypatch.setattr(hours.opening_time, "closes_at", lambda *_: None)
    run_state_machine_as_test(
        Texts,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            derandomize=EXAMPLES < 100,
            phases=(Phase.generate, Phase.shrink)
            if EXAMPLES > 20
            else (Phase.generate,),  # making a failure small takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
