"""What a file of offer_content must hold, said to the person who edits it.

Each function checks one part of a topic file and adds faults to the page it is given. What a fault is, is
`content_files`; council.yml has `council_schema`, the files beside the folders have `wording_schema`, and `check` walks
them all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kinship import computed
from kinship.content_files import Lined, LinedList, Page, did_you_mean
from kinship.field_checks import CONTACT_FIELDS, check_contact_block, check_figures, check_sourced, check_text
from kinship.rule_table import FLAGS
from kinship.to_fill import check_to_write

ARRANGEMENTS = (
    "informal_kinship_care",
    "short_stay_with_friend",
    "older_teenager_with_friend",
    "private_fostering",
    "temporary_approval",
    "kinship_foster_care",
    "child_arrangements_order",
    "special_guardianship_order",
    "guardian_after_death",
    "kinship_adoption",
    "waiting_for_court",
    "disputed_placement",
    "adult_now",
    "not_kinship_care",
    "not_settled",
)
AGE_BANDS = computed.COMPUTED["age_band"].answers
STATUSES = ("entitlement", "right_to_ask", "local", "not_available")
STATES = ("live", "paused")
CONTACT_BLOCKS = (
    "front_door",
    "out_of_hours",
    "kinship_team",
    "private_fostering",
    "special_guardianship",
    "virtual_school",
    "complaints",
    "fgdm",
    "crisis_fund",
    "housing",
    "early_help",
    "adult_social_care",
)

ENTRY_WORDS = ("title", "what", "who", "how", "provides", "coordinates", "decides", "if_no", "cost", "come_back")
_ENTRY_NEEDED = (
    "id need title status arrangements what who how provides decides if_no cost contact come_back"
    " source checked_on review_by"
).split()
_ENTRY_KNOWN = (*_ENTRY_NEEDED, "coordinates", "only_if", "figures", "hard_limit", "state", "owner")


@dataclass(frozen=True)
class Known:
    """What the checks compare with: the vocabulary and what other files hold.

    `topics` maps a topic to its need codes, `answers` a fact to its allowed answers (None: any), `helplines` and
    `blocks` are what a contact may point to.
    """

    as_of: date
    topics: dict[str, tuple[str, ...]] = field(default_factory=dict)
    answers: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    helplines: Collection[str] = ()
    blocks: Collection[str] = CONTACT_BLOCKS


def check_only_if(page: Page, only_if: Any, line: int, known: Known, what: str) -> None:
    """The condition of an entry: facts, flags or age_band, and the answers that fit."""
    condition = page.mapping(only_if, line, f"'only_if' of {what}")
    if condition is None:
        return
    allowed: dict[str, tuple[str, ...] | None] = {
        **known.answers, **dict.fromkeys(FLAGS, ("yes", "no")), "age_band": AGE_BANDS,
    }  # fmt: skip
    for key, wanted in condition.items():
        where = condition.line_of(key)
        if key not in allowed:
            page.refuse(
                where, f"'only_if' of {what} names '{key}', which is no fact or flag.", did_you_mean(key, allowed)
            )
            continue
        answers = allowed[key]
        if answers is None:
            page.refuse(
                where,
                f"'only_if' of {what} asks for '{key}', which has no list of answers.",
                "For an age use 'age_band'.",
            )
            continue
        for answer in wanted if isinstance(wanted, list) else [wanted]:
            page.code(answer, where, f"'{key}' in 'only_if' of {what}", answers)


def check_contact(page: Page, contact: Any, line: int, known: Known, what: str) -> None:
    """Whom to reach: written out, {helpline: id} of helplines.yml or {council: block} of council.yml."""
    block = page.mapping(contact, line, f"'contact' of {what}")
    if block is None:
        return
    where = f"'contact' of {what}"
    for key, places, file in (("helpline", known.helplines, "helplines.yml"), ("council", known.blocks, "council.yml")):
        if key in block:
            if block[key] not in places:
                mend = did_you_mean(block[key], sorted(places))
                page.refuse(block.line_of(key), f"{where} points to '{block[key]}', which is not in {file}.", mend)
            page.fields(block, (key,), (), where)
            return
    page.fields(block, CONTACT_FIELDS, ("name",), where)
    check_contact_block(page, block, where, ("phone", "web", "email"))


def check_entry(page: Page, entry: Lined, topic: str, local: bool, known: Known) -> None:
    """One entry of a topic file. `local` is true in a council's folder: its entries say whether they are live."""
    what = f"Entry '{entry.get('id', '?')}'"
    page.fields(entry, _ENTRY_KNOWN, (*_ENTRY_NEEDED, "state") if local else _ENTRY_NEEDED, what)
    for key in ("id", *ENTRY_WORDS):
        if entry.get(key) is not None:
            check_text(page, entry[key], entry.line_of(key), f"'{key}' of {what}")
    if "status" in entry:
        page.code(entry["status"], entry.line_of("status"), f"'status' of {what}", ("local",) if local else STATUSES)
    if "state" in entry:
        page.code(entry["state"], entry.line_of("state"), f"'state' of {what}", STATES)
    if "need" in entry and topic in known.topics:
        page.code(entry["need"], entry.line_of("need"), f"'need' of {what}", known.topics[topic])
    check_arrangements(page, entry, what)
    if "only_if" in entry:
        check_only_if(page, entry["only_if"], entry.line_of("only_if"), known, what)
    if entry.get("contact") is not None:
        check_contact(page, entry["contact"], entry.line_of("contact"), known, what)
    if "owner" in entry:
        page.words(entry["owner"], entry.line_of("owner"), f"'owner' of {what}")
    if "figures" in entry:
        check_figures(page, entry["figures"], entry.line_of("figures"), known.as_of, what)
    check_sourced(page, entry, what, known.as_of)


