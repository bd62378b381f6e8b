"""Whether a number is a mobile of the UK, and one spelling for each: every provider writes them in another way.

Read with `phonenumbers` (Google's libphonenumber, Apache-2.0); nothing is looked up and nothing is sent.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

UK = 44
# What a number may be written with. Anything else is a name ("GOVUK") or a user id ("GB.1234"), and is no number.
WRITTEN = re.compile(r"\s*\+?[\d\s().\-\u2010-\u2015\xa0]+\Z")
# Shorter than this is a short code (60006): libphonenumber would give it a country all the same.
FEWEST_DIGITS = 10
# 07700 900000 to 900999, kept by Ofcom for drama: libphonenumber calls them no mobiles, and every test, demo and training uses them.
DRAMA = re.compile(r"7700900\d{3}\Z")


def uk_mobile(address: str) -> str | None:
    """E.164 ("+447700900123") if this is a mobile of the UK, else None: a landline, a short code, a name, abroad, a pager, 070.

    Jersey, Guernsey and the Isle of Man count: they share +44, a carer's sim may be from there, and not to answer somebody
    in danger is worse than a dearer text. Drama numbers (07700 900xxx) count too.
    """
    number = _read(address)
    if number is None or number.country_code != UK:
        return None
    if _is_drama(number) or (
        phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    ):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return None


def normalised(address: str) -> str:
    """E.164 if it can be read as a number of the UK or of abroad, else just as it came (a name, a short code, a user id)."""
    number = _read(address)
    return address if number is None else phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _read(address: str) -> phonenumbers.PhoneNumber | None:
    if not WRITTEN.match(address) or sum(map(str.isdigit, address)) < FEWEST_DIGITS:
        return None
    at_home = _parsed(address)
    if at_home is not None and (_is_drama(at_home) or phonenumbers.is_valid_number(at_home)):
        return at_home
    # Notify and some networks leave the plus away: "33612345678" is Paris, and no long number of Britain.
    abroad = _parsed("+" + address.strip().lstrip("+"))
    if abroad is not None and phonenumbers.is_valid_number(abroad):
        return abroad
    # Made up but well formed (01632 960123): a number still, as long as they said which country's.
    said = address.strip().startswith(("+", "0", str(UK)))
    possible = (
        at_home is not None and phonenumbers.is_possible_number_with_reason(at_home) == ValidationResult.IS_POSSIBLE
    )
    return at_home if said and possible else None


def _parsed(address: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(address, "GB")
    except phonenumbers.NumberParseException:
        return None


def _is_drama(number: phonenumbers.PhoneNumber) -> bool:
    return number.country_code == UK and DRAMA.match(str(number.national_number)) is not None
