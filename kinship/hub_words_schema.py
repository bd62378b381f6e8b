"""The words the hub looks for in web_chat.yml and conversation.yml, and the check that they are all there.

Each name stands for words, for a part with names of its own, for `LINES` (a list of words) or for `Choices`. Words are
given as what the program fills into them: `"name phone"` means that both {name} and {phone} must stand there, and no other.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kinship.content_files import Lined, LinedList, Page
from kinship.field_checks import LONGEST_TEXT
from kinship.label_checks import check_short_part
from kinship.wording_schema import LONGEST_LABEL

LINES = object()  # a list of words, in which nothing is filled in
ADDRESS = object()  # a whole web address
SHORTS = object()  # the short forms of the labels in the part of the same name without "_short"
PLAIN = ""  # words in which nothing is filled in
PERSON = "name phone hours"
_FILL = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Choices:
    """A list of {id, label}. `ids`: exactly these, in this order; None: any id that a turn takes."""

    ids: tuple[str, ...] | None = None


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


WEB_CHAT: dict[str, Any] = {
    "page": {"title": "council", **_plain("question skip skip_to_answer skip_to_main new_tab danger messages")},
    "title_prefix": _plain("new_answer error waiting ended"),
    "opening": {"assistant": "council", "privacy": "keeps passed_on", **_plain("about how choices_label")},
    "first_choices": Choices(),
    "person": {"call": "name phone", "open": "hours", "out_of_hours": PERSON, **_plain("title callback")},
    "who": _plain("contact assistant adviser system"),
    "messages": {"chosen": "label", "sent_at": "time", **_plain("back choices")},
    "form": {"too_near": "left", "over": "over", **_plain("label hint send one_left")},
    "errors": {
        "too_long": "over",
        "trouble": "name phone hours",
        **_plain("title empty too_many not_sent wrong_choice not_from_here newer_message"),
    },
    "waiting": _plain("sending looking still_looking page check nothing_yet answer_ready message_sent back"),
    "leave": {
        "address": ADDRESS,
        "shift_more": "left",
        **_plain("button link what_it_does what_the_link_does shift leaving"),
    },
    "safety": {"title": PLAIN, "note": PERSON},
    "save": {
        "code": "code",
        "until": "date",
        **_plain("button explanation title write_down how_to_use keep_safe not_saved"),
    },
    "resume": _plain("link title label hint button wrong too_many resumed"),
    "callback": {
        "when": Choices(("morning", "afternoon", "any_time")),
        **_plain("button title explanation number number_hint name name_hint when_label safe_label safe_hint"),
        **_plain(
            "safe_voicemail safe_text interpreter interpreter_hint send back bad_phone no_when already adviser_here"
            " access access_hint other_number"
        ),
        "same_number": "end",
    },
    "letter": _plain("button"),
    "finish": _plain("button title thanks print new_chat"),
    "feedback": {
        "answers": Choices(("yes", "partly", "no")),
        **_plain("question words_label words_hint send thanks"),
    },
    "delete": _plain("button explanation title deleted kept_title kept new_chat"),
    "expired": {"because": _plain("expired erased kept moved unknown"), **_plain("title saved your_words new_chat")},
    "print": {"printed_on": "date", "call": PERSON, **_plain("button title note check_dates nothing back")},
    "footer": {
        "interpreter": "help phone hours",
        "call_instead": PERSON,
        "sign_language": "name",
        "easy_read": "name",
        **_plain("interpreter_title offer privacy accessibility"),
    },
    "embed": _plain("launcher close frame demo_title demo_words"),
    "not_found": _plain("title words link"),
    "service_down": {"words": PERSON, **_plain("title try_again not_sent")},
}

CONVERSATION: dict[str, Any] = {
    "failure": {"person": PERSON, "person_again": PERSON, **_plain("words words_again")},
    "choices": _plain("ask_again callback back_to_assistant adviser go_on"),
    "choices_short": SHORTS,
    "callback": {
        "booked": "when",
        "next": "outside_hours",
        "plan": "day",
        **_plain("carry_on wrong_number unreachable"),
        "when": _plain("morning afternoon any_time"),
    },
    "waiting": {
        "again": _plain("there nearer further faster slower still"),
        "place": _plain("first second third fourth fifth"),
        "usual": _plain("under_10_minutes under_30_minutes under_1_hour under_2_hours over_2_hours not_known"),
        "slow": _plain("under_30_minutes under_1_hour under_2_hours over_2_hours"),
        "urgent_numbers": LINES,
        "back_said": LINES,
        "urgent_person": PERSON,
        "back": "day time",
        "back_today": "time",
        **_plain("many closing or_call closed nobody callback keeps_place"),
    },
    "welcome_back": PLAIN,
    "ended": _plain("by_carer quiet"),
    "kept": PLAIN,
    "danger_last_resort": LINES,
    "alert": {
        "subject": "urgency ref",
        "what": "kind",
        "heard": "time last",
        "reference": "ref",
        "own": "address",
        "again": "number",
        "kinds": _plain(
            "child_hurt child_missing child_taken domestic_abuse threats suicide_adult suicide_child carer_breaking_point"
            " young_person_writing homeless no_food_or_power medical exploitation past_abuse_told"
            " tell_concern not_screened other"
        ),
        **_plain("emergency soon deleted no_words"),
    },
    "adviser": {
        "waiting_closed": "hours",
        "passed_on": "team",
        **dict.fromkeys(("joined", "handed_back", "returned", "closed"), "name"),
        **_plain("waiting adviser_lost no_media gone_back"),
    },
}

LABELS = ("choices",)  # parts whose words stand on a button


def check_words(page: Page, value: Any, needed: dict[str, Any], choice_ids: Collection[str], what: str = "") -> None:
    """Every name that is needed is there, no other is, and each holds what it should."""
    what = what or "this file"
    found = page.mapping(value, getattr(value, "line", 1), what)
    if found is None:
        return
    page.fields(found, tuple(needed), tuple(needed), what)
    for key, spec in needed.items():
        if found.get(key) is None:
            continue
        line, name, words = found.line_of(key), f"'{key}' of {what}", found[key]
        if isinstance(spec, dict):
            check_words(page, words, spec, choice_ids, f"'{key}'")
        elif isinstance(spec, Choices):
            _check_choices(page, words, line, name, spec.ids, choice_ids)
        elif spec is LINES:
            _check_lines(page, words, line, name)
        elif spec is SHORTS:
            labels = found.get(part := key.removesuffix("_short"))
            if isinstance(labels, Lined):
                check_short_part(page, labels, words, part)
        elif spec is ADDRESS:
            if page.words(words, line, name) and not words.startswith("https://"):
                page.refuse(line, f"{name} is '{words}'.", "Write the whole address, from https:// on.")
        else:
            check_filled(page, words, line, name, spec)
            if what.strip("'") in LABELS:
                _check_label(page, words, line, name)


def check_filled(page: Page, words: Any, line: int, what: str, fills: str) -> None:
    """Words with exactly the named places in braces, 60 words at most."""
    if not page.words(words, line, what):
        return
    count = len(words.split())
    if count > LONGEST_TEXT:
        page.refuse(line, f"{what} has {count} words.", f"Say it in {LONGEST_TEXT} words or fewer.")
    needed, there = fills.split(), _FILL.findall(words)
    for name in needed:
        if name not in there:
            page.refuse(line, f"{what} has lost {{{name}}}.", f"Put {{{name}}} where it should stand.")
    for name in there:
        if name not in needed:
            may = f"Use only {', '.join(f'{{{each}}}' for each in needed)}." if needed else "Nothing is filled in here."
            page.refuse(line, f"{what} has {{{name}}}, which nothing fills in.", may)
    if "{" in (left := _FILL.sub("", words)) or "}" in left:
        page.refuse(line, f"{what} has a single brace.", "Write {name} with both braces, or take it out.")


def _check_lines(page: Page, lines: Any, line: int, what: str) -> None:
    if not isinstance(lines, LinedList) or not lines:
        page.refuse(line, f"{what} should be a list.", "Start each line with '- '.")
        return
    for words, where in zip(lines, lines.item_lines, strict=True):
        check_filled(page, words, where, f"A line of {what}", PLAIN)


def _check_choices(
    page: Page, choices: Any, line: int, what: str, ids: tuple[str, ...] | None, allowed: Collection[str]
) -> None:
    if not isinstance(choices, LinedList) or not choices:
        page.refuse(line, f"{what} should be a list.", "Start each choice with '- {id: …, label: …}'.")
        return
    for choice, where in zip(choices, choices.item_lines, strict=True):
        found = page.mapping(choice, where, f"A choice of {what}")
        if found is None:
            continue
        page.fields(found, ("id", "label"), ("id", "label"), f"a choice of {what}")
        if found.get("id") is not None:
            page.code(found["id"], found.line_of("id"), f"'id' in {what}", ids or allowed)
        if found.get("label") is not None:
            _check_label(page, found["label"], found.line_of("label"), f"'label' in {what}")
    there = [choice.get("id") for choice in choices if isinstance(choice, Lined)]
    for each in ids or ():
        if there.count(each) != 1:
            page.refuse(line, f"{what} has the choice '{each}' {there.count(each)} times.", "Let it stand there once.")


def _check_label(page: Page, words: Any, line: int, what: str) -> None:
    check_filled(page, words, line, what, PLAIN)
    if isinstance(words, str) and len(words) > LONGEST_LABEL:
        mend = f"Keep it to {LONGEST_LABEL}, so that it fits a button."
        page.refuse(line, f"{what} has {len(words)} characters.", mend)
