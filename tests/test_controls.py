"""The security papers are true: each control has a test that is there or a written reason, the page is current, the audit is honest."""

import json
import re
import subprocess
from datetime import date

import pytest
import yaml
from django.contrib.auth.password_validation import validate_password
from django.test import Client

from hub.controls import asking, audit, table

# The items that the checklist names; where it names a range or a chapter, all of levels 1 and 2 in it (ASVS 5.0.0).
NAMED = """
3.3.1 3.3.2 3.3.3 3.3.4 7.2.3  7.1.1 7.3.1 7.3.2  7.4.1 7.4.2 7.4.3 7.4.4 7.4.5 7.5.2  3.5.1 3.5.3  3.5.4 3.5.5 3.4.6
3.4.3 3.4.7  3.4.1 3.4.4 3.4.5 3.4.8 14.3.2  1.2.1 1.3.1 1.3.5 3.2.2  5.1.1 5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4.1 5.4.2 5.4.3
6.1.1 6.3.1  6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.2.12  6.3.3 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.8.4
10.1.2 10.2.1 10.5.1 10.5.2 10.5.3 10.5.4 6.8.1  8.1.1 8.1.2 8.2.1 8.2.2 8.2.3 8.3.1 8.4.1  2.3.1 2.3.2 2.3.3 2.3.4  2.4.1
13.2.1 13.2.4 13.2.5 1.3.6  7.2.2 7.2.4 14.2.1 14.3.3  1.3.3  13.3.1 13.4.2
16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 14.2.4  16.5.2 16.5.3
4.1.3 12.1.1 12.1.2 12.1.3 12.2.1 12.2.2 12.3.1 12.3.2 12.3.3 12.3.4  13.4.5 6.3.2  15.2.1 15.2.2 15.2.3
""".split()
TODAY = date(2026, 11, 22)
LOCK = """
[[package]]
name = "ours"
version = "1"
source = { editable = "." }
[[package]]
name = "old"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
"""
FOUND = {"package": "old", "version": "1.0", "id": "PYSEC-1", "aliases": ["CVE-1"], "fixed_in": ["1.1"]}
DECIDED = {
    "package": "old",
    "version": "1.0",
    "id": "CVE-1",
    "why": "It is not reached.",
    "review_by": date(2027, 1, 1),
}


def test_no_item_is_missing_and_none_is_made_up():
    assert sorted(each.id for each in table.read().all()) == sorted(NAMED)


def test_each_test_that_is_named_is_there():
    assert table.missing_tests(table.read()) == []


def test_the_page_is_the_list_of_today():
    assert table.PAGE.read_text(encoding="utf-8") == table.page(table.read()), "run: make controls"


def test_a_test_that_is_not_there_is_found_out(tmp_path):
    (tmp_path / "test_x.py").write_text("def test_there(): pass\n", encoding="utf-8")
    made = table.Control(
        "1.1.1", 1, "x", "y", ("test_x.py::test_there", "test_x.py::test_gone", "test_y.py::test_there")
    )
    found = table.missing_tests(table.Table({}, (table.Area("", (made,)),)), tmp_path)
    assert found == ["1.1.1: test_x.py::test_gone", "1.1.1: test_y.py::test_there"]


@pytest.mark.parametrize(
    "item, why",
    [
        ({"id": "1.1.1", "level": 1, "asks": "x"}, "say how it is met"),
        ({"id": "1.1.1", "level": 1, "asks": "x", "met": "y"}, "name a test"),
        ({"id": "1.1.1", "level": 1, "asks": "x", "met": "y", "tests": ["z::test_a"]}, "not file::name"),
        ({"id": "1.1.1", "level": 1, "asks": "x", "met": "y", "tested": "no"}, "not known"),
    ],
)
def test_an_item_without_an_answer_is_refused(tmp_path, item, why):
    path = tmp_path / "controls.yml"
    path.write_text(
        yaml.safe_dump({"about": {}, "files": {}, "areas": [{"title": "t", "items": [item]}]}), encoding="utf-8"
    )
    with pytest.raises(table.Unsound, match=why):
        table.read(path)


