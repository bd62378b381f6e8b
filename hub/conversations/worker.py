"""The worker: the one process that asks the assistant, delivers, and keeps the clock. No task queue: the database is the queue.

One loop looks for turns four times a second (and at once when nudged) and hands them to a few threads; the clock's chores
run in a thread of their own, so that none of them keeps a carer waiting. Logs hold numbers and codes, never anyone's words.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connections

from hub.conversations import nudge, outbox, turns
from hub.conversations.brain import LONGEST, Brain, BrainFailed
from hub.conversations.ledger import Moved
from hub.conversations.timers import Timer

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.25  # seconds
LEASE = LONGEST + 22.0  # seconds a turn may be under way: asking, and keeping the reply while the database is busy
KEEP_TRYING = (
    20.0  # seconds to keep a reply while the database is busy; then the lease ends and the turn is asked again
)
PAUSE = 0.1  # seconds between two tries at a busy database
CHORE_THREADS = 3  # a slow provider or a long night's clearing must not hold up the leases and the pulse
FINISH_WITHIN = 10.0  # seconds for what is under way when we are asked to stop
BUSY = (OperationalError, InterfaceError)


class Worker:
    """Claims turns, asks the assistant, commits. `stop()` may be called from a signal handler."""

    def __init__(self, name: str, brain: Brain, timers: list[Timer], *, threads: int = 4) -> None:
        self.name = name
        self._brain = brain
        self._timers = timers
        self._threads = threads
        self._stopping = threading.Event()
        self._under_way: set[Future] = set()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> bool:
        """Until `stop()`; then what is under way is finished, for at most ten seconds. False: something was left under way."""
        listener = nudge.Listener()
        turn_pool = ThreadPoolExecutor(self._threads, thread_name_prefix="turn")
        chore_pool = ThreadPoolExecutor(CHORE_THREADS, thread_name_prefix="chore")
        try:
            self._take_up_again()
            logger.info("worker.started name=%s threads=%s pid=%s", self.name, self._threads, os.getpid())
            while not self._stopping.is_set():
                self._safely("chores", lambda: self._start_chores(chore_pool))
                self._safely("claim", lambda: self._start_turns(turn_pool))
                listener.wait(LOOK_EVERY)
        finally:
            listener.close()
            chore_pool.shutdown(wait=False, cancel_futures=True)
            turn_pool.shutdown(wait=False, cancel_futures=True)
            left = wait(self._under_way, timeout=FINISH_WITHIN).not_done
            self._safely("release", lambda: turns.release_all(self.name))
            connections.close_all()
            logger.info("worker.stopped name=%s left=%s", self.name, len(left))
        return not left

    def answer(self, claimed: turns.Claimed) -> None:
        """One turn from asking to commit. Every way out says something to the carer, or leaves the turn to be asked again."""
        try:
            reply = self._brain.ask(claimed)
        except BrainFailed as failure:
            self._fail(claimed, failure.error, reached=failure.reached)
            return
        try:
            kept = self._patiently(lambda: turns.commit_reply(claimed, reply))
        except BUSY:
            raise
        except Exception as fault:  # a reply we cannot keep is a failure like any other; the carer hears of it
            logger.error("turn.not_kept turn=%s fault=%s\n%s", claimed.id, type(fault).__name__, where(fault))
            self._fail(claimed, "not_kept", reached=True)
            return
        logger.info("turn.%s turn=%s number=%s", "done" if kept else "discarded", claimed.id, claimed.number)

    def _fail(self, claimed: turns.Claimed, error: str, *, reached: bool) -> None:
        self._patiently(lambda: turns.fail(claimed, error, reached=reached))
        logger.warning("turn.failed turn=%s number=%s error=%s", claimed.id, claimed.number, error)

    def _start_turns(self, pool: ThreadPoolExecutor) -> None:
        self._under_way = {each for each in self._under_way if not each.done()}
        close_old_connections()
        while len(self._under_way) < self._threads and not self._stopping.is_set():
            claimed = turns.claim_next(self.name, LEASE)
            if claimed is None:
                return
            self._under_way.add(pool.submit(self._in_thread, "turn", partial(self.answer, claimed)))

    def _start_chores(self, pool: ThreadPoolExecutor) -> None:
        for timer in self._timers:
            if timer.take(time.monotonic()):
                pool.submit(self._in_thread, timer.name, timer.run)  # it is not due again until it has ended

    def _take_up_again(self) -> None:
        """Turns and texts that this worker had under way when it died. Until the database can be read, nothing else has a meaning."""
        while not self._stopping.is_set():
            try:
                turns.release_all(self.name)
                outbox.release_all(self.name)
                return
            except DatabaseError as fault:
                logger.warning("worker.database_busy fault=%s", type(fault).__name__)
                close_old_connections()
                self._stopping.wait(1.0)

    def _patiently(self, step: Callable[[], object]) -> object:
        """Try again while the database is busy, or another changed the conversation at the same moment."""
        give_up = time.monotonic() + KEEP_TRYING
        while True:
            try:
                return step()
            except (*BUSY, Moved) as fault:
                close_old_connections()
                if time.monotonic() > give_up:
                    raise
                logger.warning("worker.database_busy step=keep fault=%s", type(fault).__name__)
                time.sleep(PAUSE)

    def _in_thread(self, name: str, step: Callable[[], object]) -> None:
        close_old_connections()
        self._safely(name, step)
        close_old_connections()
        nudge.wake()  # a thread is free, and what was done may have left more to do

    def _safely(self, name: str, step: Callable[[], object]) -> None:
        """A slip in one step never stops the loop. What it says is left out: it could hold a carer's words."""
        try:
            step()
        except BUSY as fault:
            logger.warning("worker.database_busy step=%s fault=%s", name, type(fault).__name__)
            close_old_connections()
        except Exception as fault:
            logger.error("worker.step_failed step=%s fault=%s\n%s", name, type(fault).__name__, where(fault))


def where(fault: BaseException) -> str:
    """The lines of code a fault came through, without its message: that could hold a carer's words."""
    return "".join(traceback.format_tb(fault.__traceback__))
