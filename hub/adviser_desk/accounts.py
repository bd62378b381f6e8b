"""How allauth signs somebody in here: nobody signs up, a second factor is a stage of its own, and our clock starts at the end."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hub.adviser_desk import access, door_log, sessions
from hub.adviser_desk.wording import words
from hub.conversations.fields import EncryptedText

VOUCHED = "provider"  # the second factor was shown to the organisation's own sign-in


class SecondFactorStage(AuthenticateStage):
    """Between the password and the desk. Left out only when the organisation's own sign-in says it has seen a second factor."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not is_vouched_for(request) and super()._should_handle(request)


class Accounts(DefaultAccountAdapter):
    """Whoever signs in was put there by `manage.py setup_desk`."""

    def get_login_stages(self) -> list[str]:
        return ["hub.adviser_desk.accounts.SecondFactorStage"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse | None:
        if told["signal_kwargs"]:
            told["signal_kwargs"].clear()  # else what the provider answered would be kept in the session
        return super().pre_login(request, user, **told)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        factor = second_factor_shown(request)
        sessions.begin(request, factor)
        door_log.note(user, "signed_in", second_factor=factor or "none")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home(request.user)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("desk_login"))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: allauth's own words are not ours."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: allauth's own words are not ours."""


class Factors(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted with the field keys, and they belong to our public address."""

    def encrypt(self, text: str) -> str:
        return EncryptedText().get_prep_value(text)

    def decrypt(self, encrypted_text: str) -> str:
        return EncryptedText().from_db_value(encrypted_text, None, None)

    def get_totp_issuer(self) -> str:
        return words()["factor"]["issuer"]

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.KINSHIP_PUBLIC_HOST, "name": words()["factor"]["issuer"]}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {"id": str(user.pk).encode(), "name": user.get_username(), "display_name": user.get_username()}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: allauth's own words are not ours."""


def home(user: Any) -> str:
    """Where somebody who has signed in begins."""
    return settings.LOGIN_REDIRECT_URL if access.in_role(user) else reverse("desk_safeguarding")


def vouch_for(request: HttpRequest) -> None:
    """The organisation's own sign-in has seen a second factor, for this very sign-in."""
    request.desk_vouched_for = True


def is_vouched_for(request: HttpRequest) -> bool:
    return getattr(request, "desk_vouched_for", False)


def second_factor_shown(request: HttpRequest) -> str:
    """Which second factor was shown in this sign-in; "" for none."""
    if is_vouched_for(request):
        return VOUCHED
    shown = [each for each in get_authentication_records(request, request.user) if each["method"] == "mfa"]
    return shown[-1]["type"] if shown else ""
