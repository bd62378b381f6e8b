"""Who may come in at Twilio's doors: every row of ../shared/reference/channels.md 1.2, signed with Twilio's own signer."""

from urllib.parse import parse_qsl, urlencode

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict
from twilio.request_validator import HMAC_SHA256, RequestValidator

from hub.channels.twilio_wire import is_authentic, is_sid
from tests.hub.channels.twilio_stand_in import ACCOUNT

PUBLIC = "https://hub.council.example"
PATH = "/webhooks/twilio/message"
OLD, NEW = "the token until today", "the token from today"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
FORM = f"AccountSid={ACCOUNT}&Body=+hello+&From=%2B447700900123&FromCity=&MessageSid=SM{'1' * 32}&NumMedia=0"


@pytest.fixture(autouse=True)
def ours(settings):
    settings.KINSHIP_PUBLIC_URL = PUBLIC
    settings.ALLOWED_HOSTS = ["*"]  # whatever Host is sent, it is not what decides
    settings.KINSHIP_TWILIO = {**settings.KINSHIP_TWILIO, "account": ACCOUNT, "tokens": [NEW, OLD]}


def signature(form=FORM, address=PUBLIC + PATH, token=NEW, algorithm=None):
    names = MultiValueDict()
    for name, value in parse_qsl(form, keep_blank_values=True):
        names.appendlist(name, value)
    return RequestValidator(token).compute_signature(address, names, algorithm)


def request(form=FORM, target=PATH, signed=None, host="hub.council.example", **headers):
    told = {"X-Twilio-Signature": signature(form) if signed is None else signed, "Host": host, **headers}
    return RequestFactory().generic(
        "POST", target, form, content_type="application/x-www-form-urlencoded; charset=UTF-8", headers=told
    )


WITH_QUERY = f"{PATH}?b=2&a=%C3%A9+x&a=&r=12.3"
TRUE = {
    "as it comes": {},
    "the proxy says https": {"X-Forwarded-Proto": "https"},
    "the proxy says nothing, and we are asked over http": {"X-Forwarded-Proto": "http"},
    "the host is the container's": {"host": "web:8000"},
    "the host has a port": {"host": "hub.council.example:443"},
    "Twilio signed with a port": {"signed": signature(address=f"{PUBLIC}:443{PATH}")},
    "the old token, while they are changed": {"signed": signature(token=OLD)},
    "a query, byte for byte": {"target": WITH_QUERY, "signed": signature(address=PUBLIC + WITH_QUERY)},
    "a name repeats": {"form": f"{FORM}&Extra=b&Extra=a&Extra=b"},
    "sixty names more": {"form": FORM + "".join(f"&Extra{n}=x" for n in range(60))},
    "é and an emoji": {"form": f"{FORM}&Extra=%C3%A9+%F0%9F%98%AD"},
    "the new header, SHA-256": {
        "signed": signature(algorithm=HMAC_SHA256),
        SETTINGS_HEADER: "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
    },
}
FALSE = {
    "no signature": {"signed": ""},
    "another's token": {"signed": signature(token="somebody else's")},
    "no ASCII": {"signed": "é" * 28},
    "signed for http": {"signed": signature(address=f"http://hub.council.example{PATH}")},
    "signed for another host": {"signed": signature(address=f"https://web:8000{PATH}"), "host": "web:8000"},
    "signed for another door": {"signed": signature(address=f"{PUBLIC}/webhooks/twilio/status")},
    "signed with its fragment": {"signed": signature(address=f"{PUBLIC}{PATH}#rc=2")},
    "one slash more": {"signed": signature(address=f"{PUBLIC}{PATH}/")},
    "its query sorted": {"target": WITH_QUERY, "signed": signature(address=f"{PUBLIC}{PATH}?a=%C3%A9+x&a=&b=2&r=12.3")},
    "its values stripped": {"signed": signature(FORM.replace("+hello+", "hello"))},
    "its blank names dropped": {"signed": signature(FORM.replace("&FromCity=", ""))},
    "a word changed": {"form": FORM.replace("hello", "hullo"), "signed": signature()},
    "SHA-256 without the header": {"signed": signature(algorithm=HMAC_SHA256)},
    "SHA-1 under the new header": {SETTINGS_HEADER: "key=k,algorithm=HMAC_SHA256"},
    "an algorithm nobody knows": {SETTINGS_HEADER: "key=k,algorithm=HMAC_MD5"},
    "another account of the same token": {"form": FORM.replace(ACCOUNT, "AC" + "b" * 32)},
    "no account": {"form": FORM.replace("AccountSid", "Account")},
    "more names than anybody sends": {"form": FORM + "".join(f"&n{n}=" for n in range(600))},
}


@pytest.mark.parametrize("case", TRUE)
def test_these_are_twilio(case):
    assert is_authentic(request(**TRUE[case]))


@pytest.mark.parametrize("case", FALSE)
def test_these_are_not(case):
    assert not is_authentic(request(**FALSE[case]))


def test_a_missing_header_is_no_crash():
    plain = RequestFactory().generic("POST", PATH, FORM, content_type="application/x-www-form-urlencoded")
    assert not is_authentic(plain)


def test_what_is_no_form_is_never_read_unsigned():
    """A signature over the bare address must not let unsigned JSON in."""
    bare = {"X-Twilio-Signature": RequestValidator(NEW).compute_signature(PUBLIC + PATH, {})}
    as_json = RequestFactory().generic("POST", PATH, f'{{"AccountSid": "{ACCOUNT}"}}', "application/json", headers=bare)
    assert not is_authentic(as_json)


@pytest.mark.parametrize("missing", [{"tokens": []}, {"account": ""}], ids=str)
def test_without_settings_nobody_comes_in(settings, missing):
    settings.KINSHIP_TWILIO = {**settings.KINSHIP_TWILIO, **missing}
    for account in (ACCOUNT, ""):
        form = FORM.replace(ACCOUNT, account)
        assert not is_authentic(request(form))
        assert not is_authentic(request(form, signed=signature(form, token="")))


def test_credentials_in_the_public_address_let_nobody_in(settings):
    """Twilio's library loses them from the address it signs: they do not belong there."""
    settings.KINSHIP_PUBLIC_URL = "https://user:word@hub.council.example:443"
    assert not is_authentic(request())


def test_over_64_kilobytes_is_too_big():
    form = FORM + "&" + urlencode({"Extra": "x" * 70_000})
    with pytest.raises(RequestDataTooBig):
        is_authentic(request(form))


@pytest.mark.parametrize(
    "told, whether",
    [
        ("SM" + "0a" * 16, True),
        ("MM" + "f" * 32, True),
        ("", False),
        ("SM" + "A" * 32, False),
        ("SM" + "a" * 31, False),
        ("SM" + "a" * 33, False),
        ("AC" + "a" * 32, False),
        ("SM/../../etc/" + "a" * 22, False),
        ("SM" + "a" * 31 + "\n", False),
        ("SM" + "١" * 32, False),
    ],
)
def test_ids_of_messages(told, whether):
    assert is_sid(told) is whether
