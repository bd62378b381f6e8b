"""The council's colours, as a style sheet: /chat/theme.css. Colours that cannot be read by everybody are never served."""

from __future__ import annotations

import hashlib
import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from hub.conversations.words import council
from kinship.theme import DEFAULT, Theme, refused, theme_of

logger = logging.getLogger(__name__)
TINT = 0.1  # how much of the colour is in the wash behind the carer's own words; dark text on it stays above 10 to 1


def style_sheet() -> str:
    """The custom properties that chat.css uses."""
    found = council().get("theme")
    if found and refused(found):
        logger.warning("theme.refused council=%s: run `python -m kinship check`", council().get("council_name"))
    theme = theme_of(council())
    values = {
        "brand": theme.colour,
        "on-brand": theme.text_on_colour,
        "link": theme.colour,
        "button": theme.colour,
        "on-button": theme.text_on_colour,
        "tint": tint(theme),
    }
    return ":root{" + ";".join(f"--theme-{name}:{value}" for name, value in values.items()) + "}\n"


def tint(theme: Theme = DEFAULT) -> str:
    """A little of the colour in white."""
    digits = theme.colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return "#" + "".join(f"{round(255 - (255 - channel) * TINT):02x}" for channel in channels)


def _etag(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(style_sheet().encode()).hexdigest()[:16]}"'


@require_safe
@condition(etag_func=_etag)
def theme_css(request: HttpRequest) -> HttpResponse:
    """GET /chat/theme.css: says nothing about anybody, so a browser may keep it for a while."""
    response = HttpResponse(style_sheet(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "max-age=300"
    return response
