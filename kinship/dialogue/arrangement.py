"""Working out the arrangement: taking the story in, putting it right, explaining a question, and going on to the next."""

from __future__ import annotations

from kinship import answers, reply
from kinship.dialogue import answered, everyday, handover, help_there_is, questions, result, telling
from kinship.dialogue.turn import Talk
from kinship.facts import vocabulary
from kinship.story import Answer, Asked, Story

CHANGE = "change"
LONG_STORY = 40  # words; such an opener is thanked for
HARD = {"in_prison", "in_hospital", "unwell", "drugs_or_alcohol", "whereabouts_unknown"}
NOT_THE_CARER = questions.NOT_ASKED
KEPT = ("opened", "as_of", "last_said", answered.NOTE, answered.LEFT_OUT)  # notes that outlive a new start
MET = {
    "parent": "utter_writer_parent",
    "young_person": "utter_writer_young_person",
    "professional": "utter_writer_professional",
    "someone_else": "utter_writer_someone_else",
}


def tell_situation(talk: Talk) -> None:
    """The carer told us something: keep it, show what was noted, go on."""
    noted_before = talk.story.asked
    new = telling.take_in(talk)
    if telling.settle_conflict(talk):
        return
    if not new and not talk.heard.facts:
        everyday.not_understood(talk)
        return
    talk.remember(missed=None)
    acknowledge(talk, new, reply_to=noted_before)
    go_on(talk)


def acknowledge(talk: Talk, new: list[str], *, reply_to: Asked | None = None) -> None:
    """Feeling first, then what was noted. A single answer to the question just asked needs no echo, nor what a result says back."""
    feel(talk, new)
    if not talk.note("result_told") and questions.next_question(talk) is None:
        return
    typed = talk.heard.choice is None
    answered_only = reply_to is not None and set(new) <= {reply_to.name}
    if typed and new and not answered_only:
        phrases = telling.what_was_said(talk, only=new)
        if phrases:
            talk.say("utter_noted", list=telling.as_list(phrases))


def feel(talk: Talk, new: list[str]) -> None:
    """One short line for what is hard, once."""
    felt = talk.note("felt", [])
    situations = set()
    for child in talk.story.children:
        known = child.facts.get("parents_situation")
        if known is not None and "parents_situation" in new:
            situations |= set(known.value if isinstance(known.value, list) else [known.value])
    for name, fits in (
        ("utter_sorry_for_loss", "died" in situations),
        ("utter_that_is_hard", bool(situations & HARD)),
        ("utter_thank_for_telling", len(talk.heard.text.split()) >= LONG_STORY),
    ):
        if fits and name not in felt:
            talk.say(name)
            talk.remember(felt=[*felt, name])
            return


def meet_writer(talk: Talk) -> str | None:
    """Speak once to who is writing, when that is not the carer. Returns who writes."""
    writer = talk.story.facts_of(0).get("writer")
    if writer in MET and talk.note("writer_met") != writer:
        talk.remember(writer_met=writer)
        talk.say(MET[writer])
    return writer


def go_on(talk: Talk) -> None:
    """The next question; when there is none, the result; when it is told, the help."""
    writer = meet_writer(talk)
    if writer not in NOT_THE_CARER and questions.ask_next(talk):
        return
    talk.story.asked = None
    if writer not in NOT_THE_CARER and result.tell(talk):
        result.menu(talk)
        return
    if talk.note("result_told") and talk.heard.facts:
        talk.say("utter_same_result")
    help_there_is.offer_menu(talk)


def correct_answer(talk: Talk) -> None:
    """Put an answer right: with the new words, or by choosing which answer is wrong."""
    name = _to_change(talk)
    if name:
        for child in range(len(talk.story.children)):
            talk.story.forget(name, child)
        talk.remember(missed=None)
        questions.pose(talk, Asked(name, None if len(talk.story.children) > 1 else 0))
        return
    new = telling.take_in(talk, correcting=True)
    if new:
        talk.remember(missed=None)
        phrases = telling.what_was_said(talk, only=new)
        if phrases:
            talk.say("utter_changed", list=telling.as_list(phrases))
        else:  # by text, where it is not said back
            talk.say("utter_thank_for_telling")
        go_on(talk)
        return
    known = [fact for fact, _, _ in talk.story.answered() if fact in answers.words()["about"]]
    if not known:
        talk.say("utter_nothing_said")
        go_on(talk)
        return
    choices = [answers.about(fact, f"{fact}={CHANGE}") for fact in dict.fromkeys(known)]
    talk.say("utter_what_to_change", choices=[*choices, answers.command("ask_for_person")])


