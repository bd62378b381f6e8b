"""What a text is, before the assistant is asked: codes of the hub's own, in the order in which they matter.

danger (heard before this) > STOP and START > "delete what I told you" > loops > who holds the phone > a choice of an open menu
> what is no words.
"""

from __future__ import annotations

from hub.channels.records import TextIn
from hub.conversations.ledger import Change
from hub.conversations.models import Message
from hub.conversations.states import WITH_ADVISER
from hub.conversations.texting import forgetting, identities, loops, media, opting, wrong_person


def before_menus(change: Change, record: TextIn, *, in_danger: bool) -> str:
    """A code that goes before any open menu, or "". With an adviser only what is no question to anybody."""
    conversation = change.conversation
    code = opting.code_of(record, conversation.identity)
    if not in_danger and code not in (opting.STOP, opting.START) and not wrong_person.is_fenced(conversation):
        code = forgetting.code_of(change, record) or code
    if code or in_danger:
        return code if not in_danger or code in (opting.STOP, opting.START) else ""
    if conversation.state == WITH_ADVISER:
        return ""
    code = loops.code_of(change, record) or wrong_person.code_of(record.text)
    return code or (wrong_person.FENCED if wrong_person.is_fenced(conversation) else "")


def after_menus(change: Change, record: TextIn) -> str:
    """A code for what no menu could read and is no words, or ""."""
    return "" if change.conversation.state == WITH_ADVISER and not record.media else media.code_of(record)


def answer(change: Change, message: Message, record: TextIn) -> bool:
    """Answer a message by its code, and what came beside its words. False: the code is none of these."""
    code = message.choice
    if change.conversation.identity is not None:
        identities.heard_from(change.conversation.identity, change.now)
    if code == opting.STOP:
        opting.stopped(change, record)
    elif code == opting.START:
        opting.came_back(change, record)
    elif code == opting.IS_OUT:
        opting.is_still_out(change)
    elif code in loops.CODES:
        loops.fell_silent(change, code)
    elif code in forgetting.CODES:
        forgetting.answer(change, code)
    elif code in wrong_person.CODES:
        wrong_person.answer(change, code)
    elif code in media.CODES:
        media.answer(change, code, record)
    else:
        if record.media:  # words came beside it: those are answered as ever
            media.cannot_open(change, record)
        return False
    return True
