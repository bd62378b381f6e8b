"""A first hour at the desk: teams, people and roles, with no password in anybody's shell history."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from hub.adviser_desk import welcome
from hub.conversations import invariants, transitions
from hub.conversations.models import AuditEntry, Conversation, Membership, Team
from hub.conversations.transitions import Inbound
from tests.hub.adviser_desk.door import Desk, set_up_app, signed_in

pytestmark = pytest.mark.django_db
TEAM = ("--team", "kinship", "Kinship team", "Exampleshire Council")
LEAD = ("--supervisor", "lead", "Lea", "lea@exampleshire.gov.uk")
GOOD = "correct horse battery staple"


@pytest.fixture
def run(capsys):
    """The command, as somebody types it; what it said."""

    def say(*words):
        call_command("setup_desk", *words)
        return capsys.readouterr().out

    return say


def roles():
    return {(row.user.username, row.team.slug, row.role) for row in Membership.objects.all()}


def link_in(said):
    return re.search(r"http://localhost:8000(/desk/welcome/\S+)", said).group(1)


class TestWhatItMakes:
    def test_a_team_and_its_first_supervisor(self, run):
        said = run(*TEAM, *LEAD)
        lead = get_user_model().objects.get()
        assert (lead.first_name, lead.email, lead.is_staff) == ("Lea", "lea@exampleshire.gov.uk", True)
        assert not lead.has_usable_password() and roles() == {("lead", "kinship", "supervisor")}
        assert Team.objects.get().is_default and "supervisor lead" in said
        assert list(AuditEntry.objects.values_list("actor", "action")) == [
            ("command", "team_made"),
            ("command", "role_set"),
        ]

    def test_it_may_be_run_again(self, run):
        run(*TEAM, *LEAD)
        user = get_user_model().objects.get()
        user.set_password(GOOD)
        user.save()
        set_up_app(user)
        before = AuditEntry.objects.count()
        assert "/desk/welcome/" not in run(*TEAM, *LEAD)
        user.refresh_from_db()
        assert user.check_password(GOOD) and AuditEntry.objects.count() == before
        assert Team.objects.count() == Membership.objects.count() == 1

    def test_every_role_and_another_organisation(self, run):
        run(
            *TEAM,
            "--team",
            "charity",
            "Family charity",
            "Kin Aid",
            *LEAD,
            "--adviser",
            "sam",
            "Sam",
            "--adviser",
            "alex",
        )
        run("--in", "charity", "--adviser", "kit", "Kit", "--manager", "mo", "--auditor", "ada")
        assert roles() == {
            ("lead", "kinship", "supervisor"),
            ("sam", "kinship", "adviser"),
            ("alex", "kinship", "adviser"),
            ("kit", "charity", "adviser"),
            ("mo", "charity", "manager"),
            ("ada", "charity", "auditor"),
        }
        assert list(Team.objects.filter(is_default=True).values_list("slug", flat=True)) == ["kinship"]

    def test_from_a_file(self, run, tmp_path):
        file = tmp_path / "desk.yml"
        file.write_text(
            "teams:\n"
            "  - {slug: kinship, name: Kinship team, organisation: Exampleshire Council}\n"
            "  - {slug: money, name: Money team, organisation: Exampleshire Council, default: true}\n"
            "people:\n"
            "  - {name: sam, first_name: Sam, role: adviser, team: money, max_open: 4}\n"
            "  - {name: lead, role: supervisor}\n",
            encoding="utf-8",
        )
        run("--file", str(file))
        assert roles() == {("sam", "money", "adviser"), ("lead", "money", "supervisor")}
        assert Membership.objects.get(user__username="sam").max_open == 4

    def test_a_role_changes(self, run):
        run(*TEAM, "--adviser", "sam", "Sam")
        run("--manager", "sam")
        assert roles() == {("sam", "kinship", "manager")}
        assert get_user_model().objects.get().first_name == "Sam"

    def test_who_waited_before_there_was_a_team_is_the_team_s(self, run):
        received = transitions.begin("web", Inbound(key="k", text="hello"), "exampleshire")
        transitions.request_adviser(received.conversation_id)
        run(*TEAM)
        assert Conversation.objects.get().team.slug == "kinship" and not list(invariants.faults())


class TestWhatItRefuses:
    @pytest.mark.parametrize(
        "words",
        [
            ("--adviser", "sam"),
            (*TEAM, "--in", "nowhere", "--adviser", "sam"),
            ("--team", "Not a slug!", "Name", "Organisation"),
            ("--link", "nobody"),
            ("--password", "nobody"),
            ("--end", "nobody"),
            ("--forget-second-factor", "nobody"),
            ("--file", "/nowhere/at/all.yml"),
        ],
    )
    def test_with_nothing_half_done(self, run, words):
        with pytest.raises(CommandError):
            run(*words)
        assert not Team.objects.exists() and not get_user_model().objects.exists()

    def test_a_file_that_says_something_else(self, run, tmp_path):
        file = tmp_path / "desk.yml"
        for text in ("people: [{name: sam, role: king}]", "people: [{nmae: sam}]", "teams: 7", "]["):
            file.write_text(text, encoding="utf-8")
            with pytest.raises(CommandError):
                run(*TEAM, "--file", str(file))


class TestPasswords:
    def test_a_link_sets_one_once(self, run):
        desk = Desk(Client(enforce_csrf_checks=True), link_in(run(*TEAM, *LEAD)))
        address = desk.response.request["PATH_INFO"]
        assert desk.page.title == "Choose your password" and "lead" in desk.page.text
        assert desk.post(address, password=GOOD, again=GOOD).title == "Sign in to the desk"
        assert get_user_model().objects.get().check_password(GOOD)
        assert Client().get(address).status_code == 404
        page = desk.post("/desk/login/", username="lead", password=GOOD)
        assert page.title == "Your second step when you sign in"

    @pytest.mark.parametrize(
        "password, again, why",
        [
            ("too short", "too short", "too short"),
            ("12345678901234567890", "12345678901234567890", "Too many people use this one"),
            ("lea@exampleshire.gov.uk", "lea@exampleshire.gov.uk", "too much like your name"),
            (GOOD, "something else", "not the same"),
            ("x" * 1001, "x" * 1001, "too long"),
            ("", "", "too short"),
        ],
        ids=["short", "common", "like-the-name", "not-the-same", "long", "empty"],
    )
    def test_the_rules(self, run, password, again, why):
        address = link_in(run(*TEAM, *LEAD))
        desk = Desk(Client(), address)
        page = desk.post(address, password=password, again=again)
        assert desk.response.status_code == 400 and why in page.text
        assert not get_user_model().objects.get().has_usable_password()

    def test_a_link_is_good_for_an_hour(self, run, monkeypatch):
        from datetime import datetime, timedelta

        address = link_in(run(*TEAM, *LEAD))
        assert Client().get(address).status_code == 200
        monkeypatch.setattr(welcome._token, "_now", lambda: datetime.now() + timedelta(minutes=61))
        assert Client().get(address).status_code == 404

    def test_a_link_opens_nobody_else_s_account(self, run):
        said = run(*TEAM, *LEAD)
        run("--adviser", "sam")
        lead, sam = (get_user_model().objects.get(username=name) for name in ("lead", "sam"))
        assert Client().get(link_in(said).replace(f"/{lead.pk}/", f"/{sam.pk}/", 1)).status_code == 404

    def test_on_a_terminal_it_asks_and_shows_nothing(self, run, monkeypatch):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda prompt: GOOD)
        said = run(*TEAM, *LEAD)
        assert get_user_model().objects.get().check_password(GOOD) and GOOD not in said and "/welcome/" not in said

    def test_on_a_terminal_a_bad_one_is_refused_and_nothing_typed_gives_a_link(self, run, monkeypatch):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda prompt: "short")
        with pytest.raises(CommandError, match="too short"):
            run(*TEAM, *LEAD)
        monkeypatch.setattr("getpass.getpass", lambda prompt: "")
        assert "/desk/welcome/" in run("--password", "lead")

    def test_no_option_takes_a_password(self):
        from hub.adviser_desk.management.commands.setup_desk import Command

        parser = Command().create_parser("manage.py", "setup_desk")
        assert {each.metavar for each in parser._actions if "password" in "".join(each.option_strings)} == {"NAME"}


class TestLeaving:
    def test_they_are_signed_out_at_once_and_have_no_place(self, run):
        run(*TEAM, "--adviser", "sam")
        user = get_user_model().objects.get()
        set_up_app(user)
        client = signed_in(user)
        assert client.get("/desk/").status_code == 200
        run("--end", "sam")
        assert client.get("/desk/").status_code == 302 and not roles()
        user.refresh_from_db()
        assert not user.is_active and not user.authenticator_set.exists()

    def test_they_may_come_back(self, run):
        run(*TEAM, "--adviser", "sam")
        run("--end", "sam")
        run("--adviser", "sam")
        assert get_user_model().objects.get().is_active and roles() == {("sam", "kinship", "adviser")}

    def test_a_lost_phone(self, run):
        run(*TEAM, "--adviser", "sam")
        user = get_user_model().objects.get()
        set_up_app(user)
        run("--forget-second-factor", "sam")
        assert not user.authenticator_set.exists()
