"""SMS through GOV.UK Notify, with its official client. One template, whose body is ((message)), carries every text.

Sources: docs.notifications.service.gov.uk and notifications-api, as read in ../shared/reference/channels.md section 3.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from hub.channels.notify_faults import meaning
from hub.channels.notify_forms import ENDED, id_of, listed
from hub.channels.phone_numbers import uk_mobile
from hub.channels.records import TextIn
from hub.channels.sending import (
    ACCEPTED,
    NOT_A_MOBILE,
    REFUSED,
    RETRY,
    TOO_LONG,
    UNKNOWN,
    Parcel,
    SendResult,
)

if TYPE_CHECKING:
    from notifications_python_client.notifications import NotificationsAPIClient

LONGEST = 918  # characters of one text: six parts of 153
TIMEOUTS = (5.0, 20.0)  # seconds to connect, and to wait for an answer
MOST_PAGES = 200  # of 250 texts: more than a week of the busiest council


class NotifySms:
    """Delivers texts, looks them up by our reference, and lists what came in. Its client is not thread-safe: one a thread."""

    def __init__(
        self, api_key: str, template: str, sender: str = "", url: str = "https://api.notifications.service.gov.uk"
    ) -> None:
        self._api_key, self._template, self._sender, self._url = api_key, template, sender, url
        self._mine = threading.local()

    def send(self, parcel: Parcel) -> SendResult:
        """Hand a text to Notify. A number that is no UK mobile and a text over 918 characters are not even tried."""
        number = uk_mobile(parcel.address)
        if number is None:
            return SendResult(REFUSED, error=NOT_A_MOBILE)
        if len(parcel.text) > LONGEST:
            return SendResult(REFUSED, error=TOO_LONG)
        from notifications_python_client.errors import APIError

        try:
            answer = self.client.send_sms_notification(
                phone_number=number,
                template_id=self._template,
                personalisation={"message": parcel.text},
                reference=parcel.reference,
                sms_sender_id=self._sender or None,
            )
        except APIError as fault:
            return meaning(fault)
        return SendResult(ACCEPTED, id_of(answer))

    def look_up(self, parcel: Parcel) -> SendResult:
        """By our reference; Notify has no key against sending twice. What is not there never arrived, so it may be sent again."""
        from notifications_python_client.errors import APIError

        try:
            found = self.client.get_all_notifications(reference=parcel.reference)["notifications"]
        except APIError as fault:
            return SendResult(UNKNOWN, error=meaning(fault).error)
        ours = [each for each in found if each.get("reference") == parcel.reference]
        alive = next((each for each in ours if each.get("status") not in ENDED), None)
        if alive is not None:
            return SendResult(ACCEPTED, id_of(alive))
        failed = next((each for each in ours if each["status"] != "technical-failure"), None)
        if failed is not None:
            return SendResult(REFUSED, id_of(failed), ENDED[failed["status"]])
        return SendResult(
            RETRY
        )  # never there, or lost between Notify and the network, which it does not send again itself

    def received_since(self, since: datetime) -> Iterable[TextIn]:
        """What came in since then, oldest first. Notify keeps seven days, gives the newest first, and 250 a page. Raises its APIError."""
        found: list[TextIn] = []
        before, pages = None, 0
        # Not the client's own iterator: it stumbles over a last page without a link to the next.
        while (
            page := self.client.get_received_texts(older_than=before)["received_text_messages"]
        ) and pages < MOST_PAGES:
            for item in page:
                text = listed(item)
                if text is not None and text.sent_at is not None and text.sent_at < since:
                    return reversed(found)
                if text is not None:
                    found.append(text)
            if page[-1]["id"] == before:
                break
            before, pages = page[-1]["id"], pages + 1
        return reversed(found)

    @property
    def client(self) -> NotificationsAPIClient:
        """The client of this thread."""
        if not hasattr(self._mine, "client"):
            from notifications_python_client.notifications import NotificationsAPIClient

            # It logs what Notify answers, word for word; ours says status and type.
            logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
            self._mine.client = NotificationsAPIClient(self._api_key, base_url=self._url, timeout=TIMEOUTS)
            # A proxy of the council's is used, but never on the way to a stand-in on this machine.
            self._mine.client.request_session.trust_env = self._url.startswith("https:")
        return self._mine.client
