"""What is said to each danger, in one table: kind, urgency, channel, who writes and the clock."""

import re
from datetime import date, datetime
from itertools import product
from types import SimpleNamespace

import pytest
import yaml

from kinship import safety
from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.local_offer import ROOT, shelf
from kinship.safety import Concern
from kinship.safety_words import COUNCIL_BLOCKS, WORDS, words
from kinship.story import Story

SAID = yaml.safe_load(WORDS.read_text("utf-8"))
HELPLINES = yaml.safe_load((ROOT / "offer_content" / "helplines.yml").read_text("utf-8"))
COUNCIL = yaml.safe_load((ROOT / "offer_content" / "exampleshire" / "council.yml").read_text("utf-8"))
OURS = shelf("exampleshire")
DAY_NUMBER, NIGHT_NUMBER = COUNCIL["front_door"]["phone"], COUNCIL["out_of_hours"]["phone"]
HOLIDAYS = {date(2026, 12, 25)}
CLOCK = {
    "no clock": None,
    "weekday noon": datetime(2026, 11, 25, 12),
    "weekday 3am": datetime(2026, 11, 25, 3),
    "Saturday": datetime(2026, 11, 21, 12),
    "Christmas day": datetime(2026, 12, 25, 12),
}
AT_NIGHT = ["weekday 3am", "Saturday", "Christmas day"]
# Only these may be said to answer at any hour (domain_corrections.md, row 72).
ALWAYS = {"emergency_999", "nhs_111", "nhs_111_mental_health", "samaritans", "childline", "shout"}
ALWAYS |= {"national_domestic_abuse_helpline"}
FORBIDDEN = re.compile(
    r"\btext 999|999 by text|\bform\b|\bsecret|confidential|promise|confront|must hand|hand (?:him|her|them|the child) over"
    r"|you can refuse|keep the child|do not give|we will (?:call|ring|write|reply)|someone has read|will be in touch"
    r"|calm down|don't worry|do not worry|failed|birth parent|\bcase\b|\bLAC\b|!|https?:",
    re.I,
)
NAMES_WHAT_WAS_TOLD = re.compile(
    r"abus|suicid|violen|hurt|\bharm|kill|die\b|missing|ran away|\bhit|threat|rape|exploit|homeless|evict|kidnap|touch(?:ed|ing)"
    r"|housing|food|hungry|grandad|\bnan\b|\bsex",
    re.I,
)
GSM_7 = re.compile(r"[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*")
PHONE = re.compile(r"(?<!\d)(?:0\d[\d ]{6,12}\d|116 \d{3}|85258|999|111|101)(?!\d)")


def heard(kind, urgency, writer):
    """The concern as the screen gives it, and who writes if the conversation knows."""
    if writer == "young_person":
        return Concern(safety.WRITER, urgency, "x", kind), None
    return Concern(kind, urgency, "x"), writer


ROWS = [
    *((kind, urgency, None) for kind, urgency in product(SAID["kinds"], safety.URGENCIES)),
    *((kind, urgency, "young_person") for kind, urgency in product(SAID["by_young_person"], safety.URGENCIES)),
    *((kind, urgency, "parent") for kind, urgency in product(SAID["by_parent"], safety.URGENCIES)),
]
EVERY = [(*row, channel) for row in ROWS for channel in ("web", "sms")]


def said(kind, urgency, writer, channel, clock=None):
    concern, known = heard(kind, urgency, writer)
    return words(concern, channel, OURS, now=CLOCK[clock or "no clock"], holidays=HOLIDAYS, writer=known)


