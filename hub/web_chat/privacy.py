"""GET /chat/privacy/: what we do with what carers write, in their words (privacy.yml). Asks no database, knows nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hub.conversations import tokens
from hub.conversations import words as content
from hub.web_chat.answering import show
from hub.web_chat.filled_parts import parts_of
from hub.web_chat.page import plain
from hub.web_chat.wording import address, words

ASKED, COMPLAINED_TO = "kinship_team", "complaints"  # blocks of council.yml: whom to call about it
MORE = "more"  # the last part: links and where to go from here


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice. It opens beside the chat, so that nobody loses what they have there."""
    said = content.privacy_words()
    page = plain(tokens.start_token(), str(said["title"]), sections=_sections(said), more=said[MORE], own=_own_page())
    return show("privacy.html", page)


def _sections(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    council = content.council()
    values = _values(council)
    return parts_of(said, MORE, lambda part: values | _whom(council, part))


def _values(council: Mapping[str, Any]) -> dict[str, str]:
    told, page = council.get("privacy") or {}, words()
    return {
        "council": str(council.get("council_name") or ""),
        "keeps": str(told.get("keeps") or ""),
        "passed_on": str(told.get("passed_on") or ""),
        "leave": str(page["leave"]["button"]),
        "finish": str(page["finish"]["button"]),
        "delete": str(page["delete"]["button"]),
    }


def _whom(council: Mapping[str, Any], part: str) -> dict[str, str]:
    team = council.get(COMPLAINED_TO if part == "complain" else ASKED) or {}
    return {field: str(team.get(field) or "") for field in ("name", "phone", "hours")}


def _own_page() -> str:
    return address((content.council().get("privacy") or {}).get("web"))
