"""Every call of ours is one that Notify's published description allows (Prism checks it), and its examples are read without a slip."""

import json
import uuid
from datetime import UTC, datetime

import pytest

from hub.channels import notify_forms
from hub.channels.notify_sms import NotifySms
from hub.channels.sending import Parcel
from tests.hub.channels import notify_stand_in as stand_in
from tests.hub.channels.prism import SPECS, prism

SPEC = SPECS / "notify" / "publicapi_spec.json"


@pytest.fixture(scope="module")
def url():
    with prism(SPEC) as address:
        yield address


@pytest.fixture
def channel(url):
    return NotifySms(stand_in.KEY, stand_in.TEMPLATE, str(uuid.uuid4()), url)


def parcel(text="Hello. This is the carers chat."):
    return Parcel(reference=f"{uuid.uuid4()}.3.1", address="+447700900123", text=text)


@pytest.mark.parametrize("text", ["Hello", "£ é \n {[~]} €", "a" * 918], ids=["plain", "marks", "longest"])
def test_sending(channel, text):
    result = channel.send(parcel(text))
    assert result.kind == "accepted" and uuid.UUID(result.provider_message_id)


def test_sending_without_a_sender_of_our_own(url):
    assert NotifySms(stand_in.KEY, stand_in.TEMPLATE, url=url).send(parcel()).kind == "accepted"


def test_looking_up(channel):
    """The example is another's text: what has not our reference is not ours."""
    assert channel.look_up(parcel()).kind == "retry"


def test_listing_what_came_in(channel):
    """Prism gives the same page for ever; the second time it is the same, so it is the last."""
    texts = list(channel.received_since(datetime(2000, 1, 1, tzinfo=UTC)))
    assert texts and all(each.provider_message_id and each.sender and each.sent_at for each in texts)


def test_the_template(channel):
    assert "((" in channel.client.get_template(stand_in.TEMPLATE)["body"]


def test_what_is_not_allowed_is_refused(channel):
    """Prism does look: a number of the wrong type is a 400 here too."""
    from notifications_python_client.errors import HTTPError

    with pytest.raises(HTTPError) as refused:
        channel.client.post("/v2/notifications/sms", {"phone_number": 7, "template_id": stand_in.TEMPLATE})
    assert refused.value.status_code == 400


@pytest.mark.skipif(not SPEC.is_file(), reason=f"{SPEC} is not there (docs: ../shared/specs)")
def test_the_callback_of_the_description_is_read():
    schema = json.loads((SPECS / "notify" / "schema.json").read_text())["components"]["schemas"]["SmsCallbackRequest"]
    example = {name: each["example"] for name, each in schema["properties"].items()}
    status = notify_forms.receipt(example)
    assert (status.state, status.provider_message_id, status.reference) == (
        "delivered",
        example["id"],
        example["reference"],
    )
