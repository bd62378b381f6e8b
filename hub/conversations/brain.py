"""Asking the assistant (Rasa) for one turn, over loopback HTTP. Only the worker does this; no database here.

Rasa hides failures as silence, so whatever is not a whole reply is a failure, said as BrainFailed with a short code.
"""

from __future__ import annotations

import logging
from typing import Any, Protocol

import httpx

from hub.conversations.breaker import Breaker

logger = logging.getLogger(__name__)

CONNECT, READ = 1.0, 8.0  # seconds
TRIES = 2  # the second with the same turn number, so that a turn that ran is not run again
LONGEST = TRIES * (CONNECT + READ)  # seconds an answer can take, at the very most
UNKNOWN = "unknown"
UNDERSTANDINGS = ("whole", "without_encoder")
KEPT_ALIVE = 4.0  # seconds; Rasa's server closes an idle connection after 5

Reply = dict[str, Any]


class BrainFailed(Exception):
    """There is no reply. `reached`: did the assistant perhaps see the message? `error`: a code, never anyone's words."""

    def __init__(self, error: str, *, reached: bool) -> None:
        super().__init__(error)
        self.error = error
        self.reached = reached


class Asked(Protocol):
    """What is known of a turn that is to be asked (turns.Claimed)."""

    sender: str
    number: int
    channel: str
    council: str
    as_of: str
    text: str
    choice: str | None
    story: dict[str, Any] | None


class Brain:
    """One assistant at one address, with the connections that are kept open to it and the breaker in front of it."""

    def __init__(
        self, url: str, *, breaker: Breaker | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self.breaker = breaker or Breaker()
        self._client = httpx.Client(
            base_url=self.url,
            timeout=httpx.Timeout(READ, connect=CONNECT),
            limits=httpx.Limits(keepalive_expiry=KEPT_ALIVE),
            transport=transport,
            trust_env=False,  # loopback: never through a proxy
        )

    @property
    def is_up(self) -> bool:
        return not self.breaker.is_open

    def ask(self, claimed: Asked) -> Reply:
        """The reply to one turn. Raises BrainFailed."""
        if self.breaker.is_open:
            raise BrainFailed("down", reached=False)
        reached = False
        for attempt in range(1, TRIES + 1):
            try:
                reply = self.once(claimed, claimed.sender)
            except BrainFailed as failure:
                reached = reached or failure.reached
                last = failure
                logger.warning("brain.failed turn=%s attempt=%s error=%s", claimed.number, attempt, failure.error)
            else:
                self.breaker.succeeded()
                return reply
        self.gave_up()
        raise BrainFailed(last.error, reached=reached)

    def gave_up(self) -> None:
        """A turn got no answer here, whatever came of it elsewhere."""
        if self.breaker.failed():
            logger.error("brain.down at=%s: too many failures, not asked until it answers a probe", self.url)

    def probe(self) -> bool | None:
        """While the breaker is open, look now and then: True when it closed it, None when there was nothing to do."""
        if not self.breaker.probe_due():
            return None
        if not self.answers():
            return False
        self.breaker.succeeded()
        logger.info("brain.up at=%s", self.url)
        return True

    def answers(self) -> bool:
        """Does the channel answer at all?"""
        return self.understanding() is not None

    def understanding(self) -> str | None:
        """What the assistant says of its own understanding (`GET /webhooks/hub/`): whole, without_encoder, or unknown. None: no answer."""
        try:
            answer = self._client.get("/webhooks/hub/", timeout=httpx.Timeout(2.0, connect=CONNECT))
            told = answer.json() if answer.status_code == 200 else None
        except httpx.HTTPError:
            return None
        except ValueError:
            return UNKNOWN
        if told is None:
            return None
        said = told.get("understanding") if isinstance(told, dict) else None
        return said if said in UNDERSTANDINGS else UNKNOWN

    def close(self) -> None:
        self._client.close()

    def once(self, claimed: Asked, sender: str) -> Reply:
        """One try, under this name of the sender. Raises BrainFailed; the breaker is not told."""
        try:
            answer = self._client.post("/webhooks/hub/turn", json=request(claimed) | {"conversation": sender})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise BrainFailed("down", reached=False) from None
        except httpx.TimeoutException:
            raise BrainFailed("timeout", reached=True) from None
        except httpx.HTTPError:  # it went away in the middle
            raise BrainFailed("broken_off", reached=True) from None
        if answer.status_code != 200:
            raise BrainFailed(f"status_{answer.status_code}", reached=True)
        try:
            return read_reply(answer.json(), claimed.number)
        except (ValueError, RecursionError):
            raise BrainFailed("not_json", reached=True) from None


def request(claimed: Asked) -> dict[str, Any]:
    """The turn as the contract has it (design section 8)."""
    asked = {
        "conversation": claimed.sender,
        "turn": claimed.number,
        "channel": claimed.channel,
        "council": claimed.council,
        "as_of": claimed.as_of,
        "text": claimed.text,
    }
    if claimed.choice:
        asked["choice"] = claimed.choice
    if claimed.story is not None:
        asked["story"] = claimed.story
    return asked


def read_reply(reply: Any, number: int) -> Reply:
    """The reply, if it is one: words to say, and the story to keep. Raises BrainFailed naming what is missing."""
    if not isinstance(reply, dict) or reply.get("ok") is not True:
        raise BrainFailed("not_ok", reached=True)
    if reply.get("turn") != number:
        raise BrainFailed("another_turn", reached=True)
    messages = reply.get("messages")
    if not isinstance(messages, list) or not all(_is_message(each) for each in messages):
        raise BrainFailed("unreadable", reached=True)
    said = [each for each in messages if each["text"].strip()]
    if not said:
        raise BrainFailed("empty", reached=True)
    if not isinstance(reply.get("story"), dict):
        raise BrainFailed("no_story", reached=True)
    return {**reply, "messages": said}


def _is_message(message: Any) -> bool:
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        return False
    choices, custom = message.get("choices") or [], message.get("custom") or {}
    return (
        isinstance(custom, dict)
        and isinstance(choices, list)
        and all(
            isinstance(each, dict) and isinstance(each.get("id"), str) and isinstance(each.get("label"), str)
            for each in choices
        )
    )
