"""Search: by reference, number, days, team and state, among one's own teams; by words for supervisors; each one written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.conversations import callbacks, erasure, finding
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import AuditEntry, Conversation
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
HOME = "/desk/search/"
PHONE = "07700 900123"
CANARY = "Zebedee lives at Acacia Avenue"


def refs(page):
    """The references that were found, in order."""
    return [
        has["href"].split("/")[3]
        for has in page.all("a")
        if has["href"].startswith("/desk/c/") and "#" not in has["href"]
    ]


def today(days=0):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture
def find(desk):
    def send(by=desk, **asked):
        by.open(HOME)
        return by.send("find", **asked)

    return send


@pytest.fixture
def supervisor(works, at_desk, kinship_team):
    return at_desk(works("Robin", role="supervisor", team=kinship_team))


@pytest.fixture
def three(begin, now, kinship_team, money_team, works):
    """One of our team, one of the money team, one of nobody's; ours has asked for a call."""
    ours, money, closed = begin(CANARY), begin("money"), begin("the third")
    Conversation.objects.filter(pk=money).update(team=money_team)
    Conversation.objects.filter(pk__in=(ours, closed)).update(team=kinship_team)
    callbacks.book(ours, CallbackAsked(phone=PHONE))
    old = timezone.now() - timedelta(days=40)
    Conversation.objects.filter(pk=closed).update(opened_at=old, last_inbound_at=old)
    return now(ours), now(money), now(closed)


def test_by_each_thing(find, three):
    ours, _, old = three
    table = [
        ({"ref": ours.ref.lower()}, [ours]),
        ({"ref": f" {ours.ref} "}, [ours]),
        ({"phone": "+44 7700 900123"}, [ours]),
        ({"phone": "07700900123"}, [ours]),
        ({"phone": "07700 900124"}, []),
        ({"since": today()}, [ours]),
        ({"until": today(-30)}, [old]),
        ({"since": today(-41), "until": today()}, [ours, old]),
        ({"state": "callback"}, [ours]),
        ({"state": "waiting"}, [old]),
        ({"team": "kinship"}, [ours, old]),
        ({"team": "kinship", "state": "closed"}, []),
    ]
    for asked, expected in table:
        assert refs(find(**asked)) == [each.ref for each in expected], asked


def test_another_teams_are_not_there(find, three):
    _, money, _ = three
    for asked in ({"ref": money.ref}, {"team": "money"}, {"since": today()}):
        assert money.ref not in find(**asked).text


def test_what_was_erased_is_not_found(find, three):
    ours = three[0]
    erasure.erase(ours.pk)
    assert refs(find(ref=ours.ref)) == [] and refs(find(phone=PHONE)) == []


@pytest.mark.parametrize(
    "asked, says, leads_to",
    [
        ({}, "Fill in something", "ref"),
        ({"phone": "12"}, "Write the whole phone number", "phone"),
        ({"phone": "Zebedee"}, "Write the whole phone number", "phone"),
        ({"since": "yesterday"}, "Write the day", "since"),
        ({"until": "2026-13-01"}, "Write the day", "until"),
    ],
)
def test_what_cannot_be_searched_for_says_so(desk, find, three, asked, says, leads_to):
    page = find(**asked)
    assert desk.status == 400 and says in page.text and f'<a href="#{leads_to}">' in page.html and page.all(id=leads_to)


class TestWords:
    def test_a_supervisor_finds_them_within_days(self, find, supervisor, three):
        page = find(supervisor, words="ZEBEDEE acacia", since=today(-2), until=today())
        ours = three[0]
        assert refs(page) == [ours.ref] and f"/desk/c/{ours.ref}/#m1" in page.html
        assert refs(find(supervisor, words="zebedee florence", since=today(-2), until=today())) == []

    @pytest.mark.parametrize(
        "days", [{}, {"since": today()}, {"until": today()}, {"since": today(-32), "until": today()}]
    )
    def test_only_between_two_days_not_far_apart(self, find, supervisor, three, days):
        page = find(supervisor, words="zebedee", **days)
        assert supervisor.status == 400 and "at most 31 days apart" in page.text and refs(page) == []

    def test_no_more_than_a_number_are_read(self, find, supervisor, three, begin, kinship_team, monkeypatch):
        monkeypatch.setattr(finding, "MOST_READ", 1)
        newer = begin("newer")
        Conversation.objects.filter(pk=newer).update(team=kinship_team)
        page = find(supervisor, words="zebedee", since=today(-2), until=today())
        assert refs(page) == [] and "There may be more" in page.text

    @pytest.mark.parametrize("role", ["adviser", "manager", "auditor"])
    def test_for_others_it_is_not_there(self, works, at_desk, three, role):
        somebody = at_desk(works("Kim", role=role))
        page = somebody.open(HOME)
        assert not page.all(id="words")
        somebody.post(HOME, words="zebedee", since=today(-2), until=today())
        assert somebody.status == 404

    def test_only_in_teams_they_supervise(self, find, works, at_desk, three, money_team, kinship_team):
        from hub.conversations.models import Membership

        robin = works("Robin", role="supervisor", team=money_team)
        Membership.objects.create(user=robin, team=kinship_team, role="adviser")
        both = at_desk(robin)
        assert refs(find(both, words="zebedee", since=today(-2), until=today())) == []
        assert refs(find(both, words="money", since=today(-2), until=today())) == [three[1].ref]
        assert refs(find(both, ref=three[0].ref)) == [three[0].ref]


def test_each_search_is_written_down_without_what_was_searched_for(find, supervisor, three):
    find(supervisor, phone=PHONE)
    find(supervisor, words="zebedee", since=today(-2), until=today())
    rows = AuditEntry.objects.filter(action="searched").order_by("pk")
    assert [(row.actor, row.detail) for row in rows] == [
        (f"user:{supervisor.user.pk}", {"by": ["phone"], "found": 1}),
        (f"user:{supervisor.user.pk}", {"by": ["since", "until", "words"], "found": 1}),
    ]


def test_no_words_and_no_numbers_stand_on_the_page_or_in_its_address(find, supervisor, three):
    page = find(supervisor, ref=three[0].ref)
    assert "Acacia" not in page.html and "900123" not in page.html
    assert supervisor.open(f"{HOME}?words=zebedee&phone={PHONE}").title == "Search" and not AuditEntry.objects.filter(
        action="searched", detail__by=["words"]
    )


def test_each_field_has_a_label(supervisor):
    page = supervisor.open(HOME)
    labelled = {has["for"] for has in page.all("label") if has.get("for")}
    fields = [
        has["id"]
        for tag in ("input", "select")
        for has in page.all(tag)
        if has.get("type") not in ("hidden", "checkbox")
    ]
    assert set(fields) <= labelled
