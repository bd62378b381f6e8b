"""What is kept about people, table by table: purposes and classes from inventory.yml, the rest from the models and the retention code.

`faults` says where the two do not agree. The pages it makes (docs/privacy) are for the council, never for carers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from hub.conversations.fields import EncryptedText
from hub.conversations.periods import periods
from kinship import yaml_text

FILE = Path(__file__).with_name("inventory.yml")
NONE = "none"  # the class of what says nothing about a person
MUST_BE_ENCRYPTED = ("words", "contact")  # or the table says under `plain_because` why not
_TOLD = ("whose", "for", "basis", "seen_by", "kept")  # what each table with personal data says


@cache
def told() -> Mapping[str, Any]:
    """inventory.yml. Raises OSError, yaml.YAMLError."""
    return yaml_text.load(FILE.read_text("utf-8"))


def tables() -> dict[str, type[Model]]:
    """Every table of the database, by the name that the data file uses."""
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def fields_of(model: type[Model]) -> list[Field]:
    """The columns of a table, in order (what is only a relation has a table of its own)."""
    return list(model._meta.concrete_fields)


def is_personal(table: str) -> bool:
    """Whether any column of the table says something about a person."""
    return any(class_of(what) != NONE for what in told()["tables"][table]["fields"].values())


def class_of(what: str | list[str]) -> str:
    """The class of a field; in the data file it stands alone, or before its words."""
    return what if isinstance(what, str) else what[0]


def faults() -> Iterator[str]:
    """Where models and data file do not agree: a field that is in one and not in the other, a class nobody explains."""
    listed, there = told()["tables"], tables()
    for name in sorted(listed.keys() ^ there.keys()):
        yield f"{name}: is not in {'inventory.yml' if name in there else 'the database'}"
    for name in sorted(listed.keys() & there.keys()):
        yield from _faults_of(name, listed[name], there[name])


def _faults_of(name: str, table: Mapping[str, Any], model: type[Model]) -> Iterator[str]:
    columns = {field.name: field for field in fields_of(model)}
    for field in sorted(columns.keys() ^ table["fields"].keys()):
        yield f"{name}.{field}: is not in {'inventory.yml' if field in columns else 'the model'}"
    for field in sorted(columns.keys() & table["fields"].keys()):
        what = table["fields"][field]
        if not isinstance(what, str) and len(what) != 2:  # a comma in words without quotes makes one more
            yield f"{name}.{field}: is neither a class nor [class, what it holds]"
        kind = class_of(what)
        if kind not in told()["classes"]:
            yield f"{name}.{field}: no class '{kind}'"
        plain = not is_encrypted(columns[field])
        if kind in MUST_BE_ENCRYPTED and plain and field not in (table.get("plain_because") or {}):
            yield f"{name}.{field}: holds {kind}, is not encrypted, and nothing says why"
    if is_personal(name):
        yield from (f"{name}: does not say '{each}'" for each in _TOLD if not table.get(each))
        for part, given in (("bases", "basis"), ("seers", "seen_by"), ("rules", "kept")):
            if table.get(given) not in (None, *told()[part]):
                yield f"{name}: '{table[given]}' is none of {part}"
        yield from (f"{name}: no place '{each}'" for each in table.get("goes", ()) if each not in told()["places"])


def is_encrypted(field: Field) -> bool:
    """Whether the database holds the field as a cipher only (fields.py)."""
    return isinstance(field, EncryptedText)


def page() -> str:
    """docs/privacy/inventory.md."""
    listed = told()["tables"]
    personal = [name for name in listed if is_personal(name)]
    lines = [*_lines(told()["inventory_intro"]), "", "## How to read it", "", "| Class | What it is |", "|---|---|"]
    lines += [f"| {kind} | {said} |" for kind, said in told()["classes"].items()]
    lines += ["", "| Lawful basis (proposed) | What it says |", "|---|---|"]
    lines += [f"| {basis} | {said} |" for basis, said in told()["bases"].items()]
    lines += ["", "## The tables at a glance", "", "| Table | About | What for | How long |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {listed[name]['whose']} | {listed[name]['for']} | {listed[name]['kept']} |" for name in personal
    ]
    lines += ["", "The words of *How long* are explained in [retention.md](retention.md)."]
    for name in personal:
        lines += ["", *_table(name, listed[name])]
    plain = [name for name in listed if name not in personal]
    lines += ["", "## Tables without personal data", "", *(f"- {name}: {listed[name]['for']}" for name in plain)]
    lines += ["", "## Where else it goes", "", "| Place | What goes there | How long |", "|---|---|---|"]
    lines += [f"| {each['name']} | {each['what']} | {_filled(each['kept'])} |" for each in told()["places"].values()]
    return "\n".join(lines) + "\n"


def _table(name: str, table: Mapping[str, Any]) -> list[str]:
    model = tables()[name]
    goes = [told()["places"][each]["name"] for each in table.get("goes", ())]
    lines = [
        f"## {name}",
        "",
        f"- About: {table['whose']}",
        f"- What for: {table['for']}",
        f"- Lawful basis, for the council to confirm: {table['basis']}",
        f"- Who sees it: {told()['seers'][table['seen_by']]}",
        f"- How long: {_filled(told()['rules'][table['kept']]['says'])}",
        f"- Where else it goes: {', '.join(goes) if goes else 'nowhere'}",
        "",
        "| Field | Class | What it holds | Encrypted |",
        "|---|---|---|---|",
    ]
    for field in fields_of(model):
        what = table["fields"][field.name]
        kind, said = (what, "") if isinstance(what, str) else what
        lines.append(f"| {field.name} | {kind} | {said} | {'yes' if is_encrypted(field) else 'no'} |")
    for field, why in (table.get("plain_because") or {}).items():
        lines += ["", f"`{field}` is not encrypted: {why}"]
    return lines


def _filled(said: str) -> str:
    return said.format(**periods())


def _lines(said: str) -> list[str]:
    return said.strip().splitlines()
