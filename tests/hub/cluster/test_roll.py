"""A roll under the real supervisor, with stand-ins: one at a time, and the proxy sends nobody to the one that is away."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from hub.cluster import __main__ as command
from hub.cluster import healthy
from hub.cluster.layout import DATABASE, FRONT, LOCKS, RASA, WEB, layout
from hub.cluster.plan import cluster_of
from hub.cluster.record import Record
from hub.cluster.roll import Roll
from hub.cluster.start import end_session
from hub.supervisor.start import Failed
from hub.supervisor.supervisord import Supervisord
from tests.hub.faults.stack import until

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
WAITS = [PYTHON, str(HERE.parent / "process/stand_in.py")]


@pytest.fixture
def cluster(tmp_path):
    """Two web processes and two assistants that answer, and a proxy that says what it was told. All else only waits."""
    home = tmp_path / "home"
    for folder in ("run", "logs", "keys"):
        (home / folder).mkdir(parents=True)
    (home / "keys/database").write_text("word")
    notes = home / "notes"
    notes.touch()
    commands = {
        "web": [*WAITS, str(home), "web", "pages", "{port}"],
        "rasa": [PYTHON, str(HERE.parent / "fake_brain.py"), "--port", "{port}"],
        "nginx": [PYTHON, str(HERE / "stand_in_proxy.py"), str(home / "run/nginx.conf"), str(notes)],
        **{kind: [*WAITS, str(home), kind, "wait"] for kind in (DATABASE, LOCKS, "worker", "actions", "stream")},
    }
    (home / "programs.json").write_text(json.dumps(commands))
    laid_out = layout(command.free_from(), {"web": 2, "rasa": 2, "worker": 1, "actions": 1})
    made = cluster_of(laid_out, home, {}, replacements=home / "programs.json")
    supervisord = Supervisord(made.plan)
    supervisord.start({part.name for part in laid_out.of(WEB, RASA, FRONT)})
    try:
        until(lambda: all_answer(made), "the stand-ins answer")
        until(lambda: supervisord.states()["nginx"]["statename"] == "RUNNING", "the proxy runs")
        yield made, supervisord, notes
    finally:
        supervisord.stop()
        end_session(supervisord.process.pid)


def answers(part):
    return healthy.status(part.port, "/health/live") == 200


def all_answer(cluster):
    return all(answers(part) for part in cluster.layout.of(WEB, RASA))


def test_each_is_replaced_and_the_others_answer_meanwhile(cluster):
    made, supervisord, notes = cluster
    before = {name: state["pid"] for name, state in supervisord.states().items() if state["pid"]}
    away, over = [], threading.Event()

    def watches():
        while not over.is_set():
            away.append({part.name for part in made.layout.of(WEB, RASA) if not answers(part)})
            time.sleep(0.01)  # between two looks

    watching = threading.Thread(target=watches)
    watching.start()
    took = Roll(made, supervisord).run((WEB, RASA))
    over.set()
    watching.join()
    after = {name: state["pid"] for name, state in supervisord.states().items() if state["pid"]}
    assert [name for name, _ in took] == ["rasa-1", "rasa-2", "web-1", "web-2"]
    assert after["nginx"] == before["nginx"] and all(after[name] != before[name] for name, _ in took)
    assert max(len(each) for each in away) == 1
    first, second = [part.address for part in made.layout.of(WEB)]
    assert notes.read_text("utf-8").split("\n") == [first, "", second, "", ""]

    # One that does not come back: the roll stops there, and the other one is left alone.
    Path(made.home / "programs.json").unlink()
    ended = {**json.loads((made.plan.run / "commands.json").read_text()), "web-1": [PYTHON, "-c", "pass"]}
    (made.plan.run / "commands.json").write_text(json.dumps(ended))
    roll = Roll(made, supervisord)
    roll.well_within = 1
    with pytest.raises(Failed, match="web-1 did not come back"):
        roll.run((WEB,))
    assert supervisord.states()["web-2"]["pid"] == after["web-2"]
    assert notes.read_text("utf-8").split("\n")[-2] == first  # and nobody is sent to it

    record = Record(made)
    record.write(supervisord.states())
    told = json.loads((made.home / "processes.json").read_text("utf-8"))
    assert told["processes"]["web-2"] | {"since": None, "state": None} == {
        "kind": "web", "pid": after["web-2"], "port": made.layout.of(WEB)[1].port, "since": None, "state": None,
    }  # fmt: skip
    assert told["front"] == made.front and told["settings"]["DATABASE_URL"].startswith(
        "postgres://kinship:word@127.0.0.1:"
    )
    assert os.stat(made.home / "processes.json").st_mode & 0o077 == 0


def test_what_a_killed_proxy_leaves_behind_is_ended_by_the_next(tmp_path):
    """nginx's workers live on when their parent is killed, and keep the port."""
    group = tmp_path / "group"
    script = (
        "import subprocess, sys, time; print(subprocess.Popen(['sleep', '1000']).pid, flush=True); time.sleep(1000)"
    )
    run = [PYTHON, "-m", "hub.cluster.afresh", str(group), PYTHON, "-c", script]
    first = subprocess.Popen(run, stdout=subprocess.PIPE, text=True, process_group=0)
    left = int(first.stdout.readline())
    first.kill()
    first.wait()
    assert is_running(left)
    second = subprocess.Popen(run, stdout=subprocess.PIPE, text=True, process_group=0)
    again = int(second.stdout.readline())
    until(lambda: not is_running(left), "what was left is gone")
    assert is_running(again)
    os.killpg(second.pid, 9)
    second.wait()


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
