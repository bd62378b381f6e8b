"""Any order of everything that can happen to conversations, on a real SQLite file; the whole ledger is proved after each step.

Beside the invariants it holds a brain that, like the real one, answers a repeated turn number with what it said the first
time: what a carer wrote must be in the words that brain really heard.
"""

import shutil
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hub.conversations import callbacks, dangers, erasure, invariants, ledger, saving, told, transitions, turns
from hub.conversations.danger import heard
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import BrainTurn, Conversation, Danger, Message
from hub.conversations.transitions import AlreadyTaken, Inbound

WORDS = ["hello", "he is 6", "my partner is hitting me right now", "thank you"]
CUSTOM = [{}, {}, {"handover": {"reason": "asked", "urgent": True}}, {"forget": True}, {"unanswered": {"why": "gap"}}]
CUSTOM += [{"concern": {"kind": "domestic_abuse", "urgency": "emergency"}}]
REFUSED = (AlreadyTaken, NoSuchConversation, dangers.NoSuchDanger)


@contextmanager
def database(path):
    """The default database is this file, for a while."""
    before = connections["default"]
    connections["default"] = file = before.copy()
    file.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        file.close()
        connections["default"] = before


@pytest.fixture(scope="module")
def template(tmp_path_factory, django_db_setup, django_db_blocker):
    path = tmp_path_factory.mktemp("ledger") / "empty.sqlite3"
    with django_db_blocker.unblock():
        with database(path):
            call_command("migrate", verbosity=0)
        yield path


