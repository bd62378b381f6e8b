"""Having a say: anonymous, masked, heard for danger before anything else, kept for a year, told in a manager's words only."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from hub.conversations import retention
from hub.conversations import words as content
from hub.conversations.models import AuditEntry, Conversation, ScreenLog
from hub.having_a_say import answering, keeping
from hub.having_a_say.models import Done, Said
from kinship.masking import masked
from tests.hub.adviser_desk.conftest import kinship_team, works
from tests.hub.adviser_desk.door import signed_in
from tests.hub.offer_site.reader import faults, read

__all__ = ["kinship_team", "works"]
pytestmark = pytest.mark.django_db
SAY, DONE, DESK = "/offer/say/", "/offer/done/", "/desk/having-a-say/"
GROUP = "There is no group for dads on a Saturday"
DANGER = "no group, and his dad is hitting him right now"


def test_the_form_says_that_nobody_reads_it_at_once_and_asks_for_no_name():
    page, said = read(SAY), content.say_words()
    assert not faults(page) and said["page"]["nobody_reads_now"] in page.text and "Head of Kinship" in page.text
    assert {has.get("name") for tag, has in page.elements if tag in ("input", "textarea", "select")} == {
        "words",
        "topic",
        "who",
    }


def test_what_is_said_is_kept_without_anybody_in_it():
    page = read(SAY, {"words": f"{GROUP} for Zebedee Obrien, call 07700 900123", "topic": "education", "who": "carer"})
    row = Said.objects.get()
    assert row.words == f"{GROUP} for … call #" and (row.topic, row.who, row.danger) == ("education", "carer", False)
    assert row.month.day == 1 and content.say_words()["thanks"]["words"] in page.text and not faults(page)
    assert not Conversation.objects.exists() and not ScreenLog.objects.exists()


MASKED = [
    ("my grandson Jayden is 7", "my grandson … is 7"),
    ("we live at 12 Acacia Avenue EX4 3QQ", "we live at 12 …"),
    ("priya patel never rang back", "… never rang back"),
    ("born 12/03/2015, mail jo@example.org or www.facebook.com/jo", "born #, mail … or …"),
    ("Call Mrs O'Neill on 01632 960110!", "Call … on #!"),
    ("we need help with uniforms & a bigger house", "we need help with uniforms & a bigger house"),
]


@pytest.mark.parametrize("typed, kept", MASKED)
def test_names_numbers_and_addresses_are_hidden(typed, kept):
    assert masked(typed) == kept


@pytest.mark.parametrize(
    "posted, status", [({}, 200), ({"words": DANGER + " x" * 2000}, 413), ({"topic": DANGER, "words": ""}, 400)]
)
def test_danger_is_heard_before_anything_else_whatever_is_refused(posted, status):
    page = read(SAY, {"words": DANGER, "topic": "education", **posted}, status=status)
    assert page.all("div", class_="message danger", role="alert") and "Call 999 now" in page.text
    assert page.all("a", href="tel:999") and not faults(page)


def test_danger_is_marked_for_the_manager_and_noted_for_the_safeguarding_lead():
    page = read(SAY, {"words": DANGER})
    assert content.say_words()["thanks"]["danger"] in page.text and page.all("a", href="/chat/")
    assert Said.objects.get().danger and ScreenLog.objects.get().net == "door" and not Conversation.objects.exists()


def test_danger_is_answered_when_the_box_is_full_and_when_nothing_can_be_kept(monkeypatch):
    monkeypatch.setattr("hub.offer_site.saying.limits.allow", lambda *_: False)
    page = read(SAY, {"words": DANGER}, status=429)
    assert "Call 999 now" in page.text and page.field("words", "say") == DANGER

    def broken(*_, **__):
        raise DatabaseError

    monkeypatch.setattr("hub.offer_site.saying.limits.allow", broken)
    page = read(SAY, {"words": DANGER}, status=503)
    assert "Call 999 now" in page.text and page.field("words", "say") == DANGER and not Said.objects.exists()


def test_what_is_not_taken_in_stays_in_the_box():
    assert content.say_words()["errors"]["empty"] in read(SAY, {"words": " "}, status=400).text
    page = read(SAY, {"words": "x" * 2001}, status=413)
    assert "That is 1 letters too long" in page.text and page.field("words", "say") == "x" * 2001
    page = read(SAY, {"words": GROUP}, status=403, **{"sec-fetch-site": "cross-site"})
    assert page.field("words", "say") == GROUP and not Said.objects.exists()
    for _ in range(10):
        read(SAY, {"words": GROUP})
    assert read(SAY, {"words": GROUP}, status=429).field("words", "say") == GROUP and Said.objects.count() == 10


def test_it_is_deleted_a_year_after_the_end_of_its_month(settings):
    today = timezone.localdate()
    old, kept = (
        today - timedelta(days=settings.KEPT_DAYS_SAID + 32),
        today - timedelta(days=settings.KEPT_DAYS_SAID - 5),
    )
    for day in (old, kept):
        Said.objects.create(month=day.replace(day=1), council="exampleshire", words="x")
    assert retention.ALL["said"](timezone.now(), True) == 1 and Said.objects.count() == 2
    assert retention.DAILY["said"] is keeping.purge and keeping.purge(timezone.now(), False) == 1
    assert Said.objects.get().month == kept.replace(day=1)
    assert settings.KEPT_DAYS_SAID == 365 and "12 months" in content.say_words()["page"]["kept"]


@pytest.fixture
def manager(works):
    return signed_in(works("Mara", "manager"))


def test_a_manager_reads_what_was_said_and_shows_what_was_done(manager):
    read(SAY, {"words": DANGER})
    for _ in range(2):
        read(SAY, {"words": GROUP, "topic": "support_groups_and_training", "who": "young_person"})
    page = manager.get(DESK).content.decode()
    danger_first = page.index("Something else, or more than one topic (1)")
    assert danger_first < page.index("Groups and training (2)")
    assert GROUP in page and "The screen heard danger here" in page and "I am a child or young person" in page
    written = {
        "topic": "support_groups_and_training",
        "said": "Families asked for a weekend group.",
        "did": "A group meets on Saturdays.",
    }
    assert manager.post(f"{DESK}write", written).status_code == 303
    assert written["said"] not in read(DONE).text and content.say_words()["done"]["none"] in read(DONE).text
    number = Done.objects.get().pk
    assert manager.post(f"{DESK}{number}/release").status_code == 303
    shown = read(DONE)
    assert (
        written["said"] in shown.text and written["did"] in shown.text and GROUP not in shown.text and not faults(shown)
    )
    manager.post(f"{DESK}{number}/withdraw")
    assert written["said"] not in read(DONE).text
    assert manager.post(f"{DESK}{number + 1}/release").status_code == 404
    actions = AuditEntry.objects.filter(action__startswith="say_").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["say_written", "say_released", "say_withdrawn"]


REFUSED = [
    ({"said": "", "did": "We did it."}, "Write what families said"),
    ({"said": "A weekend group.", "did": "x" * 601}, "Keep each part to 600 letters."),
    ({"said": f"Somebody wrote: {GROUP}.", "did": "A group."}, "This repeats what somebody wrote"),
]


@pytest.mark.parametrize("written, said", REFUSED)
def test_nobodys_own_words_are_shown(manager, written, said):
    read(SAY, {"words": GROUP})
    response = manager.post(f"{DESK}write", written)
    assert response.status_code == 400 and said in response.content.decode() and not Done.objects.exists()


def test_hard_words_are_pointed_out_before_it_is_released(manager):
    answering.write(works_user(manager), topic="", said="Families asked.", did="We will utilise twelve practitioners.")
    assert "To make it easier to read" in manager.get(DESK).content.decode()


def works_user(client):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(pk=client.session["_auth_user_id"])


def test_another_councils_words_are_not_told_here(manager):
    Said.objects.create(month=date(2026, 11, 1), council="elsewhere", words=GROUP)
    assert GROUP not in manager.get(DESK).content.decode()
