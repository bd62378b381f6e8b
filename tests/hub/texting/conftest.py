"""Phones, the doors they write to, and a clock that stands until a test moves it."""

from collections import defaultdict
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


WAYS = ("phone", "sms_phone")


def pytest_collection_modifyitems(config, items):
    """A behaviour with many wordings is tried by every provider with its first wording, and with each other wording by one, in turn.

    Wording and provider meet in no code of ours: the doors make the same record of each. All by all took minutes.
    """
    wordings = defaultdict(list)
    taken = []
    for item in items:
        drawn = getattr(item, "callspec", None)
        way = next((name for name in WAYS if drawn and name in drawn.params), None)
        if way is None or "tests/hub/texting/" not in item.nodeid or len(drawn.params) == 1:
            continue
        wording = str({name: value for name, value in drawn.params.items() if name != way})
        told = wordings[item.nodeid.partition("[")[0]]
        if wording not in told:
            told.append(wording)
        place, provider = told.index(wording), drawn.indices[way]
        if place and place % (3 if way == "phone" else 2) != provider:
            taken.append(item)
    if taken:
        config.hook.pytest_deselected(items=taken)
        gone = {id(item) for item in taken}
        items[:] = [item for item in items if id(item) not in gone]
