"""The local offer on a shelf: which entries serve a family, how sure that is, and whom to call.

The words are read when first asked for and again when a file changes, so that a council's edit shows at once. A file
that cannot be read keeps its last good words (the fault is logged and `kinship check` explains it): a typing slip must
not leave a carer without an answer.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kinship import computed
from kinship import facts as vocabulary
from kinship.content_files import UnreadableContent, read_yaml

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[1]
NATIONAL = "england"
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_STATUS_ORDER = ("entitlement", "right_to_ask", "local", "not_available")
_WAYS = ("name", "phone", "hours", "text", "web", "email")

Entry = Mapping[str, Any]
_kept: dict[Path, tuple[tuple[int, int], Any]] = {}
_filled: dict[Path, tuple[Any, Mapping[str, Any]]] = {}


@dataclass(frozen=True)
class Offered:
    """An entry that may serve this family.

    `area` is "england" or the council's code. `fits`: "yes" when it serves every arrangement still possible and its
    condition is known to hold, else "maybe" (say "if"). `standing`: "current"; "past_review" (show with its date and
    "call to be sure"); "past_limit" (show only the contact). `figures` are the amounts that hold that day.
    """

    entry: Entry
    area: str
    fits: str
    standing: str
    figures: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Found:
    """What there is under a topic. `gaps`: what to say for each need that no entry meets, as the checklist goes.

    `not_told`: needs only the council can answer and this council has not; say so, with the front door.
    """

    opening: str
    entries: tuple[Offered, ...]
    gaps: tuple[str, ...]
    not_told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """The words of one council, over those for all of England. Made by `shelf`; read only."""

    council_code: str | None
    council: Mapping[str, Any] | None
    _arrangements: Mapping[str, Any]
    _helplines: Mapping[str, Any]
    _topics: Mapping[str, Any]
    _files: Mapping[tuple[str, str], Mapping[str, Any]]
    _open_ended: frozenset[str]

    def arrangements(self) -> tuple[str, ...]:
        """The codes of all arrangements, in the order of the file."""
        return tuple(self._arrangements)

    def arrangement(self, key: str) -> Mapping[str, Any]:
        """The words for an arrangement. Raises KeyError for a code that has none."""
        return self._arrangements[key]

    def helpline(self, key: str) -> Mapping[str, Any]:
        """A helpline by its id. Raises KeyError for an id that is not in helplines.yml."""
        return self._helplines[key]

    def helplines(self) -> Mapping[str, Any]:
        """Every helpline by its id, in the order of the file."""
        return self._helplines

    def page(self, area: str, topic: str) -> Mapping[str, Any]:
        """A topic's file as it stands ("england" or the council's code): opening, owner, gaps, entries; empty where there is none."""
        return self._page(area, topic)

    def topics(self) -> Mapping[str, Any]:
        """Each topic: title, heading, needs; in the order of the menu."""
        return self._topics

    def find(
        self, topic: str, arrangements: Sequence[str], facts: Mapping[str, Any], flags: Sequence[str], as_of: date
    ) -> Found:
        """The entries of a topic that may serve a family, those serving all possible arrangements first.

        An empty `arrangements` means nothing is known yet: everything may fit. Entries whose condition is known not to
        hold are left out. Raises KeyError for a topic that is not in topics.yml.
        """
        needs = list(self._topics[topic].get("needs") or ())
        told = _known(facts, flags)
        ranked: list[tuple[tuple[int, ...], Offered]] = []
        for area in (self.council_code, NATIONAL):
            for place, entry in enumerate(_mappings(self._page(area, topic).get("entries"))):
                served = _served(entry, arrangements)
                holds = _holds(entry.get("only_if"), told, self._open_ended)
                if not served or holds == "no":
                    continue
                sure = "yes" if served == "all" and holds == "yes" else "maybe"
                offered = Offered(entry, str(area), sure, standing(entry, as_of), _figures(entry, as_of))
                ranked.append((_rank(offered, served, needs, place), offered))
        entries = tuple(offered for _, offered in sorted(ranked, key=lambda pair: pair[0]))
        national, local = self._page(NATIONAL, topic), self._page(self.council_code, topic)
        gaps = {**(national.get("gaps") or {}), **(local.get("gaps") or {})}
        met = {offered.entry.get("need") for offered in entries}
        by_council = {offered.entry.get("need") for offered in entries if offered.area != NATIONAL}
        only_local = {offered.entry.get("need") for offered in entries if offered.entry.get("status") == "local"}
        return Found(
            opening=local.get("opening") or national.get("opening") or "",
            entries=entries,
            gaps=tuple(str(gaps[need]) for need in needs if need in gaps and need not in met),
            not_told=tuple(need for need in needs if need in only_local - by_council),
        )

    def every(self) -> Iterator[tuple[str, str, Entry]]:
        """Each entry as (area, topic, entry): the council's own first, in the order of the menu and of the files."""
        for area in filter(None, (self.council_code, NATIONAL)):
            for topic in self._topics:
                for entry in _mappings(self._page(area, topic).get("entries")):
                    yield area, topic, entry

    def with_entry(self, area: str, topic: str, entry: Entry) -> Shelf:
        """The same shelf with this entry as the only one of its topic in an area: to look at it before it is published."""
        alone = {"topic": topic, "entries": [entry]}
        return replace(self, _files={**self._files, (NATIONAL, topic): {}, (area, topic): alone})

    def _page(self, area: str | None, topic: str) -> Mapping[str, Any]:
        return self._files.get((area or "", topic), {})

    def contact(self, entry: Entry | Offered) -> dict[str, str]:
        """Whom to reach: name, phone, hours, text, web, email (empty where there is none).

        A council's block that is missing becomes its front door; without a council, the helpline `find_your_council`
        when helplines.yml has one.
        """
        entry = entry.entry if isinstance(entry, Offered) else entry
        wanted: Mapping[str, Any] = entry.get("contact") or {}
        if "helpline" in wanted:
            wanted = self._helplines.get(wanted["helpline"]) or {}
        elif "council" in wanted:
            council = self.council or {}
            wanted = (
                council.get(wanted["council"])
                or council.get("front_door")
                or self._helplines.get("find_your_council")
                or {}
            )
        return {way: str(wanted.get(way) or "") for way in _WAYS}


