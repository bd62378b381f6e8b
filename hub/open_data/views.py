"""The GET addresses of Open Referral UK 3.0 under /open-data/v3/."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hub.conversations.councils import public_url
from hub.open_data.serving import current
from kinship.open_referral_api import LISTS, description
from kinship.open_referral_files import about, as_text, listed
from kinship.open_referral_pages import BadFilter, chosen, in_a_list, page

ROOT = "/open-data/v3"
KEPT_FOR = 300  # seconds


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """GET /: which standard this is."""
    return _answer(request, about(f"{_address()}/openapi.json"))


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """GET /openapi.json: this door, described for programs."""
    return _answer(request, description(_address()))


def a_list(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """GET /<list>: a page of it, filtered where it can be (services)."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        asked = {key: value for key, value in request.GET.items() if "\x00" not in value}
        try:
            if name == "services":
                found = chosen(current().services, asked)
                full = asked.get("full") == "true"
                return _answer(request, page(found if full else [in_a_list(each) for each in found], asked))
            return _answer(request, page(listed(current(), name), asked))
        except BadFilter as fault:
            return _answer(request, {"error": "bad_filter", "field": fault.field, "wanted": fault.wanted}, status=400)

    return view


def one(name: str) -> Callable[..., HttpResponse]:
    """GET /<list>/<id>: all there is about one thing."""

    @require_safe
    def view(request: HttpRequest, ident: str) -> HttpResponse:
        found = next((each for each in getattr(current(), name) if each["id"] == ident), None)
        return _answer(request, found or {"error": "not_found"}, status=200 if found else 404)

    return view


VIEWS = {name: (a_list(name), one(name)) for name in LISTS}


def _address() -> str:
    return public_url().rstrip("/") + ROOT


def _answer(request: HttpRequest, value: Any, status: int = 200) -> HttpResponse:
    """JSON for any page of any site to read. It is the same for everybody, so it may be kept, and asked for by its mark."""
    text = as_text(value).encode()
    mark = f'"{hashlib.sha256(text).hexdigest()[:16]}"'
    same = status == 200 and mark in request.headers.get("If-None-Match", "")
    response = HttpResponse(b"" if same else text, status=304 if same else status, content_type="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if status == 200:
        response.headers["ETag"] = mark
        response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    return response
