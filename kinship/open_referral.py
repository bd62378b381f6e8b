"""The offer as open data: Open Referral UK 3.0, made from the same words that carers read.

Every entry becomes a service: the council's own under the council's organisation, England's under whoever gives the help.
What their form has no place for (who decides, what if they say no, how to come back, amounts) is kept beside it, under
`x-kinship-offer`, so that nothing is lost on the way back (docs/open_data.md lists field by field).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinship.local_offer import NATIONAL, Entry, Shelf, standing
from kinship.offer_writing import plain
from kinship.open_referral_contact import Record, contacts, schedules, whole_address
from kinship.open_referral_ids import ident_in
from kinship.open_referral_terms import EVERYONE, Words, need_code, taxonomies, term_id, terms

log = logging.getLogger(__name__)

KEPT_BESIDE = "x-kinship-offer"
# Entry fields with no place of their own in Open Referral UK; the others stand in its own fields.
BESIDE = (
    "id what who how provides coordinates decides if_no come_back only_if contact figures source review_by hard_limit owner"
).split()
STATUS = {"live": "active", "paused": "temporarily closed"}  # and "inactive" for what nobody can have from here
_AGES = {"under_16": (None, 15), "age_16_or_17": (16, 17), "adult": (18, None)}


@dataclass(frozen=True)
class Feed:
    """All of one council's open data, whole, in the order of the offer."""

    services: list[Record]
    organizations: list[Record]
    service_at_locations: list[Record]
    taxonomies: list[Record]
    taxonomy_terms: list[Record]


def feed(shelf: Shelf, words: Words, as_of: date) -> Feed:
    """The offer of the shelf's council and of England, as of a day. `words` is open_data.yml."""
    known = terms(shelf, words)
    by_id = {term["id"]: term for term in known}
    services = []
    for area, topic, entry in shelf.every():
        try:
            services.append(_Service(shelf, words, as_of, by_id, area, topic, entry).record())
        except (LookupError, TypeError, AttributeError, ValueError) as fault:  # one slip takes nobody else's help away
            log.warning("%s/%s: '%s' is left out of the open data (%r).", area, topic, entry.get("id"), fault)
    organizations = {each["organization"]["id"]: each["organization"] for each in services}
    places = [
        {**place, "service": {key: each[key] for key in ("id", "name", "status")}}
        for each in services
        for place in each.get("service_at_locations", ())
    ]
    return Feed(services, list(organizations.values()), places, taxonomies(words), known)


def description(entry: Mapping[str, Any]) -> str:
    """What it is, who can get it and how: three paragraphs, where there are three."""
    return "\n\n".join(str(entry[part]) for part in ("what", "who", "how") if entry.get(part))


