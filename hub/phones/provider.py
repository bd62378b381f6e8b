"""What the provider knows: texts, contents, who has said STOP, and when somebody last wrote. In memory only; calls nobody."""

from __future__ import annotations

import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.phones import keywords
from hub.phones.contents import Content
from hub.phones.lines import Lines
from hub.phones.switches import Switches
from hub.phones.texts import FROM_PERSON, TO_PERSON, WHATSAPP, Text

WINDOW = timedelta(hours=24)
EVENTS_KEPT = 200


class Provider:
    """The state behind both APIs and the handsets. Whoever changes it holds `lock`."""

    def __init__(self, lines: Lines, now: Callable[[], datetime] | None = None):
        self.lines, self.now = lines, now or _now
        self.lock = threading.RLock()
        self.switches = Switches()
        self.texts: list[Text] = []
        self.contents: dict[str, Content] = {}
        self.stopped: set[tuple[str, str]] = set()  # (our number, theirs)
        self.last_wrote: dict[str, datetime] = {}  # on WhatsApp
        self.events: deque[dict[str, Any]] = deque(maxlen=EVENTS_KEPT)
        self.down: dict[str, datetime] = {}  # "calls" (to the hub), "api" -> until when
        self.media_fetched = 0  # the hub never fetches any
        self.version = 0

    def note(self, what: str, **more: Any) -> None:
        """One line of what went on, for the page and for tests."""
        with self.lock:
            self.version += 1
            self.events.append({"n": self.version, "at": self.now().isoformat(), "what": what, **more})

    def keep(self, text: Text) -> Text:
        """Keep a text, new or changed."""
        with self.lock:
            self.version += 1
            text.version = self.version
            if not any(each is text for each in reversed(self.texts)):
                self.texts.append(text)
        return text

    def find(self, message_id: str) -> Text | None:
        with self.lock:
            return next((text for text in reversed(self.texts) if text.id == message_id), None)

    def newest_first(self, provider: str) -> Iterator[Text]:
        with self.lock:
            return iter([text for text in reversed(self.texts) if text.provider == provider])

    def of_handset(self, channel: str, person: str) -> list[Text]:
        with self.lock:
            return [text for text in self.texts if (text.channel, text.person) == (channel, person)]

    def is_down(self, what: str) -> bool:
        """`what`: "calls" to the hub, or the "api"."""
        with self.lock:
            return self.now() < self.down.get(what, datetime.min.replace(tzinfo=UTC))

    def window_open(self, person: str) -> bool:
        """Whether the 24 hours of WhatsApp since they last wrote are not over."""
        with self.lock:
            wrote = self.last_wrote.get(person)
            return wrote is not None and self.now() - wrote < WINDOW

    def a_day_passes(self) -> None:
        """Closes everybody's 24 hours. The clock itself stays right, so that lists by date do."""
        with self.lock:
            self.last_wrote = {person: wrote - WINDOW for person, wrote in self.last_wrote.items()}
        self.note("A day has passed: everybody's 24 hours on WhatsApp are over.")

    def forget(self) -> None:
        """As new: for a test that begins."""
        with self.lock:
            self.texts.clear()
            self.stopped.clear()
            self.last_wrote.clear()
            self.events.clear()
            self.down.clear()
            self.switches, self.media_fetched = Switches(), 0
            self.version += 1

    def written(self, text: Text) -> str:
        """A person has written this. Returns Twilio's OptOutType where it acts on the word and says so, else ""."""
        with self.lock:
            self.keep(text)
            if text.channel == WHATSAPP:
                self.last_wrote[text.person] = self.now()
            if text.provider != "twilio" or text.kind != "text":
                return ""
            mode = self.switches.opt_out
            if text.channel == WHATSAPP:
                mode = "advanced" if self.switches.opt_out_whatsapp else "off"
            acted = keywords.heard(text.body, mode)
            if not acted:
                return ""
            pair = (text.ours, text.person)
            was_stopped = pair in self.stopped
            if acted == keywords.STOP:
                self.stopped.add(pair)
            elif acted == keywords.START:
                self.stopped.discard(pair)
            if acted != keywords.START or was_stopped:
                self.say_itself(text, keywords.REPLIES[acted])
            return acted if mode == "advanced" else ""

    def say_itself(self, heard: Text, words: str) -> None:
        """The provider's own answer, which the hub never sees."""
        said = Text(
            new_sid(), heard.provider, heard.channel, TO_PERSON, heard.person, heard.ours, words, self.now(), "delivered",
            by_provider=True,
        )  # fmt: skip
        self.keep(said)

    def received(self, provider: str) -> list[Text]:
        """What people wrote, newest first."""
        return [text for text in self.newest_first(provider) if text.direction == FROM_PERSON]


def _now() -> datetime:
    return datetime.now(UTC)


def new_sid(kind: str = "SM") -> str:
    return f"{kind}{uuid.uuid4().hex}"
