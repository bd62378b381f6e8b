"""A page of the open data: filters, and the envelope the UK profile asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kinship.open_referral_contact import Record

A_PAGE, MOST = 50, 500  # items on a page: as a rule, and at most
# What a list shows of each thing; the rest is at its own address.
IN_A_LIST = (
    "id organization_id name description url email status fees minimum_age maximum_age assured_date assurer_email alert"
    " organization"
).split()
FILTERS = "search taxonomy_term_id taxonomy_id organization_id minimum_age maximum_age day".split()
# The standard's others: what we do not know (places on a map, days of change) cannot be filtered by, and is not ignored.
NOT_OFFERED = "postcode proximity start_time end_time modified_after".split()


class BadFilter(ValueError):
    """A filter or a page that is not one. `field` names it, `wanted` says what it takes."""

    def __init__(self, field: str, wanted: str) -> None:
        super().__init__(f"{field}: {wanted}")
        self.field, self.wanted = field, wanted


def page(records: Sequence[Record], asked: Mapping[str, str], a_page: int = A_PAGE) -> Record:
    """The page asked for (`page` from 1, `per_page`) in its envelope; a page past the last is empty. Raises BadFilter."""
    size, number = _number(asked, "per_page", a_page, MOST), _number(asked, "page", 1)
    pages = max(1, -(-len(records) // size))
    contents = list(records[(number - 1) * size : number * size])
    return {
        "total_items": len(records),
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def in_a_list(service: Record) -> Record:
    """A service as it stands in a list."""
    return {key: service[key] for key in IN_A_LIST if key in service}


def chosen(services: Sequence[Record], asked: Mapping[str, str]) -> list[Record]:
    """The services that pass every filter that was asked for. Raises BadFilter. What we do not know is not left out."""
    if refused := next((name for name in NOT_OFFERED if name in asked), None):
        raise BadFilter(refused, "not offered here")
    filters = {name: asked[name].strip() for name in FILTERS if asked.get(name, "").strip()}
    ages = {name: _age(filters, name) for name in ("minimum_age", "maximum_age") if name in filters}
    words = filters.get("search", "").casefold().split()
    return [
        each
        for each in services
        if all(word in f"{each['name']} {each.get('description', '')}".casefold() for word in words)
        and _filed(each, filters)
        and filters.get("organization_id", each["organization_id"]) == each["organization_id"]
        and _of_age(each, ages)
        and _on_day(each, filters.get("day", ""))
    ]


def _filed(service: Record, filters: Mapping[str, str]) -> bool:
    terms = [each["taxonomy_term"] for each in service.get("attributes", ())]
    return all(
        any(term[field] == filters[name] for term in terms)
        for name, field in (("taxonomy_term_id", "id"), ("taxonomy_id", "taxonomy_id"))
        if name in filters
    )


def _of_age(service: Record, ages: Mapping[str, float]) -> bool:
    """Whether somebody of one of these ages may have it."""
    least, most = ages.get("minimum_age", 0), ages.get("maximum_age", float("inf"))
    return service.get("minimum_age", 0) <= most and service.get("maximum_age", float("inf")) >= least


def _on_day(service: Record, day: str) -> bool:
    wanted = set(day.upper().split(",")) if day else set()
    return not wanted or bool(wanted & set(_days(service)))


def _days(service: Record) -> Iterator[str]:
    for each in service.get("schedules", ()):
        yield from str(each.get("byday", "")).split(",")


def _age(asked: Mapping[str, str], field: str) -> int:
    if not (asked[field].isascii() and asked[field].isdigit()) or len(asked[field]) > 3:
        raise BadFilter(field, "an age in years")
    return int(asked[field])


def _number(asked: Mapping[str, str], field: str, otherwise: int, most: int = 10**6) -> int:
    said = asked.get(field, "").strip()
    if not said:
        return otherwise
    if not (said.isascii() and said.isdigit()) or len(said) > 7 or not 1 <= int(said):
        raise BadFilter(field, "a number from 1 on")
    return min(int(said), most)
