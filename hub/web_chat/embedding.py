"""GET /embed.js: the launcher for a council's own pages (docs/embedding.md), with its words put in front."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from hub.web_chat.lean_static import lean
from hub.web_chat.wording import fill

SOURCE = Path(__file__).with_name("static") / "web_chat" / "embed.js"


def script() -> str:
    """The launcher as it is sent."""
    words = {name: fill("embed", name) for name in ("frame", "close")}
    return f"const words={json.dumps(words, ensure_ascii=True)};\n{_source()}"


@lru_cache(maxsize=1)
def _source() -> str:
    return lean(SOURCE.read_text("utf-8"), script=True)


def _etag(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(script().encode()).hexdigest()[:16]}"'


@require_safe
@condition(etag_func=_etag)
def embed_js(request: HttpRequest) -> HttpResponse:
    """Open to any page: it is a module script, which browsers fetch by CORS; who may frame the chat is a setting."""
    response = HttpResponse(script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
