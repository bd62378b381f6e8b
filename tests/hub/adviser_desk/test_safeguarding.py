"""The safeguarding lead's page: only for people with the permission, guarded, masked, and every word of it written down."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from hub.conversations import dangers, retention, screen_log, transitions
from hub.conversations.models import AuditEntry, Conversation, Danger, PhraseProposal, ScreenLog
from hub.conversations.transitions import Inbound
from kinship.check import faults
from kinship.desk_words_schema import BY_CODE, DESK
from tests.hub.adviser_desk.door import PASSWORD, Desk, app_code, set_up_app, signed_in

ROOT = Path(__file__).resolve().parents[3]
HOME = "/desk/safeguarding/"
HIT = "Zebedee of 12 Acacia Avenue, my partner is hitting me right now, 07700 900123"
pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(django_user_model):
    user = django_user_model.objects.create_user("lead", password=PASSWORD, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="review_dangers"))
    return user


@pytest.fixture
def desk(lead):
    return Desk(signed_in(lead, enforce_csrf_checks=True), HOME)


@pytest.fixture
def danger():
    transitions.begin("web", Inbound(key="k1", text=HIT), "exampleshire")
    return Danger.objects.get()


POSTS = ["own", "end", "mark", "propose"]


@pytest.mark.parametrize("address", [HOME, *(f"{HOME}{each}" for each in POSTS)])
def test_who_is_not_signed_in_is_asked_to(client, address):
    response = client.post(address) if address != HOME else client.get(address)
    assert response.status_code in (302, 303) and response.headers["Location"].startswith("/desk/login/")


@pytest.mark.parametrize("address", [HOME, *(f"{HOME}{each}" for each in POSTS)])
def test_for_others_it_is_not_there(works, address, danger):
    client = signed_in(works("Sam"))
    response = client.post(address, {"ref": danger.conversation.ref}) if address != HOME else client.get(address)
    assert response.status_code == 404
    danger.refresh_from_db()
    assert danger.owner is None


@pytest.mark.parametrize("address", POSTS)
def test_a_form_of_another_site_is_refused(desk, danger, address):
    bare = Client(enforce_csrf_checks=True)
    bare.cookies = desk.client.cookies
    response = bare.post(f"{HOME}{address}", {"ref": danger.conversation.ref, "outcome": "false_alarm"})
    assert response.status_code == 403 and "Sign in again" in response.content.decode()
    response = desk.client.post(
        f"{HOME}{address}",
        {"csrfmiddlewaretoken": desk.page.all("input", name="csrfmiddlewaretoken")[0]["value"]},
        headers={"origin": "https://evil.example"},
    )
    assert response.status_code == 403
    danger.refresh_from_db()
    assert (danger.owner, danger.ended_at) == (None, None)


def test_every_page_is_dressed(desk, client):
    for response in (desk.response, client.get("/desk/login/")):
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["Referrer-Policy"] == "same-origin" and "no-store" in response.headers["Cache-Control"]


def test_signing_in_and_out(lead):
    secret = set_up_app(lead)
    browser = Desk(Client(enforce_csrf_checks=True))
    assert browser.open(HOME).title == "Sign in to the desk"
    page = browser.post("/desk/login/", username="lead", password=PASSWORD, next=HOME)
    assert page.title == "One more step"
    page = browser.post("/desk/second-factor/code/", code=app_code(secret))
    assert page.title == "Safeguarding" and "No danger is open." in page.text
    assert "lead" in page.text and [each for each in page.buttons if each["label"] == "Sign out"]
    page = browser.post("/desk/logout/")
    assert page.title == "Sign in to the desk" and browser.open(HOME).title == "Sign in to the desk"


def test_owning_and_ending(desk, danger, lead):
    page = desk.open(HOME)
    ref = danger.conversation.ref
    assert f"{ref}: Abuse at home" in page.text and "Emergency" in page.text
    assert [each for each in page.buttons if each["label"] == "I own this"]
    page = desk.post(f"{HOME}own", ref=ref, kind=danger.kind)
    assert "Owned by lead." in page.text and not [each for each in page.buttons if each["label"] == "I own this"]
    page = desk.post(f"{HOME}end", ref=ref, kind=danger.kind, outcome="")
    assert desk.response.status_code == 400 and "Say what became of it." in page.text
    page = desk.post(f"{HOME}end", ref=ref, kind=danger.kind, outcome="referred")
    assert "No danger is open." in page.text
    danger.refresh_from_db()
    assert (danger.owner, danger.outcome) == (lead, "referred") and danger.ended_at
    actions = AuditEntry.objects.filter(actor=f"user:{lead.pk}").values_list("action", flat=True)
    assert list(actions) == ["danger_owned", "danger_ended"]
    page = desk.post(f"{HOME}end", ref=ref, kind=danger.kind, outcome="referred")
    assert desk.response.status_code == 400 and "no longer open" in page.text


def test_nothing_that_was_written_is_shown(desk, danger):
    html = desk.open(HOME).html
    for word in ("ebedee", "Acacia", "07700", "900123", " 12 "):
        assert word not in html
    assert "hitting me" in html and "# for a number" in html and "Heard at the door, before the assistant." in html


@pytest.mark.parametrize(
    "words, shape",
    [
        ("Zebedee is hitting Ermintrude", "\u2026 is hitting \u2026"),
        ("on 07700 900123 or A1", "on # or #"),
        ("Zebedee Florence Dougal hit me", "\u2026 hit me"),
        ("he's going to kill him", None),
        ("<b>kill</b>", None),
        ("", ""),
    ],
)
def test_masking_shows_words_of_our_own_lists_only(words, shape):
    masked = screen_log.masked(words)
    assert shape is None or masked == shape
    assert not set(masked) - set("abcdefghijklmnopqrstuvwxyz' \u2026#")


def test_marking(desk, danger, lead):
    (row,) = ScreenLog.objects.all()
    page = desk.open(HOME)
    assert page.all("button", value="false_alarm")
    page = desk.post(f"{HOME}mark", screen=row.pk, mark="false_alarm")
    row.refresh_from_db()
    assert (row.mark, row.marked_by) == ("false_alarm", lead) and row.at.minute == 0
    for nonsense in (
        {"screen": "x", "mark": "right"},
        {"screen": row.pk, "mark": "x"},
        {"screen": 999, "mark": "right"},
    ):
        desk.post(f"{HOME}mark", **nonsense)
    row.refresh_from_db()
    assert row.mark == "false_alarm" and AuditEntry.objects.filter(action="screen_marked").count() == 1


def test_screens_go_after_ninety_days(danger):
    assert retention.run(timezone.now() + timedelta(days=89))["screens"] == 0
    assert retention.run(timezone.now() + timedelta(days=91))["screens"] == 1 and not ScreenLog.objects.exists()


def test_a_screen_does_not_lead_back_to_its_conversation():
    assert {each.name for each in ScreenLog._meta.get_fields()} == {
        *("id", "at", "net", "kind", "urgency", "near_miss", "masked", "mark", "marked_by", "marked_at")
    }


@pytest.mark.parametrize("missing", ["kind", "urgency", "words", "why"])
def test_what_is_missing_from_a_proposal_is_where_the_error_leads(desk, missing):
    asked = {"kind": "child_hurt", "urgency": "soon", "words": "he gets the slipper", "why": "a beating", missing: ""}
    page = desk.post(f"{HOME}propose", **asked)
    assert "<title>Error: Safeguarding</title>" in page.html
    assert f'<a href="#{missing}">' in page.html and page.all(id=missing)


def test_proposing_a_phrase_and_exporting_it(desk, capsys):
    page = desk.post(f"{HOME}propose", kind="child_hurt", urgency="", words="he gets the slipper", why="")
    assert desk.response.status_code == 400 and "he gets the slipper" in page.html and "Choose a kind" in page.text
    asked = {
        "kind": "child_hurt",
        "urgency": "emergency",
        "words": "he gets the slipper",
        "why": "said here: a beating",
    }
    page = desk.post(f"{HOME}propose", **asked)
    assert "Your proposal is kept." in page.text and PhraseProposal.objects.get().words == "he gets the slipper"
    call_command("phrase_proposals", "--keep")
    (proposal,) = yaml.safe_load(capsys.readouterr().out)["proposals"]
    assert {name: proposal[name] for name in asked} == asked
    call_command("phrase_proposals")
    call_command("phrase_proposals")
    assert capsys.readouterr().out.endswith("proposals: []\n")
    call_command("phrase_proposals", "--all")
    assert "slipper" in capsys.readouterr().out


def test_making_a_reviewer(client, django_user_model):
    call_command("reviewer", "kim")
    kim = django_user_model.objects.get(username="kim")
    assert kim.has_perm("conversations.review_dangers") and not kim.has_usable_password()
    call_command("reviewer", "kim", "--off")
    assert not django_user_model.objects.get(username="kim").has_perm("conversations.review_dangers")
    with pytest.raises(CommandError):
        call_command("reviewer", "nobody", "--off")


def test_each_field_has_a_label_and_each_button_a_name(desk, danger):
    page = desk.open(HOME)
    labelled = {has["for"] for has in page.all("label") if has.get("for")}
    for tag in ("select", "textarea"):
        for has in page.all(tag):
            assert has["id"] in labelled
    ids = [has["id"] for _, has in page.elements if has.get("id")]
    assert len(ids) == len(set(ids)) and page.all("html")[0]["lang"] == "en-GB"
    assert all(each["label"].strip() for each in page.buttons)
    assert all(each["src"].startswith("/static/adviser_desk/") for each in page.all("script"))
    assert not [has for _, has in page.elements if "style" in has]


class TestItsWords:
    def test_they_have_no_fault_and_every_part(self):
        assert not [
            str(each) for each in faults("exampleshire", timezone.now().date()) if each.file.endswith("desk.yml")
        ]
        assert set(yaml.safe_load((ROOT / "offer_content" / "desk.yml").read_text("utf-8"))) == set(DESK)

    def test_every_name_the_page_asks_for_is_one_the_check_demands_and_none_is_idle(self):
        folder = ROOT / "hub" / "adviser_desk"
        others = ("evidence", "offer_editing")  # these pages have word files and checks of their own
        source = "".join(
            each.read_text("utf-8")
            for each in sorted(folder.rglob("*"))
            if each.suffix in (".py", ".html") and not set(others) & set(each.parts)
        )
        asked = {
            *re.findall(r"\bsay\.([a-z_]+)\.([a-z_]+)", source),
            *re.findall(r'filled\(\s*"([a-z_]+)",\s*"([a-z_]+)"', source),
        }
        asked |= set(re.findall(r'\bwords\(\)\["([a-z_]+)"\]\["([a-z_]+)"\]', source))
        written = {(part, name) for part, names in DESK.items() for name in names}
        codes_of_django = {("welcome", f"password_too_{why}") for why in ("short", "common", "similar")}
        idle = {
            (part, name)
            for part, name in written - asked - codes_of_django
            if part not in BY_CODE and name != "title" and f'"{name}"' not in source
        }
        assert not asked - written and not idle

    def test_each_code_has_its_words(self):
        assert tuple(DESK["outcomes"]) == dangers.OUTCOMES and set(DESK["marks"]) == set(ScreenLog.MARKS)
        assert Conversation._meta.app_label == "conversations"
