"""What GOV.UK Notify sends to our doors, and what its list shows: checked, and put into our words.

Sources: docs.notifications.service.gov.uk and notifications-api, as read in ../shared/reference/channels.md section 3.4.
"""

from __future__ import annotations

import hmac
import json
import logging
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from hub.channels.phone_numbers import normalised
from hub.channels.records import SMS, StatusIn, TextIn
from hub.channels.sending import NO_SUCH_NUMBER, PROVIDER_DOWN, UNREACHABLE

logger = logging.getLogger(__name__)

PROVIDER = "notify"
# How a text ended, in our words. `sent` is the last that is heard of texts to networks abroad.
ENDED = {"permanent-failure": NO_SUCH_NUMBER, "temporary-failure": UNREACHABLE, "technical-failure": PROVIDER_DOWN}
WENT = {"delivered": "delivered", "sent": "sent"}


class Unreadable(ValueError):
    """A callback or an entry of the list that is not what Notify sends. Its message names what is wrong, never what stood there."""


def is_authentic(request: HttpRequest) -> bool:
    """Does it bear one of our tokens? All are compared, in constant time, so that the time tells nothing. None set: nobody is."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    matches = [
        hmac.compare_digest(given.strip().encode(), token.encode()) for token in settings.KINSHIP_NOTIFY["tokens"]
    ]
    return scheme.lower() == "bearer" and any(matches)


def items(request: HttpRequest) -> list[Any]:
    """The objects of a callback: one, or a list of them. Raises ValueError if it is no JSON, RequestDataTooBig over 64 KB."""
    told = json.loads(request.body)
    return told if isinstance(told, list) else [told]


def inbound(item: Any) -> TextIn:
    """A received text as Notify's callback gives it. Raises Unreadable.

    The sender may be a name ("GOVUK"). The words are kept as they come: a backslash that was typed may have become another
    character at Notify (its MMG path reads escapes), which nobody here can undo.
    """
    return _text(item, ("source_number", "destination_number", "message", "date_received"))


def receipt(item: Any) -> StatusIn | None:
    """What became of a text. None for what says nothing of one (an e-mail's receipt, a state in between). Raises Unreadable."""
    _checked(item)
    status = str(item.get("status"))
    if item.get("notification_type", "sms") != "sms" or status not in {*ENDED, *WENT}:
        return None
    reference = item.get("reference")
    return StatusIn(
        channel=SMS,
        provider=PROVIDER,
        provider_message_id=id_of(item),
        state=WENT.get(status, "failed"),
        reference=reference if isinstance(reference, str) else "",
        error=ENDED.get(status, ""),
    )


def listed(item: Any) -> TextIn | None:
    """A received text as the list gives it: the same id under other names. None, and a line in the log, if it cannot be read."""
    try:
        return _text(item, ("user_number", "notify_number", "content", "created_at"))
    except Unreadable as fault:
        logger.error("notify.unreadable_in_list fault=%s", fault)
        return None


def _text(item: Any, names: tuple[str, str, str, str]) -> TextIn:
    _checked(item)
    sender, to, words, at = (item.get(name) for name in names)
    if not isinstance(sender, str) or not isinstance(words, str | None) or not isinstance(to, str | None):
        raise Unreadable("a field is missing")
    return TextIn(
        channel=SMS,
        provider=PROVIDER,
        provider_message_id=id_of(item),
        sender=normalised(sender),
        to=normalised(to or ""),
        # Half of a pair (a broken emoji) cannot be stored; what stands beside it must be heard all the same.
        text=(words or "").encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        sent_at=_time(at),
        raw=json.dumps(item),
    )


def _checked(item: Any) -> None:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        raise Unreadable("no object with an id")
    try:
        UUID(item["id"])
    except ValueError:
        raise Unreadable("the id is no UUID") from None  # what it is instead stays out of the log


def id_of(item: dict[str, Any]) -> str:
    return str(item.get("id") or "").lower()


def _time(told: Any) -> datetime | None:
    """Notify says UTC, to the second and sometimes only when it took it in: good for a span, not for an order."""
    try:
        at = datetime.fromisoformat(told)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
