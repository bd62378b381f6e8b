"""Any order of everything that can happen to conversations, on a real SQLite file; the whole ledger is proved after each step.

Beside the invariants it holds a brain that, like the real one, answers a repeated turn number with what it said the first
time: what a carer wrote must be in the words that brain really heard.
"""

import shutil
from contextlib import contextmanager
from functools import partial

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

from hub.conversations import (
    advisers,
    callback_attempts,
    callbacks,
    dangers,
    drafts,
    erasure,
    hours,
    invariants,
    notes,
    passing_on,
    presence,
    priorities,
    saving,
    sign_of_life,
    told,
    transitions,
    turns,
    waiting_chore,
)
from hub.conversations.advisers import NotRecorded, Stale, StaysOpen
from hub.conversations.danger import heard
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import BrainTurn, Callback, Conversation, Danger, Membership, Message, Note, Team
from hub.conversations.teams import MayNotHold
from hub.conversations.transitions import AlreadyTaken, Inbound

WORDS = ["hello", "he is 6", "my partner is hitting me right now", "thank you"]
CUSTOM = [{}, {}, {"handover": {"reason": "asked", "urgent": True}}, {"forget": True}, {"unanswered": {"why": "gap"}}]
CUSTOM += [{"handover": {"reason": "asked_for_person"}}, {"handover": {"reason": "uncertain_result"}}]
CUSTOM += [{"concern": {"kind": "domestic_abuse", "urgency": "emergency"}}]
REFUSED = (
    AlreadyTaken,
    NoSuchConversation,
    dangers.NoSuchDanger,
    MayNotHold,
    StaysOpen,
    NotRecorded,
    passing_on.NotThere,
)
REFUSED += (passing_on.NeedsConsent, priorities.InDanger, callback_attempts.NoSuchCallback, callback_attempts.TooSoon)
CANARY = "a note that no carer may ever read"
WHO = st.sampled_from(["sam", "alex", "mo"])  # two of the team that people wait for, and one of a charity


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
        self.written, self.keys, self.heard, self.count = {}, {}, {}, 0
        from django.contrib.auth.models import User

        council = Team.objects.create(slug="kinship", name="Kinship", organisation="council", is_default=True)
        charity = Team.objects.create(slug="charity", name="Charity", organisation="charity")
        self.teams, self.staff = [council, charity], {}
        for name, team in (("sam", council), ("alex", council), ("mo", charity)):
            self.staff[name] = User.objects.create_user(name, first_name=name)
            Membership.objects.create(user=self.staff[name], team=team, role="adviser", max_open=1)
        self.adviser = self.staff["sam"]

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

    @rule(
        chat=chats,
        choice=st.sampled_from(["greet", "ask_education", "hub:ask_again", "hub:adviser", "hub:back_to_assistant"]),
    )
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

    @rule(chat=chats, who=WHO)
    def take(self, chat, who):
        self.perhaps(transitions.take, chat, self.staff[who])

    @rule(chat=chats, who=WHO, page_is_old=st.booleans())
    def reply(self, chat, who, page_is_old):
        before, user = Conversation.objects.get(pk=chat), self.staff[who]
        seen, self.count = before.last_seq - page_is_old, self.count + 1
        try:
            advisers.reply(chat, user, f"I am {who}.", seen=seen, key=str(self.count))
        except Stale as stale:
            assert page_is_old and stale.arrived and drafts.of(chat, user).text == f"I am {who}."
        except (AlreadyTaken, MayNotHold):
            assert before.assignee != user and drafts.of(chat, user).text == f"I am {who}."
        except NoSuchConversation:
            assert before.erased_at
        else:
            assert Conversation.objects.get(pk=chat).assignee == user and before.assignee in (None, user)

    @rule(chat=chats, who=WHO)
    def hand_back(self, chat, who):
        self.perhaps(transitions.hand_back, chat, self.staff[who])

    @rule(chat=chats, who=WHO, recorded=st.booleans())
    def close(self, chat, who, recorded):
        self.perhaps(partial(advisers.finish, recorded=recorded), chat, self.staff[who], "answered")

    @rule(chat=chats, who=WHO)
    def open_again_or_take_over(self, chat, who):
        self.perhaps(advisers.open_again, chat, self.staff[who])
        self.perhaps(advisers.take_over, chat, self.staff[who])

    @rule(chat=chats, who=WHO)
    def return_to_the_queue(self, chat, who):
        self.perhaps(passing_on.to_queue, chat, self.staff[who], "end_of_shift")

    @rule(chat=chats, who=WHO, team=st.integers(0, 1), consent=st.booleans())
    def pass_to_a_team(self, chat, who, team, consent):
        self.perhaps(lambda: passing_on.to_team(chat, self.staff[who], self.teams[team], "knows_more", consent=consent))

    @rule(chat=chats, who=WHO, whom=WHO)
    def pass_to_a_person(self, chat, who, whom):
        self.perhaps(passing_on.to_person, chat, self.staff[who], self.staff[whom], "knows_more")

    @rule(chat=chats, who=WHO)
    def write_a_note(self, chat, who):
        self.count += 1
        self.perhaps(lambda: notes.write(chat, self.staff[who], CANARY, key=str(self.count)))
        self.perhaps(presence.look, chat, self.staff[who])

    @rule(chat=chats, priority=st.integers(0, 3))
    def set_the_priority(self, chat, priority):
        self.perhaps(priorities.set_by_person, chat, self.adviser, priority, "set_wrongly")

    @rule(who=WHO)
    def sign_of_life(self, who):
        sign_of_life.give(self.staff[who], timezone.now(), available=True)

    @rule()
    def browsers_die(self):
        Conversation.objects.filter(state="with_adviser").update(held_until=timezone.now())
        passing_on.give_back_lost(timezone.now())

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

    @rule(chat=chats, who=WHO, outcome=st.sampled_from(callback_attempts.OUTCOMES))
    def try_to_call(self, chat, who, outcome):
        for call in Callback.objects.filter(conversation=chat).values_list("pk", flat=True):
            self.perhaps(callback_attempts.tried, call, self.staff[who], outcome)
            self.perhaps(callback_attempts.unreachable, call, self.staff[who])

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
    def who_waits_is_told(self):
        waiting_chore.run(timezone.now())

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
    def notes_stay_inside(self):
        assert not [each for each in Message.objects.all() if CANARY in each.body]
        assert not Note.objects.filter(conversation__erased_at__isnull=False).exclude(body="").exists()

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


def test_any_order_of_anything(template, monkeypatch):
    """In opening hours: whoever's desk gave a sign of life can come, and people wait."""
    monkeypatch.setattr(hours.opening, "open_at", lambda *_: True)
    monkeypatch.setattr(hours.opening_time, "closes_at", lambda *_: None)
    Talks.template = template
    run_state_machine_as_test(
        Talks,
        settings=settings(
            max_examples=8, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
