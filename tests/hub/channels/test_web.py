"""The text of a message becomes HTML without losing a word and without a tag that we did not write."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels import web

TAGS = {"p", "ul", "li", "a"}
ATTRIBUTES = {"href", "target", "rel", "dir", "aria-label"}


class Read(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.links, self.said, self.open = [], [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)


def seen(text):
    """The characters of a text that can be seen, without list markers."""
    kept = []
    for line in web._lines(text):
        kept.append(line[2:] if line.startswith("- ") else line)
    return re.sub(r"\s", "", "".join(kept))


MESSAGES = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "- ",
                "\n",
                " ",
                "Call ",
                "text ",
                "999",
                "101",
                "0808 800 5000",
                "+44 1632 960100",
                "https://a.org/b?c=d&e",
                "exampleshire.example/kinship.",
                "frontdoor@exampleshire.example",
                "<script>",
                "\"'>",
                "&amp;",
                "javascript:alert(1)//x.org",
                "£250",
                "a.com",
                "مرحبا",
                "(www.gov.uk/x)",
            ]
        )
    ).map("".join),
)


@given(MESSAGES)
def test_no_word_is_lost_and_no_markup_is_let_in(text):
    for html in (web.answer(text), web.own_words(text)):
        read = Read(html)
        assert set(read.tags) <= TAGS and set(read.attributes) <= ATTRIBUTES and not read.open
        assert all(re.match(r"(tel|sms):\+?\d+$|mailto:\S+@\S+$|https?://[^\s\"'<>]+$", link) for link in read.links)
    assert re.sub(r"\s", "", "".join(Read(web.answer(text)).said)) == seen(text)


@given(MESSAGES)
def test_a_carers_own_words_have_no_links_and_stay_as_they_are(text):
    read = Read(web.own_words(text))
    assert set(read.tags) <= {"p"}
    assert re.sub(r"\s", "", "".join(read.said)) == re.sub(r"\s", "", "".join(web._lines(text)))


@pytest.mark.parametrize(
    "text, links",
    [
        ("Call 999 now.", ["tel:999"]),
        ("Family Front Door: 01632 960100. Monday to Friday, 9am to 5pm.", ["tel:01632960100"]),
        ("Samaritans: 116 123.", ["tel:116123"]),
        ("Kinship: 0808 800 5000, or text 07700 900110.", ["tel:08088005000", "sms:07700900110"]),
        ("Call 101 if not. Call 111 for health.", ["tel:101", "tel:111"]),
        ("NHS urgent help: 111.", ["tel:111"]),
        ("You may get £999 or 111 days, 101 things, 2,999 or £1,116.", []),
        ("From 2026/27 to 2026-04-06, £21.65 a week for 52 weeks.", []),
        ("See https://www.gov.uk/x?a=1&b=2.", ["https://www.gov.uk/x?a=1&b=2"]),
        (
            "It is on exampleshire.example/kinship/how-decisions-are-made.",
            ["https://exampleshire.example/kinship/how-decisions-are-made"],
        ),
        ("acas.org.uk: or (www.police.uk).", ["https://acas.org.uk", "https://www.police.uk"]),
        ("Write to kinship@exampleshire.example.", ["mailto:kinship@exampleshire.example"]),
        ("I went home.Then we ate at 9.30am e.g. soup.com-like", []),
        ("javascript:alert(1) and data:text/html", []),
        ("+44 1632 960100", ["tel:+441632960100"]),
    ],
)
def test_numbers_and_addresses_can_be_tapped(text, links):
    assert Read(web.answer(text)).links == links


def test_lines_are_paragraphs_and_dashes_a_list():
    assert web.answer("This is what I have:\n- one\n- two\n\nIs it right?") == (
        "<p>This is what I have:</p><ul><li>one</li><li>two</li></ul><p>Is it right?</p>"
    )


def test_a_new_tab_is_announced_and_safe():
    html = web.answer("frg.org.uk", new_tab=" (opens a new tab)")
    assert 'target="_blank" rel="noopener noreferrer"' in html
    assert 'aria-label="frg.org.uk (opens a new tab)">frg.org.uk</a>' in html


def test_a_leading_dash_or_slash_of_a_carer_is_kept():
    assert web.own_words("- /restart <b>") == '<p dir="auto">- /restart &lt;b&gt;</p>'
