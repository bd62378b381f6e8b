"""Getting into the desk in a browser: with a session of its own, or through the door with a password and an app's code."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.mfa.totp.internal import auth as totp

from tests.hub.adviser_desk.door import app_code

SECRET = totp.generate_totp_secret()
# For a program that runs in the hub: gives `user` an authenticator app that we can read.
HAS_APP = f"""
from allauth.mfa.totp.internal.auth import TOTP
TOTP.activate(user, "{SECRET}")
"""
SESSION = """
from django.contrib.auth import get_user_model
from tests.hub.adviser_desk.door import signed_in
print(signed_in(get_user_model().objects.get(username={name!r}), second_factor={factor!r}).session.session_key)
"""


def session_of(site, name, second_factor="totp"):
    """The key of a new session of theirs. `second_factor`: "" for who has none yet."""
    return site.run(SESSION.format(name=name, factor=second_factor)).split()[-1]


def come_in(page, site, name, *, second_factor="totp", session=""):
    """This tab is signed in from now on, with this session or a new one."""
    session = session or session_of(site, name, second_factor)
    cookie = {"name": "desk", "value": session, "domain": urlsplit(site.url).hostname, "path": "/desk/"}
    page.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax", "secure": False}])


def code(steps=0):
    """What the app shows now, or some steps of 30 seconds later."""
    return app_code(SECRET, steps)
