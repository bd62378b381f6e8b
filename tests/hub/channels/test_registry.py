"""Which channels are set up: by the settings, told by the name of what is missing, and at no cost where none is."""

import subprocess
import sys

import pytest

from hub.channels import registry
from hub.channels.notify_sms import NotifySms
from hub.channels.twilio_sms import TwilioSms
from hub.channels.twilio_whatsapp import TwilioWhatsapp
from tests.hub.channels import notify_stand_in, twilio_stand_in

NOTIFY = {
    "api_key": notify_stand_in.KEY,
    "template": notify_stand_in.TEMPLATE,
    "sender": "",
    "number": "07700900700",
    "tokens": ["a" * 32],
    "url": "http://127.0.0.1:9",
}
TWILIO = {
    "account": twilio_stand_in.ACCOUNT,
    "tokens": [twilio_stand_in.TOKEN],
    "sms_number": "+447700900500",
    "whatsapp_number": "+447700900600",
    "contents": "",
    "url": "http://127.0.0.1:9",
    "content_url": "http://127.0.0.1:9",
}


@pytest.fixture(autouse=True)
def whole(settings):
    settings.KINSHIP_NOTIFY, settings.KINSHIP_TWILIO = dict(NOTIFY), dict(TWILIO)


# KINSHIP_SMS, KINSHIP_WHATSAPP, what is there
CHANNELS = [
    ("", "", {}),
    ("notify", "", {"sms": NotifySms}),
    ("twilio", "", {"sms": TwilioSms}),
    ("", "twilio", {"whatsapp": TwilioWhatsapp}),
    ("notify", "twilio", {"sms": NotifySms, "whatsapp": TwilioWhatsapp}),
]


@pytest.mark.parametrize("sms, whatsapp, there", CHANNELS)
def test_what_is_named_is_there(settings, sms, whatsapp, there, caplog):
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = sms, whatsapp
    assert {name: type(way) for name, way in registry.configured().items()} == there
    assert not caplog.records


LACKS = [
    ("notify", "KINSHIP_NOTIFY", "api_key", "", "KINSHIP_NOTIFY_API_KEY"),
    ("notify", "KINSHIP_NOTIFY", "api_key", "a secret that is no key", "KINSHIP_NOTIFY_API_KEY"),
    ("notify", "KINSHIP_NOTIFY", "template", "", "KINSHIP_NOTIFY_TEMPLATE_ID"),
    ("notify", "KINSHIP_NOTIFY", "template", "((message))", "KINSHIP_NOTIFY_TEMPLATE_ID"),
    ("notify", "KINSHIP_NOTIFY", "number", "", "KINSHIP_NOTIFY_NUMBER"),
    ("notify", "KINSHIP_NOTIFY", "number", "Exampleshire", "KINSHIP_NOTIFY_NUMBER"),
    ("notify", "KINSHIP_NOTIFY", "tokens", [], "KINSHIP_NOTIFY_CALLBACK_TOKENS"),
    ("notify", "KINSHIP_NOTIFY", "sender", "Exampleshire", "KINSHIP_NOTIFY_SMS_SENDER_ID"),
    ("twilio", "KINSHIP_TWILIO", "account", "SK1", "KINSHIP_TWILIO_ACCOUNT_SID"),
    ("twilio", "KINSHIP_TWILIO", "tokens", [], "KINSHIP_TWILIO_AUTH_TOKENS"),
    ("twilio", "KINSHIP_TWILIO", "sms_number", "", "KINSHIP_TWILIO_SMS_NUMBER"),
]


@pytest.mark.parametrize("provider, group, key, value, name", LACKS, ids=[f"{each[4]}={each[3]!r}" for each in LACKS])
def test_half_a_channel_is_none_and_the_log_names_what_it_lacks(settings, provider, group, key, value, name, caplog):
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = provider, ""
    getattr(settings, group)[key] = value
    assert registry.configured() == {}
    assert [each.getMessage() for each in caplog.records] == [f"channel.not_set_up channel=sms fault={name}"]


def test_one_that_is_half_set_up_leaves_the_other(settings):
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = "notify", "twilio"
    settings.KINSHIP_NOTIFY["template"] = ""
    assert list(registry.configured()) == ["whatsapp"]


def test_a_provider_nobody_knows(settings, caplog):
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = "pigeon", "notify"
    assert registry.configured() == {}
    assert "fault=KINSHIP_SMS" in caplog.text and "fault=KINSHIP_WHATSAPP" in caplog.text


def test_one_that_cannot_be_made_is_told_by_its_kind(settings, monkeypatch, caplog):
    def broken():
        raise RuntimeError("the key is 1234")

    settings.KINSHIP_SMS = "notify"
    monkeypatch.setitem(registry.MAKERS, ("sms", "notify"), broken)
    assert registry.configured() == {}
    assert "fault=RuntimeError" in caplog.text and "1234" not in caplog.text


LOOKS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.hub_settings"
import django
django.setup()
import hub.urls
from hub.channels import registry
from hub.conversations.management.commands import run_worker
assert registry.configured() == {}
print(sorted({name.split(".")[0] for name in sys.modules} & {"twilio", "notifications_python_client"}))
"""


def test_without_a_channel_no_library_of_a_provider_is_loaded():
    told = subprocess.run([sys.executable, "-c", LOOKS], capture_output=True, text=True, timeout=120, check=False)
    assert told.stdout.strip() == "[]", told.stdout + told.stderr[-1500:]
