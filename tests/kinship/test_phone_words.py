"""phone.yml can be sent as plain text messages, and a slip in it is found with its line."""

from datetime import date
from pathlib import Path

import pytest

from kinship import carer_texts, check
from kinship.content_files import Page, read_yaml, read_yaml_text
from kinship.phone_words_schema import HEARD, LABEL, check_phone, lost, septets

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "offer_content" / "phone.yml"
NEEDED = {"hello": "council", "labels": {"yes": LABEL}, "words": HEARD}
GOOD = 'hello: "{council} carers chat."\nlabels: {"yes": "Yes"}\nwords: [menu]\n'


def faults_of(text, needed=NEEDED):
    found = []
    check_phone(Page("phone.yml", found), read_yaml_text(text, "phone.yml"), needed)
    return [(each.line, each.fault) for each in found]


def test_our_own_words_can_be_sent():
    found = []
    check_phone(Page("phone.yml", found), read_yaml(FILE))
    assert found == []


def test_the_check_of_all_content_looks_at_them(tmp_path):
    content = tmp_path / "offer_content"
    content.mkdir()
    (content / "phone.yml").write_text("first: {text: Hello}\n", encoding="utf-8")
    files = {each.file for each in check.faults("nowhere", date(2026, 11, 22), tmp_path)}
    assert "offer_content/phone.yml" in files


def test_good_words_have_no_fault():
    assert faults_of(GOOD) == []


@pytest.mark.parametrize(
    "before, after, line, says",
    [
        ("carers chat.", "carers’ chat.", 1, "cannot hold"),
        ("carers chat.", "carers chat 🙂", 1, "cannot hold"),
        ("carers chat.", "carers – chat", 1, "cannot hold"),
        ("{council} ", "", 1, "has lost {council}"),
        ("{council}", "{town} {council}", 1, "{town}, which nothing fills in"),
        ("carers chat.", "carers chat. Reply STOP to leave.", 1, "names STOP"),
        ("carers chat.", "carers chat. Reply HELP for help.", 1, "names HELP"),
        ("carers chat.", "carers chat. See https://bit.ly/abc", 1, "looks like a fraud"),
        ("carers chat.", "a " * 40 + "b" * 220, 1, "long as a text"),
        ('"yes": "Yes"', '"yes": "Yes, this is my own number"', 2, "letters"),
        ("words: [menu]", "words: menu", 3, "should be a list"),
        ("words: [menu]", "words: []", 3, "should be a list"),
        ("words: [menu]", "words: [menu]\nmore: now", 4, "more"),
    ],
)
def test_each_slip_is_found_on_its_line(before, after, line, says):
    found = faults_of(GOOD.replace(before, after))
    assert any(where == line and says in fault for where, fault in found), found


def test_reply_stop_for_no_more_texts_is_the_one_place_where_stop_is_named():
    assert faults_of(GOOD.replace("carers chat.", "carers chat. Reply STOP for no more texts.")) == []


def test_what_is_filled_in_counts():
    long = GOOD.replace("carers chat.", "a " * 40 + "b" * 200)
    assert any("long as a text" in fault for _, fault in faults_of(long))


def test_the_extra_letters_count_twice_and_the_rest_once():
    assert septets("a€[]") == 7 and lost("a€[]£@é") == [] and lost("“ok”") == ["“", "”"]


def test_the_septets_here_are_those_of_the_channels():
    from hub.channels import gsm

    for words in ("Call 999.", "€5 [or] {6} | ~", "£ @ é ù à Ä", "a\nb"):
        assert septets(words) == gsm.septets(words)
        assert gsm.lost(words) == []


def test_what_people_may_write_is_not_measured_as_words_of_ours():
    ours = [each.words for each in carer_texts.every(ROOT, "exampleshire") if each.place.file.endswith("phone.yml")]
    assert "Carry on" in ours and "unsubscibe" not in ours and len(ours) > 40
