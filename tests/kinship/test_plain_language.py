"""The plain-language gate: each thing it refuses, what it lets through, and where it looks."""

import pytest

from kinship import plain_language
from kinship.carer_texts import every
from kinship.plain_language import Place, faults_in, sentences, syllables

HERE = Place("x.yml", 7)


def said(text, **more):
    return [str(fault) for fault in faults_in(text, HERE, **more)]


@pytest.mark.parametrize(
    "text, fault, mend",
    [
        ("The " + "word " * 25 + "ends.", "A sentence has 27 words: 'The word word word word …'.", "Make two of it"),
        ("Word " * 19 + "end. " + "Word " * 19 + "end.", "The sentences have 20 words on average.", "about 14"),
        ("One short line. " * 21, "The text has 63 words.", "60 words or fewer"),
        ("The documentation regarding accommodation modifications necessitates considerable deliberation "
         "and you must read it all before you call us on the day.", "Many long words (7 of 21)", "Use shorter words"),
        ("You can ask for special guardianship.", "'special guardianship order' stands without", "a court order that"),
        ("Your IRO can help.", "'IRO' stands without its meaning.", "IRO (the person who checks"),
        ("This is discretionary.", "'discretionary' stands without", "discretionary (the council can choose)"),
        ("Is she looked after?", "'looked after' stands without", "in the care of the council"),
        ("The child is a looked-after child.", "'looked after' stands without", "in the care"),
        ("You may be eligible.", "'eligible' stands without", "can get"),
        ("Bring things, eg a letter.", "We do not say 'eg'.", "such as"),
        ("Bring things, e.g. a letter.", "We do not say 'e.g.'.", "such as"),
        ("Bring it, i.e. the letter.", "We do not say 'i.e.'.", "that is"),
        ("Bring letters etc.", "We do not say 'etc.'.", "name the rest"),
        ("Please note we are shut.", "We do not say 'Please note'.", "leave it out"),
        ("You are not entitled to it.", "We do not say 'not entitled'.", "what they can ask for"),
        ("The placement can go on.", "We do not say 'placement'.", "home or stay"),
        ("Ask for supervised contact.", "We do not say 'supervised contact'.", "family time"),
        ("Contact with mum can go on.", "We do not say 'Contact with'.", "family time"),
        ("We will look at your case.", "We do not say 'case'.", "the family"),
        ("The stay failed.", "We do not say 'failed'.", "did not happen"),
        ("Ask the birth mother.", "We do not say 'birth mother'.", "parent"),
        ("Ask his real mum.", "We do not say 'real mum'.", "parent"),
        ("Ask within two weeks.", "'two' is a number in letters.", "Write 2."),
        ("Twenty days later it ends.", "'Twenty' is a number in letters.", "Write 20."),
        ("Call 0808 801 0366 now.", "The number 0808 801 0366 has no hours.", "Check opening times"),
        ("Call 116 123 now.", "The number 116 123 has no hours.", "Check opening times"),
        ("Text SHOUT to 85258.", "The number 85258 has no hours.", "Check opening times"),
        ("Well done!", "There is an exclamation mark.", "full stop"),
    ],
)  # fmt: skip
def test_refused_with_its_mend(text, fault, mend):
    found = said(text)
    assert any(each.startswith("x.yml, line 7: ") and fault in each and mend in each for each in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Call 0808 801 0366, Monday to Friday, 9.30am to 3pm.",
        "Call Samaritans on 116 123, day or night.",
        "Call NSPCC on 0808 800 5000. Check opening times.",
        "Call 999 if anyone is in danger now.",
        "It can go on in case you need it. In that case call us. There is a court case.",
        "One person can come. Each one matters.",
        "You have a special guardianship order (a court order that says the child lives with you).",
        "A court order can say the child lives with you. It is called a special guardianship order.",
        "This is a rule that gives a short time (the council calls it Regulation 24).",
        "Means-tested means they look at your money.",
        "Ask the ombudsman, who checks councils.",
        "Mediation is when someone helps people who do not agree.",
        "Is this child looked after by the council? You looked after him well. She is looked after by her nan.",
        'The council may call it a "placement".',
        "Contact the council. Your contact there is Jo.",
        "Read more at https://www.gov.uk/child-benefit/eligibility or write to placement.team@example.org.uk",
        "{council_name} can help {child} with {topic}.",
        "It is paid each week. It starts at 5pm on 6 April 2026.",
    ],
)
def test_let_through(text):
    assert said(text) == []


def test_a_meaning_read_just_before_counts_but_not_one_that_comes_later():
    text = "A special guardianship order can be changed."
    meaning = "A special guardianship order is a court order."
    assert said(text, before=meaning) == []
    assert said(text, beside=f"{text} {meaning}") != []


