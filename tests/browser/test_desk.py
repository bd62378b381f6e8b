"""The desk's pages for people who work here, by the same assertions as the chat: signing in, and safeguarding, at 320 and 1280 px."""

from __future__ import annotations

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser import assertions
from tests.browser.desk_checks import DeskChecks
from tests.browser.desk_door import HAS_APP, code, come_in
from tests.browser.keyboard import enter, tab_to
from tests.browser.talk import PLAIN, Chat, keep_at_home, new_context

pytestmark = pytest.mark.timeout(300)
PASSWORD = "a long enough password"
# Several dangers, one of them owned, one deleted by its carer; what the screen heard; and who may see it.
PREPARE = f"""
import uuid
from django.contrib.auth import get_user_model
from django.core.management import call_command
from hub.conversations import dangers, erasure, screen_log, transitions
from hub.conversations.models import Conversation, ScreenLog
from hub.conversations.transitions import Inbound

for name in ("lead", "AVeryLongNameOfSomebodyThatHasNowhereToBreakInIt"):
    call_command("reviewer", name, verbosity=0)
    user = get_user_model().objects.get(username=name)
    user.set_password("{PASSWORD}")
    user.save()
    {HAS_APP.strip().replace(chr(10), chr(10) + "    ")}
call_command("reviewer", "new", verbosity=0)

def tell(text):
    key = uuid.uuid4().hex
    return Conversation.objects.get(pk=transitions.begin("web", Inbound(key=key, text=text), "exampleshire").conversation_id)

for text in ("my partner is hitting me right now", "i cannot cope any more", "she has been missing since last night"):
    tell(text)
dangers.own(tell("my partner is hitting me right now").ref, user)
erasure.erase(tell("my partner is hitting me right now").pk)
screen_log.mark(ScreenLog.objects.order_by("pk").first().pk, "right", user)
"""
NEW_CODES = """
from django.contrib.auth import get_user_model
from hub.adviser_desk import factors
factors.new_recovery_codes(get_user_model().objects.get(username="AVeryLongNameOfSomebodyThatHasNowhereToBreakInIt"))
"""
LINK = """
from django.contrib.auth import get_user_model
from hub.adviser_desk import welcome
print(welcome.link(get_user_model().objects.get(username="new")))
"""
TELL_ONE = """
import uuid
from hub.conversations import transitions
from hub.conversations.models import Conversation
from hub.conversations.transitions import Inbound

inbound = Inbound(key=uuid.uuid4().hex, text="my partner is hitting me right now")
print(Conversation.objects.get(pk=transitions.begin("web", inbound, "exampleshire").conversation_id).ref)
"""


@pytest.fixture(scope="module")
def staff(site):
    """Staff, and dangers to look at, in the hub that all browser tests share."""
    site.run(PREPARE)
    return "lead"


def sign_in(page, site, name="lead"):
    come_in(page, site, name)
    page.goto(f"{site.url}/desk/safeguarding/")


def give_password(page, site, name="lead", password=PASSWORD):
    page.goto(f"{site.url}/desk/safeguarding/")
    page.locator("#username").fill(name)
    page.locator("#password").fill(password)
    with page.expect_navigation():
        page.locator("button.send").click()


def login(page, site):
    page.goto(f"{site.url}/desk/login/")


def login_refused(page, site):
    give_password(page, site, name="nobody", password="wrong")
    expect(page.locator(".error-summary")).to_be_visible()


def second_factor(page, site):
    give_password(page, site, "AVeryLongNameOfSomebodyThatHasNowhereToBreakInIt")
    expect(page.locator("#code")).to_be_visible()


def second_factor_to_set_up(page, site):
    come_in(page, site, "new", second_factor="")
    page.goto(f"{site.url}/desk/")
    expect(page.locator("img")).to_be_visible()


def recovery_codes(page, site):
    site.run(NEW_CODES)
    come_in(page, site, "AVeryLongNameOfSomebodyThatHasNowhereToBreakInIt")
    page.goto(f"{site.url}/desk/second-factor/recovery-codes/")
    expect(page.locator(".codes li")).to_have_count(10)


