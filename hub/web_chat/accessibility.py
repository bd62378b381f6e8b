"""GET /chat/accessibility/: what was tested for people with disabilities and what was not (accessibility.yml), with the newest figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hub.conversations import tokens
from hub.conversations import words as content
from hub.web_chat.answering import show
from hub.web_chat.filled_parts import parts_of
from hub.web_chat.page import plain
from hub.web_chat.wording import address, day
from kinship import yaml_text
from kinship.last_good import LastGood

RESULTS = Path(__file__).with_name("accessibility_results.yml")  # written by `make accessibility`
ADVICE = "https://www.equalityadvisoryservice.com"  # named by GOV.UK's sample statement; England, Scotland and Wales
MORE = "more"
FIGURES = {"checks": "checks", "pages": "pages", "faults": "failed"}  # places in the words: names in the results


def _read(path: Path, before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return yaml_text.load(path.read_text(encoding="utf-8")) or {}


_file: LastGood[Mapping[str, Any]] = LastGood(_read)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement. It opens beside the chat, as the privacy notice does."""
    said, council = content.accessibility_words(), content.council()
    sections = parts_of(said, MORE, lambda name: _council(council) | _results())
    more = {**said[MORE], "own": address(council.get("accessibility_web")), "advice": ADVICE}
    return show("accessibility.html", plain(tokens.start_token(), str(said["title"]), sections=sections, more=more))


def _council(council: Mapping[str, Any]) -> dict[str, str]:
    team, complaints = council.get("kinship_team") or {}, council.get("complaints") or {}
    return {
        "council": str(council.get("council_name") or ""),
        **{field: str(team.get(field) or "") for field in ("name", "phone", "hours")},
        **{f"complaints_{field}": str(complaints.get(field) or "") for field in ("name", "phone", "hours")},
    }


def _results() -> dict[str, str]:
    """The figures of the newest run; a line whose figure is not there is left out."""
    found = _file.or_else(RESULTS, {})
    told = {place: str(found[name]) for place, name in FIGURES.items() if name in found}
    if isinstance(tested := found.get("tested_on"), date):
        told["date"] = day(tested)
    return told | {"tools": ", ".join(found.get("tools") or ())}
