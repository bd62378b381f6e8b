"""The rules of the house that a test can hold: who may import whom, and lists that must agree."""

import ast
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
        "httpx",
    },
}
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


def test_every_room_is_looked_at():
    assert {room for room, _ in python_files()} == set(MAY_IMPORT)


def test_names_say_something():
    vague = [str(file.relative_to(ROOT)) for _, file in python_files() if file.stem in VAGUE_NAMES]
    assert not vague, f"Name these after what they do: {vague}"
