"""One Chromium, one hub and one scripted brain for the whole folder, stopped when its last test is done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser import chromium as chromiums
from tests.browser import desk_site as desk_sites
from tests.browser import elsewhere, engines, scripted_brain, stack
from tests.browser.accessibility_results import Results
from tests.browser.adviser import Adviser
from tests.browser.talk import Chat, keep_at_home, new_context

pytest.register_assert_rewrite("tests.browser.desk_checks")
MEASURED = pytest.StashKey[list[str]]()
FOUND = Results()


def pytest_runtest_logreport(report):
    if report.when == "call":
        FOUND.note(report.nodeid, report.outcome)


def pytest_sessionfinish(session):
    if (path := os.environ.get("KINSHIP_ACCESSIBILITY")) and FOUND.outcomes:
        FOUND.write(Path(path), [*engines.versions(), chromiums.version()])


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


@pytest.fixture(scope="package")
def desk_site(chromium, tmp_path_factory):
    """A hub with a desk that is always open, its stream, and a brain that remembers the family."""
    with desk_sites.with_brain(tmp_path_factory.mktemp("desk")) as hub:
        yield hub


@pytest.fixture
def held(scripted):
    """A brain that keeps "slow" messages waiting until the test releases them."""
    scripted.hold()
    yield scripted
    scripted.release()


@pytest.fixture
def tab_of(chromium):
    """`tab_of(site, mode)`: a fresh tab on a fresh device."""
    contexts = []

    def make(site, mode: str = "js", **wishes):
        context = new_context(chromium, mode, **wishes)
        contexts.append(context)
        keep_at_home(context, site)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def chat_of(tab_of, site):
    """`chat_of(mode, …)`: a carer's fresh tab on a fresh device."""
    return lambda mode="js", **wishes: Chat(tab_of(site, mode, **wishes), site, mode)


@pytest.fixture
def carer_of(tab_of, desk_site):
    """`carer_of(mode)`: a carer at the council whose advisers are there."""
    return lambda mode="js", **wishes: Chat(tab_of(desk_site, mode, **wishes), desk_site, mode)


@pytest.fixture
def adviser_of(tab_of, desk_site):
    """`adviser_of(person, mode)`: a tab of theirs, not signed in yet."""
    return lambda person, mode="js": Adviser(tab_of(desk_site, mode), desk_site, person.name, person.session, mode)


@pytest.fixture
def chat(chat_of):
    """A fresh tab with our script."""
    return chat_of()
