"""What the token in a form opens."""

from __future__ import annotations

from uuid import UUID

from hub.conversations import tokens
from hub.conversations.tokens import Refused
from hub.web_chat.posted import Posted


def conversation_of(posted: Posted) -> UUID | None:
    """The conversation the form's token opens; None for the token of a first view. Raises Refused.

    Where danger was raised for words that we did not take in, it is the conversation it was raised in.
    """
    if posted.told:
        return posted.told
    return None if tokens.open_start(posted.token) else tokens.open_token(posted.token)


def opened(posted: Posted) -> UUID:
    """As conversation_of, where there must be a conversation. Raises Refused."""
    conversation_id = conversation_of(posted)
    if conversation_id is None:
        raise Refused("unknown")
    return conversation_id
