"""Which intent a message has. People tell first and ask last: the last question decides, the story only colours it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.understanding.intent_model import IntentModel
from assistant.understanding.intent_text import (
    SURE,
    asks,
    is_question,
    pieces,
    plain,
    requests,
    topic_scores,
    unsure,
    yes_or_no,
)

FALLBACK = "nlu_fallback"
UNSURE = 0.22  # below this the best guess is not worth acting on: we say so and offer a person
STORY_WORDS = 25  # from this length a message is read piece by piece
QUESTION_SHARE = 0.75  # weight of the question itself against the story around it
TELL, CONCERN, NOT_SURE = "tell_situation", "tell_concern", "not_sure"
CONCERN_AT = 0.85  # a danger that no phrase of the screen named must be very plain
LEAN = 0.8  # pull of topic words on a question
KNOWN = 0.4  # fewer known words than this: another language, or random keys
# With a question open these need a question sign; the rest of ask_... are about the conversation itself.
ABOUT_THE_TALK = {
    "ask_why",
    "ask_for_person",
    "ask_what_i_said",
    "ask_more",
    "ask_what_else",
    "ask_about_assistant",
    "ask_which_arrangement",
    "ask_what_help",
}
ASIDES = {
    "ask_why",
    "ask_what_i_said",
    "ask_more",
    "ask_what_else",
    "ask_about_assistant",
    "small_talk",
    "out_of_scope",
}
STORY_FACTS = 3
# These change or lose what was told: the share each needs before it is acted on.
WEIGHTY = {"not_sure": 0.6, "affirm": 0.6, "deny": 0.6, "start_again": 0.4, "forget_me": 0.4, "goodbye": 0.4}
OPEN_QUESTIONS = {"ask_what_help", "ask_for_person", "ask_more"}
COMMAND_WORDS, COMMAND_SHARE = 7, 0.35
COMMANDS = {
    "ask_more",
    "ask_what_else",
    "ask_why",
    "ask_what_i_said",
    "affirm",
    "deny",
    "not_sure",
    "thank",
    "greet",
    "goodbye",
    "small_talk",
    "start_again",
    "forget_me",
    "correct_answer",
}
# A bare "no" or "dunno" keeps its meaning when a question is open; any other short reply with the fact in it tells.
REPLIES = {
    "affirm",
    "deny",
    "not_sure",
    "ask_why",
    "correct_answer",
    "start_again",
    "forget_me",
    "ask_for_person",
    "ask_what_i_said",
    "ask_what_else",
    "goodbye",
    "other_nation",
    "tell_concern",
}


@dataclass(frozen=True)
class Reading:
    """The chosen intent, how sure (0 to 1), and every intent with its share, best first."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]


def read(text: str, model: IntentModel, facts: Sequence[Mapping] = (), asked: str | None = None) -> Reading:
    """Read one message with the entities found in it (`facts`) and the fact being asked. Never raises on odd text."""
    spelt = plain(text)
    if not any(c.isalnum() for c in spelt) and "👍" not in text:
        return Reading(FALLBACK, 1.0, ((FALLBACK, 1.0),))
    words = len(text.split())
    parts = pieces(text) or [text]
    # In a long story "we want" and "please" are part of the telling; only a real question asks.
    requested = any(asks(part) for part in parts) if words >= STORY_WORDS else requests(text)
    # Topic words pull where something is asked; in a story told they only say what it is about.
    lean = LEAN if requested or (not facts and (asked is None or len(text.split()) <= 2)) else 0.0
    shares = (
        _short(parts, text, model, lean)
        if words < STORY_WORDS and len(parts) < 3
        else _story(parts, model, bool(facts), lean)
    )
    return _settle(shares, model, text, facts, asked, requested)


def _short(parts: Sequence[str], text: str, model: IntentModel, lean: float) -> np.ndarray:
    whole = model.probabilities([text], lean)[0]
    if len(parts) < 2:
        return whole
    # "she arrived in may, can i get money": the question weighs more than its run-up.
    questions = [part for part in parts if is_question(part)]
    if not questions:
        return whole
    question = model.probabilities([questions[-1]], lean)[0]
    weight = QUESTION_SHARE
    if model.intents[int(question.argmax())] in OPEN_QUESTIONS and max(topic_scores(text).values(), default=0) >= SURE:
        weight = 1 - QUESTION_SHARE  # "..., who can help": what it is about stands before the question
        whole = np.where([name in OPEN_QUESTIONS for name in model.intents], whole * (1 - QUESTION_SHARE), whole)
    return weight * question + (1 - weight) * whole


