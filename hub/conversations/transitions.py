"""Every change of a conversation's state, and nothing else changes it. Each is one transaction (ledger.changing).

assistant -> waiting -> with_adviser -> assistant      (design section 7; numbers T1 to T15 in the reference)
assistant -> callback -> with_adviser                  any -> closed -> assistant
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from hub.conversations import (
    danger,
    dangers,
    sign_of_life,
    standing,
    summary_choices,
    summary_corrections,
    teams,
    tokens,
    turn_queue,
    waiting_told,
    waiting_words,
)
from hub.conversations.conditions import BY_ADVISER as BY_ADVISER
from hub.conversations.conditions import AlreadyTaken as AlreadyTaken
from hub.conversations.conditions import closed_lately as closed_lately
from hub.conversations.conditions import comes_back, leave_from
from hub.conversations.fields import keyed_hash
from hub.conversations.handovers import accept_handover, begin_wait, end_handover, note_handover
from hub.conversations.hours import CLOSING, HERE, NOBODY
from hub.conversations.inbound import Inbound, Received, danger_in, stored
from hub.conversations.kept_until import heard_from, keep_for
from hub.conversations.ledger import PUSH_CHANNELS, Change, Moved, changing
from hub.conversations.models import Callback, ChannelIdentity, InboundReceipt, Message
from hub.conversations.models.message import CONTACT, SYSTEM
from hub.conversations.opened import opened
from hub.conversations.states import ASSISTANT, CALLBACK, CLOSED, HELD_BY_ASSISTANT, WAITING, WITH_ADVISER
from hub.conversations.texting import own, reading, sorting, wrong_person
from hub.conversations.turn_queue import BACK, FOR_ADVISER
from hub.conversations.words import words

TRIES = 5  # times a message that came in is tried again when another change came first


def begin(channel: str, inbound: Inbound, council: str, identity: ChannelIdentity | None = None) -> Received:
    """T1: open a conversation with its first message. The same key again finds the same conversation.

    `identity`: the address of somebody who texts.
    """
    key = keyed_hash("inbound", inbound.key)
    try:
        with transaction.atomic():
            known = stored(channel, key)
            if known:
                return known
            change = opened(channel, council, identity)
            received = _take_in(change, inbound, key)
            change.keep()
            if channel == "web":
                tokens.make(received.conversation_id)
    except IntegrityError:
        known = stored(channel, key)  # the same first message at the same moment, in another process
        if known is None:
            raise
        return known
    change.nudged()
    return received


def receive(conversation_id: UUID, inbound: Inbound) -> Received:
    """Store a message once, answer danger at once, and queue it for the assistant if the assistant holds the conversation.

    Raises NoSuchConversation. A closed conversation is opened again by its carer writing (T15).
    """
    for tried in range(TRIES):
        try:
            return _receive(conversation_id, inbound)
        except (Moved, IntegrityError):
            if tried == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _receive(conversation_id: UUID, inbound: Inbound) -> Received:
    with changing(conversation_id) as change:
        key = keyed_hash("inbound", inbound.key)
        known = stored(change.conversation.channel, key)
        if known:
            return known
        returns = comes_back(change)
        carry_on(change)
        received = _take_in(change, inbound, key)
        if returns and change.conversation.state in HELD_BY_ASSISTANT:
            wait_for_adviser(change, "came_back")
        return received


def _take_in(change: Change, inbound: Inbound, key: str) -> Received:
    conversation, wire = change.conversation, inbound.wire
    heard = danger_in(conversation, inbound)
    ours = sorting.before_menus(change, wire, in_danger=bool(heard)) if wire else ""
    texted = reading.WORDS if ours or heard else reading.read(conversation, inbound, change.now)
    picked = inbound.choice or texted.choice
    waits = conversation.state == WAITING
    goes_back = waits and not heard and not ours and (picked == BACK or waiting_words.asks_back(inbound.text))
    choice = ours or (BACK if goes_back else picked or "")
    if not choice and not heard:
        choice = summary_corrections.choice_of(conversation, inbound.text)
    if not choice and not heard and wire:
        choice = sorting.after_menus(change, wire)
    message = change.say(
        CONTACT,
        inbound.label if inbound.choice else inbound.text,
        choice=choice,
        kind=wire.media[0] if wire and wire.media else "",
        in_reply_to_seq=inbound.in_reply_to,
        client_key_hash=key,
    )
    InboundReceipt.objects.create(
        provider=conversation.channel,
        provider_message_hash=key,
        received_at=change.now,
        message=message,
        payload=wire.raw if wire else "",
    )
    heard_from(change)
    if heard:
        met_danger(change, heard, seq=message.seq)
    if wire:
        own.took_in(change, message, texted)
    if not (wire and sorting.answer(change, message, wire)) and not heard:
        _follow(change, inbound, message, goes_back=goes_back, waits=waits)
    if conversation.state in HELD_BY_ASSISTANT:
        turn_queue.queue(change, message)
    return Received(conversation.pk, message.seq, danger=bool(heard))


def _follow(change: Change, inbound: Inbound, message: Message, *, goes_back: bool, waits: bool) -> None:
    """What the hub itself does with what no danger was heard in."""
    if goes_back:
        go_back(change)
    elif summary_choices.is_ours(message.choice):
        summary_corrections.answer(change, message)
    elif waits and inbound.wire and message.choice == FOR_ADVISER:
        waiting_told.asked_again(change)
    elif waits and not (inbound.wire and own.is_ours(message.choice)):
        summary_corrections.kept(change)
        waiting_told.to_who_writes(change)
    elif inbound.wire and own.is_ours(message.choice):
        own.answer(change, message, inbound.wire)
    elif message.choice == FOR_ADVISER and change.conversation.state in HELD_BY_ASSISTANT:
        ask_for_person(change, "asked_for_person")


def request_adviser(conversation_id: UUID, reason: str = "asked_for_person") -> None:
    """T2: a person is wanted, and somebody is there to come. Raises AlreadyTaken."""
    with changing(conversation_id) as change:
        wait_for_adviser(change, reason)


def wait_for_adviser(change: Change, reason: str, *, in_danger: bool = False) -> None:
    """T2 inside a change that does more; the carer is told where they stand. Raises AlreadyTaken."""
    leave_from(change, HELD_BY_ASSISTANT)
    move(change, WAITING)
    begin_wait(change, reason)
    waiting_told.begins(change, in_danger=in_danger)
    summary_corrections.show(change)


def ask_for_person(
    change: Change, reason: str, *, in_danger: bool = False, keep: waiting_told.Menu | None = None
) -> bool:
    """A person is wanted, while the assistant holds it: they wait where an adviser can come. Else it stays with the assistant,
    and they are told so, with urgent numbers and the offer of a call (not in danger: its own words have said it).

    `keep`: the choices that could be tapped until now. Returns whether they wait.
    """
    there = standing.can_come(change.conversation, change.now)
    comes = there in (HERE, CLOSING)
    if comes:
        wait_for_adviser(change, reason, in_danger=in_danger)
    elif not in_danger:
        note_handover(change, reason, urgent=False, summary=None)
        waiting_told.nobody(change, there or NOBODY, keep or [])
    return comes


def met_danger(change: Change, heard: danger.Danger, *, seq: int | None = None) -> Message:
    """Danger was heard at the door: the fixed words first; then a person, if one can come at once."""
    said = dangers.met(change, heard, seq=seq)
    if heard.screened and change.conversation.state in HELD_BY_ASSISTANT:
        ask_for_person(change, heard.kind, in_danger=True)
    return said


def take(conversation_id: UUID, user) -> None:
    """T4, T5, T10: an adviser takes it. Only one can: raises AlreadyTaken; MayNotHold."""
    with changing(conversation_id) as change:
        take_it(change, user)


def take_it(change: Change, user) -> None:
    """T4, T5, T10 inside a change that does more. Raises AlreadyTaken, MayNotHold."""
    leave_from(change, (*HELD_BY_ASSISTANT, WAITING))
    hold(change, user)


def hold(change: Change, user) -> None:
    """This person has it, for as long as their desk gives signs of life; the carer is told who it is. Raises MayNotHold."""
    conversation = change.conversation
    conversation.team = teams.team_to_hold(user, conversation) or conversation.team
    move(change, WITH_ADVISER)
    conversation.assignee, conversation.held_until = user, change.now + sign_of_life.HELD_FOR
    accept_handover(change, user)
    wrong_person.unfence(change)
    change.note("conversation.assigned", user=user.pk)
    change.audit(f"user:{user.pk}", "took")
    change.say(SYSTEM, words()["adviser"]["joined"].format(name=user.get_short_name()), kind="adviser_joined")


def back_to_assistant(conversation_id: UUID) -> None:
    """T9: the carer no longer waits. What was written meanwhile is answered."""
    with changing(conversation_id) as change:
        go_back(change)


def go_back(change: Change) -> None:
    """T9 inside a change that does more. Raises AlreadyTaken."""
    leave_from(change, (WAITING,))
    move(change, _home(change))
    end_handover(change, "abandoned")
    waiting_told.ended(change)
    turn_queue.queue_unanswered(change)


def hand_back(conversation_id: UUID, user=None) -> None:
    """T12: the adviser has finished; the assistant goes on with the story. What nobody answered is answered.

    `user`: who must hold it for this to be done. Raises AlreadyTaken.
    """
    with changing(conversation_id) as change:
        leave_from(change, (WITH_ADVISER,), user)
        name = change.conversation.assignee.get_short_name()
        change.audit(f"user:{(user or change.conversation.assignee).pk}", "handed_back")
        move(change, _home(change))
        end_handover(change, "back_to_assistant")
        if change.conversation.channel in PUSH_CHANNELS:
            own.handed_back(change, name)
        else:
            change.say(SYSTEM, words()["adviser"]["handed_back"].format(name=name), kind="handed_back")
        turn_queue.queue_unanswered(change)


def close(conversation_id: UUID, reason: str) -> bool:
    """T13, T14: it is over: finished by the carer, by an adviser, or idle. The carer may write again.

    A call that was promised keeps the conversation open until it is made, and a danger until a person has ended it.
    False when it stays open.
    """
    with changing(conversation_id) as change:
        if change.conversation.state == CLOSED:
            return True
        if dangers.open_of(change.conversation).exists():
            change.note("danger.keeps_open", reason=reason)
            return False
        if change.conversation.state == CALLBACK:
            return False
        shut(change, reason)
        return True


def reopen(conversation_id: UUID) -> None:
    """T15: carried on."""
    with changing(conversation_id) as change:
        carry_on(change)


def carry_on(change: Change) -> None:
    """T15 inside a change that does more: what was closed is the assistant's again."""
    if change.conversation.state == CLOSED:
        move(change, ASSISTANT)
        change.conversation.closed_at, change.conversation.close_reason, change.conversation.outcome = None, "", ""


