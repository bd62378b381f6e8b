"""What a failed call to GOV.UK Notify means for the text. By status and type, never by the words, which change.

Source: docs.notifications.service.gov.uk/rest-api.html, "Error codes".
"""

from __future__ import annotations

import logging

from hub.channels.sending import (
    NOT_A_MOBILE,
    NOT_ALLOWED,
    NOT_SET_UP,
    OTHER_FAULT,
    PROVIDER_DOWN,
    REFUSED,
    RETRY,
    TOO_MANY,
    UNKNOWN,
    SendResult,
)

logger = logging.getLogger(__name__)

# 400 by its type. Template, sender and lengths are checked before sending, so that a ValidationError is about the number; a
# BadRequestError is about what the account may do: trial mode, no numbers abroad, a template or a sender that is gone.
REFUSALS = {"ValidationError": NOT_A_MOBILE, "BadRequestError": NOT_ALLOWED}
# Something between us and Notify gave up waiting: the text may well have gone.
NOBODY_KNOWS = (408, 502, 504)


def meaning(fault: Exception) -> SendResult:
    """Sort one fault of the client. What is neither a refusal nor certainly unsent is UNKNOWN, and is looked up before it is sent again."""
    response = getattr(fault, "response", None)
    if response is None:
        # The client gives such a fault the status 503, which no server said.
        sent = not _failed_before_sending(fault.__cause__)
        return SendResult(UNKNOWN if sent else RETRY, error=PROVIDER_DOWN)
    status, kind = response.status_code, _kind(response)
    if status == 403:  # a wrong key, or our clock is more than 30 seconds out: nothing will go until a person mends it
        logger.error("notify.not_authorised status=403 kind=%s", kind)
        return SendResult(RETRY, error=NOT_SET_UP)
    if status == 429:
        return SendResult(RETRY, error=TOO_MANY)
    if status in NOBODY_KNOWS or status < 400:  # below 400: it said yes, in words nobody can read
        return SendResult(UNKNOWN, error=PROVIDER_DOWN)
    if status >= 500:
        return SendResult(RETRY, error=PROVIDER_DOWN)
    error = REFUSALS.get(kind, OTHER_FAULT) if status == 400 else OTHER_FAULT
    logger.log(
        logging.WARNING if error == NOT_A_MOBILE else logging.ERROR, "notify.refused status=%s kind=%s", status, kind
    )
    return SendResult(REFUSED, error=error)


def _kind(response: object) -> str:
    """The type Notify gives an error ("ValidationError"); empty where it gives none."""
    try:
        kind = response.json()["errors"][0]["error"]  # type: ignore[attr-defined]
    except (ValueError, LookupError, TypeError):
        return ""
    return kind[:40] if isinstance(kind, str) and kind.isalnum() else ""


def _failed_before_sending(cause: BaseException | None) -> bool:
    """Did the connection never stand? Then Notify cannot have the text."""
    from requests import exceptions
    from requests.packages.urllib3.exceptions import NewConnectionError

    if isinstance(cause, (exceptions.ConnectTimeout, exceptions.SSLError, exceptions.ProxyError)):
        return True
    within = cause.args[0] if isinstance(cause, exceptions.ConnectionError) and cause.args else None
    return isinstance(getattr(within, "reason", within), NewConnectionError)
