"""All that is kept about one person, and nothing of another: every column that the inventory calls personal is given."""

import io
import json
import stat
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from hub.conversations import (
    access_export,
    access_files,
    callbacks,
    drafts,
    erasure,
    inventory,
    legal_holds,
    notes,
    saving,
    tokens,
    transitions,
)
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import AuditEntry, CallbackAttempt, Conversation, Transfer, Viewing, WaitAlert
from hub.conversations.transitions import Inbound
from kinship.story import Answer, Story
from tests.hub.conversations.everything_kept import FROM_CONVERSATION, OF_NOBODY, encrypted, of_conversation
from tests.hub.desk.conftest import charity, kinship_team, money_team, works

__all__ = ["charity", "kinship_team", "money_team", "works"]
pytestmark = pytest.mark.django_db
NUMBER, OTHERS_NUMBER = "+447700900461", "+447700900462"
OTHER = "Zebedee Acaciavenue"


@pytest.fixture
def robin(works):
    return works("Robin", role="supervisor")


@pytest.fixture
def person(begin_web, robin):
    """A carer of whom there is something in every table."""
    return begin_web("my grandson Barnaby is 7")


@pytest.fixture
def other(begin_web):
    return begin_web(f"I am {OTHER}, call 07700 900462", number=OTHERS_NUMBER)


@pytest.fixture
def begin_web(answer, robin, kinship_team):
    """Something of everything, on the web."""
    count = iter(range(1000))

    def make(text, number=NUMBER):
        key, now = f"export {next(count)}", timezone.now()
        chat = transitions.begin("web", Inbound(key=key, text=text), "exampleshire").conversation_id
        story = Story()
        story.add("child_age", Answer("7", 1, text[:60]), 0)
        answer("An answer.", choices=[{"id": "x", "label": "Yes"}], story=story.as_json())
        tokens.issue(chat)
        saving.save(chat)
        transitions.receive(chat, Inbound(key=f"{key} danger", text="my partner is hitting me right now"))
        callbacks.book(chat, CallbackAsked(phone=number, name="Jo", interpreter="Polish", access_needs="a stammer"))
        transitions.take(chat, robin)
        notes.write(chat, robin, f"a note on {text}", key=key)
        drafts.save(chat, robin, f"a draft on {text}", 1)
        conversation = Conversation.objects.get(pk=chat)
        Viewing.objects.create(conversation=conversation, user=robin, until=now)
        Transfer.objects.create(conversation=conversation, by=robin, reason="better", at=now)
        CallbackAttempt.objects.create(
            callback=conversation.callback_set.first(), by=robin, at=now, outcome=CallbackAttempt.NO_ANSWER
        )
        WaitAlert.objects.create(
            conversation=conversation, since=now, urgent=True, step=0, way="email", made_at=now, next_attempt_at=now
        )
        legal_holds.place(conversation.ref, f"a court, for {text}", timezone.localdate() + timedelta(days=9), robin)
        return Conversation.objects.get(pk=chat)

    return make


def test_every_table_about_people_is_given_or_it_is_said_why_not():
    said = access_export.words()
    for label in inventory.told()["tables"]:
        app, _, name = label.partition(".")
        if app != "conversations" or not inventory.is_personal(label):
            continue
        staff = inventory.told()["tables"][label]["whose"].startswith(("people who work here", "the safeguarding lead"))
        given = name in access_export.REACHED or name == "AuditEntry"
        assert given or name in said["left_out"] or staff, f"{label}: neither given, nor left out with a reason"
        assert not given or name in said["headings"], f"{label}: no heading"


def test_every_personal_column_of_them_is_given(person, robin):
    kept = access_export.of_ref(person.ref, robin)["conversations"][0]["kept"]
    for name, rows in kept.items():
        model = inventory.tables()[f"conversations.{name}"]
        classes = inventory.told()["tables"][model._meta.label]["fields"]
        wanted = {field for field, what in classes.items() if inventory.class_of(what) not in access_export.HIDDEN}
        for row in rows:
            assert set(row) == wanted, name
    empty = {name for name, rows in kept.items() if not rows}
    assert empty <= {"Alert", "ChannelIdentity", "Outbox", "TextTalk"}, (
        "nothing of these was made: the test proves less"
    )


def test_every_encrypted_field_is_known_to_these_tests():
    names = {model.__name__ for model in encrypted()}
    assert names == FROM_CONVERSATION.keys() | OF_NOBODY.keys()


