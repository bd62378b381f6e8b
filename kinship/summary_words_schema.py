"""The words the summary card looks for in summary.yml; checked as the words of the chat are (hub_words_schema).

Every fact, flag and deadline has its words: what can be on a card can be said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kinship.content_files import Page
from kinship.deadlines import STANDINGS, rows
from kinship.dialogue.unanswered import NO_LOCAL_ANSWER, NOT_UNDERSTOOD, OUT_OF_SCOPE
from kinship.facts import vocabulary
from kinship.hub_words_schema import PLAIN, check_words
from kinship.rule_table import FLAGS
from kinship.summary_parts import SEEN

REASONS = ("asked_for_person", "uncertain_result", "not_understood", "no_answer_in_offer", "tell_concern")


def _plain(names: str | Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(names.split() if isinstance(names, str) else names, PLAIN)


def needed() -> dict[str, Any]:
    """Every name summary.yml must have, with what is filled into it."""
    return {"carer": _carer(), "adviser": _adviser()}


def check_summary(page: Page, value: Any) -> None:
    """summary.yml: every name is there, no other is, and each keeps what the program fills in."""
    check_words(page, value, needed(), ())


def _carer() -> dict[str, Any]:
    return {
        "result": {
            "certain": "name",
            "certain_of_child": "child name",
            "unsure": "name",
            "unsure_of_child": "child name",
            "open": PLAIN,
            "open_of_child": "child",
        },
        "contact": {
            "call": "digits",
            "name": "name",
            "by_voicemail": _plain("yes no"),
            "by_text": _plain("yes no"),
            "interpreter": "language",
            "needs": "needs",
            "language": "language",
        },
        "choices": _plain("right wrong other"),
        "short": "told",
        **_plain("opening opening_again nothing_told told not_sure asked reads change"),
        **_plain("right wrong wrong_words which_child kept kept_choose not_waiting short_nothing"),
    }


def _adviser() -> dict[str, Any]:
    safe = _plain("yes no not_asked")
    return {
        "titles": _plain(
            "reason dangers flags who facts not_asked arrangement asked answered dates contact language seen last"
        ),
        "none": PLAIN,
        "of_child": "child line",
        "message": "seq",
        "quoted": "said",
        "states": _plain("not_sure no_answer not_asked"),
        "reason": {"danger": "kind", "other": "code", **_plain(REASONS), "unknown": PLAIN},
        "danger": {"line": "kind urgency seq time", "urgency": _plain("emergency soon")},
        "who": "relationship age lives",
        "fact": {
            "line": "label answer sure source",
            **_plain("confirmed not_confirmed asking no_source"),
        },
        "not_asked": "label",
        "taken_as": "label answer",
        "arrangement": {
            "certain": "names",
            "likely": "name others",
            "asking": "question names",
            "because": "because",
            "law": "title",
            "settle": "fact look_for",
            "told_other": "names",
            **_plain("nothing told not_told"),
        },
        "flags": _plain(FLAGS),
        "asked": {
            "topic": "topic",
            "no_answer": "why",
            "why": _plain((NOT_UNDERSTOOD, NO_LOCAL_ANSWER, OUT_OF_SCOPE)),
            **_plain("person unknown"),
        },
        "answered": {
            "line": "title topic area source date",
            "standing": _plain("past_review past_limit"),
            "in_answer_to": "source",
            "before": "count",
            **_plain("england no_date"),
        },
        "dates": {
            "day": "date what law",
            "span": "earliest latest what law",
            "standing": _plain(STANDINGS),
            "what": _plain(row["id"] for row in rows()),
        },
        "contact": {
            "phone": "phone",
            "name": "name",
            "when": "when",
            "times": _plain("morning afternoon any_time"),
            "voicemail": safe,
            "text": safe,
            "interpreter": "language",
            "needs": "needs",
            "no_phone": PLAIN,
        },
        "language": {"known": "language", **_plain("english not_asked")},
        "seen": {"not_shown": PLAIN, **dict.fromkeys(SEEN, "time")},
        "last": "time said",
        "labels": _plain(vocabulary()),
    }
