"""Danger told to the hub as it runs: in every state, on every channel, while the assistant answers, holds its answer, or is dead."""

import pytest

from hub.conversations import danger, feed, tokens, transitions
from hub.conversations.models import BrainTurn, Conversation, Danger, Event, Message
from hub.conversations.states import HELD_BY_ASSISTANT
from tests.hub.danger.listeners import MailServer, Webhook, listening
from tests.hub.danger.running import CHANNELS, SAID, STATES, Hub, plain, when
from tests.hub.faults.carer import Carer
from tests.hub.faults.conftest import empty_home
from tests.hub.faults.stack import until

__all__ = ["empty_home"]
pytestmark = pytest.mark.timeout(300)
MOODS = ("answers", "holds", "dead", pytest.param("real", marks=pytest.mark.brain))
# Each is danger that the hub must hear where nobody expects it.
SPLIT = ("i want", "to end", "it all tonight CANARY")
PRACTICAL = "I have a question about the money and the school for my granddaughter who came to us in March. "
LONG = " ".join((PRACTICAL * 20).split()[:293]) + ". And my partner is hitting me right now."


@pytest.fixture(scope="module", params=MOODS)
def hub(request, empty_home, tmp_path_factory, django_db_blocker):
    """A hub of its own for each mood of the assistant. In every conversation the danger has just been told."""
    brain_url = request.getfixturevalue("brain").url if request.param == "real" else None
    with listening(Webhook()) as webhook, listening(MailServer()) as mail, pytest.MonkeyPatch.context() as environment:
        environment.setenv("KINSHIP_ALERT_WEBHOOK", webhook.address)
        environment.setenv("KINSHIP_ALERT_EMAILS", "duty@exampleshire.example")
        environment.setenv("KINSHIP_EMAIL_HOST", "127.0.0.1")
        environment.setenv("KINSHIP_EMAIL_PORT", str(mail.port))
        hub = Hub(tmp_path_factory.mktemp(request.param) / "home", empty_home, webhook, mail, brain_url)
        hub.mood = request.param
        try:
            hub.start(*(() if brain_url else ("brain",)), "web", "texting_worker", "stream")
            with django_db_blocker.unblock(), hub.database():
                hub.prepare()
                hub.listen()
                told(hub)
                yield hub
                hub.check()
        finally:
            hub.stop()


def told(hub):
    """Tell the danger in every conversation. An assistant that answers says the same for one urgency, and a menu for the other."""
    if hub.mood == "dead":
        hub.kill("brain")
    if hub.mood == "holds":
        hub.tell_brain(mode="held")
    for urgency, text in SAID.items():
        if hub.mood == "answers":
            hub.tell_brain(mode={"emergency": "concern", "soon": "normal"}[urgency])
        for (_, _, each), talk in hub.talks.items():
            if each == urgency:
                talk.say(text)
        if hub.mood in ("answers", "real"):
            hub.at_rest()


@pytest.fixture(params=SAID)
def urgency(request):
    return request.param


@pytest.fixture
def heard(urgency, channel):
    """What the words are heard as, and the fixed words for it."""
    heard = danger.heard(SAID[urgency], channel)
    assert heard.urgency == urgency
    return heard


@pytest.fixture(params=STATES)
def state(request):
    return request.param


@pytest.fixture(params=CHANNELS)
def channel(request):
    return request.param


@pytest.fixture
def talk(hub, state, channel, urgency):
    return hub.talks[state, channel, urgency]


def last_said(page):
    """What the carer wrote last, and what stands right below it: a quick assistant's answer may stand below that already."""
    last = max(place for place, each in enumerate(page.messages) if each.author == "contact")
    return page.messages[last], page.messages[last + 1]


