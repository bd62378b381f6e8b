"""One command starts everything, keeps it running, says what happens, and stops it all."""

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from assistant import model
from hub.supervisor.plan import LEAN, ROOT, plan_of

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's help exists on Linux only")
EVERYONE = ("web", "worker", "stream", "actions", "rasa")


def test_what_dies_is_started_again(starter, wait_until):
    started = starter().wait_for("Ctrl-C stops everything.")
    for name in EVERYONE:
        first = wait_until(lambda name=name: started.pids(name), name)[-1]
        os.kill(first, signal.SIGKILL)
        wait_until(lambda name=name, first=first: started.pids(name)[-1] != first, f"{name} again")
        started.wait_for(f"{name} (")


def test_ctrl_c_stops_everything_and_ends_well(starter, wait_until, is_running, is_taken):
    started = starter(worker=["stubborn"]).wait_for("Ctrl-C stops everything.")
    wait_until(lambda: started.pids("worker-child"), "the worker's own child")
    assert is_taken(started.port)
    assert started.stop(signal.SIGINT) == 0
    assert not [pid for pid in started.all_pids() if is_running(pid)]
    assert not is_taken(started.port)
    assert "Stopped." in started.said()


def test_a_polite_end_works_too(starter, is_running):
    started = starter().wait_for("Ctrl-C stops everything.")
    assert started.stop(signal.SIGTERM) == 0
    assert not [pid for pid in started.all_pids() if is_running(pid)]


def test_it_prints_where_to_click(starter):
    started = starter().wait_for("Ctrl-C stops everything.")
    assert f"http://localhost:{started.port}/chat/" in started.said()
    assert f"http://localhost:{started.port}/demo/" in started.said()


@pytest.mark.parametrize(
    "name, setting", [("port", "PORT="), ("rasa", "KINSHIP_BRAIN_URL="), ("stream", "KINSHIP_STREAM_PORT=")]
)
def test_a_taken_port_is_named_and_nothing_is_started(starter, name, setting):
    started = starter(start=False)
    with socket.socket() as other:
        other.bind(("127.0.0.1", getattr(started, name)))
        other.listen()
        assert started.start().process.wait(60) == 1
    assert f"Port {getattr(started, name)}" in started.said()
    assert setting in started.said()
    assert sys.platform != "linux" or f"process {os.getpid()} " in started.said()
    assert "Traceback" not in started.said()
    assert not started.all_pids()


def test_one_start_a_data_folder(starter):
    started = starter().wait_for("Ctrl-C stops everything.")
    second = starter(start=False)
    second.home = started.home
    assert second.start().process.wait(60) == 1
    assert "It is running already" in second.said()
    assert started.process.poll() is None


def test_a_failed_step_is_named_with_its_words(starter):
    started = starter(migrate=["end"])
    assert started.process.wait(60) == 1
    assert "This step failed: migrate." in started.said() and "I cannot go on." in started.said()


def test_the_pages_are_up_while_the_model_trains(starter, wait_until, fetch):
    started = starter(start=False)
    ready = started.folder / "model_is_ready"
    started.table["train"] = started.does("train", "until", ready)
    started.start().wait_for("The pages are up")
    assert fetch(f"http://127.0.0.1:{started.port}/health/live")[0] == 200
    started.wait_for("Training the model (about a minute, once): 5 s\n")
    assert started.pids("worker") and not started.pids("rasa") and not started.pids("actions")
    ready.touch()
    started.wait_for("Everything is up.")
    wait_until(lambda: started.pids("rasa") and started.pids("actions"), "the assistant")


def test_ctrl_c_while_the_model_trains_stops_the_training(starter, wait_until, is_running):
    started = starter(train=["stubborn"]).wait_for("Making the assistant ready")
    wait_until(lambda: started.pids("train-child"), "the training's own child")
    assert started.stop() == 0
    assert not [pid for pid in started.all_pids() if is_running(pid)]


def test_pages_stay_when_the_model_cannot_be_trained(starter, fetch):
    started = starter(train=["end"]).wait_for("Ctrl-C stops everything.")
    assert "could not be trained" in started.said() and "I cannot go on." in started.said()
    assert fetch(f"http://127.0.0.1:{started.port}/health/live")[0] == 200
    assert not started.pids("rasa")


def test_what_keeps_ending_is_said_with_its_last_words_and_tried_again(starter, wait_until):
    started = starter(stream=["end"]).wait_for("stream (the desk's stream) ended as soon as it began")
    assert "I cannot go on." in started.said()
    wait_until(lambda: len(started.pids("stream")) >= 3, "a third try")
    assert started.said().count("ended as soon as it began") == 1
    assert started.process.poll() is None


@LINUX
def test_nothing_is_left_when_the_starter_is_killed(starter, wait_until, is_running, is_taken):
    started = starter().wait_for("Ctrl-C stops everything.")
    pids = [*started.all_pids(), started.supervisord()]
    started.process.kill()
    wait_until(lambda: not any(is_running(pid) for pid in pids), "the end of all it started")
    assert not is_taken(started.port)


@LINUX
def test_a_killed_supervisor_comes_back_with_everything(starter, wait_until):
    started = starter().wait_for("Ctrl-C stops everything.")
    before = {name: len(wait_until(lambda name=name: started.pids(name), name)) for name in EVERYONE}
    os.kill(started.supervisord(), signal.SIGKILL)
    started.wait_for("The supervisor ended and is started again")
    for name in EVERYONE:
        wait_until(lambda name=name: len(started.pids(name)) > before[name], f"{name} again")
    assert started.stop() == 0


def test_a_brain_elsewhere_is_not_started_here():
    plan = plan_of({"KINSHIP_BRAIN_URL": "http://brain.internal:5005"})
    assert [program.name for program in plan.programs] == ["web", "worker", "stream"]
    assert not plan.brain_is_here


def test_memory_is_handled_as_in_rasa():
    """The hub never imports the assistant: each has its own list of settings, and they agree. The machine's own win."""
    told = plan_of({}).environment
    assert LEAN.items() <= told.items()
    assert LEAN.items() <= model.LEAN.items()
    assert plan_of({"MALLOC_ARENA_MAX": "8"}).environment["MALLOC_ARENA_MAX"] == "8"
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    assert all(f"{name}={value}" in dockerfile for name, value in LEAN.items())


def test_a_long_data_folder_gets_a_short_socket():
    plan = plan_of({"KINSHIP_HOME": "/tmp/" + "long/" * 40})
    assert len(str(plan.socket)) < 100
    assert plan_of({"KINSHIP_HOME": "/tmp/home"}).socket == Path("/tmp/home/run/supervisord.sock")
