"""What holds of every card: the facts of the story and no others, the same card twice, nothing harsh before the carer, each fact put right."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.turn_request import understood_choice
from kinship import answers
from kinship.dialogue.unanswered import NO_LOCAL_ANSWER
from kinship.facts import NOT_SURE, vocabulary
from kinship.story import Answer, Asked, Child, Story
from kinship.summary_card import card
from kinship.summary_facts import KNOWN, NOT_ASKED, STATES, Message
from kinship.summary_for_adviser import for_adviser
from kinship.summary_for_carer import corrections, for_carer
from kinship.summary_parts import Contact, Held, OpenDanger
from kinship.summary_words import words
from tests.kinship.told_card import AS_OF, OURS, play

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FREE = {
    "age": ["0", "4", "15", "17", "18", "unborn"],
    "date": ["2026-11-10", "2026-10", "2019", "before Easter {x}", "2027-01-15", "9999-12-31"],
    "name": ["York", "St {name} by the Sea"],
}
NAMES = list(vocabulary())


def answers_of(name):
    fact = vocabulary()[name]
    if fact.kind == "choices":
        several = st.lists(st.sampled_from([each for each in fact.answers if each != "none"]), min_size=1, max_size=2)
        return st.one_of(st.sampled_from([*fact.answers, NOT_SURE]), several)
    return st.sampled_from([*(fact.answers or FREE[fact.kind]), NOT_SURE])


@st.composite
def stories(draw):
    def shelf(scope):
        names = draw(st.lists(st.sampled_from([n for n in NAMES if vocabulary()[n].scope == scope]), unique=True))
        return {
            name: Answer(draw(answers_of(name)), draw(st.integers(0, 3)), "their words {child}", draw(st.booleans()))
            for name in names
        }

    story = Story(
        family=shelf("family"), children=[Child(facts=shelf("child")) for _ in range(draw(st.integers(1, 3)))]
    )
    if draw(st.booleans()):
        story.asked = Asked(draw(st.sampled_from(NAMES)), None)
    story.talk["questions"] = {"0": draw(st.lists(st.sampled_from(NAMES), max_size=3))}
    return story


HELD = Held(
    messages=[
        Message(1, "contact", "he is here {for} now", AT),
        Message(2, "assistant", "How old is he?", AT),
        Message(3, "contact", "Grandparent", AT, choice="carer_relationship=grandparent"),
        Message(4, "contact", "help with the police and the knife", AT),
    ],
    turns={1: (1, 1), 2: (3, 3), 3: (4, 4)},
    contact=Contact(phone="07700 900123", voicemail=False),
    dangers=[OpenDanger("domestic_abuse", "soon", 4, AT), OpenDanger("child_hurt", "emergency", 4, AT)],
    reason="child_hurt",
)


@settings(max_examples=200, deadline=None)
@given(stories())
def test_the_facts_on_the_card_are_those_of_the_story_and_no_others(story):
    made = card(story, HELD, AS_OF)
    told = {(name, child): answer for name, child, answer in story.answered()}
    on_card = {(line.fact, line.child): line for line in made.facts if line.state in KNOWN}
    assert set(on_card) == set(told)
    for key, line in on_card.items():
        assert (line.value, line.confirmed) == (told[key].value, told[key].confirmed) and line.answer
        assert line.seqs in ((), (1,), (3,), (4,)) and line.taken_as == ""
    for line in made.facts:
        assert line.state in STATES
        if line.state not in KNOWN:
            assert (line.value, line.answer, line.seqs, line.said, line.confirmed) == (None, "", (), "", False)
        if line.state != NOT_ASKED:
            assert line.taken_as == ""


@settings(max_examples=100, deadline=None)
@given(stories())
def test_the_same_card_twice_and_the_story_untouched(story):
    before = json.dumps(story.as_json())
    made = card(story, HELD, AS_OF)
    again = card(Story.from_json(json.loads(before)), HELD, AS_OF)
    assert made == again and json.dumps(made.as_json()) == json.dumps(again.as_json())
    assert for_adviser(made, OURS) == for_adviser(again, OURS) and for_carer(made, OURS) == for_carer(again, OURS)
    assert json.dumps(story.as_json()) == before


@settings(max_examples=100, deadline=None)
@given(stories())
def test_every_fact_is_read_by_both_and_can_be_put_right(story):
    made = card(story, HELD, AS_OF)
    known = {line.fact for line in made.facts if line.state in KNOWN}
    assert {choice.id for choice in corrections(made)} == {f"{fact}=change" for fact in known}
    shown = {line.change.partition("=")[0] for line in for_carer(made, OURS) if line.change}
    assert known <= shown <= known | {"child_age"}
    labels, read = (
        words("adviser")["labels"],
        [line.text for line in for_adviser(made, OURS) if line.section == "facts"],
    )
    assert all(any(labels[fact] in text for text in read) for fact in known)


@settings(max_examples=100, deadline=None)
@given(stories())
def test_the_carer_reads_no_danger_no_flag_and_no_law(story):
    made = card(story, HELD, AS_OF)
    text = "\n".join(line.text for line in for_carer(made, OURS)).casefold()
    staff = words("adviser")
    harsh = [
        *staff["flags"].values(),
        *staff["danger"]["urgency"].values(),
        "danger",
        "abuse",
        "hurt",
        "knife",
        "police car",
    ]
    harsh += [law.title for each in made.arrangements if each.decision for law in each.decision.law]
    harsh += ["section ", "07700 900123"]  # "Regulation 24" is said: it is what the council calls one arrangement
    assert not [each for each in harsh if each.casefold() in text]


def test_a_fact_of_a_card_is_put_right_and_the_new_answer_takes_its_place():
    told = play(
        [
            {"words": "my grandson is 6", "tells": [{"carer_relationship": "grandparent", "child_age": "6"}]},
            {"tap": "child_lives_with_carer=yes"},
            {"tap": "order_in_force=none"},
            {"tap": "who_arranged=parent_or_family"},
        ]
    )
    for choice in corrections(told.card()):
        fact = choice.id.partition("=")[0]
        assert understood_choice(choice.id, choice.id)["intent"]["name"] == "correct_answer"
        before = told.card().fact(fact, 0)
        told.tap(choice.id)
        assert told.story.asked.name == fact
        line = told.card().fact(fact, 0)
        assert (line.state, line.asking, line.value, line.taken_as) == ("no_answer", True, None, "")
        told.tap(f"{fact}=not_sure")
        line = told.card().fact(fact, 0)
        assert (line.state, line.confirmed, line.seqs) == ("not_sure", True, (len(told.messages) - 1,))
        told.tap(choice.id)
        told.tap(f"{fact}={before.value}")
        assert told.card().fact(fact, 0).value == before.value


def test_what_was_shown_is_on_the_card_with_its_source_as_it_was_then():
    told = play([{"words": "is there any money", "asks": "financial_support"}])
    told.tap("ask_what_else")
    told.tap("ask_for_person")
    made = told.card()
    assert [each.seqs for each in made.shown] == [(1,), (3,)]
    for each in made.shown:
        entry = next(
            offered.entry
            for offered in OURS.find("financial_support", [], {}, [], AS_OF).entries
            if offered.entry["id"] == each.note.entry
        )
        assert each.note.source == entry["source"]["title"] and each.note.checked_on == str(entry["checked_on"])
        assert each.note.title == entry["title"] and each.note.href.startswith("https://")
    assert [(each.topic, each.person, each.seqs) for each in made.asked] == [
        ("financial_support", False, (1, 3)),
        ("", True, (5,)),
    ]


def test_what_was_shown_outlives_a_new_start_but_not_forgetting():
    told = play([{"words": "is there any money", "asks": "financial_support"}])
    told.words("start again", "start_again")
    assert len(told.card().shown) == 1
    told.words("forget me", "forget_me")
    made = told.card()
    assert not made.shown and not [line for line in made.facts if line.state in KNOWN]


def test_older_notes_are_counted_when_they_are_no_longer_kept():
    told = play([{"words": f"money {number}", "asks": "financial_support"} for number in range(70)])
    told.words("x", "ask_what_else")
    made = told.card()
    assert len(told.story.talk["answered"]) == 30 and made.shown_before > 0
    assert f"{made.shown_before} earlier ones are no longer on record." in [
        line.text for line in for_adviser(made, OURS)
    ]


def test_a_gap_of_the_offer_is_told_with_its_topic():
    told = play([{"words": "my question", "asks": "education"}])
    told.story.talk["answered"] = [{"turn": 1, "topic": "education", "why": NO_LOCAL_ANSWER}]
    lines = [line.text for line in for_adviser(told.card(), OURS)]
    assert "School and nursery; no answer given: the council has not told us; message 1: “my question”" in lines


@pytest.mark.parametrize(
    "talk",
    [
        {"answered": "x"},
        {"answered": [1, {}, {"turn": "2"}]},
        {"questions": []},
        {"questions": {"0": "x"}},
        {"told": "x", "result_told": True},
        {"told": [None], "result_told": True},
        {"answered_left_out": "many"},
        {"answered": [{"turn": 9, "topic": "no_such_topic", "checked_on": "soon"}]},
    ],
)
def test_a_damaged_story_still_makes_a_card(talk):
    made = card(Story(talk=talk), HELD, AS_OF)
    assert for_adviser(made, OURS) and for_carer(made, OURS) and made.arrangements[0].told == ()


def test_the_words_of_a_child_never_hold_a_name():
    told = play(
        [
            {
                "words": "Tom is 9 and Ann is 4",
                "tells": [{"of": "age:9", "child_age": "9"}, {"of": "age:4", "child_age": "4"}],
            }
        ]
    )
    assert told.card().children == tuple(answers.child_name(told.story, child) for child in (0, 1))
    assert not [line for line in for_carer(told.card(), OURS) if "Tom" in line.text]
