"""A file saved half-way while carers talk to us: what it last said stays in use, and the log tells."""

import os
from pathlib import Path

import pytest
import yaml

from kinship import arrangement, facts, rule_table
from kinship.arrangement import decide
from kinship.last_good import LastGood
from tests.kinship.asking import AS_OF

RULES = Path(arrangement.__file__).with_name("arrangement_rules.yml")


def saved(path, text):
    """Save as an editor does, at a later tick of the clock."""
    later = path.stat().st_mtime_ns + 1_000_000 if path.exists() else None
    path.write_text(text, encoding="utf-8")
    if later:
        os.utime(path, ns=(later, later))


def numbers(path, _before):
    return [int(line) for line in path.read_text(encoding="utf-8").split()]


def test_read_once_and_again_when_it_changed(tmp_path):
    reads = []
    kept = LastGood(lambda path, before: reads.append(before) or numbers(path, before))
    saved(tmp_path / "a", "1 2")
    assert kept.of(tmp_path / "a") is kept.of(tmp_path / "a") and reads == [None]
    saved(tmp_path / "a", "3")
    assert kept.of(tmp_path / "a") == [3] and reads == [None, [1, 2]]


@pytest.mark.parametrize("slip", ["1 tw", None])
def test_a_slip_keeps_the_last_good_one_and_is_logged_once(tmp_path, caplog, slip):
    path, kept = tmp_path / "a", LastGood(numbers)
    saved(path, "1 2")
    good = kept.of(path)
    saved(path, slip) if slip else path.unlink()
    assert kept.of(path) is good and kept.of(path) is good
    assert len(caplog.records) == 1 and str(path) in caplog.text and "stays in use" in caplog.text
    saved(path, "4")
    assert kept.of(path) == [4]


def test_what_could_never_be_read_is_a_fault(tmp_path):
    with pytest.raises(FileNotFoundError):
        LastGood(numbers).of(tmp_path / "none")


HALVES = [0.0, 0.02, 0.3, 0.5, 0.8, 0.97, 0.995]


@pytest.mark.parametrize("half", HALVES)
def test_half_a_table_never_takes_over(tmp_path, half):
    path, text = tmp_path / "rules.yml", RULES.read_text(encoding="utf-8")
    saved(path, text)
    whole = rule_table.load(path, facts.vocabulary())
    saved(path, text[: int(len(text) * half)])
    assert rule_table.load(path, facts.vocabulary()) is whole
    saved(path, text + "\n# mended\n")
    assert rule_table.load(path, facts.vocabulary()).rows == whole.rows


@pytest.mark.parametrize("half", HALVES)
def test_half_a_vocabulary_never_takes_over(tmp_path, half):
    path, text = tmp_path / "facts.yml", facts.FACTS_FILE.read_text(encoding="utf-8")
    saved(path, text)
    whole = facts.vocabulary(path)
    saved(path, text[: int(len(text) * half)])
    assert facts.vocabulary(path) is whole


def test_a_fact_may_be_added_while_we_run(tmp_path):
    path, text = tmp_path / "facts.yml", facts.FACTS_FILE.read_text(encoding="utf-8")
    saved(path, text)
    facts.vocabulary(path)
    saved(path, text + '\nhas_a_pet:\n  scope: family\n  kind: choice\n  answers: ["yes", "no"]\n  presumed: "no"\n')
    assert "has_a_pet" in facts.vocabulary(path)


def test_a_turn_goes_on_while_the_rules_are_half_saved(tmp_path, monkeypatch):
    path, text = tmp_path / "rules.yml", RULES.read_text(encoding="utf-8")
    saved(path, text)
    monkeypatch.setattr(arrangement, "_RULES", path)
    before = decide({"child_age": "9"}, AS_OF)
    saved(path, text[:4000])
    assert decide({"child_age": "9"}, AS_OF) == before


def test_a_table_whose_questions_and_settlers_differ_is_refused():
    written = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="child_age"):
        rule_table.build(
            {**written, "settle_by": {k: v for k, v in written["settle_by"].items() if k != "child_age"}},
            facts.vocabulary(),
        )
