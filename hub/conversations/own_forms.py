"""What came with a form of our own pages: whether it is ours, and its fields, read as far as anybody can read them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError

_FORM = "application/x-www-form-urlencoded"


def from_our_page(request: HttpRequest) -> bool:
    """The browser says where a form stood, unless it is old or told not to; then the form's own token decides, if it has one."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")  # none: the person reloads the page, or the browser restores it
    origin = request.headers.get("Origin")
    if not origin or origin == "null":  # our own pages send "null", because they tell nobody where they are
        return True
    return origin == _origin(settings.KINSHIP_PUBLIC_URL) or urlsplit(origin).netloc == request.get_host()


def fields_of(request: HttpRequest) -> tuple[QueryDict, bool]:
    """The fields of a form, and whether it was too big: then what could be read of it. Never raises for what anyone may send."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        if request.content_type == _FORM and int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return QueryDict(request.read(most), encoding="utf-8"), True
        return request.POST, False
    except UnreadablePostError:  # the line broke while it was sent: there is nobody to answer
        return QueryDict(), False
    except (SuspiciousOperation, ValueError):  # too many fields, or a form that is none
        return QueryDict(), True


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
