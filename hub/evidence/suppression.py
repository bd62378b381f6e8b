"""Tables of counts in which no number under five can be read, nor be worked out from the rest and the totals.

Totals are shown, so hiding a small cell is not enough: with the others of its line it could be reckoned. Lines whose total is
small are put together; then further cells are hidden until, for every small cell, the shown numbers leave another answer. That
is decided exactly: in a table with fixed totals a hidden cell can have another value if and only if a cycle of changes through
it keeps every hidden cell at zero or more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FEW = 5
OTHERS = "…"  # the line of all that is put together
HIDDEN = None

Cells = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Table:
    """What may be shown. `cells`: a number, or HIDDEN. Row and column totals are at least FEW, or there is no such line."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | None]
    row_totals: Mapping[str, int]
    column_totals: Mapping[str, int]
    total: int


def table(counts: Mapping[tuple[str, str], int]) -> Table | None:
    """A table of rows by columns with its totals; None where all together are fewer than FEW."""
    counted = {place: count for place, count in counts.items() if count}
    if sum(counted.values()) < FEW:
        return None
    cells = _folded(_folded(counted, 0), 1)
    rows = tuple(dict.fromkeys(row for row, _ in cells))
    columns = tuple(dict.fromkeys(column for _, column in cells))
    whole = {(row, column): cells.get((row, column), 0) for row in rows for column in columns}
    hidden = _hidden(whole, rows, columns)
    return Table(
        rows,
        columns,
        {place: HIDDEN if place in hidden else count for place, count in whole.items()},
        {row: sum(whole[row, column] for column in columns) for row in rows},
        {column: sum(whole[row, column] for row in rows) for column in columns},
        sum(whole.values()),
    )


def line(counts: Mapping[str, int]) -> tuple[dict[str, int | None], int | None]:
    """One line of counts and its total; HIDDEN where it may not be shown. A zero is shown: it is about nobody."""
    total = sum(counts.values())
    if 0 < total < FEW:
        return dict.fromkeys(counts, HIDDEN), HIDDEN
    hidden = {name for name, count in counts.items() if 0 < count < FEW}
    for name in sorted(
        counts, key=lambda each: (counts[each] == 0, counts[each])
    ):  # a nought only when nothing else is left
        if not hidden or (len(hidden) > 1 and sum(counts[each] for each in hidden) >= FEW):
            break
        hidden.add(name)
    return {name: HIDDEN if name in hidden else count for name, count in counts.items()}, total


def _folded(cells: Cells, axis: int) -> Cells:
    """Lines with a small total put together as OTHERS; and when these are few too, the next smallest with them."""
    totals: dict[str, int] = {}
    for place, count in cells.items():
        totals[place[axis]] = totals.get(place[axis], 0) + count
    small = {name for name, total in totals.items() if total < FEW}
    while small and sum(totals[name] for name in small) < FEW:
        small.add(min((name for name in totals if name not in small), key=lambda name: totals[name]))
    found: Cells = {}
    for place, count in cells.items():
        name = OTHERS if place[axis] in small else place[axis]
        moved = (name, place[1]) if axis == 0 else (place[0], name)
        found[moved] = found.get(moved, 0) + count
    return found


def _hidden(cells: Cells, rows: tuple[str, ...], columns: tuple[str, ...]) -> set[tuple[str, str]]:
    hidden = {place for place, count in cells.items() if 0 < count < FEW}
    while (given_away := _given_away(cells, hidden)) is not None:
        more = _next_to_hide(cells, hidden, given_away)
        if more is None:
            return set(cells)  # a table so small that nothing of its inside can be shown
        hidden.add(more)
    return hidden


def _given_away(cells: Cells, hidden: set[tuple[str, str]]) -> tuple[str, str] | None:
    """A hidden small cell that could be worked out, or whose line tells that a few are all there is; None when there is none."""
    for place in sorted(hidden):
        if not 0 < cells[place] < FEW:
            continue
        for axis in (0, 1):
            same = [each for each in hidden if each[axis] == place[axis]]
            if len(same) < 2 or sum(cells[each] for each in same) < FEW:
                return place
        if not _may_differ(cells, hidden, place):
            return place
    return None


def _may_differ(cells: Cells, hidden: set[tuple[str, str]], place: tuple[str, str]) -> bool:
    """Do the shown numbers leave another value for this cell? One more here needs a way of changes back; or one fewer."""
    row, column = place
    others = hidden - {place}
    return _reaches(cells, others, ("column", column), ("row", row)) or _reaches(
        cells, others, ("row", row), ("column", column)
    )


def _reaches(cells: Cells, hidden: set[tuple[str, str]], start: tuple[str, str], end: tuple[str, str]) -> bool:
    """From a row one goes to a column by raising a hidden cell; from a column to a row by lowering one that is above zero."""
    seen, todo = {start}, [start]
    while todo:
        kind, name = todo.pop()
        if (kind, name) == end:
            return True
        for row, column in hidden:
            if kind == "row" and row == name:
                there = ("column", column)
            elif kind == "column" and column == name and cells[row, column] > 0:
                there = ("row", row)
            else:
                continue
            if there not in seen:
                seen.add(there)
                todo.append(there)
    return False


def _next_to_hide(cells: Cells, hidden: set[tuple[str, str]], beside: tuple[str, str]) -> tuple[str, str] | None:
    """The cheapest shown cell in a line of this one: least count above zero first, and where something is hidden already."""
    crossing = {row for row, _ in hidden}, {column for _, column in hidden}
    near = [each for each in cells if each not in hidden and (each[0] == beside[0] or each[1] == beside[1])] or [
        each for each in cells if each not in hidden
    ]

    def cost(place: tuple[str, str]) -> tuple[bool, bool, int, tuple[str, str]]:
        helps = place[0] in crossing[0] and place[1] in crossing[1]
        return cells[place] == 0, not helps, cells[place], place

    return min(near, key=cost, default=None)
