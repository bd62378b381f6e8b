"""The offer as Open Referral UK: the official schemas take it, it comes back whole, and what others wrote is not made up."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from kinship.local_offer import shelf
from kinship.open_referral import KEPT_BESIDE, feed
from kinship.open_referral_files import as_text, words, write
from kinship.open_referral_import import NotRead, read
from kinship.open_referral_pages import BadFilter, chosen, in_a_list, page

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT.parent / "shared" / "specs" / "open_referral_uk"
AS_OF = date(2026, 11, 21)
COUNCIL = "exampleshire"
GROUP, STEPS = "Tea and Talk, and other groups", "Which complaint steps fit you"


@pytest.fixture(scope="module")
def ours():
    return shelf(COUNCIL)


@pytest.fixture(scope="module")
def made(ours):
    return feed(ours, words(), AS_OF)


def as_read(records):
    """As another program has it: through JSON."""
    return json.loads(json.dumps(records))


def named(made, name):
    return next(each for each in made.services if each["name"] == name)


# The standard --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "schema, records",
    [
        ("service", lambda made: made.services),
        ("service_list", lambda made: [in_a_list(each) for each in made.services]),
        ("organization", lambda made: made.organizations),
        ("organization_list", lambda made: made.organizations),
        ("service_at_location", lambda made: made.service_at_locations),
        ("service_at_location_list", lambda made: made.service_at_locations),
    ],
)
def test_the_official_schemas_take_every_record(made, schema, records):
    file = SPECS / "schema" / f"{schema}.json"
    if not file.exists():
        pytest.skip(f"the official schemas are not beside this project ({file})")
    jsonschema = pytest.importorskip("jsonschema")
    official = jsonschema.Draft202012Validator(
        json.loads(file.read_text("utf-8")), format_checker=jsonschema.FormatChecker()
    )
    assert list(official.iter_errors({"id": "not one"})), "a schema that takes anything proves nothing"
    found = as_read(records(made))
    faults = [f"{each['id']}: {fault.message}" for each in found for fault in official.iter_errors(each)]
    assert found and not faults, faults[:5]


def test_every_address_in_the_feed_is_whole(made):
    said = [each.get(field) for each in made.services for field in ("url",)] + [
        each.get("website") for each in made.organizations
    ]
    assert not [address for address in said if address and not address.startswith(("https://", "http://"))]


def test_ids_are_of_one_thing_each_and_the_same_again(made):
    ids = [each["id"] for each in made.services]
    assert len(set(ids)) == len(ids)
    again = feed(shelf(COUNCIL), words(), date(2027, 3, 1))
    assert [each["id"] for each in again.services] == ids
    # Written down: a directory that took our data last year must still know it this year.
    assert named(made, GROUP)["id"] == "6c8b2965-a068-50ae-978f-ce7f86495a3b"
    assert named(made, "Child Benefit")["id"] == "2cf39fdb-4306-5bf1-897e-da01a0bff494"


def test_whose_help_it_is(made):
    assert named(made, GROUP)["organization"]["name"] == "Exampleshire Council (example)"
    assert named(made, "Child Benefit")["organization"]["name"] == "HMRC, the tax office"
    assert named(made, "Child Benefit")["service_areas"][0]["name"] == "England"


def test_an_example_council_says_so_on_everything(made):
    assert all("example" in each["alert"] for each in made.services)


def test_what_a_directory_needs_of_a_group(made):
    group = named(made, GROUP)
    assert group["status"] == "active" and group["assured_date"] == "2026-11-16"
    assert group["contacts"][0]["phones"][0]["number"] == "01632 960110"
    assert [place["location"]["name"] for place in group["service_at_locations"]] == [
        "Exampleton Family Hub, 2 Example Road"
    ]
    assert named(made, STEPS)["cost_options"][0]["amount"] == 0 and "amount" not in group["cost_options"][0]
    filed = {each["link_type"] for each in group["attributes"]}
    assert filed == {"topic", "need", "heading", "promise", "arrangement"}


def test_hours_as_data_where_the_council_gave_them(made):
    housing = next(each for each in made.services if each.get("contacts", [{}])[0].get("name") == "Housing Options")
    assert housing["schedules"][0] | {"id": "", "service_id": ""} == {
        "id": "", "service_id": "", "freq": "WEEKLY", "interval": 1, "byday": "MO,TU,WE,TH,FR",
        "opens_at": "09:00", "closes_at": "17:00", "description": "Monday to Friday, 9am to 5pm",
    }  # fmt: skip


def test_what_has_grown_old_says_so_and_past_its_limit_only_whom_to_call_is_left(ours):
    late = feed(ours, words(), date(2036, 1, 1))
    assert "We last checked this in November 2026" in named(late, GROUP)["alert"]
    limited = [each for each in late.services if "hard_limit" in each[KEPT_BESIDE]]
    assert limited and all("what" not in each[KEPT_BESIDE] for each in limited)
    assert all(each["description"].startswith("We last checked this") for each in limited)


def test_an_entry_with_a_slip_is_left_out_alone(made, tmp_path):
    shutil.copytree(ROOT / "offer_content", tmp_path / "offer_content")
    file = tmp_path / "offer_content" / COUNCIL / "education.yml"
    file.write_text(file.read_text("utf-8").replace("  cost: Free.\n", "", 1), "utf-8")
    assert len(feed(shelf(COUNCIL, tmp_path), words(), AS_OF).services) == len(made.services) - 1


# The way back ---------------------------------------------------------------------------------------------------------


def test_every_entry_comes_back_field_by_field(ours, made):
    """YAML to Open Referral and back: nothing is lost, nothing is added. docs/open_data.md says which field goes where."""
    wrong = []
    for (area, topic, entry), back in zip(ours.every(), read(as_read(made.services), ours), strict=True):
        if (back.area, back.topic, dict(back.entry)) != (area, topic, dict(entry)):
            wrong.append(f"{area}/{topic}/{entry['id']}")
        wrong += [f"{entry['id']}: {each}" for each in (*back.empty, *back.unmapped, *back.notes)]
    assert not wrong


CHANGED_THERE = [
    # what somebody changed in the feed        the field of the draft     what stands there then
    (lambda each: each.update(name="Tea"), "title", "Tea"),
    (lambda each: each.update(description="New."), "what", "New."),
    (lambda each: each.update(fees="£1."), "cost", "£1."),
    (lambda each: each.update(status="temporarily closed"), "state", "paused"),
    (lambda each: each.update(assured_date="2026-12-01"), "checked_on", date(2026, 12, 1)),
    (lambda each: each["attributes"].pop(), "arrangements", "one less"),
]


@pytest.mark.parametrize("change, field, value", CHANGED_THERE)
def test_what_was_changed_in_the_feed_is_what_the_draft_says(ours, made, change, field, value):
    before = as_read(named(made, STEPS))
    [was] = read([before], ours)
    change(before)
    [draft] = read([before], ours)
    value = was.entry["arrangements"][:-1] if value == "one less" else value
    assert draft.entry[field] == value
    assert {key for key in draft.entry if draft.entry[key] != was.entry[key]} == {field}


def test_a_contact_that_was_changed_there_is_written_out(ours, made):
    entry = next(
        each for each in made.services if "name" in each[KEPT_BESIDE]["contact"] and each["contacts"][0]["phones"]
    )
    other = as_read(entry)
    other["contacts"][0]["phones"][0]["number"] = "01632 960999"
    [draft] = read([other], ours)
    assert draft.entry["contact"]["phone"] == "01632 960999" and draft.notes == ("contacted",)


THEIRS = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Grandparents' Coffee Morning",
    "status": "active",
    "description": "Coffee and a chat.",
    "minimum_age": 18,
    "organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "A Charity", "website": "https://a.example"},
    "contacts": [{"name": "Reception", "phones": [{"number": "ask Ann"}]}],
    "attributes": [{"taxonomy_term": {"taxonomy": "esd", "name": "Coffee mornings"}}],
}


def test_of_somebody_elses_feed_only_what_it_says_is_taken(ours):
    [draft] = read([THEIRS], ours, "support_groups_and_training")
    assert draft.entry == {
        "id": "grandparents_coffee_morning", "title": "Grandparents' Coffee Morning", "status": "local", "state": "live",
        "what": "Coffee and a chat.", "provides": "A Charity", "contact": {"name": "Reception"},
        "source": {"title": "A Charity", "href": "https://a.example"},
    }  # fmt: skip
    assert set(draft.empty) == set(
        "need arrangements who how decides if_no cost contact come_back checked_on review_by".split()
    )
    assert draft.unmapped == ("minimum_age", "esd: Coffee mornings")


@pytest.mark.parametrize(
    "record, why",
    [
        (THEIRS, "no_topic"), ({"id": "1"}, "not_a_service"), ("<html>", "not_a_service"), (None, "not_a_service"),
        ({"name": ["a"]}, "not_a_service"), ({"name": "A", "attributes": "x", "contacts": 3, "organization": []}, "no_topic"),
    ],
)  # fmt: skip
def test_what_gives_no_draft_says_why(ours, record, why):
    assert [each.why for each in read([record], ours) if isinstance(each, NotRead)] == [why]


def test_a_feed_full_of_nonsense_breaks_nothing(ours):
    odd = {
        "name": "A",
        "organization": [],
        "attributes": [3, {"taxonomy_term": 4}],
        "contacts": [[]],
        KEPT_BESIDE: {"id": []},
    }
    [draft] = read([odd], ours, "education")
    assert draft.entry["title"] == "A"


# Pages and files ------------------------------------------------------------------------------------------------------


def test_pages_together_hold_everything_once(made):
    seen, number = [], 1
    while True:
        found = page(made.services, {"page": str(number), "per_page": "100"})
        seen += [each["id"] for each in found["contents"]]
        assert found["size"] == len(found["contents"]) and found["first_page"] is (number == 1)
        if found["last_page"]:
            break
        number += 1
    assert seen == [each["id"] for each in made.services] and found["total_pages"] == number


@pytest.mark.parametrize("asked", [{"page": "0"}, {"page": "-1"}, {"per_page": "x"}, {"page": "٣"}])
def test_a_page_that_is_not_one_is_refused(made, asked):
    with pytest.raises(BadFilter):
        page(made.services, asked)


def test_filters(made):
    topic = next(each for each in made.taxonomy_terms if each["term"] == "education")
    assert {each[KEPT_BESIDE]["id"] for each in chosen(made.services, {"search": "tea talk groups"})} == {
        "tea_and_talk"
    }
    of_topic = chosen(made.services, {"taxonomy_term_id": topic["id"]})
    assert of_topic and all(topic in [filed["taxonomy_term"] for filed in each["attributes"]] for each in of_topic)
    for wrong in ({"postcode": "EX1 1EX"}, {"minimum_age": "ten"}):
        with pytest.raises(BadFilter):
            chosen(made.services, wrong)


def test_the_folder_holds_what_the_feed_holds_and_nothing_that_is_gone(made, tmp_path):
    count = write(tmp_path, COUNCIL, AS_OF)
    (tmp_path / "services" / "gone.json").write_text("{}")
    (tmp_path / "mine.txt").write_text("kept")
    write(tmp_path, COUNCIL, AS_OF)
    files = {path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "services").glob("*.json")}
    assert count == len(files) == len(made.services) and (tmp_path / "mine.txt").exists()
    assert as_text(files[made.services[0]["id"]]) == as_text(as_read(made.services[0]))
    with pytest.raises(LookupError):
        write(tmp_path, "nowhere", AS_OF)
