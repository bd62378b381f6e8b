"""What happens in a tale, each by the function that the pages call: nothing is written into a table from here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from hub.conversations import (
    advisers,
    callback_attempts,
    callbacks,
    dangers,
    drafts,
    notes,
    passing_on,
    priorities,
    transitions,
    turns,
)
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import Callback, Conversation, Message, Team
from hub.conversations.summary_choices import RIGHT, SUMMARY, WRONG
from hub.conversations.transitions import Inbound
from hub.demo import assistant
from hub.demo.tales import Step

SUMMARY_CHOICES = {"right": RIGHT, "wrong": WRONG}
WORKER = "demo"


@dataclass
class Scene:
    """A conversation in the making. `people`: everybody, by the name they sign in with."""

    people: Mapping[str, Any]
    chat: UUID | None = None

    @property
    def row(self) -> Conversation:
        return Conversation.objects.get(pk=self.chat)

    @property
    def call(self) -> int:
        return Callback.objects.get(conversation=self.chat, state=Callback.REQUESTED).pk

    @property
    def seen(self) -> int:
        return self.row.last_seq


def do(scene: Scene, step: Step) -> None:
    """Let one step happen, now."""
    _DO[step.act](scene, step.what, **step.more)


def _says(scene: Scene, text: str, tells: Mapping = {}, of: Mapping = {}, means: str = "tell_situation") -> None:
    _receive(scene, Inbound(secrets.token_hex(16), text=text))
    told = [{"entity": fact, "value": value} for fact, value in tells.items()]
    told += [
        {"entity": fact, "value": value, "group": who} for who, facts in of.items() for fact, value in facts.items()
    ]
    _answer(means, told)


def _taps(scene: Scene, choice: str, says_so: str) -> None:
    last = Message.objects.filter(conversation=scene.chat).exclude(choices=None).order_by("-seq").first()
    _receive(
        scene, Inbound(secrets.token_hex(16), choice=choice, label=says_so, in_reply_to=last.seq if last else None)
    )
    fact, _, value = choice.partition("=")
    told = [{"entity": fact, "value": value}] if value else []
    _answer("tell_situation" if told else choice, told)


def _receive(scene: Scene, inbound: Inbound) -> None:
    if scene.chat is None:
        scene.chat = transitions.begin("web", inbound, settings.KINSHIP_COUNCIL).conversation_id
    else:
        transitions.receive(scene.chat, inbound)


def _answer(means: str, told: list[Mapping[str, Any]]) -> None:
    """The assistant answers at once, if it is its turn. Nothing else is under way, so the turn is this conversation's."""
    while claimed := turns.claim_next(WORKER, 60):
        turns.commit_reply(claimed, assistant.reply(claimed, means, told))


def _summary_is(scene: Scene, said: str) -> None:
    shown = Message.objects.filter(conversation=scene.chat, kind=SUMMARY).order_by("-seq").first()
    label = next(each["label"] for each in shown.choices if each["id"] == SUMMARY_CHOICES[said])
    inbound = Inbound(secrets.token_hex(16), choice=SUMMARY_CHOICES[said], label=label, in_reply_to=shown.seq)
    transitions.receive(scene.chat, inbound)


def _replies(scene: Scene, text: str, by: str) -> None:
    advisers.reply(scene.chat, scene.people[by], text, seen=scene.seen, key=secrets.token_hex(16))


def _asks_for_call(scene: Scene, when: str, **more: Any) -> None:
    callbacks.book(scene.chat, CallbackAsked(when=when, **more))


def _passes_to(scene: Scene, team: str, by: str, reason: str, consent: bool = False) -> None:
    passing_on.to_team(scene.chat, scene.people[by], Team.objects.get(slug=team), reason, consent=consent)


def _is_lost(scene: Scene, _: Any) -> None:
    """The adviser's desk has been silent until now."""
    if not passing_on.give_back_lost(timezone.now()):
        raise RuntimeError("nobody was lost")


_DO: Mapping[str, Callable[..., None]] = {
    "says": _says,
    "taps": _taps,
    "summary_is": _summary_is,
    "goes_back": lambda scene, _: (transitions.back_to_assistant(scene.chat), _answer("greet", [])),
    "leaves": lambda scene, _: transitions.close(scene.chat, "finished"),
    "asks_for_call": _asks_for_call,
    "takes": lambda scene, who: transitions.take(scene.chat, scene.people[who]),
    "takes_over": lambda scene, who: advisers.take_over(scene.chat, scene.people[who]),
    "answers": _replies,
    "notes": lambda scene, text, by: notes.write(scene.chat, scene.people[by], text, key=secrets.token_hex(16)),
    "drafts": lambda scene, text, by: drafts.save(scene.chat, scene.people[by], text, scene.seen),
    "sets_priority": lambda scene, to, by, reason: priorities.set_by_person(scene.chat, scene.people[by], to, reason),
    "returns": lambda scene, reason, by: passing_on.to_queue(scene.chat, scene.people[by], reason),
    "passes_to": _passes_to,
    "is_lost": _is_lost,
    "hands_back": lambda scene, who: (
        transitions.hand_back(scene.chat, scene.people[who]),
        _answer("tell_situation", []),
    ),
    "closes": lambda scene, outcome, by: advisers.finish(scene.chat, scene.people[by], outcome),
    "owns_danger": lambda scene, who: dangers.own(scene.row.ref, scene.people[who]),
    "owns_call": lambda scene, who: callback_attempts.own(scene.call, scene.people[who]),
    "rings": lambda scene, outcome, by: callback_attempts.tried(scene.call, scene.people[by], outcome),
    "call_is_made": lambda scene, who: callback_attempts.done(scene.call, scene.people[who]),
}