@pytest.mark.parametrize("clock", CLOCK)
@pytest.mark.parametrize(("kind", "urgency", "writer", "channel"), EVERY)
def test_every_answer(kind, urgency, writer, channel, clock):
    lines = said(kind, urgency, writer, channel, clock).lines
    whole = "\n".join(lines)
    assert "999" in (lines[0] if urgency == "emergency" else whole)
    assert urgency == "soon" or lines[0] == "If anyone is in danger now, call 999."
    assert not FORBIDDEN.search(whole), FORBIDDEN.search(whole)
    assert "carry on" in lines[-1] and "when you are ready" in lines[-1]
    assert "You can also ask here to speak to a person." in lines
    assert not re.search(r"55 ", whole.replace("85258", "")) or "mobile" in whole
    if clock != "no clock":
        assert not re.search(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", whole, re.I), whole
    for sentence in re.split(r"(?<=[.?])\s", whole):
        assert len(sentence.split()) <= 20, sentence
    if channel == "sms":
        assert not NAMES_WHAT_WAS_TOLD.search(whole), NAMES_WHAT_WAS_TOLD.search(whole)
        assert GSM_7.fullmatch(whole) and len(whole) <= 3 * 153


@pytest.mark.parametrize(("kind", "urgency", "writer", "channel"), EVERY)
def test_every_number_is_one_we_can_show_the_source_of(kind, urgency, writer, channel):
    answer = said(kind, urgency, writer, channel)
    numbers = set()
    for each in answer.contacts:
        one = COUNCIL[each["id"]] if each["id"] in COUNCIL_BLOCKS else HELPLINES[each["id"]]
        assert each["id"] in COUNCIL_BLOCKS or (one["source"]["href"] and one["checked_on"] and one["review_by"])
        assert ("24 hours" in one.get("hours", "")) is (each["id"] in ALWAYS)
        numbers |= {one.get("phone"), one.get("text")}
    numbers |= {HELPLINES[line]["phone"] for line in ("emergency_999", "police_101", "nhs_111", "childline")}
    numbers |= {HELPLINES["shout"]["text"]}
    assert set(PHONE.findall("\n".join(answer.lines))) <= numbers


@pytest.mark.parametrize("writer", [None, "young_person"])
@pytest.mark.parametrize("kind", sorted(set(SAID["by_young_person"]) - {"medical", "suicide_adult", "suicide_child"}))
@pytest.mark.parametrize("urgency", safety.URGENCIES)
def test_the_number_that_answers_now_comes_first(kind, urgency, writer):
    for channel in ("web", "sms"):
        for clock in AT_NIGHT:
            lines = " ".join(said(kind, urgency, writer, channel, clock).lines)
            if NIGHT_NUMBER in lines:
                assert f"{NIGHT_NUMBER}. Open now." in lines
                assert DAY_NUMBER not in lines or lines.index(NIGHT_NUMBER) < lines.index(DAY_NUMBER)
            else:
                assert DAY_NUMBER not in lines
        lines = " ".join(said(kind, urgency, writer, channel, "weekday noon").lines)
        assert f"{DAY_NUMBER}. Open now." in lines or DAY_NUMBER not in lines
        assert NIGHT_NUMBER not in lines or lines.index(DAY_NUMBER) < lines.index(NIGHT_NUMBER)


@pytest.mark.parametrize("clock", AT_NIGHT)
@pytest.mark.parametrize(
    "kind", ["child_hurt", "child_taken", "carer_breaking_point", "past_abuse_told", "exploitation"]
)
def test_at_night_children_s_services_are_still_there(kind, clock):
    for urgency, channel in product(safety.URGENCIES, ("web", "sms")):
        assert f"{NIGHT_NUMBER}. Open now." in " ".join(said(kind, urgency, None, channel, clock).lines)


def test_without_a_clock_both_numbers_stand_with_their_hours():
    lines = said("child_hurt", "soon", None, "web").lines
    assert any(DAY_NUMBER in line and "9am to 5pm" in line for line in lines)
    assert any(NIGHT_NUMBER in line and "5pm to 9am" in line for line in lines)


def test_a_council_that_gave_no_open_hours_has_both_numbers_at_any_time():
    bare = {key: {name: value for name, value in COUNCIL[key].items() if name != "open"} for key in COUNCIL_BLOCKS}
    old = SimpleNamespace(council=bare, helpline=HELPLINES.__getitem__)
    concern = Concern("child_hurt", "soon", "x")
    assert words(concern, "web", old, now=CLOCK["Saturday"]) == words(concern, "web", OURS)


def test_where_the_clock_finds_nobody_both_numbers_stand_with_their_hours():
    broken = {**COUNCIL, "out_of_hours": {**COUNCIL["out_of_hours"], "open": COUNCIL["front_door"]["open"]}}
    wrong = SimpleNamespace(council=broken, helpline=HELPLINES.__getitem__)
    concern = Concern("child_hurt", "soon", "x")
    assert words(concern, "web", wrong, now=CLOCK["Saturday"]) == words(concern, "web", OURS)


def test_a_clock_that_cannot_be_read_still_leaves_the_last_resort():
    assert words(Concern("child_hurt", "soon", "x"), "web", OURS, now="noon").lines == tuple(SAID["last_resort"])


def test_the_last_resort_needs_nothing_else():
    lines = SAID["last_resort"]
    assert "999" in lines[0] and any("116 123" in line for line in lines) and any("0800 1111" in line for line in lines)
    assert not FORBIDDEN.search("\n".join(lines))


# -- who writes -------------------------------------------------------------------------------------------------------


def test_a_young_person_has_their_own_words_in_every_kind():
    assert set(SAID["by_young_person"]) == set(SAID["kinds"]) - {safety.WRITER}
    for kind, urgency in product(SAID["by_young_person"], safety.URGENCIES):
        own = said(kind, urgency, "young_person", "web")
        assert own.lines != said(kind, urgency, None, "web").lines
        assert {"childline", "emergency_999"} & {each["id"] for each in own.contacts} or kind == "medical"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("im 13 and i want to kill myself", "suicide_adult"),
        ("i am 13 and there is no food in the house", "no_food_or_power"),
        ("hi im 13 and i live with my nan", None),
    ],
)
def test_what_a_young_person_told_chooses_the_words(text, told):
    concern = safety.screen(text)
    assert concern[0] == safety.WRITER and concern.told == told


