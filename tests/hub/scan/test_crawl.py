"""A hostile visitor goes everywhere and writes into everything: nothing breaks, nothing they wrote has any power, nothing leads away."""

import pytest

from tests.hub.scan import rules
from tests.hub.scan.crawl import addresses

# Addresses that no link and no form of a page leads to, and why. They are asked directly all the same, with hostile parts, queries,
# headers and bodies. What stands under an address is meant too.
NOT_BY_A_PAGE = {
    "chat/feed": "only the page's script asks it",
    "chat/left": "only the page's script leads there",
    "desk/live": "only the page's script asks it",
    "desk/c/<str:ref>/draft": "only the page's script sends it",
    "desk/c/<str:ref>/texts": "only the page's script asks it, for a chat by text",
    "desk/second-factor/code/": "after the right password: tests/hub/adviser_desk/test_second_factor.py goes there",
    "desk/second-factor/remove": "for who has two: tests/hub/adviser_desk/test_second_factor.py",
    "desk/welcome/": "by a link that a command prints: tests/hub/adviser_desk/test_setup_desk.py",
    "desk/single-sign-on/": "off where the organisation has none: tests/hub/adviser_desk/test_single_sign_on.py",
    "desk/callbacks/<int:number>/unreachable": "after three tries: tests/hub/adviser_desk/test_callbacks_board.py",
    "desk/canned/<int:number>/": "for a second supervisor, over words that are waiting: tests/hub/adviser_desk/test_canned.py",
    "open-data/v3/": "JSON for programs, with no page that leads there: knocked at here, walked in tests/hub/open_data",
    "desk/holds/": "a page of one supervisor's, linked where something is held: tests/hub/adviser_desk",
    **{
        f"desk/offer/changes/<int:change>/{each}": "for one state of a change: tests/hub/publishing goes through all of them"
        for each in ("look", "bring-in", "approve", "send-back", "undo")
    },
    "desk/offer/sheet/<int:upload>/": "after a workbook was brought: tests/hub/publishing/test_spreadsheet.py",
    "webhooks/": "a provider's door, which asks for a signature: the outside scanner (make scan) has one",
    "health/": "for whoever runs it",
}


@pytest.mark.parametrize("kind", rules.KINDS)
def test_nothing_is_wrong_with_any_answer(crawled, kind):
    found = [f"{who}: {what}: {wrong}" for fault, who, what, wrong in crawled.faults if fault == kind]
    assert not found, f"{len(found)} of {crawled.asked} answers:\n" + "\n".join(found[:40])


def test_every_address_was_reached(crawled):
    every = {each.lstrip("/") for each in addresses()}
    assert crawled.knocked == every
    missing = {each for each in every - crawled.walked if not each.startswith(tuple(NOT_BY_A_PAGE))}
    assert not missing, f"Neither a page nor a written reason (NOT_BY_A_PAGE): {sorted(missing)}"
