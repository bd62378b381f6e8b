"""What the offer answers and what it does not: arrangement by topic for a manager, need by need for the tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kinship.content_files import Lined, UnreadableContent, read_yaml
from kinship.offer_schema import ARRANGEMENTS

ROOT = Path(__file__).resolve().parents[1]
NATIONAL = "england"
CELLS = ("yes", "ask", "local", "not available", "stated gap", "nothing")  # the most that is promised comes first
_SAYS = {"entitlement": "yes", "right_to_ask": "ask", "local": "local", "not_available": "not available"}
_LOOKED_AFTER = ("previously_looked_after", "looked_after_before_order")
_COLUMNS_A_BAND = 3  # so that the printed table fits an ordinary window


@dataclass(frozen=True)
class Claim:
    """What one entry says it is: `says` is one of CELLS; file, line and entry tell where."""

    says: str
    file: str
    line: int
    entry: str
    area: str


@dataclass(frozen=True)
class Table:
    """Every cell, at three depths: (arrangement, topic), (…, need) and (…, need, looked after before)."""

    council: str | None
    as_of: date
    needs: dict[str, tuple[str, ...]]
    claims: dict[tuple[str, str, str, str], list[Claim]]
    gaps: dict[tuple[str, str], str]
    past_review: int

    def claimed(self, arrangement: str, topic: str, need: str, looked_after: str) -> list[Claim]:
        """The entries that speak to a need; `looked_after` is "yes" or "no" (just before an order)."""
        return self.claims.get((arrangement, topic, need, looked_after), [])

    def cell(self, arrangement: str, topic: str, need: str | None = None, looked_after: str | None = None) -> str:
        """One of CELLS: the most that is promised, over all needs or both kinds of family when these are left out."""
        needs = self.needs[topic] if need is None else (need,)
        befores = ("yes", "no") if looked_after is None else (looked_after,)
        said = [self._one(arrangement, topic, each, before) for each in needs for before in befores]
        return min(said, key=CELLS.index, default="nothing")

    def _one(self, arrangement: str, topic: str, need: str, looked_after: str) -> str:
        said = {
            claim.says for claim in self.claimed(arrangement, topic, need, looked_after) if not self._not_told(claim)
        }
        if said:
            return min(said, key=CELLS.index)
        unsaid = self.claimed(arrangement, topic, need, looked_after) or (topic, need) in self.gaps
        return "stated gap" if unsaid else "nothing"

    def _not_told(self, claim: Claim) -> bool:
        """For a council, "only your council can say" from the national file is a gap until the council says it."""
        return self.council is not None and claim.area == NATIONAL and claim.says == "local"

    def silent(self) -> list[tuple[str, str]]:
        """(arrangement, topic) where a carer would be told nothing at all."""
        return [(code, topic) for code in ARRANGEMENTS for topic in self.needs if self.cell(code, topic) == "nothing"]

    def lines(self) -> Iterator[str]:
        """The table for a person to read, then what is not answered."""
        yield f"What the offer says ({self.council or NATIONAL}, as of {self.as_of})."
        yield "A star: some needs of the topic are not answered for this arrangement."
        width = max(map(len, self.needs), default=0)
        for start in range(0, len(ARRANGEMENTS), _COLUMNS_A_BAND):
            band = ARRANGEMENTS[start : start + _COLUMNS_A_BAND]
            yield ""
            yield "  ".join([" " * width, *(code.ljust(max(len(code), 15)) for code in band)]).rstrip()
            for topic in self.needs:
                cells = (self._starred(code, topic).ljust(max(len(code), 15)) for code in band)
                yield "  ".join([topic.ljust(width), *cells]).rstrip()
        yield ""
        yield f"Entries past their review date: {self.past_review}"
        yield f"Stated gaps: {len(self.gaps)}"
        for (topic, need), sentence in sorted(self.gaps.items()):
            yield f"  {topic}, {need}: {sentence}"
        unanswered = list(self._unanswered_needs())
        yield f"Needs with only the council to answer, and no answer yet: {len(unanswered)}"
        for topic, need in unanswered:
            yield f"  {topic}, {need}"

    def _starred(self, arrangement: str, topic: str) -> str:
        cells = {self.cell(arrangement, topic, need) for need in self.needs[topic]}
        star = " *" if cells & {"stated gap", "nothing"} and cells - {"nothing"} else ""
        return self.cell(arrangement, topic) + star

    def _unanswered_needs(self) -> Iterator[tuple[str, str]]:
        for topic, needs in self.needs.items():
            for need in needs:
                best = min((self.cell(code, topic, need) for code in ARRANGEMENTS), key=CELLS.index)
                if best in ("stated gap", "nothing") and (topic, need) not in self.gaps:
                    yield topic, need


def coverage(council: str | None, as_of: date, root: Path | None = None) -> Table:
    """What england/ says, with a council's folder on top when one is named. A file that cannot be read is empty."""
    content = (root or ROOT) / "offer_content"
    topics = _read(content / "topics.yml")
    needs = {topic: tuple(part.get("needs") or ()) for topic, part in topics.items() if isinstance(part, Lined)}
    claims: dict[tuple[str, str, str, str], list[Claim]] = defaultdict(list)
    gaps: dict[tuple[str, str], str] = {}
    past_review = 0
    for area in filter(None, (NATIONAL, council)):
        for topic in needs:
            path = content / area / f"{topic}.yml"
            page = _read(path)
            gaps |= {(topic, need): str(said) for need, said in (page.get("gaps") or {}).items()}
            for entry in _entries(page):
                review_by = entry.get("review_by")
                past_review += isinstance(review_by, date) and review_by < as_of
                _note(claims, topic, entry, area, f"offer_content/{area}/{path.name}")
    return Table(council, as_of, needs, dict(claims), gaps, past_review)


def _note(claims: dict[tuple[str, str, str, str], list[Claim]], topic: str, entry: Lined, area: str, file: str) -> None:
    says = _SAYS.get(str(entry.get("status")))
    if says is None:
        return
    claim = Claim(says, file, entry.line, str(entry.get("id")), area)
    serves = entry.get("arrangements")
    for arrangement in ARRANGEMENTS if serves == "all" else serves if isinstance(serves, list) else ():
        for before in ("yes", "no"):
            if _may_hold(entry.get("only_if"), before):
                claims[arrangement, topic, str(entry.get("need")), before].append(claim)


def _may_hold(only_if: Any, looked_after: str) -> bool:
    """Whether a condition leaves room for a child who was, or was not, looked after before the order."""
    if not isinstance(only_if, Lined):
        return True
    for name in _LOOKED_AFTER:
        wanted = only_if.get(name, looked_after)
        if looked_after not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True


def _entries(page: Lined) -> list[Lined]:
    entries = page.get("entries")
    return [entry for entry in entries if isinstance(entry, Lined)] if isinstance(entries, list) else []


def _read(path: Path) -> Lined:
    try:
        value = read_yaml(path)
    except UnreadableContent:
        value = None
    if isinstance(value, Lined):
        return value
    empty = Lined()
    empty.line, empty.key_lines, empty.value_lines = 1, {}, {}
    return empty