def _story(parts: Sequence[str], model: IntentModel, has_facts: bool, lean: float) -> np.ndarray:
    rows = model.probabilities(list(parts), lean)
    asking = [i for i, part in enumerate(parts) if asks(part)]
    topics = np.array([name.startswith("ask_") or name == "other_nation" for name in model.intents])
    if not asking:
        shares = rows.mean(axis=0) * ~topics
        shares[model.intents.index(TELL)] += 0.6 if has_facts else 0.3
        return shares / max(shares.sum(), 1e-9)
    question = rows[asking[-1]] if len(asking) < 2 else 0.8 * rows[asking[-1]] + 0.2 * rows[asking[-2]]
    around = np.delete(rows, asking[-1], axis=0)
    story = around.mean(axis=0) if len(around) else question
    shares = (QUESTION_SHARE * question + (1 - QUESTION_SHARE) * story) * topics
    return shares / max(shares.sum(), 1e-9)


def _settle(
    shares: np.ndarray, model: IntentModel, text: str, facts: Sequence[Mapping], asked: str | None, requested: bool
) -> Reading:
    shares = _commands_are_short(_rarely_a_concern(shares, model, bool(facts)), model, len(text.split()))
    plainly = (
        requested
        and max(
            (
                score
                for name, score in topic_scores(text).items()
                if name not in ABOUT_THE_TALK | OPEN_QUESTIONS and name.startswith("ask_")
            ),
            default=0,
        )
        >= SURE
    )
    if plainly:
        # A question with a topic's own words in it is about that topic, not a turn of talk.
        shares = shares * np.array([0.2 if name in COMMANDS or name == TELL else 1.0 for name in model.intents])
        shares = shares / max(shares.sum(), 1e-9)
    bare_topic = (
        not facts and len(text.split()) <= 2 and not yes_or_no(text) and shares.max() >= 0.6
    )  # "money", "school"
    if asked is not None and not requested and not bare_topic:
        # An answer names courts, money and schools too: it is never taken for a question about them.
        shares = shares * np.array([not name.startswith("ask_") or name in ABOUT_THE_TALK for name in model.intents])
        shares = shares / max(shares.sum(), 1e-9)
    order = np.argsort(-shares)
    ranking = tuple((model.intents[i], float(shares[i])) for i in order)
    intent, share = ranking[0]
    if not facts and len(text.split()) > 1 and model.known(text) < KNOWN:
        return _first(FALLBACK, 0.9, ranking)
    if asked is not None and not requested and unsure(text) and not any(fact.get("entity") == asked for fact in facts):
        return _first(NOT_SURE, max(share, 0.9), ranking)
    if requested and not plainly and topic_scores(text).get("other_nation", 0) >= SURE:
        return _first("other_nation", max(share, 0.6), ranking)
    answered = any(fact.get("entity") == asked for fact in facts)
    if answered and not requested and intent not in REPLIES:
        return _first(TELL, max(share, 0.9), ranking)
    if (
        facts
        and not requested
        and intent not in REPLIES
        and (asked is not None or share < 0.65 or intent == "out_of_scope")
    ):
        return _first(TELL, max(share, 0.5), ranking)
    if facts and intent in {"affirm", "deny"} and asked is None and not yes_or_no(text):
        return _first(TELL, max(share, 0.5), ranking)
    if len(facts) >= STORY_FACTS and len(text.split()) >= STORY_WORDS and intent in ASIDES:
        return _first(TELL, max(share, 0.5), ranking)  # "... is that right?" after a whole story asks about the story
    if share < WEIGHTY.get(intent, 0.0) and not (unsure(text) or yes_or_no(text)):
        return _first(FALLBACK, 1.0 - share, ranking)  # it would change or lose what was told: not on a guess
    if share < UNSURE and not plainly:
        return _first(FALLBACK, 1.0 - share, ranking)
    return Reading(intent, share, ranking)


def _commands_are_short(shares: np.ndarray, model: IntentModel, words: int) -> np.ndarray:
    # "What else", "why", "thanks" come in a few words; a longer message that looks like one is about something.
    if words <= COMMAND_WORDS:
        return shares
    weight = COMMAND_SHARE if words <= 2 * COMMAND_WORDS else COMMAND_SHARE**2
    shares = shares * np.array([weight if name in COMMANDS else 1.0 for name in model.intents])
    return shares / max(shares.sum(), 1e-9)


def _rarely_a_concern(shares: np.ndarray, model: IntentModel, has_facts: bool) -> np.ndarray:
    # The danger screen has already read the message; a hard story is not an alarm.
    at = model.intents.index(CONCERN)
    if not has_facts and shares[at] >= CONCERN_AT:
        return shares
    shares = shares.copy()
    shares[at] = 0.0
    return shares / max(shares.sum(), 1e-9)


def _first(intent: str, confidence: float, ranking: Sequence[tuple[str, float]]) -> Reading:
    rest = tuple((name, share) for name, share in ranking if name != intent)
    return Reading(intent, confidence, ((intent, confidence), *rest))
