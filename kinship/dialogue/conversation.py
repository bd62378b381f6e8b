"""One turn from start to end, as a list you can read: danger, opening, the intent, and never silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from kinship.dialogue import arrangement, everyday, local_offer, safety, telling
from kinship.dialogue.turn import Heard, Say, Talk
from kinship.local_offer import Shelf
from kinship.story import Story

LAST_HEARD = 6  # messages kept for the handover, of at most
HEARD_LENGTH = 300  # characters each
TOPICS = (
    "support_groups_and_training",
    "financial_support",
    "help_to_stay_in_work",
    "accommodation",
    "education",
    "family_time",
    "family_group_decision_making",
    "legal_support",
    "therapeutic_support",
    "safeguarding",
    "siblings",
    "help_for_parents",
    "turning_18",
    "decisions_about_the_child",
    "first_days",
    "how_decisions_are_made",
    "complaints",
    "coming_back_for_help",
)
INTENTS: dict[str, Callable[[Talk], None]] = {
    **{f"ask_{topic}": partial(local_offer.ask_topic, topic=topic) for topic in TOPICS},
    "tell_situation": arrangement.tell_situation,
    "ask_what_help": local_offer.ask_what_help,
    "ask_which_arrangement": arrangement.ask_which_arrangement,
    "ask_what_i_said": arrangement.ask_what_i_said,
    "ask_more": local_offer.ask_more,
    "ask_what_else": local_offer.ask_what_else,
    "ask_for_person": arrangement.speak_to_person,
    "affirm": arrangement.affirm,
    "deny": arrangement.deny,
    "not_sure": arrangement.not_sure,
    "ask_why": arrangement.ask_why,
    "correct_answer": arrangement.correct_answer,
    "start_again": arrangement.start_again,
    "forget_me": arrangement.forget_me,
    "ask_about_assistant": everyday.about_assistant,
    "greet": everyday.greet,
    "thank": everyday.thank,
    "goodbye": everyday.goodbye,
    "small_talk": everyday.small_talk,
    "other_nation": everyday.other_nation,
    "out_of_scope": everyday.out_of_scope,
    "tell_concern": safety.unsure,
    "nlu_fallback": arrangement.tell_situation,
}


def take_turn(heard: Heard, story: Story, shelf: Shelf) -> Talk:
    """Answer one message. The returned talk holds what to say and the story to keep."""
    talk = Talk(heard=heard, story=story, shelf=shelf)
    keep_for_handover(talk)
    if heard.concern is not None:
        safety.answer(talk)
        return finished(talk)
    if talk.note("opened") in (None, everyday.SHOWN):
        everyday.open_conversation(talk)
    everyday.welcome_back(talk)
    if safety.still_raised(talk) and heard.intent in safety.SOFTLY and not (heard.facts or heard.maybe):
        if safety.carries_on(talk):
            arrangement.go_on(talk)
        else:
            safety.stay(talk)
        return finished(talk)
    INTENTS.get(heard.intent, arrangement.tell_situation)(talk)
    telling.settle_conflict(talk)
    return finished(talk)


def keep_for_handover(talk: Talk) -> None:
    """The last few messages go along with a handover, so that nobody has to tell the story twice. A tap is no message."""
    if talk.heard.text and talk.heard.choice is None:
        heard = [*talk.note("heard", []), {"turn": talk.heard.turn, "text": talk.heard.text[:HEARD_LENGTH]}]
        talk.remember(heard=heard[-LAST_HEARD:])


def finished(talk: Talk) -> Talk:
    """Only the newest menu stays open, and no response is worded the same way twice running."""
    last = max((index for index, say in enumerate(talk.says) if say.choices), default=None)
    talk.says = [say if index == last else replace(say, choices=()) for index, say in enumerate(talk.says)]
    before = talk.note("last_said", [])
    talk.says = [_in_other_words(say, before) for say in talk.says]
    talk.remember(last_said=[say.response for say in talk.says if say.response])
    menu = talk.says[last].choices if last is not None else ()
    talk.remember(menu=[choice.as_json() for choice in menu])
    return talk


# Responses that can come twice running; each has a second wording `<name>_again` (a test compares this with data/).
WORDED_TWICE = {
    "utter_you_are_welcome",
    "utter_after_danger_thanks",
    "utter_goodbye",
    "utter_small_talk",
    "utter_out_of_scope",
    "utter_not_understood",
    "utter_not_understood_twice",
    "utter_no_words",
    "utter_hello_again",
    "utter_is_it_one_of_these",
    "utter_what_would_help",
    "utter_what_else_would_help",
    "utter_so_that_it_fits",
    "utter_about_assistant",
    "utter_nothing_said",
    "utter_not_sure_is_fine",
    "utter_noted",
    "utter_why",
    "utter_carry_on_meanwhile",
    "utter_help_after_questions",
    "utter_no_more",
    "utter_other_language",
    "utter_all_right",
    "utter_started_again",
    "utter_other_nation",
    "utter_if_in_england",
    "utter_said_back",
    "utter_change_or_go_on",
    "utter_what_to_change",
    "utter_changed",
    "utter_to_know_that",
    "utter_not_sure_of_what",
    "utter_forgotten",
    "utter_council_has_not_told",
    "utter_danger_unsure",
    "utter_offer_many",
    "utter_offer_maybe",
    "utter_privacy",
    "utter_other_language_no_council",
    "utter_not_understood_person",
    "utter_offer_count",
    "utter_offer_one_more",
    "utter_person",
    "utter_person_no_council",
    "utter_adviser_can_check",
    "utter_same_result",
    "utter_offer_past_review",
    "utter_offer_paused",
    "utter_welcome_back",
}


def _in_other_words(say: Say, before: list[str]) -> Say:
    if say.response in WORDED_TWICE and say.response in before:
        return replace(say, response=f"{say.response}_again")
    return say
