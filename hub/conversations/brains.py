"""Several assistants (Rasa processes) behind one name. Each conversation has its own order of them, the same in every worker.

Asking the next one when the first fails can neither answer twice nor out of order: the story travels with the turn and no assistant
keeps anything that counts, one turn of a conversation is under way at a time, and only the worker that holds it keeps a reply.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence

from hub.conversations.brain import CONNECT, LONGEST, READ, TRIES, UNDERSTANDINGS, Asked, Brain, BrainFailed, Reply

logger = logging.getLogger(__name__)


def addresses(setting: str) -> list[str]:
    """The addresses of a setting: one, or several between commas."""
    return list(dict.fromkeys(each.rstrip("/") for each in setting.replace(",", " ").split()))


class Brains:
    """Asks as `Brain` does, of whichever is there. Each address has a breaker of its own."""

    def __init__(self, each: Sequence[Brain], clock: Callable[[], float] = time.monotonic) -> None:
        self.each = list(each)
        self._clock = clock

    @classmethod
    def at(cls, setting: str) -> Brains:
        return cls([Brain(url) for url in addresses(setting)])

    @property
    def is_up(self) -> bool:
        return any(brain.is_up for brain in self.each)

    def ask(self, claimed: Asked) -> Reply:
        """The reply to one turn, from the first that gives one. Raises BrainFailed."""
        if len(self.each) == 1:
            return self.each[0].ask(claimed)
        give_up, reached, last, failed = self._clock() + LONGEST, False, "down", set()
        for brain, place in self._tries(claimed):
            if self._clock() + CONNECT + READ > give_up:
                break  # the lease of the turn counts on LONGEST
            try:
                reply = brain.once(claimed, sender_of(claimed, place))
            except BrainFailed as failure:
                reached, last = reached or failure.reached, failure.error
                failed.add(brain)
                logger.warning("brain.failed turn=%s at=%s error=%s", claimed.number, brain.url, failure.error)
            else:
                brain.breaker.succeeded()
                self._count(failed - {brain})
                return reply
        self._count(failed)
        raise BrainFailed(last, reached=reached)

    def probe(self) -> bool | None:
        """Look at those that are not asked any more: True when one is back, None when there was nothing to do."""
        found = [probed for brain in self.each if (probed := brain.probe()) is not None]
        return any(found) if found else None

    def understanding(self) -> str | None:
        """The least of what those that answer say of themselves; None where none answers."""
        told = [said for brain in self.each if brain.is_up and (said := brain.understanding()) is not None]
        return min(told, key=lambda said: -UNDERSTANDINGS.index(said) if said in UNDERSTANDINGS else 1, default=None)

    def close(self) -> None:
        for brain in self.each:
            brain.close()

    def _tries(self, claimed: Asked) -> list[tuple[Brain, int]]:
        """Whom to ask, one after the other: those that are up, in this conversation's order; one alone is asked again."""
        order = in_order(claimed.sender, [brain.url for brain in self.each])
        by_url = {brain.url: brain for brain in self.each}
        up = [(by_url[url], place) for place, url in enumerate(order) if by_url[url].is_up]
        return (up * TRIES)[: max(len(up), TRIES)] if up else []

    def _count(self, failed: set[Brain]) -> None:
        for brain in failed:
            brain.gave_up()


def in_order(sender: str, urls: Sequence[str]) -> list[str]:
    """The addresses in the order of this conversation (rendezvous hashing).

    The same in every process and after every restart; an address more or less moves only the conversations that were its own.
    """
    conversation = sender.partition(".")[0]
    return sorted(urls, key=lambda url: hashlib.sha256(f"{conversation} {url}".encode()).digest())


def sender_of(claimed: Asked, place: int) -> str:
    """The sender's name at the address in this place. A lock that a dead Rasa left behind must not hold up the one that stands in."""
    return f"{claimed.sender}.{place}" if place else claimed.sender
