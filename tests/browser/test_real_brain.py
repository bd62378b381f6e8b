"""One whole talk with the trained model behind the page, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import stack
from tests.browser.talk import JS, OFF, Chat, keep_at_home, new_context

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def real_site(chromium, brain, tmp_path_factory):
    with stack.running(tmp_path_factory.mktemp("real"), brain.url) as hub:
        yield hub


@pytest.mark.parametrize("mode", [JS, OFF])
def test_a_grandmother_finds_out_where_she_stands(chromium, real_site, mode):
    with new_context(chromium, mode) as context:
        keep_at_home(context, real_site)
        chat = Chat(context.new_page(), real_site, mode)
        chat.open()
        before = chat.answers.count()
        chat.press(chat.page.locator("button[name=choice]").first)
        chat.wait_for_answer(before)
        expect(chat.answers.last.locator("button[name=choice]")).not_to_have_count(0)
        chat.say("My grandson is 7. He has lived with me since June. There is no court order. I am his nan.")
        for _ in range(5):
            buttons = chat.answers.last.locator("button[name=choice]")
            if not buttons.count():
                break
            chat.tap(buttons.first.inner_text())
        said = " ".join(chat.words())
        assert "01632 96" in said, "somebody of the council to call"
        asked = "How much is Child Benefit?"
        chat.say(asked)
        words = chat.words()
        answer = " ".join(words[len(words) - words[::-1].index(asked) :])
        assert "£" in answer and "Child Benefit" in answer, answer
        assert chat.complaints == [] and chat.strangers == []
