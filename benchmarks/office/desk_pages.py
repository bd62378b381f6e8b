"""One tab at the desk, as desk.js leads it: pages, looks with the cursor of the page, replies."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import httpx

CURSOR, TOKEN = re.compile(r'data-cursor="(\d+)"'), re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SEEN, KEY = (
    re.compile(r'name="seen" value="(\d+)"'),
    re.compile(r'name="seen" value="\d+"><input type="hidden" name="key" value="(\w+)"'),
)
QUEUE_EVERY = 5.0  # seconds between two fetches of the whole queue (desk.js)
Counted = Callable[[str, int | str], None]


class Desk:
    """`ref`: the conversation that is open; "" on the queue page."""

    def __init__(self, url: str, session: str, counted: Counted = lambda what, status: None) -> None:
        self.http = httpx.Client(
            base_url=url,
            cookies={"desk": session},
            timeout=60,
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.renewed = 0.0
        self.counted, self.ref, self.cursor, self.token, self.html = counted, "", "0", "", ""

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def queue(self) -> None:
        self.ref = ""
        self._show("queue page")

    def conversation(self, ref: str) -> None:
        self.ref = ref
        self._show("conversation page")

    def look(self) -> None:
        """Ask what is new, and fetch the page again where it is about this page."""
        answer = self._ask("live", "POST", "/desk/live", {"after": self.cursor, "ref": self.ref})
        if answer is None:
            return
        told = answer.json()
        news = self.ref in told["refs"] if self.ref else bool(told["refs"])
        if news and not self.ref and time.monotonic() - self.renewed < QUEUE_EVERY:
            return
        if news:
            self.renewed = time.monotonic()
            self._show("conversation page" if self.ref else "queue page", {"X-Live": "1"})
        self.cursor = str(told["cursor"])

    def reply(self, text: str) -> None:
        """From the page as it stands; a page that is out of date is refused (409), as it should be."""
        seen, key = SEEN.search(self.html), KEY.search(self.html)
        if seen and key:
            fields = {"text": text, "seen": seen[1], "key": key[1]}
            self._ask("reply", "POST", f"/desk/c/{self.ref}/reply", fields)

    def _show(self, what: str, headers: dict[str, str] | None = None) -> None:
        answer = self._ask(what, "GET", f"/desk/c/{self.ref}/" if self.ref else "/desk/", headers=headers)
        if answer is not None:
            self.html = answer.text
            self.cursor, self.token = CURSOR.search(self.html)[1], TOKEN.search(self.html)[1]

    def _ask(
        self, what: str, method: str, path: str, fields: dict | None = None, headers: dict | None = None
    ) -> httpx.Response | None:
        data = {**fields, "csrfmiddlewaretoken": self.token} if fields is not None else None
        try:
            answer = self.http.request(method, path, data=data, headers=headers)
        except httpx.HTTPError as fault:
            self.counted(what, type(fault).__name__)
            return None
        self.counted(what, answer.status_code)
        return answer if answer.status_code == 200 else None
