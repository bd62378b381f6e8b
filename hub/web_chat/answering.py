"""An answer to a POST: the whole page, or only what is new when the page's script asks for that."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

from hub.web_chat.page import Context
from hub.web_chat.posted import Posted
from hub.web_chat.wording import fill


def show(template: str, context: Context, status: int = 200) -> HttpResponse:
    """A whole page."""
    return HttpResponse(render_to_string(f"web_chat/{template}", context), status=status)


def answer(posted: Posted, context: Context, status: int = 200) -> HttpResponse:
    """The chat page, as a page or as a fragment."""
    if posted.fragment:
        fragment = {**fragment_of(context, posted.after), "token": context["token"], "key": context["key"]}
        return JsonResponse(fragment, status=status)
    return show("chat.html", context, status)


def other_page(posted: Posted, template: str, context: Context, status: int = 200) -> HttpResponse:
    """A page that is not the chat: the script, which cannot show it in place, sends its form again as it is."""
    if posted.fragment:
        return JsonResponse({}, status=status if status >= 400 else 409)
    return show(template, context, status)


def fragment_of(context: Context, after: int) -> dict[str, Any]:
    """What the script puts into the page: the messages after a number, and how things stand."""
    new = [row for row in context["rows"] if row.seq is None or row.seq > after]
    return {
        "cursor": context["cursor"],
        "state": context["state"],
        "html": "".join(render_to_string("web_chat/message.html", {**context, "row": row}) for row in new),
        "open": _open(context),
        "pending": context["pending"],
        "status": _status(context, new),
        "error": context["error"],
        "title": context["title"],
    }


def _open(context: Context) -> list[int] | None:
    """The messages whose choices may still be tapped; None where the conversation could not be asked."""
    return None if context["state"] == "start" else [row.seq for row in context["rows"] if row.seq and row.choices]


def _status(context: Context, new: list[Any]) -> str:
    if context["error"]:
        return ""
    if context["pending"]:
        return fill("waiting", "still_looking")
    answered = any(row.author != "contact" for row in new)
    return fill("waiting", "message_sent") if new and not answered else ""
