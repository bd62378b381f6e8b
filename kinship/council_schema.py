"""What council.yml must hold: every field of it answers a question a carer asks, so none may be missing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from kinship import ageing, theme
from kinship.content_files import Lined, LinedList, Page
from kinship.field_checks import CONTACT_FIELDS, check_contact_block, check_figure, check_phone, check_text
from kinship.offer_schema import ARRANGEMENTS, CONTACT_BLOCKS
from kinship.opening_checks import check_open, check_someone_answers

# A team, and what else its block says.
TEAMS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(CONTACT_BLOCKS, ()),
    "fgdm": ("who_can_ask",),
    "crisis_fund": ("eligibility",),
    "named_senior_manager": ("role",),
}
MAY_SAY = ("what", "who", "duty", "usual_wait", "who_can_ask", "eligibility", "role", "answers_for", "centres")
IN_CHAT = ("name", "adviser_hours", "open", "outside_hours")
_NOT_BY_PHONE = ("named_senior_manager",)
_DATES = ("last_reviewed", "next_review")
_YES_NO = ("example", "in_england")
_WORDS = ("council_name", "offer_url", "consultation_report_url")
_LISTS = ("aliases", "languages", "formats")
_ITEMS: dict[str, tuple[str, ...]] = {
    "allowances": (
        "arrangement",
        "previously_looked_after",
        "rate",
        "year",
        "means_test",
        "child_benefit_deducted",
        "review",
    ),
    "groups": ("name", "when", "where", "who"),
    "training": ("name", "what", "who"),
}
BLOCKS: dict[str, tuple[str, ...]] = {
    "legal_costs": ("policy", "cap"),
    "therapy": ("name", "what", "who"),
    "family_time": ("name", "what", "who"),
    "turning_18": ("name", "what", "who"),
    "privacy": ("keeps", "passed_on"),
}
NEEDED = (*_WORDS, *_LISTS, *TEAMS, *_ITEMS, *BLOCKS, "kinship_zone", "last_reviewed", "next_review")
MAY_ADD = (
    "example in_england area_note print_url reviewed_with language_help homeless_tonight family_information chat "
    "theme bsl easy_read accessibility_web"
).split()
SHORT_FOR_TEXTS = 64  # letters of privacy.keeps_short and privacy.passed_on_short
_ELSEWHERE = ("bsl", "easy_read")  # pages of the council for those who read in another way: a name and an address

# The ranges Ofcom keeps for drama: an invented council rings nobody's phone.
_DRAMA = re.compile(r"020 7946 0\d{3}|01632 960\d{3}|07700 900\d{3}|0808 157 0\d{3}")
_LOOKS_LIKE_PHONE = re.compile(r"\+?\d[\d ]{6,}\d")


def check_council(page: Page, value: Any, as_of: date) -> None:
    """council.yml of one council, as of a day (a review that is due is a fault)."""
    council = page.mapping(value, 1, "This file")
    if council is None:
        return
    page.fields(council, (*NEEDED, *MAY_ADD), NEEDED, "council.yml")
    for key, part in council.items():
        _check_part(page, key, part, council.line_of(key), as_of)
    check_someone_answers(page, council)
    page.date(council, "last_reviewed", "council.yml")
    next_review = page.date(council, "next_review", "council.yml")
    if next_review and next_review < as_of:
        page.refuse(
            council.line_of("next_review"),
            f"The offer was due for review by {next_review}.",
            "Review it and set both dates.",
        )
    reviewed = {"phone": "yes", "checked_on": council.get("last_reviewed"), "review_by": next_review}
    if months := ageing.too_far(reviewed):
        mend = f"Set 'next_review' within {months} months of 'last_reviewed'."
        page.refuse(
            council.line_of("next_review"), f"The phone numbers here stand for more than {months} months.", mend
        )
    if council.get("example") is True:
        refuse_real_numbers(page, council, 1)


def _check_part(page: Page, key: str, part: Any, line: int, as_of: date) -> None:
    if key in TEAMS or (isinstance(part, Lined) and "phone" in part):
        check_team(page, key, part, line)
    elif key == "chat":
        check_chat(page, part, line)
    elif key == "theme":
        _check_theme(page, part, line)
    elif key in _ELSEWHERE:
        _check_elsewhere(page, key, part, line)
    elif key in _LISTS:
        _check_list(page, key, part, line)
    elif key in _ITEMS:
        _check_items(page, key, part, line)
    elif key in BLOCKS or isinstance(part, Lined):
        _check_block(page, key, part, line, as_of)
    elif key in _YES_NO:
        if not isinstance(part, bool):
            page.refuse(line, f"'{key}' is '{part}'.", "Write true or false.")
    elif key not in _DATES:
        check_text(page, part, line, f"'{key}'")


def check_team(page: Page, key: str, part: Any, line: int) -> None:
    team = page.mapping(part, line, f"'{key}'")
    if team is None:
        return
    by_phone = () if key in _NOT_BY_PHONE else ("phone", "hours")
    needed = ("name", *by_phone, *TEAMS.get(key, BLOCKS.get(key, ())))
    page.fields(team, (*CONTACT_FIELDS, "open", *MAY_SAY), needed, f"'{key}'")
    check_contact_block(page, team, f"'{key}'")
    check_open(page, team, f"'{key}'")
    for field, text in team.items():
        if field in MAY_SAY and not isinstance(text, LinedList):
            check_text(page, text, team.line_of(field), f"'{field}' of '{key}'")


def check_chat(page: Page, part: Any, line: int) -> None:
    """What the assistant is called here, and when advisers are there: in words, and as data for the clock."""
    chat = page.mapping(part, line, "'chat'")
    if chat is None:
        return
    page.fields(chat, IN_CHAT, IN_CHAT, "'chat'")
    check_open(page, chat, "'chat'", said_in="adviser_hours")
    for field in ("name", "adviser_hours", "outside_hours"):
        if chat.get(field) is not None:
            check_text(page, chat[field], chat.line_of(field), f"'{field}' of 'chat'")


def _check_theme(page: Page, part: Any, line: int) -> None:
    found = page.mapping(part, line, "'theme'")
    for field, fault, mend in theme.refused(found) if found is not None else ():
        page.refuse(found.line_of(field), fault, mend)


def _check_elsewhere(page: Page, key: str, part: Any, line: int) -> None:
    found = page.mapping(part, line, f"'{key}'")
    if found is not None:
        page.fields(found, ("name", "web"), ("name", "web"), f"'{key}'")
        for field in ("name", "web"):
            if found.get(field) is not None:
                check_text(page, found[field], found.line_of(field), f"'{field}' of '{key}'")


def _check_list(page: Page, key: str, part: Any, line: int) -> None:
    if not isinstance(part, LinedList) or not part:
        page.refuse(line, f"'{key}' should be a list.", "Write [one, another].")
        return
    for item, where in zip(part, part.item_lines, strict=True):
        page.words(item, where, f"'{key}'")


def _check_items(page: Page, key: str, part: Any, line: int) -> None:
    if not isinstance(part, LinedList):
        page.refuse(line, f"'{key}' should be a list.", "Start each on a new line with '- '.")
        return
    for item, where in zip(part, part.item_lines, strict=True):
        found = page.mapping(item, where, f"An item of '{key}'")
        if found is None:
            continue
        for field in _ITEMS[key]:
            if found.get(field) is None:
                page.refuse(where, f"An item of '{key}' has no '{field}'.", f"Add '{field}'.")
        if "arrangement" in found:
            page.code(found["arrangement"], found.line_of("arrangement"), f"'arrangement' in '{key}'", ARRANGEMENTS)
        for field, text in found.items():
            check_text(page, text, found.line_of(field), f"'{field}' in '{key}'")


def _check_block(page: Page, key: str, part: Any, line: int, as_of: date) -> None:
    block = page.mapping(part, line, f"'{key}'")
    if block is None:
        return
    for field in BLOCKS.get(key, ()):
        if block.get(field) is None:
            page.refuse(line, f"'{key}' has no '{field}'.", f"Add '{field}'.")
    for field, text in block.items():
        where = block.line_of(field)
        if isinstance(text, Lined):
            check_figure(page, text, as_of, f"'{field}' of '{key}'")
        elif field == "phone":
            check_phone(page, text, where, f"'phone' of '{key}'")
        elif not isinstance(text, LinedList):
            check_text(page, text, where, f"'{field}' of '{key}'")
        if field.endswith("_short") and isinstance(text, str) and len(text) > SHORT_FOR_TEXTS:
            mend = f"Keep it to {SHORT_FOR_TEXTS}: both go into one text message."
            page.refuse(where, f"'{field}' of '{key}' has {len(text)} letters.", mend)


def is_reserved(number: str) -> bool:
    """Is this one of the numbers kept for drama, which ring nobody?"""
    return _DRAMA.fullmatch(number.strip()) is not None


def refuse_real_numbers(page: Page, value: Any, line: int) -> None:
    """In an invented council, any phone number that could ring a real phone is a fault."""
    if isinstance(value, Lined):
        for key, part in value.items():
            if key not in ("source", "figures"):
                refuse_real_numbers(page, part, value.line_of(key))
    elif isinstance(value, LinedList):
        for part, where in zip(value, value.item_lines, strict=True):
            refuse_real_numbers(page, part, where)
    elif isinstance(value, str):
        for number in _LOOKS_LIKE_PHONE.findall(value):
            if not is_reserved(number):
                mend = "Use one that starts 01632 960, 020 7946 0, 07700 900 or 0808 157 0: they ring nobody."
                page.refuse(line, f"{number} may be somebody's number, and this council is an example.", mend)
