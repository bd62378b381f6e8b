"""The browser of the web chat's tests, and conversations in each state."""

import pytest

from hub.conversations import callbacks, transitions
from hub.conversations.models import Conversation
from hub.conversations.transitions import Inbound
from tests.hub.web_chat.conftest import Browser, another, browser, no_worker, plain_static_files, replies

__all__ = ["Browser", "another", "browser", "no_worker", "plain_static_files", "replies"]


@pytest.fixture
def adviser(django_user_model):
    return django_user_model.objects.create_user("sam", first_name="Sam")


@pytest.fixture
def begin(db):
    def begin(text="my nan has my boy", channel="web", key="k1"):
        return transitions.begin(channel, Inbound(key=key, text=text), "exampleshire").conversation_id

    return begin


@pytest.fixture
def bring_to(adviser):
    """Bring a conversation of the assistant into a state."""

    def bring(conversation_id, state):
        match state:
            case "waiting":
                transitions.request_adviser(conversation_id)
            case "with_adviser":
                transitions.take(conversation_id, adviser)
            case "callback":
                callbacks.book(conversation_id, callbacks.CallbackAsked(phone="01632 960555"))
            case "closed":
                transitions.close(conversation_id, "by_carer")
        assert Conversation.objects.get(pk=conversation_id).state == state

    return bring
