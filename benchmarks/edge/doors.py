"""Carers at the public doors, as a load asks them: the web's form without script, and a telephone by SMS or WhatsApp."""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable

import httpx

from hub.phones.provider import Provider
from hub.phones.texts import TO_PERSON, Text
from tests.hub.faults.carer import Carer, Page

WORDS = (
    "my daughter asked me to have him",
    "can i get any money for him",
    "he is nine",
    "what about school",
    "thank you",
)
# By text, words wait eight seconds for the next part of them (hub/conversations/texting/joining.py), and an answer to a question does not:
# answers show what the machine takes. Not the same one twice running.
ANSWERS = ("yes", "1", "not sure", "2", "no", "3")
PATIENCE = 120.0  # seconds until a carer without an answer is counted as one
QUIET = 0.2  # seconds without another text, until the next is written: an answer can be more than one


def words_at(turn: int) -> str:
    """What is written at this turn. Never the same twice running: that would be a double tap."""
    return WORDS[turn % len(WORDS)]


class Form:
    """The chat's form without script: send, and ask again until the page shows the answer."""

    def __init__(self, url: str, number: int) -> None:
        self.turns, self.carer = 0, Carer(url, Page(""))
        # From somewhere else each: this measures the hub, not the limits of an address.
        block = random.Random(number).sample(range(256), 2)
        self.carer.http.headers["X-Forwarded-For"] = f"198.{18 + number % 2}.{block[0]}.{block[1]}"
        self.carer.http.timeout = httpx.Timeout(PATIENCE)
        self.carer.page = Page(self.carer.http.get("/chat/").text)

    def say(self) -> float:
        self.turns += 1
        before = len(self.carer.page.said("assistant", "system"))
        started = time.perf_counter()
        self.carer.say(words_at(self.turns))
        while self.carer.page.pending and time.perf_counter() - started < PATIENCE:
            self.carer.check()
        took = (time.perf_counter() - started) * 1000
        if self.carer.status != 200 or len(self.carer.page.said("assistant", "system")) <= before:
            raise RuntimeError(f"No answer on the page (status {self.carer.status}).")
        return took


class Arrivals:
    """When the provider was given each text, by person. It stands between the provider and its memory, and changes nothing."""

    def __init__(self, provider: Provider) -> None:
        self.came: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.change, self._seen = threading.Condition(), set()
        self._keep, provider.keep = provider.keep, self.keep  # each new text, and each change of one, goes through here

    def keep(self, text: Text) -> Text:
        kept = self._keep(text)
        with self.change:
            if text.direction == TO_PERSON and text.id not in self._seen:
                self._seen.add(text.id)
                self.came[text.channel, text.person].append(time.perf_counter())
                self.change.notify_all()
        return kept

    def first_after(self, who: tuple[str, str], count: int) -> float:
        """When the text after the first `count` came. Raises RuntimeError when none does."""
        with self.change:
            if not self.change.wait_for(lambda: len(self.came[who]) > count, PATIENCE):
                raise RuntimeError("No text came.")
            return self.came[who][count]


class Telephone:
    """One handset: a story, then answers. A turn is from the carer's sending to the first text of the answer at the provider."""

    def __init__(self, http: httpx.Client, arrivals: Arrivals, channel: str, person: str) -> None:
        self.http, self.arrivals, self.who, self.turns = http, arrivals, (channel, person), 0

    def say(self) -> float:
        self.turns += 1
        before = len(self.arrivals.came[self.who])
        text = WORDS[0] if self.turns == 1 else ANSWERS[self.turns % len(ANSWERS)]
        told = {"channel": self.who[0], "text": text}
        started = time.perf_counter()
        self.http.post(f"/handsets/{self.who[1]}/messages", json=told).raise_for_status()
        came = self.arrivals.first_after(self.who, before)
        while time.perf_counter() - self.arrivals.came[self.who][-1] < QUIET:
            time.sleep(QUIET / 4)  # a carer reads before they write
        return (came - started) * 1000


def people() -> Callable[[], str]:
    """Another of Ofcom's numbers for drama each time; those of the provider's own lines are left out."""
    numbers, lock = iter(range(800)), threading.Lock()

    def another() -> str:
        with lock:
            return f"+447700900{next(numbers):03}"

    return another
