"""The words of the summary (summary.yml): all there, filled as the program fills them, the carer's part as plain as the rest."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from kinship import plain_language
from kinship.check import faults
from kinship.content_files import Page, read_yaml_text
from kinship.dialogue.unanswered import NO_LOCAL_ANSWER, NOT_UNDERSTOOD, OUT_OF_SCOPE
from kinship.summary_words_schema import REASONS, check_summary, needed

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "offer_content" / "summary.yml"
AS_OF = date(2026, 11, 21)


def changed(old, new):
    text = FILE.read_text(encoding="utf-8")
    assert old in text, old
    page = Page("offer_content/summary.yml", [])
    check_summary(page, read_yaml_text(text.replace(old, new, 1), "summary.yml", strict=True))
    return [str(fault) for fault in page.faults]


def test_as_it_stands_it_has_no_fault():
    assert not [str(fault) for fault in faults("exampleshire", AS_OF) if fault.file.endswith("summary.yml")]


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ("    order_made: Order made\n", "", "has no 'order_made'"),
        ("    two_councils: Two councils are involved.\n", "", "has no 'two_councils'"),
        ("      day_28: ", "      day_29: ", "'day_29' is not a field"),
        ("ends in {digits}", "ends in {phone}", "has lost {digits}"),
        ("ends in {digits}", "ends", "has lost {digits}"),
        ("right: It is all right", "right: " + "R" * 41, "41 characters"),
        ('"no": We will not leave a voice message.', "no: We will not leave a voice message.", "is not a field"),
        ("  none: None.\n", "  none:\n", "has no 'none'"),
    ],
)
def test_a_slip_is_a_fault_with_its_mend(old, new, fault):
    try:
        found = changed(old, new)
    except ValueError as unreadable:  # a bare "no" as a key is caught by the reader itself
        found = [str(unreadable)]
        fault = "is not read as words"
    assert any(fault in each for each in found), found


def test_the_gate_reads_the_carers_part_and_only_that():
    read = {text for place, text in plain_language.sentences(ROOT) if place.file == "offer_content/summary.yml"}
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert written["carer"]["opening"] in read and written["carer"]["contact"]["by_voicemail"]["no"] in read
    assert read == set(texts(written["carer"]))


def test_the_gate_refuses_law_and_jargon_in_the_carers_part(tmp_path):
    (tmp_path / "offer_content").mkdir()
    text = FILE.read_text(encoding="utf-8").replace("Here is what", "Please note the placement. Here is what")
    (tmp_path / "offer_content" / "summary.yml").write_text(text, encoding="utf-8")
    found = [str(fault) for fault in plain_language.faults(tmp_path)]
    assert any("We do not say 'Please note'" in each for each in found) and any("'placement'" in each for each in found)


def test_the_carers_part_names_no_law_and_no_danger():
    said = " ".join(texts(yaml.safe_load(FILE.read_text(encoding="utf-8"))["carer"])).casefold()
    assert not re.search(r"\b(act|section|regulation|danger|abuse|risk|urgent|safeguarding|concern|police)\b", said)


def test_every_reason_the_dialogue_gives_has_its_words():
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "kinship" / "dialogue").glob("*.py"))
    given = set(re.findall(r'(?:payload|to_person)\(talk, "([a-z_]+)"', source)) | {"asked_for_person"}
    assert given == set(REASONS)


def test_every_kind_of_gap_has_its_words():
    assert set(needed()["adviser"]["asked"]["why"]) == {NO_LOCAL_ANSWER, NOT_UNDERSTOOD, OUT_OF_SCOPE}


def texts(part):
    if isinstance(part, dict):
        for each in part.values():
            yield from texts(each)
    else:
        yield part
