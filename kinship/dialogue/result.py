"""Telling what we think the arrangement is: how sure, why, what it means today, and what would settle it."""

from __future__ import annotations

import re

from kinship import answers
from kinship.arrangement import Decision
from kinship.dialogue import handover, help_there_is, questions, telling
from kinship.dialogue.turn import Talk

MOST_NAMED = 3  # arrangements named in one breath; more is a list nobody reads
MOST_SETTLERS = 2
RESULT = "result"
UNCLEAR = ("disputed_placement", "not_settled")  # their first steps are safe whatever it turns out to be


def tell(talk: Talk, *, again: bool = False) -> bool:
    """Say the result for every child, unless this very result was told already. True if something was said."""
    found = questions.decisions(talk)
    signature = [[possible.key for possible in decision.arrangements] + sorted(decision.flags) for decision in found]
    if talk.note("told") == signature and not again:
        return False
    talk.remember(told=signature, topic=None, layer={"of": RESULT, "at": 0}, result_told=True)
    if not again:
        say_back(talk)
    for decision, children in _alike(found):
        _say_one(talk, decision, children)
    if len({decision.arrangements[0].key for decision in found if decision.arrangements}) > 1:
        talk.say("utter_children_differ")
    return True


def say_back(talk: Talk) -> None:
    """What we understood, as a list the carer can put right."""
    phrases = telling.what_was_said(talk)
    if phrases:
        talk.say("utter_said_back", list=telling.as_list(phrases), custom={"facts": facts_as_data(talk)})


def explain_named(talk: Talk) -> bool:
    """A question that names an arrangement ("what does special guardian mean") gets what it is, in plain words."""
    asked = set(re.findall(r"[a-z]{4,}", talk.heard.text.casefold()))
    for key in talk.shelf.arrangements():
        words = talk.shelf.arrangement(key)
        named = re.findall(r"[a-z]{4,}", words["official"].casefold())[:2]
        if len(named) == 2 and all(
            any(name.startswith(word) or word.startswith(name) for word in asked) for name in named
        ):
            talk.say("utter_arrangement_explained", official=words["official"], what_it_is=words["what_it_is"])
            return True
    return False


def tell_more(talk: Talk) -> bool:
    """The second layer of a result: what the arrangement is called and who decides things."""
    layer = talk.note("layer", {})
    if layer.get("of") != RESULT or layer.get("at"):
        return False
    talk.remember(layer={"of": RESULT, "at": 1})
    for decision, children in _alike(questions.decisions(talk)):
        for possible in decision.arrangements[: MOST_NAMED if len(decision.arrangements) > 1 else 1]:
            words = talk.shelf.arrangement(possible.key)
            talk.say(
                "utter_arrangement_more",
                child=_name(talk, children),
                official=words["official"],
                what_it_is=words["what_it_is"],
                who_decides=words["who_decides"],
            )
    return True


def menu(talk: Talk) -> None:
    """After a result: what would help most, by need and not by label; a person whenever we are not sure."""
    decision_list = questions.decisions(talk)
    unsure = any(len(decision.arrangements) != 1 or "needs_adviser" in decision.flags for decision in decision_list)
    if unsure:
        talk.say("utter_adviser_can_check", custom={"handover": handover.payload(talk, "uncertain_result")})
    help_there_is.offer_menu(talk, more=True)


def _say_one(talk: Talk, decision: Decision, children: list[int]) -> None:
    keys = [possible.key for possible in decision.arrangements]
    names = [talk.shelf.arrangement(key)["name"] for key in keys]
    child = _name(talk, children)
    of_child = "_of_child" if len(talk.story.children) > 1 else ""
    custom = {"decision": {"children": children, **decision.as_json()}}
    sure = decision.arrangements[0].likelihood if decision.arrangements else "possible"
    if sure == "certain":
        talk.say(
            _worded(talk, f"utter_result_certain{of_child}"),
            name=names[0],
            because=decision.because,
            child=child,
            custom=custom,
        )
    elif len(names) == 2:
        talk.say(
            _worded(talk, f"utter_result_likely{of_child}"),
            name=names[0],
            other=names[1],
            because=decision.because,
            child=child,
            custom=custom,
        )
    else:
        talk.say(
            _worded(talk, f"utter_result_open{of_child}"),
            list=telling.as_list(names[:MOST_NAMED]),
            child=child,
            custom=custom,
        )
    for settle in decision.settle_by[:MOST_SETTLERS]:
        talk.say("utter_settle_by", look_for=settle.look_for)
    careful = next((key for key in keys if key in UNCLEAR), keys[0])
    words = talk.shelf.arrangement(keys[0] if sure == "certain" else careful)
    if "utter_arrangement_today" in talk.note("last_said", []):
        talk.say(
            "utter_arrangement_more",
            child=child,
            **{field: words[field] for field in ("official", "what_it_is", "who_decides")},
        )
    elif sure == "certain":
        talk.say("utter_arrangement_today", today=words["today"], steps=telling.as_list(words["first_steps"]))
    elif len(keys) > 1:
        talk.say("utter_meanwhile", steps=telling.as_list(words["first_steps"][:2]))


def _worded(talk: Talk, name: str) -> str:
    """A result told again is told in other words."""
    return f"{name}_again" if name in talk.note("last_said", []) else name


def _alike(found: list[Decision]) -> list[tuple[Decision, list[int]]]:
    """Children whose decision is the same are told together."""
    groups: list[tuple[Decision, list[int]]] = []
    for index, decision in enumerate(found):
        for known, children in groups:
            if known == decision:
                children.append(index)
                break
        else:
            groups.append((decision, [index]))
    return groups


def _name(talk: Talk, children: list[int]) -> str:
    return answers.child_name(talk.story, children[0] if len(children) == 1 else None)


def facts_as_data(talk: Talk) -> list[dict]:
    """Every fact with the turn it came from, for the desk; no names, no words."""
    return [
        {"fact": name, "child": child, "answer": answer.value, "turn": answer.turn}
        for name, child, answer in talk.story.answered()
    ]
