"""The words of the summary card (`offer_content/summary.yml`), and the lines it is told in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kinship import yaml_text
from kinship.last_good import LastGood

CONTENT = Path(__file__).resolve().parents[1] / "offer_content"


@dataclass(frozen=True)
class Line:
    """One line of a card as it is read. `section` is a code; `title` marks its heading.

    `seqs`: the messages it rests on, for a link to each. `change`: the choice id that puts the fact right, or "".
    """

    section: str
    text: str
    title: bool = False
    seqs: tuple[int, ...] = ()
    change: str = ""

    def __str__(self) -> str:
        return self.text


def words(part: str) -> Mapping[str, Any]:
    """The part `carer` or `adviser` as it stands now. Raises OSError or ValueError if the file never could be read."""
    return _files.of(CONTENT / "summary.yml")[part]


def danger_kind(code: str) -> str:
    """A kind of danger as the desk and its alerts name it (conversation.yml, under alert)."""
    kinds = _files.of(CONTENT / "conversation.yml")["alert"]["kinds"]
    return str(kinds.get(code) or kinds["other"])


def knows_danger(code: str) -> bool:
    return code in _files.of(CONTENT / "conversation.yml")["alert"]["kinds"]


def filled(template: str, **values: object) -> str:
    """The words with their places filled in one go: what a carer wrote is never read as a place itself."""
    return template.format_map({name: str(value) for name, value in values.items()})


def whose(children: Sequence[int], names: Sequence[str]) -> str:
    """Which children something is about, by what they are called; "" when it is about all of them."""
    return "" if len(children) == len(names) else ", ".join(names[child] for child in children)


def of_children(line: str, children: Sequence[int], names: Sequence[str], said: Mapping[str, Any]) -> str:
    """A line for the adviser about some of the children says which."""
    about = whose(children, names)
    return filled(said["of_child"], child=begun(about), line=line) if about else line


def message_line(seqs: Sequence[int], written: str, said: Mapping[str, Any]) -> str:
    """Which messages something was in, for the adviser, and their words as they were written."""
    where = ", ".join(filled(said["message"], seq=seq) for seq in seqs) or said["fact"]["no_source"]
    return f"{where}: {filled(said['quoted'], said=written)}" if written else where


def spoken_day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def begun(text: str) -> str:
    """With a capital first letter, as a line of a list begins."""
    return text[:1].upper() + text[1:]


def _read(path: Path, _before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    found = yaml_text.load(path.read_text(encoding="utf-8"))
    if not isinstance(found, Mapping):
        raise ValueError("it holds no words")
    return found


_files: LastGood[Mapping[str, Any]] = LastGood(_read)
