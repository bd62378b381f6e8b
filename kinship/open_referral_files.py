"""The open data as a folder of files that any web server can give out, and the words it is made with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kinship.content_files import read_yaml
from kinship.last_good import LastGood
from kinship.local_offer import ROOT, shelf
from kinship.open_referral import Feed, feed
from kinship.open_referral_api import LISTS, VERSION, description
from kinship.open_referral_pages import in_a_list, page

PROFILE = "https://docs.openreferraluk.org"


def _read(path: Path, _before: Any) -> Mapping[str, Any]:
    found = read_yaml(path)
    if not isinstance(found, Mapping):
        raise ValueError("it holds no words")
    return found


_files: LastGood[Mapping[str, Any]] = LastGood(_read)


def words(root: Path | None = None) -> Mapping[str, Any]:
    """open_data.yml; ours where the folder, copied for an earlier version, has none. Raises OSError or ValueError if unreadable."""
    path = (root or ROOT) / "offer_content" / "open_data.yml"
    return _files.of(path if path.exists() else ROOT / "offer_content" / "open_data.yml")


def about(openapi: str) -> dict[str, str]:
    """What stands at the root: which standard this is."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": openapi}


def listed(made: Feed, name: str) -> list[dict[str, Any]]:
    """One of LISTS, as its items stand in a list."""
    records = getattr(made, name)
    return [in_a_list(each) for each in records] if name == "services" else records


def write(folder: Path, council: str, as_of: date, root: Path | None = None) -> int:
    """All of a council's open data as files under `folder`: <list>.json (one page) and <list>/<id>.json. How many services.

    What a former run left of things that are gone is taken away; other files are left alone. Raises LookupError for a
    council that we do not hold.
    """
    ours = shelf(council, root)
    if ours.council_code is None:
        raise LookupError(council)
    made = feed(ours, words(root), as_of)
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / "index.json", about("openapi.json"))
    _put(folder / "openapi.json", description("."))
    for name in LISTS:
        records, items = getattr(made, name), listed(made, name)
        _put(folder / f"{name}.json", page(items, {}, a_page=max(1, len(items))))
        (folder / name).mkdir(exist_ok=True)
        for each in records:
            _put(folder / name / f"{each['id']}.json", each)
        kept = {f"{each['id']}.json" for each in records}
        for gone in (path for path in (folder / name).glob("*.json") if path.name not in kept):
            gone.unlink()
    return len(made.services)


def _put(path: Path, value: Any) -> None:
    path.write_text(as_text(value), encoding="utf-8")


def as_text(value: Any) -> str:
    """JSON as we give it out: the same bytes for the same data."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
