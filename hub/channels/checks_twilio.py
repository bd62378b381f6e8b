"""What only Twilio can tell: is the token good, is the number ours and does it lead here; for WhatsApp, are the menus made?"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from hub.channels.check import Check, reached
from hub.channels.phone_numbers import normalised
from hub.channels.records import SMS
from hub.channels.sending import Channel


def run(channel: str, ready: Channel) -> Iterator[Check]:
    """Each point; with a token that is not good the others are not tried."""
    from hub.channels.twilio_rest import client

    told = settings.KINSHIP_TWILIO
    account, fault = reached(lambda: client().api.v2010.accounts(told["account"]).fetch())
    mend = fault and f"{fault}: the first of KINSHIP_TWILIO_AUTH_TOKENS must be a token of KINSHIP_TWILIO_ACCOUNT_SID"
    yield Check("Twilio answers, and the first token is good", not fault, mend)
    if fault or account is None:
        return
    active = f"it is {account.status}: see the console"
    yield Check("the account is active", str(account.status).lower() == "active", active)
    yield from _number() if channel == SMS else _whatsapp()
    # Twilio's own tokens: their length is not ours to judge.
    yield Check(f"{len(told['tokens'])} of our tokens are good at the doors")


def _number() -> Iterator[Check]:
    from hub.channels.twilio_rest import client

    ours = normalised(settings.KINSHIP_TWILIO["sms_number"])
    found, fault = reached(lambda: client().incoming_phone_numbers.list(phone_number=ours, limit=5))
    owned = [each for each in found or [] if each.phone_number == ours]
    yield Check(
        "our number is one of the account's", bool(owned), fault or "KINSHIP_TWILIO_SMS_NUMBER is not among them"
    )
    if owned:
        here = f"{settings.KINSHIP_PUBLIC_URL.rstrip('/')}/webhooks/twilio/message"
        leads = (owned[0].sms_url or "").partition("#")[0] == here
        # Not a fault: in a Messaging Service the address stands with the service, and the number has none.
        shown = (
            "the number leads here"
            if leads
            else f"the number's own address is not {here}: right only in a Messaging Service"
        )
        yield Check(shown, True if leads else None)


def _whatsapp() -> Iterator[Check]:
    from hub.channels import twilio_contents

    yield Check(
        "our WhatsApp number cannot be asked for here: compare it with Senders > WhatsApp senders in the console"
    )
    path, known = settings.KINSHIP_TWILIO["contents"], twilio_contents.known()
    mend = (
        "run manage.py whatsapp_menus and set KINSHIP_TWILIO_CONTENTS to its file; until then menus are numbered lines"
    )
    yield Check("the menus are made", bool(path and known), mend)
    window = "nothing can be sent when a person has not written for 24 hours: run manage.py whatsapp_menus"
    yield Check("the template for after 24 hours is made", twilio_contents.WINDOW in known, window)
