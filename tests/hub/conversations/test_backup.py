"""The drill: traffic, a backup, deletions and a STOP, the backup put back; and all that stops a restore that would do harm."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from hub.channels.records import TextIn
from hub.conversations import backups, callbacks, erasure, erasure_list, invariants, legal_holds, tokens, transitions
from hub.conversations.models import (
    AuditEntry,
    ChannelIdentity,
    Conversation,
    LegalHold,
    Message,
    Outbox,
    Reconciled,
    WorkerPulse,
)
from hub.conversations.texting.arriving import arrived
from hub.conversations.transitions import Inbound
from hub.conversations.words import web_words
from hub.web_chat import pages

pytestmark = pytest.mark.django_db(transaction=True)
of_one_file = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="it looks into the one file that SQLite has")
SECRET = "my nan has had my boy since june"


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.KINSHIP_HOME = tmp_path / "home"
    settings.KINSHIP_SMS = "twilio"
    settings.KINSHIP_TWILIO = {**settings.KINSHIP_TWILIO, "sms_number": "+447700900500"}
    return settings.KINSHIP_HOME


@pytest.fixture
def lead(django_user_model):
    return django_user_model.objects.create_superuser("lea")


def web(number, text="hello"):
    return transitions.begin("web", Inbound(key=f"k{number}", text=text), "exampleshire").conversation_id


def texted(text, number="+447700900123", sid="SM1"):
    record = TextIn("sms", "twilio", sid, number, "+447700900500", text, raw="{}")
    return arrived(record).conversation_id


def backup(tmp_path):
    call_command("backup", str(tmp_path / "kept"))
    return max((tmp_path / "kept").iterdir())


def restore(folder, *options):
    call_command("restore", str(folder), *options)


def words_of(conversation_id):
    return [each.body for each in Message.objects.filter(conversation=conversation_id, author="contact")]


def test_the_drill(tmp_path, answer, lead, capsys):
    chats = [web(n, f"{SECRET} {n}") for n in range(12)]
    phone, other = texted("hello there"), texted("hello too", "+447700900456", "SM2")
    answer("Thank you.")
    callbacks.book(chats[0], callbacks.CallbackAsked(phone="07700 900123", name="Jo"))
    ref = Conversation.objects.get(pk=chats[5]).ref
    tomorrow = timezone.localdate() + timedelta(days=1)
    let_go = Conversation.objects.get(pk=chats[6]).ref
    legal_holds.place(let_go, "a complaint", tomorrow, lead)
    Reconciled.objects.create(channel="sms", up_to=timezone.now() - timedelta(days=1))
    rows, on_their_way = backups.rows_now(), Outbox.objects.filter(state__in=Outbox.OPEN).count()
    folder = backup(tmp_path)

    # What happens after it: some delete, one says STOP, one has never been seen before, one must be kept, one is let go.
    for gone in (chats[0], chats[1], other):
        assert erasure.erase(gone)
    texted("STOP", sid="SM3")
    texted("stop", "+447700900789", "SM4")
    legal_holds.place(ref, "court", tomorrow, lead)
    legal_holds.end(let_go, lead)
    erasure.erase(chats[6])
    later = web("later", "written after the backup")

    restore(folder)

    assert not Outbox.objects.filter(state__in=Outbox.OPEN).exists()
    assert on_their_way and Outbox.objects.filter(error_code="not_known").exists()
    assert "Put back, and the ledger holds what it promises" in capsys.readouterr().out
    for gone in (chats[0], chats[1], chats[6], other):
        assert Conversation.objects.get(pk=gone).erased_at and words_of(gone) == [""]
    assert words_of(chats[2]) == [f"{SECRET} 2"] and words_of(phone) == ["hello there"]
    assert not Conversation.objects.filter(pk=later).exists()
    assert ChannelIdentity.objects.filter(opted_out_at__isnull=False).count() == 2  # the one nobody knew is one of them
    texted("are you there?", "+447700900789", "SM5")
    assert Outbox.objects.exclude(message__kind="opted_out").filter(state=Outbox.QUEUED).count() == 0
    kept = LegalHold.objects.get(ended_at__isnull=True)
    assert (kept.conversation_id, kept.until) == (chats[5], tomorrow)
    # Else the provider's list brings back what was deleted.
    assert timezone.now() - Reconciled.objects.get().up_to < timedelta(minutes=1)
    assert AuditEntry.objects.filter(action="restored").exists() and not list(invariants.faults())
    now = backups.rows_now()
    same = ("conversations_message", "conversations_callback", "conversations_brainturn")
    assert rows["conversations_callback"] == now["conversations_callback"]
    assert json.loads((folder / "manifest.json").read_text())["rows"] == rows
    assert all(now[name] >= rows[name] for name in same)


def test_put_back_twice_it_is_the_same(tmp_path):
    chat = web(1, SECRET)
    folder = backup(tmp_path)
    erasure.erase(chat)
    restore(folder)
    once = backups.rows_now()
    restore(folder)
    assert backups.rows_now() == once and Conversation.objects.get(pk=chat).erased_at


FORM = {"headers": {"Sec-Fetch-Site": "same-origin"}}
CLOSED = web_words()["expired"]["because"]


def browser_says(text, token="", key="a" * 32):
    """The form of the chat page with its key, as a browser sends it, and as Back sends it once more."""
    return Client().post("/chat/say", {"token": token or tokens.start_token(), "key": key, "text": text}, **FORM)


@pytest.mark.parametrize(
    ("begun", "newer_page", "says"),
    [
        ("before", False, "erased"),  # as it was when the backup was made
        ("before", True, "erased"),  # carried on by code since
        ("since", True, "erased"),  # the backup knows nothing of it; the words that are sent again tell
    ],
)
def test_a_page_of_a_deleted_chat_gets_no_words_after_a_restore(tmp_path, monkeypatch, begun, newer_page, says):
    monkeypatch.setattr(pages, "WAIT", 0)  # nobody answers here
    start, folder = tokens.start_token(), backup(tmp_path) if begun == "since" else None
    browser_says(SECRET, start)
    chat = Conversation.objects.get().pk
    token = tokens.issue(chat)
    folder = folder or backup(tmp_path)
    if newer_page:
        token = tokens.move(chat)
    browser_says("and she never sleeps", token, "b" * 32)
    erasure.erase(chat)
    restore(folder)
    count = Conversation.objects.count()
    for again in (browser_says(SECRET, start), browser_says("and she never sleeps", token, "b" * 32)):
        page = again.content.decode()
        assert again.status_code in (403, 410) and CLOSED[says] in page
        assert SECRET not in page and "never sleeps" not in page
    assert Conversation.objects.count() == count and not Message.objects.exclude(body="").exists()


def test_a_chat_that_was_carried_on_elsewhere_opens_no_more_where_it_was(tmp_path):
    chat = web(1, SECRET)
    left_behind = tokens.issue(chat)
    folder = backup(tmp_path)
    tokens.move(chat)
    restore(folder)
    with pytest.raises(tokens.Refused, match="moved"):
        tokens.open_token(left_behind)


def test_what_was_forgotten_in_a_chat_that_went_on_is_forgotten_again(tmp_path, answer):
    chat = web(1, SECRET)
    answer("Thank you.", story={"talk": {"n": 1}})
    folder = backup(tmp_path)
    transitions.receive(chat, Inbound(key="forget", text="forget what i told you"))
    answer("Done.", custom={"forget": True})
    restore(folder)
    row = Conversation.objects.get(pk=chat)
    assert words_of(chat) == [""] and row.story is None and not row.erased_at
    once = backups.rows_now()
    restore(folder)
    assert backups.rows_now() == once and not list(invariants.faults())


def test_a_wish_to_delete_what_must_be_kept_is_known_again(tmp_path, lead):
    chat = web(1, SECRET)
    ref, token = Conversation.objects.get(pk=chat).ref, tokens.issue(chat)
    legal_holds.place(ref, "court", timezone.localdate() + timedelta(days=9), lead)
    folder = backup(tmp_path)
    assert not erasure.erase(chat)
    restore(folder)
    with pytest.raises(tokens.Refused, match="kept"):
        tokens.open_token(token)
    legal_holds.end(ref, lead)
    assert words_of(chat) == [""] and not list(invariants.faults())


@of_one_file
def test_no_word_and_no_key_is_in_it_and_only_its_owner_reads_it(tmp_path, settings):
    web(1, SECRET)
    folder = backup(tmp_path)
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    assert SECRET.encode() not in held
    for key in (settings.SECRET_KEY, backups.key_text("field", settings.KINSHIP_HOME), backups.key_text("lookup", "")):
        assert key and key.encode() not in held
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert {oct(path.stat().st_mode)[-3:] for path in folder.iterdir()} == {"600"}
    assert sorted(path.name for path in folder.iterdir()) == ["hub.sqlite3", "manifest.json"]


@of_one_file
def test_after_a_restore_nothing_of_the_deleted_words_is_in_the_files(tmp_path):
    chat = web(1, SECRET)
    cipher = _stored()
    folder = backup(tmp_path)
    assert cipher in (folder / "hub.sqlite3").read_bytes()
    erasure.erase(chat)
    restore(folder)
    connection.close()
    place = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(place)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert cipher not in Path(place).read_bytes()


def _stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM conversations_message WHERE author = 'contact'")
        return cursor.fetchone()[0].encode()


def test_a_dry_run_changes_nothing(tmp_path, capsys):
    folder = backup(tmp_path)
    chat = web(1)
    erasure.erase(chat)
    restore(folder, "--dry-run")
    assert "1 erased" in capsys.readouterr().out and Conversation.objects.filter(pk=chat).exists()


@of_one_file
@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("no manifest", "no manifest"),
        ("a byte differs", "SHA-256"),
        ("cut short", "SHA-256"),
        ("of PostgreSQL", "of postgresql"),
        ("newer", "newer than this program: conversations.9999"),
        ("rows are missing", "rows are not those"),
        ("another key", "none of the field keys"),
    ],
)
def test_what_is_not_put_back(tmp_path, monkeypatch, harm, says):
    web(1, SECRET)
    folder = backup(tmp_path)
    file, manifest = folder / "hub.sqlite3", folder / "manifest.json"
    told = json.loads(manifest.read_text())
    if harm == "no manifest":
        manifest.unlink()
    elif harm == "a byte differs":
        whole = bytearray(file.read_bytes())
        whole[-1] ^= 1
        file.write_bytes(whole)
    elif harm == "cut short":
        file.write_bytes(file.read_bytes()[:-4096])
    elif harm == "another key":
        monkeypatch.setenv("KINSHIP_FIELD_KEYS", Fernet.generate_key().decode())
    else:
        told |= {"vendor": "postgresql"} if harm == "of PostgreSQL" else {}
        if harm == "newer":
            told["migrations"]["conversations"].append("9999_later")
        if harm == "rows are missing":
            told["rows"]["conversations_message"] += 1
        manifest.write_text(json.dumps(told))
    before = backups.rows_now()
    with pytest.raises(CommandError, match=says):
        restore(folder)
    assert backups.rows_now() == before


def test_a_running_service_is_not_written_over(tmp_path):
    folder = backup(tmp_path)
    WorkerPulse.objects.create(name="w", at=timezone.now() - timedelta(seconds=20), brain_up=True)
    with pytest.raises(CommandError, match="Stop the service first"):
        restore(folder)
    restore(folder, "--force")


def test_a_list_that_does_not_know_the_backup_is_not_enough(tmp_path, home):
    chat = web(1, SECRET)
    folder = backup(tmp_path)
    erasure.erase(chat)
    other = tmp_path / "of another host.log"
    shutil.move(home / "erased.log", other)
    with pytest.raises(CommandError, match="does not know this backup"):
        restore(folder)
    restore(folder, "--without-list", "--list", str(other))
    assert Conversation.objects.get(pk=chat).erased_at


def test_the_list_holds_ids_and_times_only_and_survives_a_cut_line(home):
    chat = web(1, SECRET)
    erasure.erase(chat)
    texted("STOP")
    path = home / "erased.log"
    text = path.read_text()
    assert oct(path.stat().st_mode)[-3:] == "600" and "447700900123" not in text and "nan" not in text
    path.write_text(
        text + f"2026-11-22T10:00:00+00:00 released {chat.hex}\n2026-11-22T10:00:01+00:00 released {str(chat)[:9]}"
    )
    erasure_list.released(chat, timezone.now())
    assert [line.what for line in erasure_list.lines()] == ["erased", "forms", "opted_out", "released", "released"]


def test_a_list_that_cannot_be_written_does_not_stop_a_deletion(home, caplog):
    chat = web(1, SECRET)
    home.mkdir(exist_ok=True)
    (home / "erased.log").mkdir()
    assert erasure.erase(chat) and Conversation.objects.get().erased_at
    assert "erasure_list.not_written what=erased" in caplog.text


def test_the_line_stands_before_the_commit(home, monkeypatch):
    """So a crash between the two loses no deletion."""
    chat, seen = web(1), []
    monkeypatch.setattr(erasure_list, "_write", lambda *told: seen.append(Conversation.objects.get().erased_at))
    erasure.erase(chat)
    assert set(seen) == {None}  # the line, and that of its pages
