"""Approved answers: written by one supervisor, approved by another, used until their day, put into an adviser's draft."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.conversations import canned, drafts
from hub.conversations.canned import Written
from hub.conversations.models import AuditEntry, CannedVersion, Conversation
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
HOME = "/desk/canned/"
SOURCE = "https://www.gov.uk/child-benefit"


def day(ahead):
    return timezone.localdate() + timedelta(days=ahead)


@pytest.fixture
def robin(works):
    return works("Robin", role="supervisor")


@pytest.fixture
def kim(works):
    return works("Kim", role="supervisor")


@pytest.fixture
def written(robin, kinship_team):
    """Robin has written an answer for the team; Kim approves it where that is asked for."""

    def write(title="How to claim", body="You can claim online.", *, approved_by=None, team=kinship_team, **more):
        version = canned.write(robin, team, Written(title, body, SOURCE, day(30)), **more)
        if approved_by:
            canned.approve(approved_by, version.pk, [team])
        version.refresh_from_db()
        return version

    return write


@pytest.fixture
def talk(chat):
    return Conversation.objects.get(pk=chat)


def form(**changed):
    return {
        "team": "kinship",
        "title": "How to claim",
        "body": "Claim online.",
        "source_url": SOURCE,
        "review_on": day(30),
    } | changed


class TestWriting:
    def test_one_writes_another_approves_and_then_it_is_used(self, robin, kim, at_desk, desk, talk):
        first, second = at_desk(robin), at_desk(kim)
        first.open(HOME)
        page = first.send("write", **form())
        assert "Another supervisor must approve it." in page.text and "You wrote this" in page.text
        assert "Claim online." not in desk.open(HOME).text and "Not approved yet." in desk.page.text
        second.open(HOME)
        page = second.press("Approve: How to claim")
        assert "It is in use now." in page.text and "Written by Robin, approved by Kim on" in page.text
        desk.open(f"{HOME}?ref={talk.ref}")
        page = desk.press("Put into my draft: How to claim")
        assert page.forms["composer"]["fields"]["text"] == f"Claim online.\nThis comes from: {SOURCE}"

    def test_not_their_own(self, robin, written, at_desk):
        version = written()
        one = at_desk(robin)
        page = one.open(HOME)
        assert "Approve" not in [each["label"] for each in page.buttons]
        page = one.post(f"{HOME}{version.pk}/approve")
        assert one.status == 409 and "Another supervisor must approve it." in page.text
        version.refresh_from_db()
        assert version.approved_at is None

    def test_the_database_holds_that_too(self, written, robin):
        version = written()
        with pytest.raises(IntegrityError), transaction.atomic():
            CannedVersion.objects.filter(pk=version.pk).update(approved_by=robin, approved_at=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            CannedVersion.objects.filter(pk=version.pk).update(approved_at=timezone.now())

    @pytest.mark.parametrize(
        "changed, leads_to",
        [
            ({"title": ""}, "title"),
            ({"title": "x" * 101}, "title"),
            ({"body": " "}, "body"),
            ({"body": "x" * 3001}, "body"),
            ({"source_url": ""}, "source_url"),
            ({"source_url": "javascript:alert(1)"}, "source_url"),
            ({"source_url": "http://gov.uk"}, "source_url"),
            ({"source_url": "https://[x"}, "source_url"),
            ({"review_on": ""}, "review_on"),
            ({"review_on": "2020-01-01"}, "review_on"),
            ({"review_on": "soon"}, "review_on"),
        ],
    )
    def test_what_is_missing_is_where_the_error_leads(self, robin, at_desk, changed, leads_to):
        one = at_desk(robin)
        one.open(HOME)
        page = one.send("write", **form(**changed))
        assert one.status == 400 and page.all("a", href=f"#{leads_to}") and page.all(id=leads_to)
        assert not CannedVersion.objects.exists() and (changed.get("body") or "Claim online.") in page.html

    def test_a_new_version_takes_its_place_only_when_approved(self, robin, kim, written, at_desk, desk):
        before = written(approved_by=kim)
        one = at_desk(robin)
        one.open(HOME)
        one.send(f"write{before.answer_id}", body="Claim by post.")
        assert "You can claim online." in desk.open(HOME).text and "Claim by post." not in desk.page.text
        other = at_desk(kim)
        other.open(HOME)
        other.press("Approve: How to claim")
        assert "Claim by post." in desk.open(HOME).text and "You can claim online." not in desk.page.text

    def test_retired_it_is_gone(self, robin, kim, written, at_desk, desk):
        written(approved_by=kim)
        one = at_desk(robin)
        one.open(HOME)
        assert "There is no approved answer yet." in one.press("Use it no more: How to claim").text
        assert "How to claim" not in desk.open(HOME).text

    def test_who_did_what_is_written_down(self, robin, kim, written):
        version = written(approved_by=kim)
        canned.retire(kim, version.pk, [version.answer.team])
        rows = AuditEntry.objects.filter(action__startswith="canned").order_by("pk")
        assert [(row.actor, row.action) for row in rows] == [
            (f"user:{robin.pk}", "canned_written"),
            (f"user:{kim.pk}", "canned_approved"),
            (f"user:{kim.pk}", "canned_retired"),
        ]


class TestUsing:
    def test_from_the_box_of_the_reply_with_what_stands_there(self, desk, talk, written, kim, sam):
        written(approved_by=kim)
        desk.conversation(talk.ref)
        page = desk.post(f"/desk/c/{talk.ref}/canned", text="Hello Ermintrude.", seen="1")
        assert page.title == "Approved answers" and drafts.of(talk.pk, sam).text == "Hello Ermintrude."
        desk.press("Put into my draft: How to claim")
        assert drafts.of(talk.pk, sam).text.startswith("Hello Ermintrude.\n\nYou can claim online.")

    def test_past_its_day_it_is_flagged_and_cannot_be_used(self, desk, talk, written, kim, sam):
        version = written(approved_by=kim)
        CannedVersion.objects.filter(pk=version.pk).update(review_on=day(-1))
        page = desk.open(f"{HOME}?ref={talk.ref}")
        assert "Its day has passed" in page.text and "Put into my draft" not in page.text
        desk.post(f"/desk/c/{talk.ref}/canned", version=version.pk)
        assert desk.status == 409 and drafts.of(talk.pk, sam) is None

    def test_on_its_last_day_it_can(self, desk, talk, written, kim):
        version = written(approved_by=kim)
        CannedVersion.objects.filter(pk=version.pk).update(review_on=day(0))
        assert "Put into my draft" in desk.open(f"{HOME}?ref={talk.ref}").text

    @pytest.mark.parametrize("version", ["", "0", "x", "99999999999", "-1"])
    def test_what_is_none_is_refused(self, desk, talk, sam, version):
        desk.conversation(talk.ref)
        desk.post(f"/desk/c/{talk.ref}/canned", version=version)
        assert desk.status == 409 and drafts.of(talk.pk, sam) is None

    def test_not_approved_it_is_refused(self, desk, talk, written, sam):
        version = written()
        desk.conversation(talk.ref)
        desk.post(f"/desk/c/{talk.ref}/canned", version=version.pk)
        assert desk.status == 409 and drafts.of(talk.pk, sam) is None

    def test_another_teams_answers_are_not_there(self, desk, talk, works, money_team, sam):
        writer, approver = (works(name, team=money_team, role="supervisor") for name in ("Mo", "Nia"))
        version = canned.write(writer, money_team, Written("Money", "Money words", SOURCE, day(9)))
        canned.approve(approver, version.pk, [money_team])
        assert "Money words" not in desk.open(f"{HOME}?ref={talk.ref}").text
        desk.post(f"/desk/c/{talk.ref}/canned", version=version.pk)
        assert desk.status == 409 and drafts.of(talk.pk, sam) is None


class TestWho:
    @pytest.mark.parametrize("role", ["manager", "auditor"])
    def test_who_does_not_answer_does_not_find_it(self, works, at_desk, role):
        somebody = at_desk(works("Jo", role=role))
        assert somebody.client.get(HOME).status_code == 404

    def test_an_adviser_writes_and_approves_nothing(self, desk, written):
        version = written()
        page = desk.open(HOME)
        assert "write" not in page.forms and f"approve-{version.pk}" not in page.forms
        for address in (f"{HOME}write", f"{HOME}{version.pk}/approve", f"{HOME}{version.pk}/retire"):
            desk.open(HOME)
            desk.post(address, **form())
            assert desk.status == 404

    def test_a_supervisor_of_another_team_neither(self, works, money_team, at_desk, written):
        version = written()
        somebody = at_desk(works("Mo", team=money_team, role="supervisor"))
        for address in (f"{HOME}write", f"{HOME}{version.pk}/approve", f"{HOME}{version.pk}/retire"):
            somebody.open(HOME)
            somebody.post(address, **form())
            assert somebody.status == 404
        assert CannedVersion.objects.count() == 1

    def test_beside_a_conversation_that_is_not_theirs(self, works, money_team, at_desk, talk):
        somebody = at_desk(works("Mo", team=money_team))
        assert somebody.client.get(f"{HOME}?ref={talk.ref}").status_code == 404


def test_each_field_has_a_label_and_each_id_is_there_once(robin, kim, written, at_desk):
    written(approved_by=kim)
    written("Another")
    page = at_desk(kim).open(HOME)
    labelled = {has["for"] for has in page.all("label") if has.get("for")}
    fields = [
        has
        for tag in ("input", "select", "textarea")
        for has in page.all(tag)
        if has.get("type") not in ("hidden", "checkbox")
    ]
    assert [has for has in fields if has["id"] not in labelled] == []
    ids = [has["id"] for _, has in page.elements if has.get("id")]
    assert len(ids) == len(set(ids)) and all(each["label"].strip() for each in page.buttons)
