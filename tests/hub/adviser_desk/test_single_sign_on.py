"""Signing in through the organisation: who is known, who is refused, and when our own second factor is left out."""

import time

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user_model
from django.test import Client

from hub.conversations.models import AuditEntry
from tests.hub.adviser_desk.door import PASSWORD, Desk, app_code, set_up_app
from tests.hub.adviser_desk.their_sign_in import CLIENT, SECRET, TheirSignIn

pytestmark = pytest.mark.django_db
START = "/desk/single-sign-on/"
EMAIL = "sam@exampleshire.gov.uk"


@pytest.fixture(scope="module")
def provider():
    with TheirSignIn() as running:
        yield running


@pytest.fixture
def theirs(provider, settings):
    provider.signs_with = provider.key
    settings.KINSHIP_OIDC = {"issuer": provider.issuer, "client_id": CLIENT, "secret": SECRET, "acr": ["two"]}
    return provider


@pytest.fixture
def sam(works):
    user = works("Sam")
    user.email = EMAIL
    user.save()
    return user


def come_back(theirs, client=None, **claims):
    """Sam goes to the organisation's sign-in and comes back, with what it says."""
    desk = Desk(client or Client())
    away = desk.client.get(START)
    assert away.status_code == 302 and away.headers["Location"].startswith(f"{theirs.issuer}/authorize?")
    desk.open(theirs.lets_in(away.headers["Location"], **claims))
    return desk


def signed_in_as(desk):
    return desk.client.session.get("_auth_user_id")


class TestOff:
    def test_it_is_off_by_default(self, client):
        assert client.get(START).status_code == client.get(f"{START}back/").status_code == 404
        assert "single-sign-on" not in client.get("/desk/login/").content.decode()

    def test_an_issuer_without_tls_is_none(self, client, settings):
        settings.KINSHIP_OIDC = {**settings.KINSHIP_OIDC, "issuer": "http://sign-in.exampleshire.gov.uk"}
        assert client.get(START).status_code == 404

    def test_where_it_is_on_the_door_has_its_link(self, theirs, client):
        assert START in client.get("/desk/login/").content.decode()


class TestWhoIsKnown:
    def test_who_was_invited_by_this_address_is_known_from_then_on_by_issuer_and_subject(self, theirs, sam):
        come_back(theirs, email=EMAIL, amr=["pwd", "mfa"])
        account = SocialAccount.objects.get()
        assert (account.user, account.uid, account.extra_data) == (sam, "their-sam", {})
        desk = come_back(theirs, email="married-name@exampleshire.gov.uk", amr=["mfa"])
        assert signed_in_as(desk) == str(sam.pk) and desk.page.title == "Queue"
        actions = AuditEntry.objects.filter(actor=f"user:{sam.pk}").values_list("action", flat=True)
        assert list(actions)[:3] == ["single_sign_on_connected", "signed_in", "signed_in"]

    @pytest.mark.parametrize(
        "claims",
        [
            {"email": "somebody@exampleshire.gov.uk"},
            {"email": EMAIL, "email_verified": False},
            {"email": EMAIL, "email_verified": "false"},
            {},
        ],
    )
    def test_nobody_is_made_by_it(self, theirs, sam, claims):
        desk = come_back(theirs, amr=["mfa"], **claims)
        assert desk.response.status_code == 403
        assert not SocialAccount.objects.exists() and get_user_model().objects.count() == 1

    def test_an_address_opens_nothing_for_a_second_subject(self, theirs, sam):
        come_back(theirs, email=EMAIL, amr=["mfa"])
        desk = come_back(theirs, sub="another", email=EMAIL, amr=["mfa"])
        assert signed_in_as(desk) is None and SocialAccount.objects.count() == 1

    def test_nor_when_two_accounts_have_it(self, theirs, sam, works):
        alex = works("Alex")
        alex.email = EMAIL.upper()
        alex.save()
        assert signed_in_as(come_back(theirs, email=EMAIL, amr=["mfa"])) is None

    def test_a_disabled_account(self, theirs, sam):
        come_back(theirs, email=EMAIL, amr=["mfa"])
        type(sam).objects.update(is_active=False)
        desk = come_back(theirs, email=EMAIL, amr=["mfa"])
        assert signed_in_as(desk) is None and desk.response.status_code == 403

    def test_another_issuer_that_is_set_later_knows_nobody(self, theirs, sam, settings):
        come_back(theirs, email=EMAIL, amr=["mfa"])
        with TheirSignIn() as other:
            settings.KINSHIP_OIDC = {**settings.KINSHIP_OIDC, "issuer": other.issuer}
            desk = come_back(other, email="x@exampleshire.gov.uk", amr=["mfa"])
        assert signed_in_as(desk) is None