def test_the_threat_model_names_tests_that_are_there():
    text = (table.LIST.parent / "threat_model.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", text)
    made = table.Control("threat_model.md", 1, "x", "y", tuple(f"tests/{file}::{name}" for file, name in named))
    assert len(named) > 20 and table.missing_tests(table.Table({}, (table.Area("", (made,)),))) == []


class TestTheAudit:
    @pytest.fixture
    def folder(self, tmp_path):
        def write(*, findings=(), accepted=(), filled_in="2026-11-20", held_back=()):
            (tmp_path / "uv.lock").write_text(LOCK, encoding="utf-8")
            packages = audit.fingerprint(audit.locked(tmp_path / "uv.lock"))
            told = {"filled_in": filled_in, "by": "x", "packages": packages, "findings": list(findings)}
            (tmp_path / "audit.json").write_text(json.dumps(told), encoding="utf-8")
            decided = {"accepted": list(accepted), "held_back": list(held_back)}
            (tmp_path / "accepted_findings.yml").write_text(yaml.safe_dump(decided), encoding="utf-8")
            return lambda today=TODAY: audit.report(today, tmp_path, tmp_path / "uv.lock")

        return write

    def test_one_that_was_never_filled_in_says_so_and_not_that_all_is_well(self, folder):
        said = folder(filled_in=None)()
        assert "never been filled in" in said.lines[0] and not said.faults and "0 findings" not in str(said.lines)

    def test_a_finding_nobody_accepted_is_a_fault(self, folder):
        assert "old 1.0: PYSEC-1 is not accepted (mended in 1.1)" in folder(findings=[FOUND])().faults[0]

    def test_one_that_was_accepted_is_told_with_its_reason(self, folder):
        said = folder(findings=[FOUND], accepted=[DECIDED])()
        assert not said.faults and "Accepted until 2027-01-01: old 1.0: PYSEC-1. It is not reached." in said.lines

    def test_after_its_day_it_is_a_fault_again(self, folder):
        assert (
            "was accepted until 2027-01-01" in folder(findings=[FOUND], accepted=[DECIDED])(date(2027, 1, 2)).faults[0]
        )

    @pytest.mark.parametrize("other", [{"version": "0.9"}, {"id": "CVE-2"}, {"package": "older"}])
    def test_a_decision_is_for_one_finding_of_one_version(self, folder, other):
        assert folder(findings=[FOUND], accepted=[{**DECIDED, **other}])().faults

    def test_what_is_held_back_accepts_nothing(self, folder):
        held = {**DECIDED, "expected": "loopback only"}
        assert folder(findings=[FOUND], held_back=[held])().faults

    def test_a_finding_of_another_version_is_over(self, folder):
        assert not folder(findings=[{**FOUND, "version": "0.9"}])().faults

    def test_its_age_and_a_changed_lock_are_told(self, folder, tmp_path):
        said = folder()
        (tmp_path / "uv.lock").write_text(LOCK.replace("1.0", "1.1"), encoding="utf-8")
        lines = str(said(date(2026, 12, 20)).lines)
        assert "30 days ago" in lines and "The lock has changed since" in lines

    def test_a_day_that_has_not_come_is_a_fault(self, folder):
        assert folder(filled_in="2027-11-20")().faults

    def test_the_audit_that_is_here_is_sound(self):
        told = json.loads(audit.FINDINGS.read_text(encoding="utf-8"))
        assert set(told) == {"filled_in", "by", "packages", "findings"}
        assert told["filled_in"] or not (told["findings"] or told["by"] or told["packages"]), (
            "no findings without a day"
        )
        day = date.fromisoformat(told["filled_in"]) if told["filled_in"] else TODAY
        assert audit.report(day).faults == []

    def test_what_is_held_back_is_locked(self):
        decided, packages = yaml.safe_load(audit.ACCEPTED.read_text(encoding="utf-8")), audit.locked()
        for each in decided["held_back"]:
            assert each["version"] in packages[each["package"]], each["package"]
            assert each["where"] and "to be confirmed against the audit" in each["expected"]
            assert isinstance(each["review_by"], date) and "id" not in each


