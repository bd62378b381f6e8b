"""Phones in a box: each writes to the hub through the signed doors, as a provider would, and gets what the hub sends.

    phone = handset("whatsapp", "twilio", "+447700900123")
    phone.writes("hello")
    phone.wait(seconds=8)                # the worker runs: the (scripted) assistant answers, texts leave
    assert "Exampleshire" in phone.last
    phone.taps("Yes")                    # a button on WhatsApp, its number on SMS

What the assistant says is scripted: `phone.house.says("How old is she?", choices=[...])` for every turn from then on.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from twilio.request_validator import RequestValidator

from hub.channels.records import SMS, WHATSAPP, TextIn
from hub.channels.sending import ACCEPTED, Parcel, SendResult
from hub.channels.sending import RETRY as RETRY
from hub.conversations import outbox, turns
from hub.conversations.models import ChannelIdentity, Conversation

PUBLIC = "https://chat.exampleshire.example"
NOTIFY_NUMBER, TWILIO_SMS, TWILIO_WHATSAPP = "07700900700", "+447700900500", "+447700900600"
TWILIO_TOKEN, NOTIFY_TOKEN = "a token of twilio", "a token that we gave to notify"
ACCOUNT = "AC" + "0" * 32
FORM = "application/x-www-form-urlencoded"
TWILIO_DOOR, NOTIFY_DOOR = "/webhooks/twilio/message", "/webhooks/notify/received-text"


class Phones:
    """The provider of one channel: what the hub hands over reaches the phones. `script`: results to give first."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.script: list[SendResult] = []
        self.missed: list[TextIn] = []  # what its list shows and no door was told

    def send(self, parcel: Parcel) -> SendResult:
        result = self.script.pop(0) if self.script else SendResult(ACCEPTED, f"SM{uuid.uuid4().hex}")
        if result.kind == ACCEPTED:
            self.parcels.append(parcel)
        return result

    def look_up(self, parcel: Parcel) -> SendResult:
        there = any(each.reference == parcel.reference for each in self.parcels)
        return SendResult(ACCEPTED if there else RETRY)

    def received_since(self, since: datetime) -> Iterable[TextIn]:
        return list(self.missed)


class House:
    """The hub with a clock that stands until it is moved, providers that are ours, and a worker that runs when asked."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.phones = {SMS: Phones(), WHATSAPP: Phones()}
        self.claimed: list[turns.Claimed] = []  # what was asked of the assistant, in order
        self.works = True  # False: the worker is away, nothing is answered or sent
        self._reply: dict[str, Any] = {}
        self.says("An answer.")

    def says(
        self,
        *texts: str,
        choices: Iterable[dict[str, str]] = (),
        custom: dict[str, Any] | None = None,
        story: dict[str, Any] | None = None,
    ) -> None:
        """What the assistant answers from now on; the choices stand under its last words."""
        messages: list[dict[str, Any]] = [{"text": text, "choices": [], "custom": {}} for text in texts]
        messages[-1] |= {"choices": list(choices), "custom": custom or {}}
        self._reply = {"ok": True, "messages": messages, "story": story or {"talk": {"n": 1}}}

    def wait(self, seconds: float = 0, days: float = 0) -> None:
        """The time passes, then the worker looks."""
        self.now += timedelta(seconds=seconds, days=days)
        self.work()

    def work(self) -> None:
        """What a look of the worker's does: the turns that are due, then the texts."""
        if not self.works:
            return
        while claimed := turns.claim_next("test", 30):
            self.claimed.append(claimed)
            self.answer(claimed)
        outbox.deliver_due("test")

    def answer(self, claimed: turns.Claimed) -> None:
        """One turn: the scripted reply is committed (tests/journeys/phones puts the real assistant here)."""
        turns.commit_reply(claimed, self._reply)

    @property
    def asked(self) -> list[str]:
        """What the assistant was asked, turn by turn: the words, or the id of a choice."""
        return [each.choice or each.text for each in self.claimed]


