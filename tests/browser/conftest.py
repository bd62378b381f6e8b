"""One Chromium, one hub and one scripted brain for the whole folder, stopped when its last test is done."""

from __future__ import annotations

import pytest

from tests.browser import chromium as chromiums
from tests.browser import elsewhere, scripted_brain, stack
from tests.browser.talk import Chat, keep_at_home, new_context

MEASURED = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter, config):
    """The budgets as measured, whatever the outcome."""
    if lines := config.stash.get(MEASURED, []):
        terminalreporter.section("the web chat on the wire")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture
def note(request):
    """`note(line)`: a line of the table at the end of the run."""
    return request.config.stash.setdefault(MEASURED, []).append


@pytest.fixture(scope="package")
def chromium():
    """Debian's Chromium. Without one: skipped with the reason, and in CI a failure."""
    path = chromiums.executable()
    if path is None:
        (pytest.fail if chromiums.demanded() else pytest.skip)(chromiums.NONE)
    with chromiums.started(path) as browser:
        yield browser


@pytest.fixture(scope="package")
def pages():
    """Pages of other people, at another origin than the hub."""
    with elsewhere.serving() as server:
        yield server


@pytest.fixture(scope="package")
def scripted():
    with scripted_brain.running() as brain:
        yield brain


@pytest.fixture(scope="package")
def site(chromium, scripted, pages, tmp_path_factory):
    """The real hub: web and worker as processes, a database of its own, the scripted brain behind it."""
    with stack.running(tmp_path_factory.mktemp("hub"), scripted.url, frame_ancestors=f"'self' {pages.address}") as hub:
        yield hub


@pytest.fixture
def held(scripted):
    """A brain that keeps "slow" messages waiting until the test releases them."""
    scripted.hold()
    yield scripted
    scripted.release()


@pytest.fixture
def chat_of(chromium, site):
    """`chat_of(mode, …)`: a fresh tab on a fresh device."""
    contexts = []

    def make(mode: str = "js", **wishes) -> Chat:
        context = new_context(chromium, mode, **wishes)
        contexts.append(context)
        keep_at_home(context, site)
        return Chat(context.new_page(), site, mode)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def chat(chat_of):
    """A fresh tab with our script."""
    return chat_of()
