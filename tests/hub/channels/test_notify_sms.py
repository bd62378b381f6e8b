"""Notify's channel against a box that answers as Notify does, over a real connection."""

import logging
import socket
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from hub.channels import notify_sms
from hub.channels.notify_sms import NotifySms
from hub.channels.sending import Parcel
from tests.hub.channels import notify_stand_in as stand_in

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def notify():
    with stand_in.serving() as (box, url):
        box.channel = NotifySms(stand_in.KEY, stand_in.TEMPLATE, url=url)
        yield box


def parcel(text="Hello. This is the carers chat.", address="+447700900123", reference="7f0c.3.1"):
    return Parcel(reference=reference, address=address, text=text)


def said(result):
    return result.kind, result.error


def test_a_text_goes_by_the_template_with_our_reference(notify):
    result = notify.channel.send(parcel())
    assert result.kind == "accepted" and result.provider_message_id == notify.sent[0]["id"]
    asked = {name: notify.sent[0].get(name) for name in ("phone_number", "template_id", "personalisation", "reference")}
    assert asked == {
        "phone_number": "+447700900123",
        "template_id": stand_in.TEMPLATE,
        "personalisation": {"message": "Hello. This is the carers chat."},
        "reference": "7f0c.3.1",
    }
    assert "sms_sender_id" not in notify.sent[0]


def test_the_sender_goes_with_it_where_one_is_set(notify):
    sender = str(uuid.uuid4())
    NotifySms(stand_in.KEY, stand_in.TEMPLATE, sender, notify.channel._url).send(parcel())
    assert notify.sent[0]["sms_sender_id"] == sender


NOT_TRIED = [
    ("a landline", parcel(address="+442079460018"), "not_a_mobile"),
    ("abroad", parcel(address="+33612345678"), "not_a_mobile"),
    ("a name", parcel(address="GOVUK"), "not_a_mobile"),
    ("erased", parcel(address=""), "not_a_mobile"),
    ("919 characters", parcel(text="a" * 919), "too_long"),
]


@pytest.mark.parametrize("given, error", [each[1:] for each in NOT_TRIED], ids=[each[0] for each in NOT_TRIED])
def test_what_is_never_sent(notify, given, error):
    assert said(notify.channel.send(given)) == ("refused", error)
    assert notify.asked == []


def test_918_characters_go(notify):
    assert notify.channel.send(parcel(text="a" * 918)).kind == "accepted"


# what Notify does, what we make of it
FAULTS = [
    ((400, "ValidationError"), ("refused", "not_a_mobile")),
    ((400, "BadRequestError"), ("refused", "not_allowed")),  # trial mode, a template or sender that is gone, abroad
    ((400, "SomethingNew"), ("refused", "other_fault")),
    ((404, "NoResultFound"), ("refused", "other_fault")),
    ((403, "AuthError"), ("retry", "not_set_up")),
    ((403, "BadRequestError"), ("retry", "not_set_up")),  # how it says that our clock is wrong
    ((429, "RateLimitError"), ("retry", "too_many")),
    ((429, "TooManyRequestsError"), ("retry", "too_many")),
    ((500, "Exception"), ("retry", "provider_down")),
    ((503, "Exception"), ("retry", "provider_down")),
    ((502, ""), ("unknown", "provider_down")),  # something in between gave up: it may have gone
    ((504, ""), ("unknown", "provider_down")),
    ("garbled", ("unknown", "provider_down")),
    ("break", ("unknown", "provider_down")),
]


@pytest.mark.parametrize("does, meaning", FAULTS, ids=[str(each[0]) for each in FAULTS])
def test_a_fault(notify, does, meaning):
    notify.next = [does]
    assert said(notify.channel.send(parcel())) == meaning


def test_no_answer_in_time_is_unknown(notify, monkeypatch):
    monkeypatch.setattr(notify_sms, "TIMEOUTS", (5.0, 0.2))
    notify.next = ["silent"]
    assert said(notify.channel.send(parcel())) == ("unknown", "provider_down")


