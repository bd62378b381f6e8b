"""A storm over the texts: carers write by SMS and WhatsApp while providers, assistant, web server and workers fail at random.

Everything that happens is planned beforehand from a seed, so that a storm can be played again: `plan(seed, seconds, carers)`.
`Storm.blow` plays it on the real processes, with the simulated provider (hub/phones) on both sides; `Storm.settle` lets the
weather clear. What must hold afterwards stands in storm_checks.py.
"""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from django.utils import timezone

from hub.conversations.models import BrainTurn, Outbox
from hub.phones.lines import made
from hub.phones.server import Server
from hub.phones.switches import CALM
from tests.hub.faults.carer import ABOUT
from tests.hub.faults.stack import Stack, free_port, manage, until

SMS, WHATSAPP = "sms", "whatsapp"
DANGER = "he is hitting her right now and she cannot breathe"
COMMANDS = ("MORE", "MENU", "BACK", "AGAIN", "CHECK", "PERSON", "CALL", "HELP", "1", "2", "9", "yes", "no", "thanks")
PROCESSES = ("web", "worker", "worker_two", "brain")


@dataclass(frozen=True)
class Event:
    """`at`: seconds from the beginning. `who`: the number of a carer; -1: the weather."""

    at: float
    who: int
    what: str
    told: Any = None


def plan(seed: int, seconds: float, carers: int) -> list[Event]:
    """What everybody writes and what breaks, in the order of time."""
    events: list[Event] = []
    for who in range(carers):
        events += _carer(random.Random(f"{seed} carer {who}"), who, seconds)
    events += _weather(random.Random(f"{seed} weather"), seconds)
    return sorted(events, key=lambda each: each.at)


def _carer(dice: random.Random, who: int, seconds: float) -> list[Event]:
    events, at = [], dice.uniform(0, seconds / 4)
    while at < seconds:
        kind = dice.choices(
            ("words", "command", "burst", "long", "danger", "stop", "photo", "tap", "emoji"),
            (30, 34, 12, 6, 5, 3, 4, 10, 2),
        )[0]
        if kind == "burst":
            for part in range(dice.randint(2, 4)):
                events.append(Event(at + part * dice.uniform(0.05, 1.5), who, "words", _words(dice)))
        elif kind == "stop":
            events.append(Event(at, who, "command", "STOP"))
            events.append(Event(at + dice.uniform(0.5, 12), who, "command", "START"))
        elif kind == "long":
            events.append(Event(at, who, "words", " ".join(_words(dice) for _ in range(9)) + "."))
        else:
            said = {"words": lambda: _words(dice), "command": lambda: dice.choice(COMMANDS), "danger": lambda: DANGER}
            events.append(Event(at, who, kind, said[kind]() if kind in said else dice.random()))
        at += dice.choice((dice.uniform(0.2, 2), dice.uniform(3, 15), dice.uniform(10, 25)))
    return [each for each in events if each.at < seconds]


def _words(dice: random.Random) -> str:
    """Different each time: the same words again are a loop, or a double tap."""
    word = "".join(dice.choice("bdfgklmnprstvw") + dice.choice("aeiou") for _ in range(4))
    return f"i want to ask about {dice.choice(ABOUT)} and {word}"


def _weather(dice: random.Random, seconds: float) -> list[Event]:
    events, at = [], 2.0
    while at < seconds:
        what = dice.choices(
            ("kill", "switch", "sends", "brain", "calls_down_for", "api_down_for"), (22, 24, 24, 14, 6, 10)
        )[0]
        told: Any = {
            "kill": lambda: (dice.choice(PROCESSES), dice.uniform(0, 2)),
            "switch": lambda: dice.choice(
                (
                    {"twice": True},
                    {"late": dice.uniform(0.2, 3)},
                    {"out_of_order": True},
                    {"split": True},
                    {"shuffled": True},
                )
                + ({"doubled": True}, {"silent": True}, CALM)
            ),
            "sends": lambda: dice.choices(("429", "500", "timeout", "fail:30008"), (3, 3, 4, 1), k=dice.randint(1, 4)),
            "brain": lambda: dice.choices(
                ("error", "empty", "hang", "not_json", "die"), (3, 3, 1, 2, 2), k=dice.randint(1, 3)
            ),
            "calls_down_for": lambda: dice.uniform(1, 6),
            "api_down_for": lambda: dice.uniform(1, 10),
        }[what]()
        events.append(Event(at, -1, what, told))
        at += dice.uniform(1.5, 6)
    return events


BEGINS = {"pace": 0.1, "retry": 2, "hold": 3, "hang": 25}


class House(Stack):
    """The stack with two workers, and the simulator in the place of every provider."""

    def __init__(self, home, template, sms: str) -> None:
        super().__init__(home, template)
        self.lines = made(sms, self.url, str(home / "menus.json"))
        self.phones = Server(self.lines, free_port())
        threading.Thread(target=self.phones.serve_forever, args=(0.05,), daemon=True).start()
        self.settings = self.lines.environment(self.phones.url)

    def commands(self) -> dict[str, list[str]]:
        return {**super().commands(), "worker_two": ["manage.py", "run_worker", "--name", "two"]}

    def begin(self) -> None:
        """Everything runs. The environment must bear `settings` by now."""
        made_menus = manage(self.home, "whatsapp_menus", "--submit", KINSHIP_PUBLIC_URL=self.url)
        assert made_menus.returncode == 0, made_menus.stderr
        self.start("brain", "web", "worker", "worker_two")

    def close(self) -> None:
        self.stop()
        self.phones.shutdown()
        self.phones.server_close()


