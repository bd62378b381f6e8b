"""A second council in an hour: what it starts with, what the check then asks for, and what carers are told meanwhile."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from kinship import council_schema
from kinship.check import faults
from kinship.content_files import Page, read_yaml, read_yaml_text
from kinship.dialogue.conversation import INTENTS, take_turn
from kinship.dialogue.turn import Heard
from kinship.local_offer import shelf
from kinship.new_council import CannotStart, start
from kinship.offer_writing import plain, with_entry
from kinship.safety import Concern
from kinship.story import Story
from kinship.to_fill import check_to_write, empty_fields

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
TABLE = yaml.load((Path(__file__).parent / "cases_new_council.yml").read_text("utf-8"), yaml.BaseLoader)
WORDS = yaml.safe_load((ROOT / "offer_content" / "new_council.yml").read_text("utf-8"))
TO_FILL = re.compile(r"^( *)(\w+):   # TO FILL: .*$")
ENTRY = """entries:
- id: cuppa
  need: groups
  title: Thursday cuppa
  status: local
  state: live
  arrangements: all
  what: A group for carers.
  who: Any carer.
  how: Come along.
  provides: Family Help Team.
  decides: Nobody has to decide.
  if_no: Call the Family Help Team.
  cost: Free.
  contact: {council: kinship_team}
  come_back: Come any week.
  source: {title: Testshire kinship offer, href: "https://testshire.example/kinship"}
  checked_on: 2026-11-20
  review_by: 2027-05-19
"""


@pytest.fixture
def root(tmp_path):
    """The content with a new council in the place of the example."""
    shutil.copytree(ROOT / "offer_content", tmp_path / "offer_content", ignore=shutil.ignore_patterns("exampleshire"))
    assert start("Testshire", WORDS, tmp_path) == "testshire"
    return tmp_path


def to_do(root):
    return [fault for fault in faults("testshire", AS_OF, root) if "/testshire/" in fault.file]


def filled(text):
    """The text of council.yml with the table's answers in the place of the marks."""
    lines, block = [], ""
    for line in text.splitlines():
        if re.fullmatch(r"\w+:", line):
            block = line[:-1]
        if mark := TO_FILL.match(line):
            indent, field = mark.groups()
            value = TABLE.get(f"{block}.{field}" if indent else field) or TABLE[field]
            line = f"{indent}{field}: {value}"
            if not indent:
                block = ""
        lines.append(line)
    return "\n".join(lines) + "\n"


def test_every_field_is_there_and_nothing_is_made_up(root):
    made = read_yaml(root / "offer_content" / "testshire" / "council.yml")
    assert set(council_schema.NEEDED) <= set(made)
    told = {field: value for field, value in made.items() if value is not None and not isinstance(value, dict)}
    assert told == {"council_name": "Testshire"}
    assert all(value is None for part in made.values() if isinstance(part, dict) for value in part.values())
    for topic in shelf(None).topics():
        assert read_yaml(root / "offer_content" / "testshire" / f"{topic}.yml")["entries"] == []


def test_the_check_lists_each_thing_to_fill_once_and_how(root):
    found = to_do(root)
    made = read_yaml(root / "offer_content" / "testshire" / "council.yml")
    empty = {line for line, *_ in empty_fields(made)}
    of_council = [fault for fault in found if fault.file.endswith("council.yml")]
    assert sorted(fault.line for fault in of_council) == sorted(empty) and len(empty) > 60
    assert all("still to fill" in fault.fault and fault.mend for fault in of_council)
    to_write = [fault for fault in found if fault not in of_council]
    assert "Nothing is written yet about 'groups'." in [fault.fault for fault in to_write]
    assert all(fault.fault.startswith("Nothing is written yet about") for fault in to_write)


@pytest.mark.parametrize("concern", [None, Concern("child_hurt", "emergency", "x")])
def test_carers_are_served_from_the_first_minute(root, concern):
    """Before anything is filled in: each question has an answer, and nothing unfinished shows in it."""
    for intent in INTENTS:
        talk = take_turn(
            Heard(text="words", intent=intent, turn=1, as_of=AS_OF, concern=concern),
            Story.from_json(None),
            shelf("testshire", root),
        )
        said = [f"{say.response} {say.text} {dict(say.fills)}" for say in talk.says]
        assert said, intent
        shown = " ".join(
            [*(say.text or "" for say in talk.says), *(v for say in talk.says for v in say.fills.values())]
        )
        assert "None" not in shown and WORDS["mark"] not in shown, (intent, shown)


def test_filled_from_a_table_the_check_is_silent_and_the_chat_gives_the_councils_own(root):
    folder = root / "offer_content" / "testshire"
    (folder / "council.yml").write_text(filled((folder / "council.yml").read_text("utf-8")), "utf-8")
    for file in folder.glob("*.yml"):
        text = file.read_text("utf-8")
        file.write_text(re.sub(r"(?ms)^to_write:\n(?:- .*?\n)*", "", text), "utf-8")
    groups = folder / "support_groups_and_training.yml"
    groups.write_text(groups.read_text("utf-8").replace("entries: []\n", ENTRY), "utf-8")
    assert [str(fault) for fault in to_do(root)] == []
    ours = shelf("testshire", root)
    found = ours.find("support_groups_and_training", ["informal_kinship_care"], {}, [], AS_OF).entries[0]
    assert (found.area, found.entry["title"]) == ("testshire", "Thursday cuppa")
    assert ours.contact(found)["phone"] == "01632 960300"


def test_a_need_that_is_written_is_no_longer_asked_for(root):
    """An entry put into the file as the pages of the hub do it, with the list as it was."""
    groups = root / "offer_content" / "testshire" / "support_groups_and_training.yml"
    entry = plain(yaml.safe_load(ENTRY)["entries"][0])
    text = with_entry(groups.read_text("utf-8"), groups.stem, entry).replace("- training ", "- trainnig ")
    page = Page(groups.name, [])
    check_to_write(page, read_yaml_text(text, groups.name), tuple(shelf(None).topics()[groups.stem]["needs"]))
    found = [f"{fault.fault} {fault.mend}" for fault in page.faults]
    assert not any("'groups'" in each for each in found)
    assert any(
        "'trainnig' under 'to_write' is no need" in each and "Did you mean 'training'?" in each for each in found
    )


@pytest.mark.parametrize(
    "name, why", [("Testshire", "exists"), ("England", "no_name"), ("12", "no_name"), ("../x", None), (" ", "no_name")]
)
def test_names(root, name, why):
    before = (root / "offer_content" / "testshire" / "council.yml").read_bytes()
    if why is None:
        assert start(name, WORDS, root) == "x"
    else:
        with pytest.raises(CannotStart) as refused:
            start(name, WORDS, root)
        assert refused.value.why == why and WORDS[why]
    assert (root / "offer_content" / "testshire" / "council.yml").read_bytes() == before
