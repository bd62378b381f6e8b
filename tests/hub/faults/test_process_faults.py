"""Our own processes are killed, the database is busy, the same thing comes twice: stored once, answered once, in order."""

import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from hub.conversations.models import BrainTurn, Conversation, Message
from tests.hub.faults.stack import until


def conversations(stack):
    with stack.database():
        return Conversation.objects.count()


def newest_messages(stack):
    with stack.database():
        newest = Conversation.objects.order_by("-opened_at").first()
        return list(Message.objects.filter(conversation=newest).order_by("seq").values_list("author", flat=True))


@contextmanager
def locked(stack):
    """Somebody else holds the database's write lock."""
    holder = sqlite3.connect(stack.home / "hub.sqlite3", isolation_level=None, timeout=30)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def test_worker_killed_between_reply_and_commit(stack, carer):
    stack.kill("worker")
    (stack.home / "stands_still").unlink(missing_ok=True)
    stack.start("stopping_worker")
    page = carer.say("my nan has my boy")
    until((stack.home / "stands_still").exists, "the assistant has answered, and nothing is kept")
    assert page.pending and newest_messages(stack) == ["contact"]
    stack.kill("stopping_worker")
    stack.start("worker")
    assert carer.answered().said() == ["my nan has my boy", "You said: my nan has my boy"]
    assert stack.times_heard("my nan has my boy") == 1  # asked again by the same number, and run once


def test_worker_killed_while_the_assistant_thinks(stack, carer):
    stack.tell_brain(next=["held"])
    carer.say("my nan has my boy")
    stack.kill("worker")
    carer.say("he is 6")  # must not be joined to what the assistant already thinks about
    stack.tell_brain(release=True)
    stack.start("worker")
    assert carer.answered().said("assistant") == ["You said: my nan has my boy", "You said: he is 6"]
    assert stack.times_heard("my nan has my boy") == stack.times_heard("he is 6") == 1


def test_worker_told_to_stop_finishes_what_is_under_way(stack, carer):
    stack.tell_brain(next=["held"])
    carer.say("my nan has my boy")
    worker = stack.running["worker"]
    worker.send_signal(signal.SIGTERM)
    stack.tell_brain(release=True)
    assert worker.wait(20) == 0 and "worker.stopped name=one left=0" in stack.log("worker")
    assert carer.check().said("assistant") == ["You said: my nan has my boy"]


def test_worker_told_to_stop_while_the_assistant_hangs_leaves_the_turn_to_the_next(stack, carer):
    stack.tell_brain(next=["held"])
    carer.say("my nan has my boy")
    worker = stack.running["worker"]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0 and "worker.stopped name=one left=1" in stack.log("worker")
    carer.say("he is 6")  # the turn waits to be asked again under its old number: this is not joined to it
    stack.tell_brain(release=True)
    stack.start("worker")
    assert carer.answered().said("assistant") == ["You said: my nan has my boy", "You said: he is 6"]


def test_no_worker_the_message_is_kept_and_answered_later(stack, carer):
    stack.kill("worker")
    page = carer.say("my nan has my boy")
    assert page.pending and page.said() == ["my nan has my boy"]
    stack.start("worker")
    assert carer.answered().said("assistant") == ["You said: my nan has my boy"]


def test_web_killed_after_accepting_a_post(stack, carer):
    stack.tell_brain(next=["held"])
    form, broken = carer.form(text="my nan has my boy"), []

    def say():
        try:
            carer.post("/chat/say", form)
        except httpx.HTTPError as fault:
            broken.append(fault)

    saying = threading.Thread(target=say)
    saying.start()
    until(lambda: stack.brain()["held"], "the message was stored and is being asked")
    stack.kill("web")
    saying.join()
    assert broken, "the carer's browser shows that the line broke"
    stack.tell_brain(release=True)
    stack.start("web")
    carer.post("/chat/say", form)  # the carer reloads: the browser sends the very form again
    assert carer.answered().said() == ["my nan has my boy", "You said: my nan has my boy"]
    assert stack.times_heard("my nan has my boy") == 1


