"""The words the hub says: all there, nothing unknown, each filled as the program fills it."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from kinship import plain_language
from kinship.check import allowed_answers, choice_ids, faults
from kinship.content_files import Page, read_yaml_text
from kinship.hub_words_schema import CONVERSATION, WEB_CHAT, check_words

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
CONTENT = ROOT / "offer_content"


def changed(name, old, new):
    """The faults of one file with one thing changed."""
    text = (CONTENT / name).read_text(encoding="utf-8")
    assert old in text, old
    page = Page(f"offer_content/{name}", [])
    needed = {"web_chat.yml": WEB_CHAT, "conversation.yml": CONVERSATION}[name]
    check_words(
        page, read_yaml_text(text.replace(old, new, 1), name, strict=True), needed, choice_ids(allowed_answers())
    )
    return [str(fault) for fault in page.faults]


def test_as_they_stand_they_have_no_fault_and_every_part():
    found = faults("exampleshire", AS_OF)
    for name, needed in (("web_chat.yml", WEB_CHAT), ("conversation.yml", CONVERSATION)):
        assert not [str(fault) for fault in found if fault.file.endswith(name)]
        assert set(yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))) == set(needed)


@pytest.mark.parametrize(
    "name, old, new, fault, mend",
    [
        ("web_chat.yml", "  send: Send\n", "", "'form' has no 'send'.", "Add 'send'."),
        ("web_chat.yml", "  send: Send\n", "  sned: Send\n", "'sned' is not a field of 'form'.", "mean 'send'"),
        ("web_chat.yml", "not_found:", "not_fuond:", "'not_fuond' is not a field of this file.", "mean 'not_found'"),
        ("web_chat.yml", "You have {left} letters", "You have some letters", "has lost {left}", "Put {left} where"),
        ("web_chat.yml", "  send: Send\n", '  send: "Send {it}"\n', "{it}, which nothing fills in", "Nothing is"),
        ("web_chat.yml", "id: ask_what_help", "id: ask_what_hlep", "'ask_what_hlep', which", "'ask_what_help'"),
        ("web_chat.yml", "{id: partly, label: Partly}", "{id: partly, label: " + "P" * 41 + "}", "41 characters", "40"),
        ("web_chat.yml", '  - {id: "no", label: "No"}\n', "", "has the choice 'no' 0 times", "once"),
        ("web_chat.yml", '{id: "no", label: "No"}', '{id: no, label: "No"}', "is no without quotes", "Put quotes"),
        ("web_chat.yml", "https://www.bbc", "www.bbc", "'address' of 'leave' is 'www.bbc", "https:// on"),
        ("conversation.yml", "ask_again: Ask again", "ask_again: " + "A" * 41, "41 characters", "fits a button"),
        ("conversation.yml", "- For urgent health help", "- For {urgent} health help", "{urgent}, which", "Nothing is"),
        ("conversation.yml", "a call {when}.", "a call {when.", "has lost {when}", "Put {when} where"),
        ("conversation.yml", "on {phone} ({hours}). Or", "on {phone}. Or", "has lost {hours}", "Put {hours} where"),
    ],
)  # fmt: skip
def test_a_slip_is_a_fault_with_its_mend(name, old, new, fault, mend):
    found = changed(name, old, new)
    assert any(fault in each and mend in each and ", line " in each for each in found), found


def test_every_word_of_the_page_is_read_by_the_gate_but_ids_and_addresses():
    def words(part, key=""):
        if isinstance(part, dict):
            for name, value in part.items():
                yield from words(value, name)
        elif isinstance(part, list):
            for value in part:
                yield from words(value, key)
        elif key not in ("id", "address"):
            yield part

    for name in ("web_chat.yml", "conversation.yml"):
        read = {text for place, text in plain_language.sentences(ROOT) if place.file == f"offer_content/{name}"}
        assert set(words(yaml.safe_load((CONTENT / name).read_text(encoding="utf-8")))) == read


def test_the_last_resort_is_the_one_of_safety():
    """The hub says these lines when safety.yml cannot be read: they must not drift apart."""
    safety = yaml.safe_load((CONTENT / "safety.yml").read_text(encoding="utf-8"))
    conversation = yaml.safe_load((CONTENT / "conversation.yml").read_text(encoding="utf-8"))
    assert conversation["danger_last_resort"] == safety["last_resort"]


def test_every_name_the_page_asks_for_is_one_the_check_demands():
    """A template that asks for words nobody wrote would show nothing."""
    source = "".join(
        file.read_text(encoding="utf-8")
        for file in sorted((ROOT / "hub").rglob("*"))
        if file.suffix in (".py", ".html", ".js")
    )
    asked = {*re.findall(r"\bw\.([a-z_]+)\.([a-z_]+)", source), *re.findall(r'fill\("([a-z_]+)", "([a-z_]+)"', source)}
    written = {(part, name) for part, names in WEB_CHAT.items() if isinstance(names, dict) for name in names}
    assert asked and not asked - written
