"""How fast a channel may send, and whether it is asked at all just now. One worker's memory: nothing of it is kept."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from hub.channels.sending import ACCEPTED, PROVIDER_DOWN, REFUSED, RETRY, TOO_MANY, WINDOW_CLOSED, SendResult
from hub.conversations.breaker import Breaker

# Texts a second. SMS: Twilio sends 10 a second from one number to countries other than the US and Canada, and queues the
# rest (https://support.twilio.com/hc/en-us/articles/115002943027); Notify takes 3,000 a minute (docs.notifications.service.gov.uk).
# WhatsApp: Twilio sends 80 a second from one sender (https://www.twilio.com/docs/whatsapp/best-practices-and-faqs).
PER_SECOND = {"sms": 10, "whatsapp": 40}
SLOWEST = 10
OF_ALL = (PROVIDER_DOWN, TOO_MANY)  # a fault of the whole channel, and not of one text
FAILURES, WITHIN, PROBE_EVERY = 3, 60.0, 15.0  # faults, seconds, seconds


class Pace:
    """For each channel the sends of the last second, and a breaker: a bad hour of a provider is not paid by every text."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: dict[str, deque[float]] = {}
        self._breakers: dict[str, Breaker] = {}

    def allows(self, channel: str) -> bool:
        """May one more be handed over now? While the provider is down: one each quarter of a minute, to see if it is back."""
        sent, now = self._sent.setdefault(channel, deque()), self._clock()
        while sent and now - sent[0] >= 1.0:
            sent.popleft()
        if len(sent) >= PER_SECOND.get(channel, SLOWEST):
            return False
        breaker = self._breaker(channel)
        return not breaker.is_open or breaker.probe_due()

    def handed_over(self, channel: str, result: SendResult) -> bool:
        """Note what came of one. True when the provider is back after it was down."""
        self._sent.setdefault(channel, deque()).append(self._clock())
        breaker = self._breaker(channel)
        if result.kind == RETRY and result.error in OF_ALL:
            breaker.failed()
            return False
        if result.kind not in (ACCEPTED, REFUSED, WINDOW_CLOSED):
            return False
        was_open = breaker.is_open
        breaker.succeeded()
        return was_open

    def _breaker(self, channel: str) -> Breaker:
        if channel not in self._breakers:
            self._breakers[channel] = Breaker(self._clock, failures=FAILURES, within=WITHIN, probe_every=PROBE_EVERY)
        return self._breakers[channel]
