"""Rasa's own memory, kept small: the newest conversations only, in this process only. The record is the caller's."""

from __future__ import annotations

from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker


class NewestTrackers(InMemoryTrackerStore):
    """Rasa's in-memory store, which would otherwise grow for ever and hold what people wrote for as long as it runs."""

    def __init__(self, domain: Any, event_broker: Any = None, most: int = 1000, **kwargs: Any) -> None:
        super().__init__(domain, event_broker)
        self.most = most

    async def save(self, tracker: DialogueStateTracker) -> None:
        self.store.pop(tracker.sender_id, None)  # to the end of the line
        await super().save(tracker)
        while len(self.store) > self.most:
            del self.store[next(iter(self.store))]
