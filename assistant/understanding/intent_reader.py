"""Which intent a message has. People tell first and ask last: the last question decides, the story only colours it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.understanding.intent_model import IntentModel
from assistant.understanding.intent_text import asks, is_question, pieces, plain

FALLBACK = "nlu_fallback"
UNSURE = 0.22  # below this the best guess is not worth acting on: we say so and offer a person
STORY_WORDS = 25  # from this length a message is read piece by piece
QUESTION_SHARE = 0.75  # weight of the question itself against the story around it
SHORT_ANSWER_WORDS = 9
TELL = "tell_situation"
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
    if not any(c.isalnum() for c in plain(text)) and "👍" not in text:
        return Reading(FALLBACK, 1.0, ((FALLBACK, 1.0),))
    words = len(text.split())
    parts = pieces(text)
    if words < STORY_WORDS and len(parts) < 3:
        shares = _short(parts, text, model)
    else:
        shares = _story(parts, text, model, bool(facts))
    return _settle(shares, model, words, facts, asked, any(asks(part) for part in parts))


def _short(parts: Sequence[str], text: str, model: IntentModel) -> np.ndarray:
    whole = model.probabilities([text])[0]
    if len(parts) < 2:
        return whole
    # "she arrived in may, can i get money": the question weighs more than its run-up.
    questions = [part for part in parts if is_question(part)]
    if not questions:
        return whole
    return QUESTION_SHARE * model.probabilities([questions[-1]])[0] + (1 - QUESTION_SHARE) * whole


def _story(parts: Sequence[str], text: str, model: IntentModel, has_facts: bool) -> np.ndarray:
    rows = model.probabilities(list(parts))
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
    shares: np.ndarray, model: IntentModel, words: int, facts: Sequence[Mapping], asked: str | None, asking: bool
) -> Reading:
    order = np.argsort(-shares)
    ranking = tuple((model.intents[i], float(shares[i])) for i in order)
    intent, share = ranking[0]
    answered = asked is not None and any(fact.get("entity") == asked for fact in facts)
    if answered and words <= SHORT_ANSWER_WORDS and not asking and intent not in REPLIES:
        return _first(TELL, max(share, 0.9), ranking)
    if facts and not asking and intent not in REPLIES and (share < 0.5 or intent == "out_of_scope"):
        return _first(TELL, max(share, 0.5), ranking)
    if share < UNSURE:
        return _first(FALLBACK, 1.0 - share, ranking)
    return Reading(intent, share, ranking)


def _first(intent: str, confidence: float, ranking: Sequence[tuple[str, float]]) -> Reading:
    rest = tuple((name, share) for name, share in ranking if name != intent)
    return Reading(intent, confidence, ((intent, confidence), *rest))
