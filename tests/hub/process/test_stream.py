"""The desk's stream as a real process over a real database: staff only, nudges without words, ends when it should."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub.empty_home import empty_home
from tests.hub.inside import Inside

ROOT = Path(__file__).resolve().parents[3]
SIGN_IN = """
from django.contrib.auth.models import User
from tests.hub.adviser_desk.door import signed_in
user = User.objects.create_user({name!r}, password="a long enough one", is_staff={staff})
print(signed_in(user).session.session_key)
"""
SAY_SOMETHING = """
import uuid
from hub.conversations.transitions import Inbound, begin
begin("web", Inbound(key=uuid.uuid4().hex, text="A canary that no stream may carry"), "exampleshire")
"""
DISABLE = "from django.contrib.auth.models import User; User.objects.filter(username={name!r}).update(is_active=False)"


class Hub:
    """A migrated data folder, and code run against it as another process would."""

    def __init__(self, home):
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("KINSHIP_", "DATABASE_"))
        }
        self.environment = {**environment, "KINSHIP_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hub.settings"}
        self.home = home

        self.inside = Inside(self.environment)

    def python(self, code):
        return self.inside.run(code).strip()

    def sign_in(self, name, staff=True):
        return self.python(SIGN_IN.format(name=name, staff=staff))


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    made = Hub(tmp_path_factory.mktemp("hub"))
    shutil.copytree(empty_home(), made.home, dirs_exist_ok=True)
    yield made
    made.inside.stop()


@pytest.fixture
def stream(hub, free_port, wait_until, is_taken):
    """Start the stream, with other times if asked; returns its port and process."""
    running = []

    def start(times=""):
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "--config", "hub/gunicorn_conf.py", "--worker-class", "asgi"]
        command += [
            "--workers",
            "1",
            "--threads",
            "1",
            "--bind",
            f"127.0.0.1:{port}",
            f"hub.stream:application({times})",
        ]
        with open(hub.home / f"stream-{port}.log", "w", encoding="utf-8") as log:
            running.append(subprocess.Popen(command, cwd=ROOT, env=hub.environment, stdout=log, stderr=log))
        wait_until(lambda: answers(port), "the stream")
        return port, running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def answers(port):
    try:
        return ask(port, "/nothing-here").status == 404
    except OSError:
        return False


def ask(port, path="/desk/stream", session=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"desk={session}"} if session else {})
    return connection.getresponse()


def cursor(answer):
    """The number of the next nudge; None when the stream ended first."""
    for line in answer:
        if line.startswith(b"data:"):
            return json.loads(line.removeprefix(b"data:"))["cursor"]
    return None


def test_only_staff_may_listen(hub, stream):
    port, _ = stream()
    assert ask(port).status == 403
    assert ask(port, session="made-up").status == 403
    assert ask(port, session=hub.sign_in("not-staff", staff=False)).status == 403
    answer = ask(port, session=hub.sign_in("staff"))
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_what_another_process_writes_is_a_nudge_with_a_number_only(hub, stream):
    port, _ = stream()
    session = hub.sign_in("listener")
    first, second = ask(port, session=session), ask(port, session=session)
    start = cursor(first)
    assert cursor(second) == start
    hub.python(SAY_SOMETHING)
    assert cursor(first) > start and cursor(second) > start


def test_a_disabled_account_falls_silent_at_the_next_heartbeat(hub, stream):
    port, _ = stream("heartbeat=0.2")
    answer = ask(port, session=hub.sign_in("leaver"))
    assert cursor(answer) is not None
    hub.python(DISABLE.format(name="leaver"))
    rest = answer.read()  # it ends by itself
    assert b"canary" not in rest


def test_it_ends_by_itself_so_that_desks_sign_in_anew(hub, stream):
    port, _ = stream("longest=0.5")
    assert ask(port, session=hub.sign_in("all-day")).read().startswith(b"retry: ")


def test_it_stops_with_listeners_open(hub, stream):
    port, process = stream()
    answer = ask(port, session=hub.sign_in("still-here"))
    assert cursor(answer) is not None
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
