"""Whom to reach, and when, in the form of Open Referral UK: contacts, phones, schedules, places; and read back from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kinship.opening import WEEK

Record = dict[str, Any]
_DAY_CODES = dict(zip(WEEK, ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_LAST_MINUTE = "23:59"  # theirs has no 24:00


def whole_address(said: Any) -> str:
    """A web address with its https://, which councils often leave out; "" for none."""
    text = str(said or "").strip()
    return text if not text or text.startswith(("https://", "http://")) else f"https://{text}"


def contacts(service: str, ways: Mapping[str, Any], make_id: Any) -> list[Record]:
    """One contact: its name, the number to call and the one that takes texts. None where there is no name."""
    if not ways.get("name"):
        return []
    hours = {"description": str(ways["hours"])} if ways.get("hours") else {}
    phones = [
        {"id": make_id("phone", kind), "number": str(ways[way]), "type": kind, **hours}
        for way, kind in (("phone", "voice"), ("text", "text"))
        if ways.get(way)
    ]
    return [{"id": make_id("contact"), "service_id": service, "name": str(ways["name"]), "phones": phones}]


def contact_of(record: Mapping[str, Any]) -> dict[str, str]:
    """name, phone, text, hours, web and email of a service in their form: only what it says. Numbers are taken as they stand."""
    contact = next((each for each in _records(record.get("contacts"))), {})
    phones = [*_records(contact.get("phones")), *_records(record.get("phones"))]
    texts = [each for each in phones if each.get("type") in ("text", "sms")]
    calls = [each for each in phones if each not in texts]
    found = {
        "name": contact.get("name") or (record.get("organization") or {}).get("name"),
        "phone": calls[0].get("number") if calls else None,
        "text": texts[0].get("number") if texts else None,
        "hours": next((each["description"] for each in phones if each.get("description")), None),
        "web": record.get("url"),
        "email": record.get("email") or contact.get("email"),
    }
    return {way: str(value) for way, value in found.items() if value}


def schedules(service: str, block: Mapping[str, Any], hours: str, make_id: Any) -> list[Record]:
    """When somebody answers. What only words say stays in words; days on which nobody is there have no form of their own."""
    said = {"description": hours} if hours else {}
    found = [
        {"id": make_id("schedule", str(number)), "service_id": service, **when, **said}
        for number, when in enumerate(_stretches(block.get("open")))
    ]
    if not found and said:
        found = [{"id": make_id("schedule", "0"), "service_id": service, **said}]
    return found


def _stretches(lines: Any) -> Iterator[Record]:
    for line in _records(lines):
        times = {"opens_at": str(line.get("from")), "closes_at": str(line.get("to")).replace("24:00", _LAST_MINUTE)}
        days = [_DAY_CODES[day] for day in line.get("days") or () if day in _DAY_CODES]
        if days:
            yield {"freq": "WEEKLY", "interval": 1, "byday": ",".join(days), **times}
        if line.get("closed"):
            continue
        for day in line.get("dates") or ():
            if isinstance(day, date):
                yield {"valid_from": day.isoformat(), "valid_to": day.isoformat(), **times}


def _records(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
