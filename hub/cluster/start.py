"""The order of a start: stores, keys, tables, pages behind the proxy, model, assistant; then watching until Ctrl-C; then the end, in order."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from hub.cluster import healthy, stores
from hub.cluster.afresh import group_and_session
from hub.cluster.layout import ACTIONS, DATABASE, FRONT, LOCKS, RASA, STREAM, WEB, WORKER
from hub.cluster.plan import Cluster
from hub.cluster.record import Record
from hub.supervisor import ports
from hub.supervisor.plan import ROOT
from hub.supervisor.progress import say, wait_for
from hub.supervisor.start import Failed, Start
from hub.supervisor.supervisord import end_of
from hub.supervisor.watch import Watch

UP_WITHIN = 240  # seconds for each stage, generous: nothing depends on it
LEFT_WITHIN = 5  # seconds for what was told to end when its parent died
LOOK = 0.5  # seconds between two looks at what runs
STORES, PAGES, ASSISTANT = (DATABASE, LOCKS), (FRONT, STREAM, WEB, WORKER), (ACTIONS, RASA)
ENDS = ((FRONT, STREAM, WEB), (WORKER,), (RASA, ACTIONS), STORES)  # who asks ends before who is asked


class StartCluster(Start):
    """One start of the whole layout, and its end."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(cluster.plan)
        self.cluster, self.record = cluster, Record(cluster)

    def run(self) -> None:
        self.open_the_folder()
        self.claim_the_folder()
        self.refuse_taken_ports()
        self.record.remove()
        self.cluster.database.make()
        self.do_step("make_keys", "Keys.")
        self.plan.environment["DATABASE_URL"] = self.cluster.database.url
        (self.plan.run / "nginx.conf").write_text(self.cluster.proxy(), encoding="utf-8")
        self.supervisord.start({part.name for part in self.cluster.layout.of(*STORES)})
        self.wait_until_well("The database and the locks", *STORES)
        self.cluster.database.make_database()
        self.do_step("migrate", "Tables.")
        self.do_step("collectstatic", "Files of the pages.")
        self.begin(*PAGES)
        self.wait_until_well("The pages", *PAGES)
        say(f"The pages are up: {self.plan.public_url}/chat/ and, for advisers, {self.plan.public_url}/desk/")
        if self.train():
            self.begin(*ASSISTANT)
            if self.are_well("The assistant", *ASSISTANT):
                say("Everything is up.")
            else:
                say(f"Not all of the assistant is up yet. The logs are in {self.plan.logs}. Still trying.")
        self.tell()
        self.keep_watch()

    def open_the_folder(self) -> None:
        """PostgreSQL and the proxy's workers run as others where we are root: they must come through to their own folders, and no further."""
        way = 0o711 if stores.is_root() else 0o700
        for folder, mode in ((self.plan.home, way), (self.plan.run, way), (self.plan.home / "nginx", way)):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(mode)

    def refuse_taken_ports(self) -> None:
        for port, what in self.cluster.layout.ports().items():
            if not ports.is_free(self.plan.host, port):
                by = f" by {holder}" if (holder := ports.holder(port)) else ""
                raise Failed(
                    f"Port {port}, which {what} needs, is taken{by}. Nothing was started.\nChoose another first port: --port 9000"
                )

    def begin(self, *kinds: str) -> None:
        for part in self.cluster.layout.of(*kinds):
            self.supervisord.start_program(self.plan.program(part.name))

    def wait_until_well(self, words: str, *kinds: str) -> None:
        if not self.are_well(words, *kinds):
            ends = "\n".join(
                f"  {part.name}:\n{end_of(self.plan.logs / f'{part.name}.log', 12)}"
                for part in self.cluster.layout.of(*kinds)
            )
            raise Failed(f"{words}: not all came up. The ends of their logs in {self.plan.logs}:\n{ends}")

    def are_well(self, words: str, *kinds: str) -> bool:
        """Wait until each of these does its work. False when that takes too long."""
        waiting = {part.name for part in self.cluster.layout.of(*kinds)}

        def all_well() -> bool:
            states = self.look()
            for name in sorted(waiting):
                pid = states.get(name, {}).get("pid")
                if pid and healthy.is_well(self.cluster, self.cluster.layout.named(name), pid):
                    waiting.discard(name)
            return not waiting

        return wait_for(all_well, words, at_most=UP_WITHIN)

    def look(self) -> dict[str, dict]:
        states = self.supervisord.states()
        self.record.write(states)
        return states

    def tell(self) -> None:
        for words, where in (
            ("The chat", f"{self.plan.public_url}/chat/"),
            ("The desk", f"{self.plan.public_url}/desk/"),
            ("What runs where", str(self.cluster.home / "processes.json")),
            ("Data and logs", str(self.cluster.home)),
        ):
            say(f"  {words + ':':<17}{where}")
        say("Ctrl-C stops everything.")

    def begin_again(self, watch: Watch) -> None:
        end_session(self.supervisord.process.pid)
        self.supervisord.start({part.name for part in self.cluster.layout.parts})

    def end_programs(self) -> None:
        """Those who ask before those who are asked."""
        for kinds in ENDS:
            self.supervisord.stop_programs([part.name for part in self.cluster.layout.of(*kinds)])
        super().end_programs()

    def stop(self) -> None:
        """End all we started; then whatever is left."""
        super().stop()
        if self.supervisord.process is not None:
            end_session(self.supervisord.process.pid)
        if self.lock is not None:
            self.record.remove()


def end_session(session: int) -> None:
    """End what is left in the supervisor's session: a killed nginx leaves its workers, a killed supervisor what is just ending."""

    def left() -> list[int]:
        pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
        return [pid for pid in pids if (told := group_and_session(pid)) and told[1] == session]

    if wait_for(lambda: not left(), "Stopping what is left", at_most=LEFT_WITHIN):
        return
    for pid in left():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def reload_proxy(cluster: Cluster, pid: int, down: set[str] = frozenset()) -> None:
    """Give the proxy its file anew. Raises Failed, with the proxy's own words, where it does not like it; it then goes on as before."""
    path = cluster.plan.run / "nginx.conf"
    path.write_text(cluster.proxy(down), encoding="utf-8")
    command = cluster.plan.program(cluster.layout.one(FRONT).name).command
    begins = next((place for place, word in enumerate(command) if word.endswith("/nginx")), None)
    if begins is not None:
        done = subprocess.run([*command[begins:-2], "-t", "-q"], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"The proxy refuses its file {path}:\n{done.stderr}")
    os.kill(pid, signal.SIGHUP)
