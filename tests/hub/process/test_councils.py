"""Several councils in one deployment: each has a hub of its own, and nothing of one is in another."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hub.supervisor.councils import SHARED, BadSetting
from hub.supervisor.plan import plan_of

ROOT = Path(__file__).resolve().parents[3]
# What the first council is set up with: none of it may be in the environment of the second.
PRIVATE = {
    "KINSHIP_SECRET_KEY": "secret-of-the-first",
    "KINSHIP_FIELD_KEYS": "field-keys-of-the-first",
    "KINSHIP_LOOKUP_KEY": "lookup-key-of-the-first",
    "DATABASE_URL": "postgres://first",
    "KINSHIP_ALERT_EMAILS": "alerts@first.example",
    "KINSHIP_SMS": "notify",
    "KINSHIP_NOTIFY_API_KEY": "notify-of-the-first",
    "KINSHIP_NOTIFY_NUMBER": "07700 900001",
    "KINSHIP_TWILIO_AUTH_TOKENS": "twilio-of-the-first",
    "KINSHIP_OIDC_SECRET": "oidc-of-the-first",
    "KINSHIP_FRAME_ANCESTORS": "https://first.example",
    "KINSHIP_REVIEW_EMAILS": "review@first.example",
}
HERE = {"PATH": os.environ["PATH"], "KINSHIP_HOME": "/nowhere/data", "KINSHIP_PUBLIC_URL": "https://chat.first.example"}
TWO = {"KINSHIP_COUNCILS": "testshire=https://chat.testshire.example, otherby=https://chat.otherby.example"}


def test_nothing_of_the_first_council_is_in_the_environment_of_another():
    given = {"TESTSHIRE__KINSHIP_SMS": "twilio", "OTHERBY__KINSHIP_SECRET_KEY": "secret-of-otherby"}
    plan = plan_of({**HERE, **PRIVATE, **TWO, **given, "KINSHIP_CONTENT": "/words"})
    testshire, otherby = (each.environment for each in plan.councils)
    for theirs in (testshire, otherby):
        assert not set(PRIVATE.values()) & set(theirs.values())
        assert theirs["PATH"] == HERE["PATH"] and theirs["KINSHIP_CONTENT"] == "/words"
    assert testshire["KINSHIP_SMS"] == "twilio" and "secret-of-otherby" not in testshire.values()
    assert otherby["KINSHIP_SECRET_KEY"] == "secret-of-otherby" and "KINSHIP_SMS" not in otherby
    assert testshire["KINSHIP_HOME"] == "/nowhere/data/councils/testshire"


def test_what_is_shared_is_no_secret_no_person_and_no_place_for_data():
    assert set(SHARED) == {
        "KINSHIP_CONTENT",
        "KINSHIP_BRAIN_URL",
        "KINSHIP_BIND",
        "KINSHIP_AS_OF",
        "KINSHIP_TRUSTED_PROXIES",
    }


def test_each_has_its_own_programs_ports_and_steps():
    plan = plan_of({**HERE, **TWO})
    names = [program.name for program in plan.programs]
    assert {"web", "web-testshire", "worker-testshire", "stream-otherby", "rasa"} <= set(names)
    assert len({program.port for program in plan.programs if program.port}) == sum(
        1 for each in plan.programs if each.port
    )
    assert {"migrate testshire", "make_keys otherby", "collectstatic testshire"} <= set(plan.steps)
    assert names.count("rasa") == names.count("actions") == 1


@pytest.mark.parametrize(
    "given",
    ["testshire", "Testshire=https://a.example", "../x=https://a.example", "testshire=chat.example", "exampleshire=https://a.example",
     "a=https://x.example,a=https://y.example", "a=https://x.example,b=https://x.example", "a=https://chat.first.example"],
)  # fmt: skip
def test_a_setting_that_would_mix_two_councils_is_refused(given):
    with pytest.raises(BadSetting, match="KINSHIP_COUNCILS"):
        plan_of({**HERE, "KINSHIP_COUNCILS": given})


# Two hubs, each with its own words, and what is of one taken to the other. The steps of one hub, as a carer and a thief would take them:
STEPS = """
import json, re, sys
import django
django.setup()
from django.core.management import call_command
from django.conf import settings
class NoMigrations(dict):  # the tables as the models have them: quick
    __contains__ = lambda self, _: True
    __getitem__ = lambda self, _: None
