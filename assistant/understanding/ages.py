"""How old the child is, how many children there are, and whether the carer is under 18."""

from __future__ import annotations

from typing import Any

from assistant.understanding.births import newborn, unborn
from assistant.understanding.message_text import Told, kin_file
from assistant.understanding.names import NAME, is_name
from assistant.understanding.numbers import IS, MONTH_NAMES, NUMBERS, SOFTENERS, UNITS, number

YOUNGER_BY_ONE = {"nearly", "almost", "turning"}
LEAVES = {",", "and", "&", "(", "/", "-", ")", "or", "the", "other", "a"}
CHILD_SUBJECTS = frozenset(
    """
    he she they child kid kids children boy girl boys girls lad lads baby twins both eldest oldest youngest middle
    one older younger little who bairn bairns teenager daughter son her him them newborn pupils pupil toddler name
    two child's
""".split()
)
NOT_THE_CHILD = frozenset(
    """
    own ours husband wife partner i we mum dad mine me house flat car year week room parents school
""".split()
)
OLDEST = 25
# What may stand before a name that an age follows: "for Amy, 15", "and Jayden 6".
BEFORE_A_NAME = frozenset("for have got has of with and , & ( my our is 's . : \n called named".split(" "))


_CHILD_WORDS = frozenset(
    """
    son daughter boy girl boys girls kids kid child children lad baby twins one ones toddler teenager
""".split()
)


def ages(told: Told, asked: str | None = None) -> list[dict[str, Any]]:
    """Entities for `child_age`. `asked`: the open question; when it is the age, bare numbers count."""
    loose = asked == "child_age"
    words = [NAME if is_name(told, word) else word.text for word in told.words]
    kin = {
        w
        for g, ws in kin_file()["groups"].items()
        if g
        not in {
            "married",
            "partner",
            "ex_married",
            "ex_partner",
            "friend",
            "auntie",
            "neighbour",
            "class",
            "in_law_sibling",
            "in_law_child",
        }
        for w in ws
    } - NUMBERS.keys()
    found: list[tuple[int, int, int, str]] = []
    taken = -1
    for i, word in enumerate(words):
        n = number(word)
        if n is None or i <= taken:
            continue
        hit = _one(words, i, n, kin, loose)
        if not hit:
            continue
        last, value = hit
        found.append((i, last, n, value))
        taken = last - 1
        found += _more(words, i, last, kin)
        taken = max(taken, found[-1][1] - 1)
    found += _list_alone(told, words, found, asked)
    found += unborn(words) + newborn(words)
    return _entities(told, found)


def _one(words: list[str], i: int, n: int, kin: set[str], loose: bool) -> tuple[int, str] | None:  # noqa: C901
    """(word after the age, value) when the number at i is a child's age."""
    nxt, nxt2 = (words[i + 1 : i + 3] + ["", ""])[:2]
    before = words[max(0, i - 8) : i]
    if before[-1:] in (["£"], ["$"], ["at"], ["week"], ["year"], ["section"]):
        return None
    if nxt in {"years", "year", "yrs", "months", "month", "weeks", "week", "days", "day"} and (
        nxt2 in {"old", "olds", "oldest"} or words[i + 2 : i + 4] == ["of", "age"]
    ):
        ours = before[-1:] in (["our"], ["my"])  # "our nine year old" is most often their own
        ours = ours and not set(words[i + 3 : i + 5]) & (kin - _CHILD_WORDS)
        return (
            (i + 3, _years(n, nxt))
            if not ours and not _carers_own(words, i) and n <= OLDEST and not _was(before)
            else None
        )
    if n > OLDEST:
        return None
    if nxt in {"years", "year"} and nxt2 in kin - {"one", "ones", "lot"}:
        return i + 2, str(n)
    if (
        nxt in {"and", "&", "or"}
        and words[i + 3 : i + 5] in (["years", "old"], ["year", "old"], ["year", "olds"], ["years", "of"])
        and not _carers_own(words, i)
    ):
        return i + 1, str(n)
    if loose and (nxt not in UNITS or nxt in {"years", "months", "weeks", "and", "or"}):
        return (i + 1, _years(n - 1 if YOUNGER_BY_ONE & set(before[-1:]) and n > 1 else n, nxt))
    if {
        "when",
        "after",
        "until",
        "till",
        "if",
        "before",
        "once",
        "become",
        "becomes",
        "by",
        "was",
        "were",
        "since",
    } & set(before[-4:]):
        return None  # "does it stop when he is 18": not his age now
    subject = _subject(before, kin)
    if not subject or _carers_own(words, i):
        return None
    if nxt in {"months", "weeks", "days"} and not {"ago", "now", "since"} & set(words[i + 2 : i + 4]) and subject:
        return (i + 2, _years(n, nxt)) if not {"been", "for", "had", "have", "with"} & set(before[-3:]) else None
    if (
        nxt == "years"
        and nxt2 not in {"ago", "now", "here", "with", "since", "living", "in", "and"}
        and (subject == "is" or before[-1:] and before[-1] in {"boy", "girl", "child", "lad"})
    ):
        return i + 2, str(n)
    if nxt in UNITS or (nxt in {"to", "in"} and nxt2 in {"1"}):
        return None
    soon = (
        {"next", "soon", "this"} & {nxt}
        or (nxt == "in" and (nxt2 in MONTH_NAMES or number(nxt2) is not None))
        or YOUNGER_BY_ONE & set(before[-3:])
        or {"turns"} & set(before[-1:])
    )
    if (
        words[i - 1 : i] == ["'s"]
        and words[i] in {"two", "three", "four", "one"}
        and set(words[i - 2 : i - 1])
        & {"sister", "brother", "daughter", "son", "friend", "mate", "kid", "niece", "cousin"}
    ):
        return None  # "my sister's two have come"
    if n < 1 or (words[i] == "one" and (subject != "is" or nxt not in {"", ".", ",", "and", "now"})):
        return None
    return i + 1, str(max(n - 1, 0) if soon else n)