def test_the_same_post_twice_is_one_message(stack, carer):
    before = conversations(stack)
    first = carer.form(text="my nan has my boy")
    for _ in range(2):
        carer.post("/chat/say", first)
    assert carer.answered().said() == ["my nan has my boy", "You said: my nan has my boy"]
    second = carer.form(text="he is 6")
    for _ in range(2):
        carer.post("/chat/say", second)
    assert carer.answered().said("contact") == ["my nan has my boy", "he is 6"]
    assert conversations(stack) == before + 1 and stack.times_heard("he is 6") == 1


@pytest.mark.parametrize("begun", [False, True])
def test_the_same_post_four_times_at_once_is_one_message(stack, carer, begun):
    if begun:
        carer.say("hello")
        carer.answered()
    before = conversations(stack)
    form = carer.form(text="my nan has my boy")
    with ThreadPoolExecutor(4) as pool:
        tabs = [carer.other_tab() for _ in range(4)]
        list(pool.map(lambda tab: tab.post("/chat/say", form), tabs))
    for tab in tabs:
        assert tab.answered().said("contact").count("my nan has my boy") == 1
        assert tab.page.said("assistant")[-1] == "You said: my nan has my boy"
    assert conversations(stack) == before + (not begun) and stack.times_heard("my nan has my boy") == 1


def test_two_taps_on_ask_again_ask_once(stack, carer):
    stack.tell_brain(mode="error")
    carer.say("my nan has my boy")
    carer.answered()
    stack.tell_brain(mode="normal")
    other = carer.other_tab(key="0" * 32)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda tab: tab.tap("Ask again"), (carer, other)))
    carer.check()
    assert carer.answered().said("assistant") == ["You said: my nan has my boy"]


def test_leaving_in_one_tab_while_the_other_waits_for_an_answer(stack, carer):
    carer.say("hello")
    carer.answered()
    stack.tell_brain(next=["held"])
    other, old = carer.other_tab(key="f" * 32), carer.form(text="and this")
    waiting = threading.Thread(target=other.say, args=("my nan has my boy",))
    waiting.start()
    until(lambda: stack.brain()["held"], "the other tab's message is being asked")
    carer.post("/chat/leave", {"token": carer.page.fields["token"]})
    waiting.join()
    stack.tell_brain(release=True)
    assert not other.page.said("assistant", "contact")
    other.post("/chat/say", old)
    assert not other.page.said("assistant", "contact") and stack.times_heard("and this") == 0


def test_two_tabs_at_once(stack, carer):
    carer.say("hello")
    carer.answered()
    other = carer.other_tab(key="f" * 32)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda tab, text: tab.say(text), (carer, other), ("from one tab", "from the other")))
    for tab in (carer, other):
        tab.check()
        page = tab.answered()
        assert sorted(page.said("contact")) == ["from one tab", "from the other", "hello"]
        numbers = [message.seq for message in page.messages]
        assert numbers == list(range(1, len(numbers) + 1))
        heard = " ".join(page.said("assistant"))
        assert heard.count("from one tab") == heard.count("from the other") == 1
    assert stack.times_heard("from one tab") == stack.times_heard("from the other") == 1


def test_database_locked_for_three_seconds_while_a_carer_writes(stack, carer):
    with locked(stack):
        saying = threading.Thread(target=carer.say, args=("my nan has my boy",))
        saying.start()
        time.sleep(3)  # this is the fault itself
    saying.join()
    assert carer.status == 200 and carer.answered().said() == ["my nan has my boy", "You said: my nan has my boy"]


def test_database_locked_for_too_long_keeps_the_words_in_the_box(stack, carer):
    with locked(stack):
        page = carer.say("my nan has my boy")
        assert carer.status == 503 and page.draft == "my nan has my boy" and not page.said("contact")
    carer.say_until_taken("my nan has my boy")
    assert carer.answered().said() == ["my nan has my boy", "You said: my nan has my boy"]


def test_database_locked_while_the_reply_is_to_be_kept(stack, carer):
    stack.tell_brain(next=["held"])
    carer.say("my nan has my boy")
    with locked(stack):
        before = stack.log("worker").count("step=keep")
        stack.tell_brain(release=True)
        until(lambda: stack.log("worker").count("step=keep") > before, "the worker could not keep the reply")
    assert carer.answered().said() == ["my nan has my boy", "You said: my nan has my boy"]
    assert stack.times_heard("my nan has my boy") == 1
    with stack.database():
        assert BrainTurn.objects.order_by("-id").first().state == "done"
