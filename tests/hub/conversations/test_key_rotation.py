"""A new field key: everything is under it afterwards, nothing is changed by it, and the ledger still refuses other words."""

import os

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from hub.adviser_desk.accounts import Factors
from hub.conversations import callbacks, erasure, fields, invariants, key_rotation, transitions
from hub.conversations.models import Callback, Conversation, Feedback, Message, Note, Reencryption
from hub.conversations.transitions import Inbound

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, settings, monkeypatch):
    """A home whose field key is in its file, as it is where the service runs."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "field").write_text(os.environ["KINSHIP_FIELD_KEYS"] + "\n")
    monkeypatch.delenv("KINSHIP_FIELD_KEYS")
    settings.KINSHIP_HOME = tmp_path
    return tmp_path


@pytest.fixture
def talk(answer, django_user_model):
    """Words in many tables, some of them blanked."""
    chat = transitions.begin("web", Inbound(key="k1", text="my nan has my boy"), "exampleshire").conversation_id
    answer("Thank you.", story={"talk": {"opened": True}}, choices=[{"id": "person", "label": "A person"}])
    transitions.receive(chat, Inbound(key="k2", choice="person", label="A person"))
    callbacks.book(chat, callbacks.CallbackAsked(phone="07700 900123", name="Jo"))
    Note.objects.create(
        conversation_id=chat, at_seq=1, author_user=django_user_model.objects.create_user("kit"), body="ring her back",
        created_at=timezone.now(),
    )  # fmt: skip
    gone = transitions.begin("web", Inbound(key="k3", text="delete me"), "exampleshire").conversation_id
    erasure.erase(gone)
    return chat


def keys_in(home):
    return (home / "keys" / "field").read_text().split()


def stored(column, table="conversations_message"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def run(*arguments):
    call_command("rotate_keys", *arguments)


def test_every_encrypted_field_of_every_model_is_known():
    """By name here, by class there: a field of ours whose stored form is encrypted, and that is not found, fails this."""
    by_looks = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.TextField) and str(field.get_prep_value("x")).startswith("gAAAAA"):
                by_looks.add((model.__name__, field.name))
    found = {(model.__name__, each.name) for model, own in key_rotation.encrypted_fields().items() for each in own}
    assert found == by_looks
    assert {("Message", "body"), ("Callback", "phone"), ("Conversation", "story"), ("LegalHold", "reason")} <= found


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="SQLite tells what its triggers say; both are made of the same words"
)
def test_every_trigger_that_guards_an_encrypted_text_knows_the_pass():
    """Else a key could never be changed again once there is a row in that table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    for model, own in key_rotation.encrypted_fields().items():
        for sql in (sql for table, sql in triggers if table == model._meta.db_table):
            for field in own:
                changed = f"NEW.{field.column} <> OLD.{field.column}"
                assert changed not in sql or sql.split(changed)[1].lstrip().startswith(
                    f"AND NEW.{field.column} <> '' AND NOT (OLD.{field.column} <> ''"
                ), f"{model.__name__}.{field.name}"
    assert {table for table, _ in triggers} >= {"conversations_message", "conversations_note"}


def test_all_is_under_the_new_key_and_reads_as_before(home, talk, django_user_model):
    sam = django_user_model.objects.create_user("sam")
    secret = {"secret": Factors().encrypt("JBSWY3DP"), "other": 1}
    codes = {"seed": Factors().encrypt("seed"), "migrated_codes": [Factors().encrypt("one")]}
    Authenticator.objects.create(user=sam, type="totp", data=secret)
    Authenticator.objects.create(user=sam, type="recovery_codes", data=codes)
    Feedback.objects.create(month="2026-11-01", council="exampleshire", answer=Feedback.YES, words="kind")
    before = list(Message.objects.order_by("pk").values("pk", "body", "choice", "choices", "erased_at"))
    old = Fernet(keys_in(home)[0])

    run("--begin")
    assert len(keys_in(home)) == 2 and oct((home / "keys" / "field").stat().st_mode)[-3:] == "600"
    run()
    run("--finish")

    (new,) = keys_in(home)
    bodies = [text for text in stored("body") if text]
    assert len(bodies) >= 4 and "" in stored("body")
    for text in [*bodies, *stored("phone", "conversations_callback"), *stored("body", "conversations_note")]:
        Fernet(new).decrypt(text)
        with pytest.raises(InvalidToken):
            old.decrypt(text)
    assert list(Message.objects.order_by("pk").values("pk", "body", "choice", "choices", "erased_at")) == before
    assert Callback.objects.get().name_to_ask_for == "Jo" and Note.objects.get().body == "ring her back"
    assert Conversation.objects.get(pk=talk).story
    totp, recovery = Authenticator.objects.order_by("pk")
    assert Factors().decrypt(totp.data["secret"]) == "JBSWY3DP" and totp.data["other"] == 1
    assert Factors().decrypt(recovery.data["migrated_codes"][0]) == "one"
    assert not Reencryption.objects.exists() and not list(invariants.faults())


