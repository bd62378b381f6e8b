"""Real processes: the real starter and the real supervisor, with stand-ins for what they start where that is enough."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STAND_IN = Path(__file__).with_name("stand_in.py")
PATIENCE = 120  # seconds; only a broken thing ever waits so long


def wait_until(condition, what):
    """The condition's first true value. Fails with `what` when that takes for ever."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if value := condition():
            return value
        time.sleep(0.05)  # between two looks
    raise AssertionError(f"Waited {PATIENCE} s for: {what() if callable(what) else what}")


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # it may end between opening the file and reading it
        return False


def is_taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url):
    """Status and body, or None while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return None


class Started:
    """`python -m hub.supervisor` on free ports with a bare data folder, and what it says."""

    def __init__(self, folder, **replaced):
        self.folder, self.home = folder, folder / "home"
        self.port, self.stream, self.rasa, self.actions = (free_port() for _ in range(4))
        self.output = folder / "output.txt"
        self.table = {**self.stand_ins(), **{name: self.does(name, *does) for name, does in replaced.items()}}
        self.process = None

    def does(self, name, *does):
        """A stand-in for the program, by what it does; None leaves the real one."""
        return [sys.executable, str(STAND_IN), str(self.folder), name, *map(str, does)]

    def stand_ins(self):
        table = {name: ["true"] for name in ("make_keys", "migrate", "collectstatic", "train")}
        table |= {name: self.does(name, "wait") for name in ("worker", "stream", "actions")}
        return {**table, "web": self.does("web", "pages", self.port), "rasa": self.does("rasa", "pages", self.rasa)}

    def start(self):
        (self.folder / "table.json").write_text(json.dumps(self.table), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KINSHIP_")}
        environment.pop("DATABASE_URL", None)
        environment |= {
            "KINSHIP_HOME": str(self.home),
            "PORT": str(self.port),
            "KINSHIP_STREAM_PORT": str(self.stream),
            "KINSHIP_BRAIN_URL": f"http://127.0.0.1:{self.rasa}",
            "KINSHIP_ACTIONS_PORT": str(self.actions),
        }
        with open(self.output, "a", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hub.supervisor", "--programs", str(self.folder / "table.json")],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def said(self):
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, words):
        wait_until(
            lambda: words in self.said() or self.process.poll() is not None, lambda: f"{words!r} in:\n{self.said()}"
        )
        assert words in self.said(), self.said()
        return self

    def pids(self, name):
        """Every process this stand-in has been, in order."""
        try:
            return [int(pid) for pid in (self.folder / f"{name}.pids").read_text().split()]
        except FileNotFoundError:
            return []

    def all_pids(self):
        return [pid for file in self.folder.glob("*.pids") for pid in map(int, file.read_text().split())]

    def supervisord(self):
        return int((self.home / "run" / "supervisord.pid").read_text())

    def stop(self, number=signal.SIGINT):
        """Ask it to stop, as Ctrl-C does, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def clear_away(self):
        """Nothing outlives a test, whatever went wrong in it."""
        if self.process is not None and self.process.poll() is None:
            self.stop(signal.SIGTERM)
        for pid in filter(is_running, self.all_pids()):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def starter(tmp_path):
    """`starter(worker=["end"])` starts everything with stand-ins, the worker as one that ends at once."""
    made = []

    def make(start=True, **replaced):
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Started(folder, **replaced))
        return made[-1].start() if start else made[-1]

    yield make
    for each in made:
        each.clear_away()


@pytest.fixture(name="wait_until")
def wait_until_fixture():
    return wait_until


@pytest.fixture(name="is_running")
def is_running_fixture():
    return is_running


@pytest.fixture(name="is_taken")
def is_taken_fixture():
    return is_taken


@pytest.fixture(name="fetch")
def fetch_fixture():
    return fetch


@pytest.fixture(name="free_port")
def free_port_fixture():
    return free_port
