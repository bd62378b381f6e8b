"""Whether an adviser's answer could reach the phone at all, as far as is known now: said before they write, and again when they send."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils import timezone

from hub.channels.sending import NO_SUCH_NUMBER, NOT_A_MOBILE, NOT_IN_UK, OPTED_OUT
from hub.conversations.models import Conversation, Message, Outbox
from hub.conversations.models.message import ADVISER, CONTACT
from hub.conversations.texting import may_go
from hub.conversations.texting.window import TEMPLATE

NO_TEXTS = (NOT_A_MOBILE, NO_SUCH_NUMBER, NOT_IN_UK)  # faults of the number, which the next text would meet too
CODES = (OPTED_OUT, may_go.SUSPECT, *NO_TEXTS)


class CannotReach(RuntimeError):
    """An answer would not be sent. `reason`: one of CODES."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def why_not(conversation: Conversation) -> str:
    """One of CODES, or "" where an adviser's answer would be sent. Always "" where there is no address (the web chat)."""
    identity = conversation.identity if conversation.identity_id else None
    if identity is None:
        return ""
    # Not stored: only asked about.
    answer = Message(conversation=conversation, author=ADVISER, created_at=timezone.now())
    return may_go.why_not(answer, identity, answers=False) or _number_fails(conversation)


def _number_fails(conversation: Conversation) -> str:
    """The fault of the number that the last text met; "" after they wrote, for then the number works."""
    wrote = Message.objects.filter(
        conversation=conversation, author=CONTACT, created_at__gt=OuterRef("message__created_at")
    )
    rows = Outbox.objects.filter(conversation=conversation, state__in=(*Outbox.LEFT, Outbox.FAILED))
    last = rows.exclude(part=TEMPLATE).exclude(Exists(wrote)).order_by("-pk").first()
    if last is None or last.state != Outbox.FAILED or last.error_code not in NO_TEXTS:
        return ""
    return last.error_code
