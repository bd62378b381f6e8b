"""What every answer of the hub must be, whoever asked for what: one place, for the crawler, for the tests and for the outside scanner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urljoin, urlsplit

from tests.hub.scan.hostile import MARK, SUM
from tests.hub.scan.reading import Read

OURS = "https://ours.example"
EXIT = "https://www.bbc.co.uk"  # where "leave this page" leads
# A browser may keep these: they are the same for everybody. Everything else is kept by nobody.
KEPT = {"/embed.js": "max-age=3600", "/chat/theme.css": "max-age=300"}
KEPT_UNDER = {"/open-data/": "public, max-age=300"}  # a whole door of which that is true
FRAMED = ("/chat/",)  # what a council's own page may frame
OF_STAFF = "/desk/"
COOKIES_OF_STAFF = {"desk", "desk-form"}
NEVER_SENT = {"x-powered-by", "x-aspnet-version", "x-runtime"}
WRITTEN_BY_STAFF = "/desk/offer/"  # the title of a piece of the offer makes its short name: no carer's words
KINDS = ("broken", "reflected", "elsewhere", "header", "cookie", "address")


def faults(
    path: str, status: int, headers: Mapping[str, str], body: str, cookies: Mapping = {}
) -> Iterator[tuple[str, str]]:
    """(kind, what is wrong) of an answer. `path`: as it was asked for, without the query."""
    has = {name.lower(): value for name, value in headers.items()}
    if status >= 500 and path != "/health/ready":  # which says so when there is no worker
        yield "broken", f"status {status}"
    yield from _led(path, has)
    yield from (("header", each) for each in _headers(path, has, bool(body)))
    yield from (("cookie", each) for each in _cookies(path, cookies))
    yield from _said(path, has.get("content-type", ""), body)


def _led(path: str, has: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    place = has.get("location", "")
    if not place:
        return
    leads = urlsplit(urljoin(OURS + path, place.replace("\\", "/")))  # as browsers read it
    if f"{leads.scheme}://{leads.netloc}" not in (OURS, EXIT):
        yield "elsewhere", f"leads to {place!r}"
    if MARK in unquote(place) and not path.startswith(OF_STAFF):
        yield "address", f"what somebody wrote stands in {place!r}"


def _headers(path: str, has: Mapping[str, str], body: bool) -> Iterator[str]:
    if MARK in " ".join(name for name in has):
        yield "a visitor wrote a header"
    if has.get("server", "hub") != "hub":
        yield f"Server is {has['server']}"
    if sent := NEVER_SENT & set(has):
        yield f"{sorted(sent)} says what we run"
    if has.get("x-content-type-options") != "nosniff":
        yield "no nosniff"
    if has.get("referrer-policy") != ("same-origin" if _at_desk(path, has) else "no-referrer"):
        yield f"Referrer-Policy is {has.get('referrer-policy')}"
    if has.get("cross-origin-opener-policy") != "same-origin":
        yield "no Cross-Origin-Opener-Policy"
    under = next((value for start, value in KEPT_UNDER.items() if path.startswith(start)), "no-store")
    kept = KEPT.get(path, under)
    if has.get("cache-control") not in (kept, "no-store"):
        yield f"Cache-Control is {has.get('cache-control')}, not {kept}"
    if body and not re.search(
        r"charset=utf-8|^application/(json|pdf|vnd.openxmlformats.*)$", has.get("content-type", "")
    ):
        yield f"Content-Type is {has.get('content-type')}"
    yield from _policy(path, has.get("content-security-policy", ""))


def _at_desk(path: str, has: Mapping[str, str]) -> bool:
    """A page of the desk itself; what stands before it (an address that is not there) is dressed like any other."""
    return path.startswith(OF_STAFF) and has.get("referrer-policy") == "same-origin"


def _policy(path: str, told: str) -> Iterator[str]:
    policy = dict((each.split(maxsplit=1) + [""])[:2] for each in told.split("; ") if each)
    wanted = {"default-src": "'none'", "base-uri": "'none'", "script-src": "'self'", "style-src": "'self'"}
    yield from (
        f"the policy's {name} is {policy.get(name)}" for name, value in wanted.items() if policy.get(name) != value
    )
    if "unsafe" in told or "*" in told or "form-action" not in policy:
        yield f"the policy is too wide: {told}"
    if (policy.get("frame-ancestors") == "'none'") is path.startswith(FRAMED):
        yield f"may be framed by {policy.get('frame-ancestors')}"


def _cookies(path: str, cookies: Mapping) -> Iterator[str]:
    for name, cookie in cookies.items():
        if path.startswith(OF_STAFF) and not cookie.value and cookie["max-age"] == 0:
            continue  # it takes one away
        if not path.startswith(OF_STAFF) or name not in COOKIES_OF_STAFF:
            yield f"sets {name}"
        elif not (
            cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == OF_STAFF and not cookie["domain"]
        ):
            yield f"{name} is not for the desk and its pages alone: {cookie.OutputString()}"


def _said(path: str, kind: str, body: str) -> Iterator[tuple[str, str]]:
    if SUM in body:
        yield "reflected", "a template computed what a visitor wrote"
    for html in _pages(kind, body):
        read = Read(html, OURS + path)
        yield from (("reflected", each) for each in read.faults)
        for address in read.outside:
            plain = unquote(address).replace("\\", "/").strip().lower()
            if plain.startswith(
                ("javascript:", "data:text", "vbscript:", "//evil", "http://evil", "https://evil", "/\\evil")
            ):
                yield "reflected", f"{address!r} is an address of the page"
            if MARK in plain and not path.startswith(WRITTEN_BY_STAFF):
                yield "address", f"what somebody wrote stands in {address!r}"
    if "javascript" in kind or "css" in kind or "xml" in kind:
        if MARK in body:
            yield "reflected", f"what a visitor wrote stands in {kind}"


def _pages(kind: str, body: str) -> Iterator[str]:
    """The markup in an answer: the page; or those parts of a fragment that the script puts in as markup."""
    if kind.startswith("text/html"):
        yield body
    elif kind.startswith("application/json"):
        told = json.loads(body)
        yield from (
            (value for name, value in told.items() if name == "html" and isinstance(value, str))
            if isinstance(told, dict)
            else ()
        )
