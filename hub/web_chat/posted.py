"""What came with a POST, read once and kindly: a body that is too big is still read far enough to hear what it says."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, QueryDict

from hub.conversations.own_forms import fields_of

LONGEST = 2000  # characters of a message
_KEY = re.compile(r"[0-9a-f]{32}")
NOT_WRITTEN = frozenset({"token", "key", "after", "choice", "text"})  # ours, or looked at by itself


@dataclass(frozen=True)
class Posted:
    """One POST of the chat page. `text` is what stood in the box; `choice` the signed value of a tapped button."""

    token: str
    key: str
    text: str
    choice: str
    after: int
    fragment: bool
    says: bool  # it came to say something, not only along with another button
    leaves: bool  # it came to delete: nothing of it is to be kept
    too_big: bool
    fields: QueryDict
    told: UUID | None = None  # the conversation in which danger was raised that stood in words we did not take in

    @property
    def over(self) -> int:
        """How many characters the message is too long."""
        return max(0, len(self.text) - LONGEST)

    @property
    def elsewhere(self) -> list[str]:
        """What was written into any other field than the box: people in danger write where they can."""
        return [said for name in self.fields if name not in NOT_WRITTEN for said in self.fields.getlist(name) if said]

    @property
    def text_key(self) -> str:
        return self.key_for(f"text:{self.text}")

    @property
    def choice_key(self) -> str:
        return self.key_for(f"choice:{self.choice}")

    def key_for(self, what: str) -> str:
        """The form's key together with what is sent: the same form sent again is the same message, but other words
        sent from an old page (Back, then a change) are a message of their own and are not lost."""
        return sha256(f"{self.key}\0{what}".encode()).hexdigest()[:32]


def new_key() -> str:
    return uuid.uuid4().hex


def read(request: HttpRequest) -> Posted:
    """Read the form. Never raises for what a browser, or anyone, may send."""
    fields, too_big = fields_of(request)
    key, after = fields.get("key", ""), fields.get("after", "")
    return Posted(
        token=fields.get("token", "")[:500],
        key=key if _KEY.fullmatch(key) else new_key(),
        text=fields.get("text", "").replace("\r\n", "\n").strip(),
        choice=fields.get("choice", "")[:200],
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0,
        says=request.path_info.endswith("/say"),
        leaves=request.path_info.endswith(("/leave", "/delete")),
        fragment=request.headers.get("X-Fragment") == "1",
        too_big=too_big,
        fields=fields,
    )
