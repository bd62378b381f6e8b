"""The journeys of the web, by SMS and WhatsApp: in through the signed door, asked of the real assistant, and delivered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hub.channels import gsm
from hub.channels.records import SMS
from tests.journeys.phones import compared, figures, played
from tests.journeys.phones.carer import Carer

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 11, 21)  # a Saturday: nobody is at the desk, and each journey is the assistant's to the end
MOST_QUESTIONS = 2  # after a story told in one breath


@pytest.fixture
def carer(phone, replies):
    carer = Carer(phone, replies)
    carer.on(AS_OF)
    return carer


@pytest.fixture
def count(request, carer, note):
    """`count(journey)`: put it into the table."""

    def done(journey: str) -> None:
        texts = [each.text for each in carer.phone.parcels]
        segments = sum(gsm.segments(each) for each in texts) if carer.is_sms else len(texts)
        way = carer.phone.provider if carer.phone.channel == SMS else "whatsapp"
        note(figures.Played(journey, way, carer.written, len(texts), segments))

    return done


@pytest.mark.parametrize("name", played.PLAYED)
def test_a_journey_by_text(name, carer, count):
    never, told = played.NEVER_NAMED.get(name, ()), False
    for step in played.read(name)["turns"]:
        carer.on(date.fromisoformat(str(step.get("as_of", AS_OF))))
        done = carer.does(step)
        told = told or "concern" in step
        compared.step(carer, {**step, "never": [*step.get("never", ()), *(never if told else ())]}, done)
    count(name)


@pytest.mark.parametrize("told", played.stories(), ids=lambda told: told["says"][:30].strip())
def test_a_story_in_one_text(told: dict[str, Any], carer, count):
    done, asked = carer.does({"say": told["says"]}), []
    while not compared.decided(done):
        question = compared.asked(done)
        asked.append(question)
        assert len(asked) <= MOST_QUESTIONS and question in told["truth"], f"asked {asked}; {done.shown}"
        done = carer.does({"choice": f"{question}={told['truth'][question]}"})
    compared.step(carer, {"decides": {"arrangement": told["result"]}}, done)
    count(f"story: {told['says'][:45]}")


def test_enough_journeys_of_every_kind_are_played():
    kinds = {name.partition("/")[0] for name in played.PLAYED}
    assert kinds == {"arrangement", "local_offer", "safety", "handover", "everyday"} and len(played.PLAYED) >= 14
    assert {name for name in played.PLAYED if name.startswith("safety/")} == set(played.NEVER_NAMED)
