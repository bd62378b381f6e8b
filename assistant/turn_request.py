"""Reading a turn: what the caller sent, made safe, and what is known about it before any understanding."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kinship import reply, safety
from kinship.facts import vocabulary
from kinship.story import DIFFERS, NOT_SURE, accepts

CHANNELS = ("web", "sms", "whatsapp", "terminal")
LONGEST_TEXT = 5000  # characters read; a carer's longest story is far shorter
RECENT = 3  # earlier messages read together with this one for danger
COUNCIL = re.compile(r"[a-z][a-z0-9_]{0,60}")
INTENT = re.compile(r"[a-z][a-z0-9_]{0,60}")
CHANGE = "change"
KINDLY = "\u2764\U0001f44d\U0001f64f\U0001f60a\U0001f642"  # a heart, a thumb up, hands together, smiles
THANKS = re.compile(rf"(?=.*[{KINDLY}])[\s\ufe0f\U0001F3FB-\U0001F3FF{KINDLY}]+")


class BadTurn(ValueError):
    """The caller's request is not a turn. The message says which field and how to mend it."""


@dataclass(frozen=True)
class TurnRequest:
    """One turn as the caller asked for it (design section 8)."""

    conversation: str
    turn: int
    channel: str
    council: str | None
    as_of: str | None
    text: str
    choice: str | None
    story: dict[str, Any] | None

    def with_story(self, story: dict[str, Any] | None) -> TurnRequest:
        return replace(self, story=story)

    def metadata(self) -> dict[str, Any]:
        """What travels beside the message to the understanding part and to the action."""
        asked = (self.story or {}).get("asked") or {}
        return {
            "as_of": self.as_of or date.today().isoformat(),
            "turn": self.turn,
            "channel": self.channel,
            "council": self.council,
            "asked": asked.get("name") if isinstance(asked, dict) else None,
            "recent": self._recent(),
            "story": self.story,
        }

    def parse_data(self) -> dict[str, Any] | None:
        """A tap, a reply to the open menu, or a message without words skip understanding. None: let Rasa understand it."""
        if self.choice is not None:
            return understood_choice(self.choice, self.choice)
        if THANKS.fullmatch(self.text):
            return understood_choice("thank", self.text) | {"choice": None}
        if not any(letter.isalnum() for letter in self.text):
            return understood_choice("nlu_fallback", self.text) | {"choice": None}
        if safety.screen(self.text) is not None:
            return None
        picked = reply.read(self.text, self._menu(), numbered=self._numbers_pick())
        if not picked or (len(picked) > 1 and not all(takes_several(each) for each in picked)):
            return None  # "6 and 3" under a menu of single answers is more likely two ages than two answers
        read = [understood_choice(each, self.text) for each in picked]
        return read[0] | {"entities": [entity for each in read for entity in each["entities"]]}

    def _recent(self) -> list[str]:
        """The last messages of today, read together with this one for danger; none from before danger was last answered."""
        talk = self._talk()
        if talk.get("as_of") != self.as_of:
            return []
        raised = talk.get("raised")
        answered = raised.get("turn", 0) if isinstance(raised, dict) else -1
        heard = [
            each for each in talk.get("heard") or [] if isinstance(each, dict) and isinstance(each.get("turn"), int)
        ]
        return [str(each.get("text") or "") for each in heard if each["turn"] > answered][-RECENT:]

    def _talk(self) -> dict[str, Any]:
        talk = (self.story or {}).get("talk")
        return talk if isinstance(talk, dict) else {}

    def _menu(self) -> list[reply.Choice]:
        return [
            reply.Choice(str(each.get("id")), str(each.get("label")), str(each.get("short") or ""))
            for each in self._talk().get("menu") or []
            if isinstance(each, dict)
        ]

    def _numbers_pick(self) -> bool:
        """Not where a number is the answer itself, as with an age."""
        asked = (self.story or {}).get("asked")
        fact = vocabulary().get(asked.get("name")) if isinstance(asked, dict) else None
        return fact is None or fact.kind not in ("age", "date")


def takes_several(choice: str) -> bool:
    """Is this an answer to a question that can have several?"""
    fact = vocabulary().get(choice.partition("=")[0])
    return fact is not None and fact.kind == "choices" and fact.name != "order_in_force"


def _answers(choice: str) -> list[str]:
    """The answer of a choice; several with commas between, where the question can have several."""
    value = choice.partition("=")[2]
    return value.split(",") if takes_several(choice) else [value]


def understood_choice(choice: str, text: str) -> dict[str, Any]:
    """A choice as Rasa's understanding of a message. An id nobody knows is simply not understood."""
    name, answers, value = choice.partition("=")
    intent, entities = "nlu_fallback", []
    fact = vocabulary().get(name)
    if answers and fact is not None:
        if value == CHANGE:
            intent, entities = "correct_answer", [_entity(name, value)]
        elif all(each in (DIFFERS, NOT_SURE) or accepts(name, each) for each in _answers(choice)):
            intent, entities = "tell_situation", [_entity(name, each) for each in _answers(choice)]
    elif not answers and INTENT.fullmatch(choice):
        intent = choice
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": entities,
        "concern": None,
        "choice": choice,
    }


def _entity(name: str, value: str) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "choice"}


def read_turn(body: bytes) -> TurnRequest:
    """Read the request. Raises BadTurn naming the field and the mend."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise BadTurn("the body is not JSON: send one JSON object") from None
    if not isinstance(sent, dict):
        raise BadTurn("the body is not a JSON object")
    conversation, turn, channel = sent.get("conversation"), sent.get("turn"), sent.get("channel", "web")
    if not isinstance(conversation, str) or not 0 < len(conversation) <= 200:
        raise BadTurn("'conversation' must be a text of 1 to 200 characters")
    if not isinstance(turn, int) or isinstance(turn, bool) or turn < 0:
        raise BadTurn("'turn' must be a whole number")
    if channel not in CHANNELS:
        raise BadTurn(f"'channel' must be one of {', '.join(CHANNELS)}")
    council, as_of = sent.get("council") or None, sent.get("as_of") or None
    if council is not None and not (isinstance(council, str) and COUNCIL.fullmatch(council)):
        raise BadTurn("'council' must be a council's code, such as exampleshire")
    if as_of is not None:
        try:
            date.fromisoformat(as_of)
        except (TypeError, ValueError):
            raise BadTurn("'as_of' must be a date such as 2026-11-21") from None
    text, choice, story = sent.get("text") or "", sent.get("choice"), sent.get("story")
    if not isinstance(text, str) or not (choice is None or isinstance(choice, str)):
        raise BadTurn("'text' and 'choice' must be texts")
    if story is not None and not isinstance(story, dict):
        raise BadTurn("'story' must be an object, or absent")
    return TurnRequest(
        conversation, turn, channel, council, as_of, safe_text(text), choice[:200] if choice else None, story
    )


def safe_text(text: str) -> str:
    """Typed words as plain text: no control characters, no slash that Rasa would obey, no surrogates, not endless."""
    plain = "".join(
        letter if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn") else " "
        for letter in text[:LONGEST_TEXT]
    )
    return re.sub(r"^[\s/\\\u2044\u2215\uff0f]+", "", plain).strip()
