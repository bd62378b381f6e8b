"""The list of controls (docs/security/controls.yml), and the page that is made of it. A test holds list, page and tests together."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kinship import yaml_text

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "security" / "controls.yml"
PAGE = LIST.with_suffix(".md")
WRITTEN = {"id", "level", "asks", "met", "tests", "why", "left"}


class Unsound(ValueError):
    """The list says something that cannot be. The message names the item and the mend."""


@dataclass(frozen=True)
class Control:
    """One item of the standard. `tests`: file::name; `why`: why no test holds it; `left`: what of it is not met."""

    id: str
    level: int
    asks: str
    met: str = ""
    tests: tuple[str, ...] = ()
    why: str = ""
    left: str = ""


@dataclass(frozen=True)
class Area:
    """Items that belong together."""

    title: str
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class Table:
    """The whole list."""

    about: dict[str, str]
    areas: tuple[Area, ...] = field(default_factory=tuple)

    def all(self) -> Iterator[Control]:
        for area in self.areas:
            yield from area.controls


def read(path: Path = LIST) -> Table:
    """The list. Raises Unsound where an item has no answer, or one nobody can read."""
    told = yaml_text.load(path.read_text(encoding="utf-8"))
    files = told["files"]
    areas = tuple(Area(each["title"], tuple(_control(one, files) for one in each["items"])) for each in told["areas"])
    table = Table(told["about"], areas)
    ids = [each.id for each in table.all()]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise Unsound(f"{', '.join(twice)}: listed twice. Keep one of them.")
    return table


def _control(told: dict[str, Any], files: dict[str, str]) -> Control:
    name = told.get("id", "an item without an id")
    if stray := set(told) - WRITTEN:
        raise Unsound(f"{name}: {sorted(stray)} is not known. Write one of {sorted(WRITTEN)}.")
    tests = tuple(_whole(name, each, files) for each in told.get("tests", ()))
    if unread := [key for key in ("asks", "met", "why", "left") if not isinstance(told.get(key, ""), str)]:
        raise Unsound(f"{name}: {unread} is not text. Put it in quotation marks.")
    made = Control(**{**told, "tests": tests})
    if not made.left and not made.met:
        raise Unsound(f"{name}: say how it is met, or what is left.")
    if not made.tests and not made.why and not made.left:
        raise Unsound(f"{name}: name a test that holds it, or say why there is none.")
    return made


def _whole(name: str, test: str, files: dict[str, str]) -> str:
    """`sessions::test_signing_out` with the file's whole name."""
    short, _, function = test.partition("::")
    if short not in files or not function:
        raise Unsound(f"{name}: '{test}' is not file::name with a file of the list at the top.")
    return f"{files[short]}::{function}"


def missing_tests(table: Table, root: Path = ROOT) -> list[str]:
    """The tests that the list names and that are not there."""
    found: dict[str, set[str]] = {}
    missing = []
    for control in table.all():
        for test in control.tests:
            file, _, name = test.partition("::")
            if file not in found:
                found[file] = _tests_in(root / file)
            if name not in found[file]:
                missing.append(f"{control.id}: {test}")
    return missing


def _tests_in(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name.startswith("test")}


def page(table: Table) -> str:
    """The list as a page to read."""
    items = list(table.all())
    left = [each for each in items if each.left]
    held = [each for each in items if each.tests and not each.left]
    lines = ["# Security controls", "", *table.about["page"].strip().splitlines(), ""]
    lines += [
        f"{len(items)} items: {len(held)} are met and held by tests, {len(items) - len(held) - len(left)} are met with a written reason "
        f"why no test of ours holds them, {len(left)} are not met or not wholly met, and say so.",
        "",
    ]
    if left:
        lines += ["## What is left", "", *(f"- **{each.id}**: {_line(each.left)}" for each in left), ""]
    for area in table.areas:
        lines += [f"## {area.title}", "", "| Item | Level | Asks for | How | Held by |", "|---|---|---|---|---|"]
        lines += [_row(each) for each in area.controls]
        lines.append("")
    return "\n".join(lines)


def _row(control: Control) -> str:
    how = " ".join(_line(part) for part in (control.met, f"**Left:** {control.left}" * bool(control.left)) if part)
    held = [f"`{each.removeprefix('tests/')}`" for each in control.tests] + [_line(control.why)] * bool(control.why)
    return f"| {control.id} | {control.level} | {_line(control.asks)} | {how} | {'<br>'.join(held) or '–'} |"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
