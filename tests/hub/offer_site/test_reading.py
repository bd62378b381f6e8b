"""The offer to read: every page whole, every piece of help reached, no dead end, nothing about the reader anywhere."""

import re
import shutil
from datetime import date

import pytest
import yaml
from django.conf import settings

from hub.conversations import words as content
from kinship.local_offer import shelf as shelf_of
from tests.hub.offer_site.reader import HOME, faults, has_holes, links, read

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
GROUPS = "support_groups_and_training"
MONEY = "/offer/situation/informal_kinship_care/financial_support/"


def is_read(address: str) -> bool:
    """Every page of ours, but of the 270 pages of a situation and a topic only those of one situation, and one more of each other."""
    shelf, parts = content.shelf(), address.split("/")
    if not address.startswith("/offer/") or address.startswith("/offer/paper/"):
        return False
    if parts[2] != "situation" or len(parts) < 6 or parts[3] == "special_guardianship_order":
        return True
    return shelf.arrangements().index(parts[3]) == list(shelf.topics()).index(parts[4])


@pytest.fixture
def every_page(django_assert_num_queries):
    """Every page that can be reached from the front page by links alone; none of them asks the database but "you said, we did"."""
    seen, to_do = {}, [HOME]
    while to_do:
        address = to_do.pop()
        if address in seen or not is_read(address):
            continue
        with django_assert_num_queries(1 if address == "/offer/done/" else 0):
            seen[address] = read(address)
        to_do += links(seen[address])
    return seen


def test_every_page_is_whole_and_every_piece_of_help_is_reached(every_page):
    wrong = {address: found for address, page in every_page.items() if (found := faults(page))}
    assert not wrong, dict(list(wrong.items())[:5])
    shelf = content.shelf()
    wanted = {
        f"/offer/help/{topic}/{each.area}/{each.entry['id']}/"
        for topic in shelf.topics()
        for each in shelf.find(topic, (), {}, (), TODAY).entries
    }
    assert len(wanted) > 400 and wanted <= every_page.keys()
    every_link = {each for page in every_page.values() for each in links(page)}
    assert {
        f"/offer/situation/{code}/{topic}/" for code in shelf.arrangements() for topic in shelf.topics()
    } <= every_link
    elsewhere = {each for each in every_link if not each.startswith("/offer/")}
    assert {"/chat/", "/chat/privacy/"} <= elsewhere
    for address in elsewhere:
        read(address)
    dead_ends = [address for address, page in every_page.items() if address != HOME and HOME not in links(page)]
    assert not dead_ends
    heaviest = max(len(page.html) for page in every_page.values())
    assert heaviest < 120_000


def test_a_piece_of_help_says_all_that_it_must():
    page, entry = (
        read("/offer/help/financial_support/exampleshire/our_fostering_allowance/"),
        _entry("our_fostering_allowance"),
    )
    for field in ("title", "what", "who", "how", "decides", "if_no", "cost", "provides", "coordinates", "come_back"):
        assert " ".join(entry[field].split()) in page.text, field
    said = content.entry_words()["labels"]
    assert all(said[each] in page.text for each in said)
    assert "01632 960250" in page.text and "Monday to Friday, 9am to 5pm" in page.text
    assert "Child aged 0 to 2 (example amount): £200 a week (2026/27)." in page.text
    assert page.text.count("This holds from 6 April 2026 to 5 April 2027.") == 1
    assert "Exampleshire kinship local offer (example). We checked it on 16 November 2026." in page.text


@pytest.mark.parametrize(
    "day, said, unsaid",
    [
        ("2027-04-05", "Free benefits check", "We last checked this on"),
        ("2027-04-06", "We last checked this on 16 November 2026. Call to be sure it is still right.", "too old"),
    ],
)
def test_help_past_its_review_is_shown_with_its_day(settings, day, said, unsaid):
    settings.KINSHIP_AS_OF = day
    page = read("/offer/help/financial_support/exampleshire/benefits_check/")
    assert said in page.text and unsaid not in page.text


def test_help_past_its_hard_limit_is_a_title_and_whom_to_ask(own_content):
    entry = _entry("benefits_check")
    for address in (
        "/offer/help/financial_support/exampleshire/benefits_check/",
        MONEY,
        "/offer/topic/financial_support/",
    ):
        text = read(address).text
        assert "Free benefits check: our information is too old to repeat. Ask here: Kinship Family Team:" in text
        assert entry["what"] not in text and entry["how"] not in text
    assert "too old to repeat" in read("/offer/search", {"words": "free benefits check"}).text


def test_what_the_council_has_not_told_is_said_with_the_front_doors_number(own_content):
    found = content.shelf().find(GROUPS, ["informal_kinship_care"], {}, (), TODAY)
    assert found.not_told
    page = read(f"/offer/situation/informal_kinship_care/{GROUPS}/")
    needs = content.shelf().topics()[GROUPS]["needs"]
    assert all(needs[need] in page.text for need in found.not_told) and all(gap in page.text for gap in found.gaps)
    assert "Your council has not told us what it does here. You can ask on 01632 960100" in page.text


