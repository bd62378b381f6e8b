"""Assertion 9 of web.md 3.2: leaving. Afterwards Back does not show the talk, and the server's copy is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.states import delete_from
from tests.browser.talk import EXIT, JS, OFF, PLAIN, Chat, look_back, wait_until

pytestmark = pytest.mark.timeout(300)
SECRET = "My sister drinks and I have her little girl"
LEAVE_SOON = """(button, wait) => {
    button.click();
    setTimeout(() => document.querySelector("button.leave").click(), wait);
}"""
EVERY_WAY = pytest.mark.parametrize("mode", [JS, PLAIN, OFF])


def talked(chat: Chat) -> Chat:
    chat.page.goto("about:blank")
    chat.open()
    chat.say(SECRET)
    assert SECRET in chat.page.content()
    return chat


def gone_from(chat: Chat, kept_before: int) -> None:
    """The exit page is there, the server has nothing, and neither Back nor Forward shows the talk."""
    expect(chat.page).to_have_url(EXIT)
    wait_until(lambda: chat.site.messages_kept() == kept_before)
    for _ in range(3):
        look_back(chat.page)
        assert SECRET not in chat.page.content()


@EVERY_WAY
@pytest.mark.parametrize("which", ["first", "last"], ids=["at the top", "after the answer"])
def test_9_the_button_deletes_and_leaves(chat_of, site, mode, which):
    kept = site.messages_kept()
    chat = talked(chat_of(mode))
    assert site.messages_kept() > kept
    buttons = chat.page.locator("button.leave")
    getattr(buttons, which).click()
    gone_from(chat, kept)


def test_9_three_times_shift_deletes_and_leaves(chat, site):
    kept = site.messages_kept()
    talked(chat)
    chat.box.focus()
    for _ in range(3):
        chat.page.keyboard.press("Shift")
    gone_from(chat, kept)


def test_9_capital_letters_are_not_the_shift_key_pressed_alone(chat):
    talked(chat)
    chat.box.focus()
    for letter in "NHS SGO":
        chat.page.keyboard.press(f"Shift+{letter}") if letter != " " else chat.page.keyboard.press("Space")
    expect(chat.box).to_have_value("NHS SGO")
    assert "/chat/" in chat.page.url


@EVERY_WAY
def test_9_the_link_only_leaves(chat_of, site, mode):
    """The plain link asks nothing of our server, so it works when we are down; what is kept there stays (and it says so)."""
    chat = talked(chat_of(mode))
    kept = site.messages_kept()
    chat.page.locator("a.leave-link").first.click()
    expect(chat.page).to_have_url(EXIT)
    assert site.messages_kept() == kept
    if mode == JS:
        look_back(chat.page)
        assert SECRET not in chat.page.content()


@pytest.mark.parametrize("how", ["written", "tapped"])
@pytest.mark.parametrize("page_came", [False, True], ids=["before the page", "after the page"])
def test_9_leaving_while_the_first_answer_is_made_leaves_nothing(chat, site, held, how, page_came):
    kept = site.messages_kept()
    chat.page.goto("about:blank")
    chat.open()
    left, written = [], site.messages_written()
    chat.page.on("request", lambda request: request.url.endswith("/chat/leave") and left.append(request.post_data))
    chat.box.fill(f"slow {SECRET}")
    button = chat.page.locator("#ask button.send" if how == "written" else "button[name=choice]").first
    if page_came:
        button.click()
        chat.page.wait_for_url(f"{site.url}/chat/say*")  # and loaded: our script has to be there to hear the keys
        for _ in range(3):
            chat.page.keyboard.press("Shift")
    else:  # in the page itself, because Playwright would wait for the next one
        button.evaluate(LEAVE_SOON, 500 if how == "written" else 0)  # a tapped choice is answered at once
    expect(chat.page).to_have_url(EXIT)
    held.release()
    assert len(left) == 1 and (page_came or ("text=slow" if how == "written" else "choice=") in left[0])
    arrived = how == "written" or page_came
    wait_until(lambda: site.messages_kept() == kept and (not arrived or site.messages_written() == written + 1))


def test_9_leaving_works_when_our_server_does_not_answer(chat, site):
    talked(chat)
    chat.page.route("**/chat/leave", lambda route: route.abort("connectionfailed"))
    chat.page.route("**/chat/left", lambda route: route.fulfill(status=302, headers={"Location": EXIT}))
    chat.page.locator("button.leave").first.click()
    expect(chat.page).to_have_url(EXIT)


def test_9_another_tab_of_the_talk_learns_that_it_is_gone(chat_of, site):
    chat = talked(chat_of(JS))
    with chat.page.context.new_page() as other:
        other.goto(f"{site.url}/chat/")
        delete_from(other, chat.hidden("token"))
    chat.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(chat.page.locator("body")).not_to_contain_text(SECRET)


def test_9_the_exit_address_tells_nothing_about_where_the_carer_was(chat):
    asked = []
    chat.page.on("request", lambda request: asked.append(request))
    talked(chat)
    chat.page.locator("button.leave").first.click()
    expect(chat.page).to_have_url(EXIT)
    referrers = [request.headers.get("referer") for request in asked if request.url == EXIT]
    assert referrers and not any(referrers)