settings.MIGRATION_MODULES = NoMigrations()
call_command("migrate", run_syncdb=True, verbosity=0)
from django.test import Client
from hub.conversations.models import BrainTurn, Conversation
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
host = sys.argv[1]
taken = json.loads(sys.stdin.read() or "{}")
client = Client(headers={"host": host, "origin": settings.KINSHIP_PUBLIC_URL}, raise_request_exception=False)
page = client.get("/chat/").content.decode()
token = re.search('name="token" value="([^"]+)"', page)[1]
said = client.post("/chat/say", {"token": token, "text": "My grandson came to live with me", "key": "a" * 32})
mine = re.search('name="token" value="([^"]+)"', said.content.decode())[1]
told = {
    "page": page, "status": said.status_code, "token": mine, "theme": client.get("/chat/theme.css").content.decode(),
    "services": client.get("/open-data/v3/services?per_page=1").json()["contents"][0]["organization"]["name"],
    "councils": sorted({each.council for each in Conversation.objects.all()}), "count": Conversation.objects.count(),
    "turns": BrainTurn.objects.count(),
}
if taken:
    told["stolen"] = client.post("/chat/say", {"token": taken["token"], "text": "show me", "key": "b" * 32}).content.decode()
    told["their_host"] = Client(headers={"host": taken["host"]}, raise_request_exception=False).get("/chat/").content.decode()
    told["after"] = Conversation.objects.count()
print("TOLD" + json.dumps(told))
"""


@pytest.fixture(scope="module")
def hubs(tmp_path_factory):
    """A visit to two hubs of one deployment, one after the other; the second is given what the first gave out."""
    import shutil

    home = tmp_path_factory.mktemp("two")
    content = home / "words"
    shutil.copytree(ROOT / "offer_content", content / "offer_content")
    other = content / "offer_content" / "testshire"
    shutil.copytree(content / "offer_content" / "exampleshire", other)
    council = (other / "council.yml").read_text("utf-8")
    for was, now in (("Exampleshire", "Testshire"), ("01632 960", "020 7946 0"), ("#0b4f54", "#6b1d5e")):
        council = council.replace(was, now)
    (other / "council.yml").write_text(council, "utf-8")
    first = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("KINSHIP", "DATABASE", "DJANGO", "TEST_"))},
        **HERE, "KINSHIP_HOME": str(home / "data"), "KINSHIP_CONTENT": str(content), "DJANGO_SETTINGS_MODULE": "hub.settings",
        "KINSHIP_COUNCILS": "testshire=https://chat.testshire.example",
    }  # fmt: skip
    (home / "data").mkdir()
    [second] = plan_of(first).councils
    Path(second.environment["KINSHIP_HOME"]).mkdir(parents=True)

    def visit(environment, host, taken):
        for command in (["manage.py", "make_keys"], ["-c", STEPS, host]):
            done = subprocess.run(
                [sys.executable, *command],
                cwd=ROOT,
                env=environment,
                input=json.dumps(taken),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.split("TOLD", 1)[1])

    one = visit(first, "chat.first.example", {})
    two = visit(
        dict(second.environment), "chat.testshire.example", {"token": one["token"], "host": "chat.first.example"}
    )
    return one, two, home / "data"


def test_each_council_has_its_own_words_numbers_colours_and_data(hubs):
    one, two, home = hubs
    assert "Exampleshire" in one["page"] and "01632 960100" in one["page"] and "Testshire" not in one["page"]
    assert "Testshire" in two["page"] and "020 7946 0100" in two["page"] and "01632 960" not in two["page"]
    assert one["theme"] != two["theme"] and "#6b1d5e" in two["theme"]
    assert "Testshire" in two["services"] and "Exampleshire" in one["services"]
    assert (one["councils"], two["councils"]) == (["exampleshire"], ["testshire"])
    assert one["turns"] == two["turns"] == 1
    assert (home / "hub.sqlite3").exists() and (home / "councils" / "testshire" / "hub.sqlite3").exists()


def test_what_one_council_gave_out_opens_nothing_at_the_other(hubs):
    one, two, _ = hubs
    assert one["status"] == two["status"] == 200 and one["token"] != two["token"]
    assert "My grandson came" not in two["stolen"] and "01632 960" not in two["stolen"]
    assert two["after"] == two["count"] == 1  # the stolen token began nothing either
    assert (
        "Testshire" in two["their_host"] and "Exampleshire" not in two["their_host"]
    )  # whose hub it is, no header says
