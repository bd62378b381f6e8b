"""The states of the page, and how a carer gets there. The checks of test_each_state.py run on every one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.talk import JS, PLAIN, Chat

TOO_LONG = "I look after my grandson. " * 79 + "I look after my grandsons."  # 2,080 letters; 2,000 may be sent
NEARLY_TOO_LONG = TOO_LONG[:1_950]


@dataclass(frozen=True)
class State:
    """`reach` leads there from a fresh tab. `under_way`: with script, the status line speaks.

    `talks`: it has the form for a message. `ours`: it is a page of the chat.
    """

    name: str
    reach: Callable[[Chat], object]
    modes: tuple[str, ...] = (JS, PLAIN)
    under_way: bool = False
    talks: bool = True
    ours: bool = True


def start(chat: Chat) -> None:
    chat.open()


def choices(chat: Chat) -> None:
    chat.open()
    chat.say("menu")


def answer(chat: Chat) -> None:
    chat.open()
    chat.say("What help is there with money?")


def danger(chat: Chat) -> None:
    chat.open()
    chat.say("Her dad has hit her again tonight")


def failure(chat: Chat) -> None:
    chat.open()
    chat.say("broken")


def other_language(chat: Chat) -> None:
    chat.open()
    chat.say("arabic")


def too_long(chat: Chat) -> None:
    chat.open()
    chat.send(TOO_LONG)
    expect(chat.page.locator(".error-summary")).to_be_visible()
    if chat.mode == JS:
        expect(chat.page.locator("#count")).to_contain_text("80")


def near_limit(chat: Chat) -> None:
    chat.open()
    chat.box.fill(NEARLY_TOO_LONG)
    expect(chat.page.locator("#count")).to_contain_text("50")


def pending(chat: Chat) -> None:
    chat.open()
    chat.page.route("**/chat/feed*", lambda route: route.fulfill(status=204))  # so that it stays as it is while we look
    chat.send("a slow question")
    if chat.mode == JS:
        expect(chat.status).not_to_have_text("")
        expect(chat.messages).to_have_count(1 + chat.page.locator("#messages > li.assistant").count())
    else:
        expect(chat.page.locator(".pending")).to_be_visible()


def saved(chat: Chat) -> None:
    answer(chat)
    chat.go("save")


def resumed(chat: Chat) -> None:
    saved(chat)
    code = code_shown(chat)
    chat.open()
    resume(chat, code)


def wrong_code(chat: Chat) -> None:
    chat.open()
    resume(chat, "BCDF-BCDF")


def callback(chat: Chat) -> None:
    answer(chat)
    chat.go("callback")


def callback_error(chat: Chat) -> None:
    callback(chat)
    chat.page.locator("input[name=phone]").fill("12")
    with chat.page.expect_navigation():
        chat.page.locator("button[name=book]").click()


def booked(chat: Chat) -> None:
    callback(chat)
    chat.page.locator("input[name=phone]").fill("07700 900123")
    chat.page.locator("input[name=when]").first.check()
    with chat.page.expect_navigation():
        chat.page.locator("button[name=book]").click()


def ended(chat: Chat) -> None:
    answer(chat)
    chat.go("finish")


def deleted(chat: Chat) -> None:
    ended(chat)
    with chat.page.expect_navigation():
        chat.page.locator('form[action$="/chat/delete"] button').click()


def printed(chat: Chat) -> None:
    answer(chat)
    chat.go("print")


def closed(chat: Chat) -> None:
    """The chat was deleted in another tab, and this one writes on."""
    answer(chat)
    with chat.page.context.new_page() as other:
        other.goto(f"{chat.site.url}/chat/")
        delete_from(other, chat.hidden("token"))
    chat.box.fill("One more question")
    with chat.page.expect_navigation():
        chat.page.locator("#ask button.send").click()


def not_found(chat: Chat) -> None:
    chat.page.goto(f"{chat.site.url}/chat/nothing-here/")


def demo(chat: Chat) -> None:
    chat.page.goto(f"{chat.site.url}/demo/")


def privacy(chat: Chat) -> None:
    chat.page.goto(f"{chat.site.url}/chat/privacy/")


def accessibility(chat: Chat) -> None:
    chat.page.goto(f"{chat.site.url}/chat/accessibility/")


def offer_front(chat: Chat) -> None:
    chat.page.goto(f"{chat.site.url}/offer/")


def offer_search(chat: Chat) -> None:
    """Two words that are spelled wrong, and danger in the third."""
    offer_front(chat)
    chat.page.locator("#words").fill("skool diners, he hit me")
    with chat.page.expect_navigation():
        chat.page.locator("form.find button").click()


def offer_help(chat: Chat) -> None:
    chat.page.goto(f"{chat.site.url}/offer/situation/private_fostering/siblings/")


def offer_letter(chat: Chat) -> None:
    """From a chat, with the way back to it."""
    answer(chat)
    with chat.page.expect_navigation():
        chat.page.locator('button[formaction="/offer/letter/mine"]').click()


def offer_say(chat: Chat) -> None:
    """Sent empty: the form with what is wrong."""
    chat.page.goto(f"{chat.site.url}/offer/say/")
    with chat.page.expect_navigation():
        chat.page.locator("#say button").click()


def offer_paper(chat: Chat) -> None:
    """The list of what there is on paper."""
    chat.page.goto(f"{chat.site.url}/offer/paper/")


STATES = [
    State("start", start),
    State("choices", choices, modes=(JS,)),
    State("answer", answer),
    State("danger", danger, modes=(JS,)),
    State("failure", failure, modes=(JS,)),
    State("other_language", other_language, modes=(JS,)),
    State("too_long", too_long),
    State("near_limit", near_limit, modes=(JS,)),
    State("pending", pending, under_way=True),
    State("saved", saved, modes=(PLAIN,)),
    State("resumed", resumed, modes=(PLAIN,)),
    State("wrong_code", wrong_code, modes=(PLAIN,)),
    State("callback", callback, modes=(PLAIN,), talks=False),
    State("callback_error", callback_error, modes=(PLAIN,), talks=False),
    State("booked", booked, modes=(PLAIN,)),
    State("ended", ended, modes=(PLAIN,), talks=False),
    State("deleted", deleted, modes=(PLAIN,), talks=False),
    State("printed", printed, modes=(PLAIN,), talks=False),
    State("closed", closed, modes=(PLAIN,)),
    State("not_found", not_found, modes=(PLAIN,), talks=False),
    State("demo", demo, modes=(JS,), talks=False, ours=False),
    State("privacy", privacy, modes=(PLAIN,), talks=False),
    State("accessibility", accessibility, modes=(PLAIN,), talks=False),
    State("offer_front", offer_front, modes=(PLAIN,), talks=False),
    State("offer_search", offer_search, modes=(PLAIN,), talks=False),
    State("offer_help", offer_help, modes=(PLAIN,), talks=False),
    State("offer_letter", offer_letter, modes=(PLAIN,), talks=False),
    State("offer_say", offer_say, modes=(PLAIN,), talks=False),
    State("offer_paper", offer_paper, modes=(PLAIN,), talks=False),
]


def code_shown(chat: Chat) -> str:
    return chat.page.locator(".code").first.inner_text().strip()


def resume(chat: Chat, code: str) -> None:
    """Type a code into the form for it, which may be folded up."""
    if not chat.page.locator("input[name=code]").is_visible():
        chat.page.locator("details:has(input[name=code]) summary").click()
    chat.page.locator("input[name=code]").fill(code)
    with chat.page.expect_navigation():
        chat.page.locator('form[action$="/chat/resume"] button').click()


def delete_from(page, token: str) -> None:
    """Delete the conversation of a token, as another tab with it would."""
    page.evaluate(
        """async token => {
            const answer = await fetch("/chat/delete", { method: "POST", body: new URLSearchParams({ token }) });
            if (!answer.ok) throw new Error(`delete: ${answer.status}`);
        }""",
        token,
    )
