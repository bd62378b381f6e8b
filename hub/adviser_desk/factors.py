"""Second factors: a code of an app, a passkey, a recovery code. What each proves, and what somebody has."""

from __future__ import annotations

import base64
import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret, get_totp_secret, validate_totp_code
from allauth.mfa.webauthn.internal import auth as passkeys
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from hub.conversations import limits

Type = Authenticator.Type
FULL = (Type.TOTP, Type.WEBAUTHN)  # recovery codes stand in for one of these, and are none by themselves
LONGEST_CREDENTIAL = 20_000  # characters
MOST_PASSKEYS = 10


def of(user: Any) -> list[Authenticator]:
    """What they have set up, the oldest first; recovery codes are not among them."""
    return list(Authenticator.objects.filter(user=user, type__in=FULL).order_by("created_at", "pk"))


def has_any(user: Any) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FULL).exists()


def has_passkey(user: Any) -> bool:
    return Authenticator.objects.filter(user=user, type=Type.WEBAUTHN).exists()


def shown(user: Any, code: str, credential: str) -> Authenticator | None:
    """The factor that this code, or this answer of a passkey, proves; None for none. A code is good once."""
    if credential:
        return _passkey_shown(user, credential)
    code = "".join(code.split())
    if not (code.isascii() and code.isdigit()):
        return None
    totp = Authenticator.objects.filter(user=user, type=Type.TOTP).first()
    if totp and TOTP(totp).validate_code(code):
        # allauth remembers used codes in this process only, and not as long as we accept them.
        return totp if limits.allow("used_code", f"{user.pk} {code}") else None
    recovery = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return recovery if recovery and RecoveryCodes(recovery).validate_code(code) else None


def app_to_add(user: Any) -> dict[str, str]:
    """What an authenticator app needs: the secret in groups of four, and the same as a picture (a data: address)."""
    secret, adapter = get_totp_secret(), get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return {
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "picture": f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode('ascii')}",
    }


def add_app(request: HttpRequest, code: str) -> bool:
    """The app is theirs when its code fits the secret they were shown. It replaces the app they had."""
    secret, code = get_totp_secret(), "".join(code.split())
    if not validate_totp_code(secret, code):
        return False
    with transaction.atomic():
        Authenticator.objects.filter(user=request.user, type=Type.TOTP).delete()
        TOTP.activate(request.user, secret)
        RecoveryCodes.activate(request.user)
    limits.allow("used_code", f"{request.user.pk} {code}")
    clear_totp_secret(request)
    return True


def passkey_to_add(user: Any) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    return passkeys.begin_registration(user, passwordless=False)


def add_passkey(user: Any, credential: str, name: str) -> bool:
    try:
        answer = _read(credential)
        passkeys.complete_registration(passkeys.parse_registration_response(answer))
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    if len(of(user)) >= MOST_PASSKEYS:
        return False
    with transaction.atomic():
        passkeys.WebAuthn.add(user, name, answer)
        RecoveryCodes.activate(user)
    return True


def passkey_to_show(user: Any) -> dict[str, Any]:
    """What the browser needs to ask for a passkey."""
    return passkeys.begin_authentication(user)


def remove(user: Any, pk: int) -> bool:
    """Take one away, unless it is the last."""
    with transaction.atomic():
        found = [each for each in of(user) if each.pk == pk]
        if not found or len(of(user)) == 1:
            return False
        found[0].delete()
    return True


def forget(user: Any) -> None:
    """They have lost them: all are gone, and must be set up anew."""
    Authenticator.objects.filter(user=user).delete()


def recovery_codes(user: Any) -> list[str]:
    """The codes they have not used, while they have not said that they kept them; [] after that."""
    row = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return RecoveryCodes(row).get_unused_codes() if row and not RecoveryCodes(row).did_view else []


def recovery_codes_kept(user: Any) -> None:
    row = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    if row:
        RecoveryCodes(row).mark_as_viewed()


def new_recovery_codes(user: Any) -> None:
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(user)


def _passkey_shown(user: Any, credential: str) -> Authenticator | None:
    try:
        return passkeys.complete_authentication(user, passkeys.parse_authentication_response(_read(credential)))
    except (ValidationError, ValueError, TypeError, KeyError):
        return None


def _read(credential: str) -> dict[str, Any]:
    """Raises ValueError."""
    if len(credential) > LONGEST_CREDENTIAL:
        raise ValueError("a credential that is too long")
    read = json.loads(credential)
    if not isinstance(read, dict):
        raise ValueError("no credential")
    return read
