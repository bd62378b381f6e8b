"""The form of an entry, made from its schema: a field for each of `as_text.FIELDS`, with its words, its faults and its choices; and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hub.adviser_desk.offer_editing import wording
from hub.publishing import as_text, team_text
from hub.publishing.days import today
from hub.publishing.kinds import TEAMS
from kinship import ageing, council_schema
from kinship.council_writing import CHAT
from kinship.entry_check import FieldFault
from kinship.field_checks import CONTACT_FIELDS
from kinship.local_offer import Shelf
from kinship.offer_schema import ARRANGEMENTS, STATES
from kinship.offer_writing import typed

NOT_ON_FORM = ("id", "status", "contact.council", "contact.helpline")
LONG = ("what", "who", "how", "decides", "if_no", "come_back", "only_if", "figures")
DAYS = ("checked_on", "review_by", "hard_limit")
FROM = "contact.from"  # a team of the council, a helpline, or written here
ALL = "all"
LONGEST = 3000  # letters of a field
CHECKED_TODAY = "checked_today"
KINDS = {**dict.fromkeys(LONG, "long"), **dict.fromkeys(DAYS, "day"), "arrangements": "ticks"}
KINDS |= dict.fromkeys(("need", "state", FROM), "choice")
BEFORE_CONTACT = as_text.FIELDS.index("contact.council")
ORDER = tuple(
    each
    for each in (*as_text.FIELDS[:BEFORE_CONTACT], FROM, *as_text.FIELDS[BEFORE_CONTACT:])
    if each not in NOT_ON_FORM
)
_QUOTED = re.compile(r"'(\w+)'")
TEAM_LINES = ("name", "phone", "text", "hours", "adviser_hours", "email", "web", "post")
TEAM_ORDER = tuple(each for each in team_text.FIELDS if each not in NOT_ON_FORM)


@dataclass(frozen=True)
class Field:
    """One field as the page shows it. `options`: (value, label, chosen)."""

    name: str
    id: str
    label: str
    help: str
    kind: str
    value: str
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def described_by(self) -> str:
        """Help first, then what is wrong."""
        faults = [f"{self.id}-fault{place}" for place in range(1, len(self.faults) + 1)]
        return " ".join([*([f"{self.id}-help"] if self.help else []), *faults])


def fields(entry: Mapping[str, Any], shelf: Shelf, topic: str, faults: list[FieldFault]) -> list[Field]:
    """The whole form, in the order of the file."""
    if topic == TEAMS:
        return team_fields(entry, faults)
    told, said = as_text.fields(entry), wording.words()
    by_field = _by_field(faults, topic)
    return [
        Field(
            name=name,
            id=_id(name),
            label=said["fields"][name],
            help=said["helps"].get(name, ""),
            kind=KINDS.get(name, "line"),
            value=told.get(name, ""),
            options=_options(name, told, entry, shelf, topic),
            faults=by_field.get(name, []),
        )
        for name in ORDER
    ]


def team_fields(team: Mapping[str, Any], faults: list[FieldFault]) -> list[Field]:
    """The form of a team: how it is reached, and what else council.yml asks of it or says of it."""
    told, said = team_text.fields(team), wording.words()
    by_field = _by_field(faults, TEAMS)
    key = str(team.get("id", ""))
    asked = council_schema.TEAMS.get(key, council_schema.BLOCKS.get(key, ()))
    wanted = {*told, *(council_schema.IN_CHAT if key == CHAT else (*CONTACT_FIELDS, team_text.OPEN, *asked))}
    return [
        Field(
            name=name,
            id=_id(name),
            label=said["team_fields"][name],
            help=said["team_helps"].get(name, ""),
            kind="line" if name in TEAM_LINES else "long",
            value=told.get(name, ""),
            faults=by_field.get(name, []),
        )
        for name in TEAM_ORDER
        if name in wanted or name in by_field
    ]


def fault_lines(faults: list[FieldFault], topic: str = "") -> list[dict[str, str]]:
    """Each fault as a line that leads to its field."""
    missing, plainer = wording.words()["change"]["missing"], wording.words()["change"]["plain_hint"]
    return [
        {
            "at": _id(at),
            "label": wording.field(each.field, topic),
            "said": missing
            if _is_missing(each)
            else f"{plainer}{each}"
            if each.words
            else _in_our_words(str(each), topic),
        }
        for each in faults
        for at in [_on_form(each.field, topic)]
    ]


def entry_of(post: Any, before: Mapping[str, Any], topic: str) -> dict[str, Any]:
    """What the form says, over what stood there: fields that it does not send stay, and what it does not show too."""
    if topic == TEAMS:
        sent = {name: post[name][:LONGEST] for name in TEAM_ORDER if name in post}
        return team_text.entry({**team_text.fields(before), **sent})
    told = as_text.fields(before)
    for name in ORDER:
        if name in post and name not in (FROM, "arrangements"):
            told[name] = post[name][:LONGEST]
    if FROM in post:
        kind, _, key = post[FROM].partition(":")
        for each in ("council", "helpline"):
            told[f"contact.{each}"] = key if kind == each else ""
    if ticked := post.getlist("arrangements"):
        told["arrangements"] = ALL if ALL in ticked else ", ".join(each for each in ticked if each in ARRANGEMENTS)
    if post.get(CHECKED_TODAY):
        told["checked_on"] = today().isoformat()
        told["review_by"] = ageing.latest_review(typed(as_text.entry(told)), today()).isoformat()
        if (limit := told.get("hard_limit")) and limit < told["review_by"]:
            told["hard_limit"] = (date.fromisoformat(told["review_by"]) + timedelta(days=183)).isoformat()
    return as_text.entry(told)


def _options(
    name: str, told: Mapping[str, str], entry: Mapping[str, Any], shelf: Shelf, topic: str
) -> list[tuple[str, str, bool]]:
    said, now = wording.words()["options"], told.get(name, "")
    if name == "need":
        needs = (shelf.topics().get(topic) or {}).get("needs") or {}
        known = [(code, str(label)) for code, label in needs.items()]
        return [("", said["choose"], not now), *((code, label, code == now) for code, label in _and_now(known, now))]
    if name == "state":
        known = [(code, str(said[code])) for code in STATES]
        return [(code, label, code == now) for code, label in _and_now(known, now)]
    if name == "arrangements":
        told_so = entry.get("arrangements")
        chosen = told_so if isinstance(told_so, list) or told_so == ALL else []
        names = [(code, str(shelf.arrangement(code)["official"])) for code in shelf.arrangements()]
        return [
            (ALL, said["all"], chosen == ALL),
            *((code, label, code in chosen and chosen != ALL) for code, label in names),
        ]
    if name == FROM:
        return _contacts(told, shelf)
    return []


def _contacts(told: Mapping[str, str], shelf: Shelf) -> list[tuple[str, str, bool]]:
    said = wording.words()["options"]
    now = next(
        (f"{kind}:{told[f'contact.{kind}']}" for kind in ("council", "helpline") if told.get(f"contact.{kind}")), ""
    )
    teams = [
        (f"council:{key}", said["team"].format(name=part["name"]))
        for key, part in (shelf.council or {}).items()
        if isinstance(part, Mapping) and part.get("name") and part.get("phone")
    ]
    lines = [
        (f"helpline:{key}", said["helpline"].format(name=part.get("name", key)))
        for key, part in shelf.helplines().items()
        if isinstance(part, Mapping)
    ]
    known = [("", str(said["written_here"])), *teams, *lines]
    return [(value, label, value == now) for value, label in _and_now(known, now)]


def _and_now(known: list[tuple[str, str]], now: str) -> list[tuple[str, str]]:
    """What stands there is always among the choices, even if nobody knows it: else the next save would change it."""
    return known if not now or now in dict(known) else [*known, (now, now)]


def _by_field(faults: list[FieldFault], topic: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each, line in zip(faults, fault_lines(faults, topic), strict=True):
        found.setdefault(_on_form(each.field, topic), []).append(line["said"])
    return found


def _on_form(name: str, topic: str) -> str:
    """The field of the form at which a fault of this field is said."""
    if topic == TEAMS:
        return name if name in TEAM_ORDER else TEAM_ORDER[0]
    if name in ORDER or name == "last_day":
        return name
    if name.startswith(("contact", "source")):
        return "source.title" if name.startswith("source") else FROM
    whole = name.split(".")[0]
    return whole if whole in ORDER else "title"


def _id(name: str) -> str:
    return f"f-{name.replace('.', '-')}"


def _in_our_words(fault: str, topic: str) -> str:
    """A fault of a team, its fields called as the form calls them."""
    if topic != TEAMS:
        return fault
    labels = wording.words()["team_fields"]
    return _QUOTED.sub(lambda found: f"“{labels[found[1]]}”" if found[1] in labels else found[0], fault)


def _is_missing(fault: FieldFault) -> bool:
    return fault.fault.startswith("This has no '")
