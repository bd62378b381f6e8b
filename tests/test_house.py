"""The rules of the house that a test can hold: who may import whom, and lists that must agree."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Imports only go down (docs/decisions/0002). The standard library is always allowed.
MAY_IMPORT = {
    "kinship": {"kinship", "yaml"},
    "actions": {"actions", "kinship", "rasa_sdk"},
    "assistant": {
        "assistant",
        "kinship",
        "yaml",
        "rasa",
        "sanic",
        "spacy",
        "sklearn",
        "scipy",
        "numpy",
        "skops",
        "redis",  # Rasa's own, for its locks (docs/decisions/0030)
        "jsonschema",  # Rasa's own: what it checks replies with (docs/decisions/0026)
        "tensorflow",  # encoder_fit only, by hand (docs/decisions/0025)
        "httpx",
        "onnx",
        "onnxruntime",
        "rapidfuzz",
        "safetensors",
        "tokenizers",
    },
    "hub": {
        "hub",
        "kinship",
        "yaml",
        "allauth",
        "asgiref",
        "cryptography",
        "dj_database_url",
        "django",
        "govuk_bank_holidays",
        "gsm0338",
        "gunicorn",
        "httpx",
        "notifications_python_client",
        "openpyxl",
        "phonenumbers",
        "requests",
        "segno",
        "supervisor",
        "twilio",
        "weasyprint",
        "whitenoise",
    },
}
# Inside the hub: doors above conversations, conversations above channels.
FLOORS = (
    ("webhooks", "web_chat", "adviser_desk", "leaflets", "offer_site", "open_data"),
    ("evidence", "having_a_say", "publishing"),
    ("conversations",),
    ("channels",),
)
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


def python_files():
    return [(room, file) for room in MAY_IMPORT for file in sorted((ROOT / room).rglob("*.py"))]


def imported_rooms(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0], node.lineno


@pytest.mark.parametrize(
    "room, file", python_files(), ids=lambda value: value if isinstance(value, str) else value.name
)
def test_imports_only_go_down(room, file):
    allowed = MAY_IMPORT[room] | set(sys.stdlib_module_names)
    stray = [
        f"{file.relative_to(ROOT)}, line {line}: imports {name}"
        for name, line in imported_rooms(file)
        if name not in allowed
    ]
    assert not stray, f"{stray}. {room}/ may import only {sorted(MAY_IMPORT[room])} and the standard library."


@pytest.mark.parametrize("floor", range(len(FLOORS)))
def test_the_floors_of_the_hub(floor):
    """A floor imports only from floors below it, and the doors beside each other not at all."""
    for room in FLOORS[floor]:
        below = {room, *(name for names in FLOORS[floor + 1 :] for name in names)}
        for file in sorted((ROOT / "hub" / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hub."):
                    assert node.module.split(".")[1] in below, (
                        f"{file.relative_to(ROOT)}, line {node.lineno}: {node.module}"
                    )


def test_only_transitions_sets_the_state_of_a_conversation():
    sets_state = re.compile(r"conversation\.state(?:,| =|=)(?!=)")
    found = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "hub").rglob("*.py"))
        if sets_state.search(file.read_text(encoding="utf-8"))
    ]
    assert found == ["hub/conversations/transitions.py"]


def test_every_room_is_looked_at():
    assert {room for room, _ in python_files()} == set(MAY_IMPORT)


def test_names_say_something():
    vague = [str(file.relative_to(ROOT)) for _, file in python_files() if file.stem in VAGUE_NAMES]
    assert not vague, f"Name these after what they do: {vague}"
