"""GET /demo/: a page as a council might have it, with the launcher on it, under a strict policy of its own. Examples only."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hub.conversations.words import council
from hub.web_chat.answering import show
from hub.web_chat.wording import words

POLICY = (
    "default-src 'none'; script-src 'self'; frame-src 'self'; style-src 'self'; img-src data:; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    if not (council().get("example") or settings.DEBUG):
        raise Http404
    response = show("demo.html", {"w": words(), "council": council().get("council_name", "")})
    response.headers["Content-Security-Policy"] = POLICY
    return response
