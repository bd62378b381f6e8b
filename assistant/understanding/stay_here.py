"""Whether a word tells that the child is here, until now: "I have had her", "lives with us", "been at mine"."""

from __future__ import annotations

from assistant.understanding.stay_parts import CARER, HAVE, KIN, has_child, is_child, nearest, stay_words, to_us

DONE = frozenset(
    """
    gone done come made known seen told met given sent lost no trouble problems not taught heard letter
""".split()
)


def is_here(words: list[str], i: int, word: str) -> bool:
    """ "I have had her", "lives with us", "is here", "been at mine": the child is with the carer."""
    known = stay_words()
    lead = words[max(0, i - 4) : i]
    nxt = words[i + 1] if i + 1 < len(words) else ""
    if word in known["keeps"]:
        return _keeps(words, i)
    if word in known["lives"]:
        near = words[i + 1 : i + 5]
        own = "with" in near and near[near.index("with") :][1:2] == ["my"] and bool(known["elder"] & set(near))
        if nearest(words, i) in CARER:
            return own and "since" in words
        return own or to_us(words, i)  # "my nephew has lived with my gran since": written for the gran
    if word == "here":
        if i == 0 and nxt in {"since", "from", "for"}:
            return True
        return bool(known["be"] & set(lead) or (i and is_child(words, i - 1))) and nearest(words, i) not in CARER
    return _with_me(words, i, lead, nxt)


def _keeps(words: list[str], i: int) -> bool:
    """ "I have had her", "we look after them since": not "I have to", "had a baby", "had them vaccinated"."""
    known, word, nxt = stay_words(), words[i], words[i + 1] if i + 1 < len(words) else ""
    if word in HAVE and nxt in {"a", "another"} and {"baby", "little"} & set(words[i + 2 : i + 5]):
        return False
    if word == "looks_after" and "since" in words[i:] and CARER & set(words[max(0, i - 4) : i]):
        return not known["elder"] & set(words[i + 1 : i + 3])
    if nxt == "to" or (word in HAVE and nxt in known["be"] | {"not", "n't"}):
        return False
    return has_child(words, i, 9) and not _done_to(words, i)


def _done_to(words: list[str], i: int) -> bool:
    """ "I've known her since 2010", "she had them vaccinated": something else is told of the child."""
    if words[i] not in HAVE:
        return False
    child = next((j for j in range(i + 1, len(words)) if is_child(words, j)), i)
    return any(word.endswith("ed") or word in DONE for word in words[i + 1 : child] + words[child + 1 : child + 2])


def _with_me(words: list[str], i: int, lead: list[str], nxt: str) -> bool:
    """ "is with me", "has been at ours", "in my care"."""
    known, word = stay_words(), words[i]
    if word == "with" and nxt in {"me", "us", "my", "our"}:
        if nxt in {"my", "our"} and words[i + 2 : i + 3] and words[i + 2] in KIN:
            return False  # "he's lived with my sister since June"
        who = nearest(words, i)
        be = known["be"] | {"here", "live", "safe", "settled"}
        return bool((be & set(lead)) or is_child(words, i - 1)) and who not in known["official"] - {"mum", "dad"}
    if word in {"me", "us"} and nxt == "and" and {"been", "just"} <= set(lead) | {"been" if "been" in words else ""}:
        return "just" in lead or "only" in lead  # "it's been just me and him for fourteen months"
    if (
        word in {"in", "under", "on"}
        and nxt in {"my", "our"}
        and (word != "on" or "asleep" in lead)
        and set(words[i + 2 : i + 4]) & known["room"]
    ):
        return bool((known["be"] | {"asleep", "in"}) & set(lead)) or (i == 0 and "since" in words)
    if word == "us" and {"been", "it"} <= set(lead) and nxt in {"two", "three", "four", "lot"}:
        return True  # "it's been us two since her mum died"
    if word in {"mine", "ours"} and words[i - 1] in {"at", "with", "round"} | known["be"] and known["be"] & set(lead):
        return is_child([nearest(words, i) or "him"], 0) and (bool(nearest(words, i)) or "been" in lead)
    if word in {"mum", "dad", "nan"} and nxt == "to" and {"been", "being"} & set(lead):
        return has_child(words, i, 5)  # "I've been mum to my sister's girl for seven years"
    if "been" not in lead:
        return False
    if word in {"mine", "ours"}:
        return words[i - 1] in {"been", "at", "with"}
    if word in {"on", "in", "under"}:
        return nxt in {"my", "our"} and bool(set(words[i + 2 : i + 4]) & known["room"])
    return word in {"at", "with"} and bool(set(words[i + 1 : i + 3]) & known["elder"])
