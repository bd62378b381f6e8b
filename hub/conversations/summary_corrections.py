"""The carer sees what is passed on and puts it right: by the hub alone, so that it works while the assistant is silent or down.

Nobody waits for this: the conversation is passed on already, and what is put right reaches whoever takes it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import yaml

from hub.conversations import summaries, summary_record, turn_queue
from hub.conversations import summary_choices as codes
from hub.conversations.ledger import PUSH_CHANNELS, Change
from hub.conversations.models import Conversation, Message
from hub.conversations.models.message import CONTACT, SYSTEM
from hub.conversations.states import ASSISTANT, CALLBACK, WAITING, WITH_ADVISER
from hub.conversations.summary_choices import ASKS, OTHER, RIGHT, SAID, SUMMARY, WRONG
from hub.conversations.words import shelf
from kinship import putting_right, reply
from kinship.reply import Choice
from kinship.story import Story
from kinship.summary_card import Card
from kinship.summary_facts import of_message
from kinship.summary_for_carer import corrections, for_carer, short
from kinship.summary_parts import CHANGED, OWN_WORDS, SHOWN
from kinship.summary_parts import RIGHT as SAID_RIGHT
from kinship.summary_parts import WRONG as SAID_WRONG
from kinship.summary_words import Line, words

logger = logging.getLogger(__name__)
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, yaml.YAMLError)  # a slip in a content file
_LOOKS = "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # how a sign is drawn: the colour of its skin
Menu = list[dict[str, str]]


def show(change: Change, *, again: bool = False) -> None:
    """Keep the card and say what is passed on, with the ways to put it right. Not under the words that answer danger.

    A slip in a content file is logged: nobody is lost because a summary could not be made.
    """
    on_push = change.conversation.channel in PUSH_CHANNELS
    try:
        card = summaries.card_of(change.conversation)
        said = short(card) if on_push else in_lines(for_carer(card, shelf(), again=again))
        menu = _menu(RIGHT, WRONG)
    except _UNREADABLE:
        logger.exception("summary.not_made ref=%s", change.conversation.ref)
        return
    summary_record.keep(change, card)
    if not _danger_said_last(change.conversation):
        summary_record.carer(change, CHANGED if again else SHOWN)
        _say(change, said, SUMMARY, None if on_push else menu)


def choice_of(conversation: Conversation, text: str) -> str:
    """The choice that typed words plainly are, while the summary or a question about it stands open; "" if they are none."""
    if not text or conversation.state not in (WAITING, CALLBACK):
        return ""
    last = codes.last(conversation)
    # In a booked call the assistant talks on: then only what stands last is answered.
    if last is None or (conversation.state == CALLBACK and _said_since(last)):
        return ""
    if question := codes.question_of(last):
        value = putting_right.typed(question.fact, text, question.menu)
        return "" if value is None else codes.answer(question.fact, question.child, value)
    menu = [Choice(each["id"], each["label"]) for each in last.choices or ()]
    picked = reply.read(text, menu, numbered=False)
    if picked or last.kind != SUMMARY:
        return picked[0] if picked else ""
    return _yes_or_no(text, asks_if_right=conversation.channel in PUSH_CHANNELS)


def answer(change: Change, message: Message) -> None:
    """Answer a choice of the summary. With an adviser it is only shown: they see it, and go on from there."""
    state = change.conversation.state
    if state == WITH_ADVISER:
        return
    if state == ASSISTANT:
        _say(change, words("carer")["not_waiting"], SAID)
    elif message.choice == RIGHT:
        summary_record.carer(change, SAID_RIGHT)
        change.audit("contact", "summary_right")
        _say(change, words("carer")["right"], SAID, _menu(WRONG))
    elif message.choice == WRONG:
        summary_record.carer(change, SAID_WRONG)
        change.audit("contact", "summary_wrong")
        _ask_what(change)
    elif (tap := codes.read(message.choice)) is None:
        _say(change, words("carer")["wrong_words"], ASKS)
    elif tap.value is None:
        _ask(change, tap)
    else:
        _put_right(change, tap, message)


def kept(change: Change) -> None:
    """They were asked what is wrong, and wrote it in their own words: said once that a person will read it."""
    last = codes.last(change.conversation)
    asked = last is not None and (last.kind == ASKS or (last.kind == SUMMARY and not last.choices))
    if last is not None and asked:
        can_choose = codes.question_of(last) is not None
        menu = last.choices or _menu(WRONG)
        if last.kind == SUMMARY:
            summary_record.carer(change, OWN_WORDS)
        _say(change, words("carer")["kept_choose" if can_choose else "kept"], SAID, menu)


def in_lines(lines: Sequence[Line]) -> str:
    """The summary as one message: what stands under a heading is a list."""
    said, under = [], ""
    for line in lines:
        said.append(f"- {line.text}" if not line.title and line.section == under else line.text)
        under = line.section if line.title else under
    return "\n".join(said)


def _ask_what(change: Change) -> None:
    card = summaries.card_of(change.conversation)
    known = [] if change.conversation.channel in PUSH_CHANNELS else _changes(card)
    if known:
        _say(change, words("carer")["wrong"], ASKS, [*known, *_menu(OTHER)])
    else:
        _say(change, words("carer")["wrong_words"], ASKS)


def _changes(card: Card) -> Menu:
    return [{"id": codes.change(each.id.partition("=")[0]), "label": each.label} for each in corrections(card)]


def _ask(change: Change, tap: codes.Tap) -> None:
    story = Story.from_json(change.conversation.story)
    whom = [] if tap.says_whom else putting_right.children_to_ask(story, tap.fact)
    if whom:
        menu = [{"id": codes.change(tap.fact, each, says_whom=True), "label": label} for each, label in whom]
        _say(change, words("carer")["which_child"], ASKS, menu)
        return
    child = tap.child if _is_there(story, tap.child) else None
    try:
        question = putting_right.question(story, tap.fact, child, shelf())
    except _UNREADABLE:
        logger.exception("summary.no_question fact=%s", tap.fact)
        _say(change, words("carer")["wrong_words"], ASKS)
        return
    menu = [
        {"id": codes.answer(tap.fact, child, each.id.partition("=")[2]), "label": each.label}
        for each in question.choices
    ]
    _say(change, question.text, ASKS, menu)


def _put_right(change: Change, tap: codes.Tap, message: Message) -> None:
    story = Story.from_json(change.conversation.story)
    if _is_there(story, tap.child) and tap.value is not None:
        turn = of_message(message.seq)
        putting_right.put_right(story, tap.fact, tap.value, tap.child, turn=turn, words=message.body)
        change.conversation.story = story.as_json()
        turn_queue.ask_anew(change)
        change.audit("contact", "story_put_right", fact=tap.fact)
    show(change, again=True)


def _is_there(story: Story, child: int | None) -> bool:
    return child is None or child < len(story.children)


def _yes_or_no(text: str, *, asks_if_right: bool) -> str:
    """The short form asks for a YES if it is right; the long one asks whether anything is wrong."""
    plain, sign = reply.normalise(text), text.strip().rstrip(_LOOKS)
    first, _, rest = plain.partition(" ")
    if plain in reply.OKAY:
        return RIGHT
    if plain in reply.YES or sign in reply.YES_SIGNS or (first in reply.YES and rest in reply.YES | reply.OKAY):
        return RIGHT if asks_if_right else WRONG
    if plain in reply.NO or sign in reply.NO_SIGNS:
        return WRONG if asks_if_right else RIGHT
    return ""


def _menu(*ids: str) -> Menu:
    labels = words("carer")["choices"]
    return [{"id": each, "label": labels[each.removeprefix("hub:summary_")]} for each in ids]


def _say(change: Change, text: str, kind: str, menu: Menu | None = None) -> None:
    on_push = change.conversation.channel in PUSH_CHANNELS
    change.say(SYSTEM, text, kind=kind, choices=None if on_push else menu)


def _said_since(message: Message) -> bool:
    later = Message.objects.filter(conversation=message.conversation_id, seq__gt=message.seq)
    return later.exclude(author=CONTACT).exists()


def _danger_said_last(conversation: Conversation) -> bool:
    """Do the words that answer danger stand below the last that the carer wrote? There, no menu comes."""
    said = Message.objects.filter(conversation=conversation)
    wrote = said.filter(author=CONTACT).order_by("-seq").values_list("seq", flat=True).first() or 0
    return said.filter(kind="danger", seq__gt=wrote).exists()
