"""The accessibility statement: there for everybody, its figures those of the tests, and honest about what nobody has tried."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from hub.web_chat import accessibility
from tests.browser.accessibility_results import CHECKS, Results
from tests.hub.web_chat.conftest import Page

ROOT = Path(__file__).resolve().parents[3]
WORDS = yaml.safe_load((ROOT / "offer_content" / "accessibility.yml").read_text("utf-8"))
RESULTS = yaml.safe_load(accessibility.RESULTS.read_text("utf-8"))


@pytest.fixture
def statement(client):
    return Page(client.get("/chat/accessibility/"))


def test_it_asks_no_database_sets_no_cookie_and_can_only_be_read(client):
    response = client.get("/chat/accessibility/")
    assert response.status_code == 200 and not response.cookies
    assert client.post("/chat/accessibility/").status_code == 405


def test_every_part_stands_there_and_nothing_is_left_unfilled(statement):
    titles = [part["title"] for part in WORDS.values() if isinstance(part, dict) and "title" in part]
    places = [statement.text.index(title) for title in titles]
    assert places == sorted(places) and not re.search(r"[{}]", statement.text)


@pytest.mark.parametrize("who", ["people", "readers", "voice", "phones", "limits"])
def test_what_nobody_has_tested_is_said(statement, who):
    assert WORDS["not_tested"][who] in statement.text


def test_its_figures_are_those_of_the_newest_results(statement):
    for figure in ("checks", "pages", "failed"):
        assert re.search(rf"\b{RESULTS[figure]}\b", statement.text), figure
    assert all(tool in statement.text for tool in RESULTS["tools"])


def test_the_newest_results_add_up_and_are_of_all_checks():
    by_check = RESULTS["by_check"]
    assert list(by_check) == list(CHECKS)
    assert RESULTS["checks"] == sum(each["passed"] + each["failed"] for each in by_check.values())
    assert RESULTS["failed"] == sum(each["failed"] for each in by_check.values())
    assert isinstance(RESULTS["tested_on"], date)


def test_the_checks_that_count_are_checks_of_the_browser_tests():
    defined = re.findall(
        r"^def (test_\w+)\(", (ROOT / "tests" / "browser" / "test_each_state.py").read_text("utf-8"), re.M
    )
    assert set(CHECKS) <= set(defined)
    assert set(defined) - set(CHECKS) == {
        "test_8_nothing_is_stored_and_no_stranger_is_asked",
        "test_the_console_is_silent",
    }


def test_without_figures_it_gives_none(client, monkeypatch, tmp_path):
    monkeypatch.setattr(accessibility, "RESULTS", tmp_path / "none.yml")
    text = Page(client.get("/chat/accessibility/")).text
    assert WORDS["tested"]["rules"] in text and "found a problem" not in text and WORDS["not_tested"]["readers"] in text


def test_results_count_each_view_once_and_each_check_by_its_outcome(tmp_path):
    results = Results()
    for name, outcome in [
        ("test_3_tab_reaches_every_control_uncovered[start-js-small]", "passed"),
        ("test_3_tab_reaches_every_control_uncovered[start-js-wide]", "failed"),
        ("test_13_axe_finds_nothing[start-js]", "passed"),
        ("test_13_axe_finds_nothing[waiting-plain]", "passed"),
        ("test_the_console_is_silent[start-js]", "failed"),
    ]:
        results.note(f"tests/browser/test_each_state.py::{name}", outcome)
    results.note("tests/browser/test_desk.py::TestEachView::test_13_axe_finds_nothing[queue]", "failed")
    results.write(tmp_path / "found.yml", ["axe-core 1"])
    found = yaml.safe_load((tmp_path / "found.yml").read_text("utf-8"))
    assert (found["pages"], found["checks"], found["failed"], found["tools"]) == (2, 4, 1, ["axe-core 1"])
