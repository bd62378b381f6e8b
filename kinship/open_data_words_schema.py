"""The words the open data looks for in open_data.yml."""

from __future__ import annotations

from typing import Any

from kinship.hub_words_schema import PLAIN
from kinship.offer_schema import STATUSES
from kinship.wording_schema import HEADINGS

TAXONOMIES = ("topic", "need", "heading", "arrangement", "promise")


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


OPEN_DATA: dict[str, Any] = {
    "alerts": {"past_review": "month", "past_limit": "month", **_plain("example example_feed")},
    "areas": _plain("england"),
    "taxonomies": {name: _plain("name description") for name in TAXONOMIES},
    "everyone": PLAIN,
    "headings": dict.fromkeys(HEADINGS, PLAIN),
    "promises": dict.fromkeys(STATUSES, PLAIN),
    "drafts": {
        "why": "feed",
        "empty": "fields",
        "unmapped": "fields",
        **_plain("described contacted no_topic not_a_service national other_council"),
    },
}
