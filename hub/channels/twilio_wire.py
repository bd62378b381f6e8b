"""Is a request really Twilio's, and which names and values does it bear? Read once, the same for the signature and for us.

Sources: twilio/request_validator.py of the official package; ../shared/reference/channels.md section 1.2.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.datastructures import MultiValueDict

PROVIDER = "twilio"
MOST_BYTES = 64 * 1024
MOST_NAMES = 500  # Twilio adds names without notice; ten pictures alone are twenty


class Unreadable(ValueError):
    """A request that is not what Twilio sends. Its message names what is wrong, never what stood there."""


def is_authentic(request: HttpRequest) -> bool:
    """Signed with one of our tokens, over the address Twilio was given, and for our account. Never raises for what is sent.

    The address is ours and never the request's Host: behind a proxy that is another, and anybody can write one. Several tokens
    are good at once, so that one can be changed. None set: nobody is authentic. Raises RequestDataTooBig over 64 KB.
    """
    from twilio.request_validator import (
        SIGNATURE_HEADER,
        SIGNATURE_SETTINGS_HEADER,
        RequestValidator,
        get_signature_algorithm,
    )

    signature = request.headers.get(SIGNATURE_HEADER)
    account = settings.KINSHIP_TWILIO["account"]
    if not signature or not account:
        return False
    address = settings.KINSHIP_PUBLIC_URL.rstrip("/") + request.get_full_path()
    algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER))
    told = form(request)
    signed = [
        RequestValidator(token).validate(address, told, signature, algorithm)
        for token in settings.KINSHIP_TWILIO["tokens"]
    ]
    return any(signed) and constant_time_compare(told.get("AccountSid", ""), account)


def form(request: HttpRequest) -> MultiValueDict[str, str]:
    """The names and values of a form, in full: blank ones and repeated ones are part of what was signed.

    Not `request.POST`: that refuses more than 50 names. What is no form is empty, so that nothing unsigned is ever read.
    Raises RequestDataTooBig over 64 KB.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        return MultiValueDict()
    told: MultiValueDict[str, str] = MultiValueDict()
    try:
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_NAMES)
    except ValueError:  # too many: nobody we know
        return told
    for name, value in pairs:
        told.appendlist(name, value)
    return told


def is_sid(told: str) -> bool:
    """Twilio's id of a message: SM or MM and 32 hexadecimal digits, in small letters."""
    return len(told) == 34 and told[:2] in ("SM", "MM") and set(told[2:]) <= set("0123456789abcdef")