def test_nobody_at_the_address_is_tried_again():
    with socket.socket() as taken:  # bound, and nobody listens: refused at once
        taken.bind(("127.0.0.1", 0))
        channel = NotifySms(stand_in.KEY, stand_in.TEMPLATE, url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert said(channel.send(parcel())) == ("retry", "provider_down")


def test_a_name_that_cannot_be_found_is_tried_again():
    channel = NotifySms(stand_in.KEY, stand_in.TEMPLATE, url="http://notify.invalid")
    assert said(channel.send(parcel())) == ("retry", "provider_down")


def test_a_wrong_key_is_told_in_the_log_without_words_or_numbers(notify, caplog):
    channel = NotifySms(f"x-{stand_in.SERVICE}-{uuid.uuid4()}", stand_in.TEMPLATE, url=notify.channel._url)
    with caplog.at_level(logging.DEBUG, logger="hub"), caplog.at_level(logging.WARNING):
        assert said(channel.send(parcel())) == ("retry", "not_set_up")
    assert [(each.levelname, each.getMessage()) for each in caplog.records] == [
        ("ERROR", "notify.not_authorised status=403 kind=AuthError")
    ]


def test_each_thread_has_a_client_of_its_own(notify):
    clients = []
    thread = threading.Thread(target=lambda: clients.append(notify.channel.client))
    thread.start()
    thread.join()
    assert notify.channel.client is notify.channel.client and notify.channel.client is not clients[0]


def test_what_went_though_nobody_said_so_is_found(notify):
    notify.next = ["keeps_and_breaks"]
    assert notify.channel.send(parcel()).kind == "unknown"
    found = notify.channel.look_up(parcel())
    assert (found.kind, found.provider_message_id) == ("accepted", notify.sent[0]["id"])
    assert len(notify.sent) == 1


def test_what_never_arrived_may_be_sent_again(notify):
    notify.channel.send(parcel(reference="another.1"))
    assert notify.channel.look_up(parcel()).kind == "retry"


@pytest.mark.parametrize(
    "statuses, found",
    [
        (["delivered"], ("accepted", "")),
        (["sending"], ("accepted", "")),
        (["permanent-failure"], ("refused", "no_such_number")),
        (["temporary-failure"], ("refused", "unreachable")),
        (["technical-failure"], ("retry", "")),  # it never left Notify
        (["technical-failure", "created"], ("accepted", "")),
    ],
)
def test_what_is_found_by_its_status(notify, statuses, found):
    for status in statuses:
        notify.channel.send(parcel())
        notify.sent[-1]["status"] = status
    assert said(notify.channel.look_up(parcel())) == found


@pytest.mark.parametrize("does", [(500, ""), (403, "AuthError"), "break", "garbled"])
def test_who_cannot_look_still_does_not_know(notify, does):
    notify.next = [does]
    assert notify.channel.look_up(parcel()).kind == "unknown"


def listed(place, minutes, **other):
    at = (MONDAY + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told = {"id": str(uuid.UUID(int=place)), "user_number": "447700900123", "notify_number": "07700900700"}
    return {**told, "content": f"text {place}", "created_at": at, "service_id": stand_in.SERVICE, **other}


def test_the_list_is_turned_oldest_first_and_stops_where_it_was_left(notify):
    notify.received = [listed(place, minutes=place) for place in range(600, 0, -1)]  # three pages
    texts = list(notify.channel.received_since(MONDAY + timedelta(minutes=300)))
    assert [each.text for each in texts] == [f"text {place}" for place in range(300, 601)]
    assert len(notify.asked) == 2, "the third page is older than was asked"
    first = texts[0]
    assert (first.channel, first.provider, first.sender, first.to) == (
        "sms",
        "notify",
        "+447700900123",
        "+447700900700",
    )
    assert first.sent_at == MONDAY + timedelta(minutes=300)


def test_the_whole_list_is_read_where_nothing_is_old_enough_to_stop(notify):
    notify.received = [listed(place, minutes=place) for place in range(251, 0, -1)]
    assert len(list(notify.channel.received_since(MONDAY - timedelta(days=7)))) == 251
    notify.received = []
    assert list(notify.channel.received_since(MONDAY)) == []


def test_an_entry_that_cannot_be_read_leaves_the_others(notify, caplog):
    notify.received = [
        listed(3, 3),
        listed(2, 2, id="07700900123"),
        listed(1, 1, content=None),
        listed(9, 1, user_number=None),
    ]
    assert [each.text for each in notify.channel.received_since(MONDAY)] == ["", "text 3"]
    assert "07700900123" not in caplog.text and caplog.text.count("notify.unreadable_in_list") == 2


def test_a_list_that_breaks_off_gives_nothing(notify):
    """Half a list would be taken for the whole, and what is missing never be asked for again."""
    notify.received = [listed(place, minutes=place) for place in range(300, 0, -1)]
    notify.next = [None, "break"]
    with pytest.raises(Exception, match="503"):
        notify.channel.received_since(MONDAY)
