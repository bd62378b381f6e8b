"""A carer with a browser without JavaScript: gets pages, reads them, posts their forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

ABOUT = (
    "school",
    "money",
    "court",
    "the nursery",
    "my brother",
    "the flat",
    "her mum",
    "a social worker",
    "sleep",
    "work",
)
NOT_CLOSED = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Message:
    seq: int | None
    author: str
    kind: str
    text: str = ""
    choices: dict[str, str] = field(default_factory=dict)  # label: value


class Page(HTMLParser):
    """What a page says: its messages, the hidden fields of its form, and whether an answer is still to come."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.messages: list[Message] = []
        self.fields: dict[str, str] = {}
        self.draft = ""
        self._inside: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.draft = self.draft.lstrip("\n")

    @property
    def pending(self) -> bool:
        return 'formaction="/chat/check"' in self.html

    @property
    def assistant_looks(self) -> bool:
        """Is the assistant still to answer? Who waits for a person may look again too."""
        return 'class="pending"' in self.html

    def said(self, *authors: str) -> list[str]:
        return [each.text.strip() for each in self.messages if each.author in authors or not authors]

    def choice(self, label: str) -> str:
        return next(each.choices[label] for each in reversed(self.messages) if label in each.choices)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        classes = given.get("class", "").split()
        if "message" in classes:
            author = next(each for each in classes if each in ("contact", "assistant", "system", "adviser"))
            kind = next((each for each in classes if each not in ("message", author)), "")
            self.messages.append(Message(int(given["data-seq"]) if "data-seq" in given else None, author, kind))
        if tag in ("p", "br", "li") and self._within(lambda tag, given: given.get("class") == "words"):
            self.messages[-1].text += "\n"
        if tag == "input" and self._within(lambda tag, given: given.get("id") == "ask"):
            self.fields[given["name"]] = given.get("value", "")
        if tag not in NOT_CLOSED:
            self._inside.append((tag, given))

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self._within(lambda tag, given: given.get("class") == "words"):
            self.messages[-1].text += data
        button = self._inside[-1] if self._inside else ("", {})
        if button[0] == "button" and button[1].get("name") == "choice" and self.messages:
            self.messages[-1].choices[data] = button[1]["value"]
        if button[1].get("id") == "text":
            self.draft += data

    def _within(self, fits) -> bool:
        return any(fits(*each) for each in self._inside)


class Carer:
    """One carer with one tab. `page` is what the tab shows."""

    def __init__(self, url: str, page: Page | None = None) -> None:
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        self.page = page or Page(self.http.get("/chat/").text)

    def other_tab(self, key: str = "") -> Carer:
        """The same page, open once more, as another form (`key` is the form's own)."""
        other = Carer(str(self.http.base_url), Page(self.page.html))
        if key:
            other.page.fields["key"] = key
        return other

    def form(self, **more: str) -> dict[str, str]:
        return {**self.page.fields, "text": "", **more}

    def post(self, address: str, form: dict[str, str]) -> Page:
        answer = self.http.post(address, data=form, follow_redirects=False)
        self.status = answer.status_code
        self.page = Page(answer.text)
        return self.page

    def say(self, text: str) -> Page:
        return self.post("/chat/say", self.form(text=text))

    def say_until_taken(self, text: str) -> Page:
        """The same form, sent again as the page asks them to while something of ours is broken."""
        return self.post_until_taken("/chat/say", self.form(text=text))

    def post_until_taken(self, address: str, form: dict[str, str]) -> Page:
        """Any form, in the same way."""
        for _ in range(10):  # each that is refused has waited for the database by itself
            if self.post(address, form) and self.status != 503:
                return self.page
        raise AssertionError(f"not taken in: {self.status}")

    def tap(self, label: str) -> Page:
        return self.post("/chat/say", self.form(choice=self.page.choice(label)))

    def check(self) -> Page:
        return self.post("/chat/check", self.form())

    def answered(self) -> Page:
        """Check for a reply until there is nothing left to wait for."""
        for _ in range(30):  # each check waits two seconds by itself
            if not self.page.pending:
                return self.page
            self.check()
        raise AssertionError(f"no answer came; the page shows {self.page.said()}")
