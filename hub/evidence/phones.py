"""Whether each phone number of the offer can be a phone number here. Read only: nothing is rung and nothing is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from phonenumbers import shortnumberinfo

from hub.conversations.words import shelf
from kinship.ageing import COUNCIL, HELPLINES
from kinship.council_schema import is_reserved
from kinship.local_offer import NATIONAL

NO_NUMBER, RESERVED, SOMEBODYS = "no_number", "reserved", "somebodys"
FAULTS = (NO_NUMBER, RESERVED, SOMEBODYS)


@dataclass(frozen=True)
class Phone:
    """A number and where it stands. `fault`: a code of FAULTS, or "" when it can be rung."""

    number: str
    place: str
    fault: str


def phones(*, national: bool = True) -> Iterator[Phone]:
    """Every number of the offer that is served just now, in the order they are met."""
    now_on = shelf()
    council = now_on.council or {}
    made_up = council.get("example") is True
    for area, topic, entry in now_on.every():
        if national or area != NATIONAL:
            for number in _numbers(entry.get("contact") or {}):
                yield _one(number, f"{area}/{topic}/{entry.get('id')}", made_up and area != NATIONAL)
    for part in council.values():
        if isinstance(part, Mapping):
            for number in _numbers(part):
                yield _one(number, f"{now_on.council_code}/{COUNCIL}/{COUNCIL}", made_up)
    for name, helpline in now_on.helplines().items() if national else ():
        for number in _numbers(helpline):
            yield _one(number, f"{NATIONAL}/{HELPLINES}/{name}", False)


def fault(number: str, *, made_up: bool) -> str:
    """What is wrong with a number. An invented council may have only numbers that ring nobody, and a real one none of those."""
    if is_reserved(number):
        return "" if made_up else RESERVED
    if not _may_ring(number):
        return NO_NUMBER
    return SOMEBODYS if made_up and not _is_short(number) else ""


def _numbers(block: Mapping[str, Any]) -> list[str]:
    return [str(block[way]) for way in ("phone", "text") if block.get(way)]


def _one(number: str, place: str, made_up: bool) -> Phone:
    return Phone(number, place, fault(number, made_up=made_up))


def _may_ring(number: str) -> bool:
    if _is_short(number):
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "GB"))
    except phonenumbers.NumberParseException:
        return False


def _is_short(number: str) -> bool:
    """999, 111, 116 123, and short codes for texts."""
    digits = re.sub(r"\D", "", number)
    if not 3 <= len(digits) <= 6:
        return False
    try:
        read = phonenumbers.parse(digits, "GB")
    except phonenumbers.NumberParseException:
        return False
    return shortnumberinfo.is_valid_short_number_for_region(read, "GB")