def test_a_dry_run_counts_and_changes_nothing_and_a_second_run_has_nothing_to_do(home, talk, capsys):
    run("--begin")
    before = stored("body")
    run("--dry-run")
    assert stored("body") == before and "conversations_message:" in capsys.readouterr().out
    run()
    run()
    assert capsys.readouterr().out.endswith("0 rows encrypted anew.\n")


def test_begun_twice_there_is_one_new_key(home):
    run("--begin")
    first = keys_in(home)
    run("--begin")
    assert keys_in(home) == first and len(first) == 2


def test_the_old_key_stays_while_something_is_under_it(home, talk):
    run("--begin")
    with pytest.raises(CommandError, match="No key was dropped"):
        run("--finish")
    assert len(keys_in(home)) == 2


def test_stopped_half_way_it_is_taken_up_again(home, talk, monkeypatch):
    run("--begin")
    monkeypatch.setattr(key_rotation, "BATCH", 1)
    swap, swapped = key_rotation._swap, []

    def die_at_the_third(model, batch):
        if batch and len(swapped) == 2:
            raise KeyboardInterrupt
        swapped.extend(batch)
        return swap(model, batch)

    monkeypatch.setattr(key_rotation, "_swap", die_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(key_rotation, "_swap", swap)
    assert sum(key_rotation.left(keys_in(home)).values()) > 0
    run()
    run("--finish")
    assert Message.objects.order_by("pk")[0].body == "my nan has my boy"


def test_words_deleted_between_reading_and_writing_stay_deleted(home, talk, monkeypatch):
    run("--begin")
    swap = key_rotation._swap

    def deleted_first(model, batch):
        if model is Message:
            erasure.erase(talk)
        return swap(model, batch)

    monkeypatch.setattr(key_rotation, "_swap", deleted_first)
    run()
    assert not any(stored("body")) and not list(invariants.faults())


def test_a_process_that_runs_on_writes_with_the_new_key(home, talk):
    run("--begin")
    transitions.receive(talk, Inbound(key="k9", text="he is 6"))
    Fernet(keys_in(home)[0]).decrypt(stored("body")[-1])


def test_a_text_that_opens_with_no_key_stops_it_and_is_named_by_row_only(home, talk):
    (home / "keys" / "field").write_text(Fernet.generate_key().decode())
    with pytest.raises(CommandError) as refused:
        run()
    assert "opens with none of the keys" in str(refused.value) and "gAAAA" not in str(refused.value)


def test_keys_of_the_environment_are_changed_there(home, monkeypatch):
    monkeypatch.setenv("KINSHIP_FIELD_KEYS", Fernet.generate_key().decode())
    for step in ("--begin", "--finish"):
        with pytest.raises(CommandError, match="KINSHIP_FIELD_KEYS"):
            run(step)


@pytest.mark.parametrize(
    ("given_pass", "put", "refused"),
    [
        (False, "gAAAAAother", True),  # another text, as ever
        (True, "plain words", True),  # with the pass, only what is encrypted
        (True, "gAAAAAother", False),
        (False, "", False),  # blanking, as ever
    ],
)
def test_the_ledger_lets_other_text_in_only_with_a_pass(talk, given_pass, put, refused):
    first = Message.objects.order_by("pk")[0].pk
    if given_pass:
        Reencryption.objects.create(at=timezone.now())
    if refused:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            _put(first, put)
    else:
        _put(first, put)
        assert stored("body")[0] == put


def test_even_with_a_pass_what_was_blanked_stays_blank(talk):
    Reencryption.objects.create(at=timezone.now())
    blank = Message.objects.filter(erased_at__isnull=False)[0].pk
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _put(blank, fields.EncryptedText().get_prep_value("put back"))


def _put(pk, text):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_message SET body = %s WHERE id = %s", [text, pk])
