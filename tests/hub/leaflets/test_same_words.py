"""Chat, page, leaflet, long page and phone script say the same words: those of the content files, sentence by sentence.

Every entry that is served is looked for in every place. One place that said it otherwise would be found: the last test plants that.
"""

import io
from datetime import date
from functools import cache

import pytest
import yaml
from pypdf import PdfReader

from hub.conversations import words as content
from hub.leaflets import papers
from kinship import offer_on_paper
from kinship.local_offer import shelf
from tests.hub.adviser_desk.conftest import kinship_team, works
from tests.hub.adviser_desk.door import signed_in
from tests.hub.leaflets.saying import FIELDS, ROOT, in_the_chat, letters, missing, on_the_page, pieces_on, responses
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["kinship_team", "plain_static_files", "works"]
pytestmark = pytest.mark.django_db
AS_OF = date(2026, 11, 22)
TOPICS = tuple(shelf("exampleshire").topics())
WHEN_PARENTS_DIED = (("parents_situation", "died"), ("named_as_guardian", "yes"))


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.KINSHIP_AS_OF = AS_OF.isoformat()


@cache
def served(topic):
    """Everything that is served on a topic, to whomever: [(entry, its figures)]."""
    found = shelf("exampleshire").find(topic, (), {}, (), AS_OF).entries
    assert found and {each.standing for each in found} == {"current"}  # old ones have a test of their own
    return [(each.entry, each.figures, each.area) for each in found]


def faults(pieces, entries, **more):
    return [
        f"{entry['id']}, {name}: {sentence}"
        for entry, figures, _ in entries
        for name, sentence in missing(pieces, entry, figures, **more)
    ]


@pytest.mark.parametrize("topic", TOPICS)
def test_the_chat_says_the_words_of_the_content(topic):
    ours = shelf("exampleshire")
    pieces = in_the_chat(ours, topic, AS_OF)
    if faults(pieces, served(topic)):  # help for those whose parents have died is told to those who said so
        pieces += in_the_chat(ours, topic, AS_OF, WHEN_PARENTS_DIED)
    assert not faults(pieces, served(topic))


def test_the_long_page_and_the_script_say_them_too(client, works):
    desk, found = signed_in(works("Sam")), []
    for topic in TOPICS:
        for asked in (client.get(f"/offer/paper/{topic}/all/"), desk.get(f"/desk/scripts/{topic}/")):
            told = faults(pieces_on(asked.content.decode()), served(topic))
            found += [f"{asked.request['PATH_INFO']} {each}" for each in told]
    assert not found


def test_the_pages_of_the_offer_say_them_too(client):
    found = []
    for topic in TOPICS:
        for entry, figures, area in served(topic):
            page = client.get(f"/offer/help/{topic}/{area}/{entry['id']}/").content.decode()
            found += faults([on_the_page(page)], [(entry, figures, area)])
    assert not found


def test_each_leaflet_says_them_of_what_it_holds():
    found = []
    for topic in TOPICS:
        chosen = {each.entry.key for need in _leaflet(topic).needs for each in need.pieces}
        held = [each for each in served(topic) if f"{topic}/{each[2]}/{each[0]['id']}" in chosen]
        assert 5 <= len(held) == len(chosen) <= offer_on_paper.MOST
        found += faults(pieces_on(papers.page("leaflet", topic)), held, only=("title", "what", "who", "how"))
    assert not found


