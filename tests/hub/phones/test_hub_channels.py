"""The hub's own channels, set up from what `make phones` puts into their environment, against the simulator."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from hub.channels.records import SMS, WHATSAPP
from hub.channels.registry import configured
from hub.channels.sending import ACCEPTED, OPTED_OUT, REFUSED, RETRY, UNKNOWN, WINDOW_CLOSED, Parcel
from hub.phones import running
from hub.supervisor.start import Failed

CARER, OTHER = "+447700900142", "+447700900853"


def set_up(phones, settings, contents=""):
    """The hub's settings as they would be read from that environment."""
    environment = phones.lines.environment(phones.url)
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = environment["KINSHIP_SMS"], environment["KINSHIP_WHATSAPP"]
    settings.KINSHIP_PUBLIC_URL = phones.lines.public_url
    settings.KINSHIP_TWILIO = {
        "account": environment["KINSHIP_TWILIO_ACCOUNT_SID"],
        "tokens": environment["KINSHIP_TWILIO_AUTH_TOKENS"].split(),
        "sms_number": environment["KINSHIP_TWILIO_SMS_NUMBER"],
        "whatsapp_number": environment["KINSHIP_TWILIO_WHATSAPP_NUMBER"],
        "contents": contents,
        "url": environment["KINSHIP_TWILIO_URL"],
        "content_url": environment["KINSHIP_TWILIO_CONTENT_URL"],
    }
    settings.KINSHIP_NOTIFY = {
        "api_key": environment["KINSHIP_NOTIFY_API_KEY"],
        "template": environment["KINSHIP_NOTIFY_TEMPLATE_ID"],
        "sender": environment["KINSHIP_NOTIFY_SMS_SENDER_ID"],
        "number": environment["KINSHIP_NOTIFY_NUMBER"],
        "tokens": environment["KINSHIP_NOTIFY_CALLBACK_TOKENS"].split(),
        "url": environment["KINSHIP_NOTIFY_URL"],
    }
    return configured()


@pytest.fixture(params=["by_notify", "by_twilio"])
def phones(request):
    return request.getfixturevalue(request.param)


def test_both_channels_are_set_up(phones, settings):
    assert set(set_up(phones, settings)) == {SMS, WHATSAPP}


def test_a_text_goes_is_found_again_and_what_came_in_is_listed(phones, settings):
    sms, now = set_up(phones, settings)[SMS], datetime.now(UTC)
    parcel = Parcel("out-7", CARER, "Are you safe to talk?", since=now)
    assert sms.look_up(parcel).kind == RETRY
    sent = sms.send(parcel)
    assert sent.kind == ACCEPTED
    assert sms.look_up(parcel).provider_message_id == sent.provider_message_id
    phones.write(text="Yes, he is at work")
    (came,) = sms.received_since(now - timedelta(minutes=1))
    assert (came.sender, came.text) == (CARER, "Yes, he is at work")


@pytest.mark.parametrize("mode, kind", [("429", RETRY), ("fail:30003", ACCEPTED), ("refuse:21610", REFUSED)])
def test_what_goes_wrong_is_understood(by_twilio, settings, mode, kind):
    sms = set_up(by_twilio, settings)[SMS]
    by_twilio.control(next_sends=[mode])
    assert sms.send(Parcel("out-7", CARER, "Hello")).kind == kind


def test_a_send_without_an_answer_is_unknown_and_then_found(phones, settings):
    sms = set_up(phones, settings)[SMS]
    phones.control(next_sends=["timeout"], hang=0.2)
    parcel = Parcel("out-7", CARER, "Hello", since=datetime.now(UTC))
    assert sms.send(parcel).kind == UNKNOWN
    assert sms.look_up(parcel).kind == ACCEPTED
    phones.settle()
    assert len(phones.handset()["messages"]) == 1


def test_after_stop_at_twilio_nothing_goes(by_twilio, settings):
    sms = set_up(by_twilio, settings)[SMS]
    by_twilio.write(text="STOP")
    result = sms.send(Parcel("out-7", CARER, "Hello"))
    assert (result.kind, result.error) == (REFUSED, OPTED_OUT)


def test_the_menus_of_whatsapp_are_made_by_the_hubs_own_command(by_notify, settings, tmp_path):
    whatsapp = set_up(by_notify, settings, str(tmp_path / "menus.json"))[WHATSAPP]
    call_command("whatsapp_menus", "--submit", verbosity=0)
    by_notify.write(OTHER, channel="whatsapp", text="hi")
    for count, opens in ((2, ""), (5, "See the choices")):
        menu = [{"id": f"m:{count}:{n}", "label": f"Label {n}"} for n in range(1, count + 1)]
        lines = "\n".join(f"{n} {entry['label']}" for n, entry in enumerate(menu, 1))
        assert whatsapp.send(Parcel("out", OTHER, f"Which?\n{lines}", "Which?", menu)).kind == ACCEPTED
        by_notify.settle()
        shown = by_notify.handset(OTHER, WHATSAPP)["messages"][-1]
        assert (shown["body"], bool(shown["list_button"])) == ("Which?", bool(opens))
        assert [button["id"] for button in shown["buttons"]] == [entry["id"] for entry in menu]


def test_after_a_day_only_the_template_goes(by_notify, settings, tmp_path):
    whatsapp = set_up(by_notify, settings, str(tmp_path / "menus.json"))[WHATSAPP]
    call_command("whatsapp_menus", "--submit", verbosity=0)
    by_notify.control(window_at="create")
    assert whatsapp.send(Parcel("out", OTHER, "An answer", "An answer")).kind == WINDOW_CLOSED
    assert whatsapp.send(Parcel("out", OTHER, "", template_only=True)).kind == ACCEPTED
    by_notify.settle()
    (shown,) = by_notify.handset(OTHER, WHATSAPP)["messages"]
    assert shown["kind"] == "template"


class TestTheStart:
    def test_it_starts_the_phones_beside_everything_else(self, tmp_path):
        plan = running.everything("twilio", 8010, {"KINSHIP_HOME": str(tmp_path), "PORT": "8600"}).plan
        assert [program.name for program in plan.programs][:3] == ["phones", "web", "worker"]
        assert plan.environment["KINSHIP_SMS"] == "twilio"
        assert plan.environment["KINSHIP_NOTIFY_URL"] == "http://127.0.0.1:8010"
        assert plan.environment["KINSHIP_PUBLIC_URL"] == "http://localhost:8600"

    def test_keys_are_new_at_every_start(self, tmp_path):
        first, second = (running.everything("notify", 8010, {"KINSHIP_HOME": str(tmp_path)}).plan for _ in range(2))
        for name in ("KINSHIP_TWILIO_AUTH_TOKENS", "KINSHIP_NOTIFY_API_KEY", "KINSHIP_NOTIFY_CALLBACK_TOKENS"):
            assert first.environment[name] != second.environment[name]

    @pytest.mark.parametrize("seen", [{"KINSHIP_BIND": "0.0.0.0"}, {"KINSHIP_PUBLIC_URL": "https://carers.example"}])
    def test_it_is_for_this_machine_only(self, tmp_path, seen):
        with pytest.raises(Failed, match="this machine only"):
            running.everything("notify", 8010, {"KINSHIP_HOME": str(tmp_path), **seen})
