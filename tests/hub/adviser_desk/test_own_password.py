"""Changing one's own password: only with the one they have, with the rules of the first, and other sessions end."""

import pytest

from hub.conversations.models import AuditEntry
from tests.hub.adviser_desk.at_desk import *  # noqa: F403
from tests.hub.adviser_desk.door import PASSWORD, signed_in

pytestmark = pytest.mark.django_db
PAGE, NEW, COMMON = "/desk/password/", "kettle window seven ducks", "123456789987654321"


@pytest.fixture
def somebody(works, at_desk):
    user = works("Kim")
    user.set_password(PASSWORD)
    user.save()
    desk = at_desk(user)
    desk.open(PAGE)
    return desk


def change(desk, **more):
    return desk.post(PAGE, **{"now": PASSWORD, "password": NEW, "again": NEW, **more})


def test_it_is_found_at_their_name(somebody):
    page = somebody.open("/desk/second-factor/")
    assert page.all("a", href=PAGE)


def test_it_is_changed_and_they_stay_signed_in_here_and_nowhere_else(somebody):
    elsewhere = signed_in(somebody.user)
    page = change(somebody)
    assert "Your password is changed." in page.text
    somebody.user.refresh_from_db()
    assert somebody.user.check_password(NEW)
    assert somebody.client.get("/desk/").status_code == 200 and elsewhere.get("/desk/").status_code == 302
    assert AuditEntry.objects.get(action="password_set").actor == f"user:{somebody.user.pk}"


@pytest.mark.parametrize(
    "told, says, at",
    [
        ({"now": "not mine"}, "Your password now is not right.", "now"),
        ({"again": "something else here"}, "The two are not the same.", "password"),
        ({"password": "short", "again": "short"}, "It is too short.", "password"),
        ({"password": COMMON, "again": COMMON}, "Too many people use this one.", "password"),
        ({"password": "x" * 1001, "again": "x" * 1001}, "It is too long.", "password"),
    ],
)
def test_what_is_refused(somebody, told, says, at):
    page = change(somebody, **told)
    assert says in page.text and page.all("a", href=f"#{at}") and page.title.startswith("Error:")
    somebody.user.refresh_from_db()
    assert somebody.user.check_password(PASSWORD)


def test_guesses_are_throttled(somebody):
    for _ in range(5):
        change(somebody, now="a guess")
    page = change(somebody)
    assert somebody.status == 429 and "too many tries" in page.text


def test_who_signs_in_through_their_organisation_has_none(works, at_desk):
    desk = at_desk(works("Kim"))
    desk.user.set_unusable_password()
    desk.user.save()
    desk = at_desk(desk.user)
    assert "through your organisation" in desk.open(PAGE).text
    change(desk)
    desk.user.refresh_from_db()
    assert not desk.user.has_usable_password()
