"""The figures of the accessibility statement: what each check of each view came to, written when KINSHIP_ACCESSIBILITY names a file.

Only checks that are about people with disabilities count, by name. tests/hub/web_chat/test_accessibility_statement.py holds these names
against the checks there are, and the figures that carers read against both.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import yaml

# Check: the criteria of WCAG 2.2 it is about.
CHECKS = {
    "test_1_controls_are_big_enough_and_reachable": ["2.5.8"],
    "test_2_nothing_sideways_and_nothing_fixed_at_400_percent": ["1.4.4", "1.4.10", "2.4.11"],
    "test_3_tab_reaches_every_control_uncovered": ["2.1.1", "2.1.2", "2.4.3", "2.4.7", "2.4.11"],
    "test_4_one_status_line_silent_unless_something_is_under_way": ["4.1.3"],
    "test_6_nothing_is_cut_off_with_wider_text": ["1.4.12"],
    "test_10_headings_language_and_title": ["1.3.1", "2.4.2", "2.4.6", "3.1.1", "3.1.2"],
    "test_10_a_person_to_talk_to_stands_in_the_same_place": ["3.2.6"],
    "test_13_axe_finds_nothing": ["axe"],
    "test_13_the_sniffer_finds_nothing": ["HTML_CodeSniffer"],
    "test_13_the_page_looks_the_same_whatever_the_device_prefers": ["1.4.3"],
    "test_forced_colours_keep_edges": ["1.4.11"],
    "test_the_accessibility_tree_is_as_kept": ["1.3.1", "4.1.2"],
}
LOOKS = ("small", "wide", "dark", "contrast")  # the same view, looked at in another way
CARERS = "test_each_state.py"  # the statement is about the pages of carers


class Results:
    """Counts what comes by; `write` puts the sums into a file."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Counter[str]] = {}
        self.views: set[str] = set()

    def note(self, nodeid: str, outcome: str) -> None:
        """`nodeid` of pytest, `outcome` of its call: passed or failed."""
        path, _, name = nodeid.partition("::")
        check, _, view = name.partition("[")
        if path.endswith(CARERS) and check in CHECKS:
            self.outcomes.setdefault(check, Counter())[outcome] += 1
            self.views.add("-".join(part for part in view.removesuffix("]").split("-") if part not in LOOKS))

    def write(self, path: Path, tools: list[str]) -> None:
        counted = {check: self.outcomes[check] for check in CHECKS if check in self.outcomes}
        sums = {
            "tested_on": date.today(),
            "tools": tools,
            "pages": len(self.views),
            "checks": sum(sum(each.values()) for each in counted.values()),
            "failed": sum(each["failed"] for each in counted.values()),
            "by_check": {
                check: {"criteria": CHECKS[check], "passed": each["passed"], "failed": each["failed"]}
                for check, each in counted.items()
            },
        }
        head = "# The figures of the accessibility statement. Written by `make accessibility`; never by hand.\n"
        path.write_text(head + yaml.safe_dump(sums, sort_keys=False, allow_unicode=True), encoding="utf-8")
