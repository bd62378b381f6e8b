"""What makes a turn cheap changes no answer: the shortcuts agree with Rasa's own functions, and a long talk is answered like a fresh one."""

import asyncio
import copy
import json
import uuid

import jsonschema
import pytest
import rasa
import yaml
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from assistant import shortcuts
from assistant.hub_channel import HubChannel
from assistant.tracker_store import NewestTrackers
from tests.conftest import AS_OF, ROOT

DOMAIN = Domain.from_path(str(ROOT / "domain.yml"))

# What an action server may answer and what it may not, with what is said of it (None: it is taken).
REPLIES = {
    "nothing at all": ({}, None),
    "no events, no words": ({"events": [], "responses": []}, None),
    "a slot and words": (
        {
            "events": [{"event": "slot", "timestamp": None, "name": "family", "value": {"a": [1]}}],
            "responses": [{"text": "Hello"}],
        },
        None,
    ),
    "more than the schema knows": ({"events": [], "responses": [{"custom": {"x": 1}}], "more": 1}, None),
    "every event there is": (
        {"events": [{"event": "pause"}, {"event": "restart"}, {"event": "action", "name": "a"}]},
        None,
    ),
    "a list": ([], "is not of type 'object'"),
    "a text": ("oops", "is not of type 'object'"),
    "nothing": (None, "is not of type 'object'"),
    "events that are none": ({"events": {}}, "is not of type 'array'"),
    "a kind of event nobody knows": ({"events": [{"event": "no_such"}]}, "is not valid under any of the given schemas"),
    "an event without its name": ({"events": [{"timestamp": 1}]}, "'event' is a required property"),
    "a slot without its name": (
        {"events": [{"event": "slot", "value": 1}]},
        "is not valid under any of the given schemas",
    ),
    "words that are none": ({"events": [], "responses": ["Hello"]}, "is not of type 'object'"),
}


def told(check, reply) -> str | None:
    """What a check says of a reply: None where it is taken."""
    try:
        assert check(RemoteAction("action_everyday", None), copy.deepcopy(reply)) is True
    except jsonschema.ValidationError as refused:
        return str(refused)
    return None


def test_the_check_remembered_says_what_rasas_says():
    check = shortcuts.checked_once(shortcuts.RASAS_CHECK)
    for name, (reply, words) in REPLIES.items():
        rasas = told(shortcuts.RASAS_CHECK, reply)
        assert told(check, reply) == rasas, name
        assert (rasas is None) == (words is None) and (words or "") in (rasas or ""), f"{name}: {rasas}"


def test_the_schema_itself_is_checked_once(monkeypatch):
    shortcuts._validator.cache_clear()
    asked: list[int] = []
    spec = RemoteAction.action_response_format_spec
    monkeypatch.setattr(RemoteAction, "action_response_format_spec", staticmethod(lambda: asked.append(1) or spec()))
    check = shortcuts.checked_once(shortcuts.RASAS_CHECK)
    for _ in range(5):
        assert told(check, {"events": []}) is None
    assert len(asked) == 1
    shortcuts._validator.cache_clear()


def test_the_classes_remembered_are_rasas():
    resolve = shortcuts.remembered(shortcuts.RASAS_CLASSES)
    names = sorted({kind.type_name for kind in all_subclasses(Event)})
    assert len(names) > 15
    for _ in range(2):  # asked, and remembered
        assert [resolve(name) for name in names] == [shortcuts.RASAS_CLASSES(name) for name in names]
        assert resolve("topic") is None
        assert resolve("no_such", SlotSet) is SlotSet and resolve("no_such", BotUttered) is BotUttered
        with pytest.raises(ValueError, match="Unknown event name 'no_such'"):
            resolve("no_such")


def test_they_are_for_the_locked_version_of_rasa():
    assert shortcuts.VERSION == rasa.__version__


@pytest.fixture
def rasa_as_it_comes(monkeypatch):
    """Rasa's own functions, and at the end of the test what was there before."""
    monkeypatch.setattr(RemoteAction, "_validate_action_result", shortcuts.RASAS_CHECK)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(shortcuts.RASAS_CLASSES))
    return monkeypatch


@pytest.mark.parametrize(
    ("switch", "version", "taken"),
    [("", "3.6.21", True), ("on", "3.6.21", True), ("off", "3.6.21", False), ("", "3.6.22", False)],
    ids=["not set", "on", "off", "another Rasa"],
)
def test_taken_when_rasa_makes_its_channel(rasa_as_it_comes, switch, version, taken):
    rasa_as_it_comes.setenv(shortcuts.SWITCH, switch)
    rasa_as_it_comes.setattr(rasa, "__version__", version)
    HubChannel.from_credentials({})
    assert (RemoteAction._validate_action_result is not shortcuts.RASAS_CHECK) is taken
    assert (Event.resolve_by_type is not shortcuts.RASAS_CLASSES) is taken


class ActionServer:
    """An action server that answers this."""

    def __init__(self, reply) -> None:
        self.reply, self.url, self.kwargs = reply, "http://127.0.0.1/webhook", {}

    async def request(self, **asked):
        return copy.deepcopy(self.reply)


@pytest.mark.parametrize("switch", ["on", "off"])
def test_a_turn_still_refuses_what_an_action_server_may_not_answer(rasa_as_it_comes, switch):
    rasa_as_it_comes.setenv(shortcuts.SWITCH, switch)
    shortcuts.take()
    for name, (reply, words) in REPLIES.items():
        action = RemoteAction("action_everyday", ActionServer(reply))
        output, nlg = CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({})
        run = action.run(output, nlg, DialogueStateTracker("someone", []), DOMAIN)
        if words is None and isinstance(reply, dict):
            asyncio.run(run)
        else:
            with pytest.raises(
                jsonschema.ValidationError, match="make sure your response from the Action endpoint is valid"
            ) as refused:
                asyncio.run(run)
            assert words in str(refused.value), name


