"""Finds Debian's Chromium and starts it once. Playwright's own browsers are never downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SEEN_WITHIN = 30_000  # milliseconds: a busy machine is slow, not wrong
NONE = "no Chromium on this machine: apt-get install chromium, or set KINSHIP_CHROMIUM to its path"


def executable() -> str | None:
    """The path of the browser: KINSHIP_CHROMIUM wins."""
    named = os.environ.get("KINSHIP_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def version() -> str:
    """As the browser says it of itself: "Chromium 142.0.7444.59"."""
    said = subprocess.run([executable() or NAMES[0], "--version"], capture_output=True, text=True, check=True).stdout
    return " ".join(said.split()[:2])


def demanded() -> bool:
    """In CI a missing browser is a failure, not a skip."""
    return bool(os.environ.get("CI"))


@contextmanager
def started(path: str) -> Iterator[Browser]:
    expect.set_options(timeout=SEEN_WITHIN)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
