"""A browser without script: posts the form of the page it has, and keeps the page that comes back."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from hub.conversations import transcript

OURS = "http://localhost:8000"
PAGES = "web_chat.Page"


class Page(HTMLParser):
    """A page as a browser reads it: its fields, its buttons, its text."""

    def __init__(self, response):
        super().__init__(convert_charrefs=True)
        self.response = response
        self.html = response.content.decode()
        self.forms, self.buttons, self.elements, self.said = {}, [], [], []
        self._form, self._button, self._textarea, self._title = None, None, None, False
        self.title = ""
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        self.elements.append((tag, has))
        if tag == "form":
            self._form = has.get("id") or has.get("class") or has["action"]
            self.forms[self._form] = {"action": has["action"].split("#")[0], "fields": {}}
        elif tag == "input" and self._form and has.get("type") not in ("checkbox", "radio"):
            self.forms[self._form]["fields"][has["name"]] = has.get("value") or ""
        elif tag == "textarea":
            self._textarea = (self._form, has["name"])
            self.forms[self._form]["fields"][has["name"]] = ""
        elif tag == "button":
            self._button = {**has, "form": has.get("form") or self._form, "label": ""}
            self.buttons.append(self._button)
        self._title = tag == "title"

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            form, name = self._textarea
            self.forms[form]["fields"][name] = self.forms[form]["fields"][name].removeprefix("\n")
            self._textarea = None
        elif tag == "button":
            self._button = None
        self._title = False

    def handle_data(self, data):
        if self._title:
            self.title += data
        elif self._textarea:
            form, name = self._textarea
            self.forms[form]["fields"][name] += data
        else:
            if self._button is not None:
                self._button["label"] += data
            self.said.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.said))

    def field(self, name, form="ask"):
        return self.forms[form]["fields"][name]

    def all(self, tag=None, **wanted):
        return [
            has
            for name, has in self.elements
            if (tag is None or name == tag) and all(has.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]

    def choices(self):
        return [button for button in self.buttons if button.get("name") == "choice"]

    @property
    def messages(self):
        return [has for has in self.all("li") if (has.get("class") or "").startswith("message")]


class Browser:
    """Goes through the chat as a carer without JavaScript."""

    def __init__(self, client=None):
        self.client = client or Client(headers={"origin": OURS})
        self.page = None

    def open(self):
        return self._keep(self.client.get("/chat/"))

    def submit(self, form="ask", action=None, headers=None, **changed):
        told = self.page.forms[form]
        fields = {**told["fields"], **changed}
        return self.post(action or told["action"], fields, headers=headers)

    def post(self, action, fields, headers=None):
        body = {name: value for name, value in fields.items() if value is not None}
        return self._keep(self.client.post(action, body, headers=headers))

    def say(self, text, **more):
        return self.submit(text=text, **more)

    def tap(self, label, **more):
        (button,) = [each for each in self.page.choices() if each["label"] == label]
        return self.submit(choice=button["value"], **more)

    def press(self, label, **more):
        button = next(each for each in self.page.buttons if each["label"] == label)
        extra = {button["name"]: button.get("value", "")} if button.get("name") else {}
        return self.submit(form=button["form"], action=button.get("formaction"), **{**extra, **more})

    def _keep(self, response):
        self.response = response
        if response.content and response.headers.get("Content-Type", "").startswith("text/html"):
            self.page = Page(response)
        return self.page


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """No collected files are needed to build a page."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def browser(db):
    browser = Browser()
    browser.open()
    return browser


@pytest.fixture
def another(db):
    def open_another():
        browser = Browser()
        browser.open()
        return browser

    return open_another


@pytest.fixture
def replies(monkeypatch, answer):
    """While a POST waits for its answer, the worker runs: each queued turn is answered with what stands here."""
    script = {"texts": ["An answer."], "choices": [], "ran": []}

    def wait(conversation_id, seconds):
        script["ran"] += answer(*script["texts"], choices=script["choices"], custom=script.get("custom"))
        return True

    monkeypatch.setattr(transcript, "wait_for_reply", wait)
    return script


@pytest.fixture
def no_worker(monkeypatch):
    """Nobody answers: the POST does not wait in vain."""
    monkeypatch.setattr(transcript, "wait_for_reply", lambda conversation_id, seconds: False)
