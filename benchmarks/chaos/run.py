"""One run: a layout started, people at work, harm done, and everything judged at the end."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

from benchmarks.chaos import advisers, carers, points, report
from benchmarks.chaos.faults import Fault, Harm
from benchmarks.chaos.judging import Verdict, judge
from benchmarks.chaos.layout import LAYOUTS, Layout, free_ports, new_home
from benchmarks.chaos.load import Load
from benchmarks.chaos.own_record import SMS, WHATSAPP, OwnRecord
from benchmarks.chaos.probes import ANSWER, Probes
from hub.phones.lines import made
from hub.phones.server import Server
from hub.supervisor.plan import ROOT

DISK_MB = {"one": 96, "cluster": 512}
CALM_AT_FIRST, SETTLE_WITHIN = 15.0, 400.0  # seconds; texts that the provider dropped are fetched within 5 minutes


@dataclass(frozen=True)
class Asked:
    """What kind of run. `sms`: who carries SMS. `web`, `phone`, `desk`: how many people at most at a time.

    `pause`: seconds between two steps of an adviser, at least and at most. `patience`: between two looks of who waits for one.
    """

    layout: str
    folder: Path
    rate: float
    seed: int
    sms: str = "twilio"
    web: int = 14
    phone: int = 10
    desk: int = 2
    full_disk: bool = True
    pause: tuple[float, float] = advisers.PAUSE
    patience: float = carers.PATIENCE


class Scene:
    """The service and everybody around it. Use it in a `with`."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.folder = asked.folder
        self.home = self.folder / "home"
        self.disk: Path | None = None
        self.over = threading.Event()
        self.people: list[advisers.Adviser] = []

    def __enter__(self) -> Scene:
        new_home(self.folder)
        self.home.mkdir()
        self.home.chmod(0o711)
        if self.asked.full_disk:
            self._own_disk()
        port = free_ports()
        content = _open_day_and_night(self.folder)
        self.lines = made(self.asked.sms, f"http://127.0.0.1:{port}", "")
        self.phones = Server(self.lines, port + 150)
        threading.Thread(target=self.phones.serve_forever, args=(0.05,), daemon=True).start()
        settings = {
            "KINSHIP_HOME": str(self.home),
            "KINSHIP_CONTENT": str(content),
            "KINSHIP_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "KINSHIP_BRAIN_URL": f"http://127.0.0.1:{port + 5}",
            "KINSHIP_STREAM_PORT": str(port + 1),
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            **self.lines.environment(self.phones.url),
        }
        self.layout: Layout = LAYOUTS[self.asked.layout](self.home, settings)
        try:
            self.layout.begin(self.folder / "service.log")
            self._open_the_ledger()
            self._people()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.layout.end()
        self.phones.shutdown()
        self.phones.server_close()
        if self.disk is not None:
            subprocess.run(["umount", "-l", str(self.disk)], check=False)

    def _own_disk(self) -> None:
        """A small disk (in memory) for the data folder, which can be filled. Needs root; without it, no disk is filled."""
        size = f"size={DISK_MB[self.asked.layout]}m"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"{size},mode=0711", "tmpfs", str(self.home)],
            capture_output=True,
            check=False,
        )
        self.disk = self.home if done.returncode == 0 else None

    def _open_the_ledger(self) -> None:
        os.environ.update(self.layout.settings, DJANGO_SETTINGS_MODULE="hub.settings")
        import django

        django.setup()

    def _people(self) -> None:
        self.record = OwnRecord(self.folder / "own_record.jsonl")
        self.load = Load(
            self.layout.front, self.phones.url, self.record,
            rate=self.asked.rate, seed=self.asked.seed, web=self.asked.web, phone=self.asked.phone, patience=self.asked.patience,
        )  # fmt: skip
        self.probes = Probes(self.layout.front, self.record)
        password, secrets = advisers.make(self.asked.desk)
        for number, (name, secret) in enumerate(secrets.items()):
            self.people.append(
                advisers.Adviser(
                    number, name, password, secret, self.layout.front, self.record, self.over, self.asked.pause
                )
            )

    def begin(self) -> None:
        for each in self.people:
            each.start()
        self.probes.begin()
        self.load.begin()

    def settle(self, say: Callable[[str], None]) -> None:
        """The load ends, and everything that is under way comes to its end by itself: nothing is pushed."""
        self.load.end()
        self.probes.end()
        began = time.monotonic()
        while (left := self._under_way()) and time.monotonic() - began < SETTLE_WITHIN:
            time.sleep(2)
        self.over.set()
        for each in self.people:
            each.join(60)
        for each in self.load.web:
            each.last_look()
        say(
            f"Came to rest {time.monotonic() - began:.0f} s after the last message"
            + (f"; left: {left}" if left else "")
        )

    def _under_way(self) -> dict[str, int]:
        """What is still to come: turns, texts on their way, people who wait, texts of people that the hub does not have."""
        from django.db import DatabaseError, InterfaceError, connection

        from hub.conversations.models import BrainTurn, Conversation, InboundReceipt, Outbox

        try:
            got = InboundReceipt.objects.filter(message__conversation__channel__in=(SMS, WHATSAPP)).count()
            theirs = sum(each.direction == "from_person" for each in list(self.phones.simulator.provider.texts))
            found = {
                "turns": BrainTurn.objects.filter(state__in=BrainTurn.OPEN).count(),
                "texts": Outbox.objects.filter(state__in=(Outbox.QUEUED, Outbox.SENDING)).count(),
                "people": Conversation.objects.filter(state__in=("waiting", "with_adviser")).count(),
                "not fetched": max(0, theirs - got),
            }
        except (DatabaseError, InterfaceError):
            connection.close()
            return {"no database": 1}
        return {what: count for what, count in found.items() if count}

    def with_slowest(self, rows: list[report.Row]) -> list[report.Row]:
        """The rows with what only the ledger knows."""
        from benchmarks.chaos import in_ledger

        return [replace(row, slowest=round(in_ledger.slowest_turn(row.since, row.until), 1)) for row in rows]

    def verdict(self) -> tuple[Verdict, list[str]]:
        """By our own record, by the ledger's invariants, and by the provider's record of texts."""
        from benchmarks.chaos import in_ledger
        from hub.conversations import invariants
        from tests.hub.faults import storm_checks

        written = list(self.record.written.values())
        verdict = judge(written, in_ledger.stored([each.mark for each in written]))
        storm = SimpleNamespace(house=SimpleNamespace(phones=self.phones), broke=[])
        checks = (
            storm_checks.each_text_left_once,
            storm_checks.in_order,
            storm_checks.everybody_was_answered,
            storm_checks.danger_first,
        )
        faults = [str(each) for each in invariants.faults()]
        for check in checks:
            try:
                faults += [f"{check.__name__}: {each}" for each in check(storm)]
            except Exception as slip:  # a check that cannot be made has not held
                faults.append(f"{check.__name__} could not be made: {type(slip).__name__} {slip}")
        return verdict, faults + list(in_ledger.pages_that_differ(self.load.web))


