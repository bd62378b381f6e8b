"""Secrets come from files or the environment, nothing goes out but where the settings say, and a log line is one line."""

import ast
import importlib
import io
import logging
import re
import subprocess
from logging.config import DictConfigurator
from pathlib import Path

import pytest
from django.test import Client

from hub.conversations import tokens, transitions
from hub.conversations.transitions import Inbound

ROOT = Path(__file__).resolve().parents[2]
# What a key looks like. Invented ones of the tests are all of one character, or say that they are of the tests.
LOOKS_LIKE_A_KEY = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "of Amazon": r"\bAKIA[0-9A-Z]{16}\b",
    "of GitHub": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})",
    "of Slack": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "of Google": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "of a payment service": r"\b[rs]k_live_[0-9A-Za-z]{20,}",
    "of Twilio": r"\b(?:AC|SK)(?!([0-9a-f])\1{31})[0-9a-f]{32}\b",
    "of Notify": r"\b[a-z_]+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-(?!([0-9a-f])\1{7})[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    "a field key": r"[\"'= ][A-Za-z0-9_-]{43}=(?=[\"'\s])",
    "a password in an address": r"\b[a-z]+://[^\s/:@\"'{}<>]+:(?!password@|secret@|token@|\$)[^\s/:@\"'{}<>]{6,}@[a-z0-9.-]+\.(?:uk|com|org|net)\b",
}
NOT_TEXT = {".gz", ".npz", ".png", ".ico", ".woff2", ".lock", ".sha256", ".skops", ".onnx"}
SECRET_NAME = re.compile(r"(?:secret|token|password|api_key|auth|private|keys?)$", re.I)
# Every module of the hub that can speak to another machine, and whom it asks. Nothing a visitor sends is among them.
GOES_OUT = {
    "hub/conversations/brain.py": "KINSHIP_BRAIN_URL",
    "hub/channels/alerting.py": "KINSHIP_ALERT_WEBHOOK, KINSHIP_EMAIL_HOST",
    "hub/channels/checks.py": "KINSHIP_TWILIO, KINSHIP_NOTIFY, our own public address",
    "hub/channels/notify_sms.py": "KINSHIP_NOTIFY",
    "hub/channels/twilio_http.py": "KINSHIP_TWILIO",
    "hub/channels/twilio_rest.py": "KINSHIP_TWILIO",
    "hub/channels/twilio_contents.py": "KINSHIP_TWILIO",
    "hub/phones/notify_api.py": "nobody: it reads the tokens of the simulated provider",
    "hub/channels/notify_faults.py": "nobody: only names of faults",
    "hub/webhooks/management/commands/whatsapp_menus.py": "nobody: only names of faults",
    "hub/phones/call.py": "this machine: the simulated provider",
    "hub/supervisor/answers.py": "this machine: is it up?",
    "hub/cluster/healthy.py": "this machine: is it up?",
    "hub/supervisor/supervisord.py": "this machine: the supervisor's socket",
    "hub/evidence/links.py": "addresses that stand in the offer's own files, by a nightly look; none of this network unless told",
    "hub/open_data/fetching.py": "a feed that whoever runs the server names on the command line",
}
CAN_GO_OUT = {"httpx", "requests", "http.client", "urllib.request", "smtplib", "aiohttp", "ftplib"} | {
    "twilio.http",
    "twilio.rest",
    "notifications_python_client",
}


