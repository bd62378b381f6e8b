"""Twilio's official client, over connections of ours.

Its own HTTP client is not used: that logs numbers, cannot be pointed at a mock server, and keeps a connection across threads.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.packages.urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from twilio.base.exceptions import TwilioException
from twilio.http import HttpClient
from twilio.http.response import Response

if TYPE_CHECKING:
    from twilio.rest import Client

TIMEOUT = 10.0  # seconds


class Wire(HttpClient):
    """Twilio's hosts, or what the settings name in their place; a fresh connection each time; nothing is logged."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False, timeout=TIMEOUT)
        twilio = settings.KINSHIP_TWILIO
        self._places = {"api.twilio.com": twilio["url"], "content.twilio.com": twilio["content_url"]}

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request and its answer. Raises what `requests` raises, and KeyError for a host that is none of Twilio's two."""
        parts = urlsplit(uri)
        address = self._places[parts.netloc].rstrip("/") + uri.partition(parts.netloc)[2]
        as_json = (headers or {}).get("Content-Type") == "application/json"
        with requests.Session() as session:
            session.trust_env = address.startswith("https:")  # a proxy has no business with loopback
            answer = session.request(
                method.upper(),
                address,
                params=params,
                data=None if as_json else data,
                json=data if as_json else None,
                headers=headers,
                auth=auth,
                timeout=timeout or self.timeout,
                allow_redirects=allow_redirects,
            )
        return Response(answer.status_code, answer.text, answer.headers)


def client() -> Client:
    """Twilio's client for our account. Raises TwilioException where the settings name none."""
    from twilio.rest import Client

    twilio = settings.KINSHIP_TWILIO
    # An environment of its own: TWILIO_REGION and the like would lead it to other hosts.
    elsewhere = {"TWILIO_ACCOUNT_SID": "", "TWILIO_AUTH_TOKEN": ""}
    if not twilio["account"] or not twilio["tokens"]:
        raise TwilioException("KINSHIP_TWILIO_ACCOUNT_SID or KINSHIP_TWILIO_AUTH_TOKENS is not set")
    return Client(twilio["account"], twilio["tokens"][0], http_client=Wire(), environment=elsewhere)


def never_left(fault: requests.RequestException) -> bool:
    """Did the connection never stand? Then Twilio cannot have the message."""
    if isinstance(fault, requests.ConnectTimeout):
        return True
    within = fault.args[0] if fault.args else None
    reason = getattr(within, "reason", within)
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))
