"""Notify's official client against the simulator: sending, receipts, lists, refusals."""

import time

import jwt
import pytest
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient


def test_a_text_is_sent_shown_and_its_receipt_comes(by_notify):
    sent = by_notify.text("1 Yes\n2 No", reference="out-7")
    assert (sent["reference"], sent["content"]["body"]) == ("out-7", "1 Yes\n2 No")
    by_notify.settle()
    (shown,) = by_notify.handset()["messages"]
    assert (shown["body"], shown["status"], shown["segments"]) == ("1 Yes\n2 No", "delivered", 1)
    ((path, receipt, good),) = by_notify.hub.calls
    assert (path, good) == ("/webhooks/notify/receipt", True)
    assert (receipt["id"], receipt["reference"], receipt["status"]) == (sent["id"], "out-7", "delivered")


def test_it_is_found_by_its_reference_and_by_its_id(by_notify):
    sent = by_notify.text("one", reference="out-1")
    by_notify.text("two", reference="out-2")
    (found,) = by_notify.notify.get_all_notifications(reference="out-1")["notifications"]
    assert (found["id"], found["body"]) == (sent["id"], "one")
    assert by_notify.notify.get_all_notifications(reference="never")["notifications"] == []
    assert by_notify.notify.get_notification_by_id(sent["id"])["phone_number"] == "+447700900142"


def test_all_notifications_are_listed_newest_first_over_many_pages(by_notify, monkeypatch):
    monkeypatch.setattr("hub.phones.notify_api.PAGE", 2)  # really 250
    for n in range(3):
        by_notify.text(str(n))
    listed = list(by_notify.notify.get_all_notifications_iterator())
    assert [each["body"] for each in listed] == ["2", "1", "0"]


def test_received_texts_are_listed_newest_first_over_many_pages(by_notify, monkeypatch):
    monkeypatch.setattr("hub.phones.notify_api.PAGE", 2)  # really 250
    for n in range(3):
        by_notify.write(text=str(n))
    first = by_notify.notify.get_received_texts()["received_text_messages"]
    rest = by_notify.notify.get_received_texts(older_than=first[-1]["id"])["received_text_messages"]
    assert [each["content"] for each in [*first, *rest]] == ["2", "1", "0"]
    assert (first[0]["user_number"], first[0]["notify_number"]) == ("447700900142", "07700900800")
    assert by_notify.notify.get_received_texts(older_than=rest[-1]["id"])["received_text_messages"] == []


@pytest.mark.parametrize(
    "said, more, sent",
    [
        ("“It’s fine” – she said…", {}, '"It\'s fine" - she said...'),
        ("Hello 😭", {}, "Hello ?"),
        ("Ŵythnos, café, façade", {}, "Ŵythnos, café, facade"),
    ],
)
def test_words_become_what_notify_sends(by_notify, said, more, sent):
    assert by_notify.text(said)["content"]["body"] == sent


@pytest.mark.parametrize(
    "message, number, error",
    [
        ("x" * 919, "07700900142", "BadRequestError"),
        ("", "07700900142", "BadRequestError"),
        ("x", "02079460000", "ValidationError"),
        ("x", "+33612345678", "ValidationError"),
    ],
)
def test_what_notify_refuses(by_notify, message, number, error):
    with pytest.raises(HTTPError) as refused:
        by_notify.text(message, number)
    assert refused.value.status_code == 400
    assert refused.value.message[0]["error"] == error


def test_another_key_a_forged_one_and_a_clock_that_is_wrong_are_refused(by_notify, monkeypatch):
    lines = by_notify.lines
    others = f"other-{lines.notify_secret}-{lines.notify_secret}"
    forged = f"forged-{lines.notify_service}-{lines.notify_service}"
    for key in (others, forged):
        with pytest.raises(APIError) as refused:
            NotificationsAPIClient(key, base_url=by_notify.url).get_received_texts()
        assert refused.value.status_code == 403
    late = jwt.encode({"iss": lines.notify_service, "iat": int(time.time()) - 60}, lines.notify_secret)
    monkeypatch.setattr("notifications_python_client.base.create_jwt_token", lambda *_: late)
    with pytest.raises(APIError) as refused:
        by_notify.notify.get_received_texts()
    assert refused.value.status_code == 403


def test_too_many_and_then_it_goes(by_notify):
    by_notify.control(next_sends=["429", "500"])
    for status in (429, 500):
        with pytest.raises(APIError) as refused:
            by_notify.text()
        assert refused.value.status_code == status
    assert by_notify.text()["id"]


def test_a_send_whose_answer_never_came_is_found_by_its_reference(by_notify):
    by_notify.control(next_sends=["timeout"], hang=0.2)
    with pytest.raises(APIError) as unknown:
        by_notify.text(reference="out-9")
    assert unknown.value.status_code == 503  # its client's word for no answer
    assert len(by_notify.notify.get_all_notifications(reference="out-9")["notifications"]) == 1


def test_a_text_that_fails_later_says_so(by_notify):
    by_notify.control(next_sends=["fail:temporary-failure"])
    sent = by_notify.text()
    by_notify.settle()
    assert by_notify.hub.told("status") == ["temporary-failure"]
    assert by_notify.notify.get_notification_by_id(sent["id"])["status"] == "temporary-failure"
    assert by_notify.handset()["messages"] == []


def test_while_it_is_down_nothing_is_answered(by_notify):
    by_notify.control(api_down_for=60)
    with pytest.raises(APIError) as down:
        by_notify.notify.get_received_texts()
    assert down.value.status_code == 503
    by_notify.control(api_down_for=0)
    assert by_notify.notify.get_received_texts()["received_text_messages"] == []
