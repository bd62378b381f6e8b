"""Reading: lines are kept, and what cannot be read says where and what to do."""

import pytest

from kinship.content_files import Fault, Lined, UnreadableContent, did_you_mean, read_yaml, read_yaml_text

PAGE = """\
topic: money

entries:
- id: one
  arrangements: [a,
                 b]
- id: two
  only_if: {flag: "yes"}
"""


def test_every_mapping_key_and_item_has_its_line():
    page = read_yaml_text(PAGE, "money.yml")
    assert (page.line, page.line_of("entries"), page.line_of("not there")) == (1, 3, 1)
    one, two = page["entries"]
    assert page["entries"].item_lines == [4, 7]
    assert one["arrangements"].item_lines == [5, 6]
    assert two.line_of("only_if") == 8
    assert isinstance(two["only_if"], Lined) and two["only_if"] == {"flag": "yes"}


@pytest.mark.parametrize(
    "text, says",
    [
        ("a: 1\nb: 2\na: 3\n", "x.yml, line 3: 'a' stands here a second time (first on line 1). Keep one of the two."),
        ("- id: one\n  id: two\n", "x.yml, line 2: 'id' stands here a second time (first on line 1). Keep one"),
        ("a:\n\tb: 1\n", "x.yml, line 2: There is a tab here. Indent with spaces."),
        ("a: [1, 2\nb: 3\n", "Check the indent here and on the line above, and put quotes around text with a colon"),
        ("who: You: and them\n", "x.yml, line 1: This line cannot be read as YAML"),
        ("checked_on: 2026-02-30\n", "x.yml, line 1: '2026-02-30' is not in the calendar. Write a date as 2026-04-30."),
        ("\nyes: a\n", "x.yml, line 2: The key 'yes' is not read as words. Put quotes around it: \"yes\"."),
        ("116123: a\n", "x.yml, line 1: The key '116123' is not read as words. Put quotes around it: \"116123\"."),
    ],
)
def test_what_cannot_be_read(text, says):
    with pytest.raises(UnreadableContent) as refused:
        read_yaml_text(text, "x.yml")
    assert says in str(refused.value)


def test_a_missing_file_and_one_that_is_not_text(tmp_path):
    with pytest.raises(UnreadableContent, match="gone.yml, line 1: This file is missing. Add it."):
        read_yaml(tmp_path / "gone.yml", "gone.yml")
    (tmp_path / "odd.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableContent, match="Save it as UTF-8"):
        read_yaml(tmp_path / "odd.yml")


def test_the_check_reads_as_strictly_as_any_program():
    text = "say: [Can you speak? Call us.]\n"
    assert read_yaml_text(text, "x.yml")["say"] == ["Can you speak? Call us."]
    with pytest.raises(UnreadableContent, match="x.yml, line 1: .* put quotes around text"):
        read_yaml_text(text, "x.yml", strict=True)


def test_an_empty_file_is_nothing():
    assert read_yaml_text("# only a comment\n", "x.yml") is None


def test_did_you_mean():
    assert did_you_mean("educaton", ["education", "money"]) == "Did you mean 'education'? Use one of: education, money."
    assert did_you_mean("zzz", ["education", "money"]) == "Use one of: education, money."
    many = [f"code_{number}" for number in range(30)]
    assert did_you_mean("code_1x", many).startswith("Did you mean 'code_1")
    assert "Use one of" not in did_you_mean("code_1x", many)


def test_a_fault_prints_file_line_fault_and_mend():
    assert str(Fault("a/b.yml", 3, "It is wrong.", "Mend it.")) == "a/b.yml, line 3: It is wrong. Mend it."
