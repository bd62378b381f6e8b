"""What the files beside the folders of offer_content must hold: topics, arrangements, helplines, words of answers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from kinship.content_files import Lined, LinedList, Page, did_you_mean
from kinship.field_checks import CONTACT_FIELDS, SOURCED, check_contact_block, check_sourced, check_text
from kinship.label_checks import LONGEST_BUTTON, LONGEST_ROW, MOST_BUTTONS, check_short, check_short_part, refuse_twins
from kinship.offer_schema import ARRANGEMENTS
from kinship.opening_checks import check_open

HEADINGS = (
    "general_approach",
    "financial_support",
    "health_and_wellbeing",
    "relationships",
    "education_and_training",
    "accommodation",
)
LONGEST_LABEL = 40  # characters: a button of the web chat
LONGEST_TITLE = LONGEST_ROW
_BESIDE_FACTS = ("children", "commands", "commands_short", "about", "about_short", "contact")
_SHORT_OF = ("commands", "about")  # parts with the short forms in a part of their own


def check_topics(page: Page, value: Any) -> None:
    """topics.yml: menu label, heading and checklist of each topic."""

    def one(topic: str, found: Lined, line: int) -> None:
        what = f"Topic '{topic}'"
        page.fields(found, ("title", "short", "heading", "needs", "carers_say"), ("title", "heading", "needs"), what)
        _check_carers_say(page, found, what)
        title = found.get("title")
        if (
            title is not None
            and page.words(title, found.line_of("title"), f"'title' of {what}")
            and len(title) > LONGEST_TITLE
        ):
            page.refuse(
                found.line_of("title"),
                f"'title' of {what} has {len(title)} characters.",
                f"Keep it to {LONGEST_TITLE}.",
            )
        elif isinstance(title, str):
            check_short(page, found, "title", "short", LONGEST_BUTTON, what)
        if "heading" in found:
            page.code(found["heading"], found.line_of("heading"), f"'heading' of {what}", HEADINGS)
        if found.get("needs") is not None and (
            needs := page.mapping(found["needs"], found.line_of("needs"), f"'needs' of {what}")
        ):
            for need, description in needs.items():
                check_text(page, description, needs.line_of(need), f"'{need}' of {what}")

    _each(page, value, one)
    if isinstance(value, Lined):
        parts = {topic: part for topic, part in value.items() if isinstance(part, Lined)}
        refuse_twins(page, {topic: (part, "title", "short") for topic, part in parts.items()}, "the topics")


def check_arrangements_file(page: Page, value: Any, as_of: date) -> None:
    """arrangements.yml: what each arrangement is, in words. Every code has its words."""
    words = ("name", "official", "what_it_is", "who_decides", "today")

    def one(code: str, found: Lined, line: int) -> None:
        page.code(code, line, "An arrangement", ARRANGEMENTS)
        page.fields(found, (*words, "first_steps", *SOURCED), (*words, "first_steps", *SOURCED), f"'{code}'")
        for key in words:
            if found.get(key) is not None:
                check_text(page, found[key], found.line_of(key), f"'{key}' of '{code}'")
        steps = found.get("first_steps")
        if steps is not None and not isinstance(steps, LinedList):
            page.refuse(
                found.line_of("first_steps"),
                f"'first_steps' of '{code}' should be a list.",
                "Write 2 to 4 lines, each starting with '- '.",
            )
        elif steps is not None:
            for step, where in zip(steps, steps.item_lines, strict=True):
                check_text(page, step, where, f"A first step of '{code}'")
            if not 2 <= len(steps) <= 4:
                page.refuse(steps.line, f"'{code}' has {len(steps)} first steps.", "Give 2 to 4.")
        check_sourced(page, found, f"'{code}'", as_of)

    _each(page, value, one)
    for code in ARRANGEMENTS:
        if isinstance(value, Lined) and code not in value:
            page.refuse(1, f"There are no words for '{code}'.", "Add it.")


def check_helplines(page: Page, value: Any, as_of: date) -> None:
    """helplines.yml: whom to call, with hours."""

    def one(name: str, found: Lined, line: int) -> None:
        what = f"Helpline '{name}'"
        page.fields(found, (*CONTACT_FIELDS, "open", "for", *SOURCED), ("name", "for", *SOURCED), what)
        check_contact_block(page, found, what)
        check_open(page, found, what)
        if found.get("for") is not None:
            check_text(page, found["for"], found.line_of("for"), f"'for' of {what}")
        check_sourced(page, found, what, as_of)

    _each(page, value, one)


def check_safety(page: Page, value: Any, contacts: Collection[str]) -> None:
    """safety.yml: everyone it names can be reached. What it says is checked as plain language."""
    if isinstance(value, LinedList):
        for part in value:
            check_safety(page, part, contacts)
    elif isinstance(value, Lined):
        for key, part in value.items():
            if key == "contacts" and isinstance(part, LinedList):
                for contact, line in zip(part, part.item_lines, strict=True):
                    page.code(contact, line, "A contact", contacts)
            else:
                check_safety(page, part, contacts)


def _check_carers_say(page: Page, found: Lined, what: str) -> None:
    """The words carers use for each need: lists of short words, for needs that exist."""
    if found.get("carers_say") is None:
        return
    said = page.mapping(found["carers_say"], found.line_of("carers_say"), f"'carers_say' of {what}")
    for need, words in (said or {}).items():
        page.code(need, said.line_of(need), f"A need in 'carers_say' of {what}", tuple(found.get("needs") or ()))
        if not (
            isinstance(words, list) and words and all(isinstance(word, str) and word == word.lower() for word in words)
        ):
            page.refuse(
                said.line_of(need),
                f"'{need}' in 'carers_say' of {what} is not a list of words.",
                "Write [free dinners, school meals].",
            )


def check_answers(page: Page, value: Any, answers: dict[str, tuple[str, ...] | None]) -> None:
    """answers.yml: the words of every answer of every fact, and the names of children, commands and facts."""

    def one(fact: str, found: Lined, line: int) -> None:
        if fact in _BESIDE_FACTS:
            for key, words in found.items():
                page.words(words, found.line_of(key), f"'{key}' of '{fact}'")
            if fact in _SHORT_OF:
                check_short_part(page, found, value.get(f"{fact}_short"), fact)
            elif fact == "children" and "differs" in found:
                check_short(page, found, "differs", "differs_short", LONGEST_BUTTON, "'differs' of 'children'")
        elif fact in answers:
            _check_answers_of(page, fact, found, answers[fact])
        else:
            page.refuse(line, f"'{fact}' is not a fact.", did_you_mean(fact, answers))

    _each(page, value, one)


def _check_answers_of(page: Page, fact: str, found: Lined, allowed: tuple[str, ...] | None) -> None:
    for answer, words in found.items():
        where, what = found.line_of(answer), f"'{fact}' {answer}"
        if allowed is not None:
            page.code(answer, where, f"An answer to '{fact}'", allowed)
        if (said := page.mapping(words, where, what)) is None:
            continue
        # A measured answer (an age, a date) has no button of its own; "not sure" is seldom said back.
        # said_back_all is the wording for several children, where the grammar differs.
        needed = (["label"] if allowed else []) + (["said_back"] if answer != "not_sure" else [])
        page.fields(said, ("label", "short", "said_back", "said_back_all"), needed, what)
        for key in said:
            _short_words(page, said, key, f"'{key}' of {what}")
        if isinstance(said.get("label"), str):
            most = LONGEST_BUTTON if len(allowed or ()) <= MOST_BUTTONS else LONGEST_ROW
            check_short(page, said, "label", "short", most, what)
    for answer in allowed or ():
        if answer != "not_sure" and answer not in found:
            page.refuse(found.line, f"'{fact}' has no words for the answer '{answer}'.", "Add its label and said_back.")
    worded = {answer: words for answer, words in found.items() if isinstance(words, Lined)}
    refuse_twins(page, {answer: (words, "label", "short") for answer, words in worded.items()}, f"'{fact}'")


def _short_words(page: Page, said: Lined, key: str, what: str) -> None:
    line, text = said.line_of(key), said[key]
    if page.words(text, line, what) and key == "label" and len(text) > LONGEST_LABEL:
        page.refuse(
            line, f"{what} has {len(text)} characters.", f"Keep it to {LONGEST_LABEL}, so that it fits a button."
        )


def _each(page: Page, value: Any, one: Callable[[str, Lined, int], None]) -> None:
    """Check each part of a file that is a mapping of mappings."""
    whole = page.mapping(value, 1, "This file")
    for key, part in (whole or {}).items():
        line = whole.line_of(key) if whole else 1
        if (found := page.mapping(part, line, f"'{key}'")) is not None:
            one(key, found, line)
