"""Is there service? Asked from outside each 200 ms: does a page load, is a message taken, does its answer arrive."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field

import httpx

from benchmarks.chaos.background import Background
from benchmarks.chaos.carers import MOST_IN_ONE_CHAT, own_address
from benchmarks.chaos.own_record import WEB, OwnRecord

EVERY, EACH_MESSAGE = 0.2, 1.0  # seconds: between two looks, and between two messages while all is well
WITHIN = 3.0  # seconds: what takes longer is not there
PAGE, TAKEN, ANSWER, DESK = "page", "taken", "answer", "desk"
SEQ = re.compile(r'data-seq="(\d+)"')
WORDS = "i want to ask about school and {mark}"


@dataclass
class Look:
    """One attempt: `end` is when it was known. `good`: it was served."""

    begin: float
    end: float
    good: bool
    why: str = ""


@dataclass
class Series:
    """All attempts at one thing."""

    looks: list[Look] = field(default_factory=list)

    def without(self, since: float, until: float) -> float:
        """Seconds between these two in which it was not served: from the begin of a failed attempt to the end of the next good one."""
        total, down_since = 0.0, None
        for look in list(self.looks):
            if look.end < since or look.begin > until:
                continue
            if not look.good:
                down_since = look.begin if down_since is None else down_since
            elif down_since is not None:
                total, down_since = total + look.end - max(down_since, since), None
        return total + (max(0.0, until - max(down_since, since)) if down_since is not None else 0.0)

    def longest(self, since: float, until: float) -> float:
        """The longest that one attempt took that began in this time."""
        return max((look.end - look.begin for look in list(self.looks) if since <= look.begin <= until), default=0.0)

    def why(self, since: float, until: float) -> dict[str, int]:
        counted: dict[str, int] = {}
        for look in list(self.looks):
            if not look.good and since <= look.end <= until:
                counted[look.why] = counted.get(look.why, 0) + 1
        return counted


class Probes(Background):
    """Three series, each by a thread of its own."""

    def __init__(self, front: str, record: OwnRecord) -> None:
        self.front, self.record, self.over = front, record, threading.Event()
        self.series = {name: Series() for name in (PAGE, TAKEN, ANSWER, DESK)}
        self.failures_told: list[float] = []
        works = [(self._pages, PAGE, "/chat/"), (self._pages, DESK, "/desk/login/"), (self._messages,)]
        self.threads = [threading.Thread(target=work, args=told, daemon=True) for work, *told in works]

    def _pages(self, name: str, address: str) -> None:
        http = httpx.Client(base_url=self.front, timeout=WITHIN, trust_env=False, transport=own_address(600))
        while not self.over.is_set():
            began = time.time()
            try:
                status = http.get(address).status_code
                self._note(name, began, status == 200, str(status))
            except httpx.HTTPError as fault:
                self._note(name, began, False, type(fault).__name__)
            self.over.wait(max(0.0, began + EVERY * (1 if name == PAGE else 5) - time.time()))

    def _messages(self) -> None:
        """One chat after another; each message tried until it is taken, then its answer looked for."""
        number = 601
        while not self.over.is_set():
            number += 1
            http = httpx.Client(base_url=self.front, timeout=10, trust_env=False, transport=own_address(number))
            began = time.time()
            try:
                form = _fields(http.get("/chat/").text)
            except (httpx.HTTPError, KeyError) as fault:
                self._note(TAKEN, began, False, type(fault).__name__)  # who cannot open a chat cannot write
                self.over.wait(EVERY)
                continue
            for _ in range(MOST_IN_ONE_CHAT):
                if self.over.is_set() or not self._one_message(http, form):
                    break
            http.close()

    def _one_message(self, http: httpx.Client, form: dict[str, str]) -> bool:
        """False: this chat takes no more."""
        each = self.record.begins(WEB, "probe", WORDS)
        told = None
        while told is None:
            if self.over.is_set():
                return False
            began, why = time.time(), ""
            try:
                answer = http.post("/chat/say", data={**form, "text": each.words}, headers={"X-Fragment": "1"})
                if answer.status_code == 200 and each.mark in answer.json()["html"]:
                    told = answer.json()
                why = str(answer.status_code)
            except (httpx.HTTPError, ValueError) as fault:
                why = type(fault).__name__
            self._note(TAKEN, began, told is not None, why)
            if told is None:
                self.record.refused(each, why)
                if why in ("403", "410"):
                    return False
                self.over.wait(EVERY)
        self.record.accepted(each)
        since = each.accepted_at if told["pending"] else began
        while told["pending"] and not self.over.is_set():
            self.over.wait(EVERY)
            try:
                answer = http.post(
                    f"/chat/feed?after={told['cursor']}", data=form | {"token": told.get("token", form["token"])}
                )
                if answer.status_code == 200:
                    told = {**told, **answer.json(), "html": told["html"] + answer.json()["html"]}
                elif answer.status_code not in (204, 502, 503, 504):
                    break
            except (httpx.HTTPError, ValueError):
                continue
        if not told["pending"]:
            self._note(ANSWER, since, True)
            failed = 'class="message system failure' in told["html"]
            form["after"] = max([form["after"], *SEQ.findall(told["html"])], key=int)
            self.failures_told += [time.time()] if failed else []
            self.record.saw(each, "that the assistant is away" if failed else "an answer")
        form.update(token=told.get("token") or form["token"], key=told.get("key") or form["key"])
        self.over.wait(max(0.0, EACH_MESSAGE - (time.time() - began)))
        return told["state"] == "assistant" or "state" not in told

    def _note(self, name: str, began: float, good: bool, why: str = "") -> None:
        self.series[name].looks.append(Look(began, time.time(), good, why))


def _fields(page: str) -> dict[str, str]:
    from tests.hub.faults.carer import Page

    fields = Page(page).fields
    return {"token": fields["token"], "key": fields["key"], "after": fields.get("after", "0")}
