"""A letter to take to the council: general, by topic, and with what the carer told in their own chat; nothing of it is kept."""

import uuid
from html import unescape

import pytest
import yaml
from django.conf import settings

from hub.conversations import councils, tokens, transitions
from hub.conversations import words as content
from hub.conversations.models import Conversation, Message
from hub.conversations.transitions import Inbound
from kinship.story import Answer, Story
from tests.hub.offer_site.reader import faults, read
from tests.hub.web_chat.conftest import no_worker

__all__ = ["no_worker"]
pytestmark = pytest.mark.django_db
LETTER, MINE = "/offer/letter/", "/offer/letter/mine"


@pytest.fixture
def chat():
    """A chat in which a nan has said who she is, and what she asked about."""
    key = uuid.uuid4().hex
    pk = transitions.begin("web", Inbound(key=key, text="zebedee is with me"), councils.current()).conversation_id
    story = Story()
    for fact, value, child in (("carer_relationship", "grandparent", 0), ("child_age", "7", 0)):
        story.add(fact, Answer(value, turn=1, words="said"), child)
    Conversation.objects.filter(pk=pk).update(story=story.as_json())
    return pk


def in_letter(page):
    """The words of the letter alone, as they are printed."""
    html = page.html.split('<article id="letter"')[1].split("</article>")[0]
    return unescape(" ".join(html.split()))


def test_the_general_letter_asks_and_says_whom_to_write_to():
    page, said = read(LETTER), content.letter_words()
    assert not faults(page)
    assert all(question in page.text for question in said["general"]["questions"])
    for who in (
        "Alex Example",
        "01632 960111",
        "kinship@exampleshire.example",
        "Director of Children",
        "lead member",
        "01632 960150",
    ):
        assert who in page.text, who
    assert "https://www.adcs.org.uk/directory/directory_list/directors-of-childrens-services/" in page.html


def test_it_asks_about_the_topics_that_were_chosen_and_stays_on_one_page():
    page, said = read(LETTER, {"topic": ["education", "family_time", "nonsense"]}), content.letter_words()
    asked = in_letter(page)
    for topic in said["topics"]:
        chosen = topic in ("education", "family_time")
        assert all((question in asked) == chosen for question in said["topics"][topic]["questions"]), topic
    assert any("checked" in has for has in page.all("input", value="education"))
    too_many = read(LETTER, {"topic": list(said["topics"])})
    assert said["page"]["most"] in too_many.text and in_letter(too_many).count("<h3>") == 4


def test_every_topic_has_questions_each_with_its_source():
    said = yaml.safe_load((settings.BASE_DIR / "offer_content" / "letter.yml").read_text("utf-8"))
    assert set(said["topics"]) == set(content.shelf().topics())
    for part in (said["general"], *said["topics"].values()):
        assert part["questions"] and part["source"]["href"].startswith("https://") and part["checked_on"]


def test_the_letter_of_a_chat_has_what_was_told_and_nothing_else(chat):
    before = Message.objects.count(), Conversation.objects.count()
    page = read(MINE, {"token": tokens.issue(chat), "topic": ["education"]})
    asked = in_letter(page)
    assert (
        "You are a grandparent of the child" in asked
        and "The child is 7" in asked
        and "zebedee" not in page.text.lower()
    )
    assert content.letter_words()["page"]["with_summary"] in page.text and not faults(page)
    assert page.field("token", "choose") and page.forms["back"]["action"] == "/chat/check"
    assert before == (Message.objects.count(), Conversation.objects.count())


@pytest.mark.parametrize("token", ["", "nonsense", "start"])
def test_without_a_chat_it_is_the_general_letter(token):
    page = read(MINE, {"token": tokens.start_token() if token == "start" else token})
    assert "grandparent" not in in_letter(page) and not faults(page)


def test_a_deleted_chat_gives_nothing_away(chat):
    from hub.conversations import erasure

    token = tokens.issue(chat)
    erasure.erase(chat)
    page = read(MINE, {"token": token})
    assert "grandparent" not in page.text and content.letter_words()["page"]["closed"] in page.text


def test_a_chat_of_another_council_is_not_told_here(chat, settings):
    token = tokens.issue(chat)
    Conversation.objects.filter(pk=chat).update(council="elsewhere")
    assert "grandparent" not in read(MINE, {"token": token}).text


def test_words_left_in_the_box_go_back_with_the_carer_and_danger_in_them_is_answered(chat):
    page = read(MINE, {"token": tokens.issue(chat), "text": "his dad is hitting him right now"})
    assert page.all("div", class_="message danger") and "Call 999 now" in page.text
    assert page.field("text", "back") == "his dad is hitting him right now" and "hitting" not in in_letter(page)


def test_the_address_by_itself_leads_to_the_general_letter():
    assert read(MINE, status=303).response.headers["Location"] == LETTER
