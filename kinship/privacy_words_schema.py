"""The words the hub looks for in privacy.yml (the privacy notice), and what is filled into each; checked by hub_words_schema."""

from __future__ import annotations

from typing import Any

from kinship.hub_words_schema import PERSON, PLAIN


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


PRIVACY: dict[str, Any] = {
    "title": PLAIN,
    "who": {"runs": "council", "ask": PERSON, **_plain("title law")},
    "what": _plain("title words names call locked page not_needed"),
    "how_long": {"keeps": "keeps", **_plain("title then copies longer opinion")},
    "who_sees": _plain("title program decides advisers looks others sold"),
    "tell": {"passed_on": "passed_on", **_plain("title danger stays")},
    "delete": {"leave": "leave", "button": "finish delete", "call": PERSON, **_plain("title write browser")},
    "copy": {"copy": PERSON, **_plain("title when mend find about_you")},
    "complain": {"us": PERSON, **_plain("title commissioner")},
    "texts": _plain("title number company whatsapp on_phone stop pictures"),
    "more": _plain("title council_page close leaving changed"),
}
