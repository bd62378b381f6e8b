"""A reply of the assistant, put into the ledger: what is said, and what it carries for the hub."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from hub.conversations import dangers, erasure_list, legal_holds, screen_log, standing, transitions, words
from hub.conversations.blanking import blank_words
from hub.conversations.danger import PRIORITY
from hub.conversations.handovers import note_handover, raise_priority
from hub.conversations.hours import CLOSING, HERE
from hub.conversations.kept_replies import reply_kept
from hub.conversations.ledger import Change
from hub.conversations.models import BrainTurn, Message, Unanswered
from hub.conversations.models.danger import ASSISTANT_NET, EMERGENCY, SOON
from hub.conversations.models.message import ASSISTANT, CONTACT, SYSTEM
from hub.conversations.texting import several
from hub.conversations.turn_queue import ASK_AGAIN, CALL_BACK, FOR_ADVISER, HUB_CHOICE

# Reasons for which a person is only offered: the carer has not asked for one, and has help to look at meanwhile.
OFFERED = ("uncertain_result", "no_answer_in_offer")


def say(change: Change, turn: BrainTurn, reply: dict[str, Any]) -> None:
    """Append the reply's messages, keep its story, and note what it asks of the hub (a person, forgetting, a gap)."""
    heard = dangers.answered_since(change.conversation, turn.from_seq)  # by the door, to these same words
    there = standing.can_come(change.conversation, change.now)
    wanted = _wanted(reply) if there is not None else None
    comes = wanted is not None and there in (HERE, CLOSING)
    offered = [] if wanted else _people_offered(reply, there)
    last = reply["messages"][-1]
    later = several.begin(change) if not (heard or wanted or _in_danger(reply)) else []
    for message in reply["messages"]:
        custom = message.get("custom") or {}
        kept = bool(custom.get("forget")) and legal_holds.of(change.conversation.pk) is not None
        if kept:
            change.audit("contact", "forget_asked_while_held")
        elif custom.get("forget"):
            blank_words(change)
            erasure_list.forgotten(change.conversation.pk, change.now)
        if custom.get("handover"):
            _hand_over(change, custom["handover"])
        if custom.get("unanswered"):
            _count_unanswered(change, custom["unanswered"])
        if comes and custom.get("meanwhile"):
            continue  # "you can carry on here": not while they wait for a person
        concern = custom.get("concern")
        if concern and heard and dangers.gravest(heard, _urgency(concern)) == heard:
            continue  # the hub said these very words at the door; graver ones are said, and raise it
        # No menu under words of danger, nor under an answer that was under way when they were said, or that missed the danger.
        menu = [] if concern or heard else _choices(message) + ([*later, *offered] if message is last else [])
        said = change.say(
            ASSISTANT,
            words.words()["kept"] if kept else message["text"],
            choices=menu or None,
            lang=str(custom.get("lang") or "")[:12],
            kind="danger" if concern else "",
            turn=turn,
        )
        if concern or (not heard and (custom.get("handover") or {}).get("urgent")):
            _raise(change, turn, custom, said.seq)
    change.conversation.story = reply.get("story")
    customs = [message.get("custom") or {} for message in reply["messages"]]
    reply_kept.send(sender=BrainTurn, conversation=change.conversation, at=change.now, customs=customs)
    if wanted:
        in_danger = bool(heard or _in_danger(reply))
        keep = [] if in_danger else _choices(last)
        transitions.ask_for_person(change, str(wanted.get("reason") or "")[:40], in_danger=in_danger, keep=keep)


def _raise(change: Change, turn: BrainTurn, custom: dict[str, Any], seq: int) -> None:
    """Danger that only the assistant heard. Without a concern it was not sure: a person looks, and the screen may learn."""
    concern = custom.get("concern") or {}
    kind = str(concern.get("kind") or (custom.get("handover") or {}).get("reason") or "tell_concern")[:40]
    urgency = _urgency(concern)
    dangers.raised(change, kind, urgency, ASSISTANT_NET, at_seq=turn.to_seq, said_seq=seq)
    raise_priority(change, PRIORITY[urgency], kind)
    wrote = Message.objects.filter(
        conversation=change.conversation, author=CONTACT, choice="", seq__gte=turn.from_seq, seq__lte=turn.to_seq
    )
    words_of_turn = "\n".join(each.body for each in wrote.order_by("seq"))
    screen_log.note(change.now, ASSISTANT_NET, kind, urgency, words_of_turn, near_miss=not concern)


