"""SMS through Twilio: to mobiles of the UK only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from hub.channels import twilio_rest
from hub.channels.phone_numbers import normalised, uk_mobile
from hub.channels.records import SMS, TextIn
from hub.channels.sending import NOT_A_MOBILE, REFUSED, Parcel, SendResult
from hub.channels.twilio_forms import mended


class TwilioSms:
    """Delivers texts, looks them up, and lists what came in. Reads its settings each time; may be used from any thread."""

    def send(self, parcel: Parcel) -> SendResult:
        """Hand a text to Twilio. What is no mobile of the UK is not even tried: a landline would read it aloud."""
        address = uk_mobile(parcel.address)
        if address is None:
            return SendResult(REFUSED, error=NOT_A_MOBILE)
        return twilio_rest.send(parcel, address, _number(), body=parcel.text, smart_encoded=True)

    def look_up(self, parcel: Parcel) -> SendResult:
        """By the person, the time and the words."""
        address = uk_mobile(parcel.address)
        if address is None:
            return SendResult(REFUSED, error=NOT_A_MOBILE)
        return twilio_rest.look_up(parcel, address, _number(), [parcel.text])

    def received_since(self, since: datetime) -> Iterable[TextIn]:
        """What came in since then, oldest first. Raises where Twilio cannot be asked."""
        return twilio_rest.received_since(SMS, _number(), since, mended)


def _number() -> str:
    return normalised(settings.KINSHIP_TWILIO["sms_number"])
