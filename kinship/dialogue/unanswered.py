"""What we could not answer, as data for the yearly review of the offer: never the carer's words, nor facts about a child."""

from __future__ import annotations

import re
from dataclasses import replace

from kinship.dialogue import answered, questions
from kinship.dialogue.turn import Talk

NOT_UNDERSTOOD, NO_LOCAL_ANSWER, OUT_OF_SCOPE = "not_understood", "no_local_answer", "out_of_scope"
FEW = 2  # arrangements still possible: only then is the first of them called likely
_SMALL_WORDS = ("affirm", "deny")


def mark(talk: Talk, why: str, topic: str | None = None) -> None:
    """Note beside the last message that the carer got no answer. What is a tap, or holds no words, is not a question."""
    heard = talk.heard
    asked_in_words = heard.choice is None and any(letter.isalnum() for letter in heard.text)
    if why != NO_LOCAL_ANSWER and (not asked_in_words or heard.intent in _SMALL_WORDS):
        return
    noted = {"topic": topic or guess_topic(talk), "arrangement": _arrangement(talk), "why": why}
    talk.says[-1] = replace(talk.says[-1], custom={**talk.says[-1].custom, "unanswered": noted})
    answered.unanswered(talk, why, noted["topic"])


def guess_topic(talk: Talk) -> str | None:
    """The topic whose words (`carers_say` in topics.yml) the message has; the longest words win. None when in doubt."""
    plain = f" {' '.join(re.findall(r'[a-z0-9]+', talk.heard.text.casefold().replace(chr(39), '')))} "
    longest: dict[str, int] = {}
    for topic, words in talk.shelf.topics().items():
        said = [word.replace("'", "") for several in (words.get("carers_say") or {}).values() for word in several]
        longest[topic] = max((len(word) for word in said if f" {word} " in plain), default=0)
    best = max(longest.values(), default=0)
    found = [topic for topic, length in longest.items() if length == best]
    return found[0] if best and len(found) == 1 else None


def _arrangement(talk: Talk) -> str | None:
    """The arrangement of the first child, when it is certain or likely on what was told."""
    if talk.story.is_empty():
        return None
    possible = questions.decisions(talk)[0].arrangements
    return possible[0].key if 0 < len(possible) <= FEW else None
