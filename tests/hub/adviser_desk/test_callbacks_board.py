"""The callbacks board: the soonest first, what is safe in plain words, the number only for who makes the call, tries and ends."""

from datetime import datetime

import pytest

from hub.conversations import callback_attempts, callbacks, one_clock
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import AuditEntry, Callback, CallbackAttempt, Conversation
from kinship.clock import as_utc
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
HOME = "/desk/callbacks/"
PHONE, SHOWN, NAME = "01632 960555", "01632 960555", "Ermintrude"


@pytest.fixture
def at(monkeypatch):
    """The clock stands at this time in England."""

    def at(written):
        now = as_utc(datetime.fromisoformat(written))
        monkeypatch.setattr(one_clock.timezone, "now", lambda: now)
        return now

    at("2026-11-23 10:00")  # a Monday
    return at


@pytest.fixture
def asks(at, begin, kinship_team):
    """A carer of our team asks for a call."""

    def ask(team=kinship_team, **asked):
        chat = begin()
        callbacks.book(chat, CallbackAsked(**{"phone": PHONE, "name": NAME, **asked}))
        Conversation.objects.filter(pk=chat).update(team=team)
        return Callback.objects.get(conversation=chat, state=Callback.REQUESTED)

    return ask


@pytest.fixture
def desk(at, sam, at_desk):
    """Sam signs in on that day."""
    return at_desk(sam)


def refs(page):
    return [has["href"].split("/")[3] for has in page.all("a") if has["href"].startswith("/desk/c/")]


def test_due_soonest_first_and_what_is_late_is_marked(desk, asks, at):
    afternoon = asks(when="afternoon")
    morning = asks(when="morning")
    page = desk.open(HOME)
    assert refs(page) == [morning.conversation.ref, afternoon.conversation.ref]
    assert "Call by 12:00. Nobody's yet" in page.text and "Call between 12:00 and 17:00" in page.text
    assert "To call: 2. Overdue: 0." in page.text and "Overdue. Call" not in page.text
    at("2026-11-23 12:30")
    page = desk.open(HOME)
    assert "To call: 2. Overdue: 1." in page.text and "Overdue. Call by 12:00" in page.text
    late = [has for has in page.all("li") if "overdue" in (has.get("class") or "")]
    assert [has["id"] for has in late] == [f"call-{morning.pk}"]


@pytest.mark.parametrize(
    "asked, says",
    [
        ({}, ["Do not leave a voicemail.", "Do not send a text.", "Interpreter: nothing said"]),
        ({"safe_voicemail": True}, ["It is safe to leave a voicemail.", "Do not send a text."]),
        ({"safe_text": True}, ["Do not leave a voicemail.", "It is safe to send a text."]),
        ({"interpreter": "Polish"}, ["Interpreter: Polish"]),
        ({"access_needs": "speak slowly"}, ["What makes a call easier: speak slowly"]),
    ],
)
def test_what_is_safe_and_needed_stands_there_before_anybody_rings(desk, asks, asked, says):
    asks(**asked)
    page = desk.open(HOME)
    for sentence in says:
        assert sentence in page.text


def test_the_number_is_shown_to_who_makes_the_call_and_that_is_written_down(desk, asks, sam):
    call = asks()
    page = desk.open(HOME)
    assert "960555" not in page.html and NAME not in page.html
    assert not AuditEntry.objects.filter(action="viewed", detail__page="call")
    page = desk.press(f"I make this call: {call.conversation.ref}")
    assert "This call is yours now." in page.text and f"Ask for: {NAME}" in page.text
    assert SHOWN in page.text and page.all("a", href="tel:+441632960555")
    entry = AuditEntry.objects.get(action="viewed", detail__page="call")
    assert (entry.actor, entry.conversation_ref) == (f"user:{sam.pk}", call.conversation.ref)
    assert AuditEntry.objects.get(action="callback_owned").actor == f"user:{sam.pk}"


@pytest.mark.parametrize(
    "role, number, needs",
    [("adviser", False, True), ("supervisor", True, True), ("manager", False, False), ("auditor", False, False)],
)
def test_what_each_role_sees_of_anothers_call(asks, sam, works, at_desk, role, number, needs):
    call = asks(interpreter="Polish")
    callback_attempts.own(call.pk, sam)
    page = at_desk(works("Kim", role=role)).open(HOME)
    assert (SHOWN in page.text, NAME in page.text, "Polish" in page.text) == (number, number, needs)
    assert "Sam makes this call." in page.text and call.conversation.ref in page.text


def test_another_teams_calls_are_not_there(desk, asks, money_team):
    call = asks(team=money_team)
    page = desk.open(HOME)
    assert call.conversation.ref not in page.html and "No call is promised." in page.text
    for what in ("own", "tried", "done", "unreachable"):
        desk.open(HOME)
        desk.post(f"{HOME}{call.pk}/{what}", outcome="spoke")
        assert desk.status == 404
    call.refresh_from_db()
    assert (call.owner, call.attempts, call.state) == (None, 0, Callback.REQUESTED)


