"""The handover with the trained model behind the page: its own story, its own summary, and what it still knows afterwards."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import desk_site as desk_sites
from tests.browser.adviser import Adviser
from tests.browser.desk_site import employ, newest_ref
from tests.browser.talk import Chat

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def real_desk(chromium, brain, tmp_path_factory):
    with desk_sites.running(tmp_path_factory.mktemp("real"), brain.url) as hub:
        yield hub


def test_a_grandmother_is_handed_over_and_back(real_desk, tab_of):
    sam = employ(real_desk, "Sam")
    adviser = Adviser(tab_of(real_desk), real_desk, sam.name, sam.session)
    adviser.walk_in()
    carer = Chat(tab_of(real_desk), real_desk)
    carer.open()
    carer.say("My grandson is 7. He has lived with me since June. There is no court order. I am his nan.")
    carer.say("Can I talk to a real person please?")
    assert "7" in carer.words()[-1], carer.words()[-2:]
    carer.tap("Something is wrong")
    carer.tap("The child's age")
    carer.say("9")
    corrected = carer.words()[-1]
    assert "9" in corrected and "7" not in corrected

    ref = newest_ref(real_desk)
    expect(adviser.case(ref)).to_be_visible()
    adviser.take(ref)
    expect(adviser.page.locator("#summary-lines")).to_contain_text("The carer changed something")
    adviser.send("Hello, this is Sam.")
    carer.hears("Hello, this is Sam.")
    adviser.unfold("Hand it back to the assistant")
    adviser.press("Hand it back")
    carer.hears("Sam has left this chat.")
    before = len(carer.words())
    carer.say("How much is Child Benefit?")
    assert "gov.uk/child-benefit" in " ".join(carer.words()[before:])
    carer.say("Can I talk to a real person please?")
    assert "9" in carer.words()[-1] and "7" not in carer.words()[-1], "it knows what was put right"
    assert carer.complaints + adviser.complaints == []
