"""Questions about help: a topic, "what help is there", "more", "what else" — also in the middle of the questions, and back again."""

from __future__ import annotations

from kinship.dialogue import arrangement, everyday, help_there_is, questions, result, telling
from kinship.dialogue.turn import Talk


def ask_topic(talk: Talk, topic: str) -> None:
    """Answer now, from what is known; then go back to the question that makes the answer fit better."""
    arrangement.acknowledge(talk, telling.take_in(talk))
    talk.remember(missed=None)
    not_the_carer = arrangement.meet_writer(talk) in arrangement.NOT_THE_CARER
    if not_the_carer:
        talk.story.asked = None
    elif not talk.note("result_told") and not talk.story.is_empty() and questions.next_question(talk) is None:
        result.tell(talk)
    help_there_is.answer(talk, topic)
    _answer_also(talk, topic)
    if not talk.note("result_told") and not not_the_carer:
        talk.remember(wanted=topic)
        _back_to_questions(talk)


def _answer_also(talk: Talk, topic: str) -> None:
    """A second question in the same message is answered after the first."""
    for intent in talk.heard.also:
        other = intent.removeprefix("ask_")
        if other != topic and other in talk.shelf.topics():
            talk.say("utter_you_also_asked", topic=talk.shelf.topics()[other]["title"])
            help_there_is.answer(talk, other)


def ask_what_help(talk: Talk) -> None:
    arrangement.acknowledge(talk, telling.take_in(talk))
    talk.remember(missed=None)
    if talk.note("result_told") or talk.heard.choice:
        help_there_is.offer_menu(talk)
        return
    talk.say("utter_help_after_questions")
    arrangement.go_on(talk)


def ask_more(talk: Talk) -> None:
    talk.remember(missed=None)
    if result.tell_more(talk):
        help_there_is.offer_menu(talk)
    elif not help_there_is.more(talk):
        if talk.note("topic"):
            talk.say("utter_no_more")
            help_there_is.what_else(talk)
        else:
            everyday.back(talk)


def ask_what_else(talk: Talk) -> None:
    talk.remember(missed=None)
    help_there_is.what_else(talk)


def _back_to_questions(talk: Talk) -> None:
    standing = talk.story.asked
    if standing is not None and standing.times >= questions.ASKED_BACK:
        return
    if questions.next_question(talk) is None:
        talk.story.asked = None
        return
    talk.say("utter_so_that_it_fits")
    questions.ask_next(talk)
