"""What must be kept is shown at the desk: on its own page and in a short list, and why only to whoever may keep it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.adviser_desk.holds import lines
from hub.adviser_desk.wording import words
from hub.conversations import erasure, legal_holds
from hub.conversations.models import AuditEntry, Conversation, LegalHold
from tests.hub.adviser_desk.at_desk import Desk
from tests.hub.desk.conftest import begin, charity, kinship_team, works
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["begin", "charity", "kinship_team", "plain_static_files", "works"]
pytestmark = pytest.mark.django_db
PAGE, WHY = "/desk/holds/", "his dad is in court in May"


@pytest.fixture
def sue(works):
    return works("Sue", role="supervisor")


@pytest.fixture
def held(begin, sue):
    chat = Conversation.objects.get(pk=begin())
    legal_holds.place(chat.ref, WHY, timezone.localdate() + timedelta(days=30), sue)
    return chat


@pytest.mark.parametrize(
    ("who", "of", "sees", "why"),
    [
        ("supervisor", "kinship", True, True),
        ("manager", "kinship", True, False),
        ("supervisor", "charity", False, False),
    ],
)
def test_who_is_told_of_it_and_who_is_told_why(held, works, charity, kinship_team, who, of, sees, why):
    desk = Desk(works("Kit", role=who, team=charity if of == "charity" else kinship_team))
    page = desk.open(PAGE).text
    assert (held.ref in page, WHY in page) == (sees, why)
    assert (words()["holds"]["none"] in page) != sees
    assert (words()["frame"]["holds"] in desk.open().text) == sees  # in the navigation only where there are some
    assert AuditEntry.objects.filter(action="viewed", detail={"page": "holds"}).count() == 1


def test_its_page_says_so_without_why_to_whoever_has_it(held, works):
    page = Desk(works("Sam")).conversation(held.ref).text
    assert lines(held)[0] in page and WHY not in page
    erasure.erase(held.pk)  # the carer asks for deletion
    assert len(lines(held)) == 2 and lines(held)[1] in Desk(works("Alex")).conversation(held.ref).text


def test_the_wish_to_delete_and_a_day_that_has_passed_are_told(held, sue):
    erasure.erase(held.pk)
    LegalHold.objects.update(until=timezone.localdate() - timedelta(days=1))
    page = Desk(sue).open(PAGE).text
    told = words()["holds"]
    assert told["past"].split("{")[0] in page and told["wished_away"].split("{")[0] in page


def test_one_that_was_let_go_is_on_no_page(held, sue):
    legal_holds.end(held.ref, sue)
    assert lines(held) == [] and held.ref not in Desk(sue).open(PAGE).text
