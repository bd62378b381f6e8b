"""The words of texts: picked by themselves for the channel, short, in letters every phone has, and nothing lost on the way."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator

from assistant.hub_channel import HubOutput
from assistant.understanding.facts import extract
from hub.channels import gsm
from hub.channels.composing import CEILING
from kinship import answers, reply
from kinship.check import faults
from kinship.dialogue import questions
from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard, Talk
from kinship.facts import vocabulary
from kinship.label_checks import LONGEST_BUTTON, LONGEST_ROW, MOST_BUTTONS
from kinship.local_offer import shelf
from kinship.story import Asked, Story

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
LONGEST_QUESTION = 100  # septets
CHILD = "the 16-year-old"  # the longest thing we call a child, but for one
FILL = re.compile(r"\{(\w+)\}")
RESPONSES = {
    name: variants
    for file in sorted(ROOT.glob("data/*/responses.yml"))
    for name, variants in yaml.safe_load(file.read_text("utf-8"))["responses"].items()
}
CONTENT = ROOT / "offer_content"
VARIANTS = [
    (name, each["channel"], each["text"]) for name, found in RESPONSES.items() for each in found if "channel" in each
]
QUESTIONS = sorted(name for name in RESPONSES if name.startswith("utter_ask_") and name != "utter_ask_which_is_right")
COMPOSER_ADDS = "\n6 Talk to a person\nReply 1-10."


def said(name, channel, **fills):
    """What Rasa's own generator makes of a response on a channel."""
    rasa = TemplatedNaturalLanguageGenerator(RESPONSES)
    made = rasa.generate_from_slots(name, {}, HubOutput(channel).name(), **fills)
    assert made is not None
    return made["text"]


def asked_by(channel, fact, children=1):
    story = Story()
    story.have_children(children)
    talk = Talk(Heard("", "", channel=channel, as_of=AS_OF), story, shelf("exampleshire"))
    questions.pose(talk, Asked(fact, None if children > 1 else 0))
    return talk.says[-1]


@pytest.mark.parametrize(("channel", "same_as"), [("sms", "sms"), ("web", None), ("terminal", None)])
def test_rasa_picks_the_wording_of_the_carers_channel(channel, same_as):
    variants = {each.get("channel"): each["text"] for each in RESPONSES["utter_offer_who_how"]}
    fills = {"who": "w", "how": "h", "contact": "c"}
    expected = FILL.sub(lambda place: fills[place[1]], variants[same_as])
    assert {said("utter_offer_who_how", channel, **fills) for _ in range(20)} == {expected}


def test_whatsapp_keeps_the_long_words_where_it_has_none_of_its_own():
    fills = {"who": "w", "how": "h", "contact": "c"}
    assert said("utter_offer_who_how", "whatsapp", **fills) == said("utter_offer_who_how", "web", **fills)
    assert said("utter_ask_carer_relationship", "whatsapp", child=CHILD) != said(
        "utter_ask_carer_relationship", "web", child=CHILD
    )


@pytest.mark.parametrize(("name", "channel", "text"), VARIANTS, ids=lambda value: str(value)[:40])
def test_a_variant_is_plain_letters_in_short_sentences(name, channel, text):
    assert not gsm.lost(text) and gsm.fold(text) == text, f"{name}: a phone shows this otherwise"
    for sentence in re.split(r"(?<=[.?!:])\s+|\n", FILL.sub("name", text)):
        assert len(sentence.split()) <= 20, f"{name}: {sentence}"
    words = set(re.findall(r"\b(?:CANCEL|END|QUIT|STOP|INFO|HELP|STOPALL|UNSUBSCRIBE)\b", text))
    assert words <= {"STOP"} and ("STOP" not in words or "Reply STOP for no more" in text)


@pytest.mark.parametrize(("name", "channel", "text"), VARIANTS, ids=lambda value: str(value)[:40])
def test_a_variant_is_filled_with_what_the_long_words_are_filled_with(name, channel, text):
    """And with little else: what is added has to be given by the dialogue (said below in a whole turn)."""
    ours, theirs = set(FILL.findall(text)), set(FILL.findall(RESPONSES[name][0]["text"]))
    shorter = {"keeps_short": "keeps", "passed_on_short": "passed_on"}
    added = {shorter.get(each, each) for each in ours} - theirs
    assert added <= ({"who"} if name == "utter_offer_decides" else set())
    # Who can get a piece of help stands in its next layer by text: "what it is, how to ask, the number" come first.
    left_out = theirs - {shorter.get(each, each) for each in ours}
    assert left_out <= ({"who"} if name == "utter_offer_who_how" else set())


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_short_by_text(name):
    text = said(name, "sms", child=CHILD)
    assert gsm.septets(text) <= LONGEST_QUESTION, f"{gsm.septets(text)}: {text}"


