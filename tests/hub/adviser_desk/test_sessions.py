"""How long somebody stays signed in, what ends it, and what their cookies are."""

import importlib

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from hub.adviser_desk import roll, sessions
from hub.adviser_desk.staff import for_roles
from hub.conversations import drafts
from hub.conversations.models import AuditEntry
from hub.conversations.models.team import ROLES
from hub.staff_session import is_live_staff_session
from tests.hub.adviser_desk.door import PASSWORD, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/second-factor/"


@pytest.fixture
def sam(works):
    return works("Sam")


@pytest.fixture
def kept_open(monkeypatch):
    """The check of the stream closes its database connection; in a test it is everybody's."""
    monkeypatch.setattr("hub.staff_session.connections.close_all", lambda: None)


def is_in(client, address="/desk/"):
    return client.get(address).status_code == 200


def streams(client):
    return is_live_staff_session(f"other=1; {settings.SESSION_COOKIE_NAME}={client.session.session_key}")


class TestHowLong:
    def test_fifteen_minutes_without_doing_anything(self, sam, later):
        client = signed_in(sam)
        later(14)
        assert is_in(client)
        later(14)
        assert is_in(client)
        later(16)
        assert not is_in(client) and "_auth_user_id" not in client.session

    def test_nine_hours_whatever_is_done(self, sam, later):
        client = signed_in(sam)
        for _ in range(53):
            later(10)
            assert is_in(client)
        later(11)
        assert not is_in(client)

    def test_what_the_browser_asks_by_itself_keeps_nothing_alive(self, sam, later, rf):
        client = signed_in(sam)

        @for_roles(*ROLES, polled=True)
        def asks_by_itself(request):
            return HttpResponse("news")

        def ask():
            request = rf.get("/desk/live")
            request.session, request.user = client.session, sam
            response = asks_by_itself(request)
            request.session.save()
            return response

        for _ in range(3):
            later(4)
            assert ask().content == b"news"
        later(4)
        assert (ask().status_code, ask().content) == (403, b"")
        assert not is_in(client)

    def test_the_numbers(self):
        assert (settings.KINSHIP_SESSION_LONGEST, settings.KINSHIP_SESSION_IDLE) == (9 * 3600, 15 * 60)

    def test_a_session_that_did_not_begin_at_the_door_is_none(self, sam):
        client = Client()
        client.force_login(sam)
        assert not is_in(client)

    def test_what_they_wrote_is_not_lost(self, sam, begin, later):
        case, client = begin(), signed_in(sam)
        later(20)
        response = client.post(
            f"/desk/c/{case.ref}/reply", {"text": "I wrote this for an hour.", "seen": "1", "key": "k"}
        )
        assert response.status_code == 303 and response.headers["Location"] == "/desk/login/"
        assert drafts.of(case.pk, sam).text == "I wrote this for an hour."
        case.refresh_from_db()
        assert case.assignee is None

    def test_nor_kept_for_a_case_that_is_not_theirs(self, works, begin, later, charity):
        case, guest = begin(), works("Guest", team=charity)
        client = signed_in(guest)
        later(20)
        client.post(f"/desk/c/{case.ref}/reply", {"text": "words", "seen": "1", "key": "k"})
        assert drafts.of(case.pk, guest) is None


class TestWhatEndsIt:
    def test_signing_out(self, sam):
        client = signed_in(sam)
        key = client.session.session_key
        response = client.post("/desk/logout/")
        assert response.status_code == 303 and response.headers["Clear-Site-Data"]
        assert not Session.objects.filter(pk=key).exists()

    def test_disabling_the_account(self, sam, kept_open):
        client = signed_in(sam)
        assert streams(client)
        type(sam).objects.filter(pk=sam.pk).update(is_active=False)
        assert not is_in(client) and not streams(client)

    def test_ending_it_by_the_command(self, sam):
        client, other = signed_in(sam), signed_in(sam)
        roll.end(sam)
        assert not Session.objects.filter(pk__in=[client.session.session_key, other.session.session_key]).exists()
        assert AuditEntry.objects.filter(action="account_ended", actor="command").exists()

    def test_a_new_password_ends_every_session(self, sam, kept_open):
        client = signed_in(sam)
        sam.set_password("another password, quite long")
        sam.save()
        assert not streams(client) and not is_in(client)

    def test_leaving_the_last_team(self, sam):
        client = signed_in(sam)
        sam.membership_set.all().delete()
        assert client.get("/desk/").status_code == 404


class TestTheStream:
    def test_it_is_for_whom_the_pages_are_for(self, sam, django_user_model, kept_open, later):
        stranger = signed_in(django_user_model.objects.create_user("stranger"))
        assert not streams(stranger) and not streams(signed_in(sam, second_factor=""))
        client = signed_in(sam)
        assert streams(client)
        later(16)
        assert not streams(client)

    @pytest.mark.parametrize("cookies", ["", "desk=", "desk=made-up", "x=1; desk=../../x"])
    def test_nonsense_is_nobody(self, db, kept_open, cookies):
        assert not is_live_staff_session(cookies)


class TestCookies:
    def test_on_this_machine_they_go_to_the_desk_only(self, sam):
        client = Client()
        client.post("/desk/login/", {"username": "sam", "password": PASSWORD})
        client.get("/desk/login/")
        assert set(client.cookies) >= {"desk"}
        for cookie in client.cookies.values():
            assert cookie["path"] == "/desk/" and cookie["httponly"] and cookie["samesite"] == "Lax"
            assert not cookie["domain"]

    def test_with_tls_no_other_host_can_plant_one(self, monkeypatch):
        monkeypatch.setenv("KINSHIP_PUBLIC_URL", "https://kinship.exampleshire.gov.uk")
        import hub.settings as said

        live = importlib.reload(said)
        try:
            assert (live.SESSION_COOKIE_NAME, live.CSRF_COOKIE_NAME) == ("__Host-desk", "__Host-desk-form")
            assert live.SESSION_COOKIE_SECURE and live.CSRF_COOKIE_SECURE
            assert live.SESSION_COOKIE_PATH == live.CSRF_COOKIE_PATH == "/"
            assert live.SESSION_COOKIE_HTTPONLY and live.CSRF_COOKIE_HTTPONLY
            assert live.SESSION_COOKIE_SAMESITE == live.CSRF_COOKIE_SAMESITE == "Lax"
        finally:
            monkeypatch.undo()
            importlib.reload(said)

    def test_carers_get_none(self, db):
        client = Client()
        client.get("/chat/")
        assert not client.cookies

    def test_what_they_hold_is_kept_here(self, sam):
        assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
        assert sessions.BEGUN in signed_in(sam).session


def test_pages_say_that_tls_is_to_stay(sam, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert "max-age" in signed_in(sam).get("/desk/login/").headers["Strict-Transport-Security"]
