"""The words of the chat page, filled in. What it shares with the other pages for carers is in conversations.page_words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.conversations import words as content
from hub.conversations.page_words import address, around, day, exit_address, fill, new_tab, sentence, today, words

__all__ = ["address", "day", "exit_address", "fill", "frame", "new_tab", "sentence", "today", "words"]


def frame() -> dict[str, Any]:
    """What every page of the chat shows around its own part."""
    council, person = content.council(), content.person()
    shared = around()
    return {
        **shared,
        "opening": {
            "assistant": fill("opening", "assistant", council=shared["council"]),
            "privacy": _privacy(council),
            "safety": sentence(fill("safety", "note", **person)) if person["phone"] else "",
        },
        "script_words": _script_words(),
    }


def _privacy(council: Mapping[str, Any]) -> str:
    privacy = council.get("privacy") or {}
    keeps, passed_on = str(privacy.get("keeps") or ""), str(privacy.get("passed_on") or "")
    return fill("opening", "privacy", keeps=keeps, passed_on=passed_on).strip()


def _script_words() -> dict[str, str]:
    """What the page's script says, as data-words-*: it holds no words of its own. {n} is filled in there."""
    return {
        "sending": fill("waiting", "sending"),
        "ready": fill("waiting", "answer_ready"),
        "not-sent": fill("errors", "not_sent"),
        "left": fill("form", "too_near", left="{n}"),
        "over": fill("form", "over", over="{n}"),
        "shift": fill("leave", "shift_more", left="{n}"),
        "leaving": fill("leave", "leaving"),
    }