def ask_why(talk: Talk) -> None:
    asked = talk.story.asked
    if asked is None or asked.name not in vocabulary():
        talk.say("utter_why")
        if asked is None:
            help_there_is.offer_menu(talk)
        return
    why = f"utter_why_{asked.name}"
    talk.say("utter_why" if why in talk.note("last_said", []) else why)
    questions.ask_back(talk)


def not_sure(talk: Talk) -> None:
    talk.remember(missed=None)
    asked = talk.story.asked
    told = telling.take_in(talk)  # "don't know, they did some checks" tells something all the same
    if asked is not None and asked.name in told:
        acknowledge(talk, told, reply_to=asked)
        go_on(talk)
        return
    if telling.mark_not_sure(talk):
        talk.say("utter_not_sure_is_fine")
        go_on(talk)
        return
    talk.say("utter_not_sure_of_what")
    help_there_is.offer_menu(talk)


def affirm(talk: Talk) -> None:
    _yes_or_no(talk, "yes")


def deny(talk: Talk) -> None:
    _yes_or_no(talk, "no")


def ask_which_arrangement(talk: Talk) -> None:
    """What kind of arrangement is it: the question that is still needed, or the result."""
    acknowledge(talk, telling.take_in(talk))
    explained = result.explain_named(talk)
    if not explained and talk.story.asked is not None and "mean" in talk.heard.text.casefold().split():
        ask_why(talk)
        return
    if talk.story.asked is not None:
        talk.story.asked.times %= 2  # it may come back again, in the other wording
    if questions.next_question(talk) is not None:
        if not talk.note("result_told") and talk.heard.choice is None:
            talk.say("utter_to_know_that")
        questions.ask_next(talk)
        return
    result.tell(talk, again=True)
    result.menu(talk)


def ask_what_i_said(talk: Talk) -> None:
    if talk.story.is_empty():
        talk.say("utter_nothing_said")
        everyday.back(talk)
        return
    result.say_back(talk)
    if talk.story.asked is not None:
        everyday.back(talk)
    else:
        talk.say(
            "utter_change_or_go_on",
            choices=[answers.command(each) for each in ("correct_answer", "ask_what_help", "start_again")],
        )


def start_again(talk: Talk) -> None:
    talk.story = Story(talk={name: note for name, note in talk.story.talk.items() if name in KEPT})
    talk.say("utter_started_again")
    questions.ask_next(talk)


def forget_me(talk: Talk) -> None:
    """Everything told is gone from the story; the caller is told to delete what it holds."""
    talk.story = Story(talk={"opened": True, "last_said": talk.note("last_said", [])})
    talk.say("utter_forgotten", custom={"forget": True})


def speak_to_person(talk: Talk) -> None:
    telling.take_in(talk)
    handover.to_person(talk)
    handover.carry_on(talk)


def _to_change(talk: Talk) -> str | None:
    for each in talk.heard.facts:
        if each.get("value") == CHANGE and each.get("entity") in vocabulary():
            return each["entity"]
    return None


def _yes_or_no(talk: Talk, word: str) -> None:
    """A plain yes or no answers the open question where it can; else it answers what was last offered."""
    asked = talk.story.asked
    if asked is not None and reply.normalise(talk.heard.text) in reply.OKAY:
        go_on(talk)
        return
    told = telling.take_in(talk)
    plain = reply.normalise(talk.heard.text) in (reply.YES if word == "yes" else reply.NO)  # and nothing more
    if plain and asked is not None and asked.name in vocabulary() and asked.name not in told:
        allowed = vocabulary()[asked.name].answers
        value = word if word in allowed else "none" if word == "no" and "none" in allowed else None
        if value is not None:
            talk.story.add(asked.name, Answer(value, talk.heard.turn, talk.heard.text, True), asked.child)
            told = [*told, asked.name]
    if told or (talk.heard.facts and asked is not None):
        talk.remember(missed=None)
        acknowledge(talk, told, reply_to=asked)
        go_on(talk)
    elif asked is not None:
        everyday.not_understood(talk)
    elif word == "yes" and talk.note("layer"):
        talk.remember(missed=None)
        if not (result.tell_more(talk) or help_there_is.more(talk)):
            help_there_is.offer_menu(talk)
    else:
        talk.say("utter_all_right")
        help_there_is.offer_menu(talk)