def test_a_young_person_who_told_nothing_we_have_words_for_has_the_general_ones():
    for told in (None, "no such kind"):
        answer = words(Concern(safety.WRITER, "soon", "x", told), "web", OURS)
        assert answer.lines[0] == SAID["kinds"][safety.WRITER]["soon"]["say"][0]


def test_a_writer_known_from_the_story_has_their_words():
    concern = Concern("child_taken", "soon", "x")
    assert "apart from your child" in " ".join(words(concern, "web", OURS, writer="parent").lines)
    assert "What you want matters." in " ".join(words(concern, "web", OURS, writer="young_person").lines)
    assert words(concern, "web", OURS, writer="carer") == words(concern, "web", OURS)


@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("urgency", safety.URGENCIES)
@pytest.mark.parametrize("writer", [None, "parent"])
def test_someone_who_wants_the_child_back_is_answered_as_row_4_says(writer, urgency, channel):
    """999 if it is not safe, children's services, legal advice the same day; never to hand over or to refuse."""
    answer = said("child_taken", urgency, writer, channel, "weekday noon")
    whole = " ".join(answer.lines)
    assert "not safe" in whole or "would not be safe" in whole
    assert {"front_door", "family_rights_group"} <= {each["id"] for each in answer.contacts}
    assert "legal advice the same day" in whole.lower() or channel == "sms"
    assert "abroad" in whole or (channel, urgency) == ("sms", "soon") or writer == "parent"


# -- and afterwards ---------------------------------------------------------------------------------------------------


def after(concern, text):
    """What is said to a plain word after the words of danger: the names of the responses."""
    first = take_turn(
        Heard("x", "tell_concern", concern=concern, turn=1), Story.from_json({"talk": {"opened": True}}), OURS
    )
    story = Story.from_json(first.story.as_json())
    return [say.response for say in take_turn(Heard(text, "affirm", turn=2), story, OURS).says]


def test_a_plain_yes_carries_on_and_an_ok_is_only_heard():
    soon = Concern("child_missing", "soon", "x")
    assert "utter_ask_child_lives_with_carer" in after(soon, "Yes")
    assert after(soon, "ok") == ["utter_after_danger_thanks"]


def test_after_an_emergency_and_with_a_young_person_nobody_is_pressed_on():
    assert after(Concern("child_hurt", "emergency", "x"), "yes") == ["utter_after_danger_thanks"]
    assert after(Concern(safety.WRITER, "soon", "x"), "yes") == ["utter_after_danger_thanks"]
