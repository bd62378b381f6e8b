"""What was just done, said on the page that comes after it: a code and a reference in the address, the words in desk.yml."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hub.adviser_desk.wording import words
from hub.conversations.models.conversation import REF_LETTERS

_REF = re.compile(rf"[{REF_LETTERS}]{{8}}")


def said(request: HttpRequest) -> str:
    """The sentence for the address of this page; "" when nothing was done, or nothing we know of."""
    sentence, ref = words()["done"].get(request.GET.get("done", "")), request.GET.get("ref", "")
    if not sentence or ("{ref}" in sentence and not _REF.fullmatch(ref)):
        return ""
    return str(sentence).format(ref=ref)


def back_to_queue(code: str, ref: str) -> HttpResponse:
    """To the queue, where it says what was done to which conversation."""
    return HttpResponseRedirect(f"{reverse('desk_queue')}?{urlencode({'done': code, 'ref': ref})}", status=303)


def back_to(ref: str, code: str, place: str) -> HttpResponse:
    """To the conversation, at a place of its page."""
    address = reverse("desk_conversation", args=[ref])
    return HttpResponseRedirect(f"{address}?{urlencode({'done': code})}#{place}", status=303)
