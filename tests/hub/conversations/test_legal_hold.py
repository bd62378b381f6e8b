"""What must be kept is kept: through the nights, and when its carer says delete, who is told so, and gets it when the hold ends."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from hub.conversations import (
    callbacks,
    dangers,
    drafts,
    erasure,
    invariants,
    legal_holds,
    retention,
    saving,
    tokens,
    transitions,
)
from hub.conversations.models import AuditEntry, Contact, Conversation, LegalHold, Membership, Message, Team
from hub.conversations.tokens import Refused
from hub.conversations.transitions import Inbound
from hub.conversations.words import phone_words, web_words, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def chat(answer):
    conversation_id = transitions.begin(
        "web", Inbound(key="k1", text="my nan has my boy"), "exampleshire"
    ).conversation_id
    answer("Thank you.")
    return conversation_id


@pytest.fixture
def people(django_user_model):
    """Two teams; the chat waits for none of them yet."""
    made = {}
    for team in ("kinship", "charity"):
        row = Team.objects.create(slug=team, name=team, organisation=team, is_default=team == "kinship")
        for role in ("supervisor", "adviser", "manager", "auditor"):
            user = made[f"{role} of {team}"] = django_user_model.objects.create_user(f"{role}-{team}")
            Membership.objects.create(user=user, team=row, role=role)
    return made


def ref(chat):
    return Conversation.objects.get(pk=chat).ref


def hold(chat, by="supervisor-kinship", **more):
    call_command("legal_hold", ref(chat), reason=more.get("reason", "a court"), until=day_to_look(more), by=by)


def day_to_look(more):
    return timezone.localdate() + timedelta(days=more.get("days", 30))


def let_go(chat, by="supervisor-kinship", **more):
    call_command("legal_hold", ref(chat), end=True, by=by, **more)


def body(chat):
    return Message.objects.get(conversation=chat, seq=1).body


@pytest.mark.parametrize(
    ("who", "of", "may"),
    [
        ("supervisor of kinship", "kinship", True),
        ("supervisor of charity", "kinship", False),
        ("adviser of kinship", "kinship", False),
        ("manager of kinship", "kinship", False),
        ("auditor of kinship", "kinship", False),
        ("supervisor of charity", None, True),  # it waits for no team yet
        ("adviser of charity", None, False),
    ],
)
def test_who_may_keep_a_conversation(chat, people, who, of, may):
    Conversation.objects.filter(pk=chat).update(team=Team.objects.filter(slug=of).first())
    if may:
        assert legal_holds.place(ref(chat), "a court", day_to_look({}), people[who])
    else:
        with pytest.raises(legal_holds.MayNotHold):
            legal_holds.place(ref(chat), "a court", day_to_look({}), people[who])
        assert not LegalHold.objects.exists()


def test_the_night_leaves_it_and_takes_it_when_it_is_let_go(chat, people):
    hold(chat)
    late = timezone.now() + 400 * DAY
    would = retention.run(late, dry_run=True)
    assert (would["erased"], would["payloads"], would["raw_replies"]) == (0, 0, 0)
    assert retention.run(late)["erased"] == 0 and body(chat) == "my nan has my boy"
    let_go(chat)
    assert retention.run(late)["erased"] == 1 and body(chat) == ""
    assert LegalHold.objects.get().reason == "" and not list(invariants.faults())


def test_delete_is_refused_honestly_and_done_when_it_ends(chat, people, capsys):
    code, token = saving.save(chat), tokens.issue(chat)
    hold(chat)
    page = Client().post("/chat/delete", {"token": token}, headers={"Sec-Fetch-Site": "same-origin"})
    said = page.content.decode()
    assert web_words()["delete"]["kept_title"] in said and "We have deleted this chat" not in said
    assert body(chat) == "my nan has my boy" and Conversation.objects.get().state == "closed"
    with pytest.raises(Refused, match="kept"):  # nobody who holds their phone later opens it
        tokens.open_token(token)
    with pytest.raises(saving.Unknown):
        saving.resume(code)
    call_command("legal_hold")
    assert "the carer asked for deletion" in capsys.readouterr().out
    let_go(chat, dry_run=True)
    assert "would be erased" in capsys.readouterr().out and body(chat)
    let_go(chat)
    assert body(chat) == "" and Conversation.objects.get().erased_at and not list(invariants.faults())


def test_leaving_fast_works_as_ever(chat, people):
    token = tokens.issue(chat)
    hold(chat)
    gone = Client().post("/chat/leave", {"token": token}, headers={"Sec-Fetch-Site": "same-origin"})
    assert gone.status_code == 303 and body(chat) and LegalHold.objects.get().delete_asked_at


def test_in_danger_it_stays_open_for_a_person(people):
    chat = transitions.begin(
        "web", Inbound(key="d", text="my partner is hitting me right now"), "exampleshire"
    ).conversation_id
    hold(chat)
    assert not erasure.erase(chat)
    assert Conversation.objects.get().state != "closed" and dangers.open_of(Conversation.objects.get()).exists()
    assert not list(invariants.faults())


def test_a_promised_call_is_off_and_its_number_kept(chat, people):
    callbacks.book(chat, callbacks.CallbackAsked(phone="07700 900123", name="Jo"))
    hold(chat)
    erasure.erase(chat)
    assert Conversation.objects.get().callback_set.get().state == "cancelled" and not list(invariants.faults())


def test_forget_in_the_chat_is_answered_honestly(chat, people, answer):
    hold(chat)
    transitions.receive(chat, Inbound(key="k2", text="forget what I told you"))
    answer("Done. I have cleared what you told me here.", custom={"forget": True})
    last = Message.objects.filter(conversation=chat).latest("seq")
    assert last.body == words()["kept"] and body(chat) == "my nan has my boy"
    assert not list(invariants.faults())


def test_the_words_name_no_reason_and_no_court():
    for said in (words()["kept"], web_words()["delete"]["kept"], phone_words()["forgetting"]["kept"]):
        assert "ico.org.uk" in said
        assert not [word for word in ("court", "police", "review", "safeguard", "investigat") if word in said.lower()]


def test_it_is_in_the_audit_trail_without_its_reason(chat, people):
    hold(chat, reason="his dad is in court")
    hold(chat, reason="still in court", days=60)
    let_go(chat)
    trail = AuditEntry.objects.filter(conversation_ref=ref(chat), detail__has_key="hold").order_by("id")
    assert [entry.action for entry in trail] == ["held", "hold_renewed", "hold_ended"]
    assert "court" not in str(list(trail.values()))
    assert LegalHold.objects.get().reason == "still in court"


def test_past_its_review_date_it_is_told_and_does_not_end(chat, people, client, capsys):
    hold(chat)
    assert "holds_past_review" not in client.get("/health/ready").json()
    LegalHold.objects.update(until=timezone.localdate() - DAY)
    assert client.get("/health/ready").json()["holds_past_review"] == 1
    call_command("legal_hold")
    assert "PAST ITS REVIEW DATE" in capsys.readouterr().out
    assert retention.run(timezone.now() + 400 * DAY)["erased"] == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"by": "nobody"}, "which supervisor"),
        ({"by": "adviser-kinship", "reason": "a court", "until": 30}, "not a supervisor"),
        ({"reason": "a court"}, "when somebody looks again"),
        ({"until": 30}, "Say why"),
        ({"reason": "x" * 501, "until": 30}, "a reason of 1 to 500"),
        ({"reason": "a court", "until": 0}, "after today"),
        ({"reason": "a court", "until": 400}, "within a year"),
        ({"end": True}, "is not kept"),
        ({"ref": "ZZZZZZZZ", "reason": "a court", "until": 30}, "no conversation"),
    ],
)
def test_what_the_command_refuses(chat, people, options, says):
    given = {"by": "supervisor-kinship", **options}
    if "until" in given:
        given["until"] = timezone.localdate() + timedelta(days=given["until"])
    with pytest.raises(CommandError, match=says):
        call_command("legal_hold", given.pop("ref", None) or ref(chat), **given)
    assert not LegalHold.objects.exists()


def test_one_that_is_erased_cannot_be_kept(chat, people):
    known = ref(chat)
    erasure.erase(chat)
    with pytest.raises(CommandError, match="or it is erased"):
        call_command("legal_hold", known, reason="a court", until=day_to_look({}), by="supervisor-kinship")


def test_the_name_of_a_held_chat_outlives_another_chat_of_theirs(chat, people):
    """They share the person, not the hold."""
    other = transitions.begin("web", Inbound(key="other", text="hello"), "exampleshire").conversation_id
    person = Conversation.objects.get(pk=chat).contact
    Contact.objects.filter(pk=person.pk).update(preferred_name="Jo")
    Conversation.objects.filter(pk=other).update(contact=person)
    hold(chat)
    assert erasure.erase(other)
    assert Contact.objects.get(pk=person.pk).preferred_name == "Jo" and not list(invariants.faults())
    let_go(chat)
    assert erasure.erase(chat) and Contact.objects.get(pk=person.pk).preferred_name == ""
    assert not list(invariants.faults())


def test_an_answer_that_was_begun_is_kept_with_it(chat, people):
    drafts.save(chat, people["adviser of kinship"], "Dear Jo", 1)
    hold(chat)
    assert retention.run(timezone.now() + 30 * DAY)["drafts"] == 0
    let_go(chat)
    assert retention.run(timezone.now() + 30 * DAY, retention.HOURLY)["drafts"] == 1
