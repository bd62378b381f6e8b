"""A passkey in a real browser: made, and shown at the next sign-in, with the browser's own security key of software."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk_door import come_in
from tests.browser.talk import PLAIN, keep_at_home, new_context

pytestmark = pytest.mark.timeout(300)
PASSWORD = "a long enough password"
PREPARE = f"""
from django.contrib.auth import get_user_model
from django.core.management import call_command
call_command("reviewer", "keyholder", verbosity=0)
user = get_user_model().objects.get(username="keyholder")
user.set_password("{PASSWORD}")
user.save()
"""
KEY = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
KEY |= {"hasResidentKey": True, "automaticPresenceSimulation": True}


def test_a_passkey_is_made_and_shown(chromium, site):
    site.run(PREPARE)
    with new_context(chromium, PLAIN) as context:
        keep_at_home(context, site)
        page = context.new_page()
        keys = context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        come_in(page, site, "keyholder", second_factor="")
        page.goto(f"{site.url}/desk/")
        page.locator("#passkey-name").fill("This computer")
        page.get_by_role("button", name="Make a passkey").click()
        expect(page.locator("h1")).to_have_text("Your recovery codes")
        page.get_by_role("button", name="I have kept them").click()
        expect(page.locator("h1")).to_have_text("Queue")
        page.get_by_role("button", name="Sign out").click()

        page.locator("#username").fill("keyholder")
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("h1")).to_have_text("One more step")
        page.get_by_role("button", name="Use your passkey").click()
        expect(page.locator("h1")).to_have_text("Queue")
