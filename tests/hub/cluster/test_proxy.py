"""What the proxy is told: who is asked, who is not just now, and what a visitor may claim."""

import re

import pytest

from hub.cluster.nginx import Front, configuration

FRONT = {
    "listen": "127.0.0.1:1",
    "actions_listen": "127.0.0.1:2",
    "web": ["w1:1", "w2:1"],
    "stream": ["s:1"],
    "actions": ["a1:1", "a2:1"],
}


def told(**more):
    return configuration(Front(**{**FRONT, **more}))


def location(text, of):
    return re.search(rf"location {re.escape(of)} {{(.*?)\n        }}", text, re.S).group(1)


@pytest.mark.parametrize(
    "down, out",
    [
        ((), []),
        (("w1:1",), ["w1:1"]),
        (("w1:1", "a2:1"), ["w1:1", "a2:1"]),
        (("w1:1", "w2:1"), []),  # somebody rather than nobody
        (("s:1",), []),
    ],
)
def test_who_gets_nothing_just_now(down, out):
    assert re.findall(r"server (\S+) [^;]*\bdown;", told(down=down)) == out


@pytest.mark.parametrize("proxies, header", [(0, "$remote_addr"), (1, "$proxy_add_x_forwarded_for")])
def test_what_a_visitor_claims_to_be_counts_only_behind_a_proxy_of_ours(proxies, header):
    text = told(proxies_before=proxies)
    assert f"proxy_set_header X-Forwarded-For {header};" in text
    assert all(f'proxy_set_header {name} "";' in text for name in ("Forwarded", "X-Forwarded-Host", "X-Real-IP"))
    # A location with a header of its own would have none of these.
    assert text.count("proxy_set_header") == 6


def test_only_what_is_stored_once_by_a_key_of_its_own_is_tried_at_the_next():
    text = told()
    for of in ("= /chat/say", "/webhooks/"):
        assert "non_idempotent" in location(text, of)
    for of in ("/", "/chat/", "= /desk/stream"):
        assert "non_idempotent" not in location(text, of)


def test_the_stream_is_passed_on_as_it_comes_and_words_never_touch_the_disk():
    text = told()
    assert "proxy_buffering off;" in location(text, "= /desk/stream")
    assert "access_log off;" in text and "error_log stderr crit;" in text and "proxy_max_temp_file_size 0;" in text
    assert "deny all;" in location(text, "/health/")


@pytest.mark.parametrize(
    "path, refused",
    [
        ("/webhooks/hub/turn", True), ("/webhooks/rest/webhook", True), ("/model/parse", True), ("/conversations/x/tracker", True),
        ("/socket.io/", True), ("/webhooks/twilio/message", False), ("/webhooks/notify/receipt", False), ("/chat/", False),
        ("/desk/conversations/1/", False),
    ],
)  # fmt: skip
def test_no_address_of_rasa_leads_anywhere(path, refused):
    pattern = re.search(r"location ~ (\S+) {\s+return 404;", told()).group(1)
    assert bool(re.search(pattern, path)) is refused


def test_people_are_told_when_nothing_of_ours_answers_and_what_we_answer_is_passed_on_as_it_is():
    text = told(down_page="/kept/down.html")
    page = location(text, "= /down.html")
    assert "error_page 502 504 /down.html;" in text and "proxy_intercept_errors" not in text
    assert "internal;" in page and "root /kept;" in page and "try_files /down.html =502;" in page
    assert page.count(" always;") == 5 and "script" not in page
