"""Whether a word tells that a child came, was brought, or was asked for."""

from __future__ import annotations

from assistant.understanding.named_days import DAYS, MONTHS
from assistant.understanding.stay_parts import CARER, KIN, ahead, has_child, nearest, stay_words, to_us

CALLS = frozenset(
    """
    saying said asked asking ask asks call called rang ring phone phoned text texted knock knocked message messaged
    wondering wondered begging begged says
""".split()
)
OVERNIGHT = {"sleepover", "night", "nights", "weekend", "tea", "holiday", "holidays", "fortnight", "week", "half"}
TAKES = {"took", "taken", "take", "taking", "removed", "got"}
KICKED = {"kicked", "threw", "thrown", "chucked"}


def comes(words: list[str], i: int) -> bool:
    """ "came to us", "turned up here", "the police came with my grandkids": the child came."""
    known = stay_words()
    word, after = words[i], words[i + 1 : i + 6]
    if word in {"turned", "rocked", "showed", "knocked", "walked", "ran", "landed"} and not (
        {"up", "in", "to", "away", "at", "on", "out", "here", "with"} & set(after[:2])
    ):
        return False
    if words[i - 1 : i] == ["how"]:
        return False  # "how come the lady over the road"
    rest = words[i + 1 :]
    if "with" in rest and has_child(rest, rest.index("with"), 6):
        return True  # "the police came last night with my grandkids"
    who, ours = nearest(words, i), to_us(words, i)
    if who in known["official"]:
        return False
    if after[:1] == ["for"] and OVERNIGHT & set(after[1:5]):
        return bool(who) or i <= 1  # "came for a sleepover in May and never went home"
    own = after[:1] == ["of"] and "own" in after
    if word != "moved" and not own and set(after[after[:1] == ["to"] :][:1]) & known["visit"] and not ours:
        return False
    return bool(who) or ours or i <= 1


def brings(words: list[str], i: int) -> bool:
    """ "dropped him off", "took them in", "asked me to have her": the child was brought, taken or asked for."""
    known = stay_words()
    word, after = words[i], _where_to(words, i)
    if _an_order_or_a_move(words, i):
        return False
    if word in known["asks"]:
        return _asked_to_have(words, i)
    if word in KICKED:
        return "out" in after and has_child(words, i, 4)
    ours = to_us(words, i)
    if word in TAKES and not _back(after) and {"in", "on"} & set(after[1:5]) and has_child(words, i, 4):
        there = next(j for j in range(i + 2, i + 6) if words[j] in {"in", "on"})
        soon = words[there + 1] if there + 1 < len(words) else ""
        if word == "removed" or soon not in MONTHS.keys() | DAYS.keys():
            return word != "removed" and {"hospital", "holiday", "trip", "bus", "train", "car", "ambulance"}.isdisjoint(
                words[i + 2 : i + 8]
            )
    if _elsewhere(words, i, after, ours):
        return False
    passive = bool(known["be"] & set(words[max(0, i - 2) : i])) and nearest(words, i) not in CARER
    if word in {"left", "leaving", "removed", "moved"} and not ours:
        return has_child(words, i, 4) and word in {"left", "leaving"}
    if word in {"took", "taken", "take"} and "to" in after and not ours:
        return False
    if word == "got" and after[:1] and after[0] in known["brings"]:
        return False
    return has_child(words, i, 5) or (passive and (ours or bool(nearest(words, i)) or i <= 2)) or ours


def _elsewhere(words: list[str], i: int, after: list[str], ours: bool) -> bool:
    """ "left him with my sister", "he left care on an SGO", "mum moved back in with us", "took her to the dentist"."""
    known, word = stay_words(), words[i]
    if word in {"left", "leaving"} and {"care", "foster_care", "foster_carer"} & set(after[:2]):
        return True
    if word in {"moved", "landed"} and nearest(words, i) in {"mum", "dad", "parents"} and not has_child(words, i, 2):
        return True
    if ours:
        return False
    if word == "put" or (word in {"left", "dropped", "sent", "placed"} and _with_others(words, i)):
        return True
    return bool(set(after) & known["elsewhere"] - (set() if word in TAKES and word != "got" else {"off"}))


