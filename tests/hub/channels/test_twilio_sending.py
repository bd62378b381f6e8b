"""Sending through Twilio, over a real connection to a stand-in: what it is asked, and what each of its answers means for us."""

import json
import logging
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.channels import sending, twilio_http, twilio_rest
from hub.channels.records import TextIn
from hub.channels.sending import ACCEPTED, REFUSED, RETRY, UNKNOWN, WINDOW_CLOSED, Parcel, SendResult
from hub.channels.twilio_sms import TwilioSms
from hub.channels.twilio_whatsapp import TwilioWhatsapp
from tests.hub.channels.twilio_stand_in import ACCOUNT, DAY, MESSAGES, TOKEN, serving

OURS, THEIRS = "+447700900700", "+447700900123"
TEXT = Parcel("41.2", THEIRS, "Shall I go on?\n1 Yes\n2 No\nReply 1-2.")


@pytest.fixture
def box(settings):
    with serving() as (box, url):
        settings.KINSHIP_PUBLIC_URL = "https://hub.council.example/"
        settings.KINSHIP_TWILIO = {
            "account": ACCOUNT,
            "tokens": [TOKEN, "an old token"],
            "sms_number": OURS,
            "whatsapp_number": OURS,
            "contents": "",
            "url": url,
            "content_url": url,
        }
        yield box


def test_a_text_as_twilio_gets_it(box):
    result = TwilioSms().send(TEXT)
    assert result == SendResult(ACCEPTED, box.messages[0]["sid"])
    assert box.asked == [
        (
            f"POST {MESSAGES}",
            {
                "To": THEIRS,
                "From": OURS,
                "Body": TEXT.text,
                "SmartEncoded": "true",
                "ValidityPeriod": "3600",
                "StatusCallback": "https://hub.council.example/webhooks/twilio/status?r=41.2",
            },
        )
    ]


def test_a_reference_is_safe_in_an_address(box):
    TwilioSms().send(Parcel("a&b=c/d?#é", THEIRS, "Hello"))
    assert box.last["StatusCallback"].endswith("?r=a%26b%3Dc%2Fd%3F%23%C3%A9")


def test_a_mobile_is_written_the_one_way(box):
    TwilioSms().send(Parcel("1.1", "07700 900123", "Hello"))
    assert box.last["To"] == THEIRS


@pytest.mark.parametrize("written", ["07700 900700", "+44 7700 900700", f"whatsapp:{OURS}"])
def test_our_own_number_too(box, settings, written):
    settings.KINSHIP_TWILIO.update(sms_number=written.removeprefix("whatsapp:"), whatsapp_number=written)
    TwilioSms().send(TEXT)
    TwilioWhatsapp().send(TEXT)
    assert [told["From"] for _, told in box.asked] == [OURS, f"whatsapp:{OURS}"]


@pytest.mark.parametrize("address", ["+442079460000", "60777", "GOVUK", "+33612345678", "", "GB.1234"])
def test_only_mobiles_of_the_uk_get_a_text(box, address):
    parcel = Parcel("1.1", address, "Hello")
    assert TwilioSms().send(parcel) == TwilioSms().look_up(parcel) == SendResult(REFUSED, error=sending.NOT_A_MOBILE)
    assert box.asked == []


