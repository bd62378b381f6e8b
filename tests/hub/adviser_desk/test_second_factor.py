"""The second factor: set up before anything else is there, shown at each sign-in, good once, and changed only just after it."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from hub.adviser_desk import factors, roll
from hub.conversations.models import AuditEntry
from tests.hub.adviser_desk.door import PASSWORD, Desk, app_code, has_factors, set_up_app, signed_in
from tests.hub.adviser_desk.soft_key import SoftKey

pytestmark = pytest.mark.django_db
SET_UP, CODES = "/desk/second-factor/", "/desk/second-factor/recovery-codes/"


@pytest.fixture
def sam(works):
    return works("Sam")


@pytest.fixture
def new(sam):
    """Sam has given the password, and has no second factor yet."""
    desk = Desk(Client(enforce_csrf_checks=True), "/desk/")
    desk.post("/desk/login/", username="sam", password=PASSWORD)
    return desk


def given_password(**client):
    desk = Desk(Client(**client), "/desk/login/")
    desk.post("/desk/login/", username="sam", password=PASSWORD)
    return desk


def secret_on(page):
    return re.search(r"Key: ((?:[A-Z2-7]{4} ?)+)", page.text).group(1).replace(" ", "")


def codes_on(page):
    return re.findall(r"\b\d{10}\b", page.text)


def options_on(page):
    return json.loads(re.search(r'<script id="passkey" type="application/json">(.+?)</script>', page.html).group(1))


class TestSettingUp:
    def test_who_has_none_is_sent_to_set_one_up_and_sees_nothing_else(self, new):
        assert new.page.title == "Your second step when you sign in"
        for address in ("/desk/", "/desk/safeguarding/", "/desk/c/BCDFGHJK/"):
            assert new.open(address).title == "Your second step when you sign in"
        assert not new.page.all("nav")

    def test_an_app_without_script(self, new, sam):
        page = new.post(f"{SET_UP}app", code=app_code(secret_on(new.page)))
        assert page.title == "Your recovery codes" and len(codes_on(page)) == 10
        page = new.post(CODES, what="kept")
        assert page.title == "Queue" and has_factors(sam) == {"totp", "recovery_codes"}
        assert AuditEntry.objects.filter(actor=f"user:{sam.pk}", action="second_factor_added").count() == 1

    def test_a_wrong_code_sets_nothing_up(self, new, sam):
        secret = secret_on(new.page)
        page = new.post(f"{SET_UP}app", code="000000")
        assert new.response.status_code == 400 and "Those numbers are not right." in page.text
        assert secret_on(page) == secret and not has_factors(sam)

    def test_the_codes_are_not_shown_again(self, new):
        new.post(f"{SET_UP}app", code=app_code(secret_on(new.page)))
        assert codes_on(new.open(CODES))
        new.post(CODES, what="kept")
        assert not codes_on(new.open(CODES))

    def test_secrets_are_encrypted_where_they_are_kept(self, new, sam):
        secret = secret_on(new.page)
        page = new.post(f"{SET_UP}app", code=app_code(secret))
        kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in kept and not [code for code in codes_on(page) if code in kept]

    def test_another_window_that_is_still_without_one_cannot_change_what_was_set_up(self, new, sam):
        other = given_password()
        new.post(f"{SET_UP}app", code=app_code(secret_on(new.page)))
        page = other.post(f"{SET_UP}app", code=app_code(secret_on(other.page)))
        assert page.title == "Sign in to the desk" and len(factors.of(sam)) == 1

    def test_the_page_tells_its_key_in_words_and_as_a_picture(self, new):
        (picture,) = new.page.all("img")
        assert picture["src"].startswith("data:image/svg+xml;base64,") and picture["alt"]
        assert "img-src 'self' data:" in new.response.headers["Content-Security-Policy"]


class TestShowingACode:
    def test_a_code_is_good_once(self, sam):
        secret = set_up_app(sam)
        assert given_password().post(f"{SET_UP}code/", code=app_code(secret)).title == "Queue"
        again = given_password()
        page = again.post(f"{SET_UP}code/", code=app_code(secret))
        assert again.response.status_code == 403 and "was used before" in page.text

    def test_a_clock_that_is_half_a_minute_off_is_forgiven_and_more_is_not(self, sam):
        secret = set_up_app(sam)
        assert given_password().post(f"{SET_UP}code/", code=app_code(secret, 1)).title == "Queue"
        assert given_password().post(f"{SET_UP}code/", code=app_code(secret, 5)).title == "Error: One more step"

    @pytest.mark.parametrize("code", ["", "abcdef", "١٢٣٤٥٦", "1" * 500, "-1", "000000"])
    def test_nonsense_is_refused(self, sam, code):
        set_up_app(sam)
        desk = given_password()
        desk.post(f"{SET_UP}code/", code=code)
        assert desk.response.status_code == 403

    def test_a_code_with_spaces(self, sam):
        code = app_code(set_up_app(sam))
        assert given_password().post(f"{SET_UP}code/", code=f" {code[:3]} {code[3:]} ").title == "Queue"

    def test_a_recovery_code_is_good_once(self, sam):
        set_up_app(sam)
        factors.new_recovery_codes(sam)
        code = factors.recovery_codes(sam)[0]
        assert given_password().post(f"{SET_UP}code/", code=code).title == "Queue"
        assert given_password().post(f"{SET_UP}code/", code=code).title == "Error: One more step"

    def test_the_code_of_somebody_else(self, sam, works):
        set_up_app(sam)
        assert given_password().post(f"{SET_UP}code/", code=app_code(set_up_app(works("Alex")))).title != "Queue"

    def test_without_the_password_first_there_is_nothing_to_show_it_to(self, sam):
        secret, client = set_up_app(sam), Client()
        response = client.post(f"{SET_UP}code/", {"code": app_code(secret)})
        assert response.headers["Location"] == "/desk/login/" and "_auth_user_id" not in client.session


class TestPasskeys:
    def test_one_is_made_and_shown(self, new, sam):
        key = SoftKey()
        page = new.post(f"{SET_UP}passkey", credential=key.create(options_on(new.page)), name="My laptop")
        assert page.title == "Your recovery codes" and has_factors(sam) == {"webauthn", "recovery_codes"}
        desk = given_password()
        page = desk.post(f"{SET_UP}code/", credential=key.get(options_on(desk.page)))
        assert page.title == "Queue"

    def test_not_for_another_site(self, new, sam):
        key = SoftKey(origin="https://evil.example")
        page = new.post(f"{SET_UP}passkey", credential=key.create(options_on(new.page)))
        assert new.response.status_code == 400 and "could not be made" in page.text and not has_factors(sam)

    def test_not_somebody_else_s(self, new, sam):
        new.post(f"{SET_UP}passkey", credential=SoftKey().create(options_on(new.page)))
        desk = given_password()
        desk.post(f"{SET_UP}code/", credential=SoftKey().get(options_on(desk.page)))
        assert desk.response.status_code == 403

    def test_an_answer_is_good_once(self, new, sam):
        key = SoftKey()
        new.post(f"{SET_UP}passkey", credential=key.create(options_on(new.page)))
        desk = given_password()
        answer = key.get(options_on(desk.page))
        assert desk.post(f"{SET_UP}code/", credential=answer).title == "Queue"
        again = given_password()
        again.post(f"{SET_UP}code/", credential=answer)
        assert again.response.status_code == 403

    @pytest.mark.parametrize("credential", ["{}", "[]", "x", "null", '{"id": 1}', "{" * 30_000])
    def test_nonsense_is_refused(self, new, sam, credential):
        new.post(f"{SET_UP}passkey", credential=credential)
        assert new.response.status_code == 400
        new.post(f"{SET_UP}passkey", credential=SoftKey().create(options_on(new.page)))
        desk = given_password()
        desk.post(f"{SET_UP}code/", credential=credential)
        assert desk.response.status_code == 403


class TestChanging:
    def test_only_just_after_signing_in(self, sam, later):
        set_up_app(sam)
        desk = Desk(signed_in(sam), SET_UP)
        assert desk.page.forms[f"{SET_UP}app"]
        later(11)
        page = desk.open(SET_UP)
        assert "sign out and sign in again" in page.text and f"{SET_UP}app" not in page.forms
        desk.post(f"{SET_UP}app", code="000000")
        desk.post(CODES, what="new")
        assert has_factors(sam) == {"totp"}

    def test_a_second_one_and_taking_one_away_but_never_the_last(self, sam):
        set_up_app(sam)
        desk = Desk(signed_in(sam), SET_UP)
        desk.post(f"{SET_UP}passkey", credential=SoftKey().create(options_on(desk.page)), name="<b>key</b>")
        page = desk.open(SET_UP)
        assert "&lt;b&gt;key" in page.html and len(factors.of(sam)) == 2
        first, second = factors.of(sam)
        desk.post(f"{SET_UP}remove", factor=first.pk)
        desk.post(f"{SET_UP}remove", factor=second.pk)
        assert factors.of(sam) == [second]

    def test_not_somebody_else_s(self, sam, works):
        alex = works("Alex")
        set_up_app(sam), set_up_app(alex)
        Desk(signed_in(sam), SET_UP).post(f"{SET_UP}remove", factor=factors.of(alex)[0].pk)
        assert factors.of(alex)

    def test_new_recovery_codes_end_the_old(self, sam):
        set_up_app(sam)
        factors.new_recovery_codes(sam)
        old = factors.recovery_codes(sam)
        page = Desk(signed_in(sam), SET_UP).post(CODES, what="new")
        assert len(codes_on(page)) == 10 and not set(codes_on(page)) & set(old)

    def test_when_it_is_lost(self, sam):
        set_up_app(sam)
        client = signed_in(sam)
        roll.forget_factors(sam)
        assert not has_factors(sam) and client.get("/desk/").status_code == 302
        assert given_password().page.title == "Your second step when you sign in"
