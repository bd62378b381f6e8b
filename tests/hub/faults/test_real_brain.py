"""The same with the real assistant: a talk through the whole house, and Rasa killed in the middle of it."""

import os
import signal
import subprocess

import httpx
import pytest

from assistant.model import ROOT
from assistant.model import environment as brain_environment
from tests.hub.faults.carer import Carer
from tests.hub.faults.stack import Stack, until


@pytest.fixture
def carer(brain, empty_home, tmp_path, django_db_blocker):
    stack = Stack(tmp_path / "home", empty_home, brain_url=brain.url)
    try:
        stack.start("web", "worker")
        yield Carer(stack.url)
        with django_db_blocker.unblock():
            stack.check()
    finally:
        stack.stop()


def answers(brain):
    """Rasa greets as soon as its port is open: ready is a real answer to a real turn."""
    try:
        return brain.turn(conversation="ready.again", turn=1, channel="web", choice="greet").status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.timeout(300)
def test_a_talk_through_the_whole_house(carer):
    carer.say("my grandson lives with me")
    page = carer.answered()
    (told,) = page.said("contact")
    assert told == "my grandson lives with me" and page.said("assistant")
    label = next(label for message in reversed(page.messages) for label in message.choices)
    carer.tap(label)
    page = carer.answered()
    assert page.said("contact")[-1] == label and page.messages[-1].author == "assistant"
    assert not [message for message in page.messages if message.kind == "failure"]


@pytest.mark.timeout(300)
def test_rasa_killed_then_back_the_talk_goes_on_where_it_was(brain, carer):
    carer.say("my grandson lives with me. he is 6")
    before = carer.answered().said("assistant")
    command = brain.processes["rasa"].args
    os.killpg(brain.processes["rasa"].pid, signal.SIGKILL)
    brain.processes["rasa"].wait()
    try:
        carer.say("what help with money is there?")
        page = carer.answered()
        assert page.messages[-1].kind == "failure" and "01632 960100" in page.messages[-1].text
        assert page.said("contact")[-1] == "what help with money is there?"
    finally:
        brain.processes["rasa"] = subprocess.Popen(
            command,
            cwd=ROOT,
            env=brain_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(lambda: answers(brain), "Rasa is back", within=180)
    carer.tap("Ask again")
    page = carer.answered()
    after = page.said("assistant")[len(before) :]
    assert after and page.messages[-1].author == "assistant", page.said()
    assert page.said("contact")[-1] == "Ask again" and page.said("contact").count("what help with money is there?") == 1