def shelf(council: str | None, root: Path | None = None) -> Shelf:
    """The shelf of a council (a folder of offer_content), or of England alone for None or a council we do not hold.

    Cheap to call on every turn: files are read again only when they changed. `root` holds offer_content; without it, the
    folder that KINSHIP_CONTENT names (there the desk publishes), else this project.
    """
    content = (root or served_from()) / "offer_content"
    code = _held(council, content)
    files: dict[tuple[str, str], Mapping[str, Any]] = {}
    for area in filter(None, (NATIONAL, code)):
        for path in sorted((content / area).glob("*.yml")):
            if path.stem != "council":
                files[area, path.stem] = _current(path)
    return Shelf(
        council_code=code,
        council=council_told(code, root) or None,
        _arrangements=_current(content / "arrangements.yml"),
        _helplines=_current(content / "helplines.yml"),
        _topics=_current(content / "topics.yml"),
        _files=files,
        _open_ended=_open_ended_facts(),
    )


def council_told(council: str | None, root: Path | None = None) -> Mapping[str, Any]:
    """What a council told of itself (council.yml), without looking at its offer; empty for one we do not hold."""
    content = (root or served_from()) / "offer_content"
    code = _held(council, content)
    return _told(content / code / "council.yml") if code else {}


def _held(council: str | None, content: Path) -> str | None:
    """The code of a council whose folder is there."""
    there = council and _CODE.fullmatch(council) and (content / council / "council.yml").is_file()
    return council if there else None


def served_from() -> Path:
    """The folder that holds the offer_content carers are answered from."""
    return Path(os.environ.get("KINSHIP_CONTENT") or ROOT)


def standing(entry: Entry, as_of: date) -> str:
    """ "current", "past_review" or "past_limit": how old the fact is on a day. The last day itself still counts."""
    if isinstance(limit := entry.get("hard_limit"), date) and limit < as_of:
        return "past_limit"
    if isinstance(review := entry.get("review_by"), date) and review < as_of:
        return "past_review"
    return "current"


