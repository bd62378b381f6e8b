"""WhatsApp through Twilio: menus as buttons or as a list, where Twilio has the shape for it; else as numbered lines."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from hub.channels import twilio_contents, twilio_rest
from hub.channels.phone_numbers import normalised
from hub.channels.records import WHATSAPP, TextIn
from hub.channels.sending import BAD_TEMPLATE, NOT_SET_UP, REFUSED, Parcel, SendResult
from hub.channels.twilio_forms import PREFIX

logger = logging.getLogger(__name__)


class TwilioWhatsapp:
    """Delivers messages, looks them up, and lists what came in. Reads its settings each time; may be used from any thread.

    An address is a number, or a user id of somebody who shows none.
    """

    def send(self, parcel: Parcel) -> SendResult:
        """Hand a message to Twilio. Where it refuses the buttons, the same goes at once as numbered lines."""
        to, contents = PREFIX + parcel.address, twilio_contents.known()
        if parcel.template_only:
            window = contents.get(twilio_contents.WINDOW)
            if not window:
                return SendResult(REFUSED, error=NOT_SET_UP)
            return twilio_rest.send(parcel, to, _number(), content_sid=window)
        content = contents.get(twilio_contents.shape_of(parcel) or "")
        if content:
            variables = twilio_contents.variables(parcel)
            result = twilio_rest.send(parcel, to, _number(), content_sid=content, content_variables=variables)
            if result.error != BAD_TEMPLATE:
                return result
            logger.error("twilio.content_refused shape=%s", twilio_contents.shape_of(parcel))
        return twilio_rest.send(parcel, to, _number(), body=parcel.text)

    def look_up(self, parcel: Parcel) -> SendResult:
        """By the person, the time and the words; the template's words are not known here, and nothing else goes beside it."""
        bodies = [] if parcel.template_only else [parcel.text, parcel.plain or parcel.text]
        return twilio_rest.look_up(parcel, PREFIX + parcel.address, _number(), bodies)

    def received_since(self, since: datetime) -> Iterable[TextIn]:
        """What came in since then, oldest first. Raises where Twilio cannot be asked."""
        return twilio_rest.received_since(WHATSAPP, _number(), since)


def _number() -> str:
    return PREFIX + normalised(settings.KINSHIP_TWILIO["whatsapp_number"].removeprefix(PREFIX))
