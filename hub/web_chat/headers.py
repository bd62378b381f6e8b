"""What every answer of the hub carries, error pages too: not stored, not told to other sites, no script but our own."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.web_chat.wording import exit_address

Answer = Callable[[HttpRequest], HttpResponse]
OF_STAFF = "/desk/"  # the only pages with cookies
FRAMED = ("/chat/",)  # what a council's own page may show in a frame; nothing else may be framed
TLS_STAYS = "max-age=31536000; includeSubDomains"  # a year


class Headers:
    """The outermost middleware: it also dresses the answers that Django makes when something went wrong further in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        if settings.SESSION_COOKIE_SECURE:
            response.headers.setdefault("Strict-Transport-Security", TLS_STAYS)
        if request.path_info.startswith(settings.STATIC_URL):
            return response  # scripts and styles may be kept: they say nothing about anybody
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Security-Policy", policy(request.path_info))
        if not request.path_info.startswith(OF_STAFF):
            response.cookies.clear()  # carers have none, whatever is put in between; not even one that takes a stale one of staff away
        return response


def policy(path: str = "/chat/") -> str:
    """The content security policy: nothing inline, nothing from elsewhere, framed only where the settings allow it."""
    ancestors = settings.KINSHIP_FRAME_ANCESTORS if path.startswith(FRAMED) else ["'none'"]
    address = urlsplit(exit_address())
    leaving = f"{address.scheme}://{address.netloc}"  # the exit button is a POST that ends there
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            f"form-action 'self' {leaving}",
            f"frame-ancestors {' '.join(ancestors)}",
            "base-uri 'none'",
        ]
    )