def tracked() -> list[Path]:
    """The files under version control; where there is none, all that are not made here."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    else:
        made = {".venv", ".tools", ".cache", ".git", "models", "build", "__pycache__"}
        found = [each for each in ROOT.rglob("*") if not made & set(each.relative_to(ROOT).parts)]
    return [each for each in found if each.is_file() and each.suffix not in NOT_TEXT and "vendor" not in each.parts]


def test_no_file_of_ours_holds_a_key():
    files, found = tracked(), []
    assert len(files) > 300
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [
            f"{file.relative_to(ROOT)}, line {text.count(chr(10), 0, hit.start()) + 1}: looks like {what}"
            for what, pattern in LOOKS_LIKE_A_KEY.items()
            for hit in re.finditer(pattern, text)
        ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "leaked",
    [
        "-----BEGIN " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "AC" + "0123456789abcdef" * 2,
        "kinship-" + "01234567-89ab-cdef-0123-456789abcdef-" + "12345678-89ab-cdef-0123-456789abcdef",
        " " + "aB3_" * 10 + "xyz= ",
        "postgres://hub:" + "hunter22" + "@db.example.org",
    ],
)
def test_the_look_for_keys_can_find_one(leaked):
    assert [what for what, pattern in LOOKS_LIKE_A_KEY.items() if re.search(pattern, leaked + "\n")]


def test_no_file_of_keys_is_under_version_control():
    names = {each.name for each in tracked()}
    assert not names & {".env", "secret", "field", "lookup", "id_rsa", ".netrc"}
    assert not [each for each in tracked() if each.suffix in {".pem", ".p12", ".pfx", ".key", ".sqlite3", ".db"}]


def test_settings_have_no_secret_of_their_own(monkeypatch, tmp_path):
    """With nothing in the environment and no key files, every secret is empty: there is none that all installations share."""
    import hub.settings as said

    for name in list(__import__("os").environ):
        if name.startswith("KINSHIP_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("KINSHIP_HOME", str(tmp_path))
    try:
        bare = importlib.reload(said)
        assert bare.SECRET_KEY == ""  # and Django does not start without one
        found = {name: value for name, value in vars(bare).items() if name.isupper() and isinstance(value, (str, dict))}
        for name, value in found.items():
            inner = value.items() if isinstance(value, dict) else [(name, value)]
            assert not [key for key, each in inner if SECRET_NAME.search(str(key)) and each], name
        assert bare.DATABASES["default"].get("PASSWORD", "") == ""
    finally:
        monkeypatch.undo()
        importlib.reload(said)


def test_no_secret_is_written_into_the_code():
    """No name that means a secret is given a text in the product's own files."""
    found = []
    for room in ("hub", "assistant", "actions", "kinship"):
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant):
                    continue
                names = [each.id for each in node.targets if isinstance(each, ast.Name)]
                text = node.value.value
                if (
                    isinstance(text, str)
                    and len(text) >= 12
                    and any(re.search(r"(?i)secret|password|api_key|_token$", n) for n in names)
                ):
                    found.append(f"{file.relative_to(ROOT)}, line {node.lineno}")
    allowed = ("hub/demo/", "hub/phones/")  # on this machine only, with invented people
    assert not [each for each in found if not each.startswith(allowed)]


def test_nothing_goes_out_but_from_where_it_is_written_down():
    found = set()
    for file in (ROOT / "hub").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name == out or name.startswith(f"{out}.") for name in names for out in CAN_GO_OUT):
                found.add(str(file.relative_to(ROOT)))
    assert found == set(GOES_OUT), "a module that can speak to another machine says in GOES_OUT whom it asks"


@pytest.mark.django_db
def test_a_chats_token_cannot_be_guessed_and_is_not_in_the_database():
    from django.db import connection

    chats = [
        transitions.begin("web", Inbound(key=f"k{number}", text="hi"), "exampleshire").conversation_id
        for number in range(20)
    ]
    made = [tokens.issue(chat).split(":")[0] for chat in chats]
    assert len(set(made)) == 20 and all(re.fullmatch(r"[0-9a-f]{32,}", each) for each in made)  # 128 bits or more
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM conversations_chattoken")
        kept = str(cursor.fetchall())
    assert not [each for each in made if each in kept]


@pytest.fixture
def lines(settings):
    """What the log would hold, in the form that the settings give it."""
    stream, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(stream)
    handler.setFormatter(DictConfigurator({}).configure_formatter(dict(settings.LOGGING["formatters"]["line"])))
    logger = logging.getLogger()
    logger.addHandler(handler)
    yield lambda: stream.getvalue().splitlines()
    logger.removeHandler(handler)


@pytest.mark.django_db
def test_a_visitor_cannot_write_a_line_of_the_log(lines):
    Client().get("/nothing%0d%0a2026-11-22T10:00:00+0000 INFO hub forged line")
    Client().get("/nothing%e2%80%a8forged%1b[31m")
    told = [each for each in lines() if "django.request" in each]
    assert len(told) == 2 and "forged" not in "".join(lines()) and "\x1b" not in "".join(lines())


@pytest.mark.django_db
def test_a_line_says_when_to_the_second_and_against_which_clock(lines):
    Client().get("/nothing")
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING django\.request ", lines()[-1])


@pytest.mark.django_db
def test_what_was_refused_stands_in_the_log(lines):
    Client().get("/desk/nothing")
    Client(headers={"sec-fetch-site": "cross-site"}).post("/chat/say", {"text": "canary words"})
    told = "\n".join(lines())
    assert "django.request refused status=404" in told and "django.request refused status=403" in told
    assert "canary" not in told
