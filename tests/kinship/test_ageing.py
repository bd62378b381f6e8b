"""How long a fact may stand, who looks after it, when its owner is reminded; and what an entry misses of the minimum."""

from datetime import date
from pathlib import Path

import pytest

from kinship import ageing, minimum, standing_table
from kinship.check import allowed_answers
from kinship.content_files import Page, read_yaml
from kinship.council_schema import check_council
from kinship.evidence_words_schema import BY_CODE, EVIDENCE
from kinship.local_offer import shelf
from kinship.offer_schema import ARRANGEMENTS, Known, check_topic_file
from kinship.wording_schema import HEADINGS

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)

ENTRY = {"checked_on": date(2026, 5, 31), "contact": {"council": "front_door"}}
PHONE, MONEY = {"contact": {"name": "Us", "phone": "01632 960100"}}, {"figures": [{"amount": "£5"}]}


@pytest.mark.parametrize(
    "more, latest, too_long",
    [
        ({}, date(2027, 5, 31), date(2027, 6, 2)),
        (PHONE, date(2026, 11, 30), date(2026, 12, 2)),
        (MONEY, date(2026, 11, 30), date(2026, 12, 2)),
    ],
)
def test_twelve_months_or_six_with_money_or_a_phone(more, latest, too_long):
    entry = {**ENTRY, **more}
    assert ageing.latest_review(entry, entry["checked_on"]) == latest
    assert ageing.too_far({**entry, "review_by": latest}) is None
    assert ageing.too_far({**entry, "review_by": too_long}) == ageing.months_allowed(entry)


@pytest.mark.parametrize(
    "today, stage",
    [
        ("2026-11-01", None),
        ("2026-11-02", 60),
        ("2026-12-01", 60),
        ("2026-12-02", 30),
        ("2026-12-25", 7),
        ("2027-01-01", 7),
        ("2027-01-02", None),  # too late to be early
    ],
)
def test_the_reminder_of_a_day(today, stage):
    assert ageing.stage(date(2027, 1, 1), date.fromisoformat(today)) == stage


@pytest.fixture
def content(tmp_path):
    """The offer as it is, to be changed: change(file, old, new) once."""
    from shutil import copytree

    copytree(ROOT / "offer_content", tmp_path / "offer_content")
    (tmp_path / "kinship").symlink_to(ROOT / "kinship")

    def change(file, old, new):
        path = tmp_path / "offer_content" / file
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")

    change.root = tmp_path
    return change


def content_faults(root, name):
    """The faults of one file, as `check` finds them."""
    page, value = Page(name, []), read_yaml(root / "offer_content" / name)
    topics = read_yaml(root / "offer_content" / "topics.yml")
    helplines = read_yaml(root / "offer_content" / "helplines.yml")
    known = Known(
        AS_OF, {topic: tuple(part["needs"]) for topic, part in topics.items()}, allowed_answers(), list(helplines)
    )
    if name.endswith("council.yml"):
        check_council(page, value, AS_OF)
    else:
        check_topic_file(page, value, Path(name).stem, not name.startswith("england"), known)
    return page.faults


def test_check_refuses_a_review_too_far_off_and_says_the_last_day(content):
    content("exampleshire/family_time.yml", "review_by: 2027-05-17", "review_by: 2028-05-17")
    content("exampleshire/council.yml", "next_review: 2027-05-17", "next_review: 2027-09-17")
    content("england/family_time.yml", "topic: family_time\n", "topic: family_time\nowner: 7\n")
    council = content_faults(content.root, "exampleshire/council.yml")
    topic = content_faults(content.root, "exampleshire/family_time.yml")
    assert ["for more than 6 months" in each.fault for each in council] == [True]
    assert ["more than" in each.fault for each in topic] == [True] and topic[0].line > 1
    assert "2027-05-16" in topic[0].mend or "2027-11-16" in topic[0].mend
    assert ["'owner'" in each.fault for each in content_faults(content.root, "england/family_time.yml")] == [True]


def test_whose_an_entry_is(content):
    """An entry's own owner goes before its topic's, and that before the council's senior manager."""
    content("exampleshire/family_time.yml", "topic: family_time\n", "topic: family_time\nowner: Family Time manager\n")
    first = shelf("exampleshire", content.root).page("exampleshire", "family_time")["entries"][0]["id"]
    content("exampleshire/family_time.yml", f"- id: {first}\n", f"- id: {first}\n  owner: Mediation lead\n")
    found = list(ageing.dated(shelf("exampleshire", content.root), AS_OF))
    family_time = [each.owner for each in found if each.topic == "family_time"]
    assert family_time[0] == "Mediation lead" and set(family_time[1:]) == {"Family Time manager"}
    assert {each.owner for each in found if each.topic != "family_time"} == {"Head of Kinship and Family Help"}
    assert not content_faults(content.root, "exampleshire/family_time.yml")


