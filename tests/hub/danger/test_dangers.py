"""A danger is one row until a person has ended it: it outlives the words, keeps its conversation open, and is known."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from hub.conversations import alerts, danger, dangers, erasure, invariants, retention, transitions, turns
from hub.conversations.models import (
    Alert,
    AuditEntry,
    ChannelIdentity,
    Conversation,
    Danger,
    Event,
    Handover,
    Message,
    ScreenLog,
)
from hub.conversations.transitions import Inbound
from kinship import safety

pytestmark = pytest.mark.django_db
HIT = "my partner is hitting me right now"
TIRED = "i cannot cope any more"
YEAR = timedelta(days=400)


def receive(chat, text, key):
    return transitions.receive(chat, Inbound(key=key, text=text))


def row():
    return Danger.objects.get()


def found():
    return [str(each) for each in invariants.faults()]


def test_the_same_again_is_the_same_row(begin):
    chat = begin(HIT)
    receive(chat, HIT, "k2")
    assert (row().times, row().at_seq, row().last_seq) == (2, 1, 4) and not found()


def test_another_kind_is_another_row(begin):
    chat = begin(HIT)
    receive(chat, TIRED, "k2")
    assert {each.kind for each in Danger.objects.all()} == {"domestic_abuse", "carer_breaking_point"} and not found()


@pytest.fixture
def screen(monkeypatch):
    """Hear this kind and urgency in every message."""

    def hear(kind, urgency):
        monkeypatch.setattr(safety, "screen", lambda text, recent=(): safety.Concern(kind, urgency, text))

    return hear


def test_a_graver_one_raises_and_a_lesser_one_does_not_lower(begin, screen, adviser):
    screen("homeless", "soon")
    chat = begin("one")
    alerts.climb(timezone.now())
    dangers.own(Conversation.objects.get().ref, adviser)
    screen("homeless", "emergency")
    receive(chat, "two", "k2")
    assert (row().urgency, row().owner, row().alert_step) == ("emergency", None, 0)  # it must be owned anew
    assert row().next_alert_at <= timezone.now() and Conversation.objects.get().priority == 0
    screen("homeless", "soon")
    receive(chat, "three", "k3")
    assert row().urgency == "emergency" and not found()


def test_told_again_long_after_somebody_took_it_is_told_to_people_again(begin, adviser):
    chat = begin(HIT)
    dangers.own(Conversation.objects.get().ref, adviser)
    receive(chat, HIT, "k2")
    assert row().owner == adviser  # they are at it
    Danger.objects.update(owned_at=timezone.now() - timedelta(hours=1))
    receive(chat, HIT, "k3")
    assert row().owner is None and row().next_alert_at <= timezone.now() and not found()


def test_what_could_not_be_screened_must_be_read_by_a_person(begin, monkeypatch):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(safety, "screen", broken)
    begin("hello")
    assert (row().kind, row().urgency) == ("not_screened", "soon") and not Handover.objects.exists() and not found()


class TestTheSecondNet:
    CONCERN = {
        "concern": {"kind": "child_hurt", "urgency": "emergency"},
        "handover": {"reason": "child_hurt", "urgent": True},
    }
    UNSURE = {"handover": {"reason": "tell_concern", "urgent": True}}

    def test_what_only_the_assistant_heard_is_known(self, begin, answer):
        begin("something nobody has a phrase for")
        answer("Call 999.", custom=self.CONCERN, choices=[{"id": "greet", "label": "Go on"}])
        assert (row().kind, row().urgency, row().net) == ("child_hurt", "emergency", "assistant")
        said = Message.objects.get(kind="danger")
        assert not said.choices and Conversation.objects.get().priority == 0 and not found()
        assert not ScreenLog.objects.get().near_miss

    def test_where_it_is_not_sure_a_person_looks(self, begin, answer):
        begin("something Zebedee has 07700900123 no phrase for")
        answer("You can call.", custom=self.UNSURE)
        assert (row().kind, row().urgency, row().net) == ("tell_concern", "soon", "assistant") and not found()
        log = ScreenLog.objects.get()
        assert log.near_miss and "ebedee" not in log.masked and "0" not in log.masked and "phrase" not in log.masked

    def test_what_the_door_heard_is_not_raised_twice(self, begin, answer):
        begin(HIT)
        answer("Call 999.", custom=self.CONCERN)
        assert row().net == "door" and Message.objects.filter(kind="danger").count() == 1

    def test_what_it_hears_graver_than_the_door_is_said_and_raised(self, begin, answer):
        begin(TIRED)
        answer("Call 999.", custom=self.CONCERN)
        assert {(each.net, each.urgency) for each in Danger.objects.all()} == {
            ("door", "soon"),
            ("assistant", "emergency"),
        }
        assert Message.objects.filter(kind="danger").count() == 2 and not found()

    def test_a_late_reply_raises_nothing_but_the_door_has(self, begin, adviser):
        chat = begin(HIT)
        claimed = turns.claim_next("w", 30)
        transitions.take(chat, adviser)
        turns.commit_reply(claimed, {"messages": [{"text": "x", "custom": self.CONCERN}], "story": {}})
        assert row().net == "door"


class TestOwningAndEnding:
    def test_a_person_takes_it_and_the_alerts_stop(self, begin, adviser, settings):
        settings.KINSHIP_ALERT_EMAILS = ["duty@exampleshire.example"]
        begin(HIT)
        ref = Conversation.objects.get().ref
        alerts.climb(timezone.now())
        assert dangers.own(ref, adviser) == 1 and dangers.own(ref, adviser) == 0
        assert alerts.run("w") == 0 and alerts.climb(timezone.now() + YEAR) == 0
        assert Alert.objects.get().state == "dropped"
        assert AuditEntry.objects.filter(action="danger_owned", actor=f"user:{adviser.pk}").count() == 1
        assert Event.objects.filter(kind="danger.owned", for_contact=False).count() == 1 and not found()

    def test_only_when_it_is_ended_is_the_conversation_closed_and_swept(self, begin, adviser):
        chat = begin(HIT)
        turns.fail(turns.claim_next("w", 30), "down", reached=False)
        ref = Conversation.objects.get().ref
        dangers.own(ref, adviser)
        assert retention.run(timezone.now() + YEAR)["erased"] == 0 and retention.run(timezone.now() + YEAR)["idle"] == 0
        assert not transitions.close(chat, "idle")
        assert dangers.end(ref, "referred", adviser) == 1
        assert transitions.close(chat, "idle") and Conversation.objects.get().state == "closed"
        assert retention.run(timezone.now() + YEAR)["erased"] == 1 and not found()
        assert AuditEntry.objects.get(action="danger_ended").detail["outcome"] == "referred"
        # The words are erased last in a night; what is kept of the danger without them goes in the next.
        assert retention.run(timezone.now() + YEAR)["dangers"] == 1 and not Danger.objects.exists()

    def test_after_its_end_a_new_one_is_a_new_row(self, begin, adviser):
        chat = begin(HIT)
        dangers.end(Conversation.objects.get().ref, "false_alarm", adviser)
        receive(chat, HIT, "k2")
        assert Danger.objects.count() == 2 and Danger.objects.filter(ended_at=None).count() == 1 and not found()

    def test_one_kind_of_two(self, begin, adviser):
        chat = begin(HIT)
        receive(chat, TIRED, "k2")
        ref = Conversation.objects.get().ref
        dangers.end(ref, "spoke_to_them", adviser, "carer_breaking_point")
        assert Danger.objects.get(ended_at=None).kind == "domestic_abuse" and not transitions.close(chat, "by_carer")

    def test_what_is_none(self, begin, adviser):
        begin("hello")
        ref = Conversation.objects.get().ref
        with pytest.raises(dangers.NoSuchDanger):
            dangers.own(ref, adviser)
        with pytest.raises(ValueError):
            dangers.end(ref, "whatever", adviser)

    def test_by_hand(self, begin, adviser, capsys):
        begin(HIT)
        ref = Conversation.objects.get().ref
        call_command("dangers")
        line = capsys.readouterr().out
        assert line.startswith(f"{ref}  emergency  domestic_abuse  since ") and "NOBODY OWNS IT" in line
        with pytest.raises(CommandError, match="--by"):
            call_command("dangers", "--own", ref)
        with pytest.raises(CommandError, match="Nobody signs in as nobody"):
            call_command("dangers", "--own", ref, "--by", "nobody")
        call_command("dangers", "--own", ref.lower(), "--by", "sam")
        with pytest.raises(CommandError, match="--outcome"):
            call_command("dangers", "--end", ref)
        call_command("dangers", "--end", ref, "--outcome", "called_999")
        call_command("dangers")
        assert capsys.readouterr().out.endswith("No danger is open.\n") and row().owner == adviser
        with pytest.raises(CommandError, match="No open danger"):
            call_command("dangers", "--end", ref, "--outcome", "called_999")


class TestLeaving:
    def test_the_words_go_and_the_danger_stays_until_a_person_ended_it(self, begin, adviser):
        chat = begin(HIT)
        ref = Conversation.objects.get().ref
        assert erasure.erase(chat)
        assert not Message.objects.exclude(body="").exists() and Conversation.objects.get().state == "closed"
        assert row().next_alert_at <= timezone.now() and dangers.unowned().count == 1 and not found()
        assert alerts.climb(timezone.now()) == 1  # somebody is told all the same
        assert dangers.own(ref, adviser) == 1
        assert (
            retention.run(timezone.now() + YEAR)["dangers"] == 0 and dangers.end(ref, "could_not_reach", adviser) == 1
        )
        assert retention.run(timezone.now())["dangers"] == 1 and not Danger.objects.exists() and not found()

    def test_what_stays_holds_nothing_of_what_was_written(self, begin):
        erasure.erase(begin("Zebedee says " + HIT))
        kept = [str(value) for each in Danger.objects.values() for value in each.values()]
        assert not any("ebedee" in each or "hitting" in each for each in kept)
        with connection.cursor() as cursor:
            cursor.execute("SELECT masked FROM conversations_screenlog")
            assert "hitting" not in str(cursor.fetchall())  # encrypted, like all that was written
        assert "ebedee" not in ScreenLog.objects.get().masked

    def test_forgetting_in_the_talk_keeps_it_too(self, begin, answer):
        chat = begin(HIT)
        answer("It is all gone.", custom={"forget": True})
        assert row().ended_at is None and not transitions.close(chat, "by_carer") and not found()


BROKEN = {
    "no row": "DELETE FROM conversations_danger",
    "closed": "UPDATE conversations_conversation SET state = 'closed', epoch = 2",
    "nobody will be told": "UPDATE conversations_danger SET next_alert_at = NULL",
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_broken_is_found(begin, how):
    begin(HIT)
    turns.fail(turns.claim_next("w", 30), "down", reached=False)
    assert not found()
    with connection.cursor() as cursor:
        cursor.execute(BROKEN[how])
    assert any("invariant 11" in each for each in found())


def test_health_shows_what_waits(begin, client, adviser, settings):
    begin(HIT)
    Danger.objects.update(alerts_from=timezone.now() - timedelta(minutes=7, seconds=30))
    told = client.get("/health/ready").json()
    assert (told["dangers_unowned"], told["danger_oldest_minutes"], told["alerts"]) == (1, 7, "nobody")
    dangers.own(Conversation.objects.get().ref, adviser)
    settings.KINSHIP_ALERT_EMAILS, settings.KINSHIP_ALERT_WEBHOOK = ["duty@exampleshire.example"], "https://a.example/x"
    told = client.get("/health/ready").json()
    assert (told["dangers_unowned"], told["danger_oldest_minutes"], told["alerts"]) == (0, None, "email, webhook")


def test_finishing_ends_kindly_and_stays_open(browser, no_worker):
    browser.say(HIT)
    page = browser.press("I have finished")
    assert browser.response.status_code == 200 and "Thank you" in page.text
    assert Conversation.objects.get().state == "assistant" and Event.objects.filter(kind="danger.keeps_open").exists()


def test_heard_holds_what_was_matched_and_shows_it_nowhere():
    heard = danger.heard(HIT, "web")
    assert heard.matched and heard.matched not in heard.text and not ChannelIdentity.objects.exists()
