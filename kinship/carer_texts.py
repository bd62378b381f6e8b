"""Where the words a carer can be sent stand: one walk over the content files, the replies and the decision table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from kinship.content_files import Lined, LinedList, UnreadableContent, read_yaml
from kinship.phone_words_schema import without_lists

# Codes, addresses, dates and what the law calls itself: not sentences of ours.
_NOT_WORDS = frozenset(
    """
    id need status state arrangements arrangement only_if source checked_on review_by hard_limit topic heading
    kind urgency contacts phone text email web url href address post helpline council official
    tax_year year amount valid_from valid_to
    council_name aliases languages offer_url print_url consultation_report_url last_reviewed next_review kinship_zone
    owner to_write theme accessibility_web english scripts own_name direction letters script
    previously_looked_after means_test child_benefit_deducted example in_england carers_say
    """.split()
)
# Names of teams and help, menu labels and choices: short, and often the very word the council uses.
_NAMES = frozenset("name title label said_back".split())
# Words of the decision table beside its rows: said while more than one row is possible, and what would settle it.
_RULE_WORDS = ("unsettled", "settle_by", "look_for")
_FOR_STAFF = (
    "desk.yml",
    "offer_desk.yml",
    "evidence.yml",
    "new_council.yml",
)  # words for people who work here: no carer reads them
# parts of files that no carer reads
_FOR_STAFF_PARTS = (("summary.yml", "adviser"), ("leaflet.yml", "script"), ("leaflet.yml", "begin_with"))
_HEARD_IN = "phone.yml"  # its lists are what people may write to us
_PLAIN_FILES = ("answers.yml", "topics.yml")  # labels and what the carer said: their own words need no meaning


class Place(NamedTuple):
    """Where a text stands: file, and line from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class CarerText:
    """One text. `before`: what is read above it in the same reply; `beside`: everything shown with it.

    `jargon` is false for names and labels, which may be words from the field.
    """

    words: str
    place: Place
    before: str = ""
    beside: str = ""
    jargon: bool = True


def every(root: Path, council: str | None = None) -> Iterator[CarerText]:
    """Every text of offer_content (of one council, when named), data/**/responses.yml and the decision table.

    Files that cannot be read are left out: `check` reports them.
    """
    content = root / "offer_content"
    for path in sorted(content.glob("*.yml")):
        if path.name in _FOR_STAFF:
            continue
        yield from _content_file(path, root, jargon=path.name not in _PLAIN_FILES)
    for path in sorted(content.glob("*/*.yml")):
        if path.parent.name == "translations":  # not in English
            continue
        if council in (None, path.parent.name) or path.parent.name == "england":
            yield from _content_file(path, root)
    for path in sorted((root / "data").glob("**/responses.yml")):
        yield from _responses(path, root)
    yield from _rules(root / "kinship" / "arrangement_rules.yml", root)


def of_entry(entry: Lined, file: str) -> Iterator[CarerText]:
    """The texts of one entry of a topic file, as they are read from the top."""
    return _group(entry, file, True)


def _content_file(path: Path, root: Path, jargon: bool = True) -> Iterator[CarerText]:
    value = _read(path, root)
    name = path.relative_to(root).as_posix()
    if path.name == _HEARD_IN:
        value = without_lists(value)
    if not isinstance(value, Lined):
        return
    if isinstance(value.get("entries"), LinedList):
        for key in ("opening", "gaps"):
            yield from _group(_alone(value, key), name, jargon)
        for entry in value["entries"]:
            yield from _group(entry, name, jargon)
        return
    for key, part in value.items():
        if key not in _NOT_WORDS and (path.name, key) not in _FOR_STAFF_PARTS:
            yield from _group(part if isinstance(part, Lined | LinedList) else _alone(value, key), name, jargon)


def _alone(value: Lined, key: str) -> Lined:
    """One key of a mapping, alone."""
    alone = Lined({key: value[key]} if key in value else {})
    alone.line, alone.key_lines, alone.value_lines = value.line, value.key_lines, value.value_lines
    return alone


def _group(part: Any, file: str, jargon: bool) -> Iterator[CarerText]:
    """The texts of one entry: read from the top, so that a word explained once stays explained."""
    found = list(_walk(part, 1))
    beside = " ".join([*(words for _, words, _ in found), *_hours(part)])
    before = ""
    for line, words, is_name in found:
        yield CarerText(words, Place(file, line), before, beside, jargon and not is_name)
        before = f"{before} {words}"


def _walk(part: Any, line: int, key: str = "") -> Iterator[tuple[int, str, bool]]:
    if isinstance(part, Lined):
        for inner, value in part.items():
            hours_as_data = inner == "open" and isinstance(value, LinedList)
            if inner not in _NOT_WORDS and not hours_as_data:
                yield from _walk(value, part.line_of(inner), inner)
    elif isinstance(part, LinedList):
        for value, where in zip(part, part.item_lines, strict=True):
            yield from _walk(value, where, key)
    elif isinstance(part, str) and part.strip():
        yield line, part, key in _NAMES


def _hours(part: Any) -> Iterator[str]:
    if isinstance(part, Lined):
        for key, value in part.items():
            if key == "hours" and isinstance(value, str):
                yield f"{value} hours"
            else:
                yield from _hours(value)


def _responses(path: Path, root: Path) -> Iterator[CarerText]:
    name = path.relative_to(root).as_posix()
    value = _read(path, root)
    responses = value.get("responses") if isinstance(value, Lined) else None
    for variants in responses.values() if isinstance(responses, Lined) else ():
        for variant in variants if isinstance(variants, LinedList) else ():
            if not isinstance(variant, Lined):
                continue
            if isinstance(variant.get("text"), str):
                yield CarerText(variant["text"], Place(name, variant.line_of("text")))
            for button in variant.get("buttons") or ():
                if isinstance(button, Lined) and isinstance(button.get("title"), str):
                    yield CarerText(button["title"], Place(name, button.line_of("title")), jargon=False)


def _rules(path: Path, root: Path) -> Iterator[CarerText]:
    """The words of the decision table: each row's `because`, and the mappings of words beside the rows."""
    name = path.relative_to(root).as_posix()
    parts = [_read(path, root)]
    while parts:
        part = parts.pop()
        if isinstance(part, LinedList):
            parts.extend(part)
        elif isinstance(part, Lined):
            for key, value in part.items():
                if key == "because" and isinstance(value, str):
                    yield CarerText(value, Place(name, part.line_of(key)))
                elif key in _RULE_WORDS and isinstance(value, Lined):
                    yield from (
                        CarerText(str(words), Place(name, value.line_of(each))) for each, words in value.items()
                    )
                else:
                    parts.append(value)


def _read(path: Path, root: Path) -> Any:
    try:
        return read_yaml(path, path.relative_to(root).as_posix())
    except UnreadableContent:
        return None
