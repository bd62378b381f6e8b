"""Counts requests and bytes as they came over the wire, headers too (Chromium's own measure, CDP Network)."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page


@dataclass
class Asked:
    """One request. `size` is what came back, with its headers."""

    path: str
    method: str
    kind: str
    size: int = 0


@dataclass
class Wire:
    """Everything a tab asks for from now on, until `take()`."""

    page: Page
    _asked: dict[str, Asked] = field(default_factory=dict)
    _redirected: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._session = self.page.context.new_cdp_session(self.page)
        self._session.on("Network.requestWillBeSent", self._sent)
        self._session.on("Network.loadingFinished", self._finished)
        self._session.send("Network.enable")

    def _sent(self, event: dict) -> None:
        url = urlsplit(event["request"]["url"])
        if url.scheme == "data":
            return
        if event.get("redirectResponse") and event["requestId"] in self._asked:
            before = self._asked.pop(event["requestId"])
            before.size = int(event["redirectResponse"]["encodedDataLength"])
            self._redirected.append(before)
        self._asked[event["requestId"]] = Asked(url.path, event["request"]["method"], event.get("type", ""))

    def _finished(self, event: dict) -> None:
        if event["requestId"] in self._asked:
            self._asked[event["requestId"]].size = int(event["encodedDataLength"])

    def take(self) -> list[Asked]:
        """What was asked since the last time."""
        self.page.evaluate("0")  # one round trip, so that the events before it have arrived
        taken = [*self._redirected, *self._asked.values()]
        self._asked.clear()
        self._redirected.clear()
        return taken
