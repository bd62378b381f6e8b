"""The demo keeps to a folder of its own: never where real conversations are, never twice at once, never seen from elsewhere."""

import fcntl
import io
import sqlite3
from datetime import datetime

import pytest
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.core.management import CommandError, call_command

from hub.conversations import hours
from hub.demo import content, home, people, tales
from hub.demo.home import NotForDemo
from kinship.clock import as_utc

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")  # only home.py reads it here


@pytest.fixture
def folder(settings, tmp_path):
    """A new data folder, which nothing stands in."""
    settings.KINSHIP_HOME = tmp_path / "new"
    settings.KINSHIP_PUBLIC_URL = "http://localhost:8000"
    settings.DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": settings.KINSHIP_HOME / "hub.sqlite3"}
    }
    return settings.KINSHIP_HOME


@pytest.fixture
def no_closing(monkeypatch):
    """The tests' own connection stays open."""
    monkeypatch.setattr(home.connection, "close", lambda: None)


def database(folder):
    folder.mkdir(exist_ok=True)
    sqlite3.connect(folder / "hub.sqlite3").execute("create table words (said text)")


def test_a_new_folder_becomes_the_demos(folder, no_closing):
    home.begin_anew()
    assert home.is_demo() and (folder / home.MARK).stat().st_mode & 0o077 == 0


def test_what_an_earlier_demo_left_is_removed(folder, no_closing):
    home.begin_anew()
    database(folder)
    home.begin_anew()
    assert not (folder / "hub.sqlite3").exists()


def test_a_database_that_no_demo_made_is_left_alone(folder):
    database(folder)
    with pytest.raises(NotForDemo, match="no demo made"):
        home.begin_anew()
    assert (folder / "hub.sqlite3").exists() and not home.is_demo()


def test_never_the_folder_of_the_service_itself(folder, settings):
    settings.KINSHIP_HOME = settings.BASE_DIR / ".kinship"
    with pytest.raises(NotForDemo, match="real service"):
        home.check()


@pytest.mark.parametrize("name", ["elsewhere.sqlite3", None])
def test_never_a_database_elsewhere(folder, settings, tmp_path, name):
    engine = "django.db.backends.sqlite3" if name else "django.db.backends.postgresql"
    settings.DATABASES = {"default": {"ENGINE": engine, "NAME": str(tmp_path / (name or "hub"))}}
    with pytest.raises(NotForDemo, match="a file of its own"):
        home.check()


def test_never_where_others_can_reach_it(folder, settings):
    settings.KINSHIP_PUBLIC_URL = "https://chat.exampleshire.gov.uk"
    with pytest.raises(NotForDemo, match="this machine only"):
        home.check()


def test_never_while_it_runs(folder, no_closing):
    home.begin_anew()
    (folder / "run").mkdir()
    with open(folder / "run" / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(NotForDemo, match="running already"):
            home.begin_anew()
    home.begin_anew()


def test_the_command_says_why_not(folder):
    database(folder)
    with pytest.raises(CommandError, match="no demo made"):
        call_command("demo_desk")


def test_the_demos_advisers_are_there_day_and_night(tmp_path, settings):
    content.open_day_and_night(tmp_path, "At any time")
    settings.KINSHIP_CONTENT = tmp_path
    for written in ("2026-11-22 03:00", "2026-12-25 23:30"):
        assert hours.who_is_there(as_utc(datetime.fromisoformat(written)), lambda: True) in (hours.HERE, hours.CLOSING)


@pytest.mark.django_db
class TestCodes:
    @pytest.fixture
    def made(self, folder):
        people.make(tales.read()["teams"], tales.read()["people"])
        return people.by_name()

    def test_a_code_of_the_demo_signs_in(self, folder, made):
        folder.mkdir()
        home.write_mark("")
        said = io.StringIO()
        call_command("demo_code", "sam", stdout=said)
        name, code = said.getvalue().split()[:2]
        assert name == "sam" and validate_totp_code(people.secret(made["sam"]), code)

    def test_nobodys_code_is_printed_elsewhere(self, folder, made):
        with pytest.raises(CommandError, match="no demo"):
            call_command("demo_code", "sam")

    def test_each_person_has_a_code_of_their_own(self, made):
        assert len({people.secret(user) for user in made.values()}) == len(made)