@dataclass
class Storm:
    """One storm on one house. `wrote`: (when, carer, what, ids of the provider); `broke`: (from, until, what) on the wall clock."""

    house: House
    seed: int
    seconds: float
    carers: int
    wrote: list[tuple[Any, int, str, list[str]]] = field(default_factory=list)
    broke: list[tuple[Any, Any, str]] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.house.phones.url, timeout=30)
        self.lock = threading.Lock()

    def number(self, who: int) -> str:
        """One of Ofcom's numbers for drama."""
        return f"+447700900{100 + who}"

    def channel(self, who: int) -> str:
        return (SMS, WHATSAPP, SMS)[who % 3]

    def blow(self) -> None:
        """Play the plan: the carers here, the weather in a thread of its own, because what was killed takes a while to stand up."""
        self.control(**CALM, **BEGINS)
        events, began = plan(self.seed, self.seconds, self.carers), time.monotonic()
        weather = threading.Thread(target=self._play, args=([each for each in events if each.who < 0], began))
        weather.start()
        self._play([each for each in events if each.who >= 0], began)
        weather.join()

    def settle(self, within: float = 90) -> None:
        """The weather clears: all is started afresh, what waits for its next try is due now, and everything comes to an end.

        A worker's first look fetches from the providers' lists what no door was told of.
        """
        self.control(**CALM, next_sends=[], calls_down_for=0, api_down_for=0)
        for name in PROCESSES:
            if name in self.house.running:
                self.house.kill(name)
        self.house.start("web")
        self.control(settle=60)
        Outbox.objects.filter(state="sending").update(lease_until=timezone.now() - timedelta(seconds=1))
        self.house.start("brain", "worker", "worker_two")
        try:
            until(self._is_quiet, f"everything came to an end, seed {self.seed}", within)
        except AssertionError as fault:
            texts = Outbox.objects.filter(state__in=Outbox.OPEN).order_by("pk")
            turns = BrainTurn.objects.filter(state__in=BrainTurn.OPEN)
            left = list(
                texts.values_list("pk", "conversation__ref", "state", "attempts", "error_code", "next_attempt_at")
            )
            raise AssertionError(f"{left} {list(turns.values_list('pk', 'state', 'attempts', 'due_at'))}") from fault

    def last_words(self) -> None:
        """Calm: everybody writes once more."""
        for who in range(self.carers):
            self.write(
                who, "last", f"one more thing please about {ABOUT[who % len(ABOUT)]} and {chr(97 + who % 26) * 3}"
            )
        self.control(settle=60)

    def control(self, **told: Any) -> None:
        answer = self.http.post("/control", json=told)
        assert answer.status_code == 200, answer.text

    def write(self, who: int, what: str, text: str = "", **more: Any) -> None:
        said = {"channel": self.channel(who), "text": text, **more}
        answer = self.http.post(f"/handsets/{self.number(who)}/messages", json=said)
        assert answer.status_code == 202, answer.text
        self.wrote.append((timezone.now(), who, what, answer.json()["ids"]))
        self.counts["written"] += len(answer.json()["ids"])

    def _play(self, events: list[Event], began: float) -> None:
        for event in events:
            time.sleep(max(0.0, began + event.at - time.monotonic()))  # a storm has its time
            if event.who >= 0:
                self._writes(event)
            else:
                self._breaks(event)

    def _writes(self, event: Event) -> None:
        who, whatsapp = event.who, self.channel(event.who) == WHATSAPP
        if event.what == "photo":
            self.write(who, "photo", **({"kind": "photo"} if whatsapp else {"text": "\U0001f62d"}))
        elif event.what == "emoji":
            self.write(who, "emoji", "\U0001f642")
        elif event.what == "tap":
            shown = self.http.get(
                f"/handsets/{self.number(who)}/messages", params={"channel": self.channel(who)}
            ).json()
            menus = [each for each in shown["messages"] if each["buttons"]]
            if menus:
                menu = menus[-1] if event.told < 0.8 else menus[0]
                button = menu["buttons"][int(event.told * 100) % len(menu["buttons"])]
                self.write(who, "tap", tap={"message": menu["id"], "id": button["id"]})
            else:
                self.write(who, "command", "1")
        else:
            self.write(who, event.what, event.told)

    def _breaks(self, event: Event) -> None:
        since = timezone.now()
        self.counts[event.what] += 1
        if event.what == "kill":
            name, pause = event.told
            self.house.kill(name, signal.SIGKILL)
            time.sleep(pause)  # it stays down for a while
            self.house.start(name)
            self.counts[f"killed {name}"] += 1
            self.broke.append((since, timezone.now(), f"kill {name}"))
        elif event.what == "switch":
            self.control(**{**CALM, **event.told})
            self.broke.append((since, since, "switch"))
        elif event.what == "sends":
            self.control(next_sends=event.told)
            self.broke.append((since, since + timedelta(seconds=25), "sends"))
        elif event.what == "brain":
            try:
                self.house.tell_brain(next=event.told)
            except httpx.HTTPError:
                pass  # it died of what it was told before
            if "brain" in self.house.running and self.house.running["brain"].poll() is not None:
                self.house.kill("brain")
                self.house.start("brain")
        else:
            self.control(**{event.what: event.told})
            self.broke.append((since, since + timedelta(seconds=event.told), event.what))

    def _is_quiet(self) -> bool:
        """Nothing is under way. What waits for its next try need not wait it out."""
        waits = Outbox.objects.filter(state__in=("queued", "sending", "unknown")).exclude(
            error_code="unreachable_again"
        )
        if not (waits.exists() or BrainTurn.objects.filter(state__in=BrainTurn.OPEN).exists()):
            return True
        later = waits.exclude(state="sending").filter(next_attempt_at__gt=timezone.now())
        if later.exists():
            later.update(next_attempt_at=timezone.now())
        time.sleep(0.5)  # between two looks: the ledger is theirs
        return False
