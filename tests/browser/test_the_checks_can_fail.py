"""Pages made to be bad: every assertion of ours must find its fault there, or it proves nothing elsewhere."""

import pytest

from tests.browser import assertions, engines


@pytest.fixture(scope="module")
def bad(chromium, pages):
    with chromium.new_context(viewport=assertions.WIDE) as context:
        page = context.new_page()
        page.goto(f"{pages.address}/bad.html")
        yield page


@pytest.fixture
def trap(chromium, pages):
    with chromium.new_context(viewport=assertions.WIDE) as context:
        page = context.new_page()
        page.goto(f"{pages.address}/trap.html")
        yield page


CHECKS = {
    "small target": (assertions.targets, "16 x 16 px"),
    "no keyboard": (assertions.targets, '"Send" cannot be reached by keyboard'),
    "not native": (assertions.targets, '"Send" is no native control'),
    "sideways": (assertions.reflow, "px wide in a view of 320"),
    "fixed box": (assertions.reflow, "is fixed and covers 100 %"),
    "covered": (lambda page: assertions.tab_walk(page, assertions.SMALL), "is covered by"),
    "focus unseen": (lambda page: assertions.tab_walk(page, assertions.WIDE), "shows no focus"),
    "no status": (assertions.status_line, "0 role=status"),
    "cut off": (assertions.text_spacing, "cuts off its words"),
    "heading": (assertions.headings, "skips a level"),
    "right to left": (assertions.right_to_left, "does not run from right to left"),
    "language": (assertions.right_to_left, "has no lang of its own"),
}


@pytest.mark.parametrize("check, fault", CHECKS.values(), ids=CHECKS)
def test_the_bad_page_is_found_out(bad, check, fault):
    faults = check(bad)
    assert any(fault in each for each in faults), faults


def test_the_sniffer_warns_of_the_bad_page(bad):
    assert any("2_1_1" in each for each in engines.htmlcs(bad))


def test_axe_finds_what_it_can(trap):
    trap.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x><input>')")
    assert {"axe image-alt", "axe label"} <= {fault.split(":")[0] for fault in engines.axe(trap)}


def test_a_trap_is_found(trap):
    faults = assertions.tab_walk(trap, assertions.WIDE)
    assert any("trap" in each for each in faults) and any(
        '"Never reached" was never reached' in each for each in faults
    )


def test_a_status_line_that_speaks_is_found(trap):
    assert any("Loading" in each for each in assertions.status_line(trap))
    assert any("2 role=status" in each for each in assertions.status_line(trap))


def test_what_is_stored_is_found(trap):
    assert any("localStorage" in each for each in assertions.stored(trap))
    trap.context.add_cookies([{"name": "seen", "value": "1", "url": trap.url}])
    assert any("cookie seen" in each for each in assertions.stored(trap))