# Twilio's code, and the status of its answer: what it means for the text.
CODES = [
    (400, 21211, REFUSED, sending.NO_SUCH_NUMBER),
    (400, 21614, REFUSED, sending.NOT_A_MOBILE),
    (400, 21612, REFUSED, sending.NO_SUCH_NUMBER),
    (400, 21408, REFUSED, sending.NOT_IN_UK),
    (400, 21610, REFUSED, sending.OPTED_OUT),
    (400, 21617, REFUSED, sending.TOO_LONG),
    (400, 21655, REFUSED, sending.BAD_TEMPLATE),
    (400, 21656, REFUSED, sending.BAD_TEMPLATE),
    (400, 14107, REFUSED, sending.TOO_MANY),
    (400, 30004, REFUSED, sending.BLOCKED),
    (400, 30007, REFUSED, sending.BLOCKED),
    (429, 20429, RETRY, sending.TOO_MANY),
    (429, 12345, RETRY, sending.TOO_MANY),
    (400, 30001, RETRY, sending.TOO_MANY),
    (400, 63018, RETRY, sending.TOO_MANY),
    (400, 63038, RETRY, sending.TOO_MANY),
    (400, 63003, REFUSED, sending.NO_SUCH_NUMBER),
    (400, 63024, REFUSED, sending.NO_SUCH_NUMBER),
    (400, 63007, RETRY, sending.NOT_SET_UP),
    (400, 63015, RETRY, sending.NOT_SET_UP),
    (400, 63013, REFUSED, sending.BLOCKED),
    (400, 63032, REFUSED, sending.NOT_ALLOWED),
    (400, 63033, REFUSED, sending.BLOCKED),
    (400, 63049, REFUSED, sending.BLOCKED),
    (400, 63016, WINDOW_CLOSED, sending.WINDOW_CLOSED),
    (401, 20003, RETRY, sending.NOT_SET_UP),
    (404, 20404, RETRY, sending.NOT_SET_UP),
    (400, 99999, REFUSED, sending.OTHER_FAULT),
    (500, 20500, UNKNOWN, sending.PROVIDER_DOWN),
    (503, 20503, UNKNOWN, sending.PROVIDER_DOWN),
    (307, 0, UNKNOWN, sending.PROVIDER_DOWN),
]


@pytest.mark.parametrize("channel", [TwilioSms(), TwilioWhatsapp()], ids=["sms", "whatsapp"])
@pytest.mark.parametrize("status, code, kind, error", CODES)
def test_what_an_answer_means(box, channel, status, code, kind, error):
    box.next = [(status, code)]
    assert channel.send(TEXT) == SendResult(kind, error=error)


def test_a_newer_shape_of_error_is_understood(box, monkeypatch):
    """RFC 9457, which Twilio's newer services speak."""
    problem = {"type": "https://…", "title": "Not so fast", "status": 429, "code": 20429}
    monkeypatch.setattr("tests.hub.channels.twilio_stand_in.error", lambda *_: problem)
    box.next = [(429, 20429)]
    assert TwilioSms().send(TEXT) == SendResult(RETRY, error=sending.TOO_MANY)


@pytest.mark.parametrize("how", ["break", "keeps_and_breaks", "garbled", "silent"])
def test_broken_in_the_middle_nobody_knows(box, monkeypatch, how):
    monkeypatch.setattr(twilio_http, "TIMEOUT", 0.3)
    box.next = [how]
    assert TwilioSms().send(TEXT) == SendResult(UNKNOWN, error=sending.PROVIDER_DOWN)


@pytest.mark.parametrize("where", ["http://127.0.0.1:{port}", "http://nowhere.invalid"])
def test_never_connected_is_tried_again(box, settings, where):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.KINSHIP_TWILIO["url"] = where.format(port=unused.getsockname()[1])
        assert TwilioSms().send(TEXT) == SendResult(RETRY, error=sending.PROVIDER_DOWN)


@pytest.mark.parametrize(
    "missing", [{"account": ""}, {"tokens": []}, {"sms_number": "", "whatsapp_number": ""}], ids=str
)
@pytest.mark.parametrize("channel", [TwilioSms(), TwilioWhatsapp()], ids=["sms", "whatsapp"])
def test_not_set_up_waits_for_somebody_to_mend_it(box, settings, missing, channel):
    settings.KINSHIP_TWILIO.update(missing)
    assert channel.send(TEXT) == SendResult(RETRY, error=sending.NOT_SET_UP)
    assert box.asked == []


def test_an_environment_of_twilios_own_leads_nowhere_else(box, monkeypatch):
    for name in ("TWILIO_REGION", "TWILIO_EDGE"):
        monkeypatch.setenv(name, "ie1")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "9" * 32)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert TwilioSms().send(TEXT).kind == ACCEPTED


def test_no_number_and_nobodys_words_are_logged(box, caplog):
    caplog.set_level(logging.DEBUG)
    box.next = [None, (400, 21610), (500, 20500)]
    channel = TwilioSms()
    for _ in range(3):
        channel.send(TEXT)
    channel.look_up(TEXT)
    list(channel.received_since(DAY))
    assert "twilio.refused code=21610" in caplog.text
    told = caplog.text + repr([record.__dict__ for record in caplog.records])
    assert not any(secret in told for secret in ("7700900", "Shall I go on", TOKEN))


