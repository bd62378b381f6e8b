"""Taking in what a carer told us: facts into the story, for the right child, and what to say back of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kinship import answers
from kinship.dialogue.turn import Talk
from kinship.facts import vocabulary
from kinship.story import DIFFERS, MOST_WORDS, NOT_SURE, Answer, Asked, accepts

HOW_MANY = "children"  # the entity that counts the children


def take_in(talk: Talk, *, correcting: bool = False) -> list[str]:
    """Add what was heard to the story. Returns the facts that are new; a contradiction of a tapped answer is put as a question.

    An answer chosen from a menu belongs to the child the question was about; typed words say themselves whom they mean.
    """
    story, new, now = talk.story, [], set()
    told = [each for each in talk.heard.facts if isinstance(each, Mapping)]
    _make_room(talk, told)
    for each in told:
        name, value = each.get("entity"), each.get("value")
        if name not in vocabulary():
            continue
        if value == DIFFERS:
            _note_that_it_differs(talk, name)
            continue
        if not accepts(name, value) or (
            name == "carer_relationship" and value != "parent" and _others_carer(talk, told)
        ):
            continue
        tapped = talk.heard.choice is not None
        answer = Answer(value, talk.heard.turn, talk.heard.text[:MOST_WORDS], confirmed=tapped)
        for child in _children_of(talk, each):
            if not (tapped or correcting) and story.conflicts(name, value, child):
                talk.remember(conflict={"fact": name, "value": value, "child": child})
                continue
            # What is said of one child after what was said of all replaces it; two answers for the same ones join.
            kept = _grown(talk, name, answer, child) if (name, child) in now else answer
            now.add((name, child))
            if story.add(name, kept, child) and name not in new:
                new.append(name)
    return new


def _others_carer(talk: Talk, told: list[Mapping[str, Any]]) -> bool:
    """A parent or a young person writes: who cares for the child is said of somebody else, and "you are a grandparent" would be wrong."""
    writer = next((each.get("value") for each in told if each.get("entity") == "writer"), None)
    return (writer or talk.story.facts_of(0).get("writer")) in ("parent", "young_person")


def mark_not_sure(talk: Talk) -> bool:
    """The open question was answered with "not sure". False when no question stood open."""
    asked = talk.story.asked
    if asked is None or asked.name not in vocabulary():
        return False
    talk.story.add(asked.name, Answer(NOT_SURE, talk.heard.turn, talk.heard.text[:MOST_WORDS], True), asked.child)
    return True


def what_was_said(talk: Talk, only: list[str] | None = None) -> list[str]:
    """Phrases for all answers (or for some facts), said once for all children where they agree, else child by child.

    By text and WhatsApp without what nobody else should read on that phone.
    """
    story, phrases = talk.story, []
    several = len(story.children) > 1
    if several and (only is None or "child_age" in only):
        phrases.append(answers.how_many([answers.child_name(story, index) for index in range(len(story.children))]))
    for name, child, answer in story.answered():
        if (only is not None and name not in only) or (several and name == "child_age"):
            continue
        if talk.heard.by_text and name in answers.NOT_NAMED_BY_TEXT:
            continue
        if name == "writer" and "carer_relationship" in story.facts_of(0):
            continue  # what they are to the child says it better
        if not several or child is None or _same_for_all(talk, name):
            phrases += answers.said_back(
                name, answer.value, answers.child_name(story, None if several else child), several
            )
            continue
        whom = answers.child_name(story, child)
        phrases += [
            told if whom in told else answers.of_child(told, whom)
            for told in answers.said_back(name, answer.value, whom)
        ]
    return list(dict.fromkeys(phrases))


def as_list(lines: list[str]) -> str:
    return "\n".join(f"- {line[:1].upper()}{line[1:]}" for line in lines)


def _same_for_all(talk: Talk, name: str) -> bool:
    known = [child.facts[name].value if name in child.facts else None for child in talk.story.children]
    return all(value == known[0] for value in known)


def _make_room(talk: Talk, told: list[Mapping[str, Any]]) -> None:
    """Several children are several stories: room for them first, so that "both are 9" and "the older one" find theirs."""
    count = max(
        (int(each["value"]) for each in told if each.get("entity") == HOW_MANY and str(each.get("value")).isdigit()),
        default=1,
    )
    ages = {
        each["group"]
        for each in told
        if each.get("entity") == "child_age" and str(each.get("group") or "").startswith("age:")
    }
    before = len(talk.story.children)
    talk.story.have_children(max(count, len(ages)))
    talk.remember(more_children=True if len(talk.story.children) > before else None)  # an answer then means all of them


def _children_of(talk: Talk, told: Mapping[str, Any]) -> list[int | None]:
    group, asked = told.get("group"), talk.story.asked
    if group is None and asked is not None and asked.name == told.get("entity") and not talk.note("more_children"):
        return [asked.child]
    if group is None and told.get("entity") == "child_age" and len(talk.story.children) > 1:
        return [talk.story.nearest_in_age(told.get("value"))]
    meant = talk.story.children_meant(group)
    return [None] if meant is None else list(meant)


def _grown(talk: Talk, name: str, answer: Answer, child: int | None) -> Answer:
    """A second answer to a question that takes several joins the first; "none" gives way."""
    known = talk.story.answer(name, child)
    if (
        vocabulary()[name].kind != "choices"
        or known is None
        or talk.heard.turn != known.turn
        or known.value in ("none", NOT_SURE)
    ):
        return answer
    before = known.value if isinstance(known.value, list) else [known.value]
    now = answer.value if isinstance(answer.value, list) else [answer.value]
    both = list(dict.fromkeys([*before, *now]))
    return Answer(both if len(both) > 1 else both[0], answer.turn, answer.words, answer.confirmed)


def _note_that_it_differs(talk: Talk, name: str) -> None:
    talk.remember(differs=[*talk.note("differs", []), name])


def settle_conflict(talk: Talk) -> bool:
    """Two answers that cannot both be right are put as a question of which it is. False when there are none."""
    conflict = talk.note("conflict")
    talk.remember(conflict=None)
    known = talk.story.answer(conflict["fact"], conflict["child"]) if conflict else None
    if known is None:
        return False
    fact, child = conflict["fact"], conflict["child"]
    wordings = answers.words()[fact]
    if not all(isinstance(value, str) and value in wordings for value in (known.value, conflict["value"])):
        return False
    before, now = answers.choices_for(fact, [known.value, conflict["value"]])
    talk.story.asked = Asked(fact, child)
    talk.say(
        "utter_ask_which_is_right",
        choices=(before, now),
        before=before.label,
        now=now.label,
        child=answers.child_name(talk.story, child),
    )
    return True
