"""GET /offer/: what is it like for you, what do you need, or look for it in your own words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hub.conversations import words as content
from hub.offer_site.site_page import page, show


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front page asks no database and knows nothing of anybody."""
    shelf, said = content.shelf(), content.site_words()
    context = page(
        request,
        said["front"]["title"],
        opening=said["front"]["opening"].format(council=content.council().get("council_name", "")),
        example=bool(content.council().get("example")),
        situations=situations(),
        topics=[{"href": f"/offer/topic/{code}/", "label": told["title"]} for code, told in shelf.topics().items()],
    )
    return show("front.html", context)


def situations() -> list[dict[str, str]]:
    """Each situation as somebody says it who lives in it, and what it is called."""
    shelf, said = content.shelf(), content.site_words()["situations"]
    return [
        {"href": f"/offer/situation/{code}/", "label": said[code], "name": str(shelf.arrangement(code)["name"])}
        for code in shelf.arrangements()
        if code in said
    ]
