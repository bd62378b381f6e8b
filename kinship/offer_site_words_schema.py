"""The words that the pages of the whole offer look for (entry.yml, offer_site.yml, having_a_say.yml, letter.yml), and their check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kinship.content_files import Lined, LinedList, Page
from kinship.entry_in_full import PARTS
from kinship.field_checks import SOURCED, check_sourced, check_text
from kinship.hub_words_schema import PLAIN, Choices, check_words
from kinship.offer_schema import ARRANGEMENTS

MOST_QUESTIONS = 4  # of a topic: three topics and the general ones fill one page


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


ENTRY: dict[str, Any] = {
    "labels": {**dict.fromkeys(PARTS, PLAIN), "contact": PLAIN},
    "figure": "label amount tax_year",
    "figure_dates": "first last",
    "source": "source checked_on",
    "past_review": "checked_on",
    "past_limit": "title contact",
    "council_has_not_told": "phone hours",
    **_plain("maybe paused"),
}

SITE: dict[str, Any] = {
    "front": {
        "opening": "council",
        **_plain("title private example situations situations_hint not_sure topics more chat letter say done"),
    },
    "search": {
        "read_as": "words",
        "count": "count",
        **_plain("label hint button title empty none any danger_note"),
    },
    "situation": {
        "topic": "topic count",
        "checked": "source checked_on",
        "past_review": "checked_on",
        **_plain("not_council what_it_is who_decides today first_steps help help_hint past_limit"),
    },
    "topic": {
        "title_for": "topic situation",
        "all_of": "topic",
        "local": "council",
        **_plain("needs whole for_me gaps nothing national"),
    },
    "entry": {"back": "topic", **_plain("serves everyone source_link")},
    "page": {"printed_on": "date", "address": "address", **_plain("trail start print leave leave_note")},
    "situations": dict.fromkeys(ARRANGEMENTS, PLAIN),
}

SAY: dict[str, Any] = {
    "page": {
        "who_reads": "manager",
        **_plain("title opening nobody_reads_now anonymous kept who_reads_unnamed done"),
    },
    "form": {
        "over": "over",
        "whos": Choices(("carer", "young_person", "someone_else")),
        **_plain("topic any_topic who who_hint words words_hint send"),
    },
    "errors": _plain("title empty too_many not_from_here trouble"),
    "thanks": _plain("title words shown danger chat more back"),
    "done": {"when": "month", **_plain("title opening none said did say")},
}

_LETTER: dict[str, Any] = {
    "page": _plain(
        "title opening private choose choose_hint button most print sources back with_summary no_summary closed remove"
    ),
    "letter": {
        "to": "name council",
        "to_unnamed": "council",
        "date": "date",
        **_plain("heading from about told right ask close signed"),
    },
}
_WHOM = ("title", "opening", "manager", "reached", "director", "councillor", "complaint", "links", *SOURCED)


def check_letter(page: Page, value: Any, topics: Mapping[str, Any], as_of: date) -> None:
    """letter.yml: words, questions for every topic and for no other, each with its source and day."""
    found = page.mapping(value, 1, "this file")
    if found is None:
        return
    parts = (*_LETTER, "general", "whom", "topics")
    page.fields(found, parts, parts, "this file")
    for part, needed in _LETTER.items():
        if found.get(part) is not None:
            check_words(page, found[part], needed, (), f"'{part}'")
    if isinstance(general := found.get("general"), Lined):
        _check_questions(page, general, "'general'", as_of, "title")
    if isinstance(whom := found.get("whom"), Lined):
        page.fields(whom, _WHOM, _WHOM, "'whom'")
        check_sourced(page, whom, "'whom'", as_of)
    asked = page.mapping(found.get("topics"), found.line_of("topics"), "'topics'") or Lined()
    for topic, part in asked.items():
        line = asked.line_of(topic)
        page.code(topic, line, "A topic of the letter", topics)
        if (questions := page.mapping(part, line, f"'{topic}'")) is not None:
            _check_questions(page, questions, f"'{topic}'", as_of)
    for topic in topics:
        if topic not in asked:
            page.refuse(found.line_of("topics"), f"The letter has no questions about '{topic}'.", "Add 1 or more.")


def _check_questions(page: Page, found: Lined, what: str, as_of: date, *more: str) -> None:
    page.fields(found, (*more, "questions", *SOURCED), (*more, "questions", *SOURCED), what)
    check_sourced(page, found, what, as_of)
    questions = found.get("questions")
    if not isinstance(questions, LinedList) or not 1 <= len(questions) <= MOST_QUESTIONS:
        page.refuse(
            found.line_of("questions"), f"{what} needs 1 to {MOST_QUESTIONS} questions.", "Start each with '- '."
        )
        return
    for question, line in zip(questions, questions.item_lines, strict=True):
        check_text(page, question, line, f"A question of {what}")
