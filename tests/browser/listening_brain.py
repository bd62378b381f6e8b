"""A brain by script that remembers what a family told it, asks for a person, and says what it knows.

"grandson" tells of a child of 7 with a grandparent; "real person" asks for one; "what do you know" is answered with the facts
of the story that came with this very turn.
"""

from __future__ import annotations

from typing import Any

from kinship.story import Answer, Story
from tests.browser.scripted_brain import ScriptedBrain

TOLD = {"carer_relationship": "grandparent", "child_age": "7"}
HEARD = "Thank you for telling me."
ASKS = {"handover": {"reason": "asked_for_person", "urgent": False, "facts": []}}


class ListeningBrain(ScriptedBrain):
    def says(self, text: str, turn: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        story = Story.from_json(turn.get("story"))
        if "grandson" in text:
            for fact, value in TOLD.items():
                story.add(fact, Answer(value, turn["turn"], text[:200]), 0)
            return [_said(HEARD)], story.as_json()
        if "real person" in text:
            return [_said("All right.", ASKS)], story.as_json()
        if "what do you know" in text:
            known = ", ".join(f"{fact} {answer.value}" for fact, _, answer in story.answered())
            return [_said(f"I know: {known}.")], story.as_json()
        return super().says(text, turn)[0], story.as_json()


def _said(text: str, custom: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"text": text, "choices": [], "custom": custom or {}}
