"""The privacy notice for carers: there for everybody, in the council's words, linked from every page, true to the settings."""

import re
from pathlib import Path

import pytest
import yaml

from hub.web_chat import privacy
from hub.web_chat.privacy import MORE
from kinship import plain_language
from tests.hub.web_chat.conftest import Page

ROOT = Path(__file__).resolve().parents[3]
WORDS = yaml.safe_load((ROOT / "offer_content" / "privacy.yml").read_text("utf-8"))
COUNCIL = yaml.safe_load((ROOT / "offer_content" / "exampleshire" / "council.yml").read_text("utf-8"))
NO_COUNCIL = {"council_name": "Nowhere Council"}


@pytest.fixture
def notice(client):
    response = client.get("/chat/privacy/")
    assert response.status_code == 200
    return Page(response)


def test_it_asks_no_database_and_sets_no_cookie(client):
    """No db fixture: a look into the database would be an error."""
    response = client.get("/chat/privacy/")
    assert response.status_code == 200 and not response.cookies
    assert response["Cache-Control"] == "no-store" and "script-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client, method):
    assert getattr(client, method)("/chat/privacy/").status_code == 405


def test_every_part_stands_there_in_order_and_nothing_is_left_unfilled(notice):
    titles = [part["title"] for part in WORDS.values() if isinstance(part, dict)]
    places = [notice.text.index(title) for title in titles]
    assert places == sorted(places)
    assert not re.search(r"[{}]", notice.text)


@pytest.mark.parametrize(
    "said",
    [
        COUNCIL["council_name"],
        COUNCIL["privacy"]["keeps"],
        COUNCIL["privacy"]["passed_on"],
        COUNCIL["kinship_team"]["phone"],
        COUNCIL["complaints"]["phone"],
        "Information Commissioner",
        "0303 123 1113",
        "Leave this page now",
        "Delete this chat now",
        "Text STOP and we send no more",
    ],
)
def test_what_a_carer_must_be_told(notice, said):
    assert said in notice.text


def test_numbers_can_be_tapped_and_the_councils_own_page_is_linked(notice):
    links = {has.get("href") for has in notice.all("a")}
    assert {"tel:03031231113", "https://exampleshire.example/kinship/chat-privacy"} <= links


def test_every_page_leads_there_beside_the_chat(client, notice):
    for page in (Page(client.get("/chat/")), notice, Page(client.get("/chat/nothing-here/"))):
        (link,) = page.all("a", href="/chat/privacy/")
        assert link["target"] == "_blank"  # a page in the place of the chat would take the chat away


def test_one_heading_and_a_part_for_each(notice):
    parts = [has["id"] for has in notice.all("h2")]
    assert len(notice.all("h1")) == 1 and len(parts) == len(set(parts))
    assert {has["aria-labelledby"] for has in notice.all("section")} <= set(parts)


def test_a_line_that_nothing_fills_is_left_out(client, monkeypatch):
    monkeypatch.setattr(privacy.content, "council", lambda: NO_COUNCIL)
    page = Page(client.get("/chat/privacy/"))
    assert "Nowhere Council runs this chat" in page.text
    assert WORDS["copy"]["when"] in page.text and "You can ask for a copy" not in page.text
    assert "Call :" not in page.text and "()" not in page.text


def test_it_is_at_the_plain_language_gate():
    read = {place.line for place, _ in plain_language.sentences(ROOT) if place.file == "offer_content/privacy.yml"}
    assert len(read) == sum(len(part) for part in WORDS.values() if isinstance(part, dict)) + 1
    assert [str(fault) for fault in plain_language.faults(ROOT) if fault.file == "offer_content/privacy.yml"] == []


def test_backups_are_kept_as_long_as_operators_are_told():
    told = re.search(r"after (\d+ days)", WORDS["how_long"]["copies"])[1]
    assert f"no more than {told}" in (ROOT / "docs" / "operating.md").read_text("utf-8")


def test_the_last_part_is_the_way_back():
    assert list(WORDS)[-1] == MORE
