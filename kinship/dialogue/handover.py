"""Handing over to a person: the front door with its hours, and the story written down so that it is told only once."""

from __future__ import annotations

import re
from typing import Any

from kinship import answers
from kinship.dialogue import questions, telling
from kinship.dialogue.turn import Talk

NO_COUNCIL = "utter_person_no_council"
ASKS_FOR_LANGUAGE = re.compile(r"\b(english|interpret\w*|translat\w*|languages?|who speaks?)\b", re.IGNORECASE)


def payload(talk: Talk, reason: str, *, urgent: bool = False) -> dict[str, Any]:
    """What an adviser gets: facts with the turn each came from, the decisions with why, the reason, and the last messages."""
    facts = [{"fact": name, "child": child, **answer.as_json()} for name, child, answer in talk.story.answered()]
    return {
        "reason": reason,
        "urgent": urgent,
        "facts": facts,
        "decisions": [decision.as_json() for decision in questions.decisions(talk)],
        "last_messages": talk.note("heard", []),
    }


def to_person(talk: Talk, reason: str = "asked_for_person") -> None:
    """Works in every state: says how to reach a person now, with hours, and returns the handover beside it."""
    custom = {"handover": payload(talk, reason)}
    council = talk.shelf.council
    door = (council or {}).get("front_door")
    name = "utter_person" if door else NO_COUNCIL
    first = not talk.note("sent_to_person")
    talk.remember(sent_to_person=True)
    talk.say(name, custom=custom, **{field: (door or {}).get(field, "") for field in ("name", "phone", "hours")})
    if council and council.get("language_help") and ASKS_FOR_LANGUAGE.search(talk.heard.text):
        talk.say("utter_person_language", help=council["language_help"])
    told = telling.what_was_said(talk)
    if first and told:
        talk.say("utter_person_story", list=telling.as_list(told))


def carry_on(talk: Talk) -> None:
    """After a person was offered: a way to go on here, with the questions if some are still open, else with the help."""
    talk.say(
        "utter_carry_on_meanwhile",
        choices=[answers.command("ask_which_arrangement" if questions.are_open(talk) else "ask_what_help")],
        custom={"meanwhile": True},  # left out by the hub where a person comes at once
    )
