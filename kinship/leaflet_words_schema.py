"""The words that papers look for in leaflet.yml: leaflets, large print and posters for carers, the script for advisers.

Checked as the words of the chat are (hub_words_schema). Every topic has its question for the front of a leaflet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kinship.content_files import Lined, Page
from kinship.hub_words_schema import PERSON, PLAIN, check_words

ANYBODY = "anybody"  # the question of the poster that is for every topic
BEGIN_WITH = "begin_with"  # needs that stand first in a leaflet: codes, no words


def _plain(names: str | Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(names.split() if isinstance(names, str) else names, PLAIN)


LEAFLET: dict[str, Any] = {
    ANYBODY: PLAIN,
    "front": _plain("you inside danger large"),
    "more": _plain("title words not_known notes spoke_to when said"),
    "back": {
        "offer": "council",
        "day": "name phone",
        "night": "name phone",
        "picture": "address",
        "formats": "formats phone hours",
        "language": "help phone hours",
        "made": "day",
        **_plain("title chat_title chat page_title page page_all scan other_ways"),
    },
    "poster": _plain("no_papers free call on_the_web"),
    "pages": {
        "file": "form",
        "of": "form topic",
        **_plain(
            "title what skip leave leaflet large poster all leaflet_what large_what poster_what all_what for_anybody"
        ),
        **_plain("print_it all_papers to_offer no_file no_file_words"),
    },
    "script": {
        "of": "topic",
        "number": PERSON,
        **_plain("title what back danger_title danger then_tell grouped begin contents say ask ask_words how if_no"),
        **_plain("if_asked before end end_words england local printed"),
    },
}
# Parts whose names the program puts together; tests compare them with its lists.
BY_CODE = ("pages", "questions")


def needed(topics: Iterable[str]) -> dict[str, Any]:
    """Every name leaflet.yml must have, with what is filled into it."""
    return {**LEAFLET, "questions": _plain(topics)}


def check_leaflet(page: Page, value: Any, topics: Mapping[str, Iterable[str]]) -> None:
    """leaflet.yml: every name is there, no other is, and each keeps what the program fills in. `topics`: each with its needs."""
    if isinstance(value, Lined) and BEGIN_WITH in value:
        _check_order(page, value[BEGIN_WITH], value.line_of(BEGIN_WITH), topics)
        rest = Lined({key: part for key, part in value.items() if key != BEGIN_WITH})
        rest.line, rest.key_lines, rest.value_lines = value.line, value.key_lines, value.value_lines
        value = rest
    check_words(page, value, needed(topics), ())


def _check_order(page: Page, value: Any, line: int, topics: Mapping[str, Iterable[str]]) -> None:
    """A topic, and the needs that stand first in its leaflet."""
    order = page.mapping(value, line, f"'{BEGIN_WITH}'")
    for topic, needs in (order or Lined()).items():
        where = order.line_of(topic)
        page.code(topic, where, f"A topic under '{BEGIN_WITH}'", list(topics))
        for need in needs if isinstance(needs, list) else [needs]:
            page.code(need, where, f"A need of '{topic}' under '{BEGIN_WITH}'", list(topics.get(topic, (need,))))
