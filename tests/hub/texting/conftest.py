"""Phones, the doors they write to, and a clock that stands until a test moves it."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from hub.channels.sending import CHANNELS
from hub.conversations import invariants
from tests.hub.texting import handset as box


@pytest.fixture
def house(db, settings, monkeypatch):
    """The hub on a Tuesday morning, with providers that are ours."""
    settings.KINSHIP_PUBLIC_URL = box.PUBLIC
    settings.ALLOWED_HOSTS = ["*"]
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = "twilio", "twilio"
    settings.KINSHIP_TWILIO = {
        **settings.KINSHIP_TWILIO,
        "account": box.ACCOUNT,
        "tokens": [box.TWILIO_TOKEN],
        "sms_number": box.TWILIO_SMS,
        "whatsapp_number": box.TWILIO_WHATSAPP,
    }
    settings.KINSHIP_NOTIFY = {
        **settings.KINSHIP_NOTIFY,
        "number": box.NOTIFY_NUMBER,
        "tokens": [box.NOTIFY_TOKEN],
    }
    house = box.House(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    monkeypatch.setattr(timezone, "now", lambda: house.now)
    for channel, phones in house.phones.items():
        monkeypatch.setitem(CHANNELS, channel, phones)
    yield house
    assert [str(each) for each in invariants.faults()] == []


@pytest.fixture
def handset(house, settings):
    """Make a phone. The SMS provider of the council is that of the phone made last."""

    def make(channel="sms", provider="twilio", number="+447700900123"):
        if channel == "sms":
            settings.KINSHIP_SMS = provider
        return box.Handset(house, channel, provider, number)

    return make


ALL = [("sms", "notify"), ("sms", "twilio"), ("whatsapp", "twilio")]


@pytest.fixture(params=ALL, ids=["notify", "twilio", "whatsapp"])
def phone(request, handset):
    """One phone; the test runs on each channel and provider."""
    return handset(*request.param)


@pytest.fixture(params=ALL[:2], ids=["notify", "twilio"])
def sms_phone(request, handset):
    """One phone that sends SMS, by each provider."""
    return handset(*request.param)


@pytest.fixture
def whatsapp_phone(handset):
    return handset("whatsapp", "twilio")
