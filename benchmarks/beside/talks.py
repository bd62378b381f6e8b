"""The same talk at each door: Rasa's own REST door, which floors share, and our hub's door into Rasa. The story is carried by the caller."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import httpx

FIXED = {"channel": "web", "council": "exampleshire", "as_of": "2026-11-21"}
SAYS: tuple[dict[str, str], ...] = (
    {"text": "my daughter asked me to have him"},
    {"text": "can i get any money for him"},
    {"choice": "who_arranged=parent_or_family"},
    {"text": "he is nine"},
    {"text": "ok thanks what about school"},
)


def said_at(turn: int) -> dict[str, str]:
    """What is said at this turn, the same at every door."""
    return {"choice": "greet"} if turn == 1 else SAYS[turn % len(SAYS)]


class HubTalk:
    """One conversation at our door, with its story, as the hub leads it. `url` is Rasa's."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self.client, self.url = client, url
        self.sender, self.turns, self.story = f"bench-{uuid.uuid4()}", 0, None

    def say(self) -> float:
        """One turn; the milliseconds it took."""
        self.turns += 1
        asked = {"conversation": self.sender, "turn": self.turns, **FIXED, **said_at(self.turns), "story": self.story}
        body = json.dumps(asked)
        started = time.perf_counter()
        answer = self.client.post(f"{self.url}/webhooks/hub/turn", content=body)
        took = (time.perf_counter() - started) * 1000
        self.story = answer.raise_for_status().json()["story"]
        return took


class RestTalk:
    """The same at Rasa's REST door: a tap is an intent, and what belongs to a turn goes along as metadata. `url` is the door's."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self.client, self.url = client, url
        self.sender, self.turns, self.story = f"bench-{uuid.uuid4()}", 0, None

    def say(self) -> float:
        self.turns += 1
        metadata = {**FIXED, "turn": self.turns, "story": self.story}
        body = json.dumps({"sender": self.sender, "message": tapped(said_at(self.turns)), "metadata": metadata})
        started = time.perf_counter()
        answer = self.client.post(self.url, content=body)
        took = (time.perf_counter() - started) * 1000
        told: list[dict[str, Any]] = answer.raise_for_status().json()
        if not told:
            raise RuntimeError("Rasa answered nothing.")
        self.story = next(
            (each["custom"]["story"] for each in told if "story" in (each.get("custom") or {})), self.story
        )
        return took


class Hello:
    """The same word again and again: for the floors, which know no other."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self.client, self.url, self.sender, self.turns = client, url, f"bench-{uuid.uuid4()}", 0

    def say(self) -> float:
        self.turns += 1
        started = time.perf_counter()
        answer = self.client.post(self.url, json={"sender": self.sender, "message": "hello"})
        took = (time.perf_counter() - started) * 1000
        if not answer.raise_for_status().json():
            raise RuntimeError("The floor answered nothing.")
        return took


def tapped(said: dict[str, str]) -> str:
    """Words as they are; a tap as Rasa writes one."""
    if "text" in said:
        return said["text"]
    fact, answers, value = said["choice"].partition("=")
    return f"/tell_situation{json.dumps({fact: value})}" if answers else f"/{fact}"
