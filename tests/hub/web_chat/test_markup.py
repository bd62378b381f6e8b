"""What every page has, in every state: one heading, one way to a person, labels, languages; and the error pages."""

import pytest

from hub.conversations.words import council
from hub.web_chat import errors, headers
from hub.web_chat import wording as words_of

STATES = {
    "start": lambda browser: browser.page,
    "answer": lambda browser: browser.say("hello"),
    "error": lambda browser: browser.say(""),
    "callback": lambda browser: browser.press("Ask us to call you back"),
    "saved": lambda browser: (browser.say("hello"), browser.press("Carry on later"))[1],
    "print": lambda browser: (browser.say("hello"), browser.press("Print the answers"))[1],
    "end": lambda browser: (browser.say("hello"), browser.press("I have finished"))[1],
    "deleted": lambda browser: (
        browser.say("hello"),
        browser.press("I have finished"),
        browser.press("Delete this chat now"),
    )[2],
    "wrong code": lambda browser: browser.submit("resume", code="nope"),
    "closed": lambda browser: browser.say("hello", token="nonsense"),
    "not found": lambda browser: browser._keep(errors.not_found(None)),
    "broken": lambda browser: browser._keep(errors.broken(None)),
}


@pytest.fixture(params=STATES)
def page(request, browser, replies):
    return STATES[request.param](browser)


def test_each_page_has_its_parts(page):
    assert (
        len(page.all("h1"))
        == len(page.all("main", id="chat"))
        == len(page.all("header"))
        == len(page.all("footer"))
        == 1
    )
    assert len(page.all("form", id="leave")) == 1 and page.all("a", class_="leave-link", rel="noreferrer")
    assert page.all("html", lang="en-GB") and page.title.strip() and "None" not in page.text
    assert len(page.all(role="status")) == ("ask" in page.forms) and not page.all(role="log")
    assert "{" not in page.text and page.all("a", href="tel:01632960100")


def test_talking_to_a_person_is_in_the_same_place(page):
    tags = [(tag, has.get("class") or has.get("id")) for tag, has in page.elements]
    assert tags[tags.index(("main", "chat")) + 1][0] == "h1"
    assert tags[tags.index(("main", "chat")) + 2] == ("section", "person")


def test_each_field_has_a_label_and_ids_are_unique(page):
    ids = [has["id"] for _, has in page.elements if has.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {has.get("for") for has in page.all("label")}
    fields = [has for tag, has in page.elements if tag in ("input", "textarea", "select")]
    shown = [has for has in fields if has.get("type") not in ("hidden", "radio", "checkbox")]
    assert all(has["id"] in labelled for has in shown)
    for _, has in page.elements:
        for name in ("aria-describedby", "aria-labelledby"):
            assert set((has.get(name) or "").split()) <= set(ids)
        if (has.get("href") or "").startswith("#"):
            assert has["href"][1:] in ids


def test_headings_go_down_one_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_languages_and_other_ways_in(browser):
    assert browser.page.all("li", lang="ur", dir="rtl") and "Polski" in browser.page.text
    links = {has.get("href") for has in browser.page.all("a")}
    assert (
        "https://exampleshire.example/kinship/bsl" in links
        and "https://exampleshire.example/kinship/easy-read" in links
    )
    assert "interpreter" in browser.page.text


def test_a_council_without_them_has_no_empty_lines(browser, monkeypatch):
    bare = {"council_name": "Nowhere", "front_door": {"name": "Door", "phone": "01632 960100", "hours": "9am to 5pm"}}
    monkeypatch.setattr("hub.conversations.words.council", lambda: bare)
    assert council() is not bare
    page = browser.open()
    assert "Sign Language" not in page.text and "Easy Read" not in page.text and "Nowhere" in page.title
    monkeypatch.setattr("hub.conversations.words.council", dict)
    assert browser.open().all("h1")


def test_a_slip_in_the_words_does_not_stop_the_chat(browser, monkeypatch):
    broken = {key: dict(part) if isinstance(part, dict) else part for key, part in words_of.words().items()}
    broken["page"]["title"] = "Help, {nobody}"
    del broken["waiting"]
    monkeypatch.setattr("hub.conversations.words.web_words", lambda: broken)
    assert browser.open().title == "Help, {nobody}"


def test_without_any_words_the_error_page_is_empty_and_headers_are_there(client, monkeypatch):
    def unreadable():
        raise OSError

    monkeypatch.setattr("hub.conversations.words.web_words", unreadable)
    assert errors.broken(None).status_code == 500 and "form-action 'self' about:" in headers.policy()
