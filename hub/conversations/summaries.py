"""The summary card of a stored conversation: what is held is read from the ledger, and kinship makes the card of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from hub.conversations import dangers, summary_choices, summary_record
from hub.conversations.models import BrainTurn, Callback, Conversation, Danger, Handover, Message
from hub.conversations.models.message import CONTACT
from hub.conversations.states import CALLBACK, WAITING, WITH_ADVISER
from hub.conversations.texting import phone_standing
from hub.conversations.words import shelf
from kinship.story import Asked, Story
from kinship.summary_card import Card, card
from kinship.summary_facts import Message as Said
from kinship.summary_for_adviser import for_adviser
from kinship.summary_parts import Contact, Held, OpenDanger
from kinship.summary_words import Line


def adviser_lines(conversation: Conversation) -> list[Line]:
    """The card as an adviser reads it. Raises OSError or ValueError where a content file never could be read."""
    return for_adviser(card_of(conversation), shelf())


def card_of(conversation: Conversation) -> Card:
    """The card of a conversation as it stands now. A fact the carer is putting right just now is one that is being asked."""
    story = Story.from_json(conversation.story)
    if conversation.state in (WAITING, CALLBACK, WITH_ADVISER):
        asked = summary_choices.question_of(summary_choices.last(conversation))
        story.asked = Asked(asked.fact, asked.child) if asked else story.asked
    return card(story, held(conversation), _today())


def held(conversation: Conversation) -> Held:
    """What is kept of a conversation beside its story. What was erased is not there."""
    messages = list(Message.objects.filter(conversation=conversation, erased_at__isnull=True).order_by("seq"))
    turns = BrainTurn.objects.filter(conversation=conversation).values_list("number", "from_seq", "to_seq")
    return Held(
        messages=[
            Said(each.seq, each.author, each.body, each.created_at, kind=each.kind, choice=each.choice)
            for each in messages
        ],
        turns={number: (first, last) for number, first, last in turns},
        contact=_contact(conversation),
        dangers=[
            OpenDanger(row.kind, row.urgency, _last_heard(row, messages), row.last_at)
            for row in dangers.open_of(conversation)
        ],
        language=next((each.lang for each in reversed(messages) if each.lang), ""),
        reason=_reason(conversation),
        seen=summary_record.seen(conversation),
    )


def _last_heard(row: Danger, messages: list[Message]) -> int:
    """The carer's message that was answered with words of danger last."""
    wrote = [each.seq for each in messages if each.author == CONTACT and row.at_seq <= each.seq <= row.last_seq]
    return max(wrote, default=row.at_seq)


def _contact(conversation: Conversation) -> Contact:
    """How to reach them: as the newest call that was asked for says; what nobody asked is not known."""
    call = Callback.objects.filter(conversation=conversation).order_by("-requested_at", "-pk").first()
    if call is None:
        return Contact(phone=_known_by(conversation))
    return Contact(
        phone=call.phone or _known_by(conversation),
        name_to_ask_for=call.name_to_ask_for,
        when=call.when,
        voicemail=call.safe_voicemail,
        text=call.safe_text,
        interpreter=call.interpreter,
        access_needs=getattr(call, "access_needs", ""),
    )


def _known_by(conversation: Conversation) -> str:
    """The end of the number they text from, while no call was asked for. All of it where danger was heard: help may be sent."""
    address = conversation.identity.address if conversation.identity else ""
    ends = phone_standing.number_end(address)
    if ends and conversation.dangers.exists():
        return address
    return f"\u2026{ends}" if ends else ""


def _reason(conversation: Conversation) -> str:
    newest = Handover.objects.filter(conversation=conversation).order_by("-number").values_list("reason", flat=True)
    return newest.first() or ""


def _today() -> date:
    return date.fromisoformat(settings.KINSHIP_AS_OF) if settings.KINSHIP_AS_OF else timezone.localdate()
