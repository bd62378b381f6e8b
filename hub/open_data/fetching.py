"""The services of somebody's open data, from an address, a file or a folder: whole records, asked for one by one where lists are short."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

WAIT = 20.0  # seconds for each answer
MOST_PAGES, MOST_SERVICES = 200, 5000
MOST_BYTES = 20_000_000  # of one answer


class CannotFetch(Exception):
    """It did not answer, or not with open data. `why` says which, for the person who asked."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source}: {why}")
        self.source, self.why = source, why


def services(source: str) -> list[Any]:
    """Every service of a feed: an address (its root, or its /services), a JSON file, or a folder that export wrote."""
    if source.startswith(("https://", "http://")):
        with httpx.Client(timeout=WAIT, follow_redirects=False, headers={"Accept": "application/json"}) as http:
            return list(_from_address(http, source.rstrip("/")))
    path = Path(source)
    if path.is_dir():
        return [each for file in sorted((path / "services").glob("*.json")) for each in _records(_load(file))]
    return _records(_load(path))


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise CannotFetch(str(path), fault.strerror or "cannot be read") from None
    except ValueError as fault:
        raise CannotFetch(str(path), f"is not JSON ({fault})") from None


def _from_address(http: httpx.Client, root: str) -> Iterator[Any]:
    root = root.removesuffix("/services")
    number, seen = 1, 0
    while number <= MOST_PAGES:
        found = _get(http, f"{root}/services", page=number)
        for each in _records(found):
            if (seen := seen + 1) > MOST_SERVICES:
                raise CannotFetch(root, f"has more than {MOST_SERVICES} services")
            ident = each.get("id") if isinstance(each, dict) else None
            yield _get(http, f"{root}/services/{ident}") if isinstance(ident, str) and ident else each
        if not isinstance(found, dict) or found.get("last_page", True) or found.get("empty"):
            return
        number += 1


def _get(http: httpx.Client, address: str, **asked: int) -> Any:
    try:
        answer = http.get(address, params=asked or None)
        answer.raise_for_status()
        if len(answer.content) > MOST_BYTES:
            raise CannotFetch(address, "is too large")
        return answer.json()
    except httpx.HTTPStatusError as fault:
        raise CannotFetch(address, f"answered {fault.response.status_code}") from None
    except httpx.HTTPError as fault:
        raise CannotFetch(address, f"did not answer ({type(fault).__name__})") from None
    except ValueError:
        raise CannotFetch(address, "did not answer with JSON") from None


def _records(found: Any) -> list[Any]:
    """A page in its envelope, a list, or one record."""
    if isinstance(found, dict) and isinstance(found.get("contents"), list):
        return found["contents"]
    return found if isinstance(found, list) else [found]