def test_whatever_is_encrypted_of_theirs_stands_in_it_and_nothing_of_another(person, other, robin):
    export = access_export.of_ref(person.ref, robin)
    whole = json.dumps(export, ensure_ascii=False)
    for name, value in of_conversation(person.pk):
        if value:
            assert json.dumps(value, ensure_ascii=False)[1:-1] in whole, name
    assert [each["ref"] for each in export["conversations"]] == [person.ref]
    for theirs in (OTHER, OTHERS_NUMBER, other.ref, str(other.pk)):
        assert theirs not in whole and theirs not in access_files.readable(export)


def test_by_number_it_is_the_same(person, other, robin):
    export = access_export.of_phone("07700 900461", robin)
    assert [each["ref"] for each in export["conversations"]] == [person.ref] and export["found_by"] == "phone"


def test_a_fact_says_which_words_it_came_from(person, robin):
    (fact,) = access_export.of_ref(person.ref, robin)["conversations"][0]["facts"]
    assert fact["fact"] == "child_age" and fact["from_words"].startswith("my grandson Barnaby")
    assert fact["from_messages"] == [1, 1]


def test_it_says_who_looked(person, robin):
    before = AuditEntry.objects.filter(conversation_ref=person.ref).count()
    kept = access_export.of_ref(person.ref, robin)["conversations"][0]["kept"]["AuditEntry"]
    assert len(kept) == before + 1
    assert {"took", "noted", "held", "access_exported"} <= {each["action"] for each in kept}


def test_what_a_person_must_review_is_marked(person, robin):
    export = access_export.of_ref(person.ref, robin)
    assert "NOT YET TO BE HANDED OVER" in export["read_first"][0] and {"Note", "Danger", "Draft"} <= set(
        export["review"]
    )
    page = access_files.readable(export)
    assert page.count("review: ") >= 6 and "NOT YET TO BE HANDED OVER" in page
    assert not [each for each in ("<script", "<img", "<link", "src=", "@import") if each in page]


def test_markup_that_was_written_is_no_markup(begin_web, robin):
    export = access_export.of_ref(begin_web("<script>alert(1)</script>").ref, robin)
    assert "<script>" not in access_files.readable(export)


def test_the_command_writes_two_files_for_their_owner_only(person, robin, tmp_path):
    out = io.StringIO()
    call_command("access_export", person.ref.lower(), by=robin.username, to=str(tmp_path / "new"), stdout=out)
    files = sorted((tmp_path / "new").iterdir())
    assert [each.suffix for each in files] == [".html", ".json"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert json.loads(files[1].read_text("utf-8"))["made_by"] == "robin" and "Barnaby" in files[0].read_text("utf-8")
    assert "Barnaby" not in out.getvalue() and "NOT YET" in out.getvalue()
    entry = AuditEntry.objects.filter(action="access_exported").get()
    assert (entry.actor, entry.conversation_ref) == (f"user:{robin.pk}", person.ref)


@pytest.mark.parametrize("asked", [["ZZZZZZZZ"], ["--phone", "07700 900999"], ["--phone", "none"]])
def test_what_is_not_there_is_said_without_saying_it_again(robin, tmp_path, asked):
    with pytest.raises(CommandError) as refused:
        call_command("access_export", *asked, "--by", robin.username, "--to", str(tmp_path))
    assert asked[-1] not in str(refused.value) and list(tmp_path.iterdir()) == []


def test_only_somebody_who_works_here_makes_one(person, tmp_path):
    with pytest.raises(CommandError):
        call_command("access_export", person.ref, "--by", "nobody", "--to", str(tmp_path))


def test_after_a_deletion_there_is_nothing_left_to_give_but_times_and_codes(person, robin):
    assert erasure.erase(person.pk, even_if_held=True)
    export = json.dumps(access_export.of_ref(person.ref, robin), ensure_ascii=False)
    assert "Barnaby" not in export and "a stammer" not in export and NUMBER not in export


def test_after_a_deletion_every_encrypted_field_of_it_is_blank_and_of_no_other(person, other):
    before = [(name, value) for name, value in of_conversation(other.pk) if value]
    assert erasure.erase(person.pk, even_if_held=True)
    assert [name for name, value in of_conversation(person.pk) if value] == []
    assert [(name, value) for name, value in of_conversation(other.pk) if value] == before