class Handset:
    """One phone: `provider` is twilio or notify, `number` as it stands in the request (E.164, or a user id on WhatsApp)."""

    def __init__(self, house: House, channel: str, provider: str, number: str) -> None:
        self.house, self.channel, self.provider, self.number = house, channel, provider, number
        self.status = 0  # of the door's last answer
        self._client = Client()

    # What the person does ------------------------------------------------------------------------------------------

    def writes(self, text: str, sid: str | None = None, **fields: Any) -> str:
        """Send these words; `fields` are added to the request. Returns the provider's id of the message."""
        return self._arrives({"Body": text, **fields}, sid)

    def taps(self, which: str | int) -> str:
        """Tap a button of the newest menu by its label or number; by SMS its number is written."""
        place = self._place(which)
        if self.channel == SMS:
            return self.writes(str(place))
        entry = self.menu[place - 1]
        return self._arrives({"Body": entry["label"], "ButtonText": entry["label"], "ButtonPayload": entry["id"]})

    def taps_id(self, tapped: str, label: str = "") -> str:
        """Tap a button by its id: one of an older menu, say (WhatsApp)."""
        return self._arrives({"Body": label, "ButtonText": label, "ButtonPayload": tapped})

    def sends_picture(self, words: str = "") -> str:
        return self._media("image/jpeg", words)

    def voice_note(self, words: str = "") -> str:
        return self._media("audio/ogg", words, MessageType="audio")

    def sticker(self) -> str:
        return self._media("image/webp", "", MessageType="sticker")

    def location(self) -> str:
        return self._arrives({"Body": "", "Latitude": "51.5", "Longitude": "-0.12", "MessageType": "location"})

    def contact_card(self) -> str:
        return self._media("text/vcard", "", MessageType="contacts")

    # What reached it -----------------------------------------------------------------------------------------------

    @property
    def parcels(self) -> list[Parcel]:
        """Every text that reached this phone, in order."""
        return [each for each in self.house.phones[self.channel].parcels if each.address == self.number]

    @property
    def texts(self) -> list[str]:
        """What it shows of them: on WhatsApp a menu is buttons, not numbered lines."""
        plain = self.channel == WHATSAPP
        return [each.plain if plain and each.menu and each.plain else each.text for each in self.parcels]

    @property
    def last(self) -> str:
        return self.texts[-1] if self.parcels else ""

    @property
    def menu(self) -> list[dict[str, Any]]:
        """The newest menu that reached it."""
        return next((each.menu for each in reversed(self.parcels) if each.menu), [])

    def wait(self, seconds: float = 0, days: float = 0) -> None:
        self.house.wait(seconds, days)

    # What stands in the hub ----------------------------------------------------------------------------------------

    @property
    def identity(self) -> ChannelIdentity:
        """Theirs. Each test has few: the address is encrypted, so they are all read."""
        return next(
            each for each in ChannelIdentity.objects.filter(channel=self.channel) if each.address == self.number
        )

    @property
    def conversations(self) -> list[Conversation]:
        """Theirs, the oldest first."""
        return list(Conversation.objects.filter(identity=self.identity).order_by("opened_at", "last_inbound_at"))

    @property
    def conversation(self) -> Conversation:
        return self.conversations[-1]

    # The wire ------------------------------------------------------------------------------------------------------

    def _place(self, which: str | int) -> int:
        if isinstance(which, int):
            return which
        return [each["label"] for each in self.menu].index(which) + 1

    def _media(self, kind: str, words: str, **fields: str) -> str:
        url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'0' * 32}/Media/ME{'0' * 32}"
        return self._arrives({"Body": words, "NumMedia": "1", "MediaUrl0": url, "MediaContentType0": kind, **fields})

    def _arrives(self, fields: dict[str, Any], sid: str | None = None) -> str:
        sid = sid or (f"SM{uuid.uuid4().hex}" if self.provider == "twilio" else str(uuid.uuid4()))
        (self._by_twilio if self.provider == "twilio" else self._by_notify)(fields, sid)
        self.house.work()
        return sid

    def _by_twilio(self, fields: dict[str, Any], sid: str) -> None:
        whatsapp = "whatsapp:" if self.channel == WHATSAPP else ""
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": whatsapp + self.number,
            "To": whatsapp + (TWILIO_WHATSAPP if whatsapp else TWILIO_SMS),
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            **({"MessageType": "text", "ProfileName": "A name"} if whatsapp else {}),
            **fields,
        }
        signature = RequestValidator(TWILIO_TOKEN).compute_signature(settings.KINSHIP_PUBLIC_URL + TWILIO_DOOR, form)
        self._posts(TWILIO_DOOR, data=urlencode(form), content_type=FORM, headers={"X-Twilio-Signature": signature})

    def _by_notify(self, fields: dict[str, Any], sid: str) -> None:
        told = {
            "id": sid,
            "source_number": self.number.lstrip("+"),
            "destination_number": NOTIFY_NUMBER,
            "message": fields["Body"],
            "date_received": self.house.now.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
            **{name: value for name, value in fields.items() if name.islower()},
        }
        headers = {"Authorization": f"Bearer {NOTIFY_TOKEN}"}
        self._posts(NOTIFY_DOOR, data=json.dumps(told), content_type="application/json", headers=headers)

    def _posts(self, door: str, **request: Any) -> None:
        answer = self._client.post(door, **request)
        self.status = answer.status_code
        assert self.status == 200, f"the door answered {self.status}"
