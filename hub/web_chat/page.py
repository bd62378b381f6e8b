"""Builds what a page shows: the frame, the conversation as it stands, the form with the carer's words, and what went wrong.

Nothing here writes, but for the token of a talk that did not begin on the web.
`bare` touches no database at all: it is what is shown when there is none.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.conversations import feed, tokens, transcript
from hub.conversations.states import WAITING, WITH_ADVISER
from hub.web_chat.message_list import first_choices, newest, rows, safety_row
from hub.web_chat.posted import LONGEST, Posted, new_key
from hub.web_chat.wording import fill, frame

Context = dict[str, Any]
ALL_SEEN = -1  # for `after`: show everything as already read


def page(
    conversation_id: UUID | None,
    posted: Posted | None = None,
    *,
    draft: str = "",
    after: int = ALL_SEEN,
    error: str = "",
    keep_key: bool = False,
    **more: Any,
) -> Context:
    """The chat page: of a conversation, or the first view. `error` is a sentence; `more` is passed to the template."""
    if conversation_id is None:
        talk = _nothing_said(tokens.start_token())
        talk["first_choices"] = first_choices()
    else:
        talk = _talk(conversation_id, after)
    return _whole(talk, posted, draft, error, keep_key, more)


def bare(posted: Posted, *, error: str, token: str | None = None, **more: Any) -> Context:
    """The page without its conversation, for when the database cannot be asked: words, key and token stay in the form."""
    talk = _nothing_said(posted.token if token is None else token)
    talk |= {"after": posted.after, "started": posted.after > 0}
    return _whole(talk, posted, posted.text, error, True, {"retry": posted.choice, **more})


def plain(token: str, title: str, **more: Any) -> Context:
    """A page that is not the chat itself: a form, an end, an error. `title` is its heading too."""
    around = frame()
    return {**around, "token": token, "state": "", "cursor": 0, "heading": title, **_titled(around, title), **more}


def _talk(conversation_id: UUID, after: int) -> Context:
    cursor = feed.cursor()  # before the messages: what comes in between is then fetched again, never missed
    pending = transcript.is_pending(conversation_id)
    shown = transcript.shown(conversation_id)
    state = transcript.state(conversation_id)
    return {
        "started": True,
        "token": tokens.issue(conversation_id),
        "cursor": cursor,
        "state": state,
        "pending": pending,
        "may_check": state in (WAITING, WITH_ADVISER),
        "rows": rows(conversation_id, shown, after),
        "after": max((one.seq for one in shown), default=0),
    }


def _nothing_said(token: str) -> Context:
    return {"started": False, "token": token, "cursor": 0, "state": "start", "pending": False, "rows": [], "after": 0}


def _whole(talk: Context, posted: Posted | None, draft: str, error: str, keep_key: bool, more: Context) -> Context:
    around = frame()
    if posted and (error or draft or posted.told):
        said = {row.body for row in talk["rows"] if row.kind == "danger" and row.seq and row.seq > posted.after}
        talk["rows"] = [*talk["rows"], *(row for row in safety_row(posted) if row.body not in said)]
    first = newest(talk["rows"])
    prefix = "error" if error else "waiting" if talk["pending"] else "new_answer" if first else ""
    return {
        **around,
        **talk,
        **_titled(around, fill("title_prefix", prefix) if prefix else ""),
        "heading": around["w"]["page"]["question"],
        "draft": draft,
        "key": posted.key if posted and keep_key else new_key(),
        "limit": LONGEST,
        "error": error,
        "first_new": first,
        **more,
    }


def _titled(around: Context, prefix: str) -> Context:
    return {"title": f"{prefix} – {around['plain_title']}" if prefix else around["plain_title"]}
