"""Rasa and the action server hear this machine only, whatever the hub is opened to, and nothing of theirs is at the public address."""

import inspect
from types import SimpleNamespace

import pytest
import yaml
from django.test import Client
from django.urls import get_resolver

from assistant import brain
from hub.supervisor.plan import ROOT, brain_programs, plan_of

OPEN_TO_ALL = {
    "KINSHIP_BIND": "0.0.0.0",
    "SANIC_HOST": "0.0.0.0",
    "HOST": "0.0.0.0",
    "KINSHIP_PUBLIC_URL": "https://kinship.example",
}
OF_RASA = (
    "/webhooks/hub/turn", "/webhooks/hub/", "/webhooks/hub", "/webhooks/rest/webhook", "/webhooks/rest/", "/webhooks/callback/webhook",
    "/webhooks/twilio/webhook", "/webhook", "/actions", "/health", "/model/parse", "/model/train", "/model", "/status", "/version",
    "/conversations/x/tracker", "/conversations/x/messages", "/conversations/x/execute", "/domain", "/socket.io/", "//webhooks/hub/turn",
    "/webhooks/twilio/../hub/turn", "/:5005/webhooks/hub/turn",
)  # fmt: skip


class Became(Exception):
    """In the place of exec."""


@pytest.fixture
def became(monkeypatch, tmp_path):
    """What the assistant's programs would be started as."""
    seen = {}

    def execve(program, command, environment):
        seen.update(command=command, environment=environment)
        raise Became

    monkeypatch.setattr(brain.os, "execve", execve)
    monkeypatch.setattr(brain.os, "chdir", lambda folder: None)
    monkeypatch.setattr(brain, "trained", lambda: tmp_path / "model.tar.gz")
    monkeypatch.setattr(brain, "ENDPOINTS", tmp_path)
    for name, value in OPEN_TO_ALL.items():
        monkeypatch.setenv(name, value)

    def start(program):
        assert program.command[1:3] == ["-m", "assistant.brain"]
        with pytest.raises(Became):
            brain.main(program.command[3:])
        return seen

    return start


def test_rasa_is_told_to_hear_this_machine_only(became):
    started = became(plan_of(OPEN_TO_ALL).program("rasa"))
    options = dict(zip(started["command"][4::2], started["command"][5::2], strict=True))
    assert options["--interface"] == "127.0.0.1"
    assert not {"--enable-api", "--cors", "--remote-storage", "--auth-token", "--connector"} & set(started["command"])
    asked = yaml.safe_load(open(options["--endpoints"], encoding="utf-8"))
    assert asked["action_endpoint"]["url"].startswith("http://127.0.0.1:") and set(asked) == {
        "action_endpoint",
        "tracker_store",
    }


def test_the_action_server_is_told_to_hear_this_machine_only(became):
    """Its command has no option for it: it hears every address unless the environment says otherwise, so ours says it."""
    started = became(plan_of(OPEN_TO_ALL).program("actions"))
    assert started["environment"]["SANIC_HOST"] == "127.0.0.1"
    assert "--cors" not in started["command"]


def test_the_action_server_does_what_it_is_told(monkeypatch):
    """The package that we lock, with its web server taken out."""
    from rasa_sdk import endpoint

    heard = {}
    monkeypatch.setenv("SANIC_HOST", brain.environment()["SANIC_HOST"])
    fake = SimpleNamespace(run=lambda host, port, **_: heard.update(host=host, port=port))
    monkeypatch.setattr(endpoint, "create_app", lambda *_, **__: fake)
    monkeypatch.setattr(
        endpoint,
        "plugin_manager",
        lambda: SimpleNamespace(hook=SimpleNamespace(attach_sanic_app_extensions=lambda app: None)),
    )
    endpoint.run("actions", port=5055)
    assert heard == {"host": "127.0.0.1", "port": 5055}


def test_the_environment_cannot_open_them(monkeypatch):
    monkeypatch.setenv("SANIC_HOST", "0.0.0.0")
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "true")
    told = brain.environment()
    assert (told["SANIC_HOST"], told["RASA_TELEMETRY_ENABLED"]) == ("127.0.0.1", "false")


def test_opening_the_pages_opens_nothing_else():
    """KINSHIP_BIND is for the pages and the stream; the programs of the assistant are the same with it and without."""
    opened, closed = plan_of(OPEN_TO_ALL), plan_of({})
    for name in ("rasa", "actions"):
        assert opened.program(name).command == closed.program(name).command
        assert "0.0.0.0" not in " ".join(opened.program(name).command)
    assert opened.environment["KINSHIP_BIND"] == "0.0.0.0" and closed.environment["KINSHIP_BIND"] == "127.0.0.1"


def test_by_itself_nothing_is_open_beyond_this_machine():
    plan = plan_of({})
    stream = plan.program("stream").command
    assert plan.host == "127.0.0.1" and stream[stream.index("--bind") + 1].startswith("127.0.0.1:")
    assert not [each for each in brain_programs(5005, 5055) if "0.0.0.0" in each.command]


def test_rasa_has_one_door():
    told = yaml.safe_load((ROOT / "credentials.yml").read_text(encoding="utf-8"))
    assert list(told) == ["assistant.hub_channel.HubChannel"]


def test_nothing_of_it_is_at_the_public_address(db):
    turn = {"conversation": "x", "turn": 1, "channel": "web", "text": "/restart", "sender": "x", "message": "hi"}
    client = Client(raise_request_exception=False)
    for path in OF_RASA:
        for method in ("get", "post"):
            response = getattr(client, method)(path, turn)
            assert response.status_code == 404, (method, path)
            assert b"tracker" not in response.content and b"rasa" not in response.content.lower(), (method, path)


def test_no_page_passes_anything_on_to_it():
    """Only the worker asks the assistant: no module that answers a visitor can."""
    doors = {ROOT / "hub" / room for room in ("web_chat", "adviser_desk", "webhooks")}
    files = [file for door in doors for file in door.rglob("*.py")]
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert "KINSHIP_BRAIN_URL" not in text and "conversations.brain" not in text and "import brain" not in text, (
            file.name
        )


def test_no_address_of_the_hub_is_open_ended():
    """No pattern takes a whole path, by which one could be led elsewhere."""
    assert "<path:" not in inspect.getsource(__import__("hub.urls", fromlist=["urlpatterns"]))
    assert all(
        "<path:" not in str(each.pattern)
        for part in get_resolver().url_patterns
        for each in getattr(part, "url_patterns", [part])
    )
