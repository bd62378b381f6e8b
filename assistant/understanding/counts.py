"""How many children, and how old the writer is."""

from __future__ import annotations

from typing import Any

from assistant.understanding.message_text import Told, kin_file
from assistant.understanding.numbers import IS, SOFTENERS, UNITS, number

OTHERS = frozenset("sister brother daughter son friend friends neighbour neighbours cousin niece he she".split())


def how_many(told: Told) -> list[dict[str, Any]]:
    """Entity `children`: "my two nieces", "twins", "both boys"; never the carer's own ("three of our own")."""
    words = [word.text for word in told.words]
    groups = kin_file()["groups"]
    plural = {
        w
        for g in ("child", "grandchild", "nibling", "great_nibling", "sibling", "great_grandchild", "godchild")
        for w in groups[g]
        if w.endswith("s") or w in {"children", "great_grandchild", "great_niece", "great_nephew"}
    } - {"twins"}
    for i, word in enumerate(words):
        if "own" in words[max(0, i - 3) : i + 6]:
            continue
        if word == "twins":
            return [_count(told, i, i, 2)]
        if (number(word) or 0) in range(2, 9) and (
            words[i + 1 : i + 3] == ["of", "them"]
            or words[i - 2 : i] in (["of", "the"], ["of", "my"])
            or (words[i - 1 : i] == ["all"] and words[i + 1 : i + 2] not in (["of"], ["times"]))
        ):
            return [_count(told, i, i, number(word) or 0)]
        if (
            words[i - 1 : i] in (["has"], ["got"], ["have"])
            and OTHERS & set(words[max(0, i - 4) : i])
            and "i" not in words[max(0, i - 3) : i]
        ):
            continue  # "my sister's got 4 kids": hers
        n = number(word) if word != "both" else 2
        if n is None or not 2 <= n <= 9:
            continue
        j = i + 1
        while (
            j < len(words)
            and j - i < 4
            and words[j] in {"little", "young", "of", "my", "his", "her", "older", "younger", "grand", "great", "small"}
        ):
            j += 1
        if (
            j < len(words)
            and words[j] in {"brothers", "sisters"}
            and words[i - 1 : i] in (["his"], ["her"])
            and words[i - 2 : i - 1] == ["and"]
        ):
            return [_count(told, i, j, n + 1)]  # "my granddaughter and her two brothers"
        if j < len(words) and words[j] in plural and words[max(0, i - 2) : i] != ["n't", "want"]:
            return [_count(told, i, j, n)]
    return []


def _count(told: Told, first: int, last: int, n: int) -> dict[str, Any]:
    return {"entity": "children", "value": str(n), "start": told.words[first].start, "end": told.words[last].end}


def carer_age(told: Told) -> int | None:
    """The writer's own age, "I'm 17"; None when not told."""
    words = [word.text for word in told.words]
    for i, word in enumerate(words[:-2]):
        if word == "i" and words[i + 1] in IS and not {"when", "if", "until", "till"} & set(words[max(0, i - 1) : i]):
            j = i + 2
            while j < len(words) and words[j] in SOFTENERS | {"nearly", "almost"}:
                j += 1
            n = number(words[j]) if j < len(words) else None
            nxt = words[j + 1] if j + 1 < len(words) else ""
            if n is not None and 8 <= n <= 110 and (nxt not in UNITS or nxt in {"years", "year", "and"}):
                return n
    return None