def test_help_for_a_situation_is_what_the_chat_would_give():
    shelf = content.shelf()
    for code in ("informal_kinship_care", "kinship_foster_care", "special_guardianship_order"):
        found = shelf.find("financial_support", [code], {}, (), TODAY).entries
        page = read(f"/offer/situation/{code}/financial_support/")
        shown = [has["id"] for has in page.all("article")]
        assert shown == [f"{each.area}-{each.entry['id']}" for each in found]


def test_the_words_around_help_are_those_of_the_chat():
    chat = yaml.safe_load((settings.BASE_DIR / "data" / "local_offer" / "responses.yml").read_text("utf-8"))[
        "responses"
    ]
    said = content.entry_words()
    told = {name: chat[f"utter_offer_{name}"][0]["text"] for name in ("source", "past_review", "past_limit", "paused")}
    assert told == {name: said[name] for name in told}
    assert said["council_has_not_told"] == chat["utter_council_has_not_told"][0]["text"]
    lines = "\n".join(chat[f"utter_offer_{name}"][0]["text"] for name in ("who_how", "decides", "cost")).splitlines()
    fields = dict(re.fullmatch(r"(.+): \{(\w+)\}", line).groups()[::-1] for line in lines)
    assert fields == {name: label for name, label in said["labels"].items() if name != "coordinates"}


def test_every_situation_of_the_decision_table_stands_on_the_front_page():
    shelf, said = content.shelf(), content.site_words()["situations"]
    assert tuple(said) == shelf.arrangements()
    assert {f"/offer/situation/{code}/" for code in said} <= links(read(HOME))


LOOKED_FOR = [
    # what somebody types                   what stands first               what we say we looked for
    ("free school meals", "Free school meals", ""),
    ("skool diners", "Free school meals", "school dinner"),
    ("gaurdians alowance", "Guardian's Allowance", "guardian allowance"),
    ("councilling for my grandson", "Evening counselling", "counselling"),
    ("im skint and need money for food", "When money runs out", ""),
    ("passport", "Help with a passport", ""),
    ("rispite", "A few hours to yourself", "respite"),
    ("xyzzy plugh", None, ""),
    ("<script>zzqq", None, ""),
    ("", None, ""),
]


@pytest.mark.parametrize("typed, first, read_as", LOOKED_FOR)
def test_looking_forgives_spelling(typed, first, read_as):
    page = read("/offer/search", {"words": typed})
    assert not faults(page) and "<script>" not in page.html
    assert ("We looked for:" in page.text) == bool(read_as) and read_as in page.text
    titles = [part.strip() for part in re.findall(r"<h3><a[^>]*>([^<]+)", page.html)]
    if first is None:
        assert not titles and "/offer/topic/financial_support/" in links(page)
    else:
        assert titles[0].replace("&#x27;", "'").startswith(first), titles[:3]


def test_danger_in_what_somebody_looks_for_is_answered_first():
    page = read("/offer/search", {"words": "his dad is hitting him right now"})
    assert page.all("div", class_="message danger", role="alert") and "Call 999 now" in page.text
    assert page.html.index("message danger") < page.html.index('class="find')
    assert "Nobody at the council sees what you look for here." in page.text and not faults(page)


def test_what_was_looked_for_is_in_no_address_and_no_log(caplog):
    caplog.set_level("DEBUG")
    page = read("/offer/search", {"words": "zebedee school meals"})
    assert "zebedee" not in caplog.text.lower()
    assert not any("zebedee" in (has.get(name) or "") for has in page.all() for name in ("href", "action"))
    assert read("/offer/search?words=zebedee", status=303).html == ""


@pytest.mark.parametrize(
    "address",
    ["situation/nothing/", "situation/informal_kinship_care/nothing/", "topic/nothing/", "help/nothing/england/x/"]
    + ["help/financial_support/elsewhere/benefits_check/", "help/financial_support/exampleshire/nothing/", "nothing/"],
)
def test_what_is_not_there_leads_on(address):
    page = read(f"/offer/{address}", status=404)
    assert {"/chat/", HOME} <= links(page)


def test_a_council_that_has_told_nothing_still_has_a_site(settings):
    settings.KINSHIP_COUNCIL = "nowhere"
    for address in (HOME, MONEY, "/offer/letter/", "/offer/say/"):
        page = read(address)
        assert not has_holes(page) and page.all("a", href="tel:999")


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """A folder of content in which the first piece of help with money is too old, and groups are not told at all."""
    root = tmp_path_factory.mktemp("content")
    shutil.copytree(settings.BASE_DIR / "offer_content", root / "offer_content")
    folder = root / "offer_content" / "exampleshire"
    money = (folder / "financial_support.yml").read_text("utf-8")
    (folder / "financial_support.yml").write_text(
        money.replace("  checked_on: 2026-11-16\n", "  checked_on: 2026-11-16\n  hard_limit: 2026-05-01\n", 1), "utf-8"
    )
    (folder / f"{GROUPS}.yml").write_text(f"topic: {GROUPS}\nentries: []\n", "utf-8")
    return root


@pytest.fixture
def own_content(settings, changed):
    settings.KINSHIP_CONTENT = changed


def _entry(name):
    found = shelf_of("exampleshire").find("financial_support", (), {}, (), TODAY).entries
    return next(each.entry for each in found if each.entry["id"] == name and each.area == "exampleshire")
