"""What a push channel (SMS, WhatsApp) must be able to do. The web chat fetches its own answers and needs no channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from hub.channels.records import TextIn

# What the provider said: accepted, try again later, refused for good, nobody knows (it timed out in the middle), or the
# 24 hours of WhatsApp are over, so that it waits until the person writes.
ACCEPTED, RETRY, REFUSED, UNKNOWN, WINDOW_CLOSED = "accepted", "retry", "refused", "unknown", "window_closed"

# Why not, in our words: the same for every provider.
OPTED_OUT, NOT_A_MOBILE, NO_SUCH_NUMBER, NOT_IN_UK, BLOCKED = (
    "opted_out",
    "not_a_mobile",
    "no_such_number",
    "not_in_uk",
    "blocked",
)
UNREACHABLE, TOO_LONG, TOO_MANY, PROVIDER_DOWN, NOT_ALLOWED = (
    "unreachable",
    "too_long",
    "too_many",
    "provider_down",
    "not_allowed",
)
BAD_TEMPLATE, NOT_SET_UP, OTHER_FAULT = "bad_template", "not_set_up", "other_fault"


@dataclass(frozen=True)
class Parcel:
    """One text to deliver. `reference` is ours and stays the same at every attempt, so that it can be looked up.

    `text` says everything, a menu as numbered lines; `plain` is the same without them, for where buttons can stand for them.
    `menu`: [{"id", "label"}] with the ids that a tap must bring back (`m:<row>:<n>`). `template_only`: outside WhatsApp's 24
    hours; only the neutral template may go. `since`: when it was first tried, for looking up. `others`: the provider's ids of other
    texts to the same phone: where it is looked up by its words, those are none of this one.
    """

    reference: str
    address: str
    text: str
    plain: str = ""
    menu: list[dict[str, Any]] = field(default_factory=list)
    template_only: bool = False
    since: datetime | None = None
    others: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SendResult:
    """What the provider said, its id of the message, and a code where it did not go."""

    kind: str
    provider_message_id: str | None = None
    error: str = ""


class Channel(Protocol):
    """A channel's delivery, and what it can be asked. All are called outside any transaction, and may raise: then nobody knows."""

    def send(self, parcel: Parcel) -> SendResult:
        """Hand the message to the provider."""
        ...

    def look_up(self, parcel: Parcel) -> SendResult:
        """What became of a message nobody knows about: accepted, retry (it never arrived), refused, or still unknown."""
        ...

    def received_since(self, since: datetime) -> Iterable[TextIn]:
        """The provider's own list of what came in since then, oldest first."""
        ...


CHANNELS: dict[str, Channel] = {}