def harm_in_turn(scene: Scene, minutes: float, only: list[str], say: Callable[[str], None]) -> list[report.Row]:
    """Every fault once, with as much time each as there is; the time of one ends where the next begins."""
    harm = Harm(scene.layout, scene.phones.url, random.Random(scene.asked.seed), scene.disk)
    faults = [each for each in harm.all() if not only or any(part in each.name for part in only)]
    time.sleep(CALM_AT_FIRST)
    slot, rows = (minutes * 60 - CALM_AT_FIRST) / len(faults), []
    for fault in faults:
        rows.append(_one(scene, fault, slot, say))
    harm.calm()
    return rows


def _one(scene: Scene, fault: Fault, slot: float, say: Callable[[str], None]) -> report.Row:
    over = time.time() + slot
    struck_there = points.wait_for(fault.point)
    since = time.time()
    try:
        fault.do()
    except Exception as slip:
        say(f"  {fault.name}: could not be done ({type(slip).__name__}: {slip})")
    lifted = time.time()
    back = _answers_again(scene.probes, lifted, over)
    while time.time() < over:
        time.sleep(0.2)
    row = report.row_of(fault, struck_there, scene.probes, scene.load.news, since, time.time(), back)
    say(
        f"  {fault.name}, {fault.point}: no page {row.page} s, not taken {row.taken} s, answer after {row.answer} s {row.saw or ''}"
    )
    return row


def _answers_again(probes: Probes, lifted: float, until: float) -> bool:
    """Whether a message that was sent after the harm got its answer before the next."""
    while time.time() < until:
        if any(look.good and look.begin > lifted for look in list(probes.series[ANSWER].looks)[-50:]):
            return True
        time.sleep(0.2)
    return False


def _open_day_and_night(folder: Path) -> Path:
    """The council's words, with advisers who are there at any hour: a run is not bound to a working day. In a process of its own."""
    content = folder / "content"
    code = (
        "import django; django.setup(); from pathlib import Path; from hub.demo.content import open_day_and_night;"
        f"open_day_and_night(Path({str(content)!r}), 'At any time')"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "hub.settings", "KINSHIP_HOME": str(folder)},
        check=True,
    )
    return content