@pytest.mark.parametrize("children", [1, 2])
@pytest.mark.parametrize("fact", list(vocabulary()))
def test_a_question_and_its_answers_are_one_text(fact, children):
    say = asked_by("sms", fact, children)
    lines = [f"{number} {each.short or each.label}" for number, each in enumerate(say.choices, 1)]
    text = "\n".join([said(say.response, "sms", **say.fills), "", *lines]) + COMPOSER_ADDS
    assert gsm.septets(text) <= CEILING, f"{gsm.septets(text)}: {text}"


def test_the_introduction_by_text_says_all_of_it_in_one_text():
    """The hub says it (phone.yml, first), before whatever the first answer is; the assistant's own opening is for other channels."""
    council = shelf("exampleshire").council
    first = yaml.safe_load((CONTENT / "phone.yml").read_text("utf-8"))["first"]["text"]
    kept = {field: council["privacy"][f"{field}_short"] for field in ("keeps", "passed_on")}
    opening = first.format(council=council["council_name"], **kept)
    assert gsm.septets(opening) <= CEILING, gsm.septets(opening)
    for needed in (
        "Exampleshire Council",
        "automated",
        "not a person",
        "999",
        "usual rate",
        "pictures",
        "Reply STOP for no more texts",
        "30 days",
        "12 months",
        "social worker",
    ):
        assert needed in opening, needed


def test_the_privacy_words_are_given_in_short_by_text():
    talk = take_turn(
        Heard("who are you", "ask_about_assistant", channel="sms", as_of=AS_OF), Story(), shelf("exampleshire")
    )
    (privacy,) = [each for each in talk.says if each.response == "utter_privacy"]
    short = said("utter_privacy", "sms", **privacy.fills)
    assert gsm.septets(short) <= CEILING and "30 days" in short and "social worker" in short and "coping" in short


@pytest.mark.parametrize("name", sorted({name for name, _, _ in VARIANTS}))
def test_what_is_careful_at_length_is_careful_in_short(name):
    """A "may", a "call to be sure", a number to call and the day of a check are in every wording or in none."""
    for variant in RESPONSES[name][1:]:
        for careful in ("may ", "cannot be sure", "most likely", "999", "{checked_on}", "{contact}", "{phone}"):
            if careful in RESPONSES[name][0]["text"]:
                assert careful in variant["text"], f"{name} {variant['channel']} has lost '{careful}'"


def test_on_the_web_nothing_is_shortened():
    assert len(asked_by("web", "carer_relationship").choices) == len(questions.SHORT_LISTS["carer_relationship"]) + 1


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_by_text_a_long_list_is_short(channel):
    ids = [each.id for each in asked_by(channel, "carer_relationship").choices]
    assert ids == [
        *(f"carer_relationship={each}" for each in questions.BY_TEXT["carer_relationship"]),
        "carer_relationship=not_sure",
    ]


# What a carer writes for each answer that is not offered by text. Each is understood when the question stands open.
TYPED = {
    "carer_relationship": {
        "great_grandparent": "great nan",
        "step_grandparent": "step grandad",
        "great_aunt_or_uncle": "great aunt",
        "step_parent": "stepmum",
        "step_brother_or_sister": "stepbrother",
        "cousin": "cousin",
        "godparent": "godmother",
        "neighbour": "neighbour",
        "teacher_or_other_professional": "i am his teacher",
        "parent": "i'm her mum",
        "brother_or_sister": "big sister",
        "aunt_or_uncle": "auntie",
        "grandparent": "nan",
    },
    "order_in_force": {
        "interim_care_order": "interim care order",
        "interim_child_arrangements_order": "interim child arrangements order",
        "emergency_protection_order": "emergency protection order",
        "adoption_order": "adoption order",
        "spends_time_with_order": "spends time with order",
        "special_guardianship_order": "sgo",
    },
    "parents_situation": {
        "in_prison": "mum is in prison",
        "in_hospital": "she is in hospital",
        "abroad": "his dad lives abroad",
        "unwell": "her mum is ill",
        "drugs_or_alcohol": "mum is on drugs",
    },
}


@pytest.mark.parametrize(
    ("fact", "answer", "words"),
    [(fact, answer, words) for fact, found in TYPED.items() for answer, words in found.items()],
)
def test_an_answer_that_is_not_offered_is_understood_when_it_is_typed(fact, answer, words):
    found = {(each["entity"], each["value"]) for each in extract(words, AS_OF, fact)}
    assert (fact, answer) in found, found


@pytest.mark.parametrize("fact", questions.BY_TEXT)
def test_every_answer_is_offered_or_typed(fact):
    """`other` says nothing that its own words do not say better."""
    every = set(vocabulary()[fact].answers) - {"other"}
    assert every <= set(questions.BY_TEXT[fact]) | set(TYPED[fact])


