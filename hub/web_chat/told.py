"""Danger in words that do not become a message is answered, and made known all the same (hub.conversations.told)."""

from __future__ import annotations

import logging
from dataclasses import replace
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest

from hub.channels.addresses import address_block
from hub.conversations import danger, limits, replays, told
from hub.conversations.danger import Danger
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.tokens import Refused
from hub.web_chat import other_fields
from hub.web_chat.authority import conversation_of
from hub.web_chat.posted import Posted

logger = logging.getLogger(__name__)


def in_refused_words(request: HttpRequest, posted: Posted, reason: str = "") -> Posted:
    """The carer pressed Send, and the words are refused: too long, too many, or of a page that opens nothing any more.

    What only stood in the box while another button was pressed is answered on the page, but nobody is told: it was not sent.
    """
    if not posted.says or not posted.text or posted.told or not unheard(posted, reason):
        return posted
    heard = danger.heard(posted.text, "web")
    return _raise(request, posted, heard, posted.text) if heard else posted


def in_other_fields(request: HttpRequest, posted: Posted) -> Posted:
    """The words stand in a field for a code, a name, a number or an opinion, or begin in one and end in the next."""
    if posted.leaves:
        return posted
    for words, heard in other_fields.heard(posted):
        return _raise(request, posted, heard, words)
    return posted


def unheard(posted: Posted, reason: str) -> bool:
    """Are these words new? Whoever presses Back after somebody left must not be shown what they last wrote, nor be told
    by our answer to danger what it was about."""
    if reason in ("erased", "kept") and not posted.says:
        return False
    return not replays.arrived("web", posted.text_key)


def _raise(request: HttpRequest, posted: Posted, heard: Danger, words: str) -> Posted:
    key = f"{posted.token}\0{words}"  # the same form sent again, by a refresh or a script, tells nobody twice
    try:
        if not limits.allow("danger", address_block(request)):
            logger.error("web_chat.told: too many, nobody was told danger=%s urgency=%s", heard.kind, heard.urgency)
            return posted
        before = _open(posted)
        raised_in = told.outside("web", before, key, heard)
        return replace(posted, told=raised_in, after=posted.after if raised_in == before else 0)
    except NoSuchConversation:
        return posted  # the same form, sent again after its chat was deleted
    except DatabaseError:
        logger.error("web_chat.told: no database, nobody was told danger=%s urgency=%s", heard.kind, heard.urgency)
        raise


def _open(posted: Posted) -> UUID | None:
    try:
        return conversation_of(posted)
    except Refused:
        return None
