"""How each message to a phone fared, for the desk: the worst of its texts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hub.channels import sending
from hub.conversations.models import Outbox
from hub.conversations.texting import may_go, settled
from hub.conversations.texting.window import TEMPLATE

# From what an adviser must know first to what is well. A text that is being handed over is still on its way.
WORST_FIRST = (
    Outbox.FAILED,
    Outbox.DROPPED,
    Outbox.UNKNOWN,
    Outbox.HELD,
    Outbox.QUEUED,
    Outbox.SENT,
    Outbox.DELIVERED,
    Outbox.READ,
)
OTHER = sending.OTHER_FAULT
# Codes of a text that did not arrive, each with words of its own at the desk. All others are OTHER.
CODES = (
    *(sending.OPTED_OUT, sending.NOT_A_MOBILE, sending.NO_SUCH_NUMBER, sending.NOT_IN_UK, sending.BLOCKED),
    *(sending.UNREACHABLE, sending.TOO_LONG, sending.TOO_MANY, sending.PROVIDER_DOWN, sending.NOT_ALLOWED),
    *(sending.BAD_TEMPLATE, sending.NOT_SET_UP, sending.WINDOW_CLOSED),
    *(may_go.SUSPECT, may_go.ERASED, settled.NOT_KNOWN, "too_old", "no_words"),
    OTHER,
)
GONE = (Outbox.FAILED, Outbox.DROPPED)


@dataclass(frozen=True)
class Went:
    """`state`: one of WORST_FIRST. `code`: why, one of CODES, where it is one of GONE; else ""."""

    state: str
    code: str = ""

    @property
    def failed(self) -> bool:
        return self.state in GONE


def of(conversation_id: UUID) -> dict[int, Went]:
    """By the number of the message."""
    rows = Outbox.objects.filter(conversation=conversation_id).exclude(part=TEMPLATE)
    found: dict[int, Went] = {}
    for from_seq, seq, state, code in rows.values_list("from_seq", "seq", "state", "error_code"):
        state = Outbox.QUEUED if state == Outbox.SENDING else state
        went = Went(state, (code if code in CODES else OTHER) if state in GONE else "")
        for each in range(from_seq, seq + 1):
            before = found.get(each)
            if before is None or WORST_FIRST.index(state) < WORST_FIRST.index(before.state):
                found[each] = went
    return found
