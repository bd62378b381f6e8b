"""The council's papers name files and tests as proof: each of them is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAPERS = [*sorted((ROOT / "docs" / "privacy").glob("*.md")), ROOT / "docs" / "transparency_record.md"]
NAMED = re.compile(r"`((?:hub|kinship|tests|offer_content|assistant|actions|docs)/[\w/.-]+)(?:::(\w+))?`")
RECORD = re.compile(r"docs/decisions/(\d{4})|(?<=\d, )(\d{4})\b")


def proofs(text):
    return [(path.rstrip("/"), test) for path, test in NAMED.findall(text)]


def missing(text):
    """What a page names and nobody finds."""
    for path, test in proofs(text):
        file = ROOT / path
        if not file.exists():
            yield path
        elif test and f"def {test}(" not in file.read_text("utf-8"):
            yield f"{path}::{test}"
    for number in filter(None, (first for first, _ in RECORD.findall(text))):
        if not list((ROOT / "docs" / "decisions").glob(f"{number}-*.md")):
            yield f"docs/decisions/{number}"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_what_a_paper_names_is_there(paper):
    assert list(missing(paper.read_text("utf-8"))) == []


def test_the_assessment_names_proofs():
    assert (
        len([test for _, test in proofs((ROOT / "docs/privacy/impact_assessment.md").read_text("utf-8")) if test]) > 20
    )


@pytest.mark.parametrize(
    "named, found",
    [
        ("`hub/conversations/no_such.py`", ["hub/conversations/no_such.py"]),
        ("`tests/hub/privacy/test_papers.py::test_nothing`", ["tests/hub/privacy/test_papers.py::test_nothing"]),
        ("docs/decisions/9999", ["docs/decisions/9999"]),
        ("`tests/hub/privacy/test_papers.py::missing`", []),
    ],
)
def test_a_proof_that_is_gone_is_found(named, found):
    assert list(missing(named)) == found
