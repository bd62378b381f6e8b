"""The desk when processes race and die: one owner for each carer, one reply, and nothing an adviser wrote is lost."""

import http.client
import json
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from django.db import transaction

from hub.conversations import transitions
from hub.conversations.handovers import begin_wait
from hub.conversations.ledger import changing
from hub.conversations.models import AuditEntry, Conversation, Draft, Handover, Message, Note
from hub.conversations.states import WAITING
from hub.conversations.transitions import Inbound
from tests.hub.faults.adviser import Adviser, works
from tests.hub.faults.carer import Carer
from tests.hub.faults.stack import ROOT, Stack, environment, until
from tests.hub.faults.test_process_faults import locked

ADVISERS, CARERS = 4, 300


@pytest.fixture(scope="module")
def desk_home(empty_home, tmp_path_factory, django_db_blocker):
    """A stack with a desk: not the one of the other tests, which have no team."""
    stack = Stack(tmp_path_factory.mktemp("desk-faults") / "home", empty_home)
    with django_db_blocker.unblock(), stack.database():
        works("Sam")
    yield stack
    stack.stop()


@pytest.fixture
def stack(desk_home, django_db_blocker):
    desk_home.start(*[name for name in ("brain", "web", "worker", "stream") if name not in desk_home.running])
    with django_db_blocker.unblock():
        yield desk_home
        desk_home.check()


def four_processes(home, names):
    """What each took, when all were told to go at the same moment."""
    command = [sys.executable, "tests/hub/faults/claiming.py"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([*command, name], cwd=ROOT, env=environment(home), **pipes) for name in names]
    try:
        for each in processes:
            assert each.stdout.readline() == "ready\n", each.stderr.read()
        for each in processes:
            each.stdin.write("go\n")
            each.stdin.flush()
        taken = [each.communicate() for each in processes]
    finally:
        for each in processes:
            each.kill()
    assert [each.returncode for each in processes] == [0] * len(processes), [error for _, error in taken]
    return [[UUID(line) for line in out.split()] for out, _ in taken]


def test_four_processes_take_three_hundred_carers_and_each_has_one(empty_home, tmp_path, django_db_blocker):
    stack = Stack(tmp_path / "home", empty_home)
    with django_db_blocker.unblock():
        with stack.database():
            users = [works(f"Adviser{number}") for number in range(ADVISERS)]
            with transaction.atomic():  # one commit for all: these carers are only made up
                chats = [begun(number) for number in range(CARERS)]
        taken = four_processes(stack.home, [user.username for user in users])
        with stack.database():
            owners = dict(Conversation.objects.values_list("pk", "assignee"))
            assert owners == {chat: user.pk for user, theirs in zip(users, taken, strict=True) for chat in theirs}
            assert sorted(owners) == sorted(chats) == sorted(chat for theirs in taken for chat in theirs)
            assert Conversation.objects.filter(state="with_adviser", epoch=2).count() == CARERS
            assert AuditEntry.objects.filter(action="took").count() == CARERS
            assert Message.objects.filter(kind="adviser_joined").count() == CARERS
            assert Handover.objects.filter(accepted_by__isnull=True).count() == 0
        stack.check()


def begun(number):
    """A carer who waits. No words, so that nothing is to be screened, and no summary: neither is what is tried here."""
    tap = Inbound(key=f"carer {number}", choice="greet", label="Hello")
    received = transitions.begin("web", tap, "exampleshire")
    with changing(received.conversation_id) as change:
        transitions.move(change, WAITING)
        begin_wait(change, "asked_for_person")
    return received.conversation_id


@pytest.fixture
def carer(stack):
    return Carer(stack.url)


@pytest.fixture
def talk(stack, carer):
    """A carer whom an adviser holds: their conversation's reference."""
    carer.say("my nan has my boy CANARY")
    carer.answered()
    with stack.database():
        chat = Conversation.objects.latest("opened_at")
        transitions.request_adviser(chat.pk)
    return chat.ref


@pytest.fixture
def adviser(stack, talk):
    sam = Adviser(stack)
    sam.open(f"/desk/c/{talk}/")
    sam.send("composer", text="I am Sam. CANARY")
    return sam


def stored(stack, ref):
    """Who wrote what, in order, as it stands in the database; our own words about who came and went left out."""
    with stack.database():
        rows = Message.objects.filter(conversation__ref=ref).exclude(author="system").order_by("seq")
        return [(each.author, each.body) for each in rows]


def everything_killed(stack):
    for name in ("web", "worker", "stream"):
        stack.kill(name)


def everything_again(stack):
    stack.start("web", "worker", "stream")


class Listens:
    """A desk at the stream."""

    def __init__(self, stack, adviser):
        at = urlsplit(stack.stream_url)
        self.line = http.client.HTTPConnection(at.hostname, at.port, timeout=30)
        self.line.request("GET", at.path, headers={"Cookie": f"desk={adviser.http.cookies['desk']}"})
        self.answer = self.line.getresponse()
        assert self.answer.status == 200

    def next(self):
        """The next number; None where the line broke."""
        try:
            for line in self.answer:
                if line.startswith(b"data:"):
                    return json.loads(line.removeprefix(b"data:"))["cursor"]
        except (http.client.HTTPException, OSError):
            pass
        return None

    def close(self):
        self.line.close()


