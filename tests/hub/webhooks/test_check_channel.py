"""`manage.py check_channel`: each point ok or not with its mend; exit 1 on any fault; never a secret on the screen."""

import io
import socket

import pytest
from django.core.management import call_command

from tests.hub.channels import notify_stand_in, twilio_stand_in

TOKEN = "0123456789abcdef0123456789abcdef"


def check(channel="sms", *more):
    """The lines, and the exit code."""
    out, code = io.StringIO(), 0
    try:
        call_command("check_channel", channel, *more, stdout=out)
    except SystemExit as end:
        code = end.code
    return out.getvalue(), code


@pytest.fixture
def notify(settings):
    with notify_stand_in.serving() as (box, url):
        settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = "notify", ""
        settings.KINSHIP_PUBLIC_URL = "https://chat.exampleshire.example"
        settings.KINSHIP_NOTIFY = {
            "api_key": notify_stand_in.KEY,
            "template": notify_stand_in.TEMPLATE,
            "sender": "",
            "number": "07700 900700",
            "tokens": [TOKEN],
            "url": url,
        }
        box.received = [
            {
                "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
                "user_number": "447700900123",
                "notify_number": "07700900700",
                "content": "words of a carer",
                "created_at": "2026-11-24T10:00:00.000000Z",
            }
        ]
        yield box


def test_all_is_well(notify):
    told, code = check()
    assert code == 0 and "not ok" not in told and told.endswith("All is well.\n"), told
    assert "https://chat.exampleshire.example/webhooks/notify/received-text" in told
    assert "https://chat.exampleshire.example/webhooks/notify/receipt" in told
    assert notify.sent == [], "nothing is sent unless it is asked for"
    for secret in (TOKEN, notify_stand_in.SECRET, "words of a carer", "7700900123"):
        assert secret not in told


def wrong_key(box, settings):
    settings.KINSHIP_NOTIFY["api_key"] = f"x-{notify_stand_in.SERVICE}-{notify_stand_in.SERVICE}"


def two_placeholders(box, settings):
    box.body = "Exampleshire: ((message))"


def template_gone(box, settings):
    settings.KINSHIP_NOTIFY["template"] = notify_stand_in.SERVICE


def another_number(box, settings):
    settings.KINSHIP_NOTIFY["number"] = "07700900701"


def short_token(box, settings):
    settings.KINSHIP_NOTIFY["tokens"] = [TOKEN, "short"]


def clock_out(box, settings):
    box.skew = 95


def plain_http(box, settings):
    settings.KINSHIP_PUBLIC_URL = "http://chat.exampleshire.example"