# --- looking up ---------------------------------------------------------------------------------------------------------

TRIED = Parcel("41.2", THEIRS, TEXT.text, since=DAY)


def kept(box, **told):
    return box.keep(**{"to": THEIRS, "from": OURS, "body": TEXT.text, **told})


def test_what_arrived_is_found(box):
    box.next = ["keeps_and_breaks"]
    parcel = Parcel("41.2", THEIRS, TEXT.text, since=DAY)
    assert TwilioSms().send(parcel).kind == UNKNOWN
    assert TwilioSms().look_up(parcel) == SendResult(ACCEPTED, box.messages[0]["sid"])
    assert box.last == {"To": THEIRS, "From": OURS, "PageSize": "100"}


NOT_OURS = {
    "nothing at all": None,
    "other words": {"body": "Another text"},
    "to another": {"to": "+447700900999"},
    "from another of our numbers": {"from": "+447700900701"},
    "long before": {"at": DAY - timedelta(minutes=1)},
    "their own words": {"direction": "inbound"},
}


@pytest.mark.parametrize("case", NOT_OURS)
def test_what_is_not_there_may_be_sent_again(box, case):
    if NOT_OURS[case] is not None:
        kept(box, **NOT_OURS[case])
    assert TwilioSms().look_up(TRIED) == SendResult(RETRY)


@pytest.mark.parametrize("how", [(500, 20500), (401, 20003), "break", "garbled"], ids=str)
def test_while_it_cannot_be_looked_up_nobody_knows(box, how):
    kept(box)
    box.next = [how]
    assert TwilioSms().look_up(TRIED) == SendResult(UNKNOWN, error=sending.PROVIDER_DOWN)


def test_one_that_waits_at_twilio_has_no_time_of_sending_yet(box):
    sid = kept(box, status="queued", date_sent=None)
    assert TwilioSms().look_up(TRIED) == SendResult(ACCEPTED, sid)


def test_the_same_words_just_before_are_another_text(box):
    kept(box, at=DAY - timedelta(seconds=4))
    sid = kept(box, at=DAY + timedelta(seconds=1))
    kept(box, at=DAY + timedelta(seconds=40))
    assert TwilioSms().look_up(TRIED) == SendResult(ACCEPTED, sid)


def test_the_same_words_that_are_known_to_be_another_text_are_not_ours(box):
    """A line that is said often ("That was all of it."), just before: ours never left, and is sent."""
    sid = kept(box)
    assert TwilioSms().look_up(replace(TRIED, others=frozenset({sid}))) == SendResult(RETRY)
    ours = kept(box, at=DAY + timedelta(seconds=2))
    assert TwilioSms().look_up(replace(TRIED, others=frozenset({sid}))) == SendResult(ACCEPTED, ours)


def test_white_space_that_twilio_trims_makes_no_difference(box):
    sid = kept(box, body=TEXT.text.replace("\n", "\r\n") + "  ")
    assert TwilioSms().look_up(TRIED) == SendResult(ACCEPTED, sid)


def test_without_a_time_the_words_decide(box):
    sid = kept(box)
    assert TwilioSms().look_up(TEXT) == SendResult(ACCEPTED, sid)


def test_what_failed_there_says_why(box):
    sid = kept(box, status="undelivered", error_code=30007)
    assert TwilioSms().look_up(TRIED) == SendResult(REFUSED, sid, sending.BLOCKED)


# --- what came in -------------------------------------------------------------------------------------------------------


def came(box, **told):
    return box.keep(
        **{"to": OURS, "from": THEIRS, "direction": "inbound", "status": "received", "body": "hello", **told}
    )