class Talks(RuleBasedStateMachine):
    template = None
    chats = Bundle("chats")
    claims = Bundle("claims")  # every claim there ever was: a late commit may come at any time

    def __init__(self):
        super().__init__()
        path = self.template.with_name("ledger.sqlite3")
        for old in path.parent.glob("ledger.sqlite3*"):
            old.unlink()
        shutil.copy(self.template, path)
        self.database = database(path)
        self.database.__enter__()
        self.written, self.keys, self.heard = {}, {}, {}
        from django.contrib.auth.models import User

        self.adviser = User.objects.create_user("sam", first_name="Sam")

    def teardown(self):
        try:
            self.let_the_worker_finish()
        finally:
            self.database.__exit__(None, None, None)

    # What a carer does -------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.written) < 2)  # few, so that much happens to each
    @rule(target=chats, text=st.sampled_from(WORDS))
    def begin(self, text):
        inbound = Inbound(key=f"k{len(self.keys)}", text=text)
        chat = transitions.begin("web", inbound, "exampleshire").conversation_id
        self.keys[inbound.key] = chat, inbound
        self.written[chat] = 1
        return chat

    @rule(chat=chats, text=st.sampled_from(WORDS))
    def write(self, chat, text):
        self.send(chat, Inbound(key=f"k{len(self.keys)}", text=text))

    @rule(chat=chats, choice=st.sampled_from(["greet", "ask_education", "hub:ask_again", "hub:ask_again"]))
    def tap(self, chat, choice):
        self.send(chat, Inbound(key=f"k{len(self.keys)}", choice=choice, label=choice))

    @rule(which=st.integers(0, 1000))
    def send_again(self, which):
        if self.keys:
            chat, inbound = list(self.keys.values())[which % len(self.keys)]
            before = Message.objects.count()
            try:
                assert transitions.receive(chat, inbound).duplicate
            except NoSuchConversation:
                pass
            assert Message.objects.count() == before

    @rule(chat=chats)
    def ask_for_a_call(self, chat):
        self.perhaps(callbacks.book, chat, callbacks.CallbackAsked(phone="07700 900123"))

    @rule(chat=chats)
    def save(self, chat):
        self.perhaps(saving.save, chat)

    @rule(chat=chats)
    def finish(self, chat):
        self.perhaps(transitions.close, chat, "by_carer")

    @rule(chat=chats)
    def carry_on(self, chat):
        self.perhaps(transitions.reopen, chat)

    @rule(chat=chats)
    def leave(self, chat):
        erasure.erase(chat)
        conversation = Conversation.objects.get(pk=chat)
        assert conversation.erased_at and conversation.state == "closed"

    @rule(chat=chats, text=st.sampled_from(WORDS[2:3]))
    def write_danger_into_another_field(self, chat, text):
        if Conversation.objects.get(pk=chat).erased_at is None:
            assert told.outside("web", chat, "key", heard(text, "web")) == chat

    # What people of the council do --------------------------------------------------------------------------------

    @rule(chat=chats)
    def ask_for_an_adviser(self, chat):
        self.perhaps(transitions.request_adviser, chat)

    @rule(chat=chats)
    def take(self, chat):
        self.perhaps(transitions.take, chat, self.adviser)

    @rule(chat=chats)
    def reply(self, chat):
        if Conversation.objects.get(pk=chat).state == "with_adviser":
            with ledger.changing(chat) as change:
                change.say("adviser", "I am Sam.", author_user=self.adviser)

    @rule(chat=chats)
    def hand_back(self, chat):
        self.perhaps(transitions.hand_back, chat)

    @rule(chat=chats)
    def stop_waiting(self, chat):
        self.perhaps(transitions.back_to_assistant, chat)

    @rule(chat=chats)
    def own_the_danger(self, chat):
        self.perhaps(dangers.own, Conversation.objects.get(pk=chat).ref, self.adviser)

    @rule(chat=chats)
    def end_the_danger(self, chat):
        self.perhaps(dangers.end, Conversation.objects.get(pk=chat).ref, "referred", self.adviser)

    @rule(chat=chats)
    def call(self, chat):
        self.perhaps(callbacks.end, chat, "done", "user:1")

    # What the worker does, and what becomes of it -----------------------------------------------------------------

    @rule(target=claims)
    def claim(self):
        claimed = turns.claim_next("w", 30)
        return multiple() if claimed is None else claimed

    @rule(claimed=claims)
    def killed_after_asking(self, claimed):
        self.ask(claimed)

    @rule(claimed=claims, custom=st.sampled_from(CUSTOM))
    def commit(self, claimed, custom):
        before = Conversation.objects.get(pk=claimed.conversation_id)
        turn = BrainTurn.objects.get(pk=claimed.id)
        kept = turns.commit_reply(claimed, self.ask(claimed, custom))
        if kept:
            assert before.state in ("assistant", "callback") and before.epoch == turn.epoch and turn.state == "running"
            assert turn.attempts == claimed.attempts

    @rule(claimed=claims, reached=st.booleans())
    def fail(self, claimed, reached):
        turns.fail(claimed, "timeout" if reached else "down", reached=reached)

    @rule()
    def the_worker_starts_again(self):
        turns.release_all("w")

    @rule()
    def leases_run_out(self):
        BrainTurn.objects.filter(state="running").update(lease_until=timezone.now())
        turns.expire_leases(timezone.now())

    # What must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def the_ledger_holds(self):
        assert [str(each) for each in invariants.faults()] == []

    @invariant()
    def in_danger_means_open(self):
        in_danger = Danger.objects.filter(ended_at=None, conversation__erased_at=None)
        assert not in_danger.filter(conversation__state="closed").exists()

    @invariant()
    def nothing_is_lost_or_twice(self):
        for chat, count in self.written.items():
            assert Message.objects.filter(conversation=chat, author="contact").count() == count

    @invariant()
    def what_counts_as_answered_was_heard(self):
        for turn in BrainTurn.objects.filter(state=BrainTurn.DONE):
            heard = self.heard[turn.conversation_id, turn.number]
            wrote = Message.objects.filter(
                conversation=turn.conversation_id, author="contact", seq__gte=turn.from_seq, seq__lte=turn.to_seq
            )
            for message in wrote.filter(erased_at__isnull=True):
                if not message.choice.startswith("hub:"):
                    assert (message.choice or message.body) in heard, f"message {message.seq} of turn {turn.number}"

    def send(self, chat, inbound):
        try:
            received = transitions.receive(chat, inbound)
        except NoSuchConversation:
            assert Conversation.objects.get(pk=chat).erased_at
            return
        assert not received.duplicate
        self.keys[inbound.key] = chat, inbound
        self.written[chat] += 1

    def perhaps(self, do, *given):
        try:
            do(*given)
        except REFUSED:
            pass

    def ask(self, claimed, custom=None):
        heard = self.heard.setdefault((claimed.conversation_id, claimed.number), f"{claimed.text}|{claimed.choice}")
        message = {"text": f"You said {heard}", "choices": [], "custom": custom or {}}
        return {"ok": True, "turn": claimed.number, "messages": [message], "story": {"n": claimed.number}}

    def let_the_worker_finish(self):
        """Whatever was under way or queued is answered in the end, and the ledger holds."""
        turns.release_all("w")
        for _ in range(200):
            claimed = turns.claim_next("w", 30)
            if claimed is None:
                break
            turns.commit_reply(claimed, self.ask(claimed))
        assert not BrainTurn.objects.filter(state__in=BrainTurn.OPEN).exists()
        self.the_ledger_holds()
        self.nothing_is_lost_or_twice()
        self.what_counts_as_answered_was_heard()


def test_any_order_of_anything(template):
    Talks.template = template
    run_state_machine_as_test(
        Talks,
        settings=settings(
            max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
