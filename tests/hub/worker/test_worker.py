"""The loop itself: it survives whatever one step does, and leaves no turn without an answer."""

import threading

import pytest
from django.db import OperationalError

from hub.conversations import timers, transcript, transitions, turns, worker
from hub.conversations.brain import BrainFailed
from hub.conversations.models import BrainTurn, WorkerPulse
from hub.conversations.timers import Timer
from hub.conversations.transitions import Inbound

WORDS = "my nan has my boy zebra"


class Scripted:
    """A brain that does what the test says."""

    is_up = True

    def __init__(self, do):
        self.do = do

    def ask(self, claimed):
        return self.do(claimed)

    def probe(self):
        return None


def reply(claimed):
    return {"ok": True, "turn": claimed.number, "messages": [{"text": "An answer."}], "story": {}}


def begin(key="k1", text=WORDS):
    return transitions.begin("web", Inbound(key=key, text=text), "exampleshire").conversation_id


def said(conversation_id):
    return [(each.author, each.kind) for each in transcript.shown(conversation_id)]


def run_until(condition, brain, table=(), name="one"):
    """Run a worker in this thread; it stops when the condition holds (looked at as one of its chores)."""
    running = worker.Worker(name, brain, [], threads=2)
    running._timers = [Timer("look", 0.02, lambda: running.stop() if condition() else None), *table]
    out = threading.Timer(30, running.stop)
    out.start()
    finished = running.run()
    out.cancel()
    assert condition(), "never came"
    return finished


@pytest.fixture
def home(tmp_path, settings):
    settings.KINSHIP_HOME = tmp_path


@pytest.mark.django_db
class TestOneTurn:
    def run(self, do):
        claimed = turns.claim_next("one", 30)
        worker.Worker("one", Scripted(do), []).answer(claimed)

    def test_a_reply_is_kept(self):
        chat = begin()
        self.run(reply)
        assert said(chat) == [("contact", ""), ("assistant", "")]

    def test_a_failure_is_told(self):
        def fails(claimed):
            raise BrainFailed("down", reached=False)

        chat = begin()
        self.run(fails)
        assert said(chat) == [("contact", ""), ("system", "failure")]
        assert BrainTurn.objects.values_list("state", "error", "reached").get() == ("failed", "down", False)

    def test_a_reply_that_cannot_be_kept_is_a_failure_and_its_words_are_not_logged(self, monkeypatch, caplog):
        def breaks(claimed, reply):
            raise KeyError(WORDS)

        monkeypatch.setattr(turns, "commit_reply", breaks)
        chat = begin()
        self.run(reply)
        assert said(chat)[-1] == ("system", "failure") and BrainTurn.objects.get().error == "not_kept"
        assert "KeyError" in caplog.text and "zebra" not in caplog.text

    def test_a_busy_database_is_tried_again(self, monkeypatch):
        tries, commit = [], turns.commit_reply

        def busy(claimed, reply):
            tries.append(claimed)
            if len(tries) < 4:
                raise OperationalError("database is locked")
            return commit(claimed, reply)

        monkeypatch.setattr(turns, "commit_reply", busy)
        monkeypatch.setattr(worker, "PAUSE", 0.001)
        monkeypatch.setattr(worker, "close_old_connections", lambda: None)
        chat = begin()
        self.run(reply)
        assert len(tries) == 4 and said(chat)[-1] == ("assistant", "")

    def test_a_database_that_stays_busy_leaves_the_turn_to_its_lease(self, monkeypatch):
        def busy(claimed, reply):
            raise OperationalError("database is locked")

        monkeypatch.setattr(turns, "commit_reply", busy)
        monkeypatch.setattr(worker, "KEEP_TRYING", 0)
        monkeypatch.setattr(worker, "close_old_connections", lambda: None)
        begin()
        with pytest.raises(OperationalError):
            self.run(reply)
        assert BrainTurn.objects.get().state == "running"


@pytest.mark.django_db(transaction=True)
class TestTheLoop:
    def test_it_answers_what_is_there_and_pulses(self, home):
        chats = [begin(key=f"k{number}") for number in range(5)]
        brain = Scripted(reply)
        pulse = Timer("pulse", 5, lambda: timers.beat("one", "whole" if brain.is_up else None))

        def done():
            return WorkerPulse.objects.exists() and not any(transcript.is_pending(chat) for chat in chats)

        assert run_until(done, brain, [pulse]) is True
        assert all(said(chat)[-1] == ("assistant", "") for chat in chats)
        assert WorkerPulse.objects.values_list("name", "brain_up").get() == ("one", True)

    def test_it_takes_up_what_an_earlier_life_had_under_way(self, home):
        chat = begin()
        assert turns.claim_next("one", 3600) is not None
        run_until(lambda: not transcript.is_pending(chat), Scripted(reply))
        assert said(chat)[-1] == ("assistant", "")

    def test_no_slip_of_a_step_stops_it_and_no_words_are_logged(self, home, monkeypatch, caplog):
        chat, slips = begin(), []
        claim = turns.claim_next

        def slips_first(name, lease):
            if len(slips) < 3:
                slips.append(name)
                raise (OperationalError if len(slips) == 1 else ValueError)(WORDS)
            return claim(name, lease)

        monkeypatch.setattr(turns, "claim_next", slips_first)
        bad = Timer("bad", 0.01, lambda: {}[WORDS])
        run_until(lambda: not transcript.is_pending(chat), Scripted(reply), [bad])
        assert said(chat)[-1] == ("assistant", "") and "step=bad fault=KeyError" in caplog.text
        assert "zebra" not in caplog.text

    def test_a_slip_of_ours_in_asking_leaves_the_turn_to_its_lease_and_is_given_up_in_the_end(self, home, caplog):
        def slips(claimed):
            raise RuntimeError(WORDS)

        def leases_run_out():
            BrainTurn.objects.filter(state="running").update(state="queued")

        chat = begin()
        run_until(lambda: not transcript.is_pending(chat), Scripted(slips), [Timer("leases", 0.05, leases_run_out)])
        assert said(chat)[-1] == ("system", "failure") and "zebra" not in caplog.text

    def test_several_conversations_are_asked_at_once(self, home):
        both = threading.Barrier(2, timeout=20)

        def together(claimed):
            both.wait()
            return reply(claimed)

        chats = [begin(key="a"), begin(key="b")]
        run_until(lambda: not any(transcript.is_pending(chat) for chat in chats), Scripted(together))
        assert all(said(chat)[-1] == ("assistant", "") for chat in chats)


def test_a_timer_is_due_at_once_then_each_interval_and_never_beside_itself():
    timer = Timer("t", 10, lambda: None)
    assert timer.take(100) and not timer.take(200)  # still under way
    timer.run()
    assert timer.take(200) and (timer.run() or not timer.take(205)) and timer.take(211)


def test_a_timer_that_slips_can_be_taken_again():
    timer = Timer("t", 1, lambda: 1 / 0)
    assert timer.take(1)
    with pytest.raises(ZeroDivisionError):
        timer.run()
    assert timer.take(3)


def test_the_table_names_every_chore():
    names = [timer.name for timer in timers.table("one", Scripted(reply))]
    assert names == [
        "leases",
        "lost_advisers",
        "waiting",
        "probe",
        "outbox",
        "reconcile",
        "alerts",
        "unclaimed",
        "alert_ways",
        "pulse",
        "hourly",
        "old_pages",
        "retention",
        "publishing",  # of rooms above this one (timers.also), in the order of INSTALLED_APPS
        "service_down",
        "evidence",
    ]
