"""What a carer who waits reads: each code has words, urgent numbers come first when nobody can come, nothing counts down."""

import re
from datetime import datetime
from itertools import product

import pytest

from hub.conversations import waiting, waiting_words
from hub.conversations.waiting import BANDS, NOT_KNOWN, OVER, PLACES, Stands
from hub.conversations.words import words
from kinship.clock import as_utc
from kinship.content_files import Fault
from kinship.plain_language import Place, faults_in

BUSY = as_utc(datetime(2026, 11, 23, 11, 0))
LENGTHS = [*(name for name, _ in BANDS), OVER]
EVERY = [Stands(there, place=place) for there, place in product(("here", "closing"), PLACES)]
EVERY += [
    Stands(there, usual=usual, slow=slow)
    for there, usual, slow in product(("here", "closing"), LENGTHS, (None, *LENGTHS))
    if slow is None or LENGTHS.index(slow) > LENGTHS.index(usual)
]
EVERY += [Stands("here", usual=NOT_KNOWN), Stands("closed"), Stands("nobody")]
WHY = ["begins", "there", "next", "nearer", "further", "faster", "slower", "still"]


def told(stands, now="2026-11-23 11:00", why="begins"):
    return waiting_words.told(stands, as_utc(datetime.fromisoformat(now)), why).split("\n")


@pytest.mark.parametrize("why", WHY)
def test_every_code_has_plain_words(why):
    for stands in EVERY:
        text = waiting_words.told(stands, BUSY, why)
        assert "{" not in text and "None" not in text
        for line in text.split("\n"):
            found: list[Fault] = faults_in(line, Place("conversation.yml", 1), before=text, beside=text)
            assert not found, (line, [str(fault) for fault in found])


def test_no_word_is_written_for_a_code_that_is_never_told():
    written = words()["waiting"]
    assert set(written["place"]) == set(PLACES)
    assert set(written["usual"]) == {*LENGTHS, NOT_KNOWN} and set(written["slow"]) == set(LENGTHS[1:])
    assert set(written["again"]) < set(WHY)


def test_a_place_and_the_offer_of_a_call():
    assert told(Stands("here", place="first")) == [
        "You are next.",
        "You do not have to wait here. We can call you back.",
    ]
    assert told(Stands("here", place="third"), why="nearer")[:2] == [
        "You have moved up the line.",
        "2 people are in front of you.",
    ]
    assert told(Stands("here", place="first"), why="there")[0] == "An adviser is here again."


def test_further_back_how_long_it_usually_takes():
    assert told(Stands("here", usual="under_10_minutes", slow="under_1_hour")) == [
        "At least 5 people are in front of you.",
        "Most people wait less than 10 minutes.",
        "Some wait up to 1 hour.",
        "You do not have to wait here. We can call you back.",
    ]


@pytest.mark.parametrize(
    ("there", "now", "number", "why_nobody", "back"),
    [
        ("closed", "2026-11-27 18:00", "01632 960101", "not here", "They are back on Monday 30 November at 9am."),
        ("closed", "2026-12-24 12:30", "01632 960100", "not here", "They are back on Tuesday 29 December at 9am."),
        ("closed", "2026-11-23 07:00", "01632 960101", "not here", "They are back today at 9am."),
        ("nobody", "2026-11-23 11:00", "01632 960100", "free", None),
    ],
)
def test_when_nobody_can_come_the_urgent_numbers_are_first_and_then_a_call(there, now, number, why_nobody, back):
    """The council's number is the one that is answered at that hour."""
    lines = told(Stands(there), now)
    assert lines[0] == "If anyone is in danger now, call 999."
    assert any(number in line for line in lines[:4])
    assert why_nobody in lines[4]
    assert lines[5:] == [*([back] if back else []), "We can call you back. You choose the time of day."]


@pytest.mark.parametrize("gone", ["closed", "nobody"])
def test_who_loses_the_advisers_is_not_told_that_they_came(gone):
    assert told(Stands(gone), why="there")[0] == "If anyone is in danger now, call 999."


def test_a_council_without_numbers_or_hours(monkeypatch):
    monkeypatch.setattr(waiting_words, "council", dict)
    monkeypatch.setattr(waiting_words.hours, "council", dict)
    lines = told(Stands("closed"))
    assert len(lines) == 5 and lines[0].endswith("999.") and "back on" not in "".join(lines)


def test_nothing_counts_down():
    """No number of minutes but the edges of the bands, and never a time by which somebody comes."""
    for stands in EVERY[:-2]:
        text = waiting_words.told(stands, BUSY)
        assert not re.search(r"\d\d?(?:[.:]\d\d)? ?(?:am|pm)|left|in \d+ min", text)
        assert set(re.findall(r"(\d+) (?:minute|hour)", text)) <= {"10", "30", "1", "2"}


def test_the_buttons():
    assert waiting_words.labels(waiting.choices(waits=True)) == {
        "callback": "Ask for a call back",
        "back_to_assistant": "Go back to the assistant",
    }
