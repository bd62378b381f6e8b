"""Each invariant is broken on purpose, by raw SQL behind the models' back, and the check finds it."""

import pytest
from django.db import connection

from hub.conversations import (
    advisers,
    callbacks,
    erasure,
    invariants,
    notes,
    passing_on,
    saving,
    tokens,
    transitions,
    turns,
)
from hub.conversations.models import ChannelIdentity, Conversation, Membership, Outbox, Team, TextTalk
from hub.conversations.transitions import Inbound

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(answer):
    """A web talk of four messages: a question and an answer, twice."""
    conversation_id = transitions.begin(
        "web", Inbound(key="k1", text="my nan has my boy"), "exampleshire"
    ).conversation_id
    answer()
    transitions.receive(conversation_id, Inbound(key="k2", text="he is 6"))
    answer()
    assert found() == []
    return conversation_id


@pytest.fixture
def texts(answer):
    """The same by SMS: two answers in the outbox."""
    conversation_id = transitions.begin("sms", Inbound(key="s1", text="hello"), "exampleshire").conversation_id
    answer("one")
    transitions.receive(conversation_id, Inbound(key="s2", text="more"))
    answer("two")
    Outbox.objects.filter(seq=2).update(state="sent")
    assert found() == []
    return conversation_id


def found():
    return sorted({fault.invariant for fault in invariants.faults()})


# PostgreSQL: undone with the test's own transaction.
NOTHING_HINDERS = """DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.place, each.conname); END LOOP;
END $$; SET LOCAL session_replication_role = replica"""