def test_the_fixed_words_come_first_and_alone(hub, talk, state, heard):
    said, *more = talk.since()
    assert (said.author, said.kind, plain(said.body)) == ("system", "danger", plain(heard.text))
    assert not any(each.choices for each in (said, *more)), "a menu stands under words of danger"
    assert not any(each.kind == "failure" for each in more), "not working, on top of words of danger"
    turn = talk.turn()
    assert (turn is not None) is (state in (*HELD_BY_ASSISTANT, "closed")), "the assistant hears what it is to hear"
    if talk.carer:
        written, shown = last_said(talk.page)
        assert (shown.author, shown.kind, plain(shown.text)) == ("system", "danger", plain(heard.text))
        assert written.text.strip() == SAID[heard.urgency] and not shown.choices
    else:
        parcel = until(lambda: hub.phones(talk).get(said.seq), "the words reach the phone")
        assert plain(parcel["text"]) == plain(heard.text) and not parcel["choices"]
    if turn is not None and hub.mood == "holds":
        came = said.created_at if talk.carer else when(parcel)
        turn.refresh_from_db()
        assert turn.state in BrainTurn.OPEN or turn.ended_at > came, "they did not wait for the assistant"


def test_somebody_is_alerted(hub, talk, heard):
    (row,) = Danger.objects.filter(conversation=talk.id)
    assert (row.kind, row.urgency, row.net, row.owner) == (heard.kind, heard.urgency, "door", None)
    ref = Conversation.objects.get(pk=talk.id).ref
    ((key, alert),) = until(lambda: [each for each in hub.webhook.got if each[1]["reference"] == ref], "the webhook")
    assert (alert["kind"], alert["urgency"], alert["alert"]) == (heard.kind, heard.urgency, 1) and key
    (letter,) = until(lambda: [each for each in hub.mail.letters if ref in each], "the letter")
    assert "To: duty@exampleshire.example" in letter
    assert "CANARY" not in f"{alert}{letter}" and "hitting" not in f"{alert}{letter}"


def test_it_cannot_be_closed(hub, talk, state):
    held = "assistant" if state == "closed" else state
    if talk.carer:
        talk.carer.post("/chat/finish", talk.carer.form())
        assert talk.carer.status == 200
    assert not transitions.close(talk.id, "by_carer") and not transitions.close(talk.id, "idle")
    assert Conversation.objects.get(pk=talk.id).state == held


def test_an_adviser_who_holds_it_is_told(hub, channel, urgency):
    """The event stands in the feed, and an open desk was nudged to look there."""
    talk = hub.talks["with_adviser", channel, urgency]
    raised = Event.objects.get(conversation=talk.id, kind="danger.raised")
    assert raised.data["urgency"] == urgency and Conversation.objects.get(pk=talk.id).assignee_id
    until(lambda: max(hub.cursors, default=0) >= raised.n, "the desk is nudged")
    assert not any(each.author == "assistant" for each in talk.since())


@pytest.mark.parametrize("channel", CHANNELS)
def test_split_over_three_texts(hub, channel):
    talk = hub.begin(channel, SPLIT[0])
    talk.say(SPLIT[1])
    assert not Danger.objects.filter(conversation=talk.id).exists()
    talk.say(SPLIT[2])
    is_heard(hub, talk, "suicide_adult")
    if talk.carer:
        assert last_said(talk.page)[1].kind == "danger"


@pytest.mark.parametrize("channel", CHANNELS)
def test_in_the_last_sentence_of_three_hundred_words(hub, channel):
    assert len(LONG.split()) >= 300
    talk = hub.begin(channel, LONG)
    talk.told_at = 1
    is_heard(hub, talk, "domestic_abuse")
    if talk.carer:
        assert last_said(talk.carer.page)[1].kind == "danger"


def test_in_the_field_for_a_code(hub, urgency):
    carer = Carer(hub.url)
    page = carer.post("/chat/resume", {"token": carer.page.fields["token"], "code": SAID[urgency]})
    assert [each.kind for each in page.messages] == ["danger"] and page.draft == SAID[urgency]
    is_told(carer, urgency)


@pytest.mark.parametrize("field", ["name", "interpreter"])
def test_in_the_field_for_a_name(hub, urgency, field):
    carer = Carer(hub.url)
    page = carer.post("/chat/callback", carer.form(book="1", phone="01632 960001", **{field: SAID[urgency]}))
    assert [each.kind for each in page.messages] == ["danger", "callback_booked"]
    assert not any(each.choices for each in page.messages)
    is_told(carer, urgency)