@dataclass(frozen=True)
class _Service:
    shelf: Shelf
    words: Words
    as_of: date
    terms: Mapping[str, Record]
    area: str
    topic: str
    entry: Entry

    def record(self) -> Record:
        entry, ways = self.entry, self.shelf.contact(self.entry)
        service, stands = self._id("service"), standing(entry, self.as_of)
        council = self.area != NATIONAL
        organization = self._organization()
        found: Record = {
            "id": service,
            "organization_id": organization["id"],
            "name": str(entry["title"]),
            "description": description(entry) if stands != "past_limit" else self._aged(stands),
            "url": whole_address(ways["web"] or (entry.get("source") or {}).get("href")),
            "email": ways["email"],
            "status": self._status(),
            "fees": str(entry["cost"]),
            "assured_date": plain(entry.get("checked_on")),
            "assurer_email": self._assurer() if council else "",
            "alert": " ".join(filter(None, (self._example(), self._aged(stands)))),
            "organization": organization,
            "contacts": contacts(service, ways, self._id),
            "schedules": schedules(service, self._block(), ways["hours"], self._id),
            "service_areas": [self._service_area(service)],
            "service_at_locations": self._places(service),
            "cost_options": self._cost_options(service),
            "attributes": self._attributes(service),
            **self._ages(),
            KEPT_BESIDE: self._beside(stands),
        }
        return {key: value for key, value in found.items() if value not in ("", None, [])}

    def _scope(self) -> str:
        """Whose record it is. England's, unless it says to call the council: then each council's feed has one of its own."""
        own = self.area != NATIONAL or "council" in (self.entry.get("contact") or {})
        return self.shelf.council_code if own and self.shelf.council_code else NATIONAL

    def _id(self, *parts: str) -> str:
        return ident_in(self._scope(), self.shelf.council, self.area, self.topic, str(self.entry["id"]), *parts)

    def _status(self) -> str:
        promise = self.entry["status"]
        if promise == "not_available" or (promise == "local" and self.area == NATIONAL):
            return "inactive"  # words about help, not help that can be had from here
        return STATUS[self.entry.get("state", "live")]

    def _organization(self) -> Record:
        council = self.shelf.council or {}
        if self.area == NATIONAL:
            name = str(self.entry["provides"]).rstrip(".")
            slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            return {"id": ident_in(self._scope(), council, "by", slug), "name": name, "description": name}
        name, door = str(council.get("council_name") or self.area), council.get("front_door") or {}
        found = {
            "id": ident_in(self.area, council, "organization"),
            "name": name,
            "description": str(council.get("area_note") or name),
            "email": str(door.get("email") or ""),
            "website": whole_address(council.get("offer_url")),
        }
        return {key: value for key, value in found.items() if value}

    def _example(self) -> str:
        """An invented council's feed says so on everything in it, so that nobody takes it for help."""
        if not (self.shelf.council or {}).get("example"):
            return ""
        return str(self.words["alerts"]["example_feed" if self.area == NATIONAL else "example"])

    def _aged(self, stands: str) -> str:
        if stands == "current":
            return ""
        checked = self.entry.get("checked_on")
        return str(self.words["alerts"][stands]).format(month=f"{checked:%B %Y}" if checked else "")

    def _assurer(self) -> str:
        """A mailbox of a team, never a person's."""
        council = self.shelf.council or {}
        boxes = ((council.get(team) or {}).get("email") for team in ("kinship_team", "front_door"))
        return str(next(filter(None, boxes), ""))

    def _block(self) -> Mapping[str, Any]:
        """The contact as the council wrote it, with its hours as data."""
        contact = self.entry.get("contact") or {}
        if "council" in contact:
            council = self.shelf.council or {}
            return council.get(contact["council"]) or council.get("front_door") or {}
        return contact

    def _service_area(self, service: str) -> Record:
        council = self.shelf.council or {}
        national = self._scope() == NATIONAL
        name = self.words["areas"]["england"] if national else str(council.get("council_name") or self.area)
        return {"id": self._id("service_area"), "service_id": service, "name": name, "service_area": name}

    def _places(self, service: str) -> list[Record]:
        """Where it is, when the council's list of groups or the contact's address for letters says so. Addresses are not guessed."""
        if self.area == NATIONAL:
            return []
        said = [
            (str(group["where"]), "virtual" if str(group["where"]).lower().startswith("online") else "physical")
            for group in (self.shelf.council or {}).get("groups") or ()
            if isinstance(group, Mapping)
            and str(group.get("name") or "\0") in self.entry["title"]
            and group.get("where")
        ]
        if post := self._block().get("post"):
            said.append((str(post), "postal"))
        return [self._place(service, name, kind) for name, kind in said]

    def _place(self, service: str, name: str, kind: str) -> Record:
        location = ident_in(self.area, self.shelf.council, "location", name)
        return {
            "id": self._id("service_at_location", name),
            "service_id": service,
            "location_id": location,
            "location": {"id": location, "location_type": kind, "name": name},
        }

    def _cost_options(self, service: str) -> list[Record]:
        cost = str(self.entry["cost"])
        free = {"amount": 0} if cost.strip(" .").lower() == "free" else {}
        return [{"id": self._id("cost_option"), "service_id": service, "option": cost, **free}]

    def _attributes(self, service: str) -> list[Record]:
        serves = self.entry["arrangements"]
        filed = [
            ("topic", self.topic),
            ("need", need_code(self.topic, str(self.entry["need"]))),
            ("heading", str(self.shelf.topics()[self.topic].get("heading") or "")),
            ("promise", str(self.entry["status"])),
            *(("arrangement", str(code)) for code in ([EVERYONE] if serves == "all" else serves)),
        ]
        return [
            {
                "id": self._id("attribute", taxonomy, code),
                "link_id": service,
                "link_type": taxonomy,
                "taxonomy_term_id": term["id"],
                "taxonomy_term": term,
            }
            for taxonomy, code in filed
            if (term := self.terms.get(term_id(taxonomy, code)))
        ]

    def _ages(self) -> Record:
        bands = (self.entry.get("only_if") or {}).get("age_band")
        ages = [_AGES[band] for band in ([bands] if isinstance(bands, str) else bands or ()) if band in _AGES]
        if not ages:
            return {}
        least, most = [low for low, _ in ages], [high for _, high in ages]
        return {
            **({"minimum_age": min(least)} if None not in least else {}),
            **({"maximum_age": max(most)} if None not in most else {}),
        }

    def _beside(self, stands: str) -> Record:
        """What has no place in their form. Past its hard limit only what says whom to call."""
        fields = BESIDE if stands != "past_limit" else ["id", "contact", "review_by", "hard_limit"]
        kept = {field: plain(self.entry[field]) for field in fields if field in self.entry}
        return {"area": self.area, **kept}
