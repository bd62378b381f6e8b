"""Somebody who reads the offer with a browser without script: pages, their links, and what is wrong with a page."""

from __future__ import annotations

import re
from urllib.parse import urldefrag

from django.test import Client

from tests.hub.web_chat.conftest import Page

HOME = "/offer/"


def read(address: str, posted: dict | None = None, status: int = 200, **headers: str) -> Page:
    """The page at an address, as whoever comes for the first time gets it; with no cookie, script or store."""
    client = Client(raise_request_exception=False)
    if posted is None:
        response = client.get(address, headers=headers)
    else:
        response = client.post(address, posted, headers=headers)
    assert response.status_code == status, f"{address}: {response.status_code}"
    assert not response.cookies and not client.cookies and "Set-Cookie" not in response.headers
    return Page(response)


def links(page: Page) -> set[str]:
    """Where the page leads inside this house, without the places on a page."""
    found = {urldefrag(has.get("href") or "")[0] for has in page.all("a")}
    return {each for each in found if each.startswith("/")}


def has_holes(page: Page) -> bool:
    """Whether a place in the words was not filled in, or filled with nothing."""
    return bool(re.search(r"[{}]|\bNone\b(?! of )", page.text))


def faults(page: Page) -> list[str]:
    """What any page of the offer must have, and has not."""
    html, elements = page.html, page.elements
    ids = [has["id"] for _, has in elements if has.get("id")]
    levels = [int(tag[1]) for tag, _ in elements if tag in ("h1", "h2", "h3", "h4")]
    tags = [(tag, has.get("class")) for tag, has in elements]
    main = next(place for place, (tag, _) in enumerate(tags) if tag == "main")
    labelled = {has.get("for") for has in page.all("label")}
    fields = [has for tag, has in elements if tag in ("input", "textarea", "select")]
    held = {
        "a language": page.all("html", lang="en-GB"),
        "one heading first": levels[:1] == [1] and levels.count(1) == 1,
        "headings that go down one at a time": all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)),
        "a person to talk to in the same place": tags[main + 1 : main + 3] == [("h1", None), ("section", "person")],
        "the number of a person": page.all("a", href="tel:01632960100"),
        "999": page.all("a", href="tel:999"),
        "a way to leave": [has for has in page.all() if "leave" in (has.get("class") or "").split()],
        "a title that says which page it is": len(page.title.split(" – ")) >= 2,
        "no script": "<script" not in html and "onclick" not in html,
        "no style inside": "<style" not in html and " style=" not in html,
        "no holes in its words": not has_holes(page),
        "ids that stand once": len(ids) == len(set(ids)),
        "labels": all(
            has["id"] in labelled for has in fields if has.get("type") not in ("hidden", "radio", "checkbox")
        ),
        "links to places that are there": all(
            has["href"][1:] in ids for has in page.all("a") if (has.get("href") or "").startswith("#")
        ),
    }
    return [f"lacks {name}" for name, there in held.items() if not there]
