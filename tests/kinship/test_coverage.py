"""What England's content claims is what the law gives: the matrix, cell by cell; and no carer is met by silence."""

from datetime import date
from pathlib import Path

import pytest

from kinship.content_files import read_yaml
from kinship.coverage import CELLS, coverage
from kinship.offer_schema import ARRANGEMENTS

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
MATRIX = read_yaml(Path(__file__).with_name("matrix.yml"))
VALUE = {"Y": "yes", "A": "ask", "L": "local", "-": "not available"}
# Not every topic is for these: an adult has no school place, and the offer is not for those it is no kinship care for.
MAY_BE_SILENT = {"adult_now", "not_kinship_care"}


def allowed(cell, looked_after):
    """The values a matrix cell allows for a child who was ("yes") or was not ("no") looked after before the order."""
    if isinstance(cell, dict):
        cell = cell[looked_after]
    if cell == "Y if looked after before":
        cell = "Y" if looked_after == "yes" else "-"
    return {VALUE[part] for part in cell.split(" or ")}


def wanted(row, arrangement, looked_after):
    """What the matrix allows for one arrangement, or None where it says nothing."""
    if arrangement in row.get("except", {}):
        return allowed(row["except"][arrangement], looked_after)
    for column, arrangements in MATRIX["columns"].items():
        if arrangement in arrangements:
            return allowed(row[column], looked_after)
    if arrangement in MATRIX["may_be"]:
        return set().union(*(allowed(row[column], looked_after) for column in MATRIX["may_be"][arrangement]))
    if arrangement in MATRIX["common_to_all"]:
        every = [allowed(row[column], looked_after) for column in MATRIX["columns"]]
        return set(CELLS) - (set() if all("yes" in each for each in every) else {"yes"})
    return None


def differences(table, row):
    """Where the content and the matrix part, told once for all the families it is true of."""
    told = {}
    for arrangement in ARRANGEMENTS:
        for looked_after in ("yes", "no"):
            right = wanted(row, arrangement, looked_after)
            for fault in cell_faults(table, row, arrangement, looked_after, right) if right else ():
                told.setdefault(fault, []).append(f"{arrangement} (looked after before: {looked_after})")
    return [f"{fault} For: {', '.join(families)}." for fault, families in told.items()]


def cell_faults(table, row, arrangement, looked_after, right):
    topic, need = row["topic"], row["need"]
    may_say = f"need {need}; the matrix has {' or '.join(sorted(right, key=CELLS.index))} (row {row['row']})."
    for claim in table.claimed(arrangement, topic, need, looked_after):
        if CELLS.index(claim.says) < min(map(CELLS.index, right)):
            yield f"{claim.file}, line {claim.line}: entry '{claim.entry}' claims {claim.says}, too much; {may_say}"
    says = table.cell(arrangement, topic, need, looked_after)
    stated = says == "stated gap" and right & {"local", "not available"}
    if CELLS.index(says) > max(map(CELLS.index, right)) and not stated and arrangement not in MATRIX["common_to_all"]:
        yield f"offer_content/england/{topic}.yml: claims only {says}, too little; {may_say}"


@pytest.mark.parametrize("row", MATRIX["rows"], ids=lambda row: f"{row['topic']}-{row['need']}")
def test_england_claims_what_the_law_gives(row):
    found = differences(coverage(None, AS_OF, ROOT), row)
    assert not found, "\n" + "\n".join(found)


def test_a_claim_that_is_too_big_or_too_small_is_named(small):
    row = {"row": "x", "topic": "money", "need": "allowance", **dict.fromkeys(MATRIX["columns"], "A")}
    found = differences(coverage(None, AS_OF, small), row)
    assert any(
        "money.yml, line 4: entry 'two' claims yes, too much; need allowance; the matrix has ask" in f for f in found
    )
    assert any("claims only nothing, too little" in f and "private_fostering (looked after" in f for f in found)
    assert any(
        "claims only not available" in f and "special_guardianship_order (looked after before: no)" in f for f in found
    )


def test_the_matrix_speaks_of_known_needs_and_arrangements():
    topics = read_yaml(ROOT / "offer_content" / "topics.yml")
    unknown = [
        (row["topic"], row["need"]) for row in MATRIX["rows"] if row["need"] not in topics[row["topic"]]["needs"]
    ]
    assert not unknown
    named = {code for codes in MATRIX["columns"].values() for code in codes} | set(MATRIX["may_be"])
    assert named | set(MATRIX["common_to_all"]) | MAY_BE_SILENT == set(ARRANGEMENTS)


@pytest.mark.parametrize("council", [None, "exampleshire"])
def test_every_arrangement_hears_something_under_every_topic(council):
    silent = [pair for pair in coverage(council, AS_OF, ROOT).silent() if pair[0] not in MAY_BE_SILENT]
    assert not silent, f"Nothing at all is said for: {silent}"


ENTRY = """
- {id: one, need: benefits, status: entitlement, arrangements: [private_fostering], review_by: 2026-01-01}
- {id: two, need: allowance, status: entitlement, arrangements: [special_guardianship_order],
   only_if: {previously_looked_after: "yes"}}
- {id: three, need: allowance, status: not_available, arrangements: [special_guardianship_order],
   only_if: {previously_looked_after: "no"}}
- {id: four, need: groups, status: local, arrangements: all}
"""


@pytest.fixture
def small(tmp_path):
    content = tmp_path / "offer_content"
    (content / "england").mkdir(parents=True)
    (content / "topics.yml").write_text("money:\n  needs: {benefits: a, allowance: b, groups: c, grants: d}\n")
    (content / "england" / "money.yml").write_text(f"gaps: {{grants: We do not know yet.}}\nentries:{ENTRY}")
    (content / "somewhere").mkdir()
    return tmp_path


def test_cells_at_each_depth(small):
    table = coverage(None, AS_OF, small)
    assert table.cell("private_fostering", "money") == "yes"
    assert table.cell("private_fostering", "money", "allowance") == "nothing"
    assert table.cell("special_guardianship_order", "money", "allowance", "yes") == "yes"
    assert table.cell("special_guardianship_order", "money", "allowance", "no") == "not available"
    assert table.cell("adult_now", "money", "groups") == "local"
    assert table.cell("adult_now", "money", "grants") == "stated gap"


def test_what_only_the_council_can_say_is_a_gap_until_it_does(small):
    assert coverage("somewhere", AS_OF, small).cell("adult_now", "money", "groups") == "stated gap"
    local = small / "offer_content" / "somewhere" / "money.yml"
    local.write_text("entries:\n- {id: tea, need: groups, status: local, arrangements: all}\n")
    assert coverage("somewhere", AS_OF, small).cell("adult_now", "money", "groups") == "local"


def test_the_printed_table(small):
    printed = "\n".join(coverage(None, AS_OF, small).lines())
    assert "Entries past their review date: 1" in printed
    assert "money, grants: We do not know yet." in printed
    for code in ARRANGEMENTS:
        assert code in printed
