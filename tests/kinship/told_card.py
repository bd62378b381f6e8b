"""Plays what a carer said through the dialogue, without Rasa, and makes the summary card of it."""

import json
from datetime import UTC, date, datetime, timedelta

from assistant.turn_request import understood_choice
from kinship import answers
from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.local_offer import shelf
from kinship.story import Story
from kinship.summary_card import card
from kinship.summary_facts import Message
from kinship.summary_parts import Contact, Held, OpenDanger

AS_OF = date(2026, 11, 21)
BEGAN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
OURS = shelf("exampleshire")


class Told:
    """A conversation as the hub keeps it: the story, the messages, and which messages each turn heard."""

    def __init__(self, as_of=AS_OF):
        self.story, self.messages, self.turns, self.as_of = Story(), [], {}, as_of

    def words(self, text, intent="tell_situation", facts=()):
        self._turn(text, Heard(text, intent, facts, turn=len(self.turns) + 1, as_of=self.as_of))

    def tap(self, choice):
        read = understood_choice(choice, choice)
        fact, _, answer = choice.partition("=")
        label = (answers.words().get(fact, {}).get(answer) or {}).get("label", choice)
        heard = Heard(
            choice,
            read["intent"]["name"],
            read["entities"],
            choice=choice,
            turn=len(self.turns) + 1,
            as_of=self.as_of,
        )
        self._turn(label, heard, choice)

    def card(self, **held):
        return card(self.story, Held(messages=self.messages, turns=self.turns, **held), self.as_of)

    def _turn(self, text, heard, choice=""):
        seq = len(self.messages) + 1
        at = BEGAN + timedelta(minutes=seq)
        self.messages.append(Message(seq, "contact", text, at, choice=choice))
        self.turns[heard.turn] = (seq, seq)
        self.story = Story.from_json(json.loads(json.dumps(take_turn(heard, self.story, OURS).story.as_json())))
        self.messages.append(Message(seq + 1, "assistant", "An answer.", at))


def play(said, as_of=AS_OF):
    """The conversation of a case of cases_summary.yml."""
    told = Told(as_of)
    for each in said:
        if "tap" in each:
            told.tap(each["tap"])
            continue
        facts = []
        for group in each.get("tells", ()):
            of = {"group": group["of"]} if "of" in group else {}
            facts += [{"entity": name, "value": value, **of} for name, value in group.items() if name != "of"]
        intent = f"ask_{each['asks']}" if "asks" in each else each.get("intent", "tell_situation")
        told.words(each["words"], intent, facts)
    return told


def held(case):
    """What a case holds beside the conversation, as the hub would give it."""
    known = dict(case.get("held") or {})
    if "contact" in known:
        known["contact"] = Contact(**known["contact"])
    if "dangers" in known:
        known["dangers"] = [OpenDanger(at=BEGAN, **each) for each in known["dangers"]]
    return known
