"""An adviser at the desk in a browser: comes in, reads, takes, answers. The same with and without our script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.browser.desk_door import code, come_in
from tests.browser.stack import Site
from tests.browser.talk import JS

PASSWORD = "a long enough password"


@dataclass
class Adviser:
    """One tab. `complaints` are errors of the console and of scripts, `strangers` requests to other hosts."""

    page: Page
    site: Site
    name: str
    session: str
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
        if not url.startswith((self.site.url, self.site.environment["KINSHIP_STREAM_URL"], "data:", "about:")):
            self.strangers.append(url)

    @property
    def log(self) -> Locator:
        return self.page.locator("#log > li")

    @property
    def reply(self) -> Locator:
        return self.page.locator("#reply")

    @property
    def box(self) -> str:
        return self.reply.input_value()

    def sign_in(self) -> None:
        """Through the door: the name, the password, and what the app shows."""
        self.page.goto(f"{self.site.url}/desk/")
        self.page.locator("#username").fill(self.name)
        self.page.locator("#password").fill(PASSWORD)
        self.press("Sign in")
        self.page.locator("#code").fill(code())
        self.press("Go on")
        expect(self.page.locator("h1")).to_have_text("Queue")

    def walk_in(self, address: str = "") -> None:
        """Past the door, with the session they have, to this page of the desk."""
        come_in(self.page, self.site, self.name, session=self.session)
        self.open(address)

    def open(self, address: str = "") -> None:
        self.page.goto(f"{self.site.url}/desk/{address}")

    def case(self, ref: str) -> Locator:
        """This conversation in the queue."""
        return self.page.locator("#waiting li.case", has_text=ref)

    def press(self, label: str | Locator) -> None:
        """Press a button; a new page comes."""
        button = self.page.get_by_role("button", name=label, exact=True) if isinstance(label, str) else label
        with self.page.expect_navigation(wait_until="load"):
            button.click()

    def unfold(self, title: str) -> None:
        self.page.locator("#change summary", has_text=title).click()

    def take(self, ref: str) -> None:
        """Out of the queue."""
        self.press(self.case(ref).get_by_role("button"))
        expect(self.page.locator("#state")).to_contain_text("With you")

    def send(self, text: str) -> None:
        self.reply.fill(text)
        self.press("Send to the carer")
        expect(self.log.last).to_contain_text(text)

    def sees(self, there: Callable[[], Locator], *, again: str = "") -> None:
        """Until something is on the page: by itself with our script, else by looking again (`again`: a link's words)."""
        if self.mode != JS:
            with self.page.expect_navigation(wait_until="load"):
                self.page.get_by_role("link", name=again, exact=True).click() if again else self.page.reload()
        expect(there()).to_be_visible()
