"""What the assistant answers in the demo's conversations: its own turn and its own words, without Rasa to understand the message.

What a message means and tells stands in the tale. Everything after that is as in the service: the turn, the story, the choices.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings

from hub.conversations.turns import Claimed
from hub.conversations.words import shelf
from kinship import yaml_text
from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard, Say
from kinship.story import Story


def reply(claimed: Claimed, means: str, told: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The reply to a turn, as the hub takes it. `told`: entities of the message (`kinship.dialogue.turn.Heard.facts`)."""
    story = Story.from_json(claimed.story)
    if not claimed.story:
        story.talk["opened"] = "shown"  # the chat page has said what this is
    heard = Heard(
        text=claimed.text,
        intent=means,
        facts=told,
        choice=claimed.choice,
        channel=claimed.channel,
        turn=claimed.number,
    )
    talk = take_turn(heard, story, shelf())
    return {"ok": True, "messages": [_message(say) for say in talk.says], "story": talk.story.as_json()}


def _message(say: Say) -> dict[str, Any]:
    text = say.text if say.response is None else secrets.choice(_responses()[say.response])["text"].format(**say.fills)
    return {"text": text, "choices": [choice.as_json() for choice in say.choices], "custom": dict(say.custom)}


@cache
def _responses() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted((settings.BASE_DIR / "data").glob("*/responses.yml")):
        found |= yaml_text.load(path.read_text("utf-8"))["responses"]
    return found