def break_it(*statements, triggers=False):
    """Run SQL, with neither the ledger's triggers nor the constraints in the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(NOTHING_HINDERS)
            for statement in (*statements, "SET LOCAL session_replication_role = origin"):
                cursor.execute(statement)
            return
        if not triggers:
            cursor.execute("DROP TRIGGER message_is_append_only")
            cursor.execute("DROP TRIGGER audit_is_append_only")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            for statement in statements:
                cursor.execute(statement)
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


MESSAGE, TURN, TALK = "conversations_message", "conversations_brainturn", "conversations_conversation"
OUTBOX, TEXTS = "conversations_outbox", "conversations_texttalk"

BROKEN = {
    "a gap": (1, f"UPDATE {MESSAGE} SET seq = 9 WHERE seq = 4"),
    "last_seq is behind": (1, f"UPDATE {TALK} SET last_seq = 3"),
    "a receipt without a message": (2, "UPDATE conversations_inboundreceipt SET message_id = NULL"),
    "a message without a receipt": (2, "DELETE FROM conversations_inboundreceipt"),
    "a web answer in the outbox": (
        2,
        "INSERT INTO conversations_outbox (message_id, conversation_id, from_seq, seq, part, state, attempts, text, plain,"
        " next_attempt_at, worker, error_code)"
        f" SELECT id, conversation_id, seq, seq, 1, 'queued', 0, '', '', created_at, '', '' FROM {MESSAGE} WHERE seq = 2",
    ),
    "an answer of another epoch": (3, f"UPDATE {TURN} SET epoch = 3 WHERE number = 1"),
    "an answer without a turn": (3, f"UPDATE {MESSAGE} SET turn_id = NULL WHERE seq = 2"),
    "an answer of a turn that was discarded": (3, f"UPDATE {TURN} SET state = 'discarded' WHERE number = 1"),
    "said while an adviser held it": (3, f"UPDATE {MESSAGE} SET epoch = 2 WHERE seq >= 3", f"UPDATE {TURN} SET epoch = 2 WHERE number = 2"),
    "a state without its epoch": (3, f"UPDATE {TALK} SET state = 'closed'"),
    "an open turn nobody may run": (3, f"UPDATE {TURN} SET state = 'queued', epoch = 9 WHERE number = 2"),
    "with an adviser, and no adviser": (4, f"UPDATE {TALK} SET state = 'with_adviser', epoch = 2"),
    "an adviser's message without a writer": (4, f"UPDATE {MESSAGE} SET author = 'adviser' WHERE seq = 2"),
    "an adviser who has it without an end": (4, f"UPDATE {TALK} SET held_until = opened_at"),
    "nobody answers": (6, f"DELETE FROM {MESSAGE} WHERE seq = 4", f"DELETE FROM {TURN} WHERE number = 2", f"UPDATE {TALK} SET last_seq = 3"),
    "a turn that said nothing": (6, f"DELETE FROM {MESSAGE} WHERE seq = 4", f"UPDATE {TALK} SET last_seq = 3"),
    "answered twice": (6, f"UPDATE {TURN} SET from_seq = 1 WHERE number = 2"),
    "a callback without a call": (6, f"UPDATE {TALK} SET state = 'callback'"),
    "a failure told for a turn that is done": (6, f"UPDATE {MESSAGE} SET author = 'system', kind = 'failure' WHERE seq = 4"),
    "a gap in the feed": (8, "DELETE FROM conversations_event WHERE n = 2"),
    "a counter that is behind": (8, "UPDATE conversations_feedcounter SET n = n - 1"),
    "two counters": (8, "INSERT INTO conversations_feedcounter (id, n, pruned_up_to, audit_hash) VALUES (9, 0, 0, '')"),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_broken_is_found(chat, how):
    number, *statements = BROKEN[how]
    break_it(*statements)
    assert number in found()


@pytest.mark.parametrize(
    "number, statements",
    [
        (2, [f"DELETE FROM {OUTBOX} WHERE seq = 2"]),
        (2, [f"UPDATE {OUTBOX} SET from_seq = 5 WHERE seq = 4"]),
        (2, [f"UPDATE {OUTBOX} SET seq = 5 WHERE seq = 4"]),
        (
            7,
            [
                f"UPDATE {OUTBOX} SET state = 'queued' WHERE seq = 2",
                f"UPDATE {OUTBOX} SET state = 'sent' WHERE seq = 4",
            ],
        ),
        (
            7,
            [
                f"UPDATE {OUTBOX} SET state = 'held' WHERE seq = 2",
                f"UPDATE {OUTBOX} SET state = 'unknown' WHERE seq = 4",
            ],
        ),
    ],
)
def test_a_broken_outbox_is_found(texts, number, statements):
    break_it(*statements)
    assert found() == [number]


def test_words_of_danger_wait_for_nothing(texts):
    transitions.receive(texts, Inbound(key="s3", text="my partner is hitting me right now"))
    Outbox.objects.filter(seq=4).update(state="queued")
    Outbox.objects.filter(message__kind="danger").update(state="delivered")
    assert found() == []


LEFT_OF_TEXTS = {
    "the text": f"UPDATE {OUTBOX} SET text = 'left' WHERE seq = 2",
    "its plain form": f"UPDATE {OUTBOX} SET plain = 'left' WHERE seq = 2",
    "its menu": f"UPDATE {OUTBOX} SET menu = 'left' WHERE seq = 2",
    "one that is still to leave": f"UPDATE {OUTBOX} SET state = 'queued' WHERE seq = 4",
    "one that waits for them to write": f"UPDATE {OUTBOX} SET state = 'held' WHERE seq = 4",
    "pages": f"UPDATE {TEXTS} SET pages = 'left'",
    "an open question": f"UPDATE {TEXTS} SET asked = 'left'",
    "notes": f"UPDATE {TEXTS} SET notes = 'left'",
}


@pytest.mark.parametrize("what", LEFT_OF_TEXTS)
def test_what_is_left_of_erased_texts_is_found(texts, what):
    TextTalk.objects.update(pages=[{"text": "left", "plain": "", "menu": []}], asked={"code": "left"}, notes={"a": 1})
    erasure.erase(texts)
    assert found() == [] and not Outbox.objects.filter(state="queued").exists()
    break_it(LEFT_OF_TEXTS[what])
    assert found() == [9]


def test_a_number_stays_while_another_of_their_talks_is_kept(texts):
    talk = Conversation.objects.get(pk=texts)
    talk.identity = ChannelIdentity.objects.create(
        contact=talk.contact, channel="sms", address="+447700900123", address_hash="h"
    )
    talk.save()
    transitions.close(texts, "by_carer")
    other = transitions.begin("sms", Inbound(key="s9", text="hello again"), "exampleshire").conversation_id
    Conversation.objects.filter(pk=other).update(identity=talk.identity)
    erasure.erase(texts)
    assert ChannelIdentity.objects.get().address and found() == []
    erasure.erase(other)
    assert not ChannelIdentity.objects.get().address and found() == []


LEFT = {
    "words": f"UPDATE {MESSAGE} SET body = 'left' WHERE seq = 1",
    "a tap": f"UPDATE {MESSAGE} SET choice = 'left' WHERE seq = 1",
    "a menu": f"UPDATE {MESSAGE} SET choices = 'left' WHERE seq = 2",
    "no mark": f"UPDATE {MESSAGE} SET erased_at = NULL WHERE seq = 2",
    "a story": f"UPDATE {TALK} SET story = 'left'",
    "a name": "UPDATE conversations_contact SET preferred_name = 'left'",
    "a summary": "UPDATE conversations_handover SET summary = 'left'",
    "a late reply": f"UPDATE {TURN} SET discarded_reply = 'left'",
    "a phone number": "UPDATE conversations_callback SET phone = 'left'",
    "its hash": "UPDATE conversations_callback SET phone_hash = 'left'",
    "a promise": "UPDATE conversations_callback SET state = 'requested'",
    "a live token": "UPDATE conversations_chattoken SET revoked_at = NULL",
    "a payload": "UPDATE conversations_inboundreceipt SET payload = 'left'",
}


@pytest.mark.parametrize("what", LEFT)
def test_what_is_left_of_an_erased_talk_is_found(chat, what):
    transitions.receive(chat, Inbound(key="k3", text="my partner is hitting me right now"))
    tokens.issue(chat)
    saving.save(chat)
    callbacks.book(chat, callbacks.CallbackAsked(phone="07700 900123"))
    erasure.erase(chat)
    assert found() == []
    break_it(LEFT[what])
    assert found() == [9]


DESK = {
    "an adviser who did not hold it": (4, f"UPDATE {MESSAGE} SET author_user_id = (SELECT MAX(id) FROM auth_user) WHERE author = 'adviser'"),
    "a takeover that is not in the audit trail": (4, "UPDATE conversations_auditentry SET action = 'looked' WHERE action = 'took'"),
    "a note behind the last message": (5, "UPDATE conversations_note SET at_seq = 99"),
    "a note in the feed of a carer": (5, "UPDATE conversations_event SET for_contact = (1 = 1) WHERE kind = 'note.added'"),
    "a note in what the hub said": (
        5,
        "UPDATE conversations_note SET at_seq = 0",
        f"UPDATE {MESSAGE} SET body = (SELECT body FROM conversations_note) WHERE author = 'system'",
    ),
    "another organisation without consent": (12, "UPDATE conversations_transfer SET outside = (1 = 1)"),
    "a note of an erased talk": (9, f"UPDATE {TALK} SET erased_at = opened_at"),
}  # fmt: skip


@pytest.mark.parametrize("how", DESK)
def test_what_is_broken_at_the_desk_is_found(chat, how, django_user_model):
    sam, _ = (django_user_model.objects.create_user(name, first_name=name) for name in ("sam", "alex"))
    team = Team.objects.create(slug="money", name="Money", organisation="council")
    Membership.objects.create(user=sam, team=team, role="adviser")
    transitions.take(chat, sam)
    passing_on.to_team(chat, sam, team, "knows_more")
    advisers.reply(chat, sam, "Hello.", seen=99, key="a")
    notes.write(chat, sam, "a note that is long enough", key="a")
    assert found() == []
    number, *statements = DESK[how]
    drop = ["DROP TRIGGER note_is_append_only"] if connection.vendor == "sqlite" else []
    break_it(*drop, *statements)
    assert number in found()


def test_an_entry_of_the_audit_trail_that_was_changed_or_cut_off_is_found(chat):
    transitions.request_adviser(chat)
    transitions.back_to_assistant(chat)
    assert found() == []
    break_it(
        "UPDATE conversations_auditentry SET actor = 'nobody' WHERE id = (SELECT MIN(id) FROM conversations_auditentry)"
    )
    assert found() == [10]


def test_an_audit_trail_that_was_cut_short_is_found(chat):
    transitions.request_adviser(chat)
    transitions.back_to_assistant(chat)
    break_it("DELETE FROM conversations_auditentry WHERE id = (SELECT MAX(id) FROM conversations_auditentry)")
    assert found() == [10]


def test_what_is_in_order_is_left_in_peace(chat, answer, django_user_model):
    """The ways a message may be unanswered: queued, failed and told, waiting, with an adviser, a call, ended."""
    transitions.receive(chat, Inbound(key="k3", text="three"))
    assert found() == []
    answer(error="down", reached=False)
    assert found() == []
    transitions.receive(chat, Inbound(key="k4", text="four"))
    transitions.request_adviser(chat)
    transitions.receive(chat, Inbound(key="k5", text="five"))
    assert found() == []
    transitions.take(chat, django_user_model.objects.create_user("sam"))
    assert found() == []
    transitions.hand_back(chat)
    assert turns.claim_next("w", 30) is not None and found() == []
    transitions.close(chat, "by_carer")
    assert found() == [] and Conversation.objects.get().state == "closed"
    transitions.receive(chat, Inbound(key="k6", text="six"))
    answer()
    callbacks.book(chat, callbacks.CallbackAsked(phone="07700 900123"))
    transitions.receive(chat, Inbound(key="k7", text="seven"))
    answer()
    assert found() == []