def is_told(carer, urgency):
    """It is known, in a conversation that holds nothing of what was written."""
    conversation = Conversation.objects.get(pk=tokens.open_token(carer.page.fields["token"]))
    assert not Message.objects.filter(conversation=conversation, author="contact").exists()
    assert not any("CANARY" in each.body for each in Message.objects.filter(conversation=conversation))
    is_known(conversation, urgency)


def is_heard(hub, talk, kind):
    """The fixed words are next, and somebody is to know; whatever the assistant does, no menu follows."""
    assert (talk.since()[0].author, talk.since()[0].kind) == ("system", "danger")
    row = Danger.objects.get(conversation=talk.id, net="door")
    assert row.kind == kind
    is_known(Conversation.objects.get(pk=talk.id), row.urgency)
    if hub.mood in ("answers", "real"):
        hub.at_rest()
    assert not any(each.choices for each in talk.since())


def is_known(conversation, urgency):
    assert conversation.state != "closed" and conversation.erased_at is None
    row = Danger.objects.get(conversation=conversation, net="door")
    assert (row.urgency, row.owner) == (urgency, None) and row.next_alert_at


def test_what_only_this_mood_can_show(hub):
    """One test for all moods: a hub is started once for each."""
    if hub.mood == "answers":
        an_answer_that_was_under_way_brings_no_menu_either(hub)
    elif hub.mood == "real":
        a_question_after_the_danger_is_answered(hub)
    else:
        a_danger_right_after_a_question_waits_for_nobody(hub)


def an_answer_that_was_under_way_brings_no_menu_either(hub):
    """The assistant still thinks about something else when danger is told: its answer comes later, below the fixed words."""
    talk = hub.begin("web")
    hub.at_rest()
    hub.tell_brain(mode="normal", next=["held"])
    talk.carer.say("what help with money is there?")
    talk.say(SAID["emergency"])
    assert talk.page.messages[-1].kind == "danger"
    hub.tell_brain(release=True)
    page = talk.carer.answered()
    after = page.messages[[each.kind for each in page.messages].index("danger") :]
    assert [each.author for each in after][1:] and not any(each.choices for each in after), page.html


def a_question_after_the_danger_is_answered(hub):
    talk = hub.begin("web")
    talk.say(SAID["soon"])
    talk.carer.say("what help with money is there?")
    page = talk.carer.answered()
    kinds = [(each.author, each.kind) for each in page.messages]
    asked = len(kinds) - 1 - kinds[::-1].index(("contact", ""))
    assert kinds[asked - 1] == ("system", "danger") and kinds[asked + 1][0] == "assistant", page.said()


def a_danger_right_after_a_question_waits_for_nobody(hub):
    talk = hub.begin("web")
    talk.carer.say("what help with money is there?")
    talk.say(SAID["emergency"])
    _, shown = last_said(talk.page)
    assert shown.kind == "danger" and not shown.choices


def test_in_the_end_too_nothing_stands_on_top_of_it(hub):
    """The assistant was given up, or answered in the end."""
    if hub.mood == "holds":
        until(lambda: BrainTurn.objects.filter(state=BrainTurn.FAILED, error="timeout").exists(), "it took too long")
        hub.tell_brain(mode="normal", release=True)
    hub.at_rest()
    for talk in hub.talks.values():
        turn, (said, *more) = talk.turn(), talk.since()
        assert said.kind == "danger" and not any(each.choices or each.kind == "failure" for each in (said, *more))
        assert not more or (turn.state == BrainTurn.DONE and [each.author for each in more] == ["assistant"])
    refs = set(Danger.objects.values_list("conversation__ref", flat=True))
    until(lambda: {each["reference"] for _, each in hub.webhook.got} == refs, "every danger of this file was told")
    until(lambda: max(hub.cursors) == feed.cursor(), "the desk knows it all")
