"""The one thing every action does: read what Rasa heard, ask `kinship` for the turn, name the responses, keep the story."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from datetime import date
from traceback import format_tb
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.local_offer import shelf
from kinship.safety import Concern
from kinship.story import Story

logger = logging.getLogger(__name__)


class Turn(Action, ABC):
    """An action of one skill. Subclasses only give their name; abstract, so that Rasa registers only them."""

    @abstractmethod
    def name(self) -> str: ...

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        try:
            return answer(dispatcher, tracker)
        except Exception as fault:  # Rasa's servers would log the whole tracker, and with it what the carer wrote
            # Its kind and its lines only: what a fault says can hold the carer's words too.
            logger.error("turn.failed fault=%s\n%s", type(fault).__name__, "".join(format_tb(fault.__traceback__)))
            dispatcher.messages.clear()
            return []  # nothing said: the channel answers 5xx


def answer(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Take the turn and put what is said into the dispatcher. Returns the story as an event."""
    metadata = tracker.latest_message.get("metadata") or {}
    story = Story.from_json(metadata.get("story") or tracker.get_slot("family"))
    message = heard(tracker.latest_message, metadata)
    talk = take_turn(message, story, shelf(metadata.get("council")))
    story_now = talk.story.as_json()
    through_our_channel = bool(metadata)  # `rasa shell` would print what travels beside the words
    for say in talk.says:
        choices = [choice.as_json(short=message.by_text) for choice in say.choices]
        custom = {**say.custom, "choices": choices} if through_our_channel else {}
        dispatcher.utter_message(response=say.response, text=say.text, json_message=custom, **say.fills)
    if through_our_channel:
        dispatcher.utter_message(json_message={"story": story_now})
    return [SlotSet("family", story_now)]


def heard(message: dict[str, Any], metadata: dict[str, Any]) -> Heard:
    """What the understanding part made of the message. Without an as-of date from the caller, today."""
    concern = message.get("concern")
    as_of = metadata.get("as_of")
    return Heard(
        text=message.get("text") or "",
        intent=(message.get("intent") or {}).get("name") or "nlu_fallback",
        facts=message.get("entities") or (),
        concern=Concern(**concern) if concern else None,
        choice=message.get("choice"),
        channel=metadata.get("channel") or "terminal",
        turn=metadata.get("turn") or 0,
        as_of=date.fromisoformat(as_of) if as_of else date.today(),
        also=message.get("also") or (),
        maybe=message.get("maybe") or (),
        near=[(key, likeness) for key, likeness in message.get("near") or ()],
    )