def password_to_choose(page, site):
    page.goto(site.run(LINK).split()[-1].replace("http://localhost:8000", site.url))
    expect(page.locator("#again")).to_be_visible()


def safeguarding(page, site):
    sign_in(page, site)
    expect(page.locator("h1")).to_have_text("Safeguarding")


def safeguarding_open(page, site):
    """Everything that folds is unfolded, and the name of who is signed in is long."""
    sign_in(page, site, "AVeryLongNameOfSomebodyThatHasNowhereToBreakInIt")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")


def safeguarding_refused(page, site):
    safeguarding(page, site)
    form = page.locator("form[action$='/propose']")
    form.evaluate("form => { form.noValidate = true }")
    form.locator("#why").fill("It was missed last week.")
    with page.expect_navigation():
        form.locator("button").click()
    expect(page.locator(".error-summary")).to_be_visible()


def safeguarding_thanked(page, site):
    safeguarding(page, site)
    page.goto(f"{site.url}/desk/safeguarding/?proposed=1")
    expect(page.locator("[role=status]")).to_be_visible()


VIEWS = [login, login_refused, second_factor, second_factor_to_set_up, recovery_codes, password_to_choose]
VIEWS += [safeguarding, safeguarding_open, safeguarding_refused, safeguarding_thanked]


@pytest.fixture(scope="module", params=VIEWS, ids=lambda reach: reach.__name__)
def seen(request, chromium, site, staff):
    """A tab that shows this view."""
    with new_context(chromium, PLAIN) as context:
        keep_at_home(context, site)
        tab = Chat(context.new_page(), site, PLAIN)
        request.param(tab.page, site)
        tab.listening = False
        yield tab


class TestEachView(DeskChecks):
    pass


@pytest.fixture(params=[assertions.SMALL, assertions.WIDE], ids=["small", "wide"])
def desk(request, chromium, site, staff):
    """A fresh tab without any script of ours, of this size."""
    with new_context(chromium, PLAIN) as context:
        keep_at_home(context, site)
        page = context.new_page()
        page.set_viewport_size(request.param)
        yield page


steps = count()  # a code is good once: the second time, the app's next one


def test_the_whole_way_by_keyboard(desk, site):
    ref = site.run(TELL_ONE).split()[-1]
    desk.goto(f"{site.url}/desk/safeguarding/")
    tab_to(desk, desk.locator("#username"))
    desk.keyboard.type("lead")
    desk.keyboard.press("Tab")
    desk.keyboard.type(PASSWORD)
    enter(desk)
    tab_to(desk, desk.locator("#code"))
    desk.keyboard.type(code(next(steps)))
    enter(desk)
    danger = desk.locator("#open li", has_text=ref)
    expect(danger).to_contain_text("Emergency")

    tab_to(desk, danger.locator("form[action$='/own'] button"))
    enter(desk)
    expect(danger).to_contain_text("Owned by lead.")
    tab_to(desk, danger.locator("summary"))
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.type("There was")
    desk.keyboard.press("Tab")
    enter(desk)
    expect(danger).to_have_count(0)

    marked = desk.locator("#screens li strong", has_text="False alarm")
    before = marked.count()
    tab_to(desk, desk.locator("#screens li").first.locator("button", has_text=re.compile("^False alarm$")))
    enter(desk)
    expect(marked).to_have_count(before + 1)

    tab_to(desk, desk.locator("select[name=kind]"))
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    for words in ("he done it again", "It was missed."):
        desk.keyboard.press("Tab")
        desk.keyboard.type(words)
    desk.keyboard.press("Tab")
    enter(desk)
    expect(desk.locator("[role=status]")).to_contain_text("Your proposal is kept.")

    tab_to(desk, desk.get_by_role("button", name="Sign out"))
    enter(desk)
    expect(desk.locator("h1")).to_have_text("Sign in to the desk")
