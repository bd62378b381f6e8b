"""Going away: fast and for good (leave), or in peace (finish), with or without deleting."""

from __future__ import annotations

import logging
import threading
import time
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from hub.conversations import erasure, legal_holds, replays, tokens, transitions
from hub.conversations.tokens import Refused
from hub.web_chat.answering import other_page
from hub.web_chat.authority import conversation_of
from hub.web_chat.guards import door, to_start
from hub.web_chat.message_list import safety_row
from hub.web_chat.page import Context, plain
from hub.web_chat.posted import Posted
from hub.web_chat.wording import exit_address, words

logger = logging.getLogger(__name__)
ERASE_AGAIN_AFTER = (2, 5, 15, 60, 300)  # seconds: a database that is locked now will not be locked for ever


class NotYetHere(LookupError):
    """The words that are to be forgotten have not arrived yet: the carer left while they were being sent."""


@door
def leave(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/leave: delete, then go. A deletion that fails holds nobody up: it is tried again behind them."""
    try:
        _erase(posted)
    except Refused:
        pass  # nothing of theirs is left to delete
    except NotYetHere:
        erase_later(posted)
    except Exception:
        logger.exception("web_chat.leave")
        erase_later(posted)
    if posted.fragment or posted.fields.get("quiet"):
        response = HttpResponse(status=204)  # the script goes away by itself
    else:
        response = _to_exit(303)
    # Only this address of ours: "cookies" would clear those of the whole council, and "cache" takes seconds.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """GET /chat/left: where the script leads, so that only our address and the exit are in the history."""
    return _to_exit(302)


@door
def finish(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/finish: close, and ask whether it helped."""
    conversation_id = conversation_of(posted)
    if conversation_id is None:
        return to_start()
    transitions.close(conversation_id, "by_carer")
    return other_page(posted, "end.html", end_page(conversation_id, posted))


@door
def delete(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/delete: blank everything, and stay. What must be kept is not deleted, and the page says so."""
    conversation_id = conversation_of(posted)
    kept = conversation_id is not None and not erasure.erase(conversation_id) and legal_holds.of(conversation_id)
    said = words()["delete"]
    title = said["kept_title"] if kept else said["title"]
    return other_page(posted, "deleted.html", plain(tokens.start_token(), title, kept=bool(kept)))


def end_page(conversation_id: UUID, posted: Posted, **more: object) -> Context:
    """The page at the end of a chat."""
    title = words()["finish"]["title"]
    return plain(tokens.issue(conversation_id), title, rows=safety_row(posted), **more)


def _erase(posted: Posted) -> None:
    """Delete the chat of the form. A first message that is under way has no chat in its form yet: its key finds it.

    Raises Refused, NotYetHere.
    """
    conversation_id = conversation_of(posted)
    if conversation_id is None and (posted.text or posted.choice):
        conversation_id = replays.opened_with("web", (posted.text_key, posted.choice_key))
        if conversation_id is None:
            raise NotYetHere
    if conversation_id is not None:
        erasure.erase(conversation_id)


def erase_later(posted: Posted) -> threading.Thread:
    """Delete as soon as the database can be asked again, without anybody waiting for it."""
    thread = threading.Thread(target=_erase_when_possible, args=(posted,), daemon=True)
    thread.start()
    return thread


def _erase_when_possible(posted: Posted) -> None:
    for pause in ERASE_AGAIN_AFTER:
        time.sleep(pause)
        try:
            return _erase(posted)
        except Refused:
            return
        except Exception:
            logger.warning("web_chat.leave: could not delete yet")
        finally:
            connection.close()
    logger.error("web_chat.leave: a chat was left and could not be deleted")


def _to_exit(status: int) -> HttpResponse:
    response = HttpResponseRedirect(exit_address())
    response.status_code = status
    return response