def check_arrangements(page: Page, entry: Lined, what: str) -> None:
    """`arrangements` is a list of codes, or the word all."""
    value, line = entry.get("arrangements"), entry.line_of("arrangements")
    if value is None or value == "all":
        return
    if not isinstance(value, LinedList) or not value:
        page.refuse(
            line,
            f"'arrangements' of {what} should be a list.",
            "Write [informal_kinship_care, private_fostering], or all.",
        )
        return
    for code, where in zip(value, value.item_lines, strict=True):
        page.code(code, where, f"'arrangements' of {what}", ARRANGEMENTS)
    if len(set(map(str, value))) < len(value):
        page.refuse(line, f"'arrangements' of {what} names one twice.", "Keep each once.")


def check_topic_file(page: Page, value: Any, stem: str, local: bool, known: Known) -> None:
    """england/<topic>.yml or <council>/<topic>.yml."""
    found = page.mapping(value, 1, "This file")
    if found is None:
        return
    page.fields(
        found,
        ("topic", "owner", "opening", "gaps", "to_write", "entries"),
        ("topic", "entries") if local else ("topic", "opening", "entries"),
        "This file",
    )
    topic = found.get("topic")
    if topic != stem:
        page.refuse(
            found.line_of("topic"),
            f"'topic' is '{topic}', but the file is called {stem}.yml.",
            f"Write 'topic: {stem}'.",
        )
    if stem not in known.topics:
        page.refuse(1, f"'{stem}' is not a topic.", did_you_mean(stem, known.topics))
    if "owner" in found:
        page.words(found["owner"], found.line_of("owner"), "'owner'")
    if "opening" in found:
        check_text(page, found["opening"], found.line_of("opening"), "'opening'")
    check_to_write(page, found, known.topics.get(stem, ()))
    _check_gaps(page, found, known.topics.get(stem, ()))
    _check_entries(page, found, stem, local, known)


def _check_gaps(page: Page, found: Lined, needs: tuple[str, ...]) -> None:
    if found.get("gaps") is None:
        return
    for need, sentence in (gaps := page.mapping(found["gaps"], found.line_of("gaps"), "'gaps'") or Lined()).items():
        page.code(need, gaps.line_of(need), "A need under 'gaps'", needs or (need,))
        check_text(page, sentence, gaps.line_of(need), f"'{need}' under 'gaps'")


def _check_entries(page: Page, found: Lined, stem: str, local: bool, known: Known) -> None:
    entries = found.get("entries")
    if not isinstance(entries, LinedList):
        page.refuse(found.line_of("entries"), "'entries' should be a list.", "Start each entry with '- id: …'.")
        return
    seen: dict[str, int] = {}
    for item, line in zip(entries, entries.item_lines, strict=True):
        entry = page.mapping(item, line, "An entry")
        if entry is None:
            continue
        if (name := str(entry.get("id"))) in seen and "id" in entry:
            page.refuse(
                entry.line_of("id"),
                f"The id '{name}' is already on line {seen[name]}.",
                "Give each entry an id of its own.",
            )
        seen.setdefault(name, entry.line_of("id"))
        check_entry(page, entry, stem, local, known)