def test_hub_worker_and_stream_killed_while_an_adviser_holds_a_carer(stack, carer, talk, adviser):
    adviser.open(f"/desk/c/{talk}/")
    address, form = adviser.form("composer", text="Where does he sleep? CANARY")
    adviser.post(address, form)
    adviser.send("note", text="The school knows of it. CANARY")
    adviser.http.post(
        f"/desk/c/{talk}/draft",
        data={"text": "Half a sentence CANARY", "seen": "99", "csrfmiddlewaretoken": adviser.token},
    ).raise_for_status()
    adviser.open(f"/desk/c/{talk}/")
    before, page = adviser.cursor, adviser.page
    with closing(Listens(stack, adviser)) as desk:
        assert desk.next() == int(before)
        carer.say("are you there? CANARY")
        assert desk.next() > int(before)
        everything_killed(stack)
        until(lambda: desk.next() is None, "the line is broken")
    everything_again(stack)

    said_once(stack, carer, talk, adviser, address, form)
    with closing(Listens(stack, adviser)) as desk:
        newest = desk.next()
        adviser.page = page  # the tab is as it was: it asks from its old number, with its old form
        told = adviser.live(before, talk)
        assert told["refs"] == [talk] and told["cursor"] >= newest > int(before)
        adviser.open(f"/desk/c/{talk}/")
        said = adviser.page.text
        assert "are you there? CANARY" in said and "The school knows of it. CANARY" in said
        assert adviser.page.field("text", "composer") == "Half a sentence CANARY"
        assert adviser.live(str(told["cursor"]))["refs"] == []
        carer.say("hello? CANARY")
        assert desk.next() > told["cursor"]

    adviser.open(f"/desk/c/{talk}/")
    adviser.send("composer", text="Here I am again. CANARY")
    assert adviser.status == 200
    assert carer.check().said("adviser") == ["I am Sam. CANARY", form["text"], "Here I am again. CANARY"]
    with stack.database():
        row = Conversation.objects.get(ref=talk)
        assert (row.state, row.assignee.username) == ("with_adviser", "sam")
        assert Note.objects.filter(conversation=row).count() == 1
        assert not Draft.objects.filter(conversation=row).exists()
    adviser.send("hand-back")
    carer.say("and money? CANARY")
    assert carer.answered().said("assistant")[-1] == "You said: and money? CANARY"


def test_killed_while_a_reply_is_to_be_stored_then_the_same_reply_again_is_said_once(stack, carer, talk, adviser):
    adviser.open(f"/desk/c/{talk}/")
    address, form = adviser.form("composer", text="You can ask for that. CANARY")
    with locked(stack):
        sending = threading.Thread(target=broken_post, args=(adviser, address, form))
        sending.start()
        everything_killed(stack)
        sending.join()
    assert ("adviser", form["text"]) not in stored(stack, talk)
    everything_again(stack)
    said_once(stack, carer, talk, adviser, address, form)


def test_database_locked_for_too_long_the_reply_stands_on_the_page_and_is_sent_again(stack, carer, talk, adviser):
    text = "You can ask for that. CANARY"
    adviser.open(f"/desk/c/{talk}/")
    with locked(stack):
        adviser.send("composer", text=text)
        assert adviser.status == 503 and text in adviser.page.html
    address, form = adviser.form("again")
    assert form["text"] == text and ("adviser", text) not in stored(stack, talk)
    until(lambda: adviser.post(address, form) and adviser.status == 200, "it is taken in")
    said_once(stack, carer, talk, adviser, address, form)


def said_once(stack, carer, ref, adviser, address, form):
    """The browser sends the very form again, twice."""
    for _ in range(2):
        adviser.post(address, form)
        assert adviser.status == 200
    assert Counter(stored(stack, ref))["adviser", form["text"]] == 1
    assert carer.check().said("adviser").count(form["text"]) == 1


def broken_post(adviser, address, form):
    with pytest.raises(httpx.HTTPError):
        adviser.post(address, form)


def test_the_assistant_s_reply_that_comes_after_an_adviser_s_is_discarded(stack, carer, talk, adviser):
    adviser.send("hand-back")
    stack.tell_brain(next=["held"])
    carer.say("and money? CANARY")
    until(lambda: stack.brain()["held"], "the assistant thinks")
    before = stack.log("worker").count("turn.discarded")
    adviser.open(f"/desk/c/{talk}/")
    adviser.send("composer", text="I will answer this. CANARY")
    stack.tell_brain(release=True)
    until(lambda: stack.log("worker").count("turn.discarded") > before, "the worker has let go of it")
    assert stored(stack, talk)[-2:] == [("contact", "and money? CANARY"), ("adviser", "I will answer this. CANARY")]
    assert carer.check().said("assistant") == ["You said: my nan has my boy CANARY"]