class TestAsking:
    @staticmethod
    def answers(*vulns, leave_out=()):
        """pip-audit, as it would answer about what it is given."""

        def run(command):
            lines = open(command[command.index("--requirement") + 1], encoding="utf-8").read().split()
            told = [dict(zip(("name", "version"), each.split("=="), strict=True)) for each in lines]
            told = [each | {"vulns": list(vulns) if each["name"] == "sanic" else []} for each in told]
            told = [each for each in told if each["name"] not in leave_out]
            return subprocess.CompletedProcess(command, 1, json.dumps({"dependencies": told, "fixes": []}), "")

        return run

    def test_every_locked_package_is_asked_about_and_the_answer_dated(self, tmp_path):
        path, vuln = tmp_path / "audit.json", {"id": "PYSEC-1", "fix_versions": ["99"], "aliases": ["CVE-1"]}
        assert asking.ask("uv", TODAY, run=self.answers(vuln), path=path) == 1
        told = json.loads(path.read_text(encoding="utf-8"))
        assert told["filled_in"] == "2026-11-22" and told["packages"] == audit.fingerprint(audit.locked())
        assert [(each["package"], each["id"], each["fixed_in"]) for each in told["findings"]] == [
            ("sanic", "PYSEC-1", ["99"])
        ]

    def test_half_an_audit_is_none(self, tmp_path):
        with pytest.raises(asking.NotReached, match="django"):
            asking.ask("uv", TODAY, run=self.answers(leave_out=("django",)), path=tmp_path / "audit.json")
        assert not list(tmp_path.iterdir())

    def test_without_a_network_nothing_is_written(self, tmp_path):
        def run(command):
            return subprocess.CompletedProcess(command, 2, "", "could not connect")

        with pytest.raises(asking.NotReached):
            asking.ask("uv", TODAY, run=run, path=tmp_path / "audit.json")
        assert not list(tmp_path.iterdir())


PASSWORD = "Two Ducks, one kettle "


@pytest.mark.parametrize(
    "password",
    ["a b c d e f g h i", "ąęłńóśźż żółw w rzece", "🦆🫖🪟🦆🫖🪟🦆🫖🪟🦆🫖🪟🦆🫖🪟", "kettle window" * 5, "x9" * 500],
)
def test_any_characters_make_a_password(password):
    validate_password(password)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed, right", [(PASSWORD, True), (PASSWORD.strip(), False), (PASSWORD.lower(), False), (PASSWORD + "x", False)]
)
def test_a_password_counts_as_it_was_typed(django_user_model, typed, right):
    django_user_model.objects.create_user("sam", password=PASSWORD, is_staff=True)
    answer = Client().post("/desk/login/", {"username": "sam", "password": typed})
    assert answer.status_code == (303 if right else 403)


def test_a_password_is_hidden_and_may_be_pasted():
    desk = table.ROOT / "hub" / "adviser_desk"
    pages = [each.read_text(encoding="utf-8") for each in desk.rglob("*.html")]
    fields = [tag for page in pages for tag in re.findall(r'<input[^>]*name="(?:password|again|now)"[^>]*>', page)]
    assert len(fields) >= 6
    for field in fields:
        assert 'type="password"' in field
    scripts = "".join(each.read_text(encoding="utf-8") for each in desk.rglob("*.js"))
    assert "paste" not in "".join(pages).lower() and "paste" not in scripts.lower()


def test_recovery_codes_are_long_enough(settings):
    assert 10**settings.MFA_RECOVERY_CODE_DIGITS > 2**20


def test_nobody_turns_the_check_of_certificates_off():
    off = re.compile(
        r"verify\s*=\s*False|CERT_NONE|_create_unverified_context|check_hostname\s*=\s*False|disable_warnings"
    )
    files = [each for room in ("hub", "assistant", "actions", "kinship") for each in (table.ROOT / room).rglob("*.py")]
    assert files and not [each.name for each in files if off.search(each.read_text(encoding="utf-8"))]
