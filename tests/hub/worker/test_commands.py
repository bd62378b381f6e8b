"""What is run by hand: the list of promised calls, and the proof of the ledger."""

import pytest
from django.core.management import CommandError, call_command

from hub.conversations import callbacks, transitions
from hub.conversations.models import Conversation
from hub.conversations.transitions import Inbound

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised(answer):
    conversation_id = transitions.begin("web", Inbound(key="k", text="hello"), "exampleshire").conversation_id
    answer()
    asked = callbacks.CallbackAsked(phone="07700 900123", name="Jo", when="morning", safe_text=True, interpreter="Urdu")
    callbacks.book(conversation_id, asked)
    return Conversation.objects.get(pk=conversation_id)


def test_promised_calls_are_listed_with_what_is_safe(promised, capsys):
    call_command("callbacks")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{promised.ref}  due ") and "morning: +447700900123, ask for Jo" in line
    assert line.endswith("voicemail safe: NO, text safe: yes, interpreter: Urdu")


def test_a_call_that_was_made_is_no_longer_listed(promised, capsys):
    call_command("callbacks", "--done", promised.ref.lower())
    call_command("callbacks")
    assert capsys.readouterr().out.endswith("No call is promised.\n")
    promised.refresh_from_db()
    assert promised.state == "assistant"
    with pytest.raises(CommandError, match="No call is promised under"):
        call_command("callbacks", "--done", promised.ref)


def test_the_ledger_is_proved_and_a_fault_is_an_exit_code(promised, capsys):
    call_command("check_ledger")
    assert "1 conversations" in capsys.readouterr().out
    Conversation.objects.update(last_seq=99)
    with pytest.raises(SystemExit) as exited:
        call_command("check_ledger")
    out = capsys.readouterr().out
    assert exited.value.code == 1 and f"invariant 1: {promised.ref}: " in out and "hello" not in out