class TestTheSecondFactor:
    @pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "two"}])
    def test_ours_is_left_out_when_they_say_that_they_saw_one(self, theirs, sam, claims):
        set_up_app(sam)
        assert come_back(theirs, email=EMAIL, **claims).page.title == "Queue"

    @pytest.mark.parametrize("claims", [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": "one"}, {"acr": ["two"]}])
    def test_else_it_is_asked_for(self, theirs, sam, claims):
        secret = set_up_app(sam)
        desk = come_back(theirs, email=EMAIL, **claims)
        assert desk.page.title == "One more step" and signed_in_as(desk) is None
        assert desk.post("/desk/second-factor/code/", code=app_code(secret)).title == "Queue"

    def test_or_set_up(self, theirs, sam):
        assert come_back(theirs, email=EMAIL).page.title == "Your second step when you sign in"

    def test_the_password_still_needs_ours(self, theirs, sam):
        come_back(theirs, email=EMAIL, amr=["mfa"])
        secret = set_up_app(sam)
        desk = Desk(Client(), "/desk/login/")
        assert desk.post("/desk/login/", username="sam", password=PASSWORD).title == "One more step"
        assert desk.post("/desk/second-factor/code/", code=app_code(secret)).title == "Queue"


class TestWhatIsChecked:
    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"aud": "somebody-else"},
            {"iss": "https://evil.example"},
            {"exp": time.time() - 600},
        ],
    )
    def test_the_token_is_for_us_now_and_for_this_very_try(self, theirs, sam, claims):
        desk = come_back(theirs, email=EMAIL, amr=["mfa"], **claims)
        assert desk.response.status_code == 403 and signed_in_as(desk) is None
        assert not SocialAccount.objects.exists()

    def test_its_signature(self, theirs, sam):
        theirs.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        desk = come_back(theirs, email=EMAIL, amr=["mfa"])
        assert desk.response.status_code == 403 and signed_in_as(desk) is None

    def test_what_we_ask_for(self, theirs, sam):
        come_back(theirs, email=EMAIL, amr=["mfa"])
        assert theirs.asked["response_type"] == "code" and theirs.asked["code_challenge_method"] == "S256"
        assert theirs.asked["redirect_uri"] == "http://localhost:8000/desk/single-sign-on/back/"
        assert {"state", "nonce", "code_challenge"} <= set(theirs.asked)

    def test_somebody_else_s_way_back_opens_nothing_here(self, theirs, sam):
        """Another browser's code and state are of no use: that is how one is made to sign in as somebody else."""
        away = Client().get(START)
        desk = Desk(Client())
        desk.open(theirs.lets_in(away.headers["Location"], email=EMAIL, amr=["mfa"]))
        assert desk.response.status_code == 403 and signed_in_as(desk) is None

    def test_the_same_way_back_twice(self, theirs, sam):
        client = Client()
        back = theirs.lets_in(client.get(START).headers["Location"], email=EMAIL, amr=["mfa"])
        assert client.get(back).status_code == 302
        client.post("/desk/logout/")
        assert client.get(back).status_code == 403

    @pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=x", "?state=x", "?code=x&state=y"])
    def test_nonsense_is_answered_on_our_own_page(self, theirs, client, query):
        response = client.get(f"{START}back/{query}")
        assert response.status_code == 403 and "Sign in to the desk" in response.content.decode()

    def test_when_it_does_not_answer(self, theirs, client, settings):
        settings.KINSHIP_OIDC = {**settings.KINSHIP_OIDC, "issuer": "http://127.0.0.1:9"}
        response = client.get(START)
        assert response.status_code == 503 and "does not answer" in response.content.decode()
