"""What a summary card is made of, as plain records: what is held beside the story, who cares for whom, what the table says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kinship.arrangement import Decision
from kinship.summary_facts import FactLine, Message

# The carer was shown the summary and said nothing yet; said it is right; that something is wrong; changed something; or wrote words
# of their own in answer to it (by text).
SHOWN, RIGHT, WRONG, CHANGED, OWN_WORDS = SEEN = ("shown", "right", "wrong", "changed", "own_words")


@dataclass(frozen=True)
class Contact:
    """How this carer can safely be reached. For `voicemail` and `text`: True, False, or None when nobody asked (then no)."""

    phone: str = ""
    name_to_ask_for: str = ""
    when: str = ""
    voicemail: bool | None = None
    text: bool | None = None
    interpreter: str = ""
    access_needs: str = ""


@dataclass(frozen=True)
class Seen:
    """What the carer did with the summary last, and when: one of SEEN."""

    what: str
    at: datetime


@dataclass(frozen=True)
class OpenDanger:
    """A danger nobody has ended yet: its kind and urgency (codes), and the message and time it was last heard."""

    kind: str
    urgency: str
    seq: int
    at: datetime


@dataclass(frozen=True)
class Whom:
    """Who cares for whom: what the carer is to one child, how old the child is, and whether the child is there."""

    child: int
    name: str
    relationship: FactLine
    age: FactLine
    lives: FactLine


@dataclass(frozen=True)
class Arrangement:
    """What the table says today for these children. `decision` is None while nothing was told of them.

    `told`: the arrangements the carer was last told for them, the likeliest first; () when they were told none.
    """

    children: tuple[int, ...]
    decision: Decision | None
    told: tuple[str, ...] = ()

    @property
    def as_told(self) -> bool:
        """Was the carer told what the table says now?"""
        return self.decision is not None and self.told == tuple(each.key for each in self.decision.arrangements)


@dataclass(frozen=True)
class Held:
    """What is held of a conversation beside the story. `turns`: number of a turn → first and last seq the assistant heard in it.

    `language` is a code of languages.yml, or "" when nobody asked. `seen`: None when the carer was shown no summary.
    """

    messages: Sequence[Message] = ()
    turns: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    contact: Contact = Contact()
    dangers: Sequence[OpenDanger] = ()
    language: str = ""
    reason: str = ""
    seen: Seen | None = None
