"""Reading open data back: each service becomes an entry to look at, and what could not be carried is listed, never invented.

A feed of our own gives every entry back whole. Any other feed gives what it says; the fields it does not know stay empty
for a person to fill.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kinship.local_offer import NATIONAL, Shelf
from kinship.offer_schema import ARRANGEMENTS
from kinship.offer_writing import ORDER, typed
from kinship.open_referral import KEPT_BESIDE, STATUS, description
from kinship.open_referral_contact import contact_of, whole_address
from kinship.open_referral_terms import EVERYONE

_STATES = {theirs: ours for ours, theirs in STATUS.items()}
# Their fields that are carried, or say nothing of their own.
_READ = frozenset(
    "id organization_id name description url email status fees assured_date organization contacts phones attributes".split()
)
_SAME_AGAIN = frozenset(
    "assurer_email schedules service_areas service_at_locations cost_options".split()
)  # made from council.yml
_MADE_BY_US = frozenset("alert minimum_age maximum_age last_modified".split()) | _SAME_AGAIN
_FIELDS = tuple(dict.fromkeys((*ORDER, "owner")))
_MAY_STAY_EMPTY = ("only_if", "coordinates", "figures", "hard_limit", "owner")
_WAYS = frozenset("council helpline phone text web email post".split())  # by one of these somebody can be reached
_PHONE = re.compile(r"[0-9+() ]{3,20}")


@dataclass(frozen=True)
class Read:
    """One service as an entry. `empty`: fields it did not tell; `unmapped`: theirs that were not carried; `notes`: names of words."""

    name: str
    area: str
    topic: str
    entry: Mapping[str, Any]
    empty: tuple[str, ...]
    unmapped: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotRead:
    """A record that gives no draft. `why` names the words of open_data.yml, part `drafts`."""

    name: str
    why: str


def read(records: Iterable[Any], shelf: Shelf, topic: str = "") -> Iterator[Read | NotRead]:
    """Each record of a feed. `topic`: where a service that does not say its topic belongs."""
    for record in records:
        yield _read(record, shelf, topic)


def _read(record: Any, shelf: Shelf, topic: str) -> Read | NotRead:
    if not (isinstance(record, Mapping) and isinstance(record.get("name"), str) and record["name"].strip()):
        return NotRead(str(record.get("id") if isinstance(record, Mapping) else record)[:80], "not_a_service")
    ours = record.get(KEPT_BESIDE)
    beside = {key: typed(value, key) for key, value in ours.items()} if isinstance(ours, Mapping) else {}
    filed = _filed(record)
    about = next((code for code in filed.get("topic", ()) if code in shelf.topics()), "")
    about = about or (topic if topic in shelf.topics() else "")
    if not about:
        return NotRead(record["name"], "no_topic")
    told, notes = _told(record, beside)
    need = next((code.partition("/")[2] for code in filed.get("need", ()) if code.startswith(f"{about}/")), "")
    area = str(beside.get("area") or "")
    promise = next(iter(filed.get("promise", ())), "")
    entry = {
        **told,
        "id": _slug(str(beside.get("id") or record["name"])),
        "need": need if need in (shelf.topics()[about].get("needs") or {}) else None,
        "status": promise if area == NATIONAL else "local",
        "state": _STATES.get(str(record.get("status")), "paused") if area != NATIONAL else None,
        "arrangements": _arrangements(filed.get("arrangement", ())),
        "checked_on": typed(record.get("assured_date"), "checked_on"),
    }
    entry = {field: entry[field] for field in _FIELDS if entry.get(field) not in (None, "", [], {})}
    wanted = [field for field in _FIELDS if field not in _MAY_STAY_EMPTY and (field != "state" or area != NATIONAL)]
    unreached = not set(entry.get("contact", ())) & _WAYS
    empty = tuple(field for field in wanted if field not in entry or (field == "contact" and unreached))
    known = _READ | {KEPT_BESIDE} | (_MADE_BY_US if beside else frozenset())
    unmapped = tuple(sorted(key for key in record if key not in known and record[key] not in (None, "", [])))
    return Read(record["name"], area, about, entry, empty, unmapped + _foreign_terms(record), notes)


def _told(record: Mapping[str, Any], beside: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The words and the contact: as kept beside, unless the feed's own fields say something else by now."""
    told = {key: value for key, value in beside.items() if key in _FIELDS}
    told |= {"title": record["name"], "cost": record.get("fees")}
    notes: list[str] = []
    said = str(record.get("description") or "")
    if not beside or said != description(beside):
        if said and not _withheld(beside):
            told["what"] = said
            notes += ["described"] if beside else []
    if not beside or _contact_changed(record, beside.get("contact")):
        told["contact"] = _checked_contact(contact_of(record))
        notes += ["contacted"] if beside else []
    if not beside and (organization := record.get("organization")) and isinstance(organization, Mapping):
        told["provides"] = organization.get("name")
        href = whole_address(record.get("url") or organization.get("website") or organization.get("url"))
        told["source"] = (
            {"title": organization.get("name"), "href": href} if href and organization.get("name") else None
        )
    return told, tuple(notes)


def _withheld(beside: Mapping[str, Any]) -> bool:
    """Past its hard limit our own feed gives the contact only; the description then says so, and is none."""
    return bool(beside) and "what" not in beside


def _contact_changed(record: Mapping[str, Any], kept: Any) -> bool:
    """Whether a contact that was written out says something else in the feed's own fields. One that points somewhere is kept."""
    if not isinstance(kept, Mapping) or "council" in kept or "helpline" in kept:
        return not isinstance(kept, Mapping)
    now = contact_of(record)
    was = {way: str(kept[way]) for way in ("name", "phone", "text", "email") if kept.get(way)}
    if kept.get("web"):
        was["web"] = whole_address(kept["web"])
    if kept.get("phone") or kept.get("text"):
        was["hours"] = str(kept.get("hours") or "")
    return any(now.get(way) != value for way, value in was.items())


def _checked_contact(ways: Mapping[str, str]) -> dict[str, str]:
    """Numbers only where they are numbers: what else stands there goes to no carer."""
    return {way: said for way, said in ways.items() if way not in ("phone", "text") or _PHONE.fullmatch(said)}


def _filed(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """taxonomy -> codes of ours that the service is filed under."""
    found: dict[str, list[str]] = {}
    for term in _terms(record):
        found.setdefault(str(term.get("taxonomy")), []).append(str(term.get("term") or term.get("name")))
    return found


def _terms(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    attributes = record.get("attributes")
    for each in attributes if isinstance(attributes, list) else ():
        term = each.get("taxonomy_term") if isinstance(each, Mapping) else None
        if isinstance(term, Mapping):
            yield term


def _foreign_terms(record: Mapping[str, Any]) -> tuple[str, ...]:
    ours = ("topic", "need", "heading", "arrangement", "promise")
    return tuple(
        f"{term.get('taxonomy')}: {term.get('name')}" for term in _terms(record) if term.get("taxonomy") not in ours
    )


def _arrangements(codes: Iterable[str]) -> Any:
    codes = list(codes)
    return EVERYONE if EVERYONE in codes else [code for code in codes if code in ARRANGEMENTS]


def _slug(name: str) -> str:
    """An id of its own for an entry, as the offer's files have them: it starts with a letter."""
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return (slug if slug[:1].isalpha() else f"entry_{slug}")[:60].strip("_")
