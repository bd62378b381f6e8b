"""The kind pages of a POST that was not taken in. The words stay in the box, and danger in them is answered."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse

from hub.conversations import tokens
from hub.conversations import words as content
from hub.conversations.tokens import Refused
from hub.web_chat.answering import answer, other_page
from hub.web_chat.authority import conversation_of
from hub.web_chat.page import bare, page
from hub.web_chat.posted import Posted
from hub.web_chat.told import unheard
from hub.web_chat.wording import fill

GONE = {"expired": 410, "erased": 410, "kept": 410, "moved": 410}  # any other token was never ours: 403


def not_taken(posted: Posted, error: str, status: int, conversation_id: UUID | None) -> HttpResponse:
    """The chat as it stands, with what is wrong and the words still in the box."""
    return answer(posted, page(conversation_id, posted, draft=posted.text, error=error), status)


def too_long(posted: Posted) -> HttpResponse:
    """The whole form is far too big. What could be read of it is heard and kept."""
    error = fill("errors", "too_long", over=f"{max(posted.over, 1):,}")
    return _as_it_stands(posted, error, 413)


def too_many(posted: Posted, kind: str) -> HttpResponse:
    """Too often. The first view has its own words for guesses at a code."""
    error = fill("resume", "too_many") if kind == "resume" else fill("errors", "too_many")
    return _as_it_stands(posted, error, 429)


def not_from_here(posted: Posted) -> HttpResponse:
    """Another site's form. Its token is not kept: nobody may be led into a conversation that is not theirs."""
    error = fill("errors", "not_from_here")
    return answer(posted, bare(posted, error=error, token=tokens.start_token(), retry=""), 403)


def closed(posted: Posted, reason: str) -> HttpResponse:
    """The token opens nothing any more: why, whom to call, and the words ready for a new chat."""
    because = content.web_words()["expired"]["because"]
    if not posted.told and not unheard(posted, reason):
        posted = replace(posted, text="")
    context = page(
        posted.told,
        posted,
        draft=posted.text,
        closed=because.get(reason) or because["unknown"],
        may_resume=reason not in ("erased", "kept"),  # what is deleted is deleted: no code opens it
        first_choices=[],
    )
    return other_page(posted, "chat.html", context, GONE.get(reason, 403))


def trouble(posted: Posted, status: int = 503) -> HttpResponse:
    """Something of ours is broken. No database is touched; the key stays, so that sending again is safe."""
    error = fill("errors", "trouble", **content.person())
    return answer(posted, bare(posted, error=error), status)


def _as_it_stands(posted: Posted, error: str, status: int) -> HttpResponse:
    try:
        return not_taken(posted, error, status, conversation_of(posted))
    except Refused as refused:
        return closed(posted, refused.reason)
