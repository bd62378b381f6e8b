"""Carers: on the web with a browser without script, and with a phone at the simulated provider. Each tries again as a person would."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import httpx

from benchmarks.chaos.own_record import SMS, WEB, WHATSAPP, OwnRecord, Written
from tests.hub.faults.carer import ABOUT, Page

WORDS = "i want to ask about {about} and {{mark}}"
DANGER = "he is hitting her right now and she cannot breathe {mark}"
PERSON = "can i speak to a person please about {mark}"
MOST_IN_ONE_CHAT = 10  # messages; then they close the tab, and somebody else opens one
AGAIN, GIVE_UP = 1.0, 240.0  # seconds: between two tries, and for which they look for an answer
PATIENCE = 1.0  # seconds: between two looks while they wait for a person
SAW = {"failure": "that the assistant is away", "danger": "what to do in danger"}


def own_address(number: int) -> httpx.HTTPTransport:
    """Each person comes from an address block of their own, as people do: all of 127 is this machine."""
    return httpx.HTTPTransport(local_address=f"127.{1 + number // 250}.{1 + number % 250}.1")


def words(dice: random.Random) -> str:
    """What somebody writes next, with {mark} in it."""
    kind = dice.choices(("ask", "person", "danger"), (90, 7, 3))[0]
    return {"ask": WORDS.format(about=dice.choice(ABOUT)), "person": PERSON, "danger": DANGER}[kind]


class WebCarer:
    """One person with one tab. `busy` while they write or wait; `sending` counts posts of all that are under way."""

    sending = 0
    _count = threading.Lock()

    def __init__(
        self,
        number: int,
        front: str,
        record: OwnRecord,
        seed: int,
        told: Callable[[str, float], None],
        patience: float = PATIENCE,
    ) -> None:
        self.who, self.record, self.told, self.patience = f"carer-{number}", record, told, patience
        self.dice = random.Random(f"{seed} web {number}")
        self.http = httpx.Client(base_url=front, timeout=30, trust_env=False, transport=own_address(number))
        self.page: Page | None = None
        self.busy = threading.Lock()
        self.wrote = 0
        self.visits: list[Page] = []  # the last page of each chat

    def writes(self) -> None:
        """One message, until it is taken and something came of it."""
        if self.page is not None and self.wrote >= MOST_IN_ONE_CHAT:
            self.visits.append(self.page)
            self.page, self.wrote = None, 0
        self._open()
        each = self.record.begins(WEB, self.who, words(self.dice))
        self.wrote += 1
        if self._send(each):
            self._wait_for_answer(each)

    def last_look(self) -> None:
        """The page once more, as it stands at the end."""
        if self.page is not None:
            self._check()
            self.visits.append(self.page)

    def _open(self) -> None:
        while self.page is None:
            try:
                answer = self.http.get("/chat/")
                if answer.status_code == 200:
                    self.page = Page(answer.text)
                    return
                self.told(f"page {answer.status_code}", 0)
            except httpx.HTTPError as fault:
                self.told(f"page {type(fault).__name__}", 0)
            time.sleep(AGAIN)

    def _send(self, each: Written) -> bool:
        """The same form again until the page shows the words. False: the chat is over, and a new one begins."""
        form = {**self.page.fields, "text": each.words}
        while True:
            began = time.monotonic()
            with WebCarer._count:
                WebCarer.sending += 1
            try:
                answer = self.http.post("/chat/say", data=form)
                shown = Page(answer.text) if answer.headers.get("Content-Type", "").startswith("text/html") else None
                if shown and answer.status_code == 200 and any(each.mark in said for said in shown.said("contact")):
                    self.page = shown
                    self.record.accepted(each)
                    self.told("taken", time.monotonic() - began)
                    return True
                why = str(answer.status_code)
                if answer.status_code in (403, 410):
                    self.record.refused(each, why)
                    self.page, self.wrote = None, 0
                    return False
            except httpx.HTTPError as fault:
                why = type(fault).__name__
            finally:
                with WebCarer._count:
                    WebCarer.sending -= 1
            self.record.refused(each, why)
            self.told(f"not taken {why}", time.monotonic() - began)
            time.sleep(AGAIN)

    def _wait_for_answer(self, each: Written) -> None:
        give_up = time.monotonic() + GIVE_UP
        while time.monotonic() < give_up:
            if seen := self._what_came(each):
                self.record.saw(each, seen)
                self.told(f"saw {seen}", time.time() - each.accepted_at)
                return
            self._check()
        self.record.saw(each, "nothing in four minutes")

    def _what_came(self, each: Written) -> str:
        place = next((n for n, said in enumerate(self.page.messages) if each.mark in said.text), None)
        after = self.page.messages[place + 1 :] if place is not None else []
        for said in after:
            if said.author != "contact" and not (self.page.pending and said.kind != "danger"):
                return SAW.get(said.kind) or f"an answer of the {said.author}"
        return ""

    def _check(self) -> None:
        try:
            answer = self.http.post("/chat/check", data={**self.page.fields, "text": ""})
            if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
                self.page = Page(answer.text)
                if not self.page.assistant_looks:
                    time.sleep(self.patience)
                return
        except httpx.HTTPError:
            pass
        time.sleep(AGAIN)


class PhoneCarer:
    """One person with a phone. The phone company takes what they write; the hub must come to have it."""

    def __init__(self, number: int, phones: str, record: OwnRecord, seed: int) -> None:
        self.channel = (SMS, WHATSAPP)[number % 2]
        self.number, self.record = f"+447700900{100 + number}", record
        self.who = f"{self.channel}-{number}"
        self.dice = random.Random(f"{seed} phone {number}")
        self.http = httpx.Client(base_url=phones, timeout=30, trust_env=False)
        self.busy = threading.Lock()

    def writes(self) -> None:
        each = self.record.begins(self.channel, self.who, words(self.dice))
        said = {"channel": self.channel, "text": each.words}
        answer = self.http.post(f"/handsets/{self.number}/messages", json=said)
        if answer.status_code == 202:
            self.record.accepted(each)
        else:
            self.record.refused(each, str(answer.status_code))
