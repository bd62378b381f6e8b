"""The numbers of the council's teams (council.yml): changed once at the desk, by two people, and new wherever they are said."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from hub.conversations import words
from hub.conversations.models import AuditEntry
from hub.publishing import drafts, folder, going_live, team_text
from hub.publishing.kinds import TEAMS
from hub.publishing.models import Draft
from kinship import (
    check,
    council_writing,
    new_council,
    offer_desk_words_schema,
    opening,
    opening_lines,
    safety_words,
    team_check,
)
from kinship.content_files import read_yaml, read_yaml_text
from tests.hub.publishing.conftest import COUNCIL, ROOT, told

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
KINSHIP, DOOR, NIGHT = "01632 960110", "01632 960100", "01632 960101"
NEW = "01632 960555"
DANGER = SimpleNamespace(kind="child_hurt", urgency="emergency")
NIGHT_HOURS = "Monday to Friday: 00:00 to 09:00\nMonday to Friday: 17:00 to 24:00\nSaturday, Sunday, bank holidays: 00:00 to 24:00"


def changed_by_two(manager, editor, team, **fields):
    """Written and sent at one desk, approved at the other."""
    manager.open(f"/desk/offer/council/{team}/")
    manager.send("begin")
    manager.send("change", why="Told by the team", then="send", **fields)
    editor.open(f"/desk/offer/changes/{Draft.objects.latest('pk').pk}/")
    return editor.send("approve").text


def in_danger(channel="web", at=None):
    return " ".join(safety_words.words(DANGER, channel, words.shelf(), now=at).lines)


def on_the_site(at):
    return Client().get(at).content.decode()


def test_the_number_of_a_team_is_changed_once_and_told_wherever_it_stood(manager, editor, content):
    before = (content / "council.yml").read_text()
    page = manager.open("/desk/offer/?q=kinship+family+team")
    assert KINSHIP in page.text and [
        each for each in page.all("a") if each.get("href") == "/desk/offer/council/kinship_team/"
    ]
    page = manager.open("/desk/offer/council/kinship_team/")
    using = sum((each.get("contact") or {}).get("council") == "kinship_team" for _, _, each in words.shelf().every())
    assert using > 20 and f"call here: {using}, under" in page.text and "take-out" not in page.forms
    manager.send("begin")
    page = manager.send("change", phone="12ab", why="Told by the team")
    assert page.all(id="f-phone-fault1") and "Write digits and spaces only" in page.text
    page = manager.send("change", phone=NEW)
    assert (
        "Nothing is wrong" not in page.html
        and NEW in page.text
        and "As it is told with this piece of help" in page.text
    )
    assert "counted as" in page.text and "last_day" not in page.forms["change"]["fields"]
    manager.send("change", then="send")
    number = Draft.objects.get().pk
    manager.post(f"/desk/offer/changes/{number}/approve", revision=Draft.objects.get().revision)
    assert manager.status == 409 and NEW not in told()

    editor.open(f"/desk/offer/changes/{number}/")
    assert KINSHIP in editor.page.text and NEW in editor.page.text
    assert "Approved, and live." in editor.send("approve").text
    topic, area, entry = next(
        (topic, area, each["id"])
        for area, topic, each in words.shelf().every()
        if (each.get("contact") or {}).get("council") == "kinship_team" and each.get("state") == "live"
    )
    for where, said in {
        "the chat": told(),
        "texts": told(channel="sms"),
        "the page of a piece of help": on_the_site(f"/offer/help/{topic}/{area}/{entry}/"),
        "privacy": on_the_site("/chat/privacy/"),
    }.items():
        assert NEW in said and KINSHIP not in said, where
    after = (content / "council.yml").read_text()
    assert after == before.replace(f'phone: "{KINSHIP}"', f'phone: "{NEW}"') != before
    live = AuditEntry.objects.get(action="offer_live")
    assert live.detail["entry"] == "exampleshire/council/kinship_team" and live.detail["served"] == "yes"


def test_the_numbers_for_danger_are_new_at_the_next_question_by_day_and_by_night(manager, editor, content):
    assert "Approved, and live." in changed_by_two(manager, editor, "out_of_hours", phone=NEW)
    manager.open("/desk/offer/council/front_door/"), manager.send("begin")
    page = manager.send("change", phone="01632 960556", why="Moved")
    assert "When somebody may be in danger" in page.text and page.text.count("01632 960556") >= 5
    assert "Approved, and live." in changed_by_two(manager, editor, "front_door", phone="01632 960556", name="The Door")
    person = words.person()
    assert (person["night_phone"], person["phone"], person["name"]) == (NEW, "01632 960556", "The Door")
    night, noon = datetime(2026, 11, 23, 23, 0), datetime(2026, 11, 23, 12, 0)
    for said in (in_danger(), in_danger("sms"), in_danger(at=night), in_danger(at=noon)):
        assert NEW in said and NIGHT not in said and DOOR not in said
    assert in_danger(at=noon).index("01632 960556. Open now") >= 0 and f"{NEW}. Open now" in in_danger(at=night)
    chat = on_the_site("/chat/")
    assert NEW in chat and "01632 960556" in chat and NIGHT not in chat
    assert check.faults(COUNCIL, ON, root=content.parents[1]) == []


MISSING = "This is still to write."
LATE = {"open": NIGHT_HOURS.replace("17:00", "18:00"), "hours": "Every night"}
TEN = {"open": "Monday to Friday: 10:00 to 17:00", "hours": "Monday to Friday, 10am to 5pm"}
EVERY_DAY = {"open": "Monday to Friday: 09:00 to 17:00", "adviser_hours": "Every day, 9am to 5pm"}
MORNINGS = {"open": "Monday to Friday: 09:00 to 17:00\nmost days, mornings"}
REFUSED = [
    ("out_of_hours", {"phone": ""}, "f-phone", MISSING),
    ("out_of_hours", dict.fromkeys(("name", "phone", "hours", "open"), ""), "f-phone", MISSING),
    ("homeless_tonight", {"phone": ""}, "f-phone", MISSING),
    ("out_of_hours", {"hours": ""}, "f-hours", MISSING),
    ("out_of_hours", LATE, "f-open", "Emergency Duty Team on Monday, Tuesday, "),
    ("front_door", TEN, "f-open", "Nobody answers"),
    ("front_door", MORNINGS, "f-open", "Line 2, “most days, mornings”, cannot be read."),
    ("front_door", {"phone": "020 7123 4567"}, "f-phone", "may be somebody's number"),
    ("chat", {"open": ""}, "f-open", MISSING),
    ("chat", EVERY_DAY, "f-open", "“Hours, for the clock” is closed on Saturday"),
    ("fgdm", {"who_can_ask": "Anyone in a placement."}, "f-who_can_ask", "Say instead: home or stay."),
]


def test_what_check_refuses_is_said_at_its_field_and_cannot_be_sent(manager, content):
    before, wrong = (content / "council.yml").read_text(), []
    for team, fields, at, said in REFUSED:
        manager.open(f"/desk/offer/council/{team}/"), manager.send("begin")
        page = manager.send("change", why="Told by the team", then="send", **fields)
        kept = page.forms["change"]["fields"]
        if (
            manager.status != 400
            or not (page.all(id=f"{at}-fault1") and page.all("a", href=f"#{at}"))
            or {name: kept[name] for name in fields} != fields
            or Draft.objects.latest("pk").state != "draft"
            or said not in page.text
        ):
            wrong.append(f"{team} {fields}")
        manager.send("drop")
    assert wrong == [] and (content / "council.yml").read_text() == before


def test_no_team_is_taken_out_by_any_way(manager, editor, content):
    manager.open("/desk/offer/council/out_of_hours/")
    manager.post("/desk/offer/council/out_of_hours/take-out", why="Gone")
    assert manager.status == 404 and not Draft.objects.exists()
    for part in ("theme", "privacy", "languages", "council_name", "nobody"):
        assert manager.client.get(f"/desk/offer/council/{part}/").status_code == 404
    changed_by_two(manager, editor, "out_of_hours", phone=NEW, last_day="2026-11-23")
    assert Draft.objects.get().last_day is None and going_live.run(date(2027, 1, 1)) == 0
    assert words.person()["night_phone"] == NEW


def test_new_hours_by_their_day_are_joined_with_what_others_changed_and_go_back(manager, editor, content, lee):
    hours = {"hours": "Monday to Friday, 9am to 4pm", "open": "Monday to Friday: 9am to 4pm\n24 December 2026: closed"}
    text = changed_by_two(manager, editor, "kinship_team", live_on="2026-12-01", **hours)
    assert "It goes live on its day." in text and going_live.run(date(2026, 11, 30)) == 0
    path = content / "council.yml"
    path.write_text(path.read_text().replace(f'phone: "{KINSHIP}"', f'phone: "{NEW}"   # from June'))
    assert going_live.run(date(2026, 12, 1)) == 1
    now = folder.entry_of(COUNCIL, TEAMS, "kinship_team")
    assert (now["phone"], now["hours"]) == (NEW, hours["hours"]) and "# from June" in path.read_text()
    stretch = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "16:00"}
    assert now["open"] == [stretch, {"dates": ["2026-12-24"], "closed": True}]
    assert team_check.new_faults("", path.read_text(), ON) == []

    live = Draft.objects.get()
    manager.open(f"/desk/offer/changes/{live.pk}/")
    manager.send("undo", why="They stay until 5")
    manager.send("change", then="send")
    editor.open(f"/desk/offer/changes/{Draft.objects.latest('pk').pk}/"), editor.send("approve")
    assert "open" not in folder.entry_of(COUNCIL, TEAMS, "kinship_team")
    assert path.read_text() == (ROOT / "offer_content" / COUNCIL / "council.yml").read_text().replace(
        f'phone: "{KINSHIP}"', f'phone: "{NEW}"   # from June'
    )


def test_the_hours_of_the_chat_are_changed_for_the_reader_and_for_the_clock(manager, editor, content):
    said = "Monday to Friday, 9am to 3pm"
    manager.open("/desk/offer/council/chat/"), manager.send("begin")
    assert "24 December 2026: 09:00 to 12:00" in manager.page.forms["change"]["fields"]["open"]
    page = changed_by_two(
        manager,
        editor,
        "chat",
        adviser_hours=said,
        open="Monday to Friday: 9am to 3pm\n24 December 2026: 09:00 to 12:00",
    )
    assert "Approved, and live." in page
    chat = words.council()["chat"]
    at = [
        opening.open_at(chat, datetime(2026, *when))
        for when in ((11, 25, 14), (11, 25, 16), (12, 24, 11), (12, 24, 13))
    ]
    assert at == [True, False, True, False] and chat["adviser_hours"] == said
    kept = [line for line in (content / "council.yml").read_text().splitlines() if "#" in line]
    assert kept == [
        line for line in (ROOT / "offer_content" / COUNCIL / "council.yml").read_text().splitlines() if "#" in line
    ]


def test_the_same_number_changed_in_the_file_meanwhile_shows_both(manager, editor, content):
    manager.open("/desk/offer/council/kinship_team/"), manager.send("begin")
    manager.send("change", phone=NEW, why="Told by the team", then="send")
    path = content / "council.yml"
    path.write_text(path.read_text().replace(KINSHIP, "01632 960777"))
    editor.open(f"/desk/offer/changes/{Draft.objects.get().pk}/")
    page = editor.send("approve")
    assert editor.status == 409 and "01632 960777" in page.text and NEW in page.text and NEW not in path.read_text()


def test_each_team_of_the_file_is_read_and_written_with_nothing_lost():
    text = (ROOT / "offer_content" / COUNCIL / "council.yml").read_text()
    teams = council_writing.blocks(read_yaml_text(text, "council.yml"))
    assert set(safety_words.COUNCIL_BLOCKS) < set(teams) and len(teams) > 15
    for key in teams:
        team = council_writing.read_block(text, key)
        again = team_text.entry(team_text.fields(team))
        assert again == team and "other" not in team_text.fields(team), key
        assert council_writing.with_block(text, key, again) == text, key
        assert drafts.LONGEST > len(str(team))
    odd = text.replace("fgdm:\n", "fgdm:   # family meetings\n  # asked for by families\n").replace(
        "open:                             # as", "open:  # as"
    )
    team = {**council_writing.read_block(odd, "fgdm"), "phone": NEW, "text": "07700 900111"}
    told = council_writing.with_block(odd, "fgdm", team)
    assert told == odd.replace('"01632 960160"\n', f'"{NEW}"\n  text: "07700 900111"\n')


def test_a_team_that_is_still_to_fill_can_be_filled(content):
    root = content.parents[1]
    code = new_council.start("Newshire Council", read_yaml(root / "offer_content" / "new_council.yml"), root)
    text = (root / "offer_content" / code / "council.yml").read_text()
    team = council_writing.read_block(text, "front_door")
    assert [each.field for each in team_check.faults(text, "front_door", team, ON)].count("phone") >= 1
    filled = {**team, "name": "Front Door", "phone": NEW, "hours": "Monday to Friday, 9am to 5pm"}
    after = council_writing.with_block(text, "front_door", filled)
    assert team_check.faults(text, "front_door", filled, ON) == [] and f'  phone: "{NEW}"\n' in after
    assert after.count("TO FILL") == text.count("TO FILL") - 3


@pytest.mark.parametrize(
    ("line", "stretch"),
    [
        (
            "Monday to Friday: 09:00 to 17:00",
            {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"},
        ),
        ("mon, wed and sunday, 9am-5.30pm", {"days": ["mon", "wed", "sun"], "from": "09:00", "to": "17:30"}),
        ("Saturday to Monday 10am until noon", {"days": ["sat", "sun", "mon"], "from": "10:00", "to": "12:00"}),
        ("every day: midnight to midnight", {"days": [*opening.WEEK], "from": "00:00", "to": "24:00"}),
        ("bank holidays: 12am to 12pm", {"days": ["bank_holiday"], "from": "00:00", "to": "12:00"}),
        (
            "24 December 2026, 2026-12-31: 9:00 to 12:00",
            {"dates": ["2026-12-24", "2026-12-31"], "from": "09:00", "to": "12:00"},
        ),
        ("29 December 2026: closed", {"dates": ["2026-12-29"], "closed": True}),
        *(
            (line, line)
            for line in (
                "Monday: 9 to 5",
                "Mondays and so on",
                "31 February 2027: closed",
                "Monday: 25:00 to 26:00",
                ":",
            )
        ),
    ],
)
def test_a_line_of_hours_is_read_as_people_write_it_or_kept_as_it_is(line, stretch):
    assert opening_lines.of_lines(line) == [stretch]
    if isinstance(stretch, dict):
        assert opening_lines.of_lines(opening_lines.as_lines([stretch])) == [stretch]


def test_the_words_have_each_field_of_a_team_and_each_number_that_is_said_elsewhere():
    known = set(offer_desk_words_schema.TEAM_FIELDS.split())
    assert known == set(team_text.FIELDS) - {"id"}
    assert set(offer_desk_words_schema.ALSO_SAID.split()) >= set(safety_words.COUNCIL_BLOCKS)
