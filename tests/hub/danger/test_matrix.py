"""State x channel x urgency x brain: the fixed words first, the row, the alert due, no menu, and it cannot be closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.conversations import alerts, erasure, invariants, replays, retention, transcript, transitions, turns
from hub.conversations.models import Alert, ChatToken, Conversation, Danger, Event, Message
from hub.conversations.transitions import Inbound
from kinship import safety

pytestmark = pytest.mark.django_db
SAID = {"emergency": "my partner is hitting me right now", "soon": "i cannot cope any more"}
STATES = ("first_message", "assistant", "waiting", "with_adviser", "callback", "closed")
CHANNELS = ("web", "sms", "whatsapp")
BRAINS = ("answers", "slow", "dead")


@pytest.fixture(params=SAID)
def urgency(request):
    heard = safety.screen(SAID[request.param])
    assert heard.urgency == request.param
    return request.param


@pytest.fixture(params=BRAINS)
def brain(request, answer):
    """What becomes of the turn: answered as the assistant does, not claimed yet, or failed."""

    def run(kind, urgency):
        if request.param == "answers":
            concern = {"concern": {"kind": kind, "urgency": urgency}, "handover": {"reason": kind, "urgent": True}}
            answer("Call 999.", custom=concern, choices=[{"id": "greet", "label": "A menu"}])
        elif request.param == "dead":
            answer(error="down", reached=False)

    return run


@pytest.fixture(autouse=True)
def somebody_to_tell(settings):
    settings.KINSHIP_ALERT_EMAILS = ["duty@exampleshire.example"]


def is_safe(conversation_id, urgency, *, told_at):
    """Everything that must hold after danger was told in the message `told_at` (None: in words that were refused)."""
    shown = transcript.shown(conversation_id)
    after = [each for each in shown if each.seq > (told_at or 0)]
    assert (after[0].author, after[0].kind) == ("system", "danger"), "the fixed words come first"
    assert ("999" in after[0].text) or urgency == "soon"
    assert not any(each.kind == "failure" for each in after), "nothing on top of them"
    assert not any(each.choices for each in after if each.kind == "danger"), "no menu"
    (row,) = Danger.objects.filter(conversation=conversation_id)
    assert (row.urgency, row.net, row.owner, row.ended_at) == (urgency, "door", None, None)
    assert row.next_alert_at <= timezone.now(), "the alert is due"
    assert alerts.climb(timezone.now()) == 1 and Alert.objects.get(danger=row).way == "email"
    raised = Event.objects.filter(conversation=conversation_id, kind="danger.raised")
    assert [each.data for each in raised] == [{"danger": row.kind, "urgency": urgency, "net": "door"}]
    cannot_be_closed(conversation_id)


def cannot_be_closed(conversation_id):
    state = Conversation.objects.get(pk=conversation_id).state
    assert state != "closed"
    assert (
        transitions.close(conversation_id, "by_carer") is False and transitions.close(conversation_id, "idle") is False
    )
    retention.run(timezone.now() + timedelta(days=400))
    conversation = Conversation.objects.get(pk=conversation_id)
    assert (conversation.state, conversation.erased_at) == (state, None)
    assert [str(each) for each in invariants.faults()] == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_danger_is_heard_answered_and_known(state, channel, urgency, brain, begin, bring_to, answer):
    if state == "first_message":
        chat = begin(SAID[urgency], channel)
        told_at = 1
    else:
        chat = begin(channel=channel)
        answer()
        if state != "assistant":
            bring_to(chat, state)
        told_at = transitions.receive(chat, Inbound(key="k2", text=SAID[urgency])).seq
    brain(safety.screen(SAID[urgency]).kind, urgency)
    held = Conversation.objects.get(pk=chat).state
    assert held == {"first_message": "assistant", "closed": "assistant"}.get(state, state)
    is_safe(chat, urgency, told_at=told_at)


@pytest.mark.parametrize("state", STATES)
def test_on_the_page_itself(state, urgency, brain, browser, no_worker, bring_to, answer):
    told_at = 1
    if state != "first_message":
        browser.say("hello")
        answer()
        browser.submit(action="/chat/check")
        told_at = 3
        if state != "assistant":
            bring_to(Conversation.objects.get().pk, state)
            told_at = Message.objects.count() + 1
    page = browser.say(SAID[urgency])
    assert browser.response.status_code == 200 and page.messages[-1]["class"] == "message system danger"
    brain(safety.screen(SAID[urgency]).kind, urgency)
    browser.submit(action="/chat/check")
    is_safe(Conversation.objects.get().pk, urgency, told_at=told_at)


@pytest.mark.parametrize("why", ["expired", "erased", "moved"])
def test_from_a_page_that_opens_nothing_any_more(why, urgency, brain, browser, replies, monkeypatch):
    browser.say("hello")
    old = Conversation.objects.get()
    if why == "erased":
        erasure.erase(old.pk)
    elif why == "moved":
        ChatToken.objects.update(revoked_at=timezone.now(), revoked_because="moved")
    else:
        monkeypatch.setattr("hub.conversations.tokens.LASTS", -1)
    form = {**browser.page.forms["ask"]["fields"], "text": SAID[urgency]}
    page = browser.post("/chat/say", form)
    assert browser.response.status_code == 410 and page.field("text") == SAID[urgency]
    assert [each["class"] for each in page.messages] == ["message system danger"]
    new = Conversation.objects.exclude(pk=old.pk).get()
    assert (
        not replays.arrived("web", form["key"])
        and not Message.objects.filter(conversation=new, author="contact").exists()
    )
    browser.post("/chat/say", form)  # once more, by a script or a refresh: nobody is told twice
    assert Conversation.objects.count() == 2
    monkeypatch.undo()
    is_safe(new.pk, urgency, told_at=None)


def test_what_was_refused_can_then_be_sent(urgency, browser, replies):
    browser.say("hello")
    erasure.erase(Conversation.objects.get().pk)
    browser.say(SAID[urgency])
    page = browser.submit()
    assert browser.response.status_code == 200 and [each["class"] for each in page.messages][-1].endswith("danger")
    (row,) = Danger.objects.all()
    assert row.times == 2 and Message.objects.filter(conversation=row.conversation_id, author="contact").count() == 1


def test_an_adviser_who_holds_the_chat_is_told_by_the_feed(urgency, begin, bring_to, answer):
    chat = begin()
    answer()
    bring_to(chat, "with_adviser")
    transitions.receive(chat, Inbound(key="k2", text=SAID[urgency]))
    assert Event.objects.filter(conversation=chat, kind="danger.raised").count() == 1
    assert turns.claim_next("w", 30) is None and Conversation.objects.get().assignee_id


PRACTICAL = "I have a question about the money and the school for my granddaughter who came to us in March. "


def test_in_the_last_sentence_of_three_hundred_words(begin):
    words = (PRACTICAL * 20).split()[:290]
    chat = begin(" ".join(words) + ". And my partner is hitting me right now.")
    is_safe(chat, "emergency", told_at=1)


@pytest.mark.parametrize("channel", CHANNELS)
def test_split_over_three_texts(begin, channel):
    chat = begin("i want", channel)
    assert not transitions.receive(chat, Inbound(key="k2", text="to end")).danger
    told_at = transitions.receive(chat, Inbound(key="k3", text="it all tonight")).seq
    is_safe(chat, Danger.objects.get().urgency, told_at=told_at)


@pytest.mark.parametrize("state", ["assistant", "waiting", "with_adviser", "callback", "closed"])
def test_split_over_three_texts_on_the_page(state, browser, no_worker, bring_to, answer):
    browser.say("hello")
    answer()
    browser.submit(action="/chat/check")
    if state != "assistant":
        bring_to(Conversation.objects.get().pk, state)
    for part in ("i want", "to end"):
        assert not browser.say(part).all("li", class_="message system danger")
    page = browser.say("it all tonight")
    assert page.messages[-1]["class"] == "message system danger" and not page.choices()
    is_safe(
        Conversation.objects.get().pk, "emergency", told_at=Message.objects.filter(author="contact").latest("seq").seq
    )


def test_split_over_midnight(begin, monkeypatch):
    chat = begin("i want to kill")
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert transitions.receive(chat, Inbound(key="k2", text="myself")).danger
