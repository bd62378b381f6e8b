"""When a message tells of danger: the fixed words at once, in any state, and a person. No question, no menu."""

from __future__ import annotations

from kinship import safety as screen
from kinship.dialogue import handover
from kinship.dialogue.turn import Talk


def answer(talk: Talk) -> None:
    concern = talk.heard.concern
    spoken = screen.words(concern, talk.heard.channel, talk.shelf)
    talk.remember(raised={"kind": concern.kind, "urgency": concern.urgency})
    custom = {"concern": {"kind": concern.kind, "urgency": concern.urgency},
              "handover": handover.payload(talk, concern.kind, urgent=True)}
    talk.say_words("\n".join(spoken.lines), custom=custom)
    if spoken.contacts:
        talk.say_words("\n".join(contact["line"] for contact in spoken.contacts))
