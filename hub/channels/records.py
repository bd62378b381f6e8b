"""What reached a provider's door, in our own words: every provider is translated into these, and nothing behind the doors knows one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SMS, WHATSAPP = "sms", "whatsapp"
# What may come beside words, or in their place. Where it lies is never kept: nothing is fetched.
PICTURE, VOICE, VIDEO, DOCUMENT, LOCATION, CONTACT, STICKER, OTHER = (
    "picture",
    "voice",
    "video",
    "document",
    "location",
    "contact",
    "sticker",
    "other",
)


@dataclass(frozen=True)
class TextIn:
    """A message of a person, as a provider gave it.

    `sender`: E.164 ("+447700900123"); on WhatsApp also a user id without a number ("GB.1234"); on SMS perhaps a name or a
    short code, just as it came. `to`: our own number, E.164. `tapped`: the id of a button or a line of a list (`m:<row>:<n>`).
    `in_reply_to`: the provider's id of the message that was answered with a swipe. `opt_out`: STOP, START or HELP where the
    provider has acted on the word and answered it already. `raw`: the request as it came; kept encrypted for 14 days.
    """

    channel: str
    provider: str
    provider_message_id: str
    sender: str
    to: str
    text: str = ""
    tapped: str = ""
    in_reply_to: str = ""
    media: tuple[str, ...] = ()
    opt_out: str = ""
    sent_at: datetime | None = None
    raw: str = ""


@dataclass(frozen=True)
class StatusIn:
    """What became of a message of ours. `state`: sent, delivered, read or failed. `reference`: ours, where the provider gives it back.

    `error`: one of the codes of `sending`, where it failed.
    """

    channel: str
    provider: str
    provider_message_id: str
    state: str
    reference: str = ""
    error: str = ""