@pytest.mark.parametrize("role", ["manager", "auditor"])
def test_who_only_reads_makes_no_calls(asks, works, at_desk, role):
    call = asks()
    somebody = at_desk(works("Kim", role=role))
    page = somebody.open(HOME)
    assert "I make this call" not in page.text
    for what in ("own", "tried", "done", "unreachable"):
        somebody.open(HOME)
        somebody.post(f"{HOME}{call.pk}/{what}", outcome="spoke")
        assert somebody.status == 404


class TestTries:
    @pytest.fixture
    def mine(self, asks, sam):
        call = asks()
        callback_attempts.own(call.pk, sam)
        return call

    @pytest.mark.parametrize(
        "outcome, says",
        [
            ("no_answer", "No answer"),
            ("left_voicemail", "A voicemail was left"),
            ("wrong_number", "It was the wrong number"),
            ("call_later", "They asked for another time"),
            ("spoke", "We spoke"),
        ],
    )
    def test_each_is_recorded_with_what_came_of_it(self, desk, mine, sam, outcome, says):
        desk.open(HOME)
        page = desk.send(f"tried-{mine.pk}", outcome=outcome)
        assert "It is recorded." in page.text and f"10:00, Sam: {says}" in page.text
        assert list(CallbackAttempt.objects.values_list("outcome", "by")) == [(outcome, sam.pk)]

    def test_an_outcome_is_needed(self, desk, mine):
        desk.open(HOME)
        page = desk.send(f"tried-{mine.pk}", outcome="")
        assert desk.status == 400 and "Choose what came of it." in page.text and not CallbackAttempt.objects.exists()
        assert page.all("a", href=f"#call-{mine.pk}") and page.all(id=f"call-{mine.pk}")

    def test_done(self, desk, mine):
        desk.open(HOME)
        page = desk.press(f"We spoke, the call is made: {mine.conversation.ref}")
        assert "The call is made." in page.text and "No call is promised." in page.text
        mine.refresh_from_db()
        assert mine.state == Callback.DONE

    def test_it_may_be_given_up_only_after_enough_tries_on_enough_days(self, desk, mine, at, sam, at_desk):
        assert f"unreachable-{mine.pk}" not in desk.open(HOME).forms
        page = desk.post(f"{HOME}{mine.pk}/unreachable")
        assert desk.status == 409 and "after 3 tries on 2 working days. So far: 0 on 0." in page.text
        for when in ("2026-11-23 11:00", "2026-11-23 16:00", "2026-11-24 10:00"):
            at(when)
            callback_attempts.tried(mine.pk, sam, "no_answer")
        desk = at_desk(sam)
        desk.open(HOME)
        page = desk.press(f"Give up the call: {mine.conversation.ref}")
        assert "The call was given up" in page.text
        mine.refresh_from_db()
        assert mine.state == Callback.UNREACHABLE

    def test_a_call_that_ended_meanwhile_says_so(self, desk, mine):
        desk.open(HOME)
        callbacks.end(mine.conversation_id, Callback.CANCELLED, "contact")
        page = desk.send(f"tried-{mine.pk}", outcome="spoke")
        assert desk.status == 409 and "no longer promised" in page.text

    def test_two_do_not_make_the_same_call(self, desk, mine, alex, at_desk):
        colleague = at_desk(alex)
        page = colleague.open(HOME)
        assert "Sam makes this call." in page.text and f"own-{mine.pk}" not in page.forms
        for what in ("own", "tried", "done", "unreachable"):
            page = colleague.post(f"{HOME}{mine.pk}/{what}", outcome="spoke")
            assert colleague.status == 409 and "Somebody else makes this call." in page.text
        mine.refresh_from_db()
        assert mine.attempts == 0 and mine.state == Callback.REQUESTED

    def test_a_supervisor_can_step_in(self, mine, works, at_desk):
        supervisor = at_desk(works("Robin", role="supervisor"))
        supervisor.open(HOME)
        page = supervisor.send(f"tried-{mine.pk}", outcome="no_answer")
        assert "Robin: No answer" in page.text


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999", "-1", "x"])
def test_a_call_that_never_was_is_not_there(desk, asks, number):
    asks()
    desk.open(HOME)
    desk.post(f"{HOME}{number}/own")
    assert desk.status == 404


def test_each_field_has_a_label_and_each_id_is_there_once(desk, asks, sam):
    for _ in range(2):
        callback_attempts.own(asks().pk, sam)
    page = desk.open(HOME)
    labelled = {has["for"] for has in page.all("label") if has.get("for")}
    assert all(has["id"] in labelled for has in page.all("select"))
    ids = [has["id"] for _, has in page.elements if has.get("id")]
    assert len(ids) == len(set(ids)) and all(each["label"].strip() for each in page.buttons)
