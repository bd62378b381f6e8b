"""What the providers tell the hub: Twilio's forms and Notify's JSON. Twilio's names as real requests bear them."""

from __future__ import annotations

from typing import Any

from hub.phones.lines import Lines
from hub.phones.notify_api import NOTIFY_FAILURES, stamp
from hub.phones.texts import WHATSAPP, Text

MEDIA = {"photo": ("image", "image/jpeg"), "voice": ("audio", "audio/ogg"), "video": ("video", "video/mp4"),
         "document": ("document", "application/pdf"), "contact": ("contacts", "text/vcard"),
         "sticker": ("sticker", "image/webp")}  # fmt: skip
# Nelson's Column: nobody lives there.
PLACE = {
    "Latitude": "51.5077",
    "Longitude": "-0.1279",
    "Address": "Trafalgar Square, London",
    "Label": "Nelson's Column",
}


def twilio_message(lines: Lines, text: Text, opt_out: str = "") -> dict[str, str]:
    """The form of a message of a person. Blank values are part of it, and of what is signed."""
    sign = "whatsapp:" if text.channel == WHATSAPP else ""
    form = {
        "AccountSid": lines.account,
        "ApiVersion": "2010-04-01",
        "MessageSid": text.id,
        "SmsSid": text.id,
        "SmsMessageSid": text.id,
        "SmsStatus": "received",
        "From": sign + text.person,
        "To": sign + text.ours,
        "Body": text.body,
        "NumMedia": "0",
        "NumSegments": str(text.segments),
    }
    if opt_out:
        form["OptOutType"] = opt_out
    if text.channel == WHATSAPP:
        form |= _whatsapp(lines, text)
    else:
        form |= dict.fromkeys(("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip"), "")
        form |= {"FromCountry": "GB", "ToCountry": "GB"}
    if text.kind in MEDIA:
        media = f"https://api.twilio.com/2010-04-01/Accounts/{lines.account}/Messages/{text.id}/Media/ME{text.id[2:]}"
        form |= {"NumMedia": "1", "MediaUrl0": media, "MediaContentType0": MEDIA[text.kind][1]}
    return form


def _whatsapp(lines: Lines, text: Text) -> dict[str, str]:
    kind = MEDIA[text.kind][0] if text.kind in MEDIA else {"location": "location"}.get(text.kind, "text")
    form = {"MessageType": kind, "ProfileName": "A carer", "ReferralNumMedia": "0"}
    if text.person.startswith("+"):
        form["WaId"] = text.person.removeprefix("+")
    else:
        form["ExternalUserId"] = f"whatsapp:{text.person}"
    if text.kind == "location":
        form |= PLACE
    extra = text.extra
    if "tapped" in extra and extra.get("from_list"):
        form |= {"MessageType": "interactive", "ListId": extra["tapped"], "ListTitle": text.body}
    elif "tapped" in extra:
        form |= {"MessageType": "button", "ButtonPayload": extra["tapped"], "ButtonText": text.body}
    if "answers" in extra:
        sender = f"whatsapp:{lines.whatsapp_number}"
        form |= {"OriginalRepliedMessageSid": extra["answers"], "OriginalRepliedMessageSender": sender}
    return form


def twilio_status(lines: Lines, text: Text, status: str, error: str) -> dict[str, str]:
    """The form of a status callback."""
    sign = "whatsapp:" if text.channel == WHATSAPP else ""
    form = {
        "AccountSid": lines.account,
        "ApiVersion": "2010-04-01",
        "MessageSid": text.id,
        "SmsSid": text.id,
        "MessageStatus": status,
        "SmsStatus": status,
        "From": sign + text.ours,
        "To": sign + text.person,
    }
    if error:
        form["ErrorCode"] = error
    if text.channel == WHATSAPP:
        form |= {"ChannelPrefix": "whatsapp", "ChannelInstallSid": f"XE{lines.account[2:]}"}
        form |= {"ChannelToAddress": f"{text.person[:-4]}XXXX"}
    return form


def notify_message(lines: Lines, text: Text) -> dict[str, str]:
    """A text that Notify received, as its callback gives it."""
    return {
        "id": text.id,
        "source_number": text.person.removeprefix("+"),
        "destination_number": lines.notify_number,
        "message": text.body,
        "date_received": text.at.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
    }


def notify_receipt(lines: Lines, text: Text, status: str) -> dict[str, Any]:
    """A delivery receipt. It has no error code; only a word."""
    ended = status in ("delivered", *NOTIFY_FAILURES)
    return {
        "id": text.id,
        "reference": text.reference or None,
        "to": text.person,
        "status": status,
        "created_at": stamp(text),
        "completed_at": stamp(text) if ended else None,
        "sent_at": stamp(text),
        "notification_type": "sms",
        "template_id": lines.notify_template,
        "template_version": 1,
    }
