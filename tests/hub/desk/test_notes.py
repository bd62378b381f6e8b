"""What advisers write for each other stays with them: notes, drafts, who looks and who types."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hub.conversations import (
    advisers,
    blanking,
    drafts,
    erasure,
    feed,
    notes,
    passing_on,
    presence,
    retention,
    tokens,
    transcript,
    transitions,
    turns,
)
from hub.conversations.ledger import NoSuchConversation, changing
from hub.conversations.models import AuditEntry, Draft, Event, Note, Outbox, Viewing
from hub.conversations.transitions import Inbound

CANARY = "canary: the mother may be at the aunt's house"
pytestmark = pytest.mark.django_db


class TestNotes:
    def test_they_stand_between_the_messages(self, chat, sam, now):
        number = notes.write(chat, sam, f" {CANARY} ", key="a")
        (written,) = notes.of(chat)
        assert (written.id, written.at_seq, written.by, written.text) == (number, now(chat).last_seq, "Sam", CANARY)
        assert notes.write(chat, sam, CANARY, key="a") == number and Note.objects.count() == 1
        assert AuditEntry.objects.get(action="noted").detail == {"note": number}

    @pytest.mark.parametrize("state", ["assistant", "waiting", "with_adviser", "closed"])
    def test_in_any_state(self, begin, sam, state):
        chat = begin(waiting=state != "assistant")
        if state in ("with_adviser", "closed"):
            transitions.take(chat, sam)
        if state == "closed":
            advisers.finish(chat, sam, "answered")
        notes.write(chat, sam, CANARY, key="a")

    def test_the_database_refuses_to_rewrite_them(self, chat, sam):
        notes.write(chat, sam, CANARY, key="a")
        with pytest.raises(DatabaseError), transaction.atomic():
            Note.objects.update(body="something else")

    def test_no_words_are_no_note(self, chat, sam):
        with pytest.raises(ValueError):
            notes.write(chat, sam, "  ", key="a")

    @pytest.mark.parametrize("channel", ["web", "sms", "whatsapp"])
    def test_they_leave_by_no_way(self, channel, sam, alex, money_team, answer, client, there):
        """Every step an adviser can take, with a note and a draft that must not be in anything that leaves."""
        chat = transitions.begin(channel, Inbound(key="k", text="hello"), "exampleshire").conversation_id
        answer("An answer.")
        steps = [
            lambda: transitions.request_adviser(chat),
            lambda: transitions.take(chat, sam),
            lambda: advisers.reply(chat, sam, "Hello.", seen=99, key="a"),
            lambda: (there(alex), passing_on.to_person(chat, sam, alex, "knows_more")),
            lambda: passing_on.to_queue(chat, alex, "end_of_shift"),
            lambda: advisers.reply(chat, sam, "I am back.", seen=99, key="b"),
            lambda: transitions.hand_back(chat, sam),
            lambda: (transitions.receive(chat, Inbound(key="m", text="more")), answer("More.")),
            lambda: transitions.take(chat, sam),
            lambda: advisers.finish(chat, sam, "answered"),
        ]
        for number, step in enumerate(steps):
            notes.write(chat, sam, CANARY, key=f"n{number}")
            drafts.save(chat, alex, CANARY, 0)
            presence.look(chat, sam, typing=True)
            step()
        out = [each.text for each in transcript.shown(chat)]
        out += [str(each) for each in feed.after(chat, 0).events]
        out += [str(each) for each in Event.objects.values_list("kind", "data")]
        out += [str(each) for each in AuditEntry.objects.values_list("action", "detail")]
        out += [f"{row.text} {row.plain} {row.menu}" for row in Outbox.objects.all()]
        if channel == "web":
            fields = {"token": tokens.issue(chat)}
            pages = [client.post(f"/chat/{path}", fields) for path in ("check", "print", "feed?after=0", "callback")]
            assert b"I am back." in pages[0].content
            out += [page.content.decode() for page in pages]
        assert Outbox.objects.exists() == (channel != "web")
        assert "canary" not in "".join(out) and len(notes.of(chat)) == len(steps)
        kinds = {each["kind"] for each in feed.after(chat, 0).events}
        assert not {kind for kind in kinds if kind.startswith(("note", "viewing", "handover", "draft"))}

    @pytest.mark.django_db(transaction=True)
    def test_nobody_reads_them_in_the_file(self, chat, sam):
        notes.write(chat, sam, CANARY, key="a")
        drafts.save(chat, sam, CANARY, 0)
        name = Path(connection.settings_dict["NAME"])
        stored = b"".join(each.read_bytes() for each in name.parent.glob(f"{name.name}*"))
        assert b"canary" not in stored

    def test_the_assistant_never_sees_them(self, chat, sam):
        notes.write(chat, sam, CANARY, key="a")
        transitions.back_to_assistant(chat)
        assert "canary" not in repr(turns.claim_next("w", 30))


class TestForgetting:
    def fill(self, chat, sam):
        notes.write(chat, sam, CANARY, key="a")
        drafts.save(chat, sam, CANARY, 0)
        presence.look(chat, sam)

    def test_a_deleted_talk_keeps_none(self, chat, sam):
        self.fill(chat, sam)
        erasure.erase(chat)
        assert not Note.objects.exclude(body="").exists() and not notes.of(chat)
        assert not Draft.objects.exists() and not Viewing.objects.exists()

    def test_nothing_is_written_into_a_deleted_talk(self, chat, sam):
        erasure.erase(chat)
        for write in (
            lambda: notes.write(chat, sam, CANARY, key="b"),
            lambda: drafts.save(chat, sam, CANARY, 0),
            lambda: presence.look(chat, sam),
            lambda: advisers.reply(chat, sam, CANARY, seen=99, key="a"),
        ):
            with pytest.raises(NoSuchConversation):
                write()

    def test_forget_me_takes_notes_too(self, chat, sam):
        self.fill(chat, sam)
        with changing(chat) as change:
            blanking.blank_words(change)
        assert not notes.of(chat) and drafts.of(chat, sam) is None

    def test_what_is_short_lived_goes(self, chat, sam):
        self.fill(chat, sam)
        retention.run(timezone.now() + timedelta(days=6.9), retention.HOURLY)
        assert not Viewing.objects.exists() and Draft.objects.exists()
        retention.run(timezone.now() + timedelta(days=7.1), retention.HOURLY)
        assert not Draft.objects.exists() and notes.of(chat)


class TestDrafts:
    def test_one_for_each_person(self, chat, sam, alex):
        drafts.save(chat, sam, "one", 1)
        drafts.save(chat, sam, "one and more", 2)
        drafts.save(chat, alex, "two", 1)
        assert (drafts.of(chat, sam).text, drafts.of(chat, sam).base_seq) == ("one and more", 2)
        assert drafts.of(chat, alex).text == "two" and Draft.objects.count() == 2
        drafts.save(chat, sam, " ", 2)
        assert drafts.of(chat, sam) is None


class TestWhoLooks:
    def test_others_are_seen_and_oneself_is_not(self, chat, sam, alex):
        presence.look(chat, sam)
        presence.look(chat, alex, typing=True)
        assert [(each.name, each.typing) for each in presence.others(chat, sam)] == [("Alex", True)]
        assert [(each.name, each.typing) for each in presence.others(chat, alex)] == [("Sam", False)]
        presence.leave(chat, alex)
        assert presence.others(chat, sam) == []

    def test_it_ends_by_itself(self, chat, sam, alex):
        presence.look(chat, alex, typing=True)
        Viewing.objects.update(typing_until=timezone.now())
        assert [each.typing for each in presence.others(chat, sam)] == [False]
        Viewing.objects.update(until=timezone.now())
        assert presence.others(chat, sam) == []

    def test_only_news_is_told_and_only_to_the_desk(self, chat, sam):
        before = Event.objects.count()
        for typing in (False, False, True, True, False):
            presence.look(chat, sam, typing=typing)
        told = list(Event.objects.order_by("n"))[before:]
        assert [(each.kind, each.for_contact) for each in told] == [("viewing.changed", False)] * 3

    def test_the_carer_sees_only_that_the_one_who_holds_it_types(self, chat, sam, alex):
        transitions.take(chat, sam)
        presence.look(chat, alex, typing=True)
        assert not presence.is_answering(chat)
        presence.look(chat, sam, typing=True)
        assert presence.is_answering(chat)