def test_what_came_in_since_then_oldest_first(box):
    first = came(box, at=DAY + timedelta(minutes=1), body="one", sid="SM" + "f" * 32)
    came(box, at=DAY - timedelta(hours=3), body="before", sid="SM" + "e" * 32)
    kept(box, to=OURS)  # one of ours, to ourselves
    second = came(box, at=DAY + timedelta(minutes=2), body="", num_media="2", sid="MM" + "1" * 32)
    came(box, sid="no id")
    found = list(TwilioSms().received_since(DAY))
    assert [(each.provider_message_id, each.text, each.media) for each in found] == [
        (first, "one", ()),
        (second, "", ("other", "other")),
    ]
    assert isinstance(found[0], TextIn) and found[0].sent_at == DAY + timedelta(minutes=1)
    assert (found[0].channel, found[0].sender, found[0].to, found[0].provider) == ("sms", THEIRS, OURS, "twilio")


def test_it_asks_in_universal_time_and_for_our_number(box):
    summer = datetime.fromisoformat("2026-07-01T10:00:00+01:00")
    assert list(TwilioSms().received_since(summer)) == []
    assert box.last == {"To": OURS, "DateSent>": "2026-07-01T09:00:00Z", "PageSize": "1000"}


def test_all_its_pages_are_read(box, monkeypatch):
    monkeypatch.setattr(twilio_rest, "A_PAGE", 2)
    for minute in range(5):
        came(box, at=DAY + timedelta(minutes=minute), body=str(minute))
    assert [each.text for each in TwilioSms().received_since(DAY)] == ["0", "1", "2", "3", "4"]
    assert len(box.asked) == 3


def test_words_garbled_on_the_way_are_mended_here_too(box):
    came(box, body="amy¡example.com")
    assert [each.text for each in TwilioSms().received_since(DAY)] == ["amy@example.com"]


def test_of_whatsapp_with_and_without_a_number(box):
    came(box, to=f"whatsapp:{OURS}", **{"from": "whatsapp:GB.1234"})
    came(box)
    found = list(TwilioWhatsapp().received_since(DAY))
    assert [(each.channel, each.sender, each.to) for each in found] == [("whatsapp", "GB.1234", OURS)]
    assert box.last["To"] == f"whatsapp:{OURS}"


def test_it_says_so_where_it_cannot_be_asked(box):
    box.next = [(500, 20500)]
    with pytest.raises(Exception, match="HTTP 500"):
        list(TwilioSms().received_since(datetime(2026, 1, 1, tzinfo=UTC)))


# --- WhatsApp's buttons -------------------------------------------------------------------------------------------------

CONTENTS = {f"reply_{n}": f"HX{n:032x}" for n in (1, 2, 3)} | {f"list_{n}": f"HX{n:032x}" for n in range(4, 11)}


@pytest.fixture
def contents(box, settings, tmp_path):
    file = tmp_path / "contents.json"
    file.write_text(json.dumps({**CONTENTS, "window": "HX" + "f" * 32}))
    settings.KINSHIP_TWILIO["contents"] = str(file)
    return file


def asking(*labels, plain="Which one?"):
    menu = [{"id": f"m:17:{n}", "label": label, "seq": 3} for n, label in enumerate(labels, start=1)]
    return Parcel("41.2", THEIRS, f"{plain}\n(as numbered lines)", plain, menu)


def test_a_menu_as_buttons(box, contents):
    TwilioWhatsapp().send(asking("Yes", "No, “later”"))
    told = box.last
    assert told["To"] == f"whatsapp:{THEIRS}" and told["From"] == f"whatsapp:{OURS}" and "Body" not in told
    assert told["ContentSid"] == CONTENTS["reply_2"]
    words = {"1": "Which one?", "2": "Yes", "3": "m:17:1", "4": "No, “later”", "5": "m:17:2"}
    assert json.loads(told["ContentVariables"]) == words


FOUR = ["Money", "A break", "Equipment", "Talk to a person"]
SHAPES = {
    "one": (["Yes"], "reply_1"),
    "three of 20 letters": (["a" * 20, "b" * 20, "c" * 20], "reply_3"),
    "three, one of 21": (["a" * 21, "b", "c"], None),
    "four": (FOUR, "list_4"),
    "four, one of 24": (["a" * 24, *FOUR[1:]], "list_4"),
    "four, one of 25": (["a" * 25, *FOUR[1:]], None),
    "ten": ([str(n) for n in range(10)], "list_10"),
    "eleven": ([str(n) for n in range(11)], None),
    "two alike": (["Yes", "yes "], None),
    "one empty": (["Yes", ""], None),
    "none": ([], None),
}


