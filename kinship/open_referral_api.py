"""The description of our own door for open data, for programs: OpenAPI, made from the lists and filters that it has."""

from __future__ import annotations

from typing import Any

from kinship.open_referral_pages import FILTERS, MOST

VERSION = "3.0"
_SCHEMAS = "https://raw.githubusercontent.com/OpenReferralUK/uk-profile/main/schema"
_ITEM = {  # where the standard's own schema of one record stands
    "services": "compiled/service.json",
    "organizations": "compiled/organization.json",
    "service_at_locations": "compiled/service_at_location.json",
    "taxonomies": "taxonomy.json",
    "taxonomy_terms": "taxonomy_term.json",
}
LISTS = tuple(_ITEM)
_WHOLE = ("page", "per_page", "minimum_age", "maximum_age")


def description(address: str) -> dict[str, Any]:
    """OpenAPI 3.0 of the door at `address`."""
    paths: dict[str, Any] = {"/": _get("Which standard this is", {"type": "object"})}
    for name in LISTS:
        item = {"$ref": f"{_SCHEMAS}/{_ITEM[name]}"}
        filters = ["page", "per_page", *(FILTERS if name == "services" else ())]
        envelope = {
            "type": "object",
            "properties": {
                **dict.fromkeys(("total_items", "total_pages", "page_number", "size"), {"type": "integer"}),
                **dict.fromkeys(("first_page", "last_page", "empty"), {"type": "boolean"}),
                "contents": {"type": "array", "maxItems": MOST, "items": {"type": "object"}},
            },
        }
        paths[f"/{name}"] = _get(f"A page of {name}", envelope, [_parameter(each, "query") for each in filters])
        paths[f"/{name}/{{id}}"] = _get(f"One of {name}, whole", item, [_parameter("id", "path")])
    return {
        "openapi": "3.0.3",
        "info": {"title": "Kinship local offer: open data (Open Referral UK)", "version": VERSION},
        "servers": [{"url": address}],
        "paths": paths,
    }


def _get(summary: str, schema: dict[str, Any], parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    good = {"description": summary, "content": {"application/json": {"schema": schema}}}
    refused = {"400": {"description": "A filter that is not one"}, "404": {"description": "Not here"}}
    return {"get": {"summary": summary, "parameters": parameters or [], "responses": {"200": good, **refused}}}


def _parameter(name: str, where: str) -> dict[str, Any]:
    kind = {"type": "integer"} if name in _WHOLE else {"type": "string"}
    return {"name": name, "in": where, "required": where == "path", "schema": kind}
