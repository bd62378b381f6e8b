"""Who saw what: auditors of a team read which pages of its conversations were opened, and by whom; no words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.conversations import erasure
from hub.conversations.models import AuditEntry, Conversation
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
HOME = "/desk/audit/"
CANARY = "Zebedee of Acacia Avenue"


@pytest.fixture
def auditor(works, at_desk):
    return at_desk(works("Ada", role="auditor"))


@pytest.fixture
def talk(begin):
    return Conversation.objects.get(pk=begin(CANARY))


def found(page):
    """The rows of the table: who, which conversation, what."""
    at = page.text.index("Pages that were opened")
    return page.text[at:]


def test_each_page_that_was_opened_with_who_and_when(auditor, desk, talk):
    desk.conversation(talk.ref)
    desk.open(f"/desk/c/{talk.ref}/offer?q=zebedee")
    page = auditor.open(HOME)
    today = f"{timezone.localtime():%-d %B %Y}"
    assert f"Sam {talk.ref} The conversation" in found(page) and "The offer, beside the conversation" in found(page)
    assert today in page.text and "Shown: 2" in page.text and "ebedee" not in page.html and "Acacia" not in page.html


def test_searches_of_the_teams_people_without_what_they_searched_for(auditor, desk, talk):
    desk.open("/desk/search/")
    desk.send("find", ref=talk.ref)
    page = auditor.open(HOME)
    assert "Searched by reference. Found: 1." in found(page) and talk.ref not in found(page)


def test_by_person_reference_and_day(auditor, desk, alex, at_desk, begin, talk, sam):
    other = Conversation.objects.get(pk=begin("another"))
    desk.conversation(talk.ref)
    at_desk(alex).conversation(other.ref)
    today = timezone.localdate()
    table = [
        ("", [talk.ref, other.ref]),
        (f"person={sam.pk}", [talk.ref]),
        (f"person={alex.pk}", [other.ref]),
        (f"ref={other.ref.lower()}", [other.ref]),
        (f"since={today}", [talk.ref, other.ref]),
        (f"until={today - timedelta(days=1)}", []),
        (f"since={today}&until={today}&person={sam.pk}", [talk.ref]),
        ("person=x", [talk.ref, other.ref]),
        ("person=999", []),
    ]
    for asked, expected in table:
        text = found(auditor.open(f"{HOME}?{asked}"))
        assert {ref for ref in (talk.ref, other.ref) if ref in text} == set(expected), asked


@pytest.mark.parametrize("asked, leads_to", [("since=soon", "since"), ("until=2026-02-31", "until")])
def test_a_day_that_is_none_says_so(auditor, asked, leads_to):
    page = auditor.open(f"{HOME}?{asked}")
    assert auditor.status == 400 and "Write the day" in page.text and page.all("a", href=f"#{leads_to}")


def test_only_the_teams_they_audit(works, at_desk, money_team, desk, talk):
    desk.conversation(talk.ref)
    page = at_desk(works("Ada", team=money_team, role="auditor")).open(HOME)
    assert talk.ref not in page.text and "Nothing was opened." in page.text and "Sam" not in page.text


def test_views_of_what_was_erased_since_stay(auditor, desk, talk):
    desk.conversation(talk.ref)
    erasure.erase(talk.pk)
    assert f"Sam {talk.ref} The conversation" in found(auditor.open(HOME))


@pytest.mark.parametrize("role", ["adviser", "supervisor", "manager"])
def test_for_others_it_is_not_there(works, at_desk, role):
    somebody = at_desk(works("Jo", role=role))
    assert somebody.client.get(HOME).status_code == 404
    assert "Who saw what" not in somebody.open("/desk/").text


def test_looking_is_written_down_too_once_in_ten_minutes(auditor):
    auditor.open(HOME)
    page = auditor.open(HOME)
    assert AuditEntry.objects.filter(action="audit_read", actor=f"user:{auditor.user.pk}").count() == 1
    assert "Ada This page" in found(page)


def test_no_more_than_a_number_are_shown(auditor, desk, talk, monkeypatch):
    from hub.conversations import views_seen

    monkeypatch.setattr(views_seen, "MOST", 1)
    desk.conversation(talk.ref)
    desk.open(f"/desk/c/{talk.ref}/offer")
    assert "Shown: 1, the newest first. There are more." in auditor.open(HOME).text


def test_it_is_in_the_navigation_of_auditors(auditor):
    page = auditor.open("/desk/")
    assert page.all("a", href=HOME)
