"""The words of answers and of children (`offer_content/answers.yml`): what a choice is called and how an answer is said back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kinship import yaml_text
from kinship.last_good import LastGood
from kinship.reply import Choice
from kinship.story import DIFFERS, NOT_SURE, Story, Value

WORDS = Path(__file__).resolve().parents[1] / "offer_content" / "answers.yml"
# Not said back by text: other people may hold the phone.
NOT_NAMED_BY_TEXT = frozenset({"parents_situation", "child_disabled"})
ORDINALS = ("first", "second", "third")


def words() -> dict:
    """The file as it stands now: read again whenever it changed; while it cannot be read, as it last stood."""
    return _KEPT.of(WORDS)


def _build(path: Path, _before: dict | None) -> dict:
    return yaml_text.load(path.read_text(encoding="utf-8"))


_KEPT: LastGood[dict] = LastGood(_build)


def label(fact: str, answer: str) -> str:
    """The words on a choice. Raises KeyError for an answer that has none."""
    return words()[fact][answer]["label"]


def choices_for(fact: str, answers: list[str]) -> list[Choice]:
    known = words()[fact]
    return [Choice(f"{fact}={answer}", label(fact, answer), known[answer].get("short", "")) for answer in answers]


def command(intent: str) -> Choice:
    """A choice that is not an answer: "Tell me more", "Speak to a person"."""
    return Choice(intent, words()["commands"][intent], words().get("commands_short", {}).get(intent, ""))


def about(fact: str, choice: str) -> Choice:
    """A choice to put a fact right, with the id `choice`: "The child's age"."""
    return Choice(choice, words()["about"][fact], words().get("about_short", {}).get(fact, ""))


def differs(fact: str) -> Choice:
    """ "It is not the same for each", where one question is asked of several children."""
    names = words()["children"]
    return Choice(f"{fact}={DIFFERS}", names["differs"], names.get("differs_short", ""))


def topic(name: str, told: Mapping[str, Any]) -> Choice:
    """A topic of the offer as a choice. `told`: what topics.yml says of it."""
    return Choice(f"ask_{name}", told["title"], told.get("short", ""))


def said_back(fact: str, value: Value, child: str, several: bool = False) -> list[str]:
    """How an answer is said back, one phrase an answer; [] for an answer that is not worth repeating.

    `several` takes the wording for several children, where the answer has one of its own.
    """
    phrases = []
    for each in value if isinstance(value, list) else [value]:
        wording = words()[fact].get(_wording_of(fact, each), {})
        told = (wording.get("said_back_all") if several else None) or wording.get("said_back")
        if told:
            phrases.append(
                told.replace("{child}", child)
                .replace("{age}", each)
                .replace("{date}", spoken(each))
                .replace("{name}", each)
            )
    return phrases


def spoken(day: str) -> str:
    """A date as people say it: "2026-06" is "June 2026"; words stay as they were said."""
    for form, said in (("%Y-%m-%d", "%-d %B %Y"), ("%Y-%m", "%B %Y")):
        try:
            return datetime.strptime(day, form).strftime(said)
        except ValueError:
            continue
    return day


def of_child(phrase: str, child: str) -> str:
    """A phrase about one child among several, where the phrase does not say which."""
    return words()["children"]["of_child"].replace("{child}", child).replace("{phrase}", phrase)


def how_many(names: list[str]) -> str:
    known = names if set(names).isdisjoint(words()["children"][each] for each in (*ORDINALS, "next")) else []
    said = words()["children"]["several" if known else "several_plain"]
    return said.replace("{count}", str(len(names))).replace("{names}", ", ".join(known))


def _wording_of(fact: str, answer: str) -> str:
    """Most answers are worded one by one; ages, dates and names share one wording."""
    known = words()[fact]
    if fact == "child_age" and answer == "0":
        return "under_1"
    if answer in known or answer in (NOT_SURE, DIFFERS):
        return answer
    return next((kind for kind in ("age", "date", "name") if kind in known), answer)


def child_name(story: Story, index: int | None) -> str:
    """What to call a child: never a name. None is all of them."""
    names = words()["children"]
    if len(story.children) == 1:
        return names["only"]
    if index is None:
        return names["all"]
    child = story.children[index]
    ages = [each.facts["child_age"].value for each in story.children if "child_age" in each.facts]
    age = child.facts["child_age"].value if "child_age" in child.facts else None
    if isinstance(age, str) and ages.count(age) == 1:
        if age == "unborn":
            return names["unborn"]
        if age.isdigit():
            return names["age"].replace("{age}", age) if int(age) else names["baby"]
    if child.label in names and [each.label for each in story.children].count(child.label) == 1:
        return names[child.label]
    return names[ORDINALS[index]] if index < len(ORDINALS) else names["next"]
