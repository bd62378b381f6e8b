"""The summary's own choices, as codes, and what of it stands last in a conversation.

hub:summary_right   hub:summary_wrong   hub:summary_other
hub:change <fact> [<child>]             which fact is wrong, and of which child (a number from 0, or `all`)
hub:answer <fact> <child> <answer>      what is right; several answers with commas between
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.conversations.models import Conversation, Message
from kinship.facts import vocabulary
from kinship.reply import Choice
from kinship.story import Value, accepts

# Kinds of messages: the summary itself, a question about it, and what else is said of it.
SUMMARY, ASKS, SAID = KINDS = ("summary", "summary_asks", "summary_said")
RIGHT, WRONG, OTHER = "hub:summary_right", "hub:summary_wrong", "hub:summary_other"
_CHANGE, _ANSWER = "hub:change", "hub:answer"
_ALL = "all"
_JOINED = "adviser_joined"  # the kind of the line that says who has taken it


@dataclass(frozen=True)
class Tap:
    """A fact that was chosen. `child`: None for all, or when it was not asked (`says_whom` is false). `value`: the answer."""

    fact: str
    child: int | None = None
    says_whom: bool = False
    value: Value | None = None


@dataclass(frozen=True)
class OpenQuestion:
    """The question that stands open: for which fact, of which child (None: all), with which choices (`<fact>=<answer>`)."""

    fact: str
    child: int | None
    menu: tuple[Choice, ...]


def change(fact: str, child: int | None = None, *, says_whom: bool = False) -> str:
    return f"{_CHANGE} {fact} {_child(child)}" if says_whom else f"{_CHANGE} {fact}"


def answer(fact: str, child: int | None, value: Value) -> str:
    written = ",".join(value) if isinstance(value, list) else value
    return f"{_ANSWER} {fact} {_child(child)} {written}"


def is_ours(choice: str) -> bool:
    """Is this a choice of the summary?"""
    return choice in (RIGHT, WRONG, OTHER) or choice.split(" ")[0] in (_CHANGE, _ANSWER)


def read(choice: str) -> Tap | None:
    """The fact of a choice; None for one that has none, or that the vocabulary no longer knows."""
    kind, fact, child, value = [*choice.split(" ", 3), "", "", ""][:4]
    if kind not in (_CHANGE, _ANSWER) or fact not in vocabulary() or not (child in ("", _ALL) or child.isdigit()):
        return None
    tap = Tap(fact, int(child) if child.isdigit() else None, bool(child))
    if kind == _CHANGE:
        return tap
    several = vocabulary()[fact].kind == "choices" and "," in value
    found = value.split(",") if several else value
    return Tap(fact, tap.child, True, found) if accepts(fact, found) else None


def last(conversation: Conversation) -> Message | None:
    """What was said of the summary last; None once an adviser has joined: a yes after that answers the adviser."""
    said = Message.objects.filter(conversation=conversation, erased_at__isnull=True)
    found = said.filter(kind__in=(*KINDS, _JOINED)).order_by("-seq").first()
    return None if found is None or found.kind == _JOINED else found


def question_of(message: Message | None) -> OpenQuestion | None:
    """The question a message asks, where it asks for a fact."""
    taps = [(read(each["id"]), each["label"]) for each in (message.choices if message else None) or ()]
    found = [(tap, label) for tap, label in taps if tap is not None and tap.value is not None]
    if not found:
        return None
    first = found[0][0]
    menu = tuple(Choice(f"{tap.fact}={tap.value}", label) for tap, label in found)
    return OpenQuestion(first.fact, first.child, menu)


def _child(child: int | None) -> str:
    return _ALL if child is None else str(child)
