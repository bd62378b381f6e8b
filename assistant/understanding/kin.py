"""People in a message and who they are to the carer, read one step at a time with the table in kin.yml."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.understanding.message_text import kin_file

MINE = {"my", "our", "me", "wor", "ma", "mi", "mah"}


OTHERS = {"his", "her", "their", "your", "whose"}
UNSAID = "unsaid"  # reached through a spouse or partner, and not told which
BACK = 30  # words before "his niece" in which the husband may be named
ENDS = {".", ",", "!", "?", ";", ":", ")", "(", "\n", "-", "and", "so", "but"}
COUNTS = {"2", "3", "4", "5", "two", "three", "four", "five"}
NOT_A_COUNT = {"years", "year", "months", "month", "weeks", "week", "days", "day", "bed", "bedroom", "am", "pm"}
UNMARKED = {
    "son",
    "sons",
    "daughters",
    "children",
    "kids",
    "boy",
    "boys",
    "girl",
    "girls",
    "lad",
    "kid",
    "child",
    "pickney",
    "maid",
    "bairn",
    "bairns",
}
MANY_FOLLOW = {
    "are",
    "have",
    "were",
    "came",
    "come",
    "live",
    "who",
    "they",
    "turned",
    "moved",
    "landed",
    "living",
    "stay",
}
NOT_MY = {"with", "to", "for", "asked", "told", "by", "give", "gave", "let"}  # "asked me daughters": not "my"
LEADS = {"", ".", ",", "got", "have", "had", "for", "with", "its", "\n", "been"}
PLURALS = {"sisters": "sister", "brothers": "brother", "daughters": "daughter", "sons": "son", "mates": "mate"}


@dataclass(frozen=True)
class Kin:
    """A person named in the message: who they are to the carer, through whom, and where it says so."""

    person: str
    through: str | None
    first: int
    last: int
    minor: bool
    steps: int


@lru_cache(maxsize=1)
def group_of() -> dict[str, str]:
    return {word: group for group, words in kin_file()["groups"].items() for word in words}


def people(words: list[str]) -> list[Kin]:
    """Every "my ...'s ..." in a message, and family words that need no "my" ("got grandson since easter")."""
    out: list[Kin] = []
    at = 0
    while at < len(words):
        kin = _chain(words, at)
        if kin:
            out.append(kin)
            at = kin.last
        else:
            at += 1
    return out


def _chain(words: list[str], at: int) -> Kin | None:
    spouse = _spouse_before(words, at) if words[at] in {"his", "her"} else None
    start = at + 1 if spouse else _start(words, at)
    if start is None:
        return None
    person, steps = "self", 0
    if words[at] == "our" and words[start : start + 1] in (["kid"], ["kids"]):
        # "our kid's two girls": a brother or sister, in the north
        j = start + 1 + (words[start + 1 : start + 2] == ["'s"])
        if (words[start] == "kids" or j > start + 1) and _more(words, j):
            person, steps, start = "sibling", 1, j
    if words[at] in {"our", "wor"} and words[start : start + 2] == ["lass", "'s"] and _more(words, start + 2):
        # "our lass's nephew": a wife or girlfriend, in the north-east; her own children are told as "our lass"
        if group_of().get(words[start + 2]) in {"nibling", "sibling", "in_law_sibling", "cousin"}:
            return _walk(words, start + 2, Kin("self", UNSAID, at, start + 2, False, 1))
    good = _walk(words, start, Kin(person, spouse, at, start, False, steps))
    if good and not spouse:
        return _counted(words, _belonging(words, good))
    # "His sister" alone may be the child's own; "his niece" or "his sister's twins" is not.
    small = good and good.minor and good.person == "sibling"  # "me and my boyfriend have his little brother"
    return good if good and (good.steps > 1 or small or good.person in kin_file()["through_pronoun"]) else None


def _start(words: list[str], at: int) -> int | None:
    """The word a chain starts at when "my", or a family word that needs none, stands here."""
    table = kin_file()
    word, before, owns = words[at], words[at - 1] if at else "", words[at + 1 : at + 2] == ["'s"]
    if word in MINE and not (word == "me" and before in NOT_MY):
        return at + 1
    group = group_of().get(word)
    if group is None or before in OTHERS | {"'s"} | MINE:
        return None
    plain = group in table["plain_enough"] or (group in table["start_chain"] and owns)
    bare = word in table["bare_start"] and before in LEADS and owns and _more(words, at + 2)  # "sister's kids"
    of = group in {"friend", "neighbour"} and before == "of"
    some = group in {"sibling", "friend"} and before in {"a", "the"} and owns
    return at if plain or bare or of or some else None


def _walk(words: list[str], last: int, kin: Kin) -> Kin | None:
    table, good = kin_file(), None
    while True:
        i, small = _skip(words, last, first=kin.steps == 0)
        group = group_of().get(words[i]) if i < len(words) else None
        reached = table["steps"].get(kin.person, {}).get(group) if group else None
        if group is None or reached is None:
            return good
        through = kin.through
        if reached == "spouse":
            through, reached = table["related_by"].get(group, UNSAID), "self"
        good = kin = Kin(reached, through, kin.first, i + 1, kin.minor or small, kin.steps + 1)
        last = kin.last + _named(words, kin.last)  # "my sister Donna's lad"
        after = words[last] if last < len(words) else ""
        if after in UNMARKED and kin.person in table["parents"] and words[last - 1] not in UNMARKED:
            continue  # "my sister son": the "'s" left out
        if kin.person == "self" and kin.through and after in {"brother", "sister", "niece", "nephew", "cousin"}:
            continue  # "two children of my husband brother"
        if after != "'s" or not _more(words, last + 1):
            return good
        last += 1


def _named(words: list[str], i: int) -> bool:
    return (
        words[i + 1 : i + 2] == ["'s"]
        and words[i].isalpha()
        and words[i] not in group_of()
        and words[i] not in kin_file()["no_names"]
        and _more(words, i + 2)
    )


def _counted(words: list[str], kin: Kin) -> Kin:
    """ "my sisters 2": her two children."""
    child = kin_file()["steps"].get(kin.person, {}).get("child")
    i = kin.last
    owns = words[kin.last - 1] in PLURALS or words[i : i + 1] == ["'s"]
    i += words[i : i + 1] == ["'s"]
    if not child or not owns or i >= len(words) or words[i] not in COUNTS or words[i + 1 : i + 2] == ["of"]:
        return kin
    many = words[i + 1 : i + 2] and words[i + 1] in MANY_FOLLOW
    if words[i + 1 : i + 2] and (
        words[i + 1] in NOT_A_COUNT or (words[i].isdigit() and words[kin.last] == "'s" and not many)
    ):
        return kin
    return replace(kin, person=child, last=i + 1, steps=kin.steps + 1)


def _belonging(words: list[str], kin: Kin) -> Kin:
    """ "the twins are my nephew's, he is inside": whose they are."""
    table = kin_file()
    child = table["steps"].get(kin.person, {}).get("child")
    i = kin.last
    # "the kids are my wife's sisters": the apostrophe left out
    plural = words[i - 1] in PLURALS and words[i : i + 1] != ["'s"] and (i >= len(words) or words[i] in ENDS)
    owned = words[i : i + 1] == ["'s"] and (i + 1 >= len(words) or words[i + 1] in ENDS | {"from"})
    if not child or not (plural or owned):
        return kin
    lead = words[max(0, kin.first - 8) : kin.first]
    while lead and lead[-1] in {",", "actually", "really", "both", "all", "is", "are", "'s", "was", "were", "old"}:
        lead.pop()
    small = set(table["groups"]["child"]) | {"he", "she", "they", "it", "these"} | NOT_A_COUNT
    if lead and (lead[-1] in small or lead[-1].isdigit()):
        return replace(kin, person=child, last=i if plural else i + 1, steps=kin.steps + 1)
    return kin


def _spouse_before(words: list[str], at: int) -> str | None:
    """ "Me and my husband have his two nieces": how "his" leads to the carer's husband."""
    table = kin_file()
    sex = "man" if words[at] == "his" else "woman"
    for i in range(at - 1, max(-1, at - BACK), -1):
        group = (
            group_of().get(words[i]) if words[i - 1 : i + 1] not in (["our", "lass"], ["wor", "lass"]) else "partner"
        )
        if words[i] == "lass" and group == "partner" and words[i - 2 : i - 1] == ["and"] and sex == "woman":
            return UNSAID  # "me and wor lass have her niece"
        if group in {"married", "partner", "ex_married", "ex_partner", "other_half"}:
            if words[i] in table["spouse_sex"].get("woman" if sex == "man" else "man", ()):
                continue
            lead = words[max(0, i - 3) : i]
            mine = MINE & set(lead) or words[i - 2 : i] in (["me", "and"], ["i", "and"])
            if not mine or words[i + 1 : i + 2] == ["'s"]:
                return None
            return table["related_by"].get(group, UNSAID)
        if words[i] in table["could_be"][sex]:
            return None
    return None


def _skip(words: list[str], i: int, first: bool) -> tuple[int, bool]:
    table = kin_file()
    small = False
    while i < len(words) and words[i] in table["fillers"]:
        if words[i] in group_of() and not _goes_on(words, i + 1):
            break
        small = small or words[i] in table["minor_fillers"]
        i += 1
    return i, small


def _goes_on(words: list[str], i: int) -> bool:
    """Do more words like "little" lead to a person: "my oldest little boy", not "my sister's baby 6 weeks"?"""
    while i < len(words) and words[i] in kin_file()["fillers"] and words[i] not in group_of():
        i += 1
    return i < len(words) and words[i] in group_of()


def _more(words: list[str], i: int) -> bool:
    # "my son's 4" is his age; "my sister's 4 kids" goes on.
    j, _ = _skip(words, i, first=False)
    if j >= len(words) or words[j] not in group_of():
        return False
    return not (
        words[j] in {"two", "three", "four", "one"}
        and words[j + 1 : j + 2]
        in (["years"], ["months"], ["year"], ["now"], ["and"], ["weeks"], ["days"], ["minutes"], ["hours"])
    )
