"""The check as a whole: which files it walks, holes it finds, and that one broken file does not hide the rest."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from kinship.check import faults

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)


@pytest.fixture
def root(tmp_path):
    shutil.copytree(ROOT / "offer_content", tmp_path / "offer_content")
    return tmp_path


def texts(root, council=None, as_of=AS_OF):
    return [str(fault) for fault in faults(council, as_of, root)]


def test_a_file_that_cannot_be_read_is_one_fault_among_the_others(root):
    (root / "offer_content" / "england" / "siblings.yml").write_text("topic: [siblings\n")
    (root / "offer_content" / "england" / "turning_18.yml").unlink()
    found = texts(root)
    assert any(
        text.startswith("offer_content/england/siblings.yml, line ") and "Check the indent" in text for text in found
    )
    assert any(
        text.startswith("offer_content/england/turning_18.yml, line 1: This topic has no file.") for text in found
    )


def test_a_need_that_nothing_meets(root):
    path = root / "offer_content" / "topics.yml"
    path.write_text(path.read_text().replace("    same_support:", "    new_need: Something new\n    same_support:"))
    assert any("siblings.yml, line 1: Nothing here meets the need 'new_need'." in text for text in texts(root))


def test_a_council_may_point_to_its_own_blocks_and_to_no_others(root):
    path = root / "offer_content" / "exampleshire" / "siblings.yml"
    body = (root / "offer_content" / "england" / "siblings.yml").read_text()
    start, stop = body.index("- id:"), body.index("- id:", body.index("- id:") + 5)
    entry = body[start:stop].replace("status: local", "status: local\n  state: live")
    path.write_text(
        "topic: siblings\nentries:\n" + entry.replace("{council: front_door}", "{council: homeless_tonight}")
    )
    assert not any("which is not in council.yml" in text for text in texts(root, "exampleshire"))
    path.write_text("topic: siblings\nentries:\n" + entry.replace("{council: front_door}", "{council: nobody}"))
    assert any("points to 'nobody', which is not in council.yml" in text for text in texts(root, "exampleshire"))


def test_a_council_that_is_not_there(root):
    assert any(
        "offer_content/nowhere/council.yml, line 1: This file is missing." in text for text in texts(root, "nowhere")
    )


def test_one_council_is_checked_without_the_others(root):
    shutil.copytree(root / "offer_content" / "exampleshire", root / "offer_content" / "othershire")
    (root / "offer_content" / "othershire" / "council.yml").write_text("council_name: Othershire\n")
    assert any("offer_content/othershire/" in text for text in texts(root))
    assert not any("offer_content/othershire/" in text for text in texts(root, "exampleshire"))


def test_plain_language_is_part_of_the_check(root):
    path = root / "offer_content" / "helplines.yml"
    path.write_text(path.read_text().replace("Someone to talk to", "Please note there is someone to talk to", 1))
    assert any("We do not say 'Please note'." in text for text in texts(root))


def test_reviews_are_judged_on_the_day_asked_about():
    assert any("was due for review by" in text for text in texts(ROOT, as_of=date(2036, 1, 1)))


def test_faults_come_in_the_order_of_file_and_line(root):
    (root / "offer_content" / "england" / "siblings.yml").write_text("topic: brothers\nopning: x\n")
    found = faults(None, AS_OF, root)
    assert found == sorted(found) and len(set(found)) == len(found)