def _list_alone(told: Told, words: list[str], found: list[tuple[int, int, int, str]], asked: str | None) -> list[tuple[int, int, int, str]]:
    """ "I've got her 3 kids here. 2, 5 and 9": a sentence of numbers, as many as the children, or all of a reply."""
    if found:
        return []
    first = 0
    for i in range(len(words) + 1):
        if i < len(words) and words[i] not in {".", "!", "\n", "?", ":", ";"}:
            continue
        part = words[first:i]
        told_of = [(first + k, number(w)) for k, w in enumerate(part) if w.isdigit()]
        alone = len(told_of) > 1 and all(w.isdigit() or w in {",", "and", "&"} for w in part)
        counted = any(number(w) == len(told_of) for w in words[:first])
        reply = first == 0 and i == len(words) and len(told_of) > 2 and asked in {"carer_relationship", "child_lives_with_carer"}
        if alone and (counted or reply) and all(n is not None and n <= 18 for _, n in told_of):
            return [(at, at + 1, n, str(n)) for at, n in told_of if n is not None]
        first = i + 1
    return []


def _years(n: int, unit: str) -> str:
    if unit.startswith("month"):
        return str(n // 12)
    return "0" if unit.startswith(("week", "day")) else str(n)


def _was(before: list[str]) -> bool:
    return "was" in before[-3:] or "were" in before[-3:] or "when" in before[-4:]


def _subject(before: list[str], kin: set[str]) -> str | None:  # noqa: C901
    """ "is": "she is 9"; "near": "my nephew, 9" or "aged 9"; None when nothing says the number is an age."""
    j = len(before) - 1
    while (
        j >= 0
        and before[j] in SOFTENERS | YOUNGER_BY_ONE | {"turns", "coming", "up", "to", "have", "has", ","}
        and (before[j] != "to" or before[j - 1 : j] == ["up"])
    ):
        if before[j] in {"aged", "ages", "age"}:
            return (
                None
                if set(before[max(0, j - 2) : j]) & {"dog", "cat", "pets", "husband", "wife", "car", "mum", "dad"}
                else "near"
            )
        j -= 1
    if j < 0:
        return None
    if {"turns", "turned", "turning"} & set(before[j + 1 :]) and before[j] in CHILD_SUBJECTS | kin:
        return "is"
    if before[j] in IS:
        near = before[max(0, j - 3) : j]
        if near[-1:] and near[-1] in {"he", "she", "they"}:
            return "is"
        if {"i", "we", "there"} & set(near[-1:]) or set(near[-2:]) & (NOT_THE_CHILD - {"own"}):
            return None
        return "is" if set(near[-2:]) & (CHILD_SUBJECTS | kin | {NAME}) else None
    if before[j] in {"of"} and j and before[j - 1] in CHILD_SUBJECTS | kin:
        return "near"
    if before[j] in {"turned", "turns"} and set(before) & (CHILD_SUBJECTS | kin):
        return "is"
    if before[j] == "," or before[-1] == ",":
        k = j
        while k >= 0 and before[k] in {",", "with", "me", "us", "here", "now", "living", "staying", "too"}:
            k -= 1
        if k >= 0 and k < j and before[k] in kin - _CHILD_WORDS and before[k] not in NUMBERS:
            return "near"  # "got my nephew with me, 4"
    while j >= 0 and before[j] in {",", "(", "-", "–"}:
        j -= 1
    if j >= 0 and before[j] == NAME and (j == 0 or before[j - 1] in BEFORE_A_NAME | kin):
        return "near"  # "for Amy, 15", "Kayleigh 11"
    if (
        j >= 0
        and (
            before[j] in kin
            or before[j] in {"eldest", "youngest", "oldest", "him", "her", "them", "pupils", "godson", "one"}
        )
        and before[j] not in {"class"}
    ):
        return "near"
    if (
        j >= 1
        and before[j].isalpha()
        and before[j - 1] in kin
        and before[j]
        not in {
            "is",
            "and",
            "for",
            "since",
            "at",
            "on",
            "with",
            "in",
            "from",
            "has",
            "have",
            "had",
            "was",
            "to",
            "of",
            "who",
            "all",
            "about",
            "over",
            "till",
            "until",
            "under",
            "every",
            "only",
            "being",
            "been",
            "came",
            "turns",
            "due",
        }
    ):
        return "near"  # "my grandson Tyler 6"
    return None


def _carers_own(words: list[str], i: int) -> bool:
    """ "I'm 64", "our own are 12", "my daughter is 9": not the child the message is about."""
    lead = words[max(0, i - 7) : i]
    if "own" in lead or "ours" in lead:
        return True
    for j in range(len(lead) - 1, -1, -1):
        if lead[j] in {",", "and", "but", "so"}:
            continue
        if lead[j] in {"i", "we", "husband", "wife", "partner", "mum", "dad"} and set(
            lead[j + 1 :]
        ) <= SOFTENERS | IS | YOUNGER_BY_ONE | {"turn", "and", ",", "have", "'ve", "year", "(", "disabled"}:
            return True
    return _own_child(lead)


def _own_child(lead: list[str]) -> bool:
    for j, word in enumerate(lead):
        if (
            word in {"son", "daughter", "sons", "daughters"}
            and lead[j - 1 : j] in (["my"], ["our"])
            and lead[j + 1 : j + 2] != ["'s"]
        ):
            rest = set(lead[j + 1 :])
            return rest <= SOFTENERS | IS | {",", "(", "and"}
        if word in {"daughter", "son"} and lead[j + 1 : j + 2] == ["'s"] and j + 2 >= len(lead):
            return lead[j - 1 : j] in (["my"], ["our"])
    return False


def _more(words: list[str], first: int, last: int, kin: set[str]) -> list[tuple[int, int, int, str]]:
    """The ages that follow in a list: "4 and 7", "4, 6 and 9", "a boy of 5 and girl of 8"."""
    out: list[tuple[int, int, int, str]] = []
    j = last
    while j < len(words):
        k = j
        while (
            k < len(words)
            and k - j < 5
            and words[k] in LEAVES | {NAME, "is", "'s", "one", "aged", "of", "younger", "older"} | ({"girl", "boy"})
        ):
            k += 1
        n = number(words[k]) if k < len(words) and k > j else None
        if n is None or not {"and", ",", "&", "/", "or"} & set(words[j:k]):
            break
        nxt = words[k + 1] if k + 1 < len(words) else ""
        nxt2 = words[k + 2] if k + 2 < len(words) else ""
        if n > OLDEST or n < 1:
            break
        if nxt in {"months", "weeks", "days"} and nxt2 not in {"ago", "now"}:
            out.append((k, k + 2, n, _years(n, nxt)))
            j = k + 2
            continue
        if nxt in {"years", "year"} and nxt2 in {"old", "olds"} or nxt == "years" and nxt2 in {"", ".", ","}:
            out.append((k, k + 2, n, str(n)))
            j = k + 2
            continue
        if nxt in UNITS - {"and?", "or"} or nxt in {"years", "year"}:
            break
        out.append((k, k + 1, n, str(n)))
        j = k + 1
    # "4 and 7 year olds": the unit after the last number covers all.
    return out


def _entities(told: Told, found: list[tuple[int, int, int, str]]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for first, last, _, value in sorted(found):
        if any(e["value"] == value and e["entity"] == "child_age" for e in out):
            continue
        end = told.words[min(last, len(told.words)) - 1].end
        out.append(
            {
                "entity": "child_age",
                "value": value,
                "start": told.words[first].start,
                "end": max(end, told.words[first].end),
            }
        )
    if len(out) > 1:
        for entity in out:
            entity["group"] = f"age:{entity['value']}"
    return out
