"""One way for every form of the conversation page: do it and go back, or show the page again with what stood in the way."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from hub.adviser_desk import access, refusals
from hub.adviser_desk.conversation_page import show
from hub.conversations.advisers import Stale
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import Conversation


def act(
    request: HttpRequest,
    ref: str,
    do: Callable[[Conversation], object],
    *,
    then: Callable[[object], HttpResponse],
    at: str,
    missing: str = "",
    text: str | None = None,
    seen: int | None = None,
) -> HttpResponse:
    """Do something with a conversation of theirs. `then`: the answer when it is done, given what `do` returned.

    Where it is refused: the page, with a sentence that leads to the form `at`. `missing`: the sentence for a form that
    was not filled in (ValueError). `text` and `seen`: what stood in the box of the reply, and the newest message then.
    """
    conversation = access.find(request.user, ref, *access.ANSWERS)
    asked = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    try:
        return then(do(conversation))
    except NoSuchConversation:
        raise Http404 from None
    except refusals.REFUSALS as refused:
        conversation = access.find(request.user, ref)  # as it stands now; where it has gone from their teams: 404
        error, status = refusals.sentence(refused, conversation, request.user), refusals.status(refused)
        new_after = seen if isinstance(refused, Stale) else None
    except ValueError:
        error, status, new_after = missing, 400, None
    return show(request, conversation, error=error, error_at=at, status=status, text=text, asked=asked, seen=new_after)
