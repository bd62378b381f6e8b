"""Which intent a message has: the model weighs it, the question that stands open and the facts in it decide what that means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.understanding.intent_model import IntentModel, Weighed
from assistant.understanding.intent_text import asks, pieces, plain, requests, unsure, yes_or_no
from assistant.understanding.intent_thresholds import Thresholds, thresholds

FALLBACK, TELL, CONCERN, NOT_SURE, OUT = "nlu_fallback", "tell_situation", "tell_concern", "not_sure", "out_of_scope"
CORRECTION = "correct_answer"
PERSON, PERSON_SHARE, PERSON_SHARE_OF_A_REPLY, UNSURE_OF_ALL = "ask_for_person", 0.2, 0.4, 0.55
SURE_REPLY = 0.6  # below it a reply with the answer in it tells, whatever else it sounds like
LEAST_SHARE = 0.3  # below it nothing is acted on, unless it tells of facts
KNOWN = 0.4  # fewer known words than this: another language, or random keys
CONCERN_AT = 0.85  # a danger that neither net heard must be very plain
STORY_WORDS = 25  # from this length "we want" and "please" are part of the telling: only a real question asks
TOLD_SHARE = 0.12  # facts, nothing asked, and this much of a telling: it is one
BESIDE_SHARE = 0.3  # of a topic beside a telling that asks, to be taken as asked
PART_SHARE, SHORTEST_PART = 0.6, 3  # of a question among others, to be answered too; words of one
# With a question open an answer is never taken for one of these: it names courts, money and schools too.
ABOUT_THE_TALK = frozenset(
    """ask_why ask_for_person ask_what_i_said ask_more ask_what_else ask_about_assistant ask_which_arrangement
    ask_what_help""".split()
)
# These keep their meaning beside a fact ("no, his mum did"); any other short reply with a fact in it tells.
REPLIES = frozenset(
    """affirm deny not_sure ask_why correct_answer start_again forget_me ask_for_person ask_what_i_said ask_what_else
    goodbye other_nation tell_concern""".split()
)
# These change or lose what was told, or stop the talk: the share each needs before it is acted on.
WEIGHTY = {"not_sure": 0.6, "affirm": 0.6, "deny": 0.6, "start_again": 0.7, "forget_me": 0.7, "goodbye": 0.5}
# Short by nature: a long message is none of these.
SHORT_WORDS = 12
SHORT = frozenset("affirm deny not_sure thank greet goodbye small_talk ask_more ask_what_else ask_why".split())


@dataclass(frozen=True)
class Reading:
    """The chosen intent, how sure (0 to 1), every intent with its share, best first, and topics asked in the same message.

    The intent is `nlu_fallback` where the best guess is not sure enough to be answered: `maybe` then names what it may be.
    Where nothing is told and no topic is near, it is `out_of_scope`: to say that we cannot help with it is more than "I did not follow".
    """

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    also: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()


def read(text: str, model: IntentModel, facts: Sequence[Mapping] = (), asked: str | None = None) -> Reading:
    """Read one message with the entities found in it (`facts`) and the fact being asked. Never raises on odd text."""
    spelt = plain(text)
    if not any(c.isalnum() for c in spelt):
        return Reading(FALLBACK, 1.0, ((FALLBACK, 1.0),))
    weighed = model.weigh([text])[0]
    ranking = _ranking(weighed.shares, model.intents, facts, asked, words=len(text.split()), asking=_asking(text))
    if not facts and not yes_or_no(text) and model.known(text) < KNOWN:
        return _first(FALLBACK, 0.9, ranking)
    if _wants_a_person(ranking, PERSON_SHARE if asked is None else PERSON_SHARE_OF_A_REPLY):
        return _first(PERSON, dict(ranking)[PERSON], ranking)
    told = _told(text, ranking, facts, asked)
    if told is not None:
        return _first(*told, ranking)
    return _settled(text, weighed, ranking, model, facts)


def _wants_a_person(ranking: Sequence[tuple[str, float]], least: float) -> bool:
    """Where nothing else is sure, a sign of wanting a person is enough: a number too many does no harm, one too few does."""
    best, share = ranking[0]
    return share <= UNSURE_OF_ALL and best != TELL and dict(ranking).get(PERSON, 0.0) >= least


def _asking(text: str) -> bool:
    return any(asks(part) for part in pieces(text)) if len(text.split()) >= STORY_WORDS else requests(text)


def _ranking(
    shares: np.ndarray,
    intents: Sequence[str],
    facts: Sequence[Mapping],
    asked: str | None,
    *,
    words: int,
    asking: bool,
) -> tuple[tuple[str, float], ...]:
    """Intents with their shares, best first, without those the message cannot have where it stands."""
    left = {}
    for name, share in zip(intents, shares, strict=True):
        topic = name.startswith("ask_") and name not in ABOUT_THE_TALK
        if (topic or name == OUT) and asked is not None and not asking and not _bare(words, facts, float(shares.max())):
            continue
        if name == CONCERN and (facts or share < CONCERN_AT):
            continue
        if name in SHORT and words > SHORT_WORDS:
            continue
        left[name] = float(share)
    total = sum(left.values()) or 1.0
    return tuple(sorted(((name, share / total) for name, share in left.items()), key=lambda pair: -pair[1]))


def _bare(words: int, facts: Sequence[Mapping], best: float) -> bool:
    """ "money", "school": the name of a topic alone asks for it, whatever question stands open."""
    return words <= 2 and not facts and best >= 0.6


def _told(
    text: str, ranking: Sequence[tuple[str, float]], facts: Sequence[Mapping], asked: str | None
) -> tuple[str, float] | None:
    """What a message is when it answers or tells rather than asks; None where it may ask."""
    intent, share = ranking[0]
    asking = _asking(text)
    answered = any(fact.get("entity") == asked for fact in facts)
    if asked is not None and not asking and unsure(text) and not answered:
        return NOT_SURE, max(share, 0.9)
    if answered and not asking and share < SURE_REPLY:
        return TELL, 0.9
    if asking or intent in REPLIES and not (intent in {"affirm", "deny"} and asked is None and not yes_or_no(text)):
        return None
    if facts and (asked is not None or dict(ranking).get(TELL, 0.0) >= TOLD_SHARE or intent == OUT):
        return TELL, max(share, 0.5)
    if facts and intent in {"affirm", "deny"}:
        return TELL, max(share, 0.5)
    return None


def _settled(
    text: str, weighed: Weighed, ranking: tuple[tuple[str, float], ...], model: IntentModel, facts: Sequence[Mapping]
) -> Reading:
    """The best intent where it is sure enough to be acted on."""
    at = thresholds(with_encoder=model.reads_meaning)
    ranking = _asked_beside(text, ranking, weighed, at, told=bool(facts))
    intent, share = ranking[0]
    least = WEIGHTY.get(intent, 0.0 if intent in REPLIES or facts else LEAST_SHARE)
    if not _is_topic(intent) and share < least and not (unsure(text) or yes_or_no(text)):
        return _first(FALLBACK, 1.0 - share, ranking)
    if _is_topic(intent) and (weighed.sure < at.answer or share < at.share):
        if facts and not _asking(text):
            return _first(TELL, 0.5, ranking)
        parts = _asked_in_parts(text, model, at)
        if parts:
            return _first(parts[0], share, ranking, also=parts[1:2])
        if not facts and weighed.sure < at.refuse:  # nearer to what we cannot help with than to any topic
            return _first(OUT, 1.0 - share, ranking)
        return Reading(FALLBACK, 1.0 - share, ranking, maybe=_maybe(ranking, weighed, at))
    parts = _asked_in_parts(text, model, at)
    if intent == OUT and parts:
        return _first(parts[0], share, ranking, also=parts[1:2])
    return Reading(intent, share, ranking, also=tuple(each for each in parts if each != intent)[:1])


def _asked_beside(
    text: str, ranking: tuple[tuple[str, float], ...], weighed: Weighed, at: Thresholds, *, told: bool
) -> tuple[tuple[str, float], ...]:
    """A telling that asks for something ("I have not even got a cot"), or a correction that corrects no fact ("no I meant childcare")."""
    beside = next(((name, share) for name, share in ranking[:2] if _is_topic(name)), None)
    asks_too = (ranking[0][0] == TELL and _asking(text)) or (ranking[0][0] == CORRECTION and not told)
    if not asks_too or beside is None or beside[1] < BESIDE_SHARE or weighed.sure < at.answer:
        return ranking
    return (beside, *(pair for pair in ranking if pair != beside))


def _maybe(ranking: Sequence[tuple[str, float]], weighed: Weighed, at: Thresholds) -> tuple[str, ...]:
    """What it may be, best first; nothing where it is more like what we cannot help with."""
    return () if weighed.sure < at.refuse else tuple(name for name, _ in ranking if _is_topic(name))[:3]


def _is_topic(intent: str) -> bool:
    return intent.startswith("ask_") and intent not in ABOUT_THE_TALK


def _asked_in_parts(text: str, model: IntentModel, at: Thresholds) -> tuple[str, ...]:
    """The topics that the parts of a message plainly ask about, each by itself, in the order they stand."""
    asking = [part for part in pieces(text) if asks(part) and len(part.split()) >= SHORTEST_PART]
    if len(asking) < 2:
        return ()
    found: list[str] = []
    for weighed in model.weigh(asking):
        intent = model.intents[int(weighed.shares.argmax())]
        plainly = weighed.shares.max() >= PART_SHARE and weighed.sure >= at.answer
        if plainly and _is_topic(intent) and intent not in found:
            found.append(intent)
    return tuple(found)


def _first(intent: str, confidence: float, ranking: Sequence[tuple[str, float]], also: tuple[str, ...] = ()) -> Reading:
    rest = tuple((name, share) for name, share in ranking if name != intent)
    return Reading(intent, confidence, ((intent, confidence), *rest), also=also)
