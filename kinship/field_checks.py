"""Checks of fields that stand in more than one file of offer_content: texts, phones, contacts, sources and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from kinship import ageing
from kinship.content_files import Lined, LinedList, Page

LONGEST_TEXT = 60  # words: what fits one screen, or four text messages
CONTACT_FIELDS = ("name", "phone", "hours", "text", "email", "web", "post")
_FIGURE_FIELDS = ("label", "amount", "tax_year", "valid_from", "valid_to")
SOURCED = ("source", "checked_on", "review_by")

_POUNDS = re.compile(r"£\s?\d")
_PHONE = re.compile(r"[0-9+() ]{3,20}")
_TAX_YEAR = re.compile(r"20\d\d/\d\d")


def check_text(page: Page, value: Any, line: int, what: str) -> None:
    """Text a carer reads: words, 60 at most, no braces, no amount of money outside `figures`."""
    if not page.words(value, line, what):
        return
    count = len(value.split())
    if count > LONGEST_TEXT:
        page.refuse(line, f"{what} has {count} words.", f"Say it in {LONGEST_TEXT} words or fewer, or split it in two.")
    if "{" in value or "}" in value:
        page.refuse(line, f"{what} has a brace, {{ or }}.", "Take it out: nothing is filled in here.")
    if _POUNDS.search(value):
        mend = "Put the amount under 'figures' with its tax year and dates, and leave it out of the words."
        page.refuse(line, f"{what} names an amount of money.", mend)


def check_phone(page: Page, value: Any, line: int, what: str) -> None:
    """A phone number as text: digits and spaces, in quotes so that no leading 0 is lost."""
    if isinstance(value, int):
        page.refuse(line, f"{what} is a number without quotes.", f'Put quotes around it: "{value}", with its first 0.')
    elif page.words(value, line, what) and not _PHONE.fullmatch(value):
        page.refuse(line, f"{what} is '{value}'.", "Write digits and spaces only; put the times under 'hours'.")


def check_contact_block(
    page: Page, block: Lined, what: str, ways: Iterable[str] = ("phone", "text", "web", "email")
) -> None:
    """Somebody to reach: a name, at least one way to reach them, and hours with every phone number."""
    if not any(block.get(way) for way in ways):
        page.refuse(
            block.line,
            f"{what} gives no way to reach anyone.",
            "Add a phone number with hours, a web address or an email.",
        )
    for key in ("phone", "text"):
        if key in block and block[key] != "":
            check_phone(page, block[key], block.line_of(key), f"'{key}' of {what}")
    if (block.get("phone") or block.get("text")) and not block.get("hours"):
        line = block.line_of("phone")
        page.refuse(
            line,
            f"{what} has a phone number without hours.",
            "Add 'hours', or 'Check opening times' when you do not know.",
        )
    for key in ("name", "hours", "web", "email", "post"):
        if key in block and block[key] != "":
            page.words(block[key], block.line_of(key), f"'{key}' of {what}")


def check_sourced(page: Page, found: Lined, what: str, as_of: date) -> None:
    """Source, day checked and review date. A review date that has passed is a fault; the carer still gets the fact."""
    if found.get("source") is not None and (
        source := page.mapping(found["source"], found.line_of("source"), f"'source' of {what}")
    ):
        page.fields(source, ("title", "href"), ("title", "href"), f"'source' of {what}")
        href = source.get("href")
        if href is not None and not (isinstance(href, str) and href.startswith(("https://", "http://"))):
            page.refuse(
                source.line_of("href"), f"'href' of {what} is '{href}'.", "Write the whole address, from https:// on."
            )
    checked_on = page.date(found, "checked_on", what)
    review_by = page.date(found, "review_by", what)
    hard_limit = page.date(found, "hard_limit", what)
    if checked_on and checked_on > as_of:
        page.refuse(
            found.line_of("checked_on"),
            f"{what} was checked on {checked_on}, which is still to come.",
            "Write the day it was checked.",
        )
    if review_by and review_by < as_of:
        mend = "Check it, then set 'checked_on' to that day and 'review_by' to the next review."
        page.refuse(found.line_of("review_by"), f"{what} was due for review by {review_by}.", mend)
    if months := ageing.too_far(found):
        why = "an amount or a phone number" if months < ageing.MONTHS else "a fact"
        mend = f"Set it to {ageing.latest_review(found, checked_on).isoformat()} or sooner." if checked_on else ""
        page.refuse(found.line_of("review_by"), f"{what} has {why}, and stands for more than {months} months.", mend)
    if review_by and hard_limit and hard_limit < review_by:
        page.refuse(
            found.line_of("hard_limit"),
            f"'hard_limit' of {what} is before 'review_by'.",
            "Set it after the review date.",
        )


def check_figures(page: Page, figures: Any, line: int, as_of: date, what: str) -> None:
    """Amounts of money: each with its label, tax year and the dates it holds between."""
    if not isinstance(figures, LinedList):
        page.refuse(
            line, f"'figures' of {what} should be a list.", "Start each amount on a new line with '- label: …'."
        )
        return
    for figure, where in zip(figures, figures.item_lines, strict=True):
        found = page.mapping(figure, where, f"A figure of {what}")
        if found is not None:
            check_figure(page, found, as_of, f"A figure of {what}")


def check_figure(page: Page, found: Lined, as_of: date, what: str) -> None:
    """One amount of money. An amount whose last day has passed is a fault."""
    page.fields(found, _FIGURE_FIELDS, _FIGURE_FIELDS, what)
    for key in ("label", "amount"):
        if key in found:
            page.words(found[key], found.line_of(key), f"'{key}' of {what}")
    year = found.get("tax_year")
    if year is not None and not (isinstance(year, str) and _TAX_YEAR.fullmatch(year)):
        page.refuse(found.line_of("tax_year"), f"'tax_year' of {what} is '{year}'.", "Write it as 2026/27.")
    valid_from, valid_to = page.date(found, "valid_from", what), page.date(found, "valid_to", what)
    if valid_from and valid_to and valid_to < valid_from:
        page.refuse(found.line_of("valid_to"), f"{what} ends before it starts.", "Check 'valid_from' and 'valid_to'.")
    if valid_to and valid_to < as_of and "last year" not in str(found.get("label", "")).lower():
        mend = "Put in the new amount, or take the figure out; say 'last year' in its label if no new one is known."
        page.refuse(found.line_of("valid_to"), f"{what} ({found.get('amount')}) ran out on {valid_to}.", mend)