def _where_to(words: list[str], i: int) -> list[str]:
    """The words ahead, without the "back" of "back in 2023" and the place somebody was fetched from."""
    after = ahead(words, i)
    out = [w for k, w in enumerate(after) if w != "back" or not _long_ago(after, k)]
    return [w for w in out if w != "hospital"] if {"from", "off"} & set(out) else out


def _long_ago(after: list[str], k: int) -> bool:
    """ "took on the twins back in 2023", not "took him back in June"."""
    return after[k + 1 : k + 2] in (["in"], ["on"], ["at"], ["last"]) and after[k - 1] not in {
        "him",
        "her",
        "them",
        "it",
    }


def _with_others(words: list[str], i: int) -> bool:
    """ "left him with my sister", "dropped her to school": not "dropped him off with one tub of milk"."""
    known, after = stay_words(), ahead(words, i)
    at = next((j for j, word in enumerate(after) if word in {"with", "to"}), None)
    if at is None:
        return False
    near = set(words[i + 2 + at : i + 6 + at])
    return after[at] == "to" or bool(near & (known["elder"] | KIN | known["elsewhere"] | known["official"]))


def _back(after: list[str]) -> bool:
    """ "took him back in June", not "took him in back in 2021"."""
    return "back" in after and "in" not in after[: after.index("back")]


def _an_order_or_a_move(words: list[str], i: int) -> bool:
    """ "got an SGO for him", "gave me custody", "I moved here in 2021"."""
    known, word = stay_words(), words[i]
    if word == "moved":
        return nearest(words, i) in CARER and not has_child(words, i, 4)
    near = set(words[max(0, i - 8) : i]) | set(words[i + 1 : i + 6])
    return word in {"got", "given", "gave", "get"} and bool(near & known["order"])


def _asked_to_have(words: list[str], i: int) -> bool:
    """ "asked me to take her", "rang and said can you fetch them", "asked us in May"."""
    known = stay_words()
    after = words[i + 1 : i + 14]
    for j, word in enumerate(after):
        if word in known["asked_to"] and has_child(words, i + 1 + j, 5):
            return words[i] != "said" or bool({"i", "we", "you", "me", "us"} & set(after[:j]))
    asked_us = words[i] in {"asked", "begged"} and after[:1] in (["me"], ["us"], ["i"], ["we"])
    return asked_us and (
        len(after) < 2 or after[1] in {"in", "on", "last", "back", "at", "would", "if", "could", "can"}
    )


def carried(words: list[str], i: int) -> bool:
    """ "drove him to us", "flown over to me", "discharged the baby into our care": somebody brings the child."""
    if words[i + 1 : i + 2] == ["on"]:
        return False  # "she just carried on living with me"
    if nearest(words, i) in CARER:
        return has_child(words, i, 3) and bool({"here", "mine", "ours"} & set(words[i + 1 : i + 5]))
    return to_us(words, i, 8)


def joined(words: list[str], i: int) -> bool:
    """ "joined our family", "became his carer", "stepped in": the stay began."""
    word, after = words[i], words[i + 1 : i + 4]
    if word == "joined":
        return after[:1] == ["us"] or (after[:1] == ["our"] and bool({"family", "household", "home"} & set(after)))
    if word == "became":
        return after[:1] in (["his"], ["her"], ["their"]) and bool({"carer", "carers"} & set(after))
    us = CARER | {"me", "us", "husband", "wife", "partner"}
    return after[:1] in (["up"], ["in"]) and bool(us & set(words[max(0, i - 3) : i]))


def asked_of_me(words: list[str], i: int) -> bool:
    """ "I got a call saying could I have my sisters": asked for in so many words."""
    asked = words[max(0, i - 2) : i]
    may = len(asked) == 2 and asked[0] in {"could", "can", "would", "will"} and asked[1] in {"i", "we", "you"}
    return may and bool(CALLS & set(words[: i - 2])) and has_child(words, i, 5)
