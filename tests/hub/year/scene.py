"""The hub with providers that are ours, and one carer of the invented year: each act by the function that the page or worker calls."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from hub.channels.records import SMS, WHATSAPP, StatusIn, TextIn
from hub.channels.sending import ACCEPTED, Parcel, SendResult
from hub.conversations import advisers, erasure, feedback, outbox, saving, tokens, transitions, turns
from hub.conversations.models import Conversation
from hub.conversations.texting.arriving import arrived
from hub.conversations.texting.reported import reported
from hub.conversations.transitions import Inbound
from kinship.story import Answer, Story
from tests.hub.year import said

OUR_SMS, OUR_WHATSAPP = "+447700900998", "+447700900999"
WORKER = "year"


def phones() -> dict[str, Any]:
    """Settings under which the numbers of the year are ours."""
    ours = {**settings.KINSHIP_TWILIO, "sms_number": OUR_SMS, "whatsapp_number": OUR_WHATSAPP}
    return {"KINSHIP_SMS": "twilio", "KINSHIP_WHATSAPP": "twilio", "KINSHIP_TWILIO": ours}


class Provider:
    """Takes every text, and reports most as delivered."""

    def __init__(self, channel: str, chance: random.Random) -> None:
        self.channel, self.chance = channel, chance
        self.sent: list[str] = []  # its ids of what it took
        self._number = count(1)

    def send(self, parcel: Parcel) -> SendResult:
        number = f"SM{self.channel}{next(self._number):08}"
        self.sent.append(number)
        return SendResult(ACCEPTED, number)

    def look_up(self, parcel: Parcel) -> SendResult:
        return SendResult(ACCEPTED)

    def received_since(self, since: datetime) -> list[TextIn]:
        return []

    def report(self) -> None:
        for number in self.sent:
            if self.chance.random() < 0.5:
                reported(StatusIn(self.channel, "twilio", number, "delivered"))
        self.sent.clear()


class House:
    """The worker, the desk's people, and what the assistant answers: a scripted reply, with a story that grows by a fact a turn."""

    def __init__(self, staff: Mapping[str, Any], chance: random.Random) -> None:
        self.staff, self.chance = staff, chance
        self.providers = {each: Provider(each, chance) for each in (SMS, WHATSAPP)}
        self.told: dict[UUID, dict[str, Any]] = {}  # what the next reply to a conversation carries

    def answer(self) -> bool:
        """The next turn that is due, if there is one."""
        claimed = turns.claim_next(WORKER, 60)
        return claimed is not None and turns.commit_reply(claimed, self.reply(claimed))

    def work(self) -> None:
        """A look of the worker's: the turns that are due, then the texts."""
        while self.answer():
            pass
        outbox.deliver_due(WORKER, self.providers)
        for provider in self.providers.values():
            provider.report()

    def reply(self, claimed: turns.Claimed) -> dict[str, Any]:
        custom = self.told.pop(claimed.conversation_id, {})
        story = Story.from_json(claimed.story)
        story.talk["opened"] = "shown"
        fact, value, of_child = said.FACTS[claimed.number % len(said.FACTS)]
        story.add(fact, Answer(value, claimed.number, claimed.text[:60]), 0 if of_child else None)
        text = said.NO_ANSWER if custom.get("unanswered") else self.chance.choice(said.ANSWERS)
        choices = [] if custom.get("handover") else [{"id": "ask_more", "label": "Tell me more"}]
        message = {"text": text, "choices": choices, "custom": custom}
        return {"ok": True, "messages": [message], "story": story.as_json()}


@dataclass(eq=False)
class Carer:
    """One carer's life with the hub. `mark`: a word that only they wrote. `tokens`: what their page of the web chat carried last."""

    house: House
    kind: str
    channel: str
    place: int
    chats: list[UUID] = field(default_factory=list)
    code: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        self._keys = count(1)

    @property
    def chance(self) -> random.Random:
        return self.house.chance

    @property
    def mark(self) -> str:
        return f"marigold{self.place:04}"

    @property
    def number(self) -> str:
        """The number they text from, or are called on."""
        return f"+447700900{self.place % 990:03}"

    @property
    def chat(self) -> UUID:
        return self.chats[-1]

    @property
    def row(self) -> Conversation:
        return Conversation.objects.get(pk=self.chat)

    def key(self) -> str:
        return f"{self.place} {next(self._keys)}"

    # What the carer does ---------------------------------------------------------------------------------------------

    def says(self, text: str, custom: dict[str, Any] | None = None, *, answered: bool = True) -> None:
        """Words of theirs. On the web the answer comes at once; a text is answered when the worker looks (`answers`)."""
        if self.channel == "web":
            inbound = Inbound(self.key(), text=text)
            if not self.chats:
                self.chats.append(transitions.begin("web", inbound, settings.KINSHIP_COUNCIL).conversation_id)
            else:
                transitions.receive(self.chat, inbound)
        else:
            self._texts(text)
        if custom:
            self.house.told[self.chat] = custom
        if answered and self.channel == "web":
            self.house.answer()

    def opens(self, *, answered: bool = True) -> None:
        self.says(f"{self.chance.choice(said.OPENINGS)}, call me {self.mark}", answered=answered)

    def asks(self) -> None:
        """A question; one in four is not answered."""
        text, topic = self.chance.choice(said.QUESTIONS)
        custom = {}
        if self.chance.random() < 0.25:
            why, asked = self.chance.choice(said.UNANSWERED)
            arrangement = self.chance.choice(said.ARRANGEMENTS)
            custom = {"unanswered": {"why": why, "topic": topic if asked else "", "arrangement": arrangement}}
        self.says(text, custom)

    def wants_a_person(self) -> None:
        self.says("can i talk to a person please", {"handover": {"reason": "asked", "urgent": False}})

    def page(self) -> None:
        """Their page of the web chat is shown."""
        self.token = tokens.issue(self.chat)

    def saves(self) -> None:
        self.code = saving.save(self.chat)

    def resumes(self) -> None:
        saving.resume(self.code)
        self.page()

    def deletes(self) -> bool:
        return erasure.erase(self.chat)

    def finishes(self) -> None:
        transitions.close(self.chat, "by_carer")

    def tells_how_it_was(self) -> None:
        answer = self.chance.choice(("yes", "yes", "partly", "no"))
        feedback.give(answer, "it took a while" if answer == "no" else "")

    def _texts(self, text: str) -> None:
        to = OUR_SMS if self.channel == SMS else OUR_WHATSAPP
        raw = f'{{"From": "{self.number}", "Body": "{text}"}}'
        record = TextIn(
            self.channel, "twilio", f"SM{self.key()}", self.number, to, text, raw=raw, sent_at=timezone.now()
        )
        received = arrived(record)
        if received and received.conversation_id not in self.chats:
            self.chats.append(received.conversation_id)

    # What the hub and the desk do ------------------------------------------------------------------------------------

    def answers(self) -> None:
        """The worker looks: what was texted is answered, and the texts leave."""
        self.house.work()

    def adviser(self, name: str = "sam") -> Any:
        return self.house.staff[name]

    def is_answered_by(self, name: str = "sam", text: str = "") -> None:
        words = text or self.chance.choice(said.FROM_ADVISERS)
        advisers.reply(self.chat, self.adviser(name), words, seen=self.row.last_seq, key=self.key())
        if self.channel != "web":
            self.answers()
