"""Everybody in the office at once, as a process of its own: what the browsers of advisers and carers ask of the hub.

`python -m benchmarks.office.people <file>`: the file says where, and with which sessions. It ends when its input is
closed, and prints what it asked for: {"live": {"200": 1234}, …}. The pauses are those of desk.js and chat.js.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from benchmarks.office.desk_pages import Desk

BEAT, LEAST = 20.0, 1.0  # seconds between two looks: at most, and at least when the stream nudges (desk.js)
GOES_ON, REPLIES = (
    20.0,
    0.5,
)  # seconds on a page, at the mean; the part of the visits to one's own carers that end with a reply
CARER_LOOKS = 15.0  # seconds between two looks of a carer's page (chat.js)
# A line that is kept is closed by the server after 2 seconds, perhaps just when it is used again: each request has its own.
NO_REUSE = httpx.Limits(max_keepalive_connections=0)
WRITERS, CARER_WRITES = 3, 2.0  # carers who write at a time; seconds between two messages of each


class Everybody:
    """Who is there, and what they asked for."""

    def __init__(self, told: dict) -> None:
        self.told, self.ends = told, threading.Event()
        self.count: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    def begin(self) -> list[threading.Thread]:
        advisers = len(self.told["held"])
        work = [(self.adviser, (number,)) for number in range(advisers)]
        work += [(self.carers, (number,)) for number in range(6)] + [(self.writers, ())] * WRITERS
        threads = [threading.Thread(target=do, args=given, daemon=True) for do, given in work]
        for each in threads:
            each.start()
        return threads

    def counted(self, what: str, status: int | str) -> None:
        with self.lock:
            self.count[what, str(status)] += 1

    def adviser(self, number: int) -> None:
        """One tab: it looks at each beat or nudge, shows what is new, and is led from the queue to a carer and back."""
        chance, mine = random.Random(number), self.told["held"][number]
        with Desk(self.told["url"], self.told["sessions"][number], self.counted) as desk:
            nudges = Nudges(self.told, number, self.ends)
            self.ends.wait(chance.random() * LEAST)
            desk.queue()
            goes_on = time.monotonic() + chance.random() * GOES_ON
            while not self.ends.is_set():
                if time.monotonic() > goes_on:
                    goes_on = time.monotonic() + chance.expovariate(1 / GOES_ON)
                    self._goes_on(desk, chance, mine)
                desk.look()
                self.ends.wait(LEAST)
                nudges.wait(min(BEAT, max(0.0, goes_on - time.monotonic())))

    def _goes_on(self, desk: Desk, chance: random.Random, mine: list[str]) -> None:
        if desk.ref:
            if desk.ref in mine and chance.random() < REPLIES:
                desk.reply("I have looked it up. Here is what you can ask for.")
            desk.queue()
        else:
            desk.conversation(chance.choice(mine if chance.random() < 0.7 else self.told["refs"]))

    def carers(self, number: int) -> None:
        """The pages of a sixth of the carers ask what is new."""
        mine = self.told["carers"][number::6]
        cursors = dict.fromkeys(mine, self.told["cursor"])
        with httpx.Client(base_url=self.told["url"], timeout=30, trust_env=False, limits=NO_REUSE) as http:
            while not self.ends.wait(CARER_LOOKS / len(mine)):
                token = random.choice(mine)
                form = {"token": token, "after": "999"}
                answer = http.post(f"/chat/feed?after={cursors[token]}", data=form, headers=_from())
                self.counted("carer looks", answer.status_code)
                if answer.status_code == 200:
                    cursors[token] = answer.json()["cursor"]

    def writers(self) -> None:
        """Messages flow: of carers who are held and of carers who wait."""
        with httpx.Client(base_url=self.told["url"], timeout=30, trust_env=False, limits=NO_REUSE) as http:
            while not self.ends.wait(CARER_WRITES):
                form = {
                    "token": random.choice(self.told["carers"]),
                    "key": uuid.uuid4().hex,
                    "text": "And what about school?",
                }
                answer = http.post("/chat/say", data={**form, "after": "999"}, headers=_from())
                self.counted("carer writes", answer.status_code)


class Nudges:
    """One desk at the stream."""

    def __init__(self, told: dict, number: int, ends: threading.Event) -> None:
        self.told, self.number, self.ends = told, number, ends
        self.came = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def wait(self, seconds: float) -> None:
        self.came.wait(seconds)
        self.came.clear()

    def _listen(self) -> None:
        at = urlsplit(self.told["stream"])
        line = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
        line.request("GET", at.path, headers={"Cookie": f"desk={self.told['sessions'][self.number]}"})
        for each in line.getresponse():
            if each.startswith(b"data:"):
                self.came.set()
            if self.ends.is_set():
                return


def _from() -> dict[str, str]:
    """Somewhere in England: carers do not share an address."""
    return {"X-Forwarded-For": f"198.51.{random.randrange(256)}.{random.randrange(256)}", "X-Fragment": "1"}


def main() -> None:
    everybody = Everybody(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    threads = everybody.begin()
    sys.stdin.read()  # until whoever started us closes it
    everybody.ends.set()
    for each in threads:
        each.join(10)
    found: dict[str, dict[str, int]] = {}
    for (what, status), count in sorted(everybody.count.items()):
        found.setdefault(what, {})[status] = count
    print(json.dumps(found))


if __name__ == "__main__":
    main()
