"""Which journeys are played by text, and what is different there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

JOURNEYS = Path(__file__).resolve().parents[1]
Journey = dict[str, Any]

PLAYED = (
    "arrangement/grandkids_by_sms",
    "arrangement/neighbour_by_sms",
    "arrangement/five_facts_at_once",
    "arrangement/correct_in_words",
    "arrangement/special_guardian_by_taps_in_care_before",
    "arrangement/kinship_foster_care_by_taps",
    "arrangement/private_fostering_great_aunt_by_taps",
    "arrangement/three_siblings_three_arrangements",
    "arrangement/day_10_then_day_28",
    "local_offer/money_in_the_middle_and_back",
    "local_offer/through_all_the_topics_by_tap",
    "local_offer/groups_by_name_and_by_number",
    "local_offer/crisis_fund_for_everyone",
    "safety/hurt_by_text_never_named",
    "safety/home_violence_by_text",
    "safety/sexual_harm_by_whatsapp",
    "safety/missing_tonight",
    "safety/danger_then_ok",
    "safety/danger_then_the_questions_go_on_later",
    "handover/person_at_the_start",
    "handover/person_after_the_result_by_number",
    "handover/person_then_thanks_then_goodbye",
    "handover/person_on_whatsapp_weekend",
    "everyday/hello_thanks_goodbye",
    "everyday/what_did_i_say",
    "everyday/forget_me_after_the_result",
    "everyday/bereavement_is_not_danger",
)

# What was told of in a safety journey: none of it is said back by text, in any answer from then on.
NEVER_NAMED = {
    "safety/hurt_by_text_never_named": ("cigarette", "burn", "his dad", "hurt", "abuse"),
    "safety/home_violence_by_text": ("husband", "hits", "abuse", "violence", "domestic"),
    "safety/sexual_harm_by_whatsapp": ("uncle", "pants", "hands", "sexual", "abuse"),
    "safety/missing_tonight": ("grandson", "missing", "pitch black", "hasnt come home"),
    "safety/danger_then_ok": ("her dad", "kill", "threat", "abuse"),
    "safety/danger_then_the_questions_go_on_later": ("last night", "brought him"),
}

# What a text says in fewer or other words than the web: `mentions` of the journey, and what stands there by text.
IN_OTHER_WORDS = {
    "automated assistant": "this is automated, not a person",
    "do not have to wait 24 hours": "You do not have to wait",
}


def read(name: str) -> Journey:
    """One of the journeys of README.md, with the words of texts."""
    journey = yaml.safe_load((JOURNEYS / f"{name}.yml").read_text(encoding="utf-8"))
    for step in journey["turns"]:
        if "mentions" in step:
            step["mentions"] = [IN_OTHER_WORDS.get(each, each) for each in step["mentions"]]
    return journey


def stories() -> list[dict[str, Any]]:
    """Stories told in one breath: `says`, `truth` (the answer to each question that may follow), `result`."""
    return yaml.safe_load((JOURNEYS / "stories.yml").read_text(encoding="utf-8"))
