"""Signing in through the organisation's own sign-in (OpenID Connect), where the settings name one.

Code flow with PKCE, state and nonce; the token's signature is always checked. Somebody is known by issuer and subject, and
by e-mail only once: when an account that was made for that address has no such sign-in yet. Nobody is made by it.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hub.adviser_desk import access, accounts, door_log
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import desk
from hub.channels.addresses import address_block
from hub.conversations import limits


def is_on() -> bool:
    """Whether the settings name an issuer: with TLS, or on this machine."""
    address = urlsplit(settings.KINSHIP_OIDC["issuer"])
    return address.scheme == "https" or (address.scheme == "http" and address.hostname in ("localhost", "127.0.0.1"))


@desk
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """GET /desk/single-sign-on/: on to the organisation's sign-in."""
    if not is_on():
        raise Http404
    if request.user.is_authenticated:
        return HttpResponseRedirect(accounts.home(request.user))
    if not limits.allow("login_address", address_block(request)):
        return _refused(request, status=429, too_many=True)
    nonce = secrets.token_urlsafe(24)
    try:
        return _provider(request).redirect(
            request, process="login", data={"nonce": nonce}, auth_params={"nonce": nonce}
        )
    except (OSError, OAuth2Error, KeyError, ValueError):
        return _refused(request, status=503, sign_on_down=True)


@desk
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """GET /desk/single-sign-on/back/: they come back from it."""
    if not is_on():
        raise Http404
    try:
        return OAuth2CallbackView.adapter_view(_TheirSignIn(request, provider_id()))(request)
    except (OSError, KeyError, ValueError):
        return _refused(request, status=503, sign_on_down=True)


def provider_id() -> str:
    """Names the issuer: somebody known by one issuer is not known by another that is set later."""
    return f"oidc-{hashlib.sha256(settings.KINSHIP_OIDC['issuer'].encode()).hexdigest()[:16]}"


class _TheirSignIn(OpenIDConnectOAuth2Adapter):
    """The organisation's sign-in, by its published description."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.KINSHIP_PUBLIC_URL.rstrip('/')}{reverse('desk_single_sign_on_back')}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        login = super().complete_login(request, app, token, **kwargs)
        claims = login.account.extra_data["id_token"]
        request.desk_claims = claims
        login.account.extra_data = {}  # who they are is issuer and subject; nothing more is kept
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict:
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=settings.KINSHIP_OIDC["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


class _Provider(OpenIDConnectProvider):
    oauth2_adapter_class = _TheirSignIn
    pkce_enabled_default = True


class SignOn(DefaultSocialAccountAdapter):
    """Who may come in this way."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> _Provider:
        if not is_on() or provider != provider_id():
            raise SocialApp.DoesNotExist
        return _provider(request)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        claims = request.desk_claims
        if not secrets.compare_digest(
            str(claims.get("nonce", "")), sociallogin.state.get("data", {}).get("nonce", "-")
        ):
            raise ImmediateHttpResponse(_refused(request, status=403, not_from_here=True))
        user = sociallogin.user if sociallogin.is_existing else _invited(claims)
        if user is None or not access.works_here(user):
            door_log.note(user, "single_sign_on_refused")
            raise ImmediateHttpResponse(_refused(request, status=403, not_known=True))
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
            door_log.note(user, "single_sign_on_connected")
        if _second_factor_seen(claims):
            accounts.vouch_for(request)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        door_log.note(None, "single_sign_on_failed")
        raise ImmediateHttpResponse(_refused(request, status=403, sign_on_failed=True))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: allauth's own words are not ours."""


def _provider(request: HttpRequest) -> _Provider:
    said = settings.KINSHIP_OIDC
    app = SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=provider_id(),
        name=provider_id(),
        client_id=said["client_id"],
        secret=said["secret"],
        settings={"server_url": said["issuer"].rstrip("/"), "fetch_userinfo": False, "oauth_pkce_enabled": True},
    )
    return _Provider(request, app=app)


def _invited(claims: dict[str, Any]) -> Any:
    """The one account that was made for this e-mail address and has no single sign-on yet."""
    email = claims.get("email") or ""
    if not email or claims.get("email_verified") is not True:
        return None
    taken = SocialAccount.objects.filter(provider=provider_id()).values("user")
    found = list(get_user_model().objects.filter(email__iexact=email, is_active=True).exclude(pk__in=taken)[:2])
    return found[0] if len(found) == 1 else None


def _second_factor_seen(claims: dict[str, Any]) -> bool:
    """Whether the provider says that it saw more than a password: `mfa` in amr, or an acr that the settings name."""
    amr = claims.get("amr")
    return (isinstance(amr, list) and "mfa" in amr) or claims.get("acr") in settings.KINSHIP_OIDC["acr"]


def _refused(request: HttpRequest, *, status: int, **fault: bool) -> HttpResponse:
    context = {**frame(request), **fault, "error": True, "single_sign_on": True}
    return render(request, "adviser_desk/login.html", context, status=status)
