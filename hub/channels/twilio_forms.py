"""What stands in Twilio's forms, in our own words: a message of a person, and what became of one of ours.

Source: twilio.com/docs/messaging/guides/webhook-request, and real requests; ../shared/reference/channels.md sections 1.1 and 1.11.
A picture's address is neither kept nor fetched: it may be anybody's, and would get our credentials.
"""

from __future__ import annotations

import base64
import re

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from hub.channels.records import (
    CONTACT,
    DOCUMENT,
    LOCATION,
    OTHER,
    PICTURE,
    SMS,
    STICKER,
    VIDEO,
    VOICE,
    WHATSAPP,
    StatusIn,
    TextIn,
)
from hub.channels.sending import OTHER_FAULT
from hub.channels.twilio_faults import meaning
from hub.channels.twilio_wire import PROVIDER, Unreadable, form, is_sid

PREFIX = "whatsapp:"
MOST_MEDIA = 10
LONGEST_ADDRESS = 200  # characters: a user id of WhatsApp has up to 131
# What a message was, where there is nothing else to tell it by. WhatsApp only.
TYPES = {
    "image": PICTURE,
    "audio": VOICE,
    "video": VIDEO,
    "document": DOCUMENT,
    "location": LOCATION,
    "contacts": CONTACT,
    "sticker": STICKER,
}
CARDS = ("text/vcard", "text/x-vcard", "text/directory")
FAMILIES = {"image": PICTURE, "audio": VOICE, "video": VIDEO, "application": DOCUMENT, "text": DOCUMENT}
# What became of it. What is not here says nothing yet: it waits at Twilio, or is on its way.
STATES = {
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
MEDIA_ADDRESS = re.compile(r"(?:^|&)MediaUrl\d*=[^&]*")
# Some networks turn the @ of an address into its neighbour in the alphabet of text messages.
TURNED_AT = re.compile(r"(?<=[\w.+-])¡(?=[\w-]+\.[a-z]{2})", re.I)
BASE64 = re.compile(r"[A-Za-z0-9+/]{58,}={0,2}\Z")


def inbound(request: HttpRequest) -> TextIn:
    """The message of a person. Raises Unreadable where an id, a sender or our number is missing, or is none."""
    told = form(request)
    sid, sender, to = (told.get(name, "") for name in ("MessageSid", "From", "To"))
    if not is_sid(sid):
        raise Unreadable("no id of a message")
    channel = WHATSAPP if sender.startswith(PREFIX) else SMS
    sender, to = sender.removeprefix(PREFIX), to.removeprefix(PREFIX)
    if not 0 < len(sender) <= LONGEST_ADDRESS or not 0 < len(to) <= LONGEST_ADDRESS:
        raise Unreadable("no sender, or no number of ours")
    text, replied_to, opt_out = (told.get(name, "") for name in ("Body", "OriginalRepliedMessageSid", "OptOutType"))
    return TextIn(
        channel=channel,
        provider=PROVIDER,
        provider_message_id=sid,
        sender=sender,
        to=to,
        text=mended(text) if channel == SMS else text,
        tapped=(told.get("ButtonPayload") or told.get("ListId") or "")[:LONGEST_ADDRESS],
        in_reply_to=replied_to if is_sid(replied_to) else "",
        media=media(told),
        opt_out=opt_out.upper() if opt_out.upper() in ("STOP", "START", "HELP") else "",
        raw=MEDIA_ADDRESS.sub("", request.body.decode("utf-8", "replace")),
    )


def status(request: HttpRequest) -> StatusIn | None:
    """What became of a message of ours, with our reference from the address we gave. None: nothing yet. Raises Unreadable."""
    told = form(request)
    sid = told.get("MessageSid", "")
    if not is_sid(sid):
        raise Unreadable("no id of a message")
    state = STATES.get(told.get("MessageStatus", ""))
    if state is None:
        return None
    by_whatsapp = told.get("ChannelPrefix") == WHATSAPP or told.get("To", "").startswith(PREFIX)
    code = told.get("ErrorCode", "")
    return StatusIn(
        channel=WHATSAPP if by_whatsapp else SMS,
        provider=PROVIDER,
        provider_message_id=sid,
        state=state,
        reference=request.GET.get("r", "")[:100],
        error=""
        if state != "failed"
        else meaning(int(code)).error
        if code.isascii() and code.isdigit()
        else OTHER_FAULT,
    )


def media(told: MultiValueDict[str, str]) -> tuple[str, ...]:
    """What came beside the words, or in their place: kinds only."""
    number = told.get("NumMedia", "")
    count = min(int(number), MOST_MEDIA) if re.fullmatch(r"[0-9]{1,4}", number) else 0
    kinds = [_kind(told.get(f"MediaContentType{n}", "")) for n in range(count)]
    by_type = TYPES.get(told.get("MessageType", ""))
    if count == 1 and by_type:
        # A picture sent as a file is a document; a sticker is a picture to everything but its own type.
        kinds = [STICKER if kinds == [STICKER] else by_type]
    elif not kinds and told.get("Latitude") and told.get("Longitude"):
        kinds = [LOCATION]
    elif not kinds and by_type:
        kinds = [by_type]
    return tuple(kinds)


def mended(text: str) -> str:
    """A text of a person, where it is plain that the networks garbled it; else just as it came."""
    return TURNED_AT.sub("@", _decoded(text))


def _kind(content_type: str) -> str:
    content_type = content_type.partition(";")[0].strip().lower()
    if content_type == "image/webp":
        return STICKER
    if content_type in CARDS:
        return CONTACT
    return FAMILIES.get(content_type.partition("/")[0], OTHER)


def _decoded(text: str) -> str:
    """Long texts of some networks arrive as base64. Only what is nothing else, and gives whole words, is taken for it."""
    packed = re.sub(r"[\r\n]", "", text.strip())
    if len(packed) % 4 or not BASE64.match(packed):
        return text
    try:
        words = base64.b64decode(packed, validate=True).decode("utf-8")
    except ValueError:
        return text
    plain = all(letter.isprintable() or letter in "\r\n\t" for letter in words)
    return words if plain and " " in words else text
