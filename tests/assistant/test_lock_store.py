"""Rasa's locks in Redis: held against another process, and no reason to fail while Redis is silent or comes back."""

import asyncio
from types import SimpleNamespace

import pytest
import redis

from assistant.lock_store import TRY_AGAIN, LocksInRedis


class Shared:
    """A Redis that two processes share, and that can fall silent."""

    def __init__(self):
        self.kept, self.silent, self.asked = {}, False, 0

    def _asked(self, do):
        self.asked += 1
        if self.silent:
            raise redis.TimeoutError("Timeout reading from socket")
        return do()

    def get(self, key):
        return self._asked(lambda: self.kept.get(key))

    def set(self, key, value):
        return self._asked(lambda: self.kept.update({key: value}))

    def delete(self, key):
        return self._asked(lambda: self.kept.pop(key, None) is not None)


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def shared():
    return Shared()


@pytest.fixture
def process(shared, now):
    def make():
        store = LocksInRedis(SimpleNamespace(kwargs={"redis": "redis://127.0.0.1:6379/3"}), clock=lambda: now[0])
        store.shared.red = shared
        return store

    return make


async def turn(store, log, name, inside=None):
    async with store.lock("c.1", wait_time_in_seconds=0.01):
        log.append(f"{name} begins")
        await asyncio.sleep(0)
        if inside:
            inside()
        await asyncio.sleep(0.03)
        log.append(f"{name} ends")


def test_two_processes_take_turns_and_nothing_is_left(process, shared):
    log = []

    async def both():
        await asyncio.gather(turn(process(), log, "a"), turn(process(), log, "b"))

    asyncio.run(both())
    assert log == ["a begins", "a ends", "b begins", "b ends"] and not shared.kept


@pytest.mark.parametrize("when", ["before", "during"])
def test_while_redis_is_silent_turns_go_on_and_one_process_still_takes_them_one_by_one(process, shared, when):
    log, store = [], process()
    shared.silent = when == "before"

    def falls_silent():
        shared.silent = True

    async def both():
        await asyncio.gather(turn(store, log, "a", falls_silent), turn(store, log, "b"))

    asyncio.run(both())
    assert log == ["a begins", "a ends", "b begins", "b ends"]
    assert not store.conversation_locks


def test_a_silent_redis_is_not_asked_again_for_a_while(process, shared, now):
    store, shared.silent = process(), True
    asyncio.run(turn(store, [], "a"))
    assert shared.asked == 1
    now[0] += TRY_AGAIN
    asyncio.run(turn(store, [], "b"))
    assert shared.asked == 2


def test_redis_comes_back_in_the_middle_of_a_turn(process, shared, now):
    log, store, shared.silent = [], process(), True

    def comes_back():
        shared.silent = False
        now[0] += TRY_AGAIN

    async def both():
        await asyncio.gather(turn(store, log, "a", comes_back), turn(store, log, "b"))

    asyncio.run(both())
    assert log == ["a begins", "a ends", "b begins", "b ends"] and not shared.kept


def test_where_it_is(process):
    told = LocksInRedis(SimpleNamespace(kwargs={"redis": "rediss://us%40er:p%3Aw@locks.internal:7000/2"}))
    kwargs = told.shared.red.connection_pool.connection_kwargs
    assert (kwargs["host"], kwargs["port"], kwargs["db"]) == ("locks.internal", 7000, 2)
    assert (kwargs["username"], kwargs["password"]) == ("us@er", "p:w")