def nobody_there(box, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.KINSHIP_NOTIFY["url"] = f"http://127.0.0.1:{closed.getsockname()[1]}"


# the fault, what stands on the line, what is said to do
FAULTS = [
    (wrong_key, "Notify answers, and the key is good", "it answered 403"),
    (two_placeholders, "its body is ((message))", "nothing else"),
    (template_gone, "its body is ((message))", "it answered 404"),
    (another_number, "our number is the one that receives", "KINSHIP_NOTIFY_NUMBER"),
    (short_token, "tokens are long enough", "1 of 2"),
    (clock_out, "the clock is within 30 seconds", "seconds out: keep the time by NTP"),
    (plain_http, "the public address is https", "KINSHIP_PUBLIC_URL"),
    (nobody_there, "Notify answers", "no answer"),
]


@pytest.mark.parametrize("fault, line, mend", FAULTS, ids=[each[0].__name__ for each in FAULTS])
def test_a_fault_is_named_with_its_mend(notify, settings, fault, line, mend):
    fault(notify, settings)
    told, code = check()
    lines = told.splitlines()
    (place,) = [number for number, each in enumerate(lines) if each.startswith("not ok") and line in each]
    assert code == 1 and mend in lines[place + 1], told
    assert TOKEN not in told and notify_stand_in.SECRET not in told


def test_what_is_missing_is_named_and_the_provider_not_asked(notify, settings):
    settings.KINSHIP_NOTIFY |= {"api_key": "", "tokens": []}
    told, code = check()
    assert code == 1 and "set KINSHIP_NOTIFY_API_KEY, KINSHIP_NOTIFY_CALLBACK_TOKENS" in told
    assert notify.asked == []


def test_a_number_that_nobody_wrote_to_yet_is_no_fault(notify):
    notify.received = []
    told, code = check()
    assert code == 0 and "could not be compared" in told


def test_a_channel_that_is_off(settings):
    settings.KINSHIP_WHATSAPP = ""
    told, code = check("whatsapp")
    assert code == 1 and "KINSHIP_WHATSAPP" in told


def test_one_test_text(notify):
    told, code = check("sms", "--to", "07700 900123")
    assert code == 0 and "a test text was accepted" in told
    (sent,) = notify.sent
    assert sent["phone_number"] == "+447700900123" and sent["reference"].startswith("check.")


@pytest.mark.parametrize("to, mend", [("020 7946 0018", "must be a mobile"), ("GOVUK", "must be a mobile")])
def test_a_test_text_to_what_is_no_mobile(notify, to, mend):
    told, code = check("sms", "--to", to)
    assert code == 1 and mend in told and notify.sent == []


def test_a_test_text_that_is_refused(notify, settings):
    notify.next = [None] * 5 + [(400, "BadRequestError")]
    told, code = check("sms", "--to", "07700 900123")
    assert code == 1 and "refused: not_allowed" in told


@pytest.fixture
def twilio(settings, tmp_path):
    with twilio_stand_in.serving() as (box, url):
        contents = tmp_path / "contents.json"
        contents.write_text('{"reply_2": "HX1", "window": "HX2"}')
        settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = "twilio", "twilio"
        settings.KINSHIP_PUBLIC_URL = "https://chat.exampleshire.example"
        settings.KINSHIP_TWILIO = {
            "account": twilio_stand_in.ACCOUNT,
            "tokens": [twilio_stand_in.TOKEN],
            "sms_number": "+447700900500",
            "whatsapp_number": "+447700900600",
            "contents": str(contents),
            "url": url,
            "content_url": url,
        }
        account = f"/2010-04-01/Accounts/{twilio_stand_in.ACCOUNT}"
        box.status, box.sms_url = "active", "https://chat.exampleshire.example/webhooks/twilio/message"
        known = box.answer

        def answer(method, target, headers, body):
            """What the box does not know: the account, and its numbers."""
            status, told = known(method, target, headers, body)
            if status == 404 and target == f"{account}.json":
                return 200, {"sid": twilio_stand_in.ACCOUNT, "status": box.status}
            if status == 404 and target.startswith(f"{account}/IncomingPhoneNumbers.json"):
                number = {"sid": "PN1", "phone_number": "+447700900500", "sms_url": box.sms_url}
                return 200, {"incoming_phone_numbers": [number], "page": 0, "page_size": 50}
            return status, told

        box.answer = answer
        yield box


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_all_is_well_with_twilio(twilio, channel):
    told, code = check(channel)
    assert code == 0 and told.endswith("All is well.\n"), told
    assert "https://chat.exampleshire.example/webhooks/twilio/message" in told
    assert twilio_stand_in.TOKEN not in told


def test_twilio_refuses_the_token(twilio, settings):
    settings.KINSHIP_TWILIO["tokens"] = ["an old one"]
    told, code = check()
    assert code == 1 and "it answered 401" in told and "KINSHIP_TWILIO_AUTH_TOKENS" in told


def test_a_suspended_account(twilio):
    twilio.status = "suspended"
    told, code = check()
    assert code == 1 and "it is suspended" in told


def test_a_number_of_another_account(twilio, settings):
    settings.KINSHIP_TWILIO["sms_number"] = "+447700900501"
    told, code = check()
    assert code == 1 and "KINSHIP_TWILIO_SMS_NUMBER is not among them" in told


def test_a_number_that_leads_elsewhere_is_told(twilio):
    twilio.sms_url = "https://demo.twilio.com/welcome/sms/reply/"
    told, code = check()
    assert code == 0 and "right only in a Messaging Service" in told


def test_whatsapp_without_its_menus(twilio, settings):
    settings.KINSHIP_TWILIO["contents"] = ""
    told, code = check("whatsapp")
    assert code == 1 and told.count("not ok  ") == 2 and "manage.py whatsapp_menus" in told
