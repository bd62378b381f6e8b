"""The assistant dies, answers nothing, hangs or is late: the carer is told something true, and nothing is lost or said twice."""

import threading

import pytest

from hub.conversations import transitions
from hub.conversations.models import BrainTurn, Conversation, Message
from tests.hub.faults.stack import until

FRONT_DOOR = "01632 960100"  # exampleshire's own number


def newest():
    return Conversation.objects.order_by("-opened_at").first()


def told_of_the_failure(page, times=1):
    failures = [each for each in page.messages if each.kind == "failure"]
    assert len(failures) == times and FRONT_DOOR in failures[0].text, page.said()
    return failures[-1]


def in_background(do, *given):
    thread = threading.Thread(target=do, args=given)
    thread.start()
    return thread


def test_all_is_well(stack, carer):
    page = carer.say("my nan has my boy CANARY")
    carer.answered()
    assert page.said("contact") == ["my nan has my boy CANARY"]
    assert carer.page.said("assistant") == ["You said: my nan has my boy CANARY"]
    carer.tap("The family")
    assert carer.answered().said("contact")[-1] == "The family"
    assert stack.times_heard("who_arranged=parent_or_family") == 1


def test_killed_in_the_middle_of_a_turn(stack, carer):
    stack.tell_brain(next=["held"])
    saying = in_background(carer.say, "my nan has my boy")
    until(lambda: stack.brain()["held"], "the brain has the turn")
    stack.kill("brain")
    saying.join()
    told_of_the_failure(carer.answered())
    assert carer.page.said("contact") == ["my nan has my boy"]
    stack.start("brain")
    carer.tap("Ask again")
    assert carer.answered().said("assistant") == ["You said: my nan has my boy"]
    assert stack.times_heard("my nan has my boy") == 1


def test_away_then_back_what_was_written_meanwhile_is_heard(stack, carer):
    stack.kill("brain")
    carer.say("my nan has my boy")
    told_of_the_failure(carer.answered())
    stack.start("brain")
    carer.say("he is 6")
    assert carer.answered().said("assistant") == ["You said: my nan has my boy\nhe is 6"]
    assert stack.times_heard("he is 6") == 1


@pytest.mark.parametrize("mode", ["empty", "no_words", "no_story", "not_json", "error"])
def test_answering_nothing_is_told_and_asking_again_works(stack, carer, mode):
    stack.tell_brain(mode=mode)
    carer.say("my nan has my boy")
    told_of_the_failure(carer.answered())
    assert not carer.page.said("assistant")
    carer.tap("Ask again")
    told_of_the_failure(carer.answered(), times=2)
    stack.tell_brain(mode="normal")
    carer.tap("Ask again")
    assert carer.answered().said("assistant") == ["You said: my nan has my boy"]


def test_hanging_is_told_and_the_next_conversation_is_not_held_up(stack, carer):
    stack.tell_brain(next=["hang"])
    page = carer.say("this one waits")
    assert page.pending and page.said() == ["this one waits"]
    other = type(carer)(stack.url)
    other.say("and this one does not")
    assert other.answered().said("assistant") == ["You said: and this one does not"]
    told_of_the_failure(carer.answered())  # after two tries of 8 seconds
    assert sorted(stack.brain()["asked"].values()) == [1, 2] and stack.times_heard("this one waits") == 1


def test_away_for_long_the_breaker_opens_and_closes_and_every_carer_is_told(stack, carer):
    stack.kill("brain")
    for number in range(6):
        carer.say(f"message {number}")
        carer.answered()
    assert len([each for each in carer.page.messages if each.kind == "failure"]) == 6
    until(lambda: "brain.down" in stack.log("worker"), "the breaker opened")
    stack.start("brain")
    before = stack.log("worker").count("brain.up")
    until(lambda: stack.log("worker").count("brain.up") > before, "a probe closed it")
    carer.say("and now")
    (answer,) = carer.answered().said("assistant")
    assert answer.endswith("and now")


def test_danger_is_answered_while_the_assistant_is_away(stack, carer):
    stack.kill("brain")
    page = carer.say("my partner is hitting me right now")
    assert "999" in page.said("system")[0]
    assert [each.kind for each in carer.answered().messages] == ["", "danger"]  # no "not working" on top of it


def test_late_after_an_adviser_took_it_nothing_is_said(stack, carer, db_adviser):
    stack.tell_brain(next=["held"])
    carer.say("my nan has my boy")
    with stack.database():
        conversation = newest()
        transitions.take(conversation.pk, db_adviser())
    stack.tell_brain(release=True)
    until(lambda: "turn.discarded" in stack.log("worker"), "the late reply was thrown away")
    with stack.database():
        turn = BrainTurn.objects.get(conversation=conversation)
        assert turn.state == "discarded" and not Message.objects.filter(conversation=conversation, author="assistant")
    assert carer.check().said("assistant") == []
    carer.say("are you there")
    assert carer.page.said("assistant") == [] and stack.times_heard("are you there") == 0
    with stack.database():
        transitions.hand_back(conversation.pk)
    carer.check()
    page = carer.answered()
    assert len(page.said("assistant")) == 1 and "are you there" in page.said("assistant")[0]


def test_late_after_the_carer_left_nothing_is_kept(stack, carer):
    stack.tell_brain(next=["held"])
    carer.say("my nan has my boy")
    form = carer.form()
    carer.post("/chat/leave", {"token": form["token"]})
    assert carer.status in (302, 303)
    before = stack.log("worker").count("turn.discarded")
    stack.tell_brain(release=True)
    until(lambda: stack.log("worker").count("turn.discarded") > before, "the late reply was thrown away")
    with stack.database():
        assert newest().erased_at and not Message.objects.filter(conversation=newest()).exclude(body="").exists()
    carer.post("/chat/say", {**form, "text": "hello again"})
    assert not carer.page.said("assistant") and carer.page.draft == "hello again"
