"""The terms the open data files help under: topics, their needs, the parts of the offer, arrangements and kinds of promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kinship.local_offer import Shelf
from kinship.open_data_words_schema import TAXONOMIES
from kinship.open_referral_ids import ident

Words = Mapping[str, Any]
Record = dict[str, Any]
EVERYONE = "all"


def taxonomy_id(name: str) -> str:
    return ident("taxonomy", name)


def term_id(taxonomy: str, code: str) -> str:
    return ident("taxonomy", taxonomy, code)


def taxonomies(words: Words) -> list[Record]:
    """The lists themselves, each with its name and what it is for."""
    return [{"id": taxonomy_id(name), **words["taxonomies"][name]} for name in TAXONOMIES]


def terms(shelf: Shelf, words: Words) -> list[Record]:
    """Every term, whether or not any help is filed under it. A need hangs under its topic."""
    return list(_terms(shelf, words))


def _terms(shelf: Shelf, words: Words) -> Iterator[Record]:
    for code, said in words["headings"].items():
        yield _term("heading", code, said, said)
    for code, said in words["promises"].items():
        yield _term("promise", code, said, said)
    for code in shelf.arrangements():
        found = shelf.arrangement(code)
        yield _term("arrangement", code, str(found.get("official") or found["name"]), str(found["what_it_is"]))
    yield _term("arrangement", EVERYONE, words["everyone"], words["everyone"])
    for topic, part in shelf.topics().items():
        yield _term("topic", topic, str(part["title"]), str(part["title"]))
        for need, said in (part.get("needs") or {}).items():
            yield _term("need", need_code(topic, need), str(said), str(said)) | {"parent_id": term_id("topic", topic)}


def need_code(topic: str, need: str) -> str:
    return f"{topic}/{need}"


def _term(taxonomy: str, code: str, name: str, description: str) -> Record:
    return {
        "id": term_id(taxonomy, code),
        "name": name,
        "description": description,
        "taxonomy": taxonomy,
        "taxonomy_id": taxonomy_id(taxonomy),
        "term": code,
    }
