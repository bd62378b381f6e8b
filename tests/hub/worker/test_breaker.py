"""The breaker on a clock of ours: it opens after 5 failures in a minute, looks each 15 seconds, and closes on success."""

from hypothesis import given
from hypothesis import strategies as st

from hub.conversations.breaker import Breaker


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def opened():
    clock = Clock()
    breaker = Breaker(clock)
    assert [breaker.failed() for _ in range(5)] == [False] * 4 + [True]
    return clock, breaker


def test_five_failures_in_a_minute_open_it():
    _, breaker = opened()
    assert breaker.is_open


def test_failures_that_are_far_apart_do_not():
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(20):
        assert breaker.failed() is False
        clock.now += 15.1
    assert not breaker.is_open


def test_a_success_forgets_the_failures():
    breaker = Breaker(Clock())
    for _ in range(3):
        for _ in range(4):
            breaker.failed()
        breaker.succeeded()
    assert not breaker.is_open


def test_a_probe_is_due_each_fifteen_seconds_and_only_while_open():
    clock, breaker = opened()
    assert not breaker.probe_due()
    clock.now += 15
    assert breaker.probe_due() and not breaker.probe_due()  # one looks, not every thread
    clock.now += 14.9
    assert not breaker.probe_due()
    clock.now += 0.2
    assert breaker.probe_due()
    breaker.succeeded()
    clock.now += 100
    assert not breaker.is_open and not breaker.probe_due()


def test_after_closing_it_takes_five_failures_again():
    _, breaker = opened()
    breaker.succeeded()
    assert [breaker.failed() for _ in range(5)] == [False] * 4 + [True]


@given(st.lists(st.tuples(st.sampled_from(["fail", "succeed", "probe"]), st.floats(0, 40))))
def test_it_is_open_exactly_when_five_failures_fell_in_a_minute_and_nothing_was_well_since(steps):
    """Against the plain reading of the rule, on any order of events."""
    clock = Clock()
    breaker = Breaker(clock)
    failures, is_open, next_probe = [], False, 0.0
    for step, seconds in steps:
        clock.now += seconds
        if step == "fail":
            breaker.failed()
            failures.append(clock.now)
            if not is_open and sum(clock.now - each < 60 for each in failures) >= 5:
                is_open, next_probe = True, clock.now + 15
        elif step == "succeed":
            breaker.succeeded()
            failures, is_open = [], False
        else:
            due = is_open and clock.now >= next_probe
            assert breaker.probe_due() == due
            next_probe = clock.now + 15 if due else next_probe
        assert breaker.is_open == is_open
