"""The words the desk looks for in desk.yml; checked as the words of the chat are (hub_words_schema), but for another reader."""

from __future__ import annotations

from typing import Any

from kinship.hub_words_schema import PLAIN


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


DESK: dict[str, Any] = {
    "page": _plain("skip problem error sign_out"),
    "login": _plain("title what name password send wrong too_many not_from_here"),
    "review": _plain("title what"),
    "open": {
        "since": "time",
        "told": "number",
        "owned_by": "name",
        **_plain("title none own deleted end_title outcome choose end end_hint no_outcome gone"),
    },
    "urgency": _plain("emergency soon"),
    "net": _plain("door assistant"),
    "outcomes": _plain("called_999 referred already_known spoke_to_them could_not_reach false_alarm"),
    "screens": _plain("title what none near_miss no_words marks"),
    "marks": _plain("right false_alarm"),
    "propose": _plain("title what kind urgency words words_hint why send thanks incomplete"),
}
