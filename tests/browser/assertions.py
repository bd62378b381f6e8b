"""The assertions of web.md 3.2 that look at one page: each returns its faults in words, so that [] is good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).with_name("assertions.js").read_text("utf-8")
SMALL, WIDE = {"width": 320, "height": 256}, {"width": 1280, "height": 900}  # 320 x 256 is 1280 x 1024 at 400 %
LEAST, LEAST_BUTTON = 24, 44  # CSS px: what 2.5.8 asks of any control, and what we ask of a button


def ask(page: Page, question: str, *words: Any) -> Any:
    """The answer of one of the checks in assertions.js."""
    if not page.evaluate("typeof checks === 'object'"):
        page.evaluate(SCRIPT)
    return page.evaluate(f"words => checks.{question}(...words)", list(words))


@contextmanager
def seen_at(page: Page, size: dict[str, int]) -> Iterator[None]:
    page.set_viewport_size(size)
    try:
        yield
    finally:
        page.set_viewport_size(WIDE)


def targets(page: Page) -> list[str]:
    """1: big enough, native, reachable."""
    return ask(page, "targets", LEAST, LEAST_BUTTON)


def reflow(page: Page) -> list[str]:
    """2: nothing to scroll sideways at 400 %, nothing fixed over the words."""
    with seen_at(page, SMALL):
        return ask(page, "reflow", SMALL["width"]) + ask(page, "fixedBoxes")


def tab_walk(page: Page, size: dict[str, int]) -> list[str]:
    """3: Tab reaches every control, each is uncovered and marked when it has the focus, and the walk ends."""
    with seen_at(page, size):
        faults, most = [], ask(page, "startWalk") + 5
        for _ in range(most):
            page.keyboard.press("Tab")
            stop = ask(page, "step")
            if stop["end"]:
                break
            faults += stop["faults"]
        else:
            faults.append(f"Tab was pressed {most} times and the page did not end: a trap")
        if stop.get("again"):
            faults.append(f"Tab came back to control {stop['again']} before it left the page: a trap")
        return faults + ask(page, "notReached")


def status_line(page: Page, *, words: bool = False) -> list[str]:
    """4: one status line, empty unless something is under way."""
    said = ask(page, "statusWords")
    silent = [] if bool(said) == words else [f"the status line says {said!r}"]
    return ask(page, "statusLine") + silent


def text_spacing(page: Page) -> list[str]:
    """6: with the text spacing a reader may ask for, nothing is cut off, at 320 and at 1280 px."""
    faults = []
    for size in (SMALL, WIDE):
        with seen_at(page, size):
            ask(page, "spaceText")
            faults += ask(page, "clipping") + ask(page, "reflow", size["width"])
            ask(page, "unspaceText")
    return faults


def clipping(page: Page) -> list[str]:
    """Nothing is cut off as the page stands, at 320 px."""
    with seen_at(page, SMALL):
        return ask(page, "clipping")


def stored(page: Page) -> list[str]:
    """8: nothing is kept on the carer's device."""
    cookies = [f"cookie {each['name']}" for each in page.context.cookies()]
    return cookies + ask(page, "stored")


def headings(page: Page) -> list[str]:
    """10: one h1, no level skipped, a language, a title."""
    return ask(page, "headings")


def right_to_left(page: Page) -> list[str]:
    return ask(page, "rightToLeft")
