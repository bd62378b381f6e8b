"""Hello, thanks, goodbye, what is this, I did not understand: the small talk that keeps a conversation from breaking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kinship import answers, languages, translations
from kinship.dialogue import handover, help_there_is, questions, suggestions, unanswered
from kinship.dialogue.turn import Talk

MOST_MISSED = 3  # times in a row, then a person
SHOWN = "shown"  # `talk.opened` of a story that starts on a page where the opening stands
OTHER_LANGUAGE = {"utter_other_language", "utter_other_language_again"}
NATIONS = ("scotland", "wales", "northern_ireland")


def open_conversation(talk: Talk) -> None:
    """Say once what this is, what it keeps, and what is passed on. Not where the page has said so already."""
    council = talk.shelf.council
    shown, talk.just_opened = talk.note("opened") == SHOWN, True
    talk.remember(opened=True)
    if shown:
        return
    if talk.note("raised"):  # danger came first: no long greeting now
        talk.say("utter_opening_after_danger")
    elif council:
        talk.say("utter_opening", council=council["council_name"])
        if told := council.get("privacy"):  # a council that has just begun has not said it yet
            talk.say("utter_opening_privacy", keeps=told["keeps"], passed_on=told["passed_on"])
    else:
        talk.say("utter_opening_no_council")


def welcome_back(talk: Talk) -> None:
    """After a silence of a day or more the open question is not simply assumed to be remembered."""
    before = talk.note("as_of")
    now = talk.heard.as_of
    talk.remember(as_of=now.isoformat())
    if before and date.fromisoformat(before) < now:
        talk.say("utter_welcome_back")
        if talk.story.asked is not None:
            talk.story.asked.times = 1


def greet(talk: Talk) -> None:
    if talk.just_opened or talk.says:
        questions.ask_next(talk)
        return
    talk.say("utter_hello_again")
    back(talk)


def thank(talk: Talk) -> None:
    if talk.just_opened or talk.says:  # a heart or a thumb up is a way of saying hello
        questions.ask_next(talk)
        return
    talk.say("utter_you_are_welcome")
    if talk.story.asked is not None:
        questions.ask_back(talk)


def goodbye(talk: Talk) -> None:
    talk.say("utter_goodbye")


def small_talk(talk: Talk) -> None:
    talk.say("utter_small_talk")
    back(talk)


def about_assistant(talk: Talk) -> None:
    council = talk.shelf.council
    talk.say("utter_about_assistant")
    if council and council.get("privacy"):  # the fear behind the question is always answered
        talk.say("utter_privacy", asking_is_safe=council["privacy"].get("asking_is_safe", ""), **_privacy(council))
    back(talk)


def other_nation(talk: Talk) -> None:
    talk.say("utter_other_nation")
    lines = [talk.shelf.helpline(nation) for nation in NATIONS]
    if "utter_other_nation" not in talk.note("last_said", []):
        talk.say_words("\n".join(f"{line['name']}: {line.get('web') or line.get('phone')}" for line in lines if line))
    talk.say(
        "utter_if_in_england", choices=[answers.command("ask_which_arrangement"), answers.command("ask_for_person")]
    )


def out_of_scope(talk: Talk) -> None:
    if (code := languages.guess(talk.heard.text)) or _another_language(talk.heard.text):
        _offer_interpreter(talk, code)
        return
    missed = talk.note("missed", 0) + 1
    talk.remember(missed=missed)
    talk.say("utter_out_of_scope")
    unanswered.mark(talk, unanswered.OUT_OF_SCOPE)
    if missed >= MOST_MISSED:
        _offer_person(talk)
    else:
        back(talk)


def not_understood(talk: Talk) -> None:
    """Ask again once with choices, then suggestions from the offer, then a person; and round again, never a dead end."""
    missed = talk.note("missed", 0) % MOST_MISSED + 1
    talk.remember(missed=missed)
    if not any(letter.isalnum() for letter in talk.heard.text):
        talk.say("utter_no_words")
        back(talk)
    elif (code := languages.guess(talk.heard.text)) or _another_language(talk.heard.text):
        _offer_interpreter(talk, code)
    elif talk.heard.choice is None and suggestions.offer(talk):
        unanswered.mark(talk, unanswered.NOT_UNDERSTOOD)
    elif missed == 1:
        talk.say("utter_not_understood")
        unanswered.mark(talk, unanswered.NOT_UNDERSTOOD)
        back(talk)
    elif missed == 2:
        talk.say("utter_not_understood_twice")
        unanswered.mark(talk, unanswered.NOT_UNDERSTOOD)
        help_there_is.offer_menu(talk)
    else:
        talk.say("utter_not_understood_person")
        unanswered.mark(talk, unanswered.NOT_UNDERSTOOD)
        _offer_person(talk)


def _offer_interpreter(talk: Talk, code: str | None) -> None:
    """The interpreter's number in English, and above it in the carer's own language where a person has translated it."""
    phone, council = _front_door(talk, "phone"), talk.shelf.council
    line = translations.fixed_words(code).get("interpreter") if code and phone else None
    if line and not OTHER_LANGUAGE & set(talk.note("last_said", [])):
        direction = languages.known()[code].direction
        talk.say_words(line.replace("{phone}", phone), custom={"lang": code, "dir": direction})
    talk.say(
        "utter_other_language" if council else "utter_other_language_no_council",
        phone=phone,
        hours=_front_door(talk, "hours"),
        choices=[answers.command("ask_for_person")],
    )
    unanswered.mark(talk, unanswered.NOT_UNDERSTOOD)


def _offer_person(talk: Talk) -> None:
    """A person, and still a way to go on here."""
    handover.to_person(talk, "not_understood")
    handover.carry_on(talk)


def back(talk: Talk) -> None:
    """To the open question; else to the next one; else to the menu of help."""
    if talk.story.asked is not None and talk.story.asked.times < questions.ASKED_BACK:
        questions.ask_back(talk)
    elif talk.note("result_told") or talk.story.asked is not None or not questions.ask_next(talk):
        help_there_is.offer_menu(talk)


def _another_language(text: str) -> bool:
    """A guess, and only asked of what was not understood: another script, or letters that English does not have."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 3 and (
        sum(ord(letter) > 0x24F for letter in letters) > len(letters) / 2
        or sum(ord(letter) > 0x7F for letter in letters) > 1
    )


def _privacy(council: Mapping[str, Any]) -> dict[str, str]:
    """What is kept and what is passed on, and the same in short for texts; at length there too, where a council has no short words."""
    told = council["privacy"]
    said = {field: told[field] for field in ("keeps", "passed_on")}
    return said | {f"{field}_short": told.get(f"{field}_short") or words for field, words in said.items()}


def _front_door(talk: Talk, field: str) -> str:
    return ((talk.shelf.council or {}).get("front_door") or {}).get(field, "")