def a_turn(n: int, *more: Event) -> list[Event]:
    """The events of one turn, as our action leaves them."""
    said = UserUttered(f"words {n}", {"name": "greet"}, metadata={"turn": n})
    done = [ActionExecuted("action_everyday"), BotUttered(f"answer {n}"), SlotSet("family", {"turn": n}), *more]
    return [said, *done, ActionExecuted("action_listen")]


OPENING = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def kept(turns: list[list[Event]], most_turns: int) -> DialogueStateTracker:
    """A talk of these turns, saved and read back after each, as Rasa does."""
    store = NewestTrackers(DOMAIN, most_turns=most_turns)

    async def talk() -> DialogueStateTracker:
        tracker = store.init_tracker("someone")
        tracker.update_with_events([SlotSet("session_started_metadata", {"story": {}}), *OPENING], DOMAIN)
        for turn in turns:
            tracker.update_with_events(turn, DOMAIN)
            await store.save(tracker)
            tracker = await store.retrieve("someone")
        return tracker

    return asyncio.run(talk())


def test_only_the_newest_turns_are_kept_with_what_the_slots_hold():
    talk = [a_turn(n) for n in range(1, 31)]
    whole, short = kept(talk, 0), kept(talk, 2)
    assert [each.text for each in whole.events if isinstance(each, UserUttered)] == [f"words {n}" for n in range(1, 31)]
    assert [each.text for each in short.events if isinstance(each, UserUttered)] == ["words 29", "words 30"]
    assert len(kept(talk[:5], 2).events) == len(short.events)  # it stops growing
    assert short.events[0] == ActionExecuted("action_listen")  # so that a rule finds the state it begins with
    assert short.get_slot("family") == whole.get_slot("family") == {"turn": 30}
    assert short.latest_message.text == whole.latest_message.text and short.applied_events()


def test_what_a_slot_was_told_long_ago_is_kept():
    silent = [[UserUttered(f"words {n}", {"name": "greet"}), ActionExecuted("action_listen")] for n in range(2, 20)]
    assert kept([a_turn(1), *silent], 2).get_slot("family") == {"turn": 1}


@pytest.mark.parametrize("event", [ActiveLoop("a_form"), ConversationPaused()], ids=["a form", "a pause"])
def test_nothing_is_cut_in_the_middle_of(event):
    talk = [a_turn(1), a_turn(2, event), *(a_turn(n) for n in range(3, 10))]
    assert len([each for each in kept(talk, 2).events if isinstance(each, UserUttered)]) == 9


def test_of_a_turn_that_is_over_the_story_is_kept_once():
    """In the slot. It came with the words and went with the answer too, and each copy would be read and sent at every later turn."""
    story = {"children": [], "talk": {"marker": "x"}}
    said = UserUttered("words", {"name": "greet"}, metadata={"turn": 1, "story": story})
    answers = [BotUttered("answer", {"custom": {"card": 1}}), BotUttered(None, {"custom": {"story": story}})]
    talk = [
        [said, ActionExecuted("action_everyday"), *answers, SlotSet("family", story), ActionExecuted("action_listen")]
    ]

    def copies(tracker: DialogueStateTracker) -> int:
        return json.dumps([event.as_dict() for event in tracker.events]).count("marker")

    short, whole = kept(talk, 1), kept(talk, 0)
    assert (copies(short), copies(whole)) == (1, 4)
    assert short.get_slot("family") == story and short.latest_message.metadata == {"turn": 1}
    assert [event.data.get("custom") for event in short.events if isinstance(event, BotUttered)] == [{"card": 1}, {}]
    # What is still in use is left alone.
    assert said.metadata["story"] is story and answers[1].data["custom"]["story"] is story


def test_the_settings_keep_few_turns():
    store = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))["tracker_store"]
    assert 1 <= store["most_turns"] <= 10 and issubclass(NewestTrackers, InMemoryTrackerStore)


def test_a_long_talk_is_answered_like_a_fresh_one(brain):
    """The same words with the same story, in the thirtieth turn of one sender and in the first of another."""
    fixed = {"channel": "web", "council": "exampleshire", "as_of": AS_OF}
    says = [
        {"text": "can i get any money for him"},
        {"text": "he is nine"},
        {"choice": "ask_education"},
        {"text": "who are you"},
    ]
    sender, story = f"long-{uuid.uuid4()}", None
    for turn in range(1, 31):
        said = {"choice": "greet"} if turn == 1 else says[turn % len(says)]
        asked = {"turn": turn, **fixed, **said, "story": story}
        long = brain.turn(conversation=sender, **asked).json()
        if turn in (3, 10, 27, 28, 29, 30):
            assert brain.turn(conversation=f"{sender}.{turn}", **asked).json() == long, f"turn {turn}"
        story = long["story"]


def test_a_caller_that_sends_no_story_is_still_known_after_many_turns(brain):
    sender = f"silent-{uuid.uuid4()}"
    fixed = {"channel": "web", "council": "exampleshire", "as_of": AS_OF, "conversation": sender}
    brain.turn(turn=1, choice="child_lives_with_carer=yes", **fixed)
    for turn in range(2, 16):
        last = brain.turn(turn=turn, choice="ask_education", **fixed)
    facts = last.json()["story"]["children"][0]["facts"]
    assert facts["child_lives_with_carer"]["answer"] == "yes"
