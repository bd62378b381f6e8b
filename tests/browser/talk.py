"""A carer at the page: opens it, writes, taps, waits for what can be seen. The same with and without our script."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Error, Page, Response, Route, expect

from tests.browser.assertions import WIDE
from tests.browser.chromium import SEEN_WITHIN
from tests.browser.stack import Site

JS, PLAIN, OFF = (
    "js",
    "plain",
    "off",
)  # our script runs; our script is missing (the engines need some script); none at all
SCRIPT = re.compile(r"/(chat|desk)[^/]*\.js")
EXIT = "https://www.bbc.co.uk/weather"
_addresses = itertools.count(1)


@dataclass
class Chat:
    """One tab. `complaints` are errors of the console and of scripts, `strangers` requests to other hosts."""

    page: Page
    site: Site
    mode: str = JS
    listening: bool = True
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: said.type in ("error", "warning") and self._hear(said.text))
        self.page.on("pageerror", lambda error: self._hear(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def _hear(self, complaint: str) -> None:
        if self.listening:
            self.complaints.append(complaint)

    def _note(self, url: str) -> None:
        if not url.startswith((self.site.url, "data:", "about:")):
            self.strangers.append(url)

    @property
    def messages(self):
        return self.page.locator("#messages > li")

    @property
    def answers(self):
        return self.page.locator("#messages > li:not(.contact)")

    @property
    def box(self):
        return self.page.locator("#text")

    @property
    def status(self):
        return self.page.locator("#status")

    def open(self) -> Response | None:
        return self.page.goto(f"{self.site.url}/chat/")

    def send(self, text: str) -> None:
        """Write and press Send; wait only until it is on its way (without script: until the next page)."""
        self.box.fill(text)
        self.press(self.page.locator("#ask button.send"))

    def say(self, text: str) -> None:
        """Write, press Send, and wait for the answer."""
        before = self.answers.count()
        self.send(text)
        self.wait_for_answer(before)

    def tap(self, label: str) -> None:
        """Tap a choice and wait for the answer."""
        before = self.answers.count()
        self.press(self.page.locator("#messages button[name=choice]", has_text=label).last)
        self.wait_for_answer(before)

    def press(self, button) -> None:
        """Press a button of a form: without our script a new page comes."""
        if self.mode == JS:
            button.click()
        else:
            with self.page.expect_navigation(wait_until="load"):
                button.click()

    def go(self, place: str) -> None:
        """Press the button that leads to another page of ours, such as "save"."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(f'button[formaction$="/chat/{place}"]').first.click()

    def wait_for_answer(self, before: int) -> None:
        """Until there are more answers than before and nothing is under way. Without script the carer presses "check"."""
        if self.mode != JS:
            while self.page.locator(".pending").count():
                self.press(self.page.locator('button[formaction$="/chat/check"]').first)
        expect(self.answers.nth(before)).to_be_attached(timeout=SEEN_WITHIN)
        self.page.wait_for_load_state()  # the first answer is a page of its own: until it has loaded no key is heard
        expect(self.page.locator(".pending")).to_have_count(0)
        if self.mode == JS:
            expect(self.status).to_have_text("")

    def hears(self, text: str) -> None:
        """Until somebody says this. Without script the carer presses "check"."""
        said = self.answers.filter(has_text=text)
        if self.mode != JS:
            give_up = time.monotonic() + SEEN_WITHIN / 1000
            while not said.count() and time.monotonic() < give_up:
                self.press(self.page.locator('button[formaction$="/chat/check"]').first)
        expect(said.last).to_be_visible()

    def words(self) -> list[str]:
        """What stands in the messages, in order."""
        return [" ".join(words.split()) for words in self.page.locator("#messages > li .words").all_inner_texts()]

    def hidden(self, name: str) -> str:
        return self.page.locator(f"#ask input[name={name}]").get_attribute("value") or ""


def new_context(browser: Browser, mode: str = JS, **wishes) -> BrowserContext:
    """A device of its own, at an address of its own (unless the wishes name other headers)."""
    number = next(_addresses)
    wishes.setdefault("extra_http_headers", {"X-Forwarded-For": f"10.{number // 250}.{number % 250}.7"})
    context = browser.new_context(
        java_script_enabled=mode != OFF,
        viewport=WIDE,
        **wishes,
    )
    context.set_default_timeout(SEEN_WITHIN)
    if mode == PLAIN:
        context.route(SCRIPT, lambda route: route.fulfill(status=404, body=""))
    return context


def keep_at_home(context: BrowserContext, site: Site) -> None:
    """Answer every other host ourselves, with an empty page."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>Elsewhere</title>")

    ours = (site.url, site.environment["KINSHIP_STREAM_URL"], "http://127.0.0.1", "data:")
    context.route(lambda url: not url.startswith(ours), answer)


def look_back(page: Page) -> None:
    """Press Back. A page that came by POST and was not kept may be refused by the browser, instead of being shown."""
    try:
        page.go_back(wait_until="load")
    except Error as refused:
        assert "ERR_CACHE_MISS" in str(refused) or "interrupted" in str(refused), refused


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that no page shows, such as a row that is gone."""
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "it did not come about"
        time.sleep(0.05)
