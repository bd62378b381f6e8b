"""How old the child is, how many children there are, and whether the carer is under 18."""

from __future__ import annotations

from typing import Any

from assistant.understanding.age_subject import CHILD_WORDS, YOUNGER_BY_ONE, carers_own, subject_of, was
from assistant.understanding.ages_apart import apart
from assistant.understanding.births import child_expects, newborn, the_baby, unborn
from assistant.understanding.message_text import Told, kin_file
from assistant.understanding.names import NAME, names_in
from assistant.understanding.numbers import MONTH_NAMES, NUMBERS, UNITS, number
from assistant.understanding.others_ages import (
    at_another_time,
    carers_too,
    coming_birthday,
    count_of,
    elsewhere,
    enclosed,
    gone_to_others,
    grown_child,
    is_count,
    of_a_friend,
    told_after_the_child,
)

LEAVES = {"half", "nearly", ",", "and", "&", "(", "/", "-", ")", "or", "the", "other", "a"}
OLDEST = 25
OLD = {"yo", "y/o", "yos", "yrold"}  # "4yo": an age whatever stands around it
Age = tuple[int, int, int, str]  # first word, last word (not included), number, value


def ages(told: Told, asked: str | None = None) -> list[dict[str, Any]]:
    """Entities for `child_age`. `asked`: the open question; when it is the age, bare numbers count."""
    loose = asked == "child_age"
    names = names_in(told)
    words = [NAME if word.text in names else word.text for word in told.words]
    for i in range(1, len(words)):
        if words[i] == "years" and told.text[told.words[i].start : told.words[i].end].lower() in OLD:
            words[i] = "yo"
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
    found: list[Age] = []
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
    found = _of_this_child(words, found, loose)
    found += _list_alone(told, words, found, asked)
    found += [hit for hit in apart(words, found) if not any(f[0] <= hit[0] < f[1] for f in found)]
    found += newborn(words, found) + [hit for hit in unborn(words) if not child_expects(words, hit[0], found)]
    return _entities(told, found or ([] if asked and len(words) < 12 else the_baby(words)))


def _of_this_child(words: list[str], found: list[Age], loose: bool) -> list[Age]:
    """Without the carer's own children, brothers and sisters elsewhere, and the grown-up one of several."""
    first = found[0][0] if found else 0
    kept = [
        f
        for f in found
        if not elsewhere(words, f[0])
        and not carers_too(words, f[0])
        and not of_a_friend(words, f[0])
        and not (f[0] > first and told_after_the_child(words, f[0], first))
        and (loose or f[2] <= 18 or grown_child(words, f[0]) or not f[3].isdigit() or int(f[3]) <= 18)
        and not count_of(words, f[0], sum(f[0] < other[0] < f[0] + 16 for other in found))
    ]
    away = [f for f in kept if gone_to_others(words, f[1])]
    while away:  # "4 and 6, they live with their parents": every age of the list
        before = next((f for f in kept if f not in away and away[0][0] - 4 < f[1] < away[0][0]), None)
        if before is None or set(words[before[1] : away[0][0]]) - {"and", ",", "&"}:
            break
        away.insert(0, before)
    if len(away) < len(kept):
        kept = [f for f in kept if f not in away]
    young = [f for f in kept if f[2] < 18 or not f[3].isdigit() or int(f[3]) < 18]
    return young if young and not loose else kept


