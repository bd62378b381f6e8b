"""An answer that goes to a phone: how many texts it will be, what a text cannot carry, and links that nobody should be sent."""

import pytest

from hub.adviser_desk import texts
from hub.adviser_desk.wording import filled, words
from hub.channels import gsm
from hub.conversations import transitions
from hub.conversations.drafts import LONGEST
from hub.conversations.models import Conversation, Draft, Message
from hub.conversations.transitions import Inbound
from hub.conversations.words import on_a_phone
from tests.hub.adviser_desk.at_desk import Desk
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["plain_static_files"]

SENTENCE = "You can ask the kinship team about it on Monday. "
CURLY = "It\u2019s \u201call right\u201d \u2014 we\u2019ll call at 9\u2026"
WORDS = {
    "nothing": ("", ["empty"], 0, 0),
    "one text": ("Hello, I can help with that.", ["one"], 1, 1),
    "160 letters": ("a" * 160, ["one"], 1, 1),
    "161 letters": ("a " * 80 + "b", ["one_in_parts"], 1, 2),
    "80 signs that are 2 letters each": ("\u20ac" * 80, ["one"], 1, 1),
    "curly quotes and a long dash are folded": (CURLY, ["one"], 1, 1),
    "numbered": (SENTENCE * 10, ["several"], 2, 4),
    "long": (SENTENCE * 25, ["several", "long"], 5, 9),
    "an emoji": ("Well done \U0001f600", ["one", "lost"], 1, 1),
    "a short link": ("See bit.ly/abc", ["one", "shortened"], 1, 1),
}


@pytest.fixture
def desk(sam, db):
    return Desk(sam)


@pytest.fixture
def by_text(kinship_team):
    """A carer on a phone waits for a person."""

    def make(channel="sms"):
        began = transitions.begin(channel, Inbound(key="first", text="hello"), "exampleshire")
        transitions.request_adviser(began.conversation_id)
        return Conversation.objects.get(pk=began.conversation_id)

    return make


def is_below_the_box(page, sentences):
    (below,) = page.all("ul", id="texts")
    assert page.all("div", class_="below-box", role="status") and below["class"] == "texts"
    assert len(page.all("li", class_=texts.TOLD)) == 1
    return all(each in page.text for each in sentences)


def said(text, kinds, count, segments, of=""):
    fills = {"texts": count, "segments": segments, "letters": "\U0001f600", "link": "bit.ly"}
    return [words()["composer_text"][f"{kind}{of}"].format(**fills) for kind in kinds]


@pytest.mark.parametrize(("text", "kinds", "count", "segments"), WORDS.values(), ids=WORDS)
def test_what_it_comes_to(db, text, kinds, count, segments):
    assert [each.text for each in texts.lines("sms", text)] == said(text, kinds, count, segments)


def test_it_is_counted_as_it_leaves(db):
    leaves = texts.leaves_as("sms", SENTENCE * 10)
    assert [each[:6] for each in leaves] == ["(1/2) ", "(2/2) "] and all(gsm.fits(each, 306) for each in leaves)
    assert "".join(each[6:] for each in leaves).replace(" ", "") == (SENTENCE * 10).replace(" ", "")


def test_nothing_of_it_on_the_web(db):
    assert texts.lines("web", "See bit.ly/abc \U0001f600") == []


def test_whatsapp_carries_every_letter_and_more_of_them(db):
    found = [each.text for each in texts.lines("whatsapp", SENTENCE * 10 + "\U0001f600")]
    assert found == said("", ["one"], 1, 0, of="_whatsapp")
    found = [each.text for each in texts.lines("whatsapp", SENTENCE * 40)]
    assert found == said("", ["several"], 2, 0, of="_whatsapp")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("bit.ly/x", ["bit.ly"]),
        ("https://BIT.LY/x and http://www.tinyurl.com/y", ["bit.ly", "tinyurl.com"]),
        ("(t.co/x)", ["t.co"]),
        ("Go to t.co.", ["t.co"]),
        ("council.gov.uk/carers", []),
        ("test.co/x", []),
        ("t.co.uk/x", []),
        ("rabbit.ly/x", []),
        ("mail me@t.co", []),
        ("is.gdpr", []),
    ],
)
def test_a_shortened_link_is_known_by_its_whole_name(db, text, links):
    assert texts.short_links(text) == links


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_a_shortened_link_is_not_sent_and_the_words_stay(desk, by_text, channel):
    ref, before = by_text(channel).ref, Message.objects.count()
    desk.conversation(ref)
    page = desk.send("composer", text="Read bit.ly/abc please")
    assert desk.status == 400 and Message.objects.count() == before
    assert page.all("textarea", id="reply", **{"aria-invalid": "true"})
    assert page.field("text", "composer") == "Read bit.ly/abc please"
    assert filled("composer_text", "shortened", link="bit.ly") in page.text


def test_on_the_web_a_link_is_the_advisers_own_business(desk, by_text):
    desk.conversation(by_text("web").ref)
    desk.send("composer", text="Read bit.ly/abc please")
    assert Message.objects.order_by("pk").last().body == "Read bit.ly/abc please"


def test_without_script_the_page_says_it_after_keeping_the_draft(desk, by_text):
    ref = by_text().ref
    page = desk.conversation(ref)
    assert is_below_the_box(page, said("", ["empty"], 0, 0))
    told = page.forms["composer"]
    page = desk.post(f"/desk/c/{ref}/keep", **{**told["fields"], "text": SENTENCE * 10})
    assert is_below_the_box(page, said("", ["several"], 2, 4))


def test_asking_keeps_nothing(desk, by_text):
    ref = by_text().ref
    desk.conversation(ref)
    token = desk.page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    answer = desk.client.post(f"/desk/c/{ref}/texts", {"csrfmiddlewaretoken": token, "text": "a" * (LONGEST + 50)})
    assert answer.status_code == 200 and [each["level"] for each in answer.json()["lines"]] == ["told", "warning"]
    assert not Draft.objects.exists()


def test_only_who_answers_may_ask(works, by_text):
    auditor = Desk(works("Rita", role="auditor"))
    auditor.open("/desk/audit/")
    auditor.post(f"/desk/c/{by_text().ref}/texts", text="hello")
    assert auditor.status == 404


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ({"id": "ask_what_help", "label": "See what help there is"}, "What help there is"),
        ({"id": "hub:adviser", "label": "Speak to an adviser here"}, "Speak to an adviser"),
        (
            {"id": "stay_length=x", "label": "Less than 4 weeks in all", "short": "Less than 4 weeks"},
            "Less than 4 weeks",
        ),
        ({"id": "a", "label": "Money"}, "Money"),
    ],
)
def test_a_phone_shows_the_short_form_of_a_choice(db, choice, shown):
    assert on_a_phone(choice) == shown
