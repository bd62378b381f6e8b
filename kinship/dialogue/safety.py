"""When a message tells of danger: the fixed words at once, in any state, and a person. No question, no menu."""

from __future__ import annotations

import logging

from kinship import reply, safety
from kinship.dialogue import handover, telling
from kinship.dialogue.turn import Talk

logger = logging.getLogger(__name__)
STILL_RAISED = 2  # turns after danger was heard in which small words are met with care and nothing else
SOFTLY = (
    "thank",
    "correct_answer",
    "affirm",
    "deny",
    "not_sure",
    "small_talk",
    "goodbye",
    "nlu_fallback",
    "out_of_scope",
)
A_STORY = 20  # words; what is shorter tells of the danger only
LAST_RESORT = "utter_danger_last_resort"


def answer(talk: Talk) -> None:
    """The words of offer_content/safety.yml; if even they cannot be read, the last resort. The handover is urgent."""
    keep_story(talk)
    concern = talk.heard.concern
    raised = {"kind": concern.kind, "urgency": concern.urgency}
    talk.remember(raised={**raised, "turn": talk.heard.turn})
    custom = {"concern": raised, "handover": handover.payload(talk, concern.kind, urgent=True)}
    try:
        writer = talk.story.facts_of(0).get("writer")
        lines = safety.words(concern, talk.heard.channel, talk.shelf, writer=writer).lines
    except Exception:  # a slip in a content file must not leave a carer in danger without a number
        logger.exception("safety.words_unreadable")
        talk.say(LAST_RESORT, custom=custom)
        return
    talk.say_words("\n".join(lines), custom=custom)


def still_raised(talk: Talk) -> bool:
    raised = talk.note("raised")
    return bool(raised) and talk.heard.choice is None and talk.heard.turn - raised.get("turn", 0) <= STILL_RAISED


def carries_on(talk: Talk) -> bool:
    """Whether a plain yes answers "Shall we carry on when you are ready?"; "ok" only says that it was read.

    A young person is not taken back to a carer's questions.
    """
    raised = talk.note("raised") or {}
    if raised.get("kind") == safety.WRITER:
        return False
    said = reply.normalise(talk.heard.text)
    return said in reply.CARRY_ON or (raised.get("urgency") == "soon" and said in reply.YES)


def stay(talk: Talk) -> None:
    """After danger a small word needs no menu: we are still here."""
    talk.say("utter_after_danger_thanks")


def keep_story(talk: Talk) -> None:
    """A story told along with danger is kept quietly, so that nothing of it is asked again. The open question waits."""
    if len(talk.heard.text.split()) >= A_STORY:
        telling.take_in(talk)
    talk.story.asked = None


def unsure(talk: Talk) -> None:
    """Understanding thinks of danger where no phrase did: the numbers and a person, calmly, without naming anything."""
    keep_story(talk)
    council = talk.shelf.council or {}
    door, night = council.get("front_door"), council.get("out_of_hours")
    custom = {"handover": handover.payload(talk, "tell_concern", urgent=True)}
    if door and night:
        talk.say(
            "utter_danger_unsure",
            custom=custom,
            phone=door["phone"],
            hours=door["hours"],
            night=night["phone"],
            night_hours=night["hours"],
        )
    else:
        talk.say(LAST_RESORT, custom=custom)
