"""The questions asked in a terminal: the heart of the system, met without anything heavy installed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TextIO

from kinship import yaml_text
from kinship.arrangement import Decision, decide
from kinship.facts import NOT_SURE, Fact, vocabulary

_ROOT = Path(__file__).resolve().parents[1]
_QUESTIONS = _ROOT / "data" / "arrangement" / "responses.yml"
_ANSWERS = _ROOT / "offer_content" / "answers.yml"
_ARRANGEMENTS = _ROOT / "offer_content" / "arrangements.yml"


def ask_all(as_of: date, answers: Iterable[str] | None = None, out: TextIO | None = None) -> int:
    """Ask what the table needs, one question at a time; then print the decision, why and under which law.

    An answer is a number of the list, a code, or for an age a number of years. Returns the exit code.
    """
    lines, out = iter(answers if answers is not None else sys.stdin), out or sys.stdout
    words = _Words()
    said: dict[str, str | list[str]] = {}
    while True:
        decision = decide(said, as_of)
        if decision.next_question is None:
            break
        fact = vocabulary()[decision.next_question]
        choices = _choices(fact)
        print(f"\n{words.question(fact.name)}", file=out)
        for number, choice in enumerate(choices, start=1):
            print(f"  {number}  {words.label(fact.name, choice)}", file=out)
        print("> ", end="", file=out, flush=True)
        line = next(lines, None)
        if line is None:
            break
        said = _with(said, fact, line.strip(), choices, as_of, out)
    _tell(decision, words, out)
    return 0


def _with(said: dict, fact: Fact, line: str, choices: list[str], as_of: date, out: TextIO) -> dict:
    """What was said, with this answer; unchanged, with the mend printed, when the line is no answer."""
    answer: str | list[str] = line
    if fact.kind not in ("age", "date", "name") and line.isdigit() and 0 < int(line) <= len(choices):
        answer = choices[int(line) - 1]
    elif fact.kind == "choices" and "," in line:
        answer = [part.strip() for part in line.split(",")]
    try:
        decide({**said, fact.name: answer}, as_of)
    except ValueError as fault:
        print(fault, file=out)
        return said
    return {**said, fact.name: answer}


def _choices(fact: Fact) -> list[str]:
    if fact.kind == "age":
        return ["unborn", NOT_SURE]
    return [*fact.answers, NOT_SURE]


def _tell(decision: Decision, words: _Words, out: TextIO) -> None:
    print(file=out)
    for one in decision.arrangements:
        print(f"{one.likelihood}: {words.arrangement(one.key)}", file=out)
    print(f"\n{decision.because}", file=out)
    for law in decision.law:
        print(f"  {law.title}\n  {law.href}", file=out)
    for settle in decision.settle_by:
        print(f"{settle.fact}: {settle.look_for}", file=out)
    print(f"row: {decision.row}   flags: {', '.join(decision.flags) or '-'}", file=out)


class _Words:
    """The words of questions, answers and arrangements; the code itself where the words are not there."""

    def __init__(self) -> None:
        self.questions = _read(_QUESTIONS).get("responses", {})
        self.answers = _read(_ANSWERS)
        self.arrangements = _read(_ARRANGEMENTS)

    def question(self, fact: str) -> str:
        said = self.questions.get(f"utter_ask_{fact}")
        child = self.answers.get("children", {}).get("only", "")
        return said[0]["text"].replace("{child}", child) if said else fact

    def label(self, fact: str, answer: str) -> str:
        return self.answers.get(fact, {}).get(answer, {}).get("label", answer)

    def arrangement(self, key: str) -> str:
        return self.arrangements.get(key, {}).get("name", key)


def _read(path: Path) -> dict:
    """A file of words, or nothing when it is not there."""
    return yaml_text.load(path.read_text(encoding="utf-8")) if path.is_file() else {}
