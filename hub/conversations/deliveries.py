"""What was said in one change, put out to a phone: composed into texts, the first now, the rest under MORE; and read back by reply.

`put_out` runs inside the change that said it, so that no word is in the ledger without being on its way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from hub.channels.composing import Page
from hub.conversations.models import ChannelIdentity, Message, Outbox, TextTalk
from hub.conversations.models.conversation import Conversation
from hub.conversations.texting.made_up import made_up
from hub.conversations.texting.may_go import DANGER, ERASED, why_not
from hub.conversations.texting.read_back import newest_menu as newest_menu
from hub.conversations.texting.read_back import row_of_provider_id as row_of_provider_id
from hub.conversations.texting.read_back import row_of_tap as row_of_tap

if TYPE_CHECKING:
    from hub.conversations.ledger import Change

NO_WORDS = "no_words"


def put_out(change: Change) -> None:
    """Compose what was said in this change and queue it. New words take the place of what nobody asked MORE for."""
    conversation, said = change.conversation, _as_stored(change.said)
    if not said:
        return
    talk, _ = TextTalk.objects.get_or_create(conversation=conversation)
    if any(each.kind == DANGER for each in said):
        _no_menu_below(conversation)
    goes = _sorted_out(change, said)
    made = made_up(talk, conversation.channel, goes, change.now)
    by_seq = {each.seq: each for each in goes}
    talk.pages = talk.pages_of = None
    for each in made:
        for part, page in enumerate(each.now, start=1):
            _queue(change, by_seq[each.seq], each.from_seq, part, page)
        if each.later:
            talk.pages, talk.pages_of = [vars(page) for page in each.later], each.seq
    talk.save(update_fields=["pages", "pages_of", "named_at"])
    for message in goes:
        if not any(each.from_seq <= message.seq <= each.seq for each in made):
            _dropped(change, message, NO_WORDS)


def next_page(change: Change) -> bool:
    """They asked for MORE: the next page goes out. False: there is none."""
    talk = TextTalk.objects.filter(conversation=change.conversation).first()
    if talk is None or not talk.pages:
        return False
    message = Message.objects.get(conversation=change.conversation, seq=talk.pages_of)
    page, *rest = talk.pages
    part = Outbox.objects.filter(message=message).order_by("-part").values_list("part", flat=True).first() or 0
    _queue(change, message, message.seq, part + 1, Page(**page))
    talk.pages, talk.pages_of = rest or None, talk.pages_of if rest else None
    talk.save(update_fields=["pages", "pages_of"])
    return True


def named(change: Change) -> None:
    """What is said in this change names the council itself: it needs no words before it that do."""
    TextTalk.objects.update_or_create(conversation=change.conversation, defaults={"named_at": change.now})


def blank(conversation_id: UUID) -> None:
    """Of what was put out no word is left, and nothing of it leaves later (TextTalk keeps when the council was named)."""
    rows = Outbox.objects.filter(conversation=conversation_id)
    rows.update(text="", plain="", menu=None)
    rows.filter(state__in=(Outbox.QUEUED, Outbox.HELD, Outbox.UNKNOWN)).update(state=Outbox.DROPPED, error_code=ERASED)
    TextTalk.objects.filter(conversation=conversation_id).update(
        pages=None, pages_of=None, asked=None, misses=0, notes=None
    )


def _as_stored(said: Sequence[Message]) -> list[Message]:
    """As the ledger has them by now: what was forgotten in the same change goes nowhere."""
    return list(Message.objects.filter(pk__in=[each.pk for each in said]).order_by("seq"))


def _sorted_out(change: Change, said: Sequence[Message]) -> list[Message]:
    """What may go to this address; for the rest a row says why not."""
    identity = change.conversation.identity
    if identity is not None:  # this very change may have put STOP or "wrong number" there
        identity = ChannelIdentity.objects.get(pk=identity.pk)
    goes = []
    for message in said:
        why = why_not(message, identity, answers=change.heard or message.turn_id is not None)
        if why:
            _dropped(change, message, why)
        else:
            goes.append(message)
    return goes


def _queue(change: Change, message: Message, from_seq: int, part: int, page: Page) -> None:
    Outbox.objects.create(
        message=message,
        conversation=change.conversation,
        from_seq=from_seq,
        seq=message.seq,
        part=part,
        text=page.text,
        plain=page.plain,
        menu=page.menu or None,
        next_attempt_at=change.now,
    )
    change.wakes_worker = True


def _dropped(change: Change, message: Message, why: str) -> None:
    Outbox.objects.create(
        message=message,
        conversation=change.conversation,
        from_seq=message.seq,
        seq=message.seq,
        state=Outbox.DROPPED,
        error_code=why,
        next_attempt_at=change.now,
    )
    change.note("delivery.changed", seq=message.seq, state=Outbox.DROPPED)


def _no_menu_below(conversation: Conversation) -> None:
    """Danger is answered now: what has not left yet goes without its menu, for it comes to stand below those words."""
    waiting = Outbox.objects.filter(conversation=conversation, state__in=(Outbox.QUEUED, Outbox.HELD))
    for row in waiting:
        if row.menu:
            row.text, row.menu = row.plain, None
            row.save(update_fields=["text", "menu"])