def test_a_short_label_travels_by_text_and_is_understood_when_it_is_typed():
    (choice,) = [each for each in asked_by("sms", "stay_length").choices if each.id.endswith("_or_more")]
    assert choice.as_json() == {"id": choice.id, "label": choice.label, "short": choice.short}
    assert choice.as_json(short=False) == {"id": choice.id, "label": choice.label}
    menu = asked_by("sms", "stay_length").choices
    assert reply.read(choice.short, menu) == reply.read(choice.label, menu) == [choice.id]


def test_what_nobody_else_should_read_is_not_said_back_by_text():
    told = [
        {"entity": "parents_situation", "value": "drugs_or_alcohol"},
        {"entity": "child_disabled", "value": "yes"},
        {"entity": "carer_relationship", "value": "grandparent"},
        {"entity": "child_lives_with_carer", "value": "yes"},
    ]
    for channel, named in (("web", True), ("sms", False), ("whatsapp", False)):
        heard = Heard("", "tell_situation", facts=told, channel=channel, as_of=AS_OF)
        talk = take_turn(heard, Story(), shelf("exampleshire"))
        words = " ".join(str(each.fills) + (each.text or "") for each in talk.says)
        assert "grandparent" in words
        assert ("drugs" in words, "disability" in words) == (named, named), channel


# -- the labels that a phone shows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("children", [1, 2])
@pytest.mark.parametrize("fact", list(vocabulary()))
def test_a_label_fits_a_phone_and_no_two_of_a_question_are_the_same(fact, children):
    choices = asked_by("whatsapp", fact, children).choices
    labels = [each.short or each.label for each in choices]
    most = LONGEST_BUTTON if len(choices) <= MOST_BUTTONS else LONGEST_ROW
    assert all(len(each) <= most for each in labels), labels
    assert len({each.casefold() for each in labels}) == len(labels)
    assert not any(gsm.lost(each) for each in labels)


@pytest.mark.parametrize("part", ["commands", "about"])
def test_what_stands_in_small_menus_fits_a_button(part):
    for key in answers.words()[part]:
        choice = answers.command(key) if part == "commands" else answers.about(key, key)
        assert len(choice.short or choice.label) <= LONGEST_BUTTON


SLIPS = [
    (
        "answers.yml",
        'label: "No, it names someone else", short: "No, someone else"',
        'label: "No, it names someone else"',
        "'label' of 'order_names_carer' no has 25 letters.",
        "20 letters or fewer",
    ),
    (
        "answers.yml",
        'short: "No, someone else"',
        'short: "No, the order names someone else"',
        "'short' of 'order_names_carer' no has 32 letters.",
        "Keep it to 20",
    ),
    (
        "answers.yml",
        'short: "No, someone else"',
        'short: "Yes, it names me"',
        "'Yes, it names me' of 'order_names_carer' stands at 'no' and at 'yes'.",
        "other words",
    ),
    (
        "answers.yml",
        'short: "No, someone else"',
        "short: No … someone else",
        "'short' of 'order_names_carer' no has '…', which a text message may not show.",
        "plain letters",
    ),
    (
        "answers.yml",
        "  ask_which_arrangement: Carry on\n",
        "",
        "'ask_which_arrangement' of 'commands' has 27 letters.",
        "'commands_short'",
    ),
    (
        "answers.yml",
        "  ask_which_arrangement: Carry on\n",
        "  ask_which_arrangement: Start again\n",
        "'start_again' is called the same as 'ask_which_arrangement'.",
        "other words",
    ),
    (
        "topics.yml",
        "  short: Council decisions\n",
        "",
        "'title' of Topic 'how_decisions_are_made' has 23 letters.",
        "Add 'short'",
    ),
    (
        "conversation.yml",
        "  adviser: Speak to an adviser\n",
        "",
        "'adviser' of 'choices' has 24 letters.",
        "'choices_short'",
    ),
]


@pytest.mark.parametrize(("file", "right", "wrong", "fault", "mend"), SLIPS, ids=[each[3][:50] for each in SLIPS])
def test_a_label_that_a_phone_cannot_show_is_found_with_its_mend(tmp_path, file, right, wrong, fault, mend):
    (tmp_path / "offer_content").mkdir()
    for path in CONTENT.iterdir():
        (tmp_path / "offer_content" / path.name).symlink_to(path)
    text = (CONTENT / file).read_text("utf-8")
    assert right in text
    broken = tmp_path / "offer_content" / file
    broken.unlink()
    broken.write_text(text.replace(right, wrong, 1), "utf-8")
    found = [each for each in faults(None, AS_OF, tmp_path) if each.file == f"offer_content/{file}"]
    assert [each.fault for each in found if each.fault == fault], found
    one = next(each for each in found if each.fault == fault)
    assert mend in one.mend and one.line > 1
