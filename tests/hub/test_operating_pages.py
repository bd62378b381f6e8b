"""The pages for whoever is on call name commands, options, files and headings: each of them is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs/operating").glob("*.md"))
OCCASIONS = {
    "faults",
    "first_day",
    "incident",
    "key_rotation",
    "leaving",
    "provider_outage",
    "restore",
    "scaling",
    "sizing",
}


def test_there_is_a_page_for_each_occasion_and_the_long_one_names_them_all():
    assert {page.stem for page in PAGES} == OCCASIONS
    named = set(re.findall(r"\(operating/(\w+)\.md\)", (ROOT / "docs/operating.md").read_text(encoding="utf-8")))
    assert named == OCCASIONS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_its_commands_have_these_options_and_its_links_lead_somewhere(page):
    text, commands, wrong = page.read_text(encoding="utf-8"), get_commands(), []
    for name, rest in re.findall(r"manage\.py (\w+)([^`\n]*)", text):
        if name not in commands:
            wrong.append(f"manage.py {name}")
            continue
        known = load_command_class(commands[name], name).create_parser("manage.py", name)._option_string_actions
        wrong += [f"{name} {option}" for option in re.findall(r"--[\w-]+", rest) if option not in known]
    for link in re.findall(r"\]\(([^)]+)\)", text):
        file, _, heading = link.partition("#")
        there = (page.parent / file).resolve()
        titles = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.M) if there.is_file() else []
        if not titles or (
            heading and heading not in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in titles}
        ):
            wrong.append(link)
    assert not wrong
