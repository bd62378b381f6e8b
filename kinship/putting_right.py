"""Putting one fact of a story right outside the talk: its question in words, a typed answer read, and the story changed.

The questions and their choices are those of the dialogue; their words are in data/arrangement/responses.yml and
offer_content/answers.yml. Nothing here guesses: what is not plainly an answer is left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinship import answers, reply, yaml_text
from kinship.dialogue import questions
from kinship.dialogue.turn import Heard, Talk
from kinship.facts import vocabulary
from kinship.last_good import LastGood
from kinship.local_offer import Shelf
from kinship.reply import Choice
from kinship.story import DIFFERS, MOST_WORDS, NOT_SURE, Answer, Asked, Story, Value
from kinship.summary_words import begun
from kinship.typed_answers import free_answer

_QUESTIONS = Path(__file__).resolve().parents[1] / "data" / "arrangement" / "responses.yml"


@dataclass(frozen=True)
class Question:
    """A question as it is asked. The ids of its choices are `<fact>=<answer>`; the last is "not sure"."""

    text: str
    choices: tuple[Choice, ...]


def question(story: Story, fact: str, child: int | None, shelf: Shelf) -> Question:
    """The question for one fact, of one child or (None) of all. Raises KeyError for a fact that has no question.

    The story stays as it is.
    """
    # What was said before does not matter here, and is not to be changed.
    talk = Talk(Heard("", ""), Story.from_json({**story.as_json(), "talk": {}}), shelf)
    questions.pose(talk, Asked(fact, child))
    said = talk.says[-1]
    text = _files.of(_QUESTIONS)[said.response or ""][0]["text"]
    for name, value in said.fills.items():
        text = text.replace(f"{{{name}}}", value)
    return Question(text, tuple(each for each in said.choices if not each.id.endswith(f"={DIFFERS}")))


def children_to_ask(story: Story, fact: str) -> list[tuple[int | None, str]]:
    """Whom the answer can be about, as (child or None for all, what to call them); [] when that is no question."""
    about = vocabulary()[fact]
    if about.scope == "family" or len(story.children) == 1:
        return []
    found: list[tuple[int | None, str]] = [
        (child, begun(answers.child_name(story, child))) for child in range(len(story.children))
    ]
    return found if about.kind == "age" else [*found, (None, begun(answers.child_name(story, None)))]


def typed(fact: str, text: str, menu: Sequence[Choice]) -> Value | None:
    """A typed answer to the question, or None. `menu`: the choices that were shown with it."""
    about = vocabulary()[fact]
    if about.kind in ("age", "date", "name"):
        picked = reply.read(text, menu, numbered=False)
        return picked[0].partition("=")[2] if picked else free_answer(about.kind, text)
    picked = reply.read(text, menu) or reply.read(text, _every_answer(fact), numbered=False)
    values = [each.partition("=")[2] for each in picked]
    if len(values) > 1:
        return values if about.kind == "choices" and fact != "order_in_force" else None
    return values[0] if values else None


def put_right(story: Story, fact: str, value: Value, child: int | None, *, turn: int, words: str) -> None:
    """The answer stands from now on, and what rested on another one is forgotten. `turn` as in summary_facts.Sources."""
    story.add(fact, Answer(value, turn, words[:MOST_WORDS], confirmed=True), child)
    if story.asked is not None and story.asked.name == fact:
        story.asked = None
    conflict = story.talk.get("conflict")
    if isinstance(conflict, Mapping) and conflict.get("fact") == fact:
        del story.talk["conflict"]


def _every_answer(fact: str) -> list[Choice]:
    worded = answers.words()[fact]
    known = [each for each in (*vocabulary()[fact].answers, NOT_SURE) if each in worded]
    return answers.choices_for(fact, list(dict.fromkeys(known)))


def _read(path: Path, _before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return yaml_text.load(path.read_text(encoding="utf-8"))["responses"]


_files: LastGood[Mapping[str, Any]] = LastGood(_read)
