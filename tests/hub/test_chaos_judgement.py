"""The tool that breaks the service judges by its own records: what is lost, doubled or met with silence is found, and nothing else."""

import pytest

from benchmarks.chaos import in_ledger, judging
from benchmarks.chaos.judging import ASSISTANT, FAILURE, Stored, judge
from benchmarks.chaos.own_record import DESK, WEB, OwnRecord, mark_of
from benchmarks.chaos.probes import Look, Series
from hub.conversations import transitions, turns
from hub.conversations.inbound import Inbound

ANSWERED = ((ASSISTANT, 1),)
# what | accepted by the service | what the ledger holds | the beginning of the fault, or "" for none
CASES = (
    ("all is well", True, [Stored("m", "A 1", ANSWERED)], ""),
    ("a failure, then asked again", True, [Stored("m", "A 1", ((FAILURE, 1), (ASSISTANT, 2)))], ""),
    ("never accepted, and not there", False, [], ""),
    ("its answer was lost on the way, and it is there", False, [Stored("m", "A 1", ANSWERED)], ""),
    ("lost", True, [], "lost: m"),
    ("kept twice", True, [Stored("m", "A 1", ANSWERED), Stored("m", "A 2", ANSWERED)], "kept twice: m"),
    ("kept twice without a word", False, [Stored("m", "A 1", ANSWERED), Stored("m", "B 1", ANSWERED)], "kept twice: m"),
    ("answered twice", True, [Stored("m", "A 1", ((ASSISTANT, 1), (ASSISTANT, 2)))], "twice: m"),
    ("silence", True, [Stored("m", "A 1", ())], "silence: nothing came of m"),
    ("nobody wrote it", True, [Stored("m", "A 1", ANSWERED), Stored("x", "A 2", ANSWERED)], "written by nobody: x"),
)


@pytest.fixture
def record(tmp_path):
    record = OwnRecord(tmp_path / "own.jsonl")
    yield record
    record.close()


@pytest.mark.parametrize("what, accepted, stored, fault", CASES, ids=[case[0] for case in CASES])
def test_what_is_wrong_is_found(record, what, accepted, stored, fault):
    written = record.begins(WEB, "carer", "{mark}")
    written.mark = "m"
    if accepted:
        record.accepted(written)
    found = judge([written], stored).faults
    assert [each.startswith(fault) for each in found] == ([True] if fault else []), found


def test_words_of_an_adviser_want_no_answer_and_are_kept_once(record):
    written = record.begins(DESK, "sam", "I rang them about {mark}")
    record.accepted(written)
    assert judge([written], [Stored(written.mark, "A 3")]).faults == []
    assert judge([written], [Stored(written.mark, "A 3"), Stored(written.mark, "A 4")]).faults != []


def test_no_two_messages_have_one_mark():
    marks = {mark_of(number) for number in range(200_000)}
    assert len(marks) == 200_000
    assert all(in_ledger.WORD.fullmatch(mark) for mark in marks)


@pytest.mark.django_db
def test_what_came_of_a_message_is_read_from_the_hubs_own_ledger(record):
    """One is answered, one is told that the assistant is away, one stays without an outcome: that one is the silence."""
    written = [record.begins(WEB, "carer", "i want to ask about {mark}") for _ in range(3)]
    for number, each in enumerate(written):
        transitions.begin("web", Inbound(key=f"key {number}", text=each.words), "exampleshire")
        record.accepted(each)
        if number < 2:
            claimed = turns.claim_next("one", 60)
            reply = {
                "ok": True,
                "turn": claimed.number,
                "story": None,
                "messages": [{"text": "There is help.", "choices": []}],
            }
            turns.commit_reply(claimed, reply) if number == 0 else turns.fail(claimed, "timeout", reached=True)
    verdict = judge(written, in_ledger.stored([each.mark for each in written]))
    assert verdict.outcomes == {judging.ASSISTANT: 1, judging.FAILURE: 1, "silence": 1}
    assert [each.split(",")[0] for each in verdict.faults] == [
        f"silence: nothing came of {written[2].mark} (web carer)"
    ]


def test_time_without_service_is_from_the_first_failure_to_the_end_of_the_next_success():
    series = Series(
        [Look(0, 1, True), Look(2, 5, False, "503"), Look(6, 7, False, "503"), Look(8, 9, True), Look(10, 11, True)]
    )
    assert series.without(0, 20) == 7  # from 2 to 9
    assert series.without(4, 20) == 5  # what came before is not held against this fault
    assert series.without(12, 20) == 0
    assert Series([Look(3, 6, False)]).without(0, 10) == 7  # it never came back
    assert series.why(0, 20) == {"503": 2}