def shut(change: Change, reason: str) -> None:
    """Close inside a change that does more (an erasure)."""
    move(change, CLOSED)
    change.conversation.closed_at, change.conversation.close_reason = change.now, reason
    end_handover(change, "closed")


def to_callback(change: Change) -> None:
    """T3, T8: a call is booked. The assistant may go on answering meanwhile, so its turns stay."""
    leave_from(change, (*HELD_BY_ASSISTANT, WAITING, CLOSED))
    move(change, CALLBACK)


def callback_ended(change: Change) -> None:
    """T11 without closing: the call was made, or given up; the conversation is the assistant's."""
    if change.conversation.state == CALLBACK:
        move(change, ASSISTANT)


def _home(change: Change) -> str:
    """Where the assistant takes it up again: a call that is still promised stays promised."""
    promised = Callback.objects.filter(conversation=change.conversation, state=Callback.REQUESTED).exists()
    return CALLBACK if promised else ASSISTANT


def move(change: Change, state: str) -> None:
    """The one place that sets the state. The epoch changes when the holder does, so that a late reply is known as late."""
    conversation, before = change.conversation, change.conversation.state
    if (before in HELD_BY_ASSISTANT) != (state in HELD_BY_ASSISTANT):
        conversation.epoch += 1
        turn_queue.discard_open(change)
    conversation.state, conversation.state_since = state, change.now
    conversation.at_front = False
    if state == WITH_ADVISER:
        keep_for(change, settings.KEPT_DAYS_ADVISER)
    else:
        conversation.assignee = conversation.held_until = None
    if state == WAITING:
        conversation.waiting_since = conversation.waiting_since or change.now
    elif state != WITH_ADVISER:
        conversation.waiting_since = None
    if state in (WAITING, CALLBACK):
        conversation.team = conversation.team or teams.default()  # somebody's to see to: a team must see it
    change.note("conversation.state_changed", for_contact=True, state=state)
    change.audit("hub", f"{before}_to_{state}")
