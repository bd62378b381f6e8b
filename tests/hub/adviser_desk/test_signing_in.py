"""The desk's door: what is asked, what is refused, how often one may try, and what is written down about it."""

import pytest
from django.test import Client

from hub.conversations import limits
from hub.conversations.models import AuditEntry
from tests.hub.adviser_desk.door import PASSWORD, Desk, app_code, set_up_app

pytestmark = pytest.mark.django_db
NEXT = "/desk/c/BCDFGHJK/"


@pytest.fixture
def sam(works):
    return works("Sam")


@pytest.fixture
def door():
    return Desk(Client(enforce_csrf_checks=True), "/desk/login/")


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("actor", "action"))


class TestThePassword:
    @pytest.mark.parametrize("name, password", [("sam", "wrong"), ("nobody", PASSWORD), ("", ""), ("sam", "x" * 5000)])
    def test_nothing_says_which_of_the_two_was_wrong(self, sam, door, name, password):
        page = door.post("/desk/login/", username=name, password=password)
        assert door.response.status_code == 403 and "do not fit together" in page.text

    def test_who_does_not_work_here_any_more_is_refused_alike(self, sam, door):
        sam.is_active = False
        sam.save()
        page = door.post("/desk/login/", username="sam", password=PASSWORD)
        assert door.response.status_code == 403 and "do not fit together" in page.text

    def test_an_account_without_a_place_is_refused_alike(self, django_user_model, door):
        django_user_model.objects.create_user("stranger", password=PASSWORD)
        page = door.post("/desk/login/", username="stranger", password=PASSWORD)
        assert door.response.status_code == 403 and "do not fit together" in page.text

    def test_the_name_stays_in_its_field_and_the_password_does_not(self, sam, door):
        page = door.post("/desk/login/", username="sam", password="wrong words here")
        assert page.all("input", name="username")[0]["value"] == "sam" and "wrong words here" not in page.html

    def test_the_password_alone_signs_nobody_in_who_has_a_second_factor(self, sam, door):
        set_up_app(sam)
        page = door.post("/desk/login/", username="sam", password=PASSWORD)
        assert page.title == "One more step" and "_auth_user_id" not in door.client.session

    @pytest.mark.parametrize(
        "where", ["https://evil.example/", "//evil.example/", "/chat/", "javascript:x", "/desk/../x"]
    )
    def test_it_leads_only_to_pages_of_the_desk(self, sam, where):
        secret = set_up_app(sam)
        client = Client()
        client.post("/desk/login/", {"username": "sam", "password": PASSWORD, "next": where})
        led = client.post("/desk/second-factor/code/", {"code": app_code(secret)}).headers["Location"]
        assert led == "/desk/" or led.startswith("/desk/..")

    def test_it_leads_to_where_they_wanted_to_go(self, sam):
        secret = set_up_app(sam)
        client = Client()
        client.post("/desk/login/", {"username": "sam", "password": PASSWORD, "next": NEXT})
        response = client.post("/desk/second-factor/code/", {"code": app_code(secret)})
        assert (response.status_code, response.headers["Location"]) == (303, NEXT)

    def test_a_new_key_for_the_session_at_each_step(self, sam):
        secret, client = set_up_app(sam), Client()
        client.get("/desk/login/")
        client.post("/desk/login/", {"username": "sam", "password": PASSWORD})
        before = client.session.session_key
        client.post("/desk/second-factor/code/", {"code": app_code(secret)})
        assert client.session.session_key != before


class TestHowOften:
    def test_tries_for_one_name_from_one_address(self, sam, door):
        for _ in range(5):
            door.post("/desk/login/", username="sam", password="wrong")
            assert door.response.status_code == 403
        page = door.post("/desk/login/", username="Sam ", password=PASSWORD)
        assert door.response.status_code == 429 and "too many tries" in page.text

    def test_somebody_else_s_tries_do_not_keep_the_owner_out(self, sam, door):
        for _ in range(20):
            Client(REMOTE_ADDR="198.51.100.7").post("/desk/login/", {"username": "sam", "password": "wrong"})
        door.post("/desk/login/", username="sam", password=PASSWORD)
        assert door.response.status_code == 200

    def test_many_names_from_one_address(self, db, monkeypatch):
        monkeypatch.setitem(limits.ALLOWED, "login_address", (3, 0.1))
        found = [Client().post("/desk/login/", {"username": f"n{n}", "password": "x"}).status_code for n in range(5)]
        assert found == [403, 403, 403, 429, 429]

    def test_one_name_from_many_addresses(self, sam, monkeypatch):
        monkeypatch.setitem(limits.ALLOWED, "login_name", (3, 0.1))
        found = [
            Client(REMOTE_ADDR=f"198.51.{n}.7").post("/desk/login/", {"username": "sam", "password": "x"}).status_code
            for n in range(5)
        ]
        assert found == [403, 403, 403, 429, 429]

    def test_codes(self, sam):
        secret, client = set_up_app(sam), Client()
        client.post("/desk/login/", {"username": "sam", "password": PASSWORD})
        found = [client.post("/desk/second-factor/code/", {"code": "000000"}).status_code for _ in range(7)]
        assert found[:5] == [403] * 5 and found[5:] == [429, 429]
        assert client.post("/desk/second-factor/code/", {"code": app_code(secret)}).status_code == 429


class TestWhatIsWrittenDown:
    def test_coming_and_going(self, sam, door):
        secret = set_up_app(sam)
        door.post("/desk/login/", username="sam", password="wrong")
        door.post("/desk/login/", username="sam", password=PASSWORD)
        door.post("/desk/second-factor/code/", code="000000")
        door.post("/desk/second-factor/code/", code=app_code(secret))
        door.post("/desk/logout/")
        me = f"user:{sam.pk}"
        told = ["sign_in_refused", "second_factor_refused", "signed_in", "signed_out"]
        assert actions() == [(me, action) for action in told]
        assert AuditEntry.objects.get(action="signed_in").detail == {"second_factor": "totp"}

    def test_nothing_that_was_typed(self, sam, door, caplog):
        door.post("/desk/login/", username="my-password-by-mistake", password="canary-password")
        assert actions() == [("nobody", "sign_in_refused")]
        told = caplog.text + repr(list(AuditEntry.objects.values()))
        assert "canary" not in told and "mistake" not in told


class TestWhatIsMounted:
    def test_no_page_of_allauth_is_reachable(self, works):
        from allauth import urls as theirs
        from django.urls import Resolver404, get_resolver, resolve

        names = {each.name for each in theirs.urlpatterns if getattr(each, "name", None)}
        reachable = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
        assert not names & reachable - {"account_login"}
        for path in ("/accounts/login/", "/desk/signup/", "/desk/password/reset/", "/desk/email/", "/desk/2fa/"):
            with pytest.raises(Resolver404):
                resolve(path)

    def test_its_limits_are_off(self):
        from allauth.account import app_settings

        assert not app_settings.RATE_LIMITS

    def test_nobody_can_sign_up(self, rf):
        from allauth.account.adapter import get_adapter
        from allauth.socialaccount.adapter import get_adapter as get_social_adapter

        assert not get_adapter().is_open_for_signup(rf.get("/"))
        assert not get_social_adapter().is_open_for_signup(rf.get("/"), None)
