"""What the caller sees when a part of the brain dies: a 5xx, never an empty success."""

import os
import signal

import pytest

from assistant import brain as brains


@pytest.mark.brain
def test_with_the_action_server_dead_a_turn_fails_loudly(tmp_path):
    with brains.running(
        brains.trained(), tmp_path, port=brains.free_port(), actions_port=brains.free_port()
    ) as running:
        good = {"conversation": "fault.1", "channel": "web", "council": "exampleshire"}
        assert running.turn(turn=1, choice="greet", **good).status_code == 200
        os.killpg(running.processes["actions"].pid, signal.SIGKILL)
        running.processes["actions"].wait()
        answer = running.turn(turn=2, text="my grandson lives with me", **good)
        assert answer.status_code >= 500 and answer.json()["ok"] is False
        assert running.turn(turn=1, choice="greet", **good).json()["ok"] is True  # what was answered stays answered
    assert all(process.poll() is not None for process in running.processes.values())
