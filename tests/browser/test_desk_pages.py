"""Every page of the desk beyond its door, in its main states, by the same assertions as the chat, at 320 and 1280 px."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser import desk_site as desk_sites
from tests.browser.adviser import Adviser
from tests.browser.desk_checks import DeskChecks
from tests.browser.desk_door import session_of
from tests.browser.desk_pages_day import LONG, MANAGER, PREPARE, READER, WORD
from tests.browser.talk import JS, keep_at_home, new_context

pytestmark = pytest.mark.timeout(300)
UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true })"


@pytest.fixture(scope="module")
def desk_site(chromium, tmp_path_factory):
    """A hub of their own: other tests count who waits."""
    with desk_sites.with_brain(tmp_path_factory.mktemp("pages")) as hub:
        yield hub


@pytest.fixture(scope="module")
def refs(desk_site):
    """The conversations of a day, by how they stand."""
    printed = desk_site.run(PREPARE).splitlines()[-1].split()
    return dict(zip(("waits", "held", "with_robin", "lost", "closed"), printed[1:], strict=True))


def queue(tab, refs):
    tab.open()
    expect(tab.page.locator("#waiting .grave")).not_to_have_count(0)


def queue_of_a_reader(tab, refs):
    """Of who only reads: nothing can be taken."""
    tab.open()
    expect(tab.page.locator("#waiting button")).to_have_count(0)


def queue_away(tab, refs):
    tab.open()
    tab.press("Set me as away")
    tab.page.evaluate("document.activeElement.blur()")


def held(tab, refs):
    tab.open(f"c/{refs['held']}/")
    expect(tab.reply).to_have_value("Half a thought")
    expect(tab.log.filter(has_text=WORD)).to_have_count(1)


def held_unfolded(tab, refs):
    held(tab, refs)
    tab.page.evaluate(UNFOLD)


def waits(tab, refs):
    tab.open(f"c/{refs['waits']}/")
    expect(tab.page.locator(".takes")).to_be_visible()


def with_a_colleague(tab, refs):
    tab.open(f"c/{refs['with_robin']}/")
    expect(tab.page.locator("#not-sent")).to_be_visible()


def with_a_silent_desk(tab, refs):
    tab.open(f"c/{refs['lost']}/")
    expect(tab.page.locator("#change")).to_contain_text("Take it over")


def closed(tab, refs):
    tab.open(f"c/{refs['closed']}/")
    expect(tab.page.locator("#change")).to_contain_text("Open it again")


def read_only(tab, refs):
    tab.open(f"c/{refs['held']}/")
    expect(tab.page.locator(".no-reply")).to_be_visible()


def refused(tab, refs):
    held(tab, refs)
    tab.page.locator("#composer").evaluate("form => { form.elements.seen.value = '0' }")
    tab.press("Send to the carer")
    expect(tab.page.locator(".error-summary")).to_contain_text("Not sent")


def said_done(tab, refs):
    tab.open(f"c/{refs['held']}/?done=sent")
    expect(tab.page.locator(".notice")).to_be_visible()


def offer(tab, refs):
    tab.open(f"c/{refs['held']}/offer?others=1")
    expect(tab.page.locator("#found li.piece").first).to_be_visible()


def offer_without_a_find(tab, refs):
    tab.open(f"c/{refs['held']}/offer?q=zebra")
    expect(tab.page.locator("#found")).to_contain_text("Nothing fits.")


def calls(tab, refs):
    tab.open("callbacks/")
    expect(tab.page.locator(".call .number")).to_have_count(2)


def search(tab, refs):
    tab.open("search/")


def search_found(tab, refs):
    search(tab, refs)
    tab.page.locator("#words").fill("grandson")
    for field in ("#since", "#until"):
        tab.page.locator(field).fill(date.today().isoformat())
    tab.press("Search")
    expect(tab.page.locator("#found li.case").first).to_be_visible()


def search_refused(tab, refs):
    search(tab, refs)
    tab.page.locator("#phone").fill("12")
    tab.press("Search")
    expect(tab.page.locator(".error-summary")).to_be_visible()


def approved_answers(tab, refs):
    tab.open(f"canned/?ref={refs['held']}")
    expect(tab.page.locator(".proposed")).not_to_have_count(0)


def approved_answers_unfolded(tab, refs):
    approved_answers(tab, refs)
    tab.page.evaluate(UNFOLD)


def approved_answer_refused(tab, refs):
    tab.open("canned/")
    form = tab.page.locator("form#write")
    form.evaluate("form => { form.noValidate = true }")
    tab.press(form.locator("button.send"))
    expect(tab.page.locator(".error-summary")).to_be_visible()


def numbers(tab, refs):
    tab.open("metrics/")
    expect(tab.page.locator("table").first).to_be_visible()


def audit(tab, refs):
    tab.open("audit/")
    expect(tab.page.locator("tbody tr").first).to_be_visible()


def coverage(tab, refs):
    tab.open("evidence/coverage/")
    expect(tab.page.locator("table.cover")).to_have_count(2)


def unmet_unfolded(tab, refs):
    tab.open("evidence/unmet/?year=2026")
    expect(tab.page.locator("table.counts")).to_have_count(4)
    tab.page.evaluate(UNFOLD)


def families_say(tab, refs):
    """Danger in what was said, one answer that is shown and one that is not."""
    tab.open("having-a-say/")
    expect(tab.page.locator(".piece.grave")).to_have_count(1)
    expect(tab.page.locator("#answers form")).to_have_count(2)


def script_to_read_aloud(tab, refs):
    tab.open("scripts/family_time/")
    tab.page.evaluate(UNFOLD)


def holds(tab, refs):
    tab.open("holds/")
    expect(tab.page.locator("main li")).to_contain_text("A complaint.")


def second_step(tab, refs):
    tab.open("second-factor/")
    expect(tab.page.locator("h1")).to_be_visible()


def own_password(tab, refs):
    tab.open("password/")
    expect(tab.page.locator("#again")).to_be_visible()


def own_password_refused(tab, refs):
    own_password(tab, refs)
    for field in ("#now", "#password", "#again"):
        tab.page.locator(field).fill("not the one")
    tab.press(tab.page.locator("main button.send"))
    expect(tab.page.locator(".error-summary")).to_be_visible()


VIEWS = [queue, queue_of_a_reader, queue_away, held, held_unfolded, waits, with_a_colleague, with_a_silent_desk, closed]
VIEWS += [read_only, refused, said_done, offer, offer_without_a_find, calls, search, search_found, search_refused]
VIEWS += [approved_answers, approved_answers_unfolded, approved_answer_refused, numbers, audit]
VIEWS += [second_step, own_password, own_password_refused]
VIEWS += [coverage, unmet_unfolded, families_say, script_to_read_aloud, holds]
NOT_LONG = {
    queue_of_a_reader: READER,
    read_only: READER,
    audit: READER,
    coverage: MANAGER,
    unmet_unfolded: MANAGER,
    families_say: MANAGER,
}


@pytest.fixture(scope="module")
def sessions(desk_site, refs):
    """Of a supervisor with a long name, of who only reads, and of a manager."""
    return {name: session_of(desk_site, name) for name in (LONG, READER, MANAGER)}


@pytest.fixture(scope="module", params=VIEWS, ids=lambda reach: reach.__name__)
def seen(request, chromium, desk_site, refs, sessions):
    """A tab that shows this view."""
    name = NOT_LONG.get(request.param, LONG)
    with new_context(chromium, JS) as context:
        keep_at_home(context, desk_site)
        tab = Adviser(context.new_page(), desk_site, name, sessions[name])
        tab.walk_in()
        request.param(tab, refs)
        tab.listening = False  # the engines make noise of their own
        yield tab


class TestEachView(DeskChecks):
    pass
