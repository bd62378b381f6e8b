"""The life of a text under results, reports, lost workers, erasing and time: never down, never twice, and it always ends."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.channels.records import StatusIn
from hub.channels.sending import (
    ACCEPTED,
    OPTED_OUT,
    PROVIDER_DOWN,
    REFUSED,
    RETRY,
    UNKNOWN,
    UNREACHABLE,
    WINDOW_CLOSED,
    SendResult,
)
from hub.conversations import erasure, outbox
from hub.conversations.models import ChannelIdentity, Conversation, Outbox
from hub.conversations.texting.reported import RANK, reported
from hub.conversations.texting.window import release_held
from tests.hub.texting.sending import NUMBER, conversation, say

pytestmark = pytest.mark.django_db

RESULTS = [
    ACCEPTED,
    ACCEPTED,
    RETRY,
    REFUSED,
    UNKNOWN,
    WINDOW_CLOSED,
    "raises",
    "takes_it_and_raises",
    "worker_dies",
    OPTED_OUT,
]
REPORTS = ["sent", "delivered", "read", "failed", UNREACHABLE, WINDOW_CLOSED]
LOOKS, REPORTED = [("look", each) for each in RESULTS], [("report", each) for each in REPORTS]
TIMES = [("time", each) for each in (0.1, 1.0, 6.0, 31.0, 300.0)]  # minutes
STEPS = st.lists(st.sampled_from([*LOOKS, *REPORTED, *REPORTED, *TIMES, ("writes", None)]), min_size=6, max_size=30)


class World:
    """The provider and its memory, a clock, and what happens to one text."""

    def __init__(self, channel: str) -> None:
        Conversation.objects.all().update(identity=None)
        ChannelIdentity.objects.all().delete()
        Outbox.objects.all().delete()
        self.talk, self.now = conversation(channel, NUMBER), timezone.now()
        say(self.talk, "the words")
        self.pk = Outbox.objects.get().pk
        self.there: dict[str, str] = {}  # reference: id, of what the provider has and has not reported as failed
        self.taken: list[tuple[str, str]] = []  # every reference and id that it ever took
        self.accepted, self.left_twice = 0, False
        self.result = ACCEPTED

    # The provider ------------------------------------------------------------------------------------------------

    def send(self, parcel):
        if parcel.template_only:
            return SendResult(REFUSED)
        if self.result in (ACCEPTED, "takes_it_and_raises"):
            self.left_twice |= parcel.reference in self.there  # (what is raised here would only mean that nobody knows)
            self.accepted += 1
            self.there[parcel.reference] = f"{parcel.reference}-{self.accepted}"
            self.taken.append((parcel.reference, self.there[parcel.reference]))
        if "raises" in self.result:
            raise TimeoutError
        if self.result == OPTED_OUT:
            return SendResult(REFUSED, error=OPTED_OUT)
        error = PROVIDER_DOWN if self.result == RETRY else ""
        return SendResult(self.result, self.there.get(parcel.reference), error)

    def look_up(self, parcel):
        if self.result in (UNKNOWN, "raises"):
            return SendResult(UNKNOWN)
        found = self.there.get(parcel.reference)
        return SendResult(ACCEPTED, found) if found else SendResult(RETRY)

    # What happens ------------------------------------------------------------------------------------------------

    def step(self, what, how):
        getattr(self, what)(how)

    def look(self, result):
        self.result = result
        outbox.sweep(self.now)
        for _ in range(4):
            claim = outbox.claim_next("w", self.now)
            if claim is None:
                return
            if result == "worker_dies":
                self.result = ACCEPTED  # it has handed it over, and writes nothing down
                if not claim.to_look_up:
                    self.send(claim.parcel)
                self.now += timedelta(minutes=1.1)
                outbox.sweep(self.now)
                return
            outbox.record_result(claim, outbox.hand_over(claim, {self.talk.channel: self}), self.now)

    def report(self, state):
        """Only on what the provider took, also long ago. What it once said has failed does not arrive after all."""
        failed = state not in RANK
        for reference, number in list(self.taken):
            now = self.there.get(reference) == number
            if not (now or failed):
                continue
            if now and failed and self.row.state not in (Outbox.DELIVERED, Outbox.READ):
                del self.there[reference]
            error = {"failed": "blocked"}.get(state, state) if failed else ""
            reported(StatusIn(self.talk.channel, "twilio", number, "failed" if failed else state, reference, error))

    def time(self, minutes):
        self.now += timedelta(minutes=minutes)

    def writes(self, _):
        ChannelIdentity.objects.update(last_inbound_at=self.now)
        Conversation.objects.update(last_inbound_at=self.now)
        release_held(self.talk, self.now)

    def erased(self, _):
        erasure.erase(self.talk.pk)

    @property
    def row(self):
        return Outbox.objects.get(pk=self.pk)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_whatever_happens(channel, monkeypatch):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS, st.none() | st.integers(0, 30))
    def live(steps, erased_after):
        world = World(channel)
        monkeypatch.setattr(timezone, "now", lambda: world.now)
        before = world.row
        for place, step in enumerate(steps):
            if place == erased_after:
                world.erased(None)
            world.step(*step)
            now = world.row
            assert not world.left_twice
            # A report may say that it did not arrive after all: it fails, or goes once more.
            came_back = (
                step[0] == "report" and rank(before) < 2 and now.state in (Outbox.FAILED, Outbox.QUEUED, Outbox.HELD)
            )
            fine = came_back or now.state == Outbox.SENDING or rank(now) >= rank(before)
            assert fine, f"{before.state} to {now.state}"
            if before.state == Outbox.FAILED and before.error_code != "not_known":
                assert now.state == Outbox.FAILED, "a failure is for good"
            before = now
        for _ in range(20):  # and then nothing goes wrong any more
            world.time(16)
            world.writes(None)
            world.look(ACCEPTED)
        assert not world.left_twice
        assert world.row.state not in Outbox.OPEN, f"it never came to an end: {world.row.state}"
        if world.row.state == Outbox.SENT:
            assert world.there, "said to be sent, and the provider has nothing"

    live()


def rank(row):
    return RANK.get(row.state, 0)
