"""What advisers write for each other leaves by no way out: every address of the chat, every alert, every outbox, the assistant."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from hub.conversations import (
    advisers,
    alerts,
    callbacks,
    drafts,
    feed,
    notes,
    outbox,
    presence,
    tokens,
    transcript,
    transitions,
    turns,
    unclaimed,
)
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import Conversation, Danger, Event, Handover, Message
from hub.conversations.transitions import Inbound
from hub.web_chat.urls import urlpatterns
from tests.hub.danger.listeners import Webhook, listening
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["plain_static_files"]
pytestmark = pytest.mark.django_db
CANARY = "Canary: Zebedee says the mother may be at the aunt's house"
SAID = "I am back, and here is what you can do."
# Each address of the chat, and what is posted to it beside the token; None: it is asked for with GET.
ADDRESSES = {
    "": None,
    "privacy/": None,
    "accessibility/": None,
    "say": {"text": "hello again", "key": "0" * 32},
    "check": {},
    "back": {},
    "feed": {"after": "0"},
    "save": {},
    "resume": {"code": "none"},
    "callback": {},
    "print": {},
    "finish": {},
    "feedback": {"answer": "yes"},
    "delete": {},
    "leave": {},
    "left": None,
}


@pytest.fixture
def talk(begin, sam, alex, now):
    """A carer with an adviser; notes and drafts of both stand between all that was said."""

    def make(channel="web"):
        chat = begin()
        Conversation.objects.filter(pk=chat).update(channel=channel)
        whispered(chat, sam, alex, "one")
        advisers.reply(chat, sam, SAID, seen=now(chat).last_seq, key="a")
        whispered(chat, sam, alex, "two")
        return chat

    return make


def whispered(chat, sam, alex, key):
    notes.write(chat, sam, CANARY, key=key)
    for user in (sam, alex):
        drafts.save(chat, user, CANARY, 0)
        presence.look(chat, user, typing=True)


def holds(*told):
    return any("zebedee" in str(each).lower() for each in told)


def test_the_table_has_every_address_of_the_chat():
    assert {str(each.pattern) for each in urlpatterns} == set(ADDRESSES)


@pytest.mark.parametrize("headers", [{}, {"X-Fragment": "1"}], ids=["a page", "a part for the script"])
@pytest.mark.parametrize("address, fields", ADDRESSES.items())
def test_no_page_of_the_carer(talk, client, address, fields, headers):
    where = "/chat/feed?after=0" if address == "feed" else f"/chat/{address}"
    form = {"token": tokens.issue(talk()), **(fields or {})}
    answer = client.get(where) if fields is None else client.post(where, form, headers=headers)
    assert answer.status_code < 500
    assert not holds(answer.content.decode(), answer.headers.items())
    if address in ("check", "feed"):
        assert SAID in answer.content.decode()


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_no_text_that_is_delivered(channel, sam, alex, now):
    chat = transitions.begin(channel, Inbound(key="k", text="hello"), "exampleshire").conversation_id
    transitions.request_adviser(chat)
    whispered(chat, sam, alex, "one")
    advisers.reply(chat, sam, SAID, seen=now(chat).last_seq, key="a")
    whispered(chat, sam, alex, "two")
    parcels = []
    while claim := outbox.claim_next("w", timezone.now()):
        parcels.append(claim.parcel)
        outbox.record_result(claim, outbox.SendResult(outbox.ACCEPTED), timezone.now())
    assert any(SAID in str(each) for each in parcels) and not holds(*parcels)


def test_no_alert_by_mail_or_webhook(begin, sam, alex, settings):
    settings.KINSHIP_ALERT_EMAILS = ["duty@exampleshire.example"]
    with listening(Webhook()) as webhook:
        settings.KINSHIP_ALERT_WEBHOOK = webhook.address
        in_danger, waits = begin("my partner is hitting me right now"), begin()
        for number, chat in enumerate((in_danger, waits)):
            whispered(chat, sam, alex, f"n{number}")
        Conversation.objects.filter(pk=waits).update(priority=1)
        Danger.objects.update(next_alert_at=timezone.now())
        Conversation.objects.filter(pk=waits).update(state_since=timezone.now() - timedelta(minutes=11))
        assert alerts.run("w") == 2 and unclaimed.run() == 2
    assert {told["event"] for _, told in webhook.got} == {"danger", "waiting"} and len(mail.outbox) == 2
    assert not holds(*webhook.got, *(each.message().as_string() for each in mail.outbox))


def test_nothing_that_the_assistant_is_asked(talk, sam):
    chat = talk()
    transitions.receive(chat, Inbound(key="more", text="and money?"))
    transitions.hand_back(chat, sam)
    claimed = turns.claim_next("w", 30)
    assert claimed.text == "and money?" and not holds(claimed)


def test_nothing_that_is_kept_for_carers_or_told_to_open_desks(talk, sam):
    chat = talk()
    transitions.hand_back(chat, sam)
    callbacks.book(chat, CallbackAsked(phone="07700 900123"))
    assert not holds(
        *(each.text for each in transcript.shown(chat)),
        *feed.after(chat, 0).events,
        *Event.objects.values_list("kind", "data"),
        *(each.body for each in Message.objects.all()),
        *(each.summary for each in Handover.objects.all()),
        Conversation.objects.get(pk=chat).story,
    )
