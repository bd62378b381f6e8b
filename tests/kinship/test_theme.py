"""A council's colours: the formula, what is refused, and what the page falls back to."""

from datetime import date
from pathlib import Path

import pytest

from kinship.content_files import Page, read_yaml_text
from kinship.council_schema import check_council
from kinship.theme import DEFAULT, GREY, WHITE, Theme, contrast, darker, refused, theme_of

COUNCIL = Path(__file__).resolve().parents[2] / "offer_content" / "exampleshire" / "council.yml"


@pytest.mark.parametrize(
    "one, other, far",
    [
        ("#000000", "#ffffff", 21),
        ("#fff", "#ffffff", 1),
        ("#777777", "#ffffff", 4.48),  # the known near miss
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#FFFFFF", 8.59),
    ],
)
def test_contrast_by_the_formula_whichever_comes_first(one, other, far):
    assert contrast(one, other) == pytest.approx(far, abs=0.01) == contrast(other, one)


def test_what_we_use_ourselves_will_do():
    assert not refused({"colour": DEFAULT.colour, "text_on_colour": DEFAULT.text_on_colour})
    assert min(contrast(DEFAULT.colour, ground) for ground in (WHITE, GREY)) >= 4.5


@pytest.mark.parametrize("colour", ["#ffdd00", "#00aaff", "#ff0000", "#ffffff", "#777"])
def test_the_shade_we_name_will_do(colour):
    assert not refused({"colour": darker(colour), "text_on_colour": WHITE})


def faults(lines_instead):
    """The faults of council.yml with these lines in place of its theme and of what is for those who read in other ways."""
    whole = COUNCIL.read_text(encoding="utf-8")
    text = whole[: whole.index("bsl:")] + whole[whole.index("accessibility_web:") : whole.index("theme:")]
    page = Page("council.yml", [])
    check_council(page, read_yaml_text(text + lines_instead, "council.yml"), date(2026, 11, 21))
    lines = text.count("\n")
    return [(fault.line - lines, fault.fault, fault.mend) for fault in page.faults]


@pytest.mark.parametrize(
    "theme, line, fault, mend",
    [
        ('theme:\n  colour: "#00aaff"\n  text_on_colour: "#fff"\n', 2, "#00aaff on white has a contrast of 2.5", "#006"),
        ('theme:\n  colour: "#757575"\n  text_on_colour: "#fff"\n', 2, "the grey of the page", "4.5 to 1"),
        ('theme:\n  colour: "#0b4f54"\n  text_on_colour: "#888"\n', 3, "#888 on #0b4f54", 'Write "#ffffff"'),
        ('theme:\n  colour: teal\n  text_on_colour: "#fff"\n', 2, "'teal', which is not a colour", "in quotes"),
        ("theme:\n  colour: #0b4f54\n", 2, "'None', which is not a colour", "in quotes"),
        ('theme:\n  color: "#0b4f54"\n', 2, "'color' is not a field", "colour, text_on_colour"),
        ("theme: teal\n", 1, "'theme' should be fields", "on its own line"),
        ("bsl: {name: Films}\n", 1, "'bsl' has no 'web'", "Add 'web'"),
        ("bsl: yes\n", 1, "'bsl' should be fields", "on its own line"),
    ],
)  # fmt: skip
def test_refused_on_its_line_with_a_mend(theme, line, fault, mend):
    found = faults(theme)
    assert any(at == line and fault in what and mend in how for at, what, how in found), found


def test_the_page_never_wears_colours_that_cannot_be_read():
    assert theme_of({"theme": {"colour": "#102a43", "text_on_colour": "#fff"}}) == Theme("#102a43", "#fff")
    for council in (None, {}, {"theme": None}, {"theme": {"colour": "#ff0", "text_on_colour": "#fff"}}):
        assert theme_of(council) == DEFAULT
