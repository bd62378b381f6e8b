"""Which channels are set up, by the settings alone. A provider's library is loaded only where its channel is."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

from hub.channels.phone_numbers import normalised
from hub.channels.records import SMS, WHATSAPP
from hub.channels.sending import Channel

logger = logging.getLogger(__name__)

NOTIFY, TWILIO = "notify", "twilio"
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# What a channel cannot do without: the environment variable, where it stands in the settings, and the form it must have.
# (Notify's key is a name, the service's UUID and a secret UUID: its client cuts it from behind.)
NEEDED: dict[tuple[str, str], dict[str, tuple[str, str]]] = {
    (SMS, NOTIFY): {
        "KINSHIP_NOTIFY_API_KEY": ("api_key", rf".*{UUID}-{UUID}"),
        "KINSHIP_NOTIFY_TEMPLATE_ID": ("template", UUID),
        "KINSHIP_NOTIFY_NUMBER": ("number", ""),
        "KINSHIP_NOTIFY_CALLBACK_TOKENS": ("tokens", ""),
    },
    (SMS, TWILIO): {
        "KINSHIP_TWILIO_ACCOUNT_SID": ("account", "AC[0-9a-fA-F]{32}"),
        "KINSHIP_TWILIO_AUTH_TOKENS": ("tokens", ""),
        "KINSHIP_TWILIO_SMS_NUMBER": ("sms_number", ""),
    },
    (WHATSAPP, TWILIO): {
        "KINSHIP_TWILIO_ACCOUNT_SID": ("account", "AC[0-9a-fA-F]{32}"),
        "KINSHIP_TWILIO_AUTH_TOKENS": ("tokens", ""),
        "KINSHIP_TWILIO_WHATSAPP_NUMBER": ("whatsapp_number", ""),
    },
}
OPTIONAL = {"KINSHIP_NOTIFY_SMS_SENDER_ID": ("sender", UUID)}
NUMBERS = {"number", "sms_number", "whatsapp_number"}
VARIABLE = {SMS: "KINSHIP_SMS", WHATSAPP: "KINSHIP_WHATSAPP"}


def provider_of(channel: str) -> str:
    """ "notify", "twilio", or "" where the channel is off."""
    return str(getattr(settings, VARIABLE[channel]))


def configured() -> dict[str, Channel]:
    """The channels that are set up, ready to use. One that is half set up is left out, and the log says what is missing. Raises nothing."""
    ready = {}
    for channel in VARIABLE:
        provider = provider_of(channel)
        faults = [*missing(channel), *malformed(channel)]
        for fault in faults:
            logger.error("channel.not_set_up channel=%s fault=%s", channel, fault)
        if provider and not faults:
            try:
                ready[channel] = MAKERS[channel, provider]()
            except Exception as fault:  # its kind only: it might say a key
                logger.error(
                    "channel.not_made channel=%s provider=%s fault=%s", channel, provider, type(fault).__name__
                )
    return ready


def missing(channel: str) -> list[str]:
    """The names of the environment variables that a channel lacks; none where it is off."""
    provider = provider_of(channel)
    return [name for name, (key, _) in NEEDED.get((channel, provider), {}).items() if not _value(provider, key)]


def malformed(channel: str) -> list[str]:
    """The names of those that are there and cannot be right: the names only, for a value may be a secret."""
    provider = provider_of(channel)
    if provider and (channel, provider) not in NEEDED:
        return [VARIABLE[channel]]
    forms = {**NEEDED.get((channel, provider), {}), **(OPTIONAL if provider == NOTIFY else {})}
    return [name for name, (key, form) in forms.items() if _value(provider, key) and not _fits(provider, key, form)]


def _value(provider: str, key: str) -> Any:
    return (settings.KINSHIP_NOTIFY if provider == NOTIFY else settings.KINSHIP_TWILIO).get(key)


def _fits(provider: str, key: str, form: str) -> bool:
    value = _value(provider, key)
    if key in NUMBERS:
        return normalised(value).startswith("+")
    return not form or re.fullmatch(form, value, re.IGNORECASE) is not None


def _notify() -> Channel:
    from hub.channels.notify_sms import NotifySms

    told = settings.KINSHIP_NOTIFY
    return NotifySms(told["api_key"], told["template"], told["sender"], told["url"])


def _twilio_sms() -> Channel:
    from hub.channels.twilio_sms import TwilioSms

    return TwilioSms()


def _twilio_whatsapp() -> Channel:
    from hub.channels.twilio_whatsapp import TwilioWhatsapp

    return TwilioWhatsapp()


MAKERS: dict[tuple[str, str], Callable[[], Channel]] = {
    (SMS, NOTIFY): _notify,
    (SMS, TWILIO): _twilio_sms,
    (WHATSAPP, TWILIO): _twilio_whatsapp,
}
