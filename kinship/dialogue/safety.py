"""When a message tells of danger: the fixed words at once, in any state, and a person. No question, no menu."""

from __future__ import annotations

import logging

from kinship import safety
from kinship.dialogue import handover
from kinship.dialogue.turn import Talk

logger = logging.getLogger(__name__)
LAST_RESORT = "utter_danger_last_resort"


def answer(talk: Talk) -> None:
    """The words of offer_content/safety.yml; if even they cannot be read, the last resort. The handover is urgent."""
    concern = talk.heard.concern
    raised = {"kind": concern.kind, "urgency": concern.urgency}
    talk.remember(raised=raised)
    custom = {"concern": raised, "handover": handover.payload(talk, concern.kind, urgent=True)}
    try:
        lines = safety.words(concern, talk.heard.channel, talk.shelf).lines
    except Exception:  # a slip in a content file must not leave a carer in danger without a number
        logger.exception("safety.words_unreadable")
        talk.say(LAST_RESORT, custom=custom)
        return
    talk.say_words("\n".join(lines), custom=custom)
