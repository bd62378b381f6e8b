"""Walks through the hub as a hostile visitor: every link, every form, every field, and what no page leads to.

crawl = Crawl()
crawl.walk(Visitor("a carer", Client()), ["/chat/"])
crawl.knock(Visitor("anybody", Client()))      # every address of the URL list, by itself
crawl.faults                                    # (kind, who, what was asked, what is wrong)
crawl.walked, crawl.knocked                     # the routes that were reached, by pages and directly
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve

from tests.hub.scan import hostile, rules
from tests.hub.scan.reading import PUNCTUATION, Form, Read

FORM = "application/x-www-form-urlencoded"
SAME_PAGES = 2  # pages of one route that a visitor looks at: conversations differ, but not a hundred times
ENDS = ("/desk/logout/",)  # after this there is nobody: asked last


@dataclass
class Visitor:
    """Who crawls. `again`: makes a browser that is signed in anew, where a form ended that. `renew`: puts a live token into a form."""

    name: str
    client: Client
    again: Callable[[], Client] | None = None
    renew: Callable[[Form], Form] = lambda form: form


@dataclass
class Crawl:
    """What was asked, what was reached, and what was wrong."""

    faults: list[tuple[str, str, str, str]] = field(default_factory=list)
    walked: set[str] = field(default_factory=set)
    knocked: set[str] = field(default_factory=set)
    statuses: dict[int, int] = field(default_factory=dict)
    asked: int = 0
    _tried: set[tuple] = field(default_factory=set)

    # Walking -------------------------------------------------------------------------------------------------------

    def walk(self, visitor: Visitor, starts: Iterable[str]) -> None:
        """Look at every page that links lead to from here, and send each of their forms in every hostile way."""
        to_see, seen, routes = list(starts), set(), {}
        forms: list[tuple[str, Form]] = []
        while to_see or forms:
            if not to_see:
                page, form = forms.pop(0)
                to_see += self._send(visitor, page, form, forms)
                continue
            address = to_see.pop(0)
            path = urlsplit(address).path
            route = route_of(path)
            if address in seen or route is None or routes.get(route, 0) >= SAME_PAGES:
                continue
            seen.add(address)
            routes[route] = routes.get(route, 0) + 1
            to_see += self._look(visitor, address, forms)

    def _look(self, visitor: Visitor, address: str, forms: list) -> list[str]:
        self.walked.add(route_of(urlsplit(address).path) or "")
        found = self._read(self.ask(visitor, "get", address), address, forms, visitor)
        if "?" in address:  # what stands in a query can be written by anybody
            names = [each.partition("=")[0] for each in urlsplit(address).query.split("&")]
            self._query(visitor, urlsplit(address).path, names)
        return found

    def _read(self, response: HttpResponse, address: str, forms: list, visitor: Visitor) -> list[str]:
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return [place] if (place := inside(response.headers.get("Location", ""))) else []
        read = Read(response.content.decode(), rules.OURS + address)
        for form in read.forms():
            if (route := route_of(urlsplit(form.address).path)) is None or not form.address.startswith(rules.OURS):
                continue
            if (visitor.name, route, form.shape) not in self._tried:
                self._tried.add((visitor.name, route, form.shape))
                last = urlsplit(form.address).path in ENDS
                forms.append((address, form)) if last else forms.insert(0, (address, form))
        return [place for each in sorted(read.links) if (place := inside(each))]

    def _send(self, visitor: Visitor, page: str, form: Form, forms: list) -> list[str]:
        """One form, as it stands, then with everything hostile. Returns where its answers lead."""
        self.walked.add(route_of(urlsplit(form.address).path) or "")
        found, place = [], ""
        for turn, changed in enumerate(self._rounds(form)):
            response = self._post(visitor, form, visitor.renew(form).sent(**changed))
            if turn == 0 and (
                place := inside(response.headers.get("Location", ""))
            ):  # the page as it stands after that
                response = self.ask(visitor, "get", place)
            if response.status_code in (403, 409, 410):
                form = self._afresh(visitor, page, form) or form
            found += self._read(response, place or urlsplit(form.address).path, forms, visitor)
            place = ""
        return found

    def _rounds(self, form: Form) -> Iterator[dict[str, str | bytes]]:
        """What is written into the form, time after time. Whoever comes to the same form later sends it once."""
        yield dict.fromkeys(form.written, hostile.EVERYTHING)  # what a person chooses is as it should be
        known = (route_of(urlsplit(form.address).path), form.shape)
        if known in self._tried or not form.names:
            return
        self._tried.add(known)
        for value in hostile.VALUES.values():
            yield dict.fromkeys(form.names, value)
        for each in form.fields if len(form.names) > 1 else ():
            for value in hostile.BY_KIND.get(each.kind, hostile.OF_WORDS) if each.name != PUNCTUATION else ():
                yield {each.name: value}

    def _post(self, visitor: Visitor, form: Form, fields: list[tuple[str, str | bytes]]) -> HttpResponse:
        path = urlsplit(form.address).path
        if form.method == "get":
            return self.ask(visitor, "get", f"{path}?{urlencode(fields, errors='surrogatepass')}")
        query = f"?{urlsplit(form.address).query}" if urlsplit(form.address).query else ""
        return self.ask(visitor, "post", path + query, urlencode(fields, errors="surrogatepass").encode())

    def _afresh(self, visitor: Visitor, page: str, form: Form) -> Form | None:
        """The same form from its page as it stands now."""
        response = self.ask(visitor, "get", page)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return None
        there = Read(response.content.decode(), rules.OURS + page).forms()
        return next((each for each in there if (each.address, each.shape) == (form.address, form.shape)), None)

    # Knocking ------------------------------------------------------------------------------------------------------

    def knock(self, visitor: Visitor, bodies: Iterable[tuple[str, bytes]] = ()) -> None:
        """Every address of the URL list, with hostile parts, queries, headers, cookies and bodies."""
        for pattern in addresses():
            self.knocked.add(pattern.lstrip("/"))
            plain = filled(pattern, "1")
            self._query(visitor, plain, hostile.NEXTS)
            for kind, body in bodies:
                self.ask(visitor, "post", plain, body, kind=kind)
            if plain == pattern:
                continue
            for part in hostile.IN_ADDRESSES:
                self.ask(visitor, "get", filled(pattern, part))
            self.ask(visitor, "post", filled(pattern, hostile.IN_ADDRESSES[0]))

    def _query(self, visitor: Visitor, path: str, names: Iterable[str]) -> None:
        """All in one: each name with another value, then strange ones, with strange headers."""
        values = cycle((hostile.EVERYTHING, hostile.ELSEWHERE, hostile.NUL, "\u00b2", "9" * 40))
        for _ in range(1 if visitor.again else 2):
            query = urlencode([(name, next(values)) for name in names])
            self.ask(visitor, "get", f"{path}?{query}&%ff=%fe&&=&x=%ed%a0%80", headers=self.headers(visitor))

    @staticmethod
    def headers(visitor: Visitor) -> dict[str, str]:
        """Strange ones. Who is signed in keeps the cookie that says so."""
        return {name: value for name, value in hostile.HEADERS.items() if name != "Cookie" or visitor.again is None}

    # Asking --------------------------------------------------------------------------------------------------------

    def ask(
        self,
        visitor: Visitor,
        method: str,
        address: str,
        body: bytes = b"",
        *,
        kind: str = FORM,
        headers: dict | None = None,
    ):
        """Ask, and note whatever is wrong with the answer."""
        self.asked += 1
        path, _, query = address.partition("?")
        more = {"QUERY_STRING": query} if query else {}
        if method == "post":
            response = visitor.client.generic("POST", path, body, content_type=kind, headers=headers, **more)
        else:
            response = visitor.client.generic("GET", path, headers=headers, **more)
        self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
        told = response.content.decode("utf-8", "replace")
        for fault, wrong in rules.faults(path, response.status_code, dict(response.headers), told, response.cookies):
            self.faults.append((fault, visitor.name, f"{method.upper()} {address[:80]} {body[:120]!r}", wrong))
        if visitor.again and "/desk/login/" in response.headers.get("Location", ""):
            visitor.client = visitor.again()
        return response


def addresses(patterns=None, prefix: str = "/") -> Iterator[str]:
    """Every address of the URL list, with its places as they stand there."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        else:
            yield path


def filled(pattern: str, part: str) -> str:
    """The address with this in all of its places."""
    before, _, rest = pattern.partition("<")
    return before + part + filled(rest.partition(">")[2], part) if rest else before


def route_of(path: str) -> str | None:
    """Which line of the URL list answers; None where there is none."""
    try:
        return str(resolve(path).route)
    except Resolver404:
        return None


def inside(address: str) -> str:
    """The part of an address of ours that is asked for; "" for an address of somebody else's."""
    if address.startswith(rules.OURS):
        address = address.removeprefix(rules.OURS) or "/"
    return address.partition("#")[0] if address.startswith("/") and not address.startswith("//") else ""