def test_names_and_labels_may_be_words_from_the_field():
    assert said("Special guardianship order", jargon=False) == []


def test_hours_beside_the_text_count():
    assert said("Call 01632 960100.", beside="Monday to Friday") == []


def test_a_fill_is_one_word_and_a_phone_number_is_one_word():
    assert said("{a} " * 24 + "end.") == []
    assert said("Call 0808 801 0366 day or night, " + "a " * 18 + "b.") == []


@pytest.mark.parametrize(
    "word, count",
    [
        *[(word, 1) for word in "nan lived homes placed".split()],
        *[(word, 2) for word in "council people carer's needed every housing payments doesn't create".split()],
        *[(word, 2) for word in "something likely special Wednesday employ homeless".split()],
        *[(word, 3) for word in "family idea area visited decision employer guardian".split()],
        *[(word, 4) for word in "education information solicitor immediate allowances guardianship".split()],
        ("responsibility", 6),
    ],
)  # fmt: skip
def test_syllables(word, count):
    assert syllables(word) == count


def test_a_text_of_few_words_is_not_judged_by_its_long_ones():
    assert said("Accommodation modifications deliberation.") == []


# Where it looks ---------------------------------------------------------------------------------------------------

FILES = {
    "offer_content/england/money.yml": """\
        topic: money
        opening: The opening.
        gaps: {grants: The gap.}
        entries:
        - id: not_words
          status: entitlement
          title: SGO allowance
          what: The what.
          decides: |
            The decision.
          contact: {name: The team, phone: "01632 960100", hours: The hours}
          figures: [{label: The figure, amount: "£2"}]
          source: {title: Not ours, href: https://example.org}
    """,
    "offer_content/somewhere/council.yml": """\
        council_name: Not words
        fgdm: {name: Team, phone: "01632 960100", hours: Days, who_can_ask: Anyone can ask.}
        groups: [{name: Tea, when: Every Tuesday}]
    """,
    "offer_content/elsewhere/council.yml": "privacy: {keeps: The other council.}\n",
    "offer_content/helplines.yml": 'one: {name: One, phone: "116 123", hours: Nights, for: The helpline.}\n',
    "offer_content/answers.yml": "order_in_force:\n  none: {label: No order, said_back: there is no SGO}\n",
    "offer_content/broken.yml": "a: [\n",
    "data/safety/responses.yml": """\
        responses:
          utter_one:
          - text: The reply.
            buttons: [{title: The button, payload: /not_words}]
          - text: The other reply.
            channel: sms
    """,
    "kinship/arrangement_rules.yml": """\
        table: [{id: not_words, because: The reason.}]
        unsettled: {open: The unsettled.}
        settle_by: {child_age: The settling.}
    """,
}


@pytest.fixture
def root(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(line.removeprefix("        ") for line in text.splitlines()) + "\n")
    return tmp_path


def test_every_text_a_carer_can_be_sent_is_found_with_its_line(root):
    found = {words.strip(): (place.file.split("/")[-1], place.line) for place, words in sentences(root)}
    assert found == {
        "The opening.": ("money.yml", 2), "The gap.": ("money.yml", 3), "SGO allowance": ("money.yml", 7),
        "The what.": ("money.yml", 8), "The decision.": ("money.yml", 9), "The team": ("money.yml", 11),
        "The hours": ("money.yml", 11), "The figure": ("money.yml", 12),
        "Team": ("council.yml", 2), "Days": ("council.yml", 2), "Anyone can ask.": ("council.yml", 2),
        "Tea": ("council.yml", 3), "Every Tuesday": ("council.yml", 3), "The other council.": ("council.yml", 1),
        "One": ("helplines.yml", 1), "Nights": ("helplines.yml", 1), "The helpline.": ("helplines.yml", 1),
        "No order": ("answers.yml", 2), "there is no SGO": ("answers.yml", 2),
        "The reply.": ("responses.yml", 3), "The button": ("responses.yml", 4),
        "The other reply.": ("responses.yml", 5),
        "The reason.": ("arrangement_rules.yml", 1), "The unsettled.": ("arrangement_rules.yml", 2),
        "The settling.": ("arrangement_rules.yml", 3),
    }  # fmt: skip


def test_one_council_at_a_time(root):
    words = {text.words for text in every(root, "somewhere")}
    assert "Anyone can ask." in words and "The opening." in words and "The other council." not in words


def test_names_titles_and_labels_are_not_asked_for_their_meaning(root):
    assert plain_language.faults(root) == []
