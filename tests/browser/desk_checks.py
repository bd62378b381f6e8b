"""The assertions that every page of the desk is held to. A module that inherits them brings `seen`, a tab that shows the page."""

from __future__ import annotations

import pytest

from tests.browser import assertions, engines

SIZES = pytest.mark.parametrize("size", [assertions.SMALL, assertions.WIDE], ids=["small", "wide"])


class DeskChecks:
    """At 320 and at 1280 px. `seen` has a `page`, and the `strangers` and `complaints` it was met with."""

    @pytest.fixture
    def page(self, seen):
        return seen.page

    def test_1_controls_are_big_enough_and_reachable(self, page):
        assert assertions.targets(page) == []
        with assertions.seen_at(page, assertions.SMALL):
            assert assertions.targets(page) == []

    def test_2_nothing_sideways_and_nothing_fixed_at_400_percent(self, page):
        assert assertions.reflow(page) == []

    @SIZES
    def test_3_tab_reaches_every_control_uncovered(self, page, size):
        assert assertions.tab_walk(page, size) == []

    def test_6_nothing_is_cut_off_with_wider_text(self, page):
        assert assertions.clipping(page) == []
        assert assertions.text_spacing(page) == []

    def test_8_the_session_stays_with_the_desk_and_no_stranger_is_asked(self, seen):
        assert seen.strangers == []
        for cookie in seen.page.context.cookies():
            assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == ("/desk/", True, "Lax")
        assert assertions.ask(seen.page, "stored") == []

    def test_10_headings_language_and_title(self, page):
        assert assertions.headings(page) == []

    @SIZES
    def test_13_axe_finds_nothing(self, page, size):
        with assertions.seen_at(page, size):
            assert engines.axe(page) == []

    def test_13_the_sniffer_finds_nothing(self, page):
        """At the small size alone: what it finds stands in the markup, which is the same at both."""
        with assertions.seen_at(page, assertions.SMALL):
            assert engines.htmlcs(page) == []

    def test_the_console_is_silent(self, seen):
        assert [said for said in seen.complaints if "status of 4" not in said] == []
