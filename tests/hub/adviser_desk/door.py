"""Getting through the desk's door in tests.

signed_in(user)                       a browser in which this person is signed in with a second factor
Desk(signed_in(user)).open("/desk/")  ... that posts the forms of the page it has
set_up_app(user)                      their authenticator app; app_code(secret) is what it shows
"""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from hub.adviser_desk import sessions
from tests.hub.web_chat.conftest import Page

PASSWORD = "a long enough password"


def signed_in(user, *, second_factor="totp", **client) -> Client:
    """A browser in which this person has just signed in. `second_factor`: "" for who has none yet."""
    browser = Client(**client)
    browser.force_login(user)
    session = browser.session
    session[sessions.BEGUN] = session[sessions.ACTED] = time.time()
    session[sessions.SECOND_FACTOR] = second_factor
    session.save()
    return browser


def set_up_app(user) -> str:
    """Give them an authenticator app; its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def app_code(secret: str, steps: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds later."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def has_factors(user) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


class Desk:
    """A browser at the desk: posts the forms of the page it has, with their token."""

    def __init__(self, client: Client, address: str | None = None) -> None:
        self.client, self.page = client, None
        if address:
            self.open(address)

    def open(self, address: str) -> Page | None:
        self.response = self.client.get(address)
        if self.response.status_code in (302, 303):
            return self.open(self.response.headers["Location"])
        self.page = Page(self.response) if self.response.status_code == 200 else None
        return self.page

    def token(self) -> str:
        return self.page.all("input", name="csrfmiddlewaretoken")[0]["value"]

    def post(self, address: str, *, headers: dict[str, str] | None = None, **fields: object) -> Page | None:
        self.response = self.client.post(address, {"csrfmiddlewaretoken": self.token(), **fields}, headers=headers)
        if self.response.status_code in (302, 303):
            return self.open(self.response.headers["Location"])
        self.page = Page(self.response)
        return self.page
