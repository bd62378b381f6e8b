"""The worker's own start: the channels that the settings name are there, and one that stands there already stays."""

import signal

import pytest
from django.core.management import call_command

from hub.channels import sending
from hub.channels.notify_sms import NotifySms
from hub.conversations.management.commands import run_worker
from tests.hub.channels import notify_stand_in


@pytest.fixture
def started(settings, monkeypatch):
    """Starts the worker and ends it at once; returns the channels it has."""
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = "notify", ""
    settings.KINSHIP_NOTIFY = {
        "api_key": notify_stand_in.KEY,
        "template": notify_stand_in.TEMPLATE,
        "sender": "",
        "number": "07700900700",
        "tokens": ["a" * 32],
        "url": "http://127.0.0.1:9",
    }
    channels = {}
    monkeypatch.setattr(run_worker, "CHANNELS", channels)
    monkeypatch.setattr(run_worker.Worker, "run", lambda self: True)
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}

    def start(**there):
        channels.update(there)
        call_command("run_worker")
        return channels

    yield start
    for told, handler in before.items():
        signal.signal(told, handler)


def test_the_channels_of_the_settings_are_there(started):
    assert {name: type(way) for name, way in started().items()} == {"sms": NotifySms}


def test_phones_in_a_box_stay(started):
    phones = object()
    assert started(sms=phones)["sms"] is phones


def test_without_any_the_worker_starts_all_the_same(started, settings):
    settings.KINSHIP_SMS = ""
    assert started() == {}


def test_the_worker_fills_the_one_table_that_the_outbox_reads():
    assert run_worker.CHANNELS is sending.CHANNELS
