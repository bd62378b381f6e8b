"""Whether a text may go to its address at all: not after STOP, and not unasked to a number that may be a stranger's."""

from __future__ import annotations

from hub.channels import sending
from hub.conversations.models import ChannelIdentity, Message
from hub.conversations.models.message import ADVISER, CONTACT

DANGER = "danger"  # the kind of the words that answer danger
# Kinds that go even after STOP: what answers danger, and the one line that says how to come back.
STILL_SENT = (DANGER, "opted_out")
OPTED_OUT, SUSPECT, ERASED = sending.OPTED_OUT, "suspect", "erased"


def why_not(message: Message, identity: ChannelIdentity | None, *, answers: bool) -> str:
    """A code (erased, opted_out, suspect) why this must not be sent, or "". `answers`: it answers what they just wrote."""
    if message.erased_at is not None:
        return ERASED
    if identity is None or message.kind == DANGER:
        return ""
    if identity.opted_out_at is not None and message.kind not in STILL_SENT:
        return OPTED_OUT
    if identity.suspect_since is not None and not (answers or _answers_later(message, identity)):
        return SUSPECT
    return ""


def why_no_longer(message: Message, identity: ChannelIdentity | None) -> str:
    """The same once more when it is its turn to leave: what was put out before they said STOP or "wrong number" stays here."""
    before = identity is not None and identity.suspect_since is not None and message.created_at < identity.suspect_since
    return why_not(message, identity, answers=not before)


def _answers_later(message: Message, identity: ChannelIdentity) -> bool:
    """An adviser's words go where somebody wrote again after "wrong number"; nothing else goes unasked."""
    if message.author != ADVISER:
        return False
    wrote = Message.objects.filter(conversation=message.conversation_id, author=CONTACT)
    return wrote.filter(created_at__gt=identity.suspect_since).exists()