def _one(words: list[str], i: int, n: int, kin: set[str], loose: bool) -> tuple[int, str] | None:  # noqa: C901
    """(word after the age, value) when the number at i is a child's age."""
    nxt, nxt2 = (words[i + 1 : i + 3] + ["", ""])[:2]
    before = words[max(0, i - 8) : i]
    if before[-1:] == ["not"] or is_count(words, i) or nxt2 in {"late", "behind", "away", "gone", "along"}:
        return None
    if nxt in MONTH_NAMES - {"may", "march"}:
        return None
    if before[-1:] in (["£"], ["$"], ["at"], ["week"], ["year"], ["section"]):
        return None
    if nxt in {"years", "year", "yrs", "months", "month", "weeks", "week", "days", "day"} and (
        nxt2 in {"old", "olds", "oldest"} or words[i + 2 : i + 4] == ["of", "age"]
    ):
        ours = before[-1:] in (["our"], ["my"])  # "our nine year old" is most often their own
        ours = ours and not set(words[i + 3 : i + 5]) & (kin - CHILD_WORDS)
        return (
            (i + 3, _years(n, nxt))
            if not ours and not carers_own(words, i) and n <= OLDEST and not was(before)
            else None
        )
    if n > OLDEST:
        return None
    if nxt == "yo" and not carers_own(words, i) and not was(before):
        return i + 2, str(n)
    if nxt == "-" and nxt2 in {"year", "month", "week"} and words[i + 3 : i + 5] == ["-", "old"]:
        return (i + 5, _years(n, nxt2)) if not carers_own(words, i) and not was(before) else None
    if nxt in {"years", "year"} and nxt2 in kin - {"one", "ones", "lot"}:
        return i + 2, str(n)
    if (
        nxt in {"and", "&", "or"}
        and words[i + 3 : i + 5] in (["years", "old"], ["year", "old"], ["year", "olds"], ["years", "of"])
        and not carers_own(words, i)
    ):
        return i + 1, str(n)
    if loose and {"own", "mine"} & set(before[-4:]) and not {"but", ",", "and"} & set(before[-4:]):
        return None
    if loose and word_one(words, i):
        return None
    if loose and (nxt not in UNITS or nxt in {"years", "months", "weeks", "and", "or"}):
        soon = YOUNGER_BY_ONE & set(before[-1:]) or before[-1:] == ["be"] or before[-2:] == ["coming", "up"]
        return (i + 1, _years(n - 1 if soon and n > 1 else n, nxt))
    apart = n < 18 and enclosed(words, i, kin)
    if not apart and at_another_time(words, i):
        return None
    subject = subject_of(before, kin) or ("near" if apart else None)
    if not subject or carers_own(words, i):
        return None
    if nxt in {"months", "weeks", "days", "month", "mnth"} and (n > 1 or nxt.endswith("s")):
        told = before[-2:] in (["he", "is"], ["she", "is"], ["he", "'s"], ["she", "'s"], ["who", "'s"], ["who", "is"])
        if nxt in {"days", "weeks"} and {"one", ","} >= set(before[-2:]):
            return None  # "an emergency one, 8 days"
        if nxt == "days" and before[-1:] and before[-1] in {"him", "her", "them"}:
            return None  # "I get him four days, his dad three"
        if told or not {"ago", "now", "since"} & set(words[i + 2 : i + 4]):
            return (
                (i + 2, _years(n, nxt))
                if before[-1:] == ["("] or not {"been", "for", "had", "have", "with"} & set(before[-3:])
                else None
            )
    if apart and nxt == "years":
        return i + 2, str(n)
    if (
        nxt == "years"
        and (
            nxt2 not in {"ago", "now", "here", "with", "since", "living", "in", "and"}
            or (nxt2 == "and" and before[-2:-1] in (["he"], ["she"]))
        )
        and (subject == "is" or before[-1:] and before[-1] in {"boy", "girl", "child", "lad", "aged", "age", "one"})
    ):
        return i + 2, str(n)
    if (
        (nxt in UNITS and (nxt, subject) != ("or", "is"))
        or (nxt == "to" and number(nxt2) is not None)
        or (nxt, nxt2) == ("in", "1")
    ):
        return None
    soon = (
        {"next", "soon", "this"} & {nxt}
        or (nxt == "in" and "turned" not in before[-3:] and (nxt2 in MONTH_NAMES or number(nxt2) is not None))
        or before[-2:] in (["coming", "up"], ["going", "on"], ["coming", "on"])
        or before[-3:] in (["coming", "up", "to"], ["coming", "up", "for"])
        or YOUNGER_BY_ONE & set(before[-3:])
        or (before[-1:] == ["be"] and {"will", "'ll"} & set(before[-4:]))
        or {"turns"} & set(before[-1:])
        or coming_birthday(words, i)
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


def _list_alone(told: Told, words: list[str], found: list[Age], asked: str | None) -> list[Age]:
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
        reply = (
            first == 0
            and i == len(words)
            and len(told_of) > 2
            and asked in {"carer_relationship", "child_lives_with_carer"}
        )
        if alone and (counted or reply) and all(n is not None and n <= 18 for _, n in told_of):
            return [(at, at + 1, n, str(n)) for at, n in told_of if n is not None]
        first = i + 1
    return []


def word_one(words: list[str], i: int) -> bool:
    """ "The other one's 3": not an age."""
    return words[i] == "one" and len(words) > 2 and words[i + 1 : i + 2] not in ([], ["."], ["and"], [","], ["year"])


def _years(n: int, unit: str) -> str:
    if unit.startswith("month"):
        return str(n // 12)
    return "0" if unit.startswith(("week", "day")) else str(n)


def _more(words: list[str], first: int, last: int, kin: set[str]) -> list[Age]:
    """The ages that follow in a list: "4 and 7", "4, 6 and 9", "a boy of 5 and girl of 8"."""
    out: list[Age] = []
    j = last
    while j < len(words):
        k = j
        while (
            k < len(words)
            and k - j < 5
            and words[k] in LEAVES | {NAME, "is", "'s", "one", "aged", "of", "younger", "older", "girl", "boy"}
        ):
            k += 1
        n = number(words[k]) if k < len(words) else None
        row = words[first - 1 : first] in (["ages"], ["aged"], ["are"]) and k == j  # "ages 2 5 and 9"
        row = row or (k == j and k + 2 < len(words) and words[k + 1] == "and" and number(words[k + 2]) is not None)
        named = words[first - 1 : first] == [NAME] and words[j:k] == [NAME]  # "Bobby 9 Billie 7 and Bonnie 1"
        if n is None or not (row or named or {"and", ",", "&", "/", "or"} & set(words[j:k])):
            break
        nxt = words[k + 1] if k + 1 < len(words) else ""
        nxt2 = words[k + 2] if k + 2 < len(words) else ""
        if n > OLDEST or n < 1 or (nxt == "in" and nxt2 in MONTH_NAMES) or words[k - 1] == "other":
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
        out.append((k, k + 1, n, str(n - 1 if "nearly" in words[j:k] and n > 1 else n)))
        j = k + 1
    # "4 and 7 year olds": the unit after the last number covers all.
    return out


def _entities(told: Told, found: list[Age]) -> list[dict[str, Any]]:
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
