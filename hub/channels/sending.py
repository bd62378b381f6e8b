"""What a push channel (SMS, WhatsApp) must be able to do. The web chat fetches its own answers and needs no sender."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

ACCEPTED, RETRY, REFUSED, UNKNOWN = "accepted", "retry", "refused", "unknown"


@dataclass(frozen=True)
class Parcel:
    """One message to deliver. `reference` is ours and stays the same at every attempt, so that it can be looked up."""

    reference: str
    address: str
    text: str
    choices: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class SendResult:
    """What the provider said: accepted, try again later, refused for good, or nobody knows (it timed out in the middle)."""

    kind: str
    provider_message_id: str | None = None
    error: str = ""


class Sender(Protocol):
    """A channel's delivery. Both are called outside any transaction, and may raise: then nobody knows."""

    def send(self, parcel: Parcel) -> SendResult:
        """Hand the message to the provider."""
        ...

    def look_up(self, reference: str) -> SendResult:
        """What became of a message nobody knows about: accepted, retry (it never arrived), refused, or still unknown."""
        ...


CHANNELS: dict[str, Sender] = {}
