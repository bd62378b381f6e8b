"""Asking every web address of the offer whether it still answers: by command, never while a carer waits. What came of it is kept.

One address after another, a pause between two of the same host, no more than its head where the host gives one. Nothing of ours
is sent but our name. Addresses inside this network are not asked: an offer is about public pages.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from hub.conversations import councils
from hub.conversations.words import shelf
from hub.evidence.models import LinkCheck
from kinship.ageing import COUNCIL, HELPLINES
from kinship.local_offer import NATIONAL

logger = logging.getLogger(__name__)

FOUND, MOVED, REFUSED, GONE, BROKEN, NO_ANSWER, RESERVED, NOT_PUBLIC = (
    "found",
    "moved",
    "refused",  # the page is there, but not for a program: a person has to look
    "gone",
    "broken",
    "no_answer",
    "reserved",  # .example and the like: made up, and nobody's
    "not_public",
)
OUTCOMES = (FOUND, MOVED, REFUSED, GONE, BROKEN, NO_ANSWER, RESERVED, NOT_PUBLIC)
TO_MEND = (GONE, BROKEN, NO_ANSWER, NOT_PUBLIC)
TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds
PAUSE = 1.0  # seconds between two questions to one host
HOPS = 5
NAME = "kinship-offer-link-check/1 (one question a page)"
_MADE_UP = (".example", ".invalid", ".test", ".localhost")


@dataclass(frozen=True)
class Link:
    """An address, and where it stands: (area, topic, entry) as in kinship.ageing."""

    address: str
    places: tuple[str, ...]


def links(*, national: bool = True) -> list[Link]:
    """Every web address of the offer that is served just now, each once, in the order they are met."""
    places: dict[str, list[str]] = {}
    for address, place in _every(national):
        there = places.setdefault(address, [])
        if place not in there:
            there.append(place)
    return [Link(address, tuple(found)) for address, found in places.items()]


def _every(national: bool) -> Iterator[tuple[str, str]]:
    now_on = shelf()
    for area, topic, entry in now_on.every():
        if national or area != NATIONAL:
            place = f"{area}/{topic}/{entry.get('id')}"
            source, contact = entry.get("source") or {}, entry.get("contact") or {}
            yield from ((whole(each), place) for each in (source.get("href"), contact.get("web")) if each)
    for block in _blocks(now_on.council or {}):
        yield from ((whole(value), f"{now_on.council_code}/{COUNCIL}/{COUNCIL}") for value in block)
    for name, helpline in now_on.helplines().items() if national else ():
        source = helpline.get("source") or {}
        yield from (
            (whole(each), f"{NATIONAL}/{HELPLINES}/{name}")
            for each in (source.get("href"), helpline.get("web"))
            if each
        )


def _blocks(council: Any) -> Iterator[list[str]]:
    yield [str(council[key]) for key in ("offer_url", "print_url", "consultation_report_url") if council.get(key)]
    yield [str(part["web"]) for part in council.values() if isinstance(part, dict) and part.get("web")]


def whole(address: Any) -> str:
    """An address as it is asked; people leave out https://."""
    text = str(address).strip()
    return text if text.startswith(("https://", "http://")) else f"https://{text}"


def check(
    now: Callable[[], datetime], *, inside_too: bool = False, pause: float = PAUSE, say: Callable[[str], object] = str
) -> int:
    """Ask every address once, and write down what came of it. Returns how many need mending.

    `inside_too`: ask addresses of this network as well, for a council whose pages are there.
    """
    council, asked, to_mend = councils.current(), {}, 0
    found = links()
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False, headers={"User-Agent": NAME}) as client:
        for link in found:
            host = urlsplit(link.address).netloc
            if (wait := asked.get(host, 0.0) + pause - time.monotonic()) > 0 and host in asked:
                time.sleep(wait)
            outcome, status = ask(client, link.address, inside_too=inside_too)
            asked[host] = time.monotonic()
            to_mend += outcome in TO_MEND
            _keep(council, link.address, outcome, status, now())
            say(f"{outcome:12} {link.address}")
    LinkCheck.objects.filter(council=council).exclude(address__in=[each.address for each in found]).delete()
    return to_mend


def ask(client: httpx.Client, address: str, *, inside_too: bool) -> tuple[str, int | None]:
    """What an address answers: an outcome, and the status of HTTP where there was one."""
    moved, at = False, address
    for _ in range(HOPS):
        if _made_up(at):
            return RESERVED, None
        if not inside_too and not _is_public(at):
            return NOT_PUBLIC, None
        try:
            answer = client.head(at)
            if answer.status_code in (400, 403, 404, 405, 501):  # some hosts answer only those who ask for all of it
                with client.stream("GET", at) as answer:
                    pass
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return NO_ANSWER, None
        if answer.is_redirect and answer.headers.get("location"):
            at, moved = urljoin(at, answer.headers["location"]), moved or answer.status_code in (301, 308)
            if not at.startswith(("https://", "http://")):
                return BROKEN, answer.status_code
            continue
        return _outcome(answer.status_code, moved), answer.status_code
    return BROKEN, None


def _outcome(status: int, moved: bool) -> str:
    if 200 <= status < 300:
        return MOVED if moved else FOUND
    if status in (404, 410):
        return GONE
    return REFUSED if status in (401, 403, 429, 451) else BROKEN


def _keep(council: str, address: str, outcome: str, status: int | None, now: datetime) -> None:
    row = LinkCheck.objects.filter(council=council, address=address[:500]).first()
    since = None
    if outcome in TO_MEND:
        since = row.failing_since if row and row.failing_since else now
    told = {"outcome": outcome, "status": status, "checked_at": now, "failing_since": since}
    LinkCheck.objects.update_or_create(council=council, address=address[:500], defaults=told)


def _made_up(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == "example" or host.endswith(_MADE_UP)


def _is_public(address: str) -> bool:
    """Does the host lead out of this network? A host that has no address at all is no answer, and asked to find that out."""
    try:
        found = socket.getaddrinfo(urlsplit(address).hostname, None)
    except (OSError, ValueError, UnicodeError):
        return True
    return all(ipaddress.ip_address(each[4][0].split("%")[0]).is_global for each in found)