def _urgency(concern: dict[str, Any] | None) -> str:
    return EMERGENCY if (concern or {}).get("urgency") == EMERGENCY else SOON


def _choices(message: dict[str, Any]) -> list[dict[str, str]]:
    """The menu as the ledger keeps it: `short` where the assistant gives one, for texts and WhatsApp."""
    return [
        {field: each[field] for field in ("id", "label", "short") if isinstance(each.get(field), str)}
        for each in message.get("choices") or []
    ]


def _handovers(reply: dict[str, Any]) -> list[dict[str, Any]]:
    customs = (message.get("custom") or {} for message in reply["messages"])
    return [custom["handover"] for custom in customs if custom.get("handover")]


def _wanted(reply: dict[str, Any]) -> dict[str, Any] | None:
    """The handover for which a person is to come at once, the urgent one before others."""
    wanted = [each for each in _handovers(reply) if each.get("urgent") or each.get("reason") not in OFFERED]
    return next((each for each in wanted if each.get("urgent")), wanted[0] if wanted else None)


def _in_danger(reply: dict[str, Any]) -> bool:
    return any((message.get("custom") or {}).get("concern") for message in reply["messages"])


def _people_offered(reply: dict[str, Any], there: str | None) -> list[dict[str, str]]:
    """An adviser where one can come now, and a call at any time. Not under words of danger: no menu there."""
    if _in_danger(reply) or not _handovers(reply):
        return []
    return _hub_choices(*((FOR_ADVISER,) if there in (HERE, CLOSING) else ()), CALL_BACK)


def _hub_choices(*ids: str) -> list[dict[str, str]]:
    labels = words.words()["choices"]
    return [{"id": each, "label": labels[each.removeprefix(HUB_CHOICE)]} for each in ids]


def say_failure(change: Change, turn: BrainTurn) -> None:
    """The assistant is not there: say so, with whom to call and the choice of a call back. Not on top of danger's own words."""
    if _danger_said(change, turn):
        return
    last = Message.objects.filter(conversation=change.conversation).exclude(author=CONTACT).order_by("-seq").first()
    again = last is not None and last.kind == "failure"
    comes = standing.can_come(change.conversation, change.now) in (HERE, CLOSING)
    choices = _hub_choices(ASK_AGAIN, *((FOR_ADVISER,) if comes else ()), CALL_BACK)
    change.say(SYSTEM, words.failure(again=again), kind="failure", choices=choices, turn=turn)


def _danger_said(change: Change, turn: BrainTurn) -> bool:
    return Message.objects.filter(
        conversation=change.conversation, kind="danger", author=SYSTEM, seq__gt=turn.from_seq
    ).exists()


def _hand_over(change: Change, handover: dict[str, Any]) -> None:
    urgent = bool(handover.get("urgent"))
    note_handover(change, str(handover.get("reason") or "")[:40], urgent=urgent, summary=handover)
    if urgent:
        raise_priority(change, 1, str(handover.get("reason") or "")[:60])


def _count_unanswered(change: Change, gap: dict[str, Any]) -> None:
    """Count what could not be answered, by codes and month: the words themselves are deleted long before the review."""
    row, _ = Unanswered.objects.get_or_create(
        month=timezone.localdate(change.now).replace(day=1),
        council=change.conversation.council,
        why=str(gap.get("why") or "")[:40],
        topic=str(gap.get("topic") or "")[:60],
        arrangement=str(gap.get("arrangement") or "")[:60],
    )
    Unanswered.objects.filter(pk=row.pk).update(times=F("times") + 1)
