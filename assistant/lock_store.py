"""Rasa's locks in Redis, for several Rasa processes: a second belt. The first is the hub, which asks one turn of a conversation at a time.

A belt must not be what takes the service down: while Redis does not answer, this process keeps its locks in its own memory.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import redis
from rasa.core.lock import TicketLock
from rasa.core.lock_store import InMemoryLockStore, RedisLockStore

logger = logging.getLogger(__name__)

ANSWERS_WITHIN = 0.25  # seconds; Rasa waits for it with everything it does
TRY_AGAIN = 5.0  # seconds for which a Redis that did not answer is not asked
T = TypeVar("T")


class LocksInRedis(InMemoryLockStore):
    """Locks are kept here and in Redis. What Redis says counts; what is here counts while Redis is silent."""

    def __init__(self, endpoint_config: Any = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        told = urlsplit(endpoint_config.kwargs["redis"])
        self.shared = RedisLockStore(
            host=told.hostname or "127.0.0.1",
            port=told.port or 6379,
            db=int(told.path.strip("/") or 0),
            username=unquote(told.username) if told.username else None,
            password=unquote(told.password) if told.password else None,
            use_ssl=told.scheme == "rediss",
            socket_timeout=ANSWERS_WITHIN,
        )
        self.shared.red.connection_pool.connection_kwargs["socket_connect_timeout"] = ANSWERS_WITHIN
        self._clock = clock
        self._silent_until = 0.0
        self._only_here: set[str] = set()  # what Redis was not told of: taken while it was silent

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        answered, lock = self._asked(lambda: self.shared.get_lock(conversation_id))
        if answered and (lock or conversation_id not in self._only_here):
            return lock
        return super().get_lock(conversation_id)

    def save_lock(self, lock: TicketLock) -> None:
        super().save_lock(lock)
        told, _ = self._asked(lambda: self.shared.save_lock(lock))
        (self._only_here.discard if told else self._only_here.add)(lock.conversation_id)

    def delete_lock(self, conversation_id: str) -> None:
        super().delete_lock(conversation_id)
        self._only_here.discard(conversation_id)
        self._asked(lambda: self.shared.delete_lock(conversation_id))

    def _asked(self, ask: Callable[[], T]) -> tuple[bool, T | None]:
        """Whether Redis answered, and what."""
        if self._clock() < self._silent_until:
            return False, None
        try:
            return True, ask()
        except redis.RedisError as fault:
            self._silent_until = self._clock() + TRY_AGAIN
            logger.warning(
                "locks.redis_silent fault=%s: this process keeps its own for %s s", type(fault).__name__, TRY_AGAIN
            )
            return False, None
