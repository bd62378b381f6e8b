"""How an alert leaves the house: an e-mail, or a POST to the council's own system. Neither ever carries what a carer wrote."""

from __future__ import annotations

import ipaddress
import smtplib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.core.mail import EmailMessage

TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds


class NotSent(Exception):
    """It did not go, or nobody knows whether it went. `error`: a code."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def email(to: Sequence[str], subject: str, body: str, reference: str) -> None:
    """Hand it to the mail server. `reference` stays the same at every attempt, so that a mailbox can tell a copy. Raises NotSent."""
    headers = {
        "Message-ID": f"<{reference}@kinship-hub.invalid>",
        "Auto-Submitted": "auto-generated",
        "Importance": "high",
    }
    try:
        sent = EmailMessage(subject, body, to=list(to), headers=headers).send()
    except (OSError, smtplib.SMTPException) as fault:
        raise NotSent(type(fault).__name__[:60]) from None
    if not sent:
        raise NotSent("no_recipient")


def post(address: str, told: Mapping[str, Any], reference: str) -> None:
    """POST it as JSON. A receiver can tell a copy by its Idempotency-Key. Raises NotSent."""
    if not is_allowed(address):
        raise NotSent("address_not_allowed")
    try:
        answer = httpx.post(
            address,
            json=dict(told),
            headers={"Idempotency-Key": reference},
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=address.startswith("https:"),  # a proxy has no business with loopback
        )
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise NotSent(type(fault).__name__[:60]) from None
    if not answer.is_success:
        raise NotSent(f"status_{answer.status_code}")


def is_allowed(address: str) -> bool:
    """https, or plain http on this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