def _current(path: Path) -> Mapping[str, Any]:
    """The mapping a file holds now, or held when it could last be read; empty when it never could."""
    try:
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
    except OSError:
        stamp = (0, 0)
    before = _kept.get(path)
    if before and before[0] == stamp:
        return before[1]
    value = before[1] if before else {}
    try:
        read = read_yaml(path)
        if isinstance(read, Mapping):
            value = read
        else:
            log.warning("%s holds no fields: its last good words stay in use.", path)
    except UnreadableContent as error:
        log.warning("%s Its last good words stay in use.", error.fault)
    _kept[path] = (stamp, value)
    return value


def _told(path: Path) -> Mapping[str, Any]:
    """As `_current`, without what is still to fill: what a council has not told us yet is not there.

    Of a team or another block nothing is there before all of it is: half a contact helps nobody.
    """
    whole = _current(path)
    before = _filled.get(path)
    if before and before[0] is whole:
        return before[1]
    told = {
        field: part
        for field, part in whole.items()
        if part is not None and not (isinstance(part, Mapping) and None in part.values())
    }
    _filled[path] = (whole, told)
    return told


def _open_ended_facts() -> frozenset[str]:
    """Facts told bit by bit (parents_situation): one answer given does not rule the others out."""
    known = vocabulary.vocabulary().values()
    return frozenset(fact.name for fact in known if fact.kind == "choices" and fact.presumed is not None)


def _rank(offered: Offered, served: str, needs: Sequence[str], place: int) -> tuple[int, ...]:
    """First: for every possible arrangement; to be had at all; by need; the council's own before England's."""
    status = offered.entry.get("status")
    return (
        served != "all",
        status == "not_available",
        _place(offered.entry.get("need"), needs),
        offered.area == NATIONAL,
        offered.fits != "yes",
        _place(status, _STATUS_ORDER),
        place,
    )


def _known(facts: Mapping[str, Any], flags: Sequence[str]) -> dict[str, set[str]]:
    """What is known, as sets of answers. "Not sure" is not knowing, and a flag that is not raised is not a no."""
    known = {name: {str(answer) for answer in _listed(value)} - {"not_sure"} for name, value in facts.items()}
    if "previously_looked_after" not in known:
        known["previously_looked_after"] = known.get("looked_after_before_order", set())
    if "age_band" not in known:
        ages = [age for age in known.get("child_age", ()) if age == "unborn" or age.isdigit()]
        known["age_band"] = {band for age in ages for band in computed.age_band(age)}
    for flag in flags:
        known[flag] = {"yes"}
    return known


def _holds(only_if: Any, known: Mapping[str, set[str]], open_ended: Iterable[str]) -> str:
    """Whether a condition holds: "yes", "maybe" or "no"."""
    sure = "yes"
    for name, wanted in (only_if or {}).items():
        answers = known.get(name) or set()
        if answers & {str(answer) for answer in _listed(wanted)}:
            continue
        if answers and (name not in open_ended or answers == {"none"}):
            return "no"
        sure = "maybe"
    return sure


def _served(entry: Entry, arrangements: Sequence[str]) -> str:
    """Whether an entry serves "all" or "some" of the possible arrangements, or none of them ("")."""
    serves = entry.get("arrangements")
    if serves == "all":
        return "all"
    if not arrangements:
        return "some"
    hits = [code for code in arrangements if code in (serves or ())]
    return "all" if len(hits) == len(arrangements) else "some" if hits else ""


def _figures(entry: Entry, as_of: date) -> tuple[Entry, ...]:
    """The amounts that hold on a day, and those told as last year's."""

    def told(figure: Entry) -> bool:
        first, last = figure.get("valid_from"), figure.get("valid_to")
        if isinstance(first, date) and first > as_of:
            return False
        return not (isinstance(last, date) and last < as_of) or "last year" in str(figure.get("label", "")).lower()

    return tuple(figure for figure in _mappings(entry["figures"]) if told(figure)) if "figures" in entry else ()


def _place(code: Any, order: Sequence[str]) -> int:
    return order.index(code) if code in order else len(order)


def _listed(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple | set | frozenset) else (value,)


def _mappings(value: Any) -> list[Entry]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
