"""The words the hub looks for in accessibility.yml (the accessibility statement), and what is filled into each; checked by hub_words_schema."""

from __future__ import annotations

from typing import Any

from kinship.hub_words_schema import PERSON, PLAIN


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


ACCESSIBILITY: dict[str, Any] = {
    "title": PLAIN,
    "want": {"everyone": "council", **_plain("title bigger keys script time plain")},
    "tested": {"found": "date checks pages faults", "tools": "tools", **_plain("title rules")},
    "not_tested": _plain("title people readers voice phones limits"),
    "known": _plain("title long languages pictures"),
    "tell": {"call": PERSON, "complain": "complaints_name complaints_phone complaints_hours", **_plain("title")},
    "law": _plain("title advice enforces regulations"),
    "more": _plain("council_page close advice_link"),
}
