"""One text as the provider keeps it, and its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SMS, WHATSAPP = "sms", "whatsapp"
FROM_PERSON, TO_PERSON = "from_person", "to_person"
UK_MOBILE = re.compile(r"(?:\+?44|0)(7\d{9})")


def number(said: str) -> str:
    """A UK mobile number as E.164 ("+447700900142"); what is none (a name, a short code, a user id) as it came."""
    plain = re.sub(r"[\s()-]", "", said)
    found = UK_MOBILE.fullmatch(plain)
    return f"+44{found[1]}" if found else said.strip()


@dataclass
class Text:
    """A message between a person and the hub.

    `person` and `ours`: E.164, or what stands for it. `buttons`: [{"id", "title"}], with `list_button` in a list that opens.
    `status`: the provider's own word. `heard`: what the hub answered to our call. `by_provider`: said by the provider, not by the hub.
    """

    id: str
    provider: str
    channel: str
    direction: str
    person: str
    ours: str
    body: str
    at: datetime
    status: str
    error: str = ""
    segments: int = 1
    buttons: list[dict[str, str]] = field(default_factory=list)
    list_button: str = ""
    kind: str = "text"
    extra: dict[str, str] = field(default_factory=dict)
    reference: str = ""
    callback: str = ""
    by_provider: bool = False
    heard: str = ""
    redacted: bool = False
    version: int = 0

    def shown(self) -> dict[str, Any]:
        """For the page and for tests."""
        names = (
            "id",
            "provider",
            "channel",
            "direction",
            "body",
            "status",
            "error",
            "segments",
            "buttons",
            "list_button",
        )
        more = ("kind", "extra", "reference", "by_provider", "heard", "version")
        return {**{name: getattr(self, name) for name in (*names, *more)}, "at": self.at.isoformat()}
