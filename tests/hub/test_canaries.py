"""Secrets planted through every door of a hub that really runs are where they must be, encrypted, and nowhere else.

Looked through: what the web server, the worker and the stream wrote; letters and webhooks; heads of answers (addresses, cookies,
caches); lists, numbers and health; the bytes of the database, before and after everything was deleted.
"""

import re

import pytest
from django.db.models import TextField
from django.db.models.functions import Cast

from hub.conversations import erasure, old_pages
from hub.conversations.models import Conversation
from tests.hub import canaries
from tests.hub.canaries import SECRETS, Planted, found
from tests.hub.conversations.everything_kept import FROM_CONVERSATION, encrypted, of_conversation
from tests.hub.danger.listeners import MailServer, Webhook, listening
from tests.hub.faults.conftest import empty_home
from tests.hub.faults.stack import Stack, until

__all__ = ["empty_home"]
SHOWN_TO_WHO_CALLS = ("call_number", "call_name", "interpreter", "access_needs")


@pytest.fixture(scope="module")
def told():
    """Whom alerts reach: (a mail server, a webhook)."""
    with listening(MailServer()) as mail, listening(Webhook()) as hook:
        yield mail, hook


@pytest.fixture(scope="module")
def planted(told, empty_home, tmp_path_factory, django_db_blocker):
    mail, hook = told
    with canaries.refusing_twilio() as twilio, pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        for name, value in {
            "KINSHIP_SMS": "twilio",
            "KINSHIP_WHATSAPP": "twilio",
            "KINSHIP_TWILIO_ACCOUNT_SID": canaries.ACCOUNT,
            "KINSHIP_TWILIO_AUTH_TOKENS": canaries.TOKEN,
            "KINSHIP_TWILIO_SMS_NUMBER": canaries.SMS_NUMBER,
            "KINSHIP_TWILIO_WHATSAPP_NUMBER": canaries.WHATSAPP_NUMBER,
            "KINSHIP_TWILIO_URL": twilio,
            "KINSHIP_TWILIO_CONTENT_URL": twilio,
            "KINSHIP_ALERT_EMAILS": "duty@exampleshire.example",
            "KINSHIP_EMAIL_HOST": "127.0.0.1",
            "KINSHIP_EMAIL_PORT": str(mail.port),
            "KINSHIP_ALERT_WEBHOOK": hook.address,
        }.items():
            patch.setenv(name, value)
        stack = Stack(tmp_path_factory.mktemp("canaries") / "home", empty_home)
        stack.start("brain", "web", "worker", "stream")
        try:
            planted = Planted(stack)
            planted.all_of_it()
            planted.rest()
            yield planted
        finally:
            stack.stop()


def test_at_least_forty_are_planted(planted):
    assert len(planted.planted) >= 40 and planted.planted == set(SECRETS)


def test_who_has_the_conversation_reads_them(planted):
    """And so we know that what we look with finds them."""
    page = planted.desk.open(f"/desk/c/{planted.refs['web']}/").html
    shown = {"name", "child", "address", "ni_number", "school", "e_mail", "health", "reply", "note", "draft", "script"}
    assert shown <= set(found(page))


def test_no_process_wrote_one_into_its_log(planted):
    logs = planted.logs()
    assert {"web.log", "worker.log", "stream.log"} <= set(logs)
    assert {name: found(text) for name, text in logs.items() if found(text)} == {}
    assert planted.code and not [name for name, text in logs.items() if planted.code in text]


def test_alerts_carry_none(planted, told):
    mail, hook = told
    assert mail.letters and hook.got
    assert found("\n".join(mail.letters)) == [] and found(str(hook.got)) == []


def test_no_address_and_no_head_of_an_answer_carries_one(planted):
    assert len(planted.heads) > 40
    """Who asks for a page of the desk is sent to sign in, and from there back to the address they asked for: that is theirs."""
    asked = ("path", "desk_path", "query")
    assert [(path, names) for path, head in planted.heads if (names := found(str(head.multi_items()), but=asked))] == []
    assert not [
        path for path, head in planted.heads if not path.startswith("/desk/") and found(str(head.multi_items()))
    ]


def test_nothing_is_kept_by_a_browser_or_on_the_way(planted):
    for path, head in planted.heads:
        if path.startswith(("/chat/", "/desk/")):
            assert "no-store" in head.get("Cache-Control", ""), path
        # A page of the desk is told of to the desk only: its address holds a reference, never a word.
        allowed = ("no-referrer", "same-origin") if path.startswith("/desk/") else ("no-referrer",)
        assert head.get("Referrer-Policy") in allowed, path
        if not path.startswith("/desk/"):
            assert "Set-Cookie" not in head, path


def test_who_makes_the_call_reads_what_was_put_right(planted):
    assert "correction" in found(planted.desk.open(f"/desk/c/{planted.refs['call']}/").html)


@pytest.mark.parametrize("page", ["/desk/", "/desk/texts/", "/desk/metrics/", "/desk/search/", "/desk/canned/"])
def test_no_list_at_the_desk_shows_one(planted, page):
    shown = planted.desk.open(page)
    assert planted.desk.status == 200
    assert found(shown.html) == []


def test_the_list_of_calls_shows_what_is_needed_to_call_and_no_more(planted):
    shown = planted.desk.open("/desk/callbacks/")
    assert planted.desk.status == 200
    assert found(shown.html, but=SHOWN_TO_WHO_CALLS) == []


def test_a_number_shows_its_end_only(planted):
    shown = planted.desk.open("/desk/texts/").text
    assert SECRETS["stray_sender"][-3:] in shown and SECRETS["stray_sender"][-6:] not in shown


def test_numbers_for_machines_carry_none(planted):
    told = planted.request("GET", "/health/ready")
    assert found(told.text) == [] and found(planted.request("GET", "/health/live").text) == []


def test_no_byte_of_the_database_is_one(planted):
    files = planted.files()
    assert {"hub.sqlite3", "hub.sqlite3-wal"} <= set(files)
    assert {name: found(data) for name, data in files.items() if found(data)} == {}
    assert planted.code and not [
        name for name, data in files.items() if re.sub(r"\W", "", planted.code).encode() in data
    ]


def test_after_deleting_not_even_what_was_encrypted_is_left(planted):
    with planted.stack.database():
        conversations = list(Conversation.objects.values_list("pk", flat=True))
        before = ciphers(conversations)
        assert len(before) > 40 and any(left_of(before, planted.files()).values())
        planted.carer.post("/chat/delete", planted.carer.form())
        for each in conversations:
            erasure.erase(each, even_if_held=True)
        left = {name for each in conversations for name, value in of_conversation(each) if value}
        assert left == set()
        until(old_pages.emptied, "the old pages are gone")
        assert left_of(before, planted.files()) == {name: [] for name in planted.files()}
    assert {name: found(data) for name, data in planted.files().items() if found(data)} == {}


def ciphers(conversations):
    """What stands encrypted in the rows of these, by its column."""
    there = {}
    for model, names in encrypted().items():
        path = FROM_CONVERSATION.get(model.__name__)
        for name in names if path else ():
            rows = model.objects.filter(**{f"{path}__in": conversations}).annotate(raw=Cast(name, TextField()))
            for number, raw in rows.values_list("pk", "raw").distinct():
                if raw:
                    there[f"{model.__name__}.{name} {number}"] = raw[
                        20:80
                    ].encode()  # its beginning is the time: many share it
    return there


def left_of(there, files):
    return {name: [where for where, cipher in there.items() if cipher in data] for name, data in files.items()}