@pytest.mark.parametrize(
    "form, topic", [("leaflet", "first_days"), ("large", "family_group_decision_making"), ("poster", "anybody")]
)
def test_the_file_says_what_its_page_says_and_has_a_title_a_language_and_tags(pango, form, topic):
    """Three files stand for all: each is made from the page, by the same template."""
    file = PdfReader(io.BytesIO(papers.file(form, topic)))
    text = letters(" ".join(page.extract_text() for page in file.pages))
    whole = papers.context(form, topic, as_file=True)
    pieces = [each.entry for need in whole["leaflet"].needs for each in need.pieces] if whole["topic"] else []
    wanted = [
        whole["question"],
        whole["say"]["front"]["danger"],
        whole["made"],
        whole["by_day"]["phone"],
        whole["by_day"]["hours"],
    ]
    for entry in pieces:
        wanted += [entry.title, entry.what, entry.contact, entry.source, *(each.said for each in entry.figures)]
        wanted += [each.text for each in entry.parts if each.name in papers.IN_A_LEAFLET]
    # The number of a page may come between two halves of an entry.
    digits = str.maketrans("", "", "0123456789")
    assert not [each for each in wanted if letters(each).translate(digits) not in text.translate(digits)]
    root = file.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and whole["council"] in file.metadata.title
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and b"pdfuaid" in root["/Metadata"].get_data()
    assert (
        len(file.pages) % 4 == 0
        if form == "leaflet"
        else len(file.pages) == 1
        if form == "poster"
        else len(file.pages) > 1
    )


def test_what_is_old_or_paused_is_told_on_paper_as_in_the_chat(tmp_path, settings):
    """Past its review date with that date; past its hard limit the contact only; paused, that it is."""
    settings.KINSHIP_CONTENT, settings.KINSHIP_AS_OF = _content(tmp_path), "2031-01-01"
    ours = shelf("exampleshire", root=tmp_path)
    said = "".join(in_the_chat(ours, "siblings", date(2031, 1, 1)))
    page = on_the_page(papers.page("all", "siblings"))
    aged = {each.standing: each for each in ours.find("siblings", (), {}, (), date(2031, 1, 1)).entries}
    assert set(aged) == {"past_review", "past_limit"}
    old, too_old = aged["past_review"].entry, aged["past_limit"].entry
    checked = f"{old['checked_on'].day} {old['checked_on']:%B %Y}"
    for text in (said, page):
        assert letters(responses()["utter_offer_past_review"].format(checked_on=checked)) in text
        assert letters(f"{too_old['title']}: our information is too old to repeat.") in text
        assert letters(too_old["what"]) not in text and letters(too_old["how"]) not in text
        assert letters(responses()["utter_offer_paused"]) in text


def test_the_words_on_the_front_are_the_ones_said_in_danger():
    safety = yaml.safe_load((ROOT / "offer_content/safety.yml").read_text(encoding="utf-8"))
    assert content.leaflet_words()["front"]["danger"] == safety["first"]


@pytest.mark.parametrize("field", ["title", "what", *FIELDS, "figures"])
def test_one_sentence_that_differs_in_one_place_is_found(client, field):
    """In the content, the page stays as it was: what a leaflet that lags behind would look like."""
    entry, figures, area = served("first_days")[0]
    pieces = pieces_on(client.get("/offer/paper/first_days/all/").content.decode())
    assert not faults(pieces, [(entry, figures, area)])
    if field == "figures":
        figures = [{**figures[0], "amount": "£81"}]
    else:
        entry = {**entry, field: f"{entry[field]} But not on Fridays."}
    assert [name for name, _ in missing(pieces, entry, figures)] == [field]


def _leaflet(topic):
    return papers.leaflet(papers.whole_topic(topic))


def _content(folder):
    """The content, with one entry past its hard limit and one that is paused."""
    (folder / "offer_content").mkdir()
    for each in (ROOT / "offer_content").iterdir():
        if each.name != "exampleshire":
            (folder / "offer_content" / each.name).symlink_to(each)
    (folder / "offer_content/exampleshire").mkdir()
    for each in (ROOT / "offer_content/exampleshire").iterdir():
        (folder / "offer_content/exampleshire" / each.name).symlink_to(each)
    siblings = folder / "offer_content/exampleshire/siblings.yml"
    text = siblings.read_text(encoding="utf-8")
    siblings.unlink()
    text = text.replace("  review_by:", "  hard_limit: 2027-12-31\n  review_by:", 1)
    before, live, after = text.rpartition("state: live")
    siblings.write_text(f"{before}state: paused{after}" if live else text, encoding="utf-8")
    return folder
