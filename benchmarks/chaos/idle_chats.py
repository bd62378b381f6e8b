"""Chats that are only open: each said one thing, and its page's script looks every 30 seconds for what is new."""

from __future__ import annotations

import threading
import time
from collections import Counter

import httpx

from benchmarks.chaos.background import Background
from benchmarks.chaos.carers import own_address
from tests.hub.faults.carer import Page

EVERY = 30.0  # seconds: what the page's script does when nothing happens
THREADS = 4


class IdleChats(Background):
    """So many of them, looked after by a few threads."""

    def __init__(self, front: str, count: int) -> None:
        self.front, self.count = front, count
        self.over, self.looks, self.faults = threading.Event(), 0, Counter()
        self.threads = [threading.Thread(target=self._keep, args=(n,), daemon=True) for n in range(THREADS)]

    def _keep(self, thread: int) -> None:
        chats: list[tuple[httpx.Client, dict[str, str]]] = []
        wanted = len(range(thread, self.count, THREADS))
        while not self.over.is_set() and wanted:
            began = time.monotonic()
            if len(chats) < wanted and (chat := self._open(2000 + thread * 1000 + len(chats))):
                chats.append(chat)
            for http, form in list(chats):
                if self.over.is_set():
                    return
                self._look(http, form)
                self.over.wait(max(0.0, EVERY / wanted - 0.01))
            self.over.wait(max(0.0, min(EVERY, 1.0) - (time.monotonic() - began)))

    def _open(self, number: int) -> tuple[httpx.Client, dict[str, str]] | None:
        http = httpx.Client(base_url=self.front, timeout=30, trust_env=False, transport=own_address(number))
        try:
            fields = Page(http.get("/chat/").text).fields
            page = Page(http.post("/chat/say", data={**fields, "text": "hello"}).text)
            return http, {"token": page.fields["token"], "after": page.fields.get("after", "0"), "cursor": "0"}
        except (httpx.HTTPError, KeyError) as fault:
            self.faults[type(fault).__name__] += 1
            return None

    def _look(self, http: httpx.Client, form: dict[str, str]) -> None:
        try:
            answer = http.post(
                f"/chat/feed?after={form['cursor']}", data={"token": form["token"], "after": form["after"]}
            )
            self.looks += 1
            if answer.status_code == 200:
                form["cursor"] = str(answer.json()["cursor"])
            elif answer.status_code not in (204, 410):
                self.faults[str(answer.status_code)] += 1
        except (httpx.HTTPError, ValueError) as fault:
            self.faults[type(fault).__name__] += 1
