"""The door of the command line: decide, screen, check, or the questions asked in a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 when all is well, 1 on any fault, 2 on a wrong command."""
    chosen = _parser().parse_args(arguments)
    return chosen.run(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kinship", description="What we know about kinship care.")
    parser.set_defaults(run=_alone, as_of=None)
    commands = parser.add_subparsers(title="commands")
    decide = commands.add_parser("decide", help="one JSON object of facts a line in, one decision a line out")
    decide.add_argument("--facts", type=Path, help="a file of facts, instead of standard input")
    screen = commands.add_parser("screen", help="one message a line in, one concern a line out")
    check = commands.add_parser("check", help="the faults of the offer: file, line, fault, mend")
    check.add_argument("council", nargs="?", help="only this council's offer")
    check.add_argument("--coverage", action="store_true", help="print arrangement by topic instead")
    alone = commands.add_parser("alone", help="asks the questions here, and tells which row decided and why")
    for command, run in ((decide, _decide), (screen, _screen), (check, _check), (alone, _alone)):
        command.set_defaults(run=run)
        if command is not screen:
            command.add_argument("--as-of", type=date.fromisoformat, help="the day it is, as 2026-11-21")
    return parser


def _decide(chosen: argparse.Namespace) -> int:
    from kinship.arrangement import decide

    day, name = chosen.as_of or date.today(), str(chosen.facts or "standard input")

    def one(line: str) -> dict:
        facts = json.loads(line)
        if not isinstance(facts, dict):
            raise ValueError("The line is not an object of facts.")
        return decide(facts, day).as_json()

    if chosen.facts is None:
        return _answer_lines(sys.stdin, name, one)
    try:
        lines = chosen.facts.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        print(f"{name}: cannot be read ({fault}). Name a text file of facts.", file=sys.stderr)
        return 1
    return _answer_lines(lines, name, one)


def _screen(_chosen: argparse.Namespace) -> int:
    from kinship.safety import screen

    def one(line: str) -> dict:
        concern = screen(line)
        found = concern and {"kind": concern.kind, "urgency": concern.urgency, "matched": concern.matched}
        return {"concern": found or None}

    return _answer_lines(sys.stdin, "standard input", one, skip_empty=False)


def _check(chosen: argparse.Namespace) -> int:
    from kinship import check

    day = chosen.as_of or date.today()
    if chosen.coverage:
        from kinship.coverage import coverage

        for line in coverage(chosen.council, day).lines():
            print(line)
        return 0
    found = check.faults(chosen.council, day)
    for fault in found:
        print(fault)
    for warning in check.warnings():
        print(f"Warning: {warning}", file=sys.stderr)
    return 1 if found else 0


def _alone(chosen: argparse.Namespace) -> int:
    from kinship.terminal_questions import ask_all

    return ask_all(chosen.as_of or date.today())


def _answer_lines(lines: Iterable[str], name: str, one: Callable[[str], dict], skip_empty: bool = True) -> int:
    """One JSON line out for each line in. A bad line answers with its fault and mend, and the rest goes on."""
    code = 0
    for number, line in enumerate(lines, start=1):
        if skip_empty and not line.strip():
            continue
        try:
            answer = one(line.rstrip("\n"))
        except ValueError as fault:
            code = 1
            answer = _fault(name, number, fault)
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return code


def _fault(name: str, number: int, fault: ValueError) -> dict:
    if isinstance(fault, json.JSONDecodeError):
        what, mend = f"This is not JSON: {fault.msg}.", 'Write one object a line, as {"child_age": "9"}.'
    else:
        what, _, mend = str(fault).partition(" Use one of: ")
        mend = f"Use one of: {mend}" if mend else 'Write one object a line, as {"child_age": "9"}.'
    return {"error": f"{name}, line {number}: {what} {mend}", "file": name, "line": number, "fault": what, "mend": mend}


if __name__ == "__main__":
    sys.exit(main())
