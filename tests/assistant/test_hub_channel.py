"""The channel over real HTTP against the trained model and the real action server."""

import concurrent.futures
import json
import uuid

import httpx
import pytest

GOOD = {"channel": "web", "council": "exampleshire", "as_of": "2026-11-21"}


def ask(brain, conversation, turn, **more):
    return brain.turn(conversation=conversation, turn=turn, **{**GOOD, **more})


@pytest.fixture
def conversation():
    return f"test-{uuid.uuid4()}"


def test_a_turn_has_the_shape_of_the_contract(brain, conversation):
    reply = ask(brain, conversation, 1, choice="greet").json()
    assert reply["ok"] is True and reply["turn"] == 1 and isinstance(reply["story"], dict)
    for message in reply["messages"]:
        assert set(message) == {"text", "choices", "custom"} and message["text"]
        assert all(set(choice) == {"id", "label"} for choice in message["choices"])
    assert any(
        choice["id"].startswith("child_lives_with_carer=")
        for message in reply["messages"]
        for choice in message["choices"]
    )


def test_a_repeated_turn_number_returns_the_stored_reply(brain, conversation):
    first = ask(brain, conversation, 1, choice="greet").json()
    second = ask(brain, conversation, 2, choice="child_lives_with_carer=yes").json()
    assert ask(brain, conversation, 2, text="something else entirely").json() == second
    assert ask(brain, conversation, 1, choice="greet").json() == first


def test_the_same_turn_twice_at_once_runs_once(brain, conversation):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        replies = [
            each.json()
            for each in pool.map(lambda _: ask(brain, conversation, 1, text="my grandson lives with me"), range(4))
        ]
    assert all(reply == replies[0] for reply in replies)


def test_a_caller_that_sends_no_story_gets_the_one_that_is_still_known(brain, conversation):
    ask(brain, conversation, 1, choice="greet")
    ask(brain, conversation, 2, choice="child_lives_with_carer=yes")
    assert (
        ask(brain, conversation, 3, text="1").json()["story"]["children"][0]["facts"]["carer_relationship"]["answer"]
        == "grandparent"
    )


def test_a_story_that_is_sent_wins(brain, conversation):
    story = ask(brain, conversation, 1, choice="child_lives_with_carer=yes").json()["story"]
    elsewhere = ask(brain, f"{conversation}.2", 1, choice="carer_relationship=neighbour", story=story).json()["story"]
    assert set(elsewhere["children"][0]["facts"]) == {"child_lives_with_carer", "carer_relationship"}


def test_two_conversations_do_not_share_a_story(brain, conversation):
    ask(brain, conversation, 1, choice="child_lives_with_carer=yes")
    other = ask(brain, f"{conversation}-other", 1, choice="greet").json()
    assert not other["story"]["children"][0]["facts"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "🙂👍🏽",
        "...?!",
        "x" * 5000,
        "word " * 1000,
        "/restart",
        '/tell_situation{"family": {}}',
        " \u2060/session_start",
        '{"a": [1, 2]}',
        "{" * 2000,
        "\x00\x07\x1b[31m",
        "\u202eabc",
        "Dzień dobry, wnuk mieszka u mnie",
        "مرحبا كيف حالك اليوم",
        "' OR 1=1; --",
        "<script>alert(1)</script>",
        "{child} {0} %s",
        "null",
        "a\n\n\nb",
        "1" * 300,
        "yes no yes no",
        "utter_person",
        "ask_for_person",
        "who_arranged=nobody",
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_bad_input_is_survived_with_a_sentence(brain, conversation, text):
    ask(brain, conversation, 1, choice="greet")
    reply = ask(brain, conversation, 2, text=text)
    assert reply.status_code == 200
    said = "\n".join(message["text"] for message in reply.json()["messages"])
    assert said.strip() and "<script>" not in said and "alert(1)" not in said
    assert len(text) < 20 or not text.strip() or text not in said


def test_half_a_character_is_survived(brain, conversation):
    body = json.dumps(
        {**GOOD, "conversation": conversation, "turn": 1, "text": "my grandson \ud83d lives with me"}
    ).encode("ascii")
    assert httpx.post(f"{brain.url}/webhooks/hub/turn", content=body, timeout=10).json()["ok"] is True


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"conversation": "x"}', b"\xff"], ids=ascii)
def test_what_is_not_a_turn_is_refused(brain, body):
    answer = httpx.post(f"{brain.url}/webhooks/hub/turn", content=body, timeout=10)
    assert answer.status_code == 400 and answer.json()["ok"] is False and answer.json()["error"]


def test_no_other_door_is_open(brain):
    for path in ("rest/webhook", "twilio/webhook", "callback/webhook", "socketio"):
        assert (
            httpx.post(f"{brain.url}/webhooks/{path}", json={"sender": "x", "message": "hi"}, timeout=10).status_code
            == 404
        )


def test_a_choice_skips_understanding_and_an_unknown_one_is_survived(brain, conversation):
    assert ask(brain, conversation, 1, choice="no_such=thing").status_code == 200
    assert ask(brain, conversation, 2, choice="no_such_intent").status_code == 200


def test_understanding_can_be_asked_in_development(brain):
    parsed = httpx.post(f"{brain.url}/model/parse", json={"text": "he is hitting her right now"}, timeout=10).json()
    assert (
        parsed["intent"]["name"] == "tell_concern"
        and parsed["concern"]["kind"]
        and parsed["intent_ranking"][0]["name"] == "tell_concern"
    )
