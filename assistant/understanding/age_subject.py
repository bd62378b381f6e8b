"""Whose age a number is: the child's, told plainly or nearby, or the carer's own."""

from __future__ import annotations

from assistant.understanding.names import NAME
from assistant.understanding.numbers import IS, NUMBERS, SOFTENERS, number
from assistant.understanding.others_ages import sentence_before

YOUNGER_BY_ONE = {"nearly", "almost", "turning", "approaching", "rising"}
CHILD_SUBJECTS = frozenset(
    """
    he she they child kid kids children boy girl boys girls lad lads baby twins both eldest oldest youngest middle
    one older younger little who bairn bairns teenager daughter son her him them newborn pupils pupil toddler name
    two child's hers other
""".split()
)
NOT_THE_CHILD = frozenset(
    """
    own ours husband wife partner i we mum dad mine me house flat car year week room parents school
""".split()
)
# What may stand before a name that an age follows: "for Amy, 15", "and Jayden 6".
BEFORE_A_NAME = frozenset("for have got has of with and , & ( my our is 's . : \n called named".split(" "))


CHILD_WORDS = frozenset(
    """
    son daughter boy girl boys girls kids kid child children lad baby twins one ones toddler teenager
""".split()
)


def was(before: list[str]) -> bool:
    return "was" in before[-3:] or "were" in before[-3:] or "when" in before[-4:]


def subject_of(before: list[str], kin: set[str]) -> str | None:  # noqa: C901
    """ "is": "she is 9"; "near": "my nephew, 9" or "aged 9"; None when nothing says the number is an age."""
    j = len(before) - 1
    while (
        j >= 0
        and before[j]
        in ({"gone"} if before[j - 1 : j] in (["just"], ["is"], ["'s"]) else set())
        | SOFTENERS
        | YOUNGER_BY_ONE
        | {"turns", "coming", "up", "to", "have", "has", ","}
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
    if before[j] == ":" and before[j - 1] in {"age", "aged", "ages"}:
        return "near"
    if before[j] in IS:
        near = before[max(0, j - 3) : j]
        if near[-1:] and near[-1] in {"he", "she", "they"}:
            return "is"
        if {"i", "we", "there"} & set(near[-1:]) or _not_the_child(near, kin):
            return None
        if near[-1:] == ["his"]:
            return "is"  # "his is 5"
        return "is" if set(near[-2:]) & (CHILD_SUBJECTS | kin | {NAME}) else None
    if before[j] in {"of"} and j and before[j - 1] in CHILD_SUBJECTS | kin:
        return "near"
    if before[j] in {"turned", "turns"} and set(before) & (CHILD_SUBJECTS | kin):
        return "is"
    if before[j] == "," or before[-1] == ",":
        k = j
        while k >= 0 and before[k] in {",", "with", "me", "us", "here", "now", "living", "staying", "too"}:
            k -= 1
        if k >= 0 and k < j and before[k] in kin - CHILD_WORDS and before[k] not in NUMBERS:
            return "near"  # "got my nephew with me, 4"
    while j >= 0 and before[j] in {",", "(", "-", "–"}:
        j -= 1
    while j > 1 and before[j] == NAME and before[j - 1] == "-" and before[j - 2] == NAME:
        j -= 2  # "Ellie-Mae 6"
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
            "got",
            "did",
            "doing",
            "served",
            "gave",
            "paid",
            "took",
            "lost",
            "been",
            "came",
            "turns",
            "due",
        }
    ):
        return "near"  # "my grandson Tyler 6"
    return None


def _not_the_child(near: list[str], kin: set[str]) -> bool:
    """ "My mum is 40", "my partner Dave is 17"; not "me granddaughter's 17"."""
    others = NOT_THE_CHILD - {"own"}
    return bool(others & set(near[-1:])) or (not kin & set(near[-1:]) and bool(others & set(near[-2:-1])))


def carers_own(words: list[str], i: int) -> bool:
    """ "I'm 64", "our own are 12", "my daughter is 9": not the child the message is about."""
    lead = sentence_before(words, i, 7)
    told_anew = next((j for j in range(len(lead) - 1, 0, -1) if lead[j] in {"he", "she"} and lead[j - 1] == ","), 0)
    lead = lead[told_anew:]  # "his surname to ours, he's 3"
    if "own" in lead or "ours" in lead:
        return True
    if lead[-2:] in (["mine", ","], ["mine", "("]) and lead[-3:-2] not in (["at"], ["with"], ["to"], ["round"]):
        return True  # "a baby brother, mine, 2"
    small = (number(words[i]) or 99) < 16
    for j in range(len(lead) - 1, -1, -1):
        if lead[j] in {",", "and", "but", "so"}:
            continue
        if small and lead[j] in {"husband", "wife", "partner"} and lead[j + 1 : j + 2] == [","]:
            break  # "living with me and my wife, 15, 12 and 5"
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
            if j > 1 and lead[j - 2] in {"has", "have", "got"} and lead[j - 3] not in {"i", "we"}:
                return False  # a parent writes: "my dad has my son, 6"
            rest = set(lead[j + 1 :])
            rest -= {"who", NAME} if lead[j - 1] == "our" else set()
            return rest <= SOFTENERS | IS | {",", "(", "and"}
        if word in {"daughter", "son"} and lead[j + 1 : j + 2] == ["'s"] and j + 2 >= len(lead):
            return lead[j - 1 : j] in (["my"], ["our"])
    return False
