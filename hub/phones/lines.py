"""The numbers, keys and tokens of a run, made for it and known to both sides: the hub's environment, and the simulator's."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields

# Ofcom's numbers for drama: nobody has them.
NOTIFY_NUMBER, SMS_NUMBER, WHATSAPP_NUMBER = "07700900800", "+447700900801", "+447700900802"
NAMES = {
    "sms": "KINSHIP_SMS",
    "public_url": "KINSHIP_PUBLIC_URL",
    "account": "KINSHIP_TWILIO_ACCOUNT_SID",
    "token": "KINSHIP_TWILIO_AUTH_TOKENS",
    "sms_number": "KINSHIP_TWILIO_SMS_NUMBER",
    "whatsapp_number": "KINSHIP_TWILIO_WHATSAPP_NUMBER",
    "contents": "KINSHIP_TWILIO_CONTENTS",
    "notify_key": "KINSHIP_NOTIFY_API_KEY",
    "notify_template": "KINSHIP_NOTIFY_TEMPLATE_ID",
    "notify_number": "KINSHIP_NOTIFY_NUMBER",
    "notify_token": "KINSHIP_NOTIFY_CALLBACK_TOKENS",
}


@dataclass(frozen=True)
class Lines:
    """What both sides must agree on. `sms`: who carries SMS in this run, "notify" or "twilio"; WhatsApp is always Twilio's.

    `public_url`: the hub's address, which is signed and called. `contents`: the file of menu shapes, or "".
    """

    sms: str
    public_url: str
    account: str
    token: str
    sms_number: str
    whatsapp_number: str
    contents: str
    notify_key: str
    notify_template: str
    notify_number: str
    notify_token: str

    @property
    def notify_service(self) -> str:
        """The service's id: the first of the two in a key (`<name>-<service id>-<secret>`)."""
        return self.notify_key[-73:-37]

    @property
    def notify_secret(self) -> str:
        return self.notify_key[-36:]

    def environment(self, provider_url: str) -> dict[str, str]:
        """What the hub's web and worker need to talk to the simulator at this address."""
        said = {name: getattr(self, field) for field, name in NAMES.items()}
        urls = dict.fromkeys(("KINSHIP_TWILIO_URL", "KINSHIP_TWILIO_CONTENT_URL", "KINSHIP_NOTIFY_URL"), provider_url)
        return {**said, **urls, "KINSHIP_WHATSAPP": "twilio", "KINSHIP_NOTIFY_SMS_SENDER_ID": ""}


def made(sms: str, public_url: str, contents: str = "") -> Lines:
    """New keys for a run. Raises ValueError for an SMS provider that is not known."""
    if sms not in ("notify", "twilio"):
        raise ValueError(f"SMS is carried by notify or twilio, not by {sms!r}.")
    return Lines(
        sms=sms,
        public_url=public_url.rstrip("/"),
        account=f"AC{secrets.token_hex(16)}",
        token=secrets.token_hex(16),
        sms_number=SMS_NUMBER,
        whatsapp_number=WHATSAPP_NUMBER,
        contents=contents,
        notify_key=f"phones-{uuid.uuid4()}-{uuid.uuid4()}",
        notify_template=str(uuid.uuid4()),
        notify_number=NOTIFY_NUMBER,
        notify_token=secrets.token_hex(20),
    )


def of_environment(environ: Mapping[str, str]) -> Lines:
    """The run's lines, as its starter put them into the environment. Raises KeyError where one is missing."""
    said = {field.name: environ[NAMES[field.name]] for field in fields(Lines)}
    return Lines(**{**said, "public_url": said["public_url"].rstrip("/")})
