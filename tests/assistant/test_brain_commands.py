"""What a supervisor is given to start: one command that becomes Rasa, one that becomes the action server."""

from pathlib import Path

import pytest

from assistant import brain


class Became(Exception):
    """In the place of exec: the test goes on living."""


@pytest.fixture
def became(monkeypatch, tmp_path):
    seen = {}

    def execve(program, command, environment):
        seen.update(program=program, command=command, environment=environment)
        raise Became

    monkeypatch.setattr(brain.os, "execve", execve)
    monkeypatch.setattr(brain.os, "chdir", lambda folder: seen.update(folder=folder))
    monkeypatch.setattr(brain, "trained", lambda: tmp_path / "model.tar.gz")
    return seen


def test_actions_becomes_the_action_server(became):
    with pytest.raises(Became):
        brain.main(["actions", "--port", "7001"])
    assert became["command"][1:] == ["-m", "rasa", "run", "actions", "--port", "7001"]
    assert became["environment"]["RASA_TELEMETRY_ENABLED"] == "false"
    assert became["folder"] == brain.ROOT


def test_rasa_becomes_rasa_on_loopback_with_the_action_server_it_was_told(became, monkeypatch, tmp_path):
    monkeypatch.setattr(brain, "ENDPOINTS", tmp_path)
    with pytest.raises(Became):
        brain.main(["rasa", "--port", "7002", "--actions-port", "7001"])
    command = became["command"]
    options = dict(zip(command[4::2], command[5::2], strict=True))
    assert (options["--interface"], options["--port"]) == ("127.0.0.1", "7002")
    assert options["--model"] == str(tmp_path / "model.tar.gz")
    assert "http://127.0.0.1:7001/webhook" in Path(options["--endpoints"]).read_text(encoding="utf-8")
    assert "--enable-api" not in command


def test_a_failed_training_is_a_failed_command(monkeypatch, capsys):
    def fails(say):
        raise RuntimeError("Training failed:\nan intent without examples")

    monkeypatch.setattr(brain, "trained", fails)
    assert brain.main(["train"]) == 1
    assert "an intent without examples" in capsys.readouterr().err