@pytest.mark.parametrize("case", SHAPES)
def test_which_menu_goes_how(box, contents, case):
    labels, shape = SHAPES[case]
    parcel = asking(*labels)
    TwilioWhatsapp().send(parcel)
    assert box.last.get("ContentSid") == (CONTENTS[shape] if shape else None)
    assert box.last.get("Body") == (None if shape else parcel.text)


@pytest.mark.parametrize("length, buttons", [(1024, True), (1025, False), (0, False)])
def test_how_much_may_stand_above_buttons(box, contents, length, buttons):
    parcel = asking("Yes", "No", plain="x" * length)
    TwilioWhatsapp().send(parcel)
    assert ("ContentSid" in box.last) is buttons and ("Body" in box.last) is not buttons


@pytest.mark.parametrize("told", [None, "", "{", "[]", '{"reply_3": "HX1"}'], ids=str)
def test_without_the_shape_a_menu_is_numbered_lines(box, settings, tmp_path, told):
    file = tmp_path / "contents.json"
    if told is not None:
        file.write_text(told)
    settings.KINSHIP_TWILIO["contents"] = str(file)
    assert TwilioWhatsapp().send(asking("Yes", "No")).kind == ACCEPTED
    assert box.last["Body"] == "Which one?\n(as numbered lines)"


@pytest.mark.parametrize("code", [21655, 21656])
def test_where_buttons_are_refused_the_lines_go_at_once(box, contents, code):
    box.next = [(400, code)]
    result = TwilioWhatsapp().send(asking("Yes", "No"))
    assert result.kind == ACCEPTED and len(box.asked) == 2 and len(box.messages) == 1
    assert box.last["Body"] == "Which one?\n(as numbered lines)"


@pytest.mark.parametrize("how", [(400, 63016), (429, 20429), (500, 20500), "keeps_and_breaks"], ids=str)
def test_for_any_other_fault_they_do_not(box, contents, how):
    """Where nobody knows, a second one would say it twice."""
    box.next = [how]
    assert TwilioWhatsapp().send(asking("Yes", "No")).kind != ACCEPTED
    assert len(box.asked) == 1


def test_outside_the_24_hours_only_the_template_goes(box, contents):
    parcel = Parcel("41.2.0", THEIRS, "What it says", template_only=True)
    assert TwilioWhatsapp().send(parcel).kind == ACCEPTED
    assert box.last["ContentSid"] == "HX" + "f" * 32 and "Body" not in box.last and "ContentVariables" not in box.last


def test_without_a_template_nothing_goes(box):
    parcel = Parcel("41.2.0", THEIRS, "What it says", template_only=True)
    assert TwilioWhatsapp().send(parcel) == SendResult(REFUSED, error=sending.NOT_SET_UP)
    assert box.asked == []


def test_somebody_without_a_number_is_written_to(box):
    TwilioWhatsapp().send(Parcel("1.1", "GB.1234", "Hello"))
    assert box.last["To"] == "whatsapp:GB.1234" and "SmartEncoded" not in box.last


@pytest.mark.parametrize("body", ["Which one?", "Which one?\n(as numbered lines)"])
def test_a_menu_is_found_again_with_buttons_or_without(box, body):
    sid = box.keep(to=f"whatsapp:{THEIRS}", body=body, **{"from": f"whatsapp:{OURS}"})
    assert TwilioWhatsapp().look_up(asking("Yes", "No")) == SendResult(ACCEPTED, sid)


def test_the_template_is_found_again_whatever_it_says(box):
    parcel = Parcel("41.2.0", THEIRS, "What it says", template_only=True, since=DAY)
    assert TwilioWhatsapp().look_up(parcel) == SendResult(RETRY)
    sid = box.keep(to=f"whatsapp:{THEIRS}", body="As approved", **{"from": f"whatsapp:{OURS}"})
    assert TwilioWhatsapp().look_up(parcel) == SendResult(ACCEPTED, sid)
