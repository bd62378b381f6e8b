"""Texts that nobody may answer, and talks that went round: seen by supervisors, by the end of a number, without words."""

from datetime import timedelta

import pytest

from hub.adviser_desk.wording import filled, words
from hub.conversations import retention
from hub.conversations.models import AuditEntry, Conversation, InboundReceipt
from hub.conversations.texting import loops
from kinship.desk_words_schema import DESK
from tests.hub.adviser_desk.at_desk import Desk
from tests.hub.desk.conftest import charity, kinship_team, works
from tests.hub.texting.conftest import handset, house
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["charity", "handset", "house", "kinship_team", "plain_static_files", "works"]
pytestmark = pytest.mark.django_db
HURT = "my partner is hitting me right now"
PAGE = "/desk/texts/"
PARCEL = "Your parcel is at the depot number nine today"


@pytest.fixture
def sue(works, house):
    return Desk(works("Sue", role="supervisor"))


def rows(page, section="strays"):
    """The entries of a list, as they stand in the page."""
    body = page.html.split(f'id="{section}"')[1].split("</section>")[0]
    return [part.split("</li>")[0] for part in body.split("<li ")[1:]]


def goes_round(handset):
    phone = handset()
    for _ in range(loops.EXCHANGES + 2):
        phone.writes(PARCEL)
        phone.wait(seconds=70)
    return phone


def test_by_sender_with_how_often_and_danger_first(handset, sue):
    handset("sms", "twilio", "+441632960123").writes(HURT)
    for text in ("Your code is 1234", "Your code is 5678"):
        handset("sms", "twilio", "GOVUK").writes(text)
    handset("sms", "notify", "+33612345678").writes("bonjour")
    found = rows(sue.open(PAGE))
    assert len(found) == 3
    assert "Tells of danger:" in found[0] and "number ending 123" in found[0] and 'class="message danger"' in found[0]
    assert not any("Tells of danger:" in each for each in found[1:])
    (code,) = [each for each in found if words()["texts"]["no_number"] in each]
    assert "How many: 2." in code and words()["stray_reasons"]["no_uk_mobile"] in code


def test_no_words_and_no_whole_number(handset, sue):
    handset("sms", "twilio", "+441632960123").writes(HURT)
    handset("sms", "twilio", "60777").writes("zzcanaryzz")
    html = sue.open(PAGE).html
    for secret in ("hitting", "zzcanaryzz", "632960123", "60777"):
        assert secret not in html


def test_a_number_that_is_not_ours(handset, sue):
    handset().writes("hello", To="+447700900999")
    (found,) = rows(sue.open(PAGE))
    assert words()["stray_reasons"]["not_our_number"] in found and "number ending 123" in found


def test_what_is_no_longer_kept_is_no_longer_listed(handset, house, sue):
    handset("sms", "twilio", "60777").writes("hello")
    house.now += timedelta(days=15)
    retention.payloads(house.now, False)
    later = Desk(sue.user)  # signed in anew
    assert InboundReceipt.objects.filter(status="stray").exists() and rows(later.open(PAGE)) == []
    assert words()["texts"]["none"] in later.page.text


def test_a_talk_that_went_round(handset, kinship_team, sue):
    phone = goes_round(handset)
    (found,) = rows(sue.open(PAGE), "loops")
    ref = phone.conversation.ref
    assert ref in found and "number ending 123" in found and f'href="/desk/c/{ref}/"' not in found  # no team has it yet
    Conversation.objects.update(team=kinship_team)
    assert f'href="/desk/c/{ref}/"' in rows(sue.open(PAGE), "loops")[0] and PARCEL not in sue.page.html


def test_the_navigation_counts_what_is_new(handset, house, sue, works):
    assert words()["frame"]["texts"] in sue.open().text
    handset("sms", "twilio", "60777").writes("hello")
    handset("sms", "twilio", "60777").writes("hello again")
    assert filled("frame", "texts_new", count=2) in sue.open().text
    goes_round(handset)
    assert filled("frame", "texts_new", count=3) in sue.open().text
    house.now += timedelta(days=8)
    assert "new)" not in Desk(sue.user).open().text
    assert words()["frame"]["texts"] not in Desk(works("Sam")).open().text


def test_no_page_in_the_navigation_where_nobody_can_text(sue, settings):
    settings.KINSHIP_SMS = settings.KINSHIP_WHATSAPP = ""
    assert words()["frame"]["texts"] not in sue.open().text


@pytest.mark.parametrize("role", ["adviser", "manager", "auditor"])
def test_it_is_for_supervisors(house, works, role):
    desk = Desk(works("Kit", role=role))
    desk.open(PAGE)
    assert desk.status == 404


def test_a_supervisor_of_another_team_sees_neither(handset, works, charity):
    handset("sms", "twilio", "60777").writes("hello")
    goes_round(handset)
    guest = Desk(works("Guest", team=charity, role="supervisor"))
    page = guest.open(PAGE)
    assert words()["texts"]["not_yours"] in page.text and words()["texts"]["no_loops"] in page.text
    assert "new)" not in page.text


def test_that_it_was_seen_is_written_down_once(sue, works):
    for _ in range(3):
        sue.open(PAGE)
    (entry,) = AuditEntry.objects.filter(action="viewed")
    assert (entry.actor, entry.detail, entry.conversation_ref) == (f"user:{sue.user.pk}", {"page": "texts"}, "")
    page = Desk(works("Ada", role="auditor")).open("/desk/audit/")
    assert "Sue" in page.text and words()["audit_pages"]["texts"] in page.text


def test_each_reason_has_its_words(db):
    from hub.conversations.texting import strays

    codes = {strays.NO_UK_MOBILE, strays.NOT_OUR_NUMBER, "other"}
    assert set(words()["stray_reasons"]) == set(DESK["stray_reasons"]) == codes
