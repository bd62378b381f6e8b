"""No number under five can be read in a table, nor worked out: every table that fits what is shown is tried."""

import random
from itertools import product

import pytest

from hub.evidence import suppression
from hub.evidence.suppression import FEW, OTHERS, line, table


def tables_that_fit(shown):
    """Every table of counts with these shown cells and totals, with at least nought in each cell."""
    hidden = [place for place, count in shown.cells.items() if count is None]
    left = {row: shown.row_totals[row] - sum(shown.cells[row, c] or 0 for c in shown.columns) for row in shown.rows}

    def fill(rows):
        if not rows:
            yield {}
            return
        row, *rest = rows
        mine = [place for place in hidden if place[0] == row]
        ways = [w for w in product(range(left[row] + 1), repeat=len(mine)) if sum(w) == left[row]] if mine else [()]
        for way, more in product(ways, list(fill(rest))):
            yield {**dict(zip(mine, way, strict=True)), **more}

    for filled in fill(list(shown.rows)):
        whole = {place: filled.get(place, count) for place, count in shown.cells.items()}
        if all(sum(whole[r, c] for r in shown.rows) == shown.column_totals[c] for c in shown.columns):
            yield whole


def invented(chance):
    rows, columns = "abcd"[: chance.randint(1, 3)], "xyz"[: chance.randint(1, 3)]
    return {(r, c): chance.choice((0, 0, 1, 2, 3, 4, 5, 6, 7)) for r in rows for c in columns}


def test_no_small_number_can_be_worked_out():
    """Three hundred small tables: for each small cell, the shown numbers leave two answers or more."""
    chance, hidden, shown_inside = random.Random(5), 0, 0
    for _ in range(300):
        counts = invented(chance)
        made = table(counts)
        if made is None:
            assert sum(counts.values()) < FEW
            continue
        assert all(total >= FEW for total in (*made.row_totals.values(), *made.column_totals.values()))
        assert sum(made.row_totals.values()) == sum(counts.values()) == made.total
        assert all(count == 0 or count >= FEW for count in made.cells.values() if count is not None)
        fitting = list(tables_that_fit(made))
        merged = suppression._folded(suppression._folded({k: v for k, v in counts.items() if v}, 0), 1)
        assert {place: merged.get(place, 0) for place in made.cells} in fitting
        for place, count in made.cells.items():
            if count is None:
                hidden += 1
                if 0 < merged.get(place, 0) < FEW:
                    assert len({each[place] for each in fitting}) > 1, (counts, made)
            else:
                shown_inside += 1
    assert hidden > 200 and shown_inside > 200  # neither everything hidden, nor nothing


def test_the_test_can_fail(monkeypatch):
    """Without the further hiding, a table gives a small number away."""
    monkeypatch.setattr(suppression, "_given_away", lambda *_: None)
    with pytest.raises(AssertionError):
        test_no_small_number_can_be_worked_out()


def test_small_lines_are_put_together():
    made = table({("money", "x"): 9, ("school", "x"): 2, ("work", "x"): 1, ("health", "x"): 6})
    assert set(made.rows) == {"money", OTHERS} and made.row_totals == {"money": 9, OTHERS: 9}


@pytest.mark.parametrize(
    "counts, shown, total",
    [
        ({"a": 9, "b": 6}, {"a": 9, "b": 6}, 15),
        ({"a": 9, "b": 3, "c": 7}, {"a": 9, "b": None, "c": None}, 19),
        ({"a": 9, "b": 3, "c": 4, "d": 0}, {"a": 9, "b": None, "c": None, "d": 0}, 16),
        ({"a": 9, "b": 3, "c": 0}, {"a": None, "b": None, "c": 0}, 12),
        ({"a": 9, "b": 1, "c": 1}, {"a": None, "b": None, "c": None}, 11),
        ({"a": 2, "b": 1}, {"a": None, "b": None}, None),
        ({"a": 0, "b": 0}, {"a": 0, "b": 0}, 0),
    ],
)
def test_a_line(counts, shown, total):
    assert line(counts) == (shown, total)
