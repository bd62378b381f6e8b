"""An office on a busy day, made up in an empty database: advisers who are signed in, and carers who wait or are held."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from hub.conversations import feed, tokens, transitions
from hub.conversations.handovers import begin_wait
from hub.conversations.ledger import Change, changing
from hub.conversations.models import Conversation
from hub.conversations.models.message import ADVISER, CONTACT
from hub.conversations.states import WAITING
from hub.conversations.transitions import Inbound
from kinship.story import Answer, Child, Story
from tests.hub.adviser_desk.door import signed_in
from tests.hub.faults.adviser import works

TOLD = {"child_age": "6", "who_arranged": "parent_or_family"}  # facts of the child
SAID = "He has been with us since the spring and the school asks me to sign things. What can I do about money?"
ANSWERED = (
    "Thank you for telling me. The school can take your word for most things. I will look at the money with you now."
)
PAIRS = 5  # messages of a carer, and answers to them


@dataclass(frozen=True)
class Office:
    """Sessions of the advisers, the references of what each holds, and of all; the carers' tokens; the feed's newest number."""

    sessions: list[str]
    held: list[list[str]]
    refs: list[str]
    carers: list[str]
    cursor: int

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def office(advisers: int, carers: int, held_each: int) -> Office:
    """Make it, in the database that is the default just then. Each adviser holds some; all the other carers wait."""
    users = [works(f"Adviser{number}") for number in range(advisers + 1)]  # the last one is the one who measures
    held: list[list[str]] = [[] for _ in range(advisers)]
    refs, opened = [], []
    with transaction.atomic():
        for number in range(carers):
            adviser = number % advisers if number < advisers * held_each else None
            chat = _carer(number, users[adviser] if adviser is not None else None)
            if adviser is not None:
                held[adviser].append(chat.ref)
            refs.append(chat.ref)
            opened.append(tokens.issue(chat.pk))
    sessions = [signed_in(user).session.session_key for user in users]
    return Office(sessions, held, refs, opened, feed.cursor())


def _carer(number: int, adviser) -> Conversation:
    tap = Inbound(key=f"carer {number}", choice="greet", label="Hello")
    chat = transitions.begin("web", tap, "exampleshire").conversation_id
    with changing(chat) as change:
        _talk(change, CONTACT, None)
        change.conversation.story = _story()
        change.conversation.priority = (1, 2, 2, 2, 2, 3)[number % 6]
        transitions.move(change, WAITING)
        begin_wait(change, "asked_for_person")
    if adviser:
        transitions.take(chat, adviser)
        with changing(chat) as change:
            _talk(change, ADVISER, adviser)
    return Conversation.objects.get(pk=chat)


def _talk(change: Change, author: str, adviser) -> None:
    for number in range(PAIRS):
        change.say(author, f"{SAID if author == CONTACT else ANSWERED} ({number})", author_user=adviser)


def _story() -> dict[str, object]:
    story = Story(children=[Child()])
    for fact, value in TOLD.items():
        story.add(fact, Answer(value, 1, "their words"), 0)
    return story.as_json()
