"""Rasa's own memory, kept small: the newest conversations only, of each the newest turns, in this process only. The record is the caller's."""

from __future__ import annotations

import json
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, SESSION_START_METADATA_SLOT
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant import shortcuts

# The name under which the story travels beside a message (turn_request.py) and beside an answer (actions/turn.py).
STORY = "story"


class NewestTrackers(InMemoryTrackerStore):
    """Rasa's in-memory store, which would otherwise grow for ever and hold what people wrote for as long as it runs.

    At each turn Rasa reads, sends and writes all that it keeps of a conversation. The story comes with the turn: the newest are enough.
    """

    def __init__(
        self, domain: Any, event_broker: Any = None, most: int = 1000, most_turns: int = 0, **kwargs: Any
    ) -> None:
        """`most` conversations; of each the last `most_turns` (0: all of them)."""
        super().__init__(domain, event_broker)
        self.most = most
        self.most_turns = most_turns if shortcuts.wanted() else 0

    async def save(self, tracker: DialogueStateTracker) -> None:
        self.store.pop(tracker.sender_id, None)  # to the end of the line
        await self.stream_events(tracker)
        kept = Dialogue(tracker.sender_id, newest(tracker, self.most_turns)).as_dict()
        if self.most_turns:
            kept["events"] = [told_once(event) for event in kept["events"]]
        self.store[tracker.sender_id] = json.dumps(kept)
        while len(self.store) > self.most:
            del self.store[next(iter(self.store))]


def newest(tracker: DialogueStateTracker, turns: int) -> list[Event]:
    """The events of the last turns, after one each for what the slots held before them. All of them in the middle of a form or a pause."""
    events = list(tracker.events)
    starts = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if not turns or len(starts) <= turns or tracker.active_loop or tracker.is_paused():
        return events
    first = starts[-turns]
    held = {event.key: event for event in events[:first] if isinstance(event, SlotSet)}
    later = {event.key for event in events[first:] if isinstance(event, SlotSet)}
    held.pop(SESSION_START_METADATA_SLOT, None)  # what came with the first message, for the start of a session only
    before = [event for key, event in held.items() if key not in later]
    return [*before, ActionExecuted(ACTION_LISTEN_NAME, timestamp=events[first].timestamp), *events[first:]]


def told_once(event: dict[str, Any]) -> dict[str, Any]:
    """A stored event without the story that travelled with it: the slot holds it as it is now, and each copy is read and sent at each turn."""
    told = {**event, **{part: _without_story(event[part]) for part in ("metadata", "data") if part in event}}
    if event.get("parse_data"):
        told["parse_data"] = {**event["parse_data"], "metadata": _without_story(event["parse_data"].get("metadata"))}
    if isinstance(custom := (told.get("data") or {}).get("custom"), dict):
        told["data"] = {**told["data"], "custom": _without_story(custom)}
    return told


def _without_story(told: dict[str, Any] | None) -> dict[str, Any] | None:
    return {name: value for name, value in told.items() if name != STORY} if told else told