FULL = {
    "who": "Any carer.", "arrangements": "all", "how": "Call us.", "what": "A group.", "provides": "Kinship Family Team.",
    "decides": "Nobody has to agree.", "come_back": "Call again.", "if_no": "Ask why.", "contact": {"council": "front_door"},
}  # fmt: skip


@pytest.mark.parametrize(
    "changed, missing",
    [
        ({}, ()),
        ({"who": "TBC"}, (("scope", "who"),)),
        ({"how": ""}, (("access", "how"),)),
        ({"contact": {"name": "Nobody"}}, (("access", "contact"),)),
        ({"what": "To be confirmed."}, (("support", "what"),)),
        ({"decides": None}, (("responsibility", "decides"),)),
        ({"provides": "The council, with the NHS."}, (("responsibility", "coordinates"),)),
        ({"provides": "The council, with the NHS.", "coordinates": "The council."}, ()),
        ({"provides": "Crisis and Resilience Fund team."}, ()),
        ({"come_back": "n/a", "if_no": "-"}, (("routes_back", "come_back"), ("routes_back", "if_no"))),
    ],
)
def test_what_an_entry_misses_of_the_minimum(changed, missing):
    assert minimum.lacks({**FULL, **changed}, shelf("exampleshire"), local=True) == missing


def test_how_needs_stand(content):
    """Ours, England's, old, a gap, nothing: each by one change of the offer."""

    def states(arrangement="informal_kinship_care", day=AS_OF):
        found = standing_table.offers(shelf("exampleshire", content.root), "siblings", arrangement, day)
        return {each.need: each.state for each in found}

    assert set(states().values()) == {"local"}
    assert set(states(day=date(2030, 1, 1)).values()) == {"out_of_date"}
    text = (content.root / "offer_content/exampleshire/siblings.yml").read_text("utf-8")
    (content.root / "offer_content/exampleshire/siblings.yml").write_text(
        text.replace("state: live", "state: paused"), "utf-8"
    )
    assert set(states().values()) <= {"england", "gap"} and "gap" in states().values()
    (content.root / "offer_content/england/siblings.yml").write_text(
        "topic: siblings\nopening: x\nentries: []\n", "utf-8"
    )
    (content.root / "offer_content/exampleshire/siblings.yml").write_text("topic: siblings\nentries: []\n", "utf-8")
    assert set(states().values()) == {"nothing"}
    short = list(standing_table.shortfalls(shelf("exampleshire", content.root), AS_OF))
    assert {(topic, state) for topic, _, state, _ in short} == {("siblings", "nothing")}
    assert all(len(for_whom) == len(ARRANGEMENTS) for *_, for_whom in short)


def test_the_nine_and_the_headings_of_the_law_cover_every_topic():
    now_on = shelf("exampleshire")
    assert set(standing_table.GUIDANCE) <= set(now_on.topics()) and len(standing_table.GUIDANCE) == 9
    assert [topic for topic, nine in standing_table.in_order(now_on) if nine] == list(standing_table.GUIDANCE)
    assert set(standing_table.by_heading(now_on)) == set(HEADINGS)
    assert sorted(each for topics in standing_table.by_heading(now_on).values() for each in topics) == sorted(
        now_on.topics()
    )


def test_siblings_on_different_orders_get_different_things():
    """Only what is really different is told so."""
    now_on = shelf("exampleshire")

    def pairs(topic, first, second):
        both = (standing_table.offers(now_on, topic, code, AS_OF) for code in (first, second))
        return [standing_table.differs(*pair) for pair in zip(*both, strict=True)]

    assert any(pairs("financial_support", "special_guardianship_order", "informal_kinship_care"))
    assert not any(pairs("financial_support", "special_guardianship_order", "special_guardianship_order"))


def test_the_words_have_every_code_the_program_looks_up():
    lists = {
        "parts": minimum.PARTS,
        "states": standing_table.STATES,
        "headings": HEADINGS,
        "standings": ("current", "past_review", "past_limit"),
        "fields": (
            "who",
            "arrangements",
            "how",
            "contact",
            "what",
            "provides",
            "decides",
            "coordinates",
            "come_back",
            "if_no",
        ),
    }
    for part, codes in lists.items():
        assert part in BY_CODE and set(EVIDENCE[part]) == set(codes), part
