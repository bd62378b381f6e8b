"""The command line: one line in, one line out, and errors that name the mend."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kinship.__main__ import main
from kinship.terminal_questions import ask_all

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments, said=""):
    return subprocess.run(
        [sys.executable, "-m", "kinship", *arguments],
        input=said,
        text=True,
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=120,
    )


def test_decide_reads_a_line_and_writes_a_line():
    done = run("decide", "--as-of", "2026-11-21", said='{"order_in_force": "special_guardianship_order"}\n\n{}\n')
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["arrangements"] == [{"key": "special_guardianship_order", "likelihood": "certain"}]
    assert set(first) == {"arrangements", "flags", "next_question", "because", "law", "settle_by"}
    assert second["next_question"] == "child_lives_with_carer"


def test_a_bad_line_names_its_fault_and_the_rest_goes_on(tmp_path, capsys):
    facts = tmp_path / "families.jsonl"
    facts.write_text('{"child_age": "nine"}\nnot json\n[1]\n{"shoe_size": "9"}\n{}\n', encoding="utf-8")
    assert main(["decide", "--facts", str(facts)]) == 1
    *bad, good = map(json.loads, capsys.readouterr().out.splitlines())
    assert [one["line"] for one in bad] == [1, 2, 3, 4]
    assert all(one["file"] == str(facts) and one["fault"] and one["mend"] and one["error"] for one in bad)
    assert "unborn" in bad[0]["mend"] and "child_age" in bad[3]["mend"]
    assert good["next_question"]


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["decide", "--facts", str(tmp_path / "none.jsonl")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_day_that_is_no_day():
    assert run("decide", "--as-of", "21/11/2026").returncode == 2


def test_screen_answers_every_line(monkeypatch, capsys):
    pytest.importorskip("kinship.safety")
    monkeypatch.setattr("sys.stdin", io.StringIO("thank you\n\nI want to kill myself\n"))
    assert main(["screen"]) == 0
    calm, empty, danger = map(json.loads, capsys.readouterr().out.splitlines())
    assert calm == empty == {"concern": None}
    assert danger["concern"]["kind"] == "suicide_adult" and set(danger["concern"]) == {"kind", "urgency", "matched"}


def asked_alone(*answers):
    out = io.StringIO()
    assert ask_all(date(2026, 11, 21), [f"{answer}\n" for answer in answers], out) == 0
    return out.getvalue()


def test_alone_asks_and_explains():
    said = asked_alone("yes", "grandparent", "6", "none", "parent_or_family")
    assert "row: relative" in said and "legislation.gov.uk" in said and "certain: " in said


def test_alone_takes_numbers_and_asks_again_after_a_slip():
    said = asked_alone("1", "1", "six", "6", "2", "1")
    assert "a whole number of years" in said and "row: special_guardian" in said
    assert "previously_looked_after" in said


def test_alone_tells_what_it_has_when_the_answers_stop():
    assert "likely: " in asked_alone("yes")
