"""Whose the child is when only the grown-up is named: "my daughter drinks … the baby is 4 months", "our Kyle's little one"."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.understanding.kin import Kin, group_of, people
from assistant.understanding.message_text import FOLDER, kin_file
from assistant.understanding.parents_named import NOT_HERE
from assistant.understanding.titles import Reached
from kinship import yaml_text

STOPS = {".", "!", "?", "\n", ";"}
TABLE = yaml_text.load((FOLDER / "left_here.yml").read_text("utf-8"))
GROWN, SMALL, ONES = TABLE["grown"], frozenset(TABLE["small"]), "|".join(TABLE["ones"])
HERE, SAID_TROUBLE = (re.compile("|".join(TABLE[key])) for key in ("here", "trouble"))
LOST = re.compile(r"\b(?:i|we) (?:have )?lost (?:my|our)$")
ASKED = re.compile(
    r"^(?: \S+){0,14} (?:asked|begged|asks|said|says|told|dropped|left|gave|handed|sent|brought|wants|want|signed)\b"
)
OF_OURS = re.compile(rf"\bour (?P<name>[a-z]{{3,}}) 's (?:little |two |three |young |other |baby |wee )*(?:{ONES})\b")
OURS = re.compile(r"\b(?:all|both|they are|he is|she is|he 's|she 's|is|are) our (?P<name>[a-z]{3,}) 's(?= [,.]|$)")
MINE_ALONE = re.compile(
    r"(?:^|[.,] )(?:all |both )?my (?P<who>sister|brother|daughter|son|sisters|brothers|daughters|sons)(?: 's)?(?= [,.]| and both|$)"
)


THEIRS_AGED = re.compile(
    r"\b(?:his|her) (?:little )?(?:boy|girl|lad|kids|children|baby|boys|girls) (?:is|are|'s|aged|,) \d"
)
KIDS_TO_ME = re.compile(
    r"\b(?:the|her|his) (?:kids|children|baby|boys|girls|twins|little one|little ones|bairns|babies)"
    r"(?: \S+){0,3} (?:with|to|at|by) (?:me|us|mine|ours)\b"
)


def left_here(words: list[str]) -> Reached | None:
    """The last resort: what the carer is to the child of the only grown-up who can be its parent."""
    return _of_ours(words) or _our_name(words) or _fragment(words) or _of_grown(words) or _a_friend(words)


def _role(person: str, through: str | None) -> str | None:
    table = kin_file()
    rule = table["carer_is"].get(table["steps"].get(person, {}).get("child", ""))
    return rule.get("own" if through is None else "through_spouse") if rule else None


def _at(text: str, start: int) -> int:
    return len(text[:start].split())


def _of_ours(words: list[str]) -> Reached | None:
    """ "Our Jodie's two": a grandparent's way of speaking, unless Jodie is told to be somebody else's."""
    text = " ".join(words)
    said = OF_OURS.search(text) or OURS.search(text)
    if not said or said["name"] in group_of() or said["name"] in kin_file()["no_names"]:
        return None
    at = _at(text, said.start())
    for kin in people(words):
        if words[kin.first - 2 : kin.first] in ([said["name"], "is"], [said["name"], "'s"], [said["name"], ","]):
            role = _role(kin.person, kin.through)
            if role:
                return role, kin.through, kin.first, kin.last
    return "grandparent", None, at, at + len(said[0].split())


OUR_NAME = re.compile(
    r"\bour (?P<name>[a-z]{3,}) (?:is |'s |has |was |got |went )[^.?!]*\b(?:her|his) (?:little |young |two |three |baby )*"
    rf"(?:{ONES})\b"
)


def _our_name(words: list[str]) -> Reached | None:
    """ "Our Shannon's in prison and we've got her little lad"."""
    text = " ".join(words)
    said = OUR_NAME.search(text)
    if not said or said["name"] in group_of() or said["name"] in kin_file()["no_names"]:
        return None
    at = _at(text, said.start())
    return ("grandparent", None, at, at + 2) if _trouble() & set(said[0].split()) else None


A_FRIEND = re.compile(
    r"\b(?:i am|we are|as|being) (?:just |only |really )*(?:a|an|the|his|her"
    r"|their) (?:\w+ )?friend\b(?! (?:who|with|that|and i am|from church who))"
)


def _a_friend(words: list[str]) -> Reached | None:
    """ "No relation at all, I'm a friend"."""
    said = A_FRIEND.search(" ".join(words))
    if not said:
        return None
    at = _at(" ".join(words), said.start())
    return "family_friend", None, at, at + len(said[0].split())


def _fragment(words: list[str]) -> Reached | None:
    """ "These kids. My sister's.": whose they are, in a sentence of its own."""
    text = " ".join(words)
    for said in MINE_ALONE.finditer(text):
        at = _at(text, said.start())
        plain = said["who"].removesuffix("s")
        owned = "'s" in said[0] or said["who"] != plain
        if owned and {"kids", "children", "he", "she", "they", "him", "her", "them"} & set(words[:at]):
            return (
                _role({"sister": "sibling", "brother": "sibling"}.get(plain, "own_child"), None) or "",
                None,
                at,
                at + 2,
            )
    return None


def _of_grown(words: list[str]) -> Reached | None:
    everyone = [kin for kin in people(words) if kin.person in GROWN and not kin.minor]
    for kin in sorted(everyone, key=lambda each: GROWN.index(each.person)):
        if _told_of_child(words, kin) and _in_trouble(words, kin):
            role = _role(kin.person, kin.through)
            if role:
                return role, kin.through, kin.first, kin.last
    return None


def _told_of_child(words: list[str], kin: Kin) -> bool:
    rest = words[: kin.first] + words[kin.last :]
    if SMALL & set(rest) and not NOT_HERE.search(" ".join(rest)):
        return True
    return bool(HERE.search(" ".join(rest)))


@lru_cache(maxsize=1)
def _trouble() -> frozenset[str]:
    table = kin_file()
    return frozenset(table["adult_trouble"]) - {"state", "bits", "abroad"} | {
        "doing",
        "inside",
        "overdose",
        "paralytic",
        "poorly",
    }


def _in_trouble(words: list[str], kin: Kin) -> bool:
    """Is the grown-up said to be in trouble, or to have asked, dropped off or handed over?"""
    ahead = words[kin.last : kin.last + 24]
    stop = next(
        (i for i, w in enumerate(ahead) if w in STOPS and ahead[i + 1 : i + 2] not in (["she"], ["he"])), len(ahead)
    )
    ahead = ahead[:stop]
    number = next((int(word) for word in ahead[:4] if word.isascii() and word.isdigit()), 99)
    if number < 18 or {"school", "college", "nursery"} & set(ahead[:6]):
        return False  # "my daughter is 14 and depressed": a child of their own
    if LOST.search(" ".join(words[max(0, kin.first - 3) : kin.first + 1])):
        return True
    whose = {"my", "our", "me"} & set(words[kin.first : kin.first + 1])
    told = " ".join(ahead)
    if kin.person in {"own_child", "in_law_child", "child_in_law"} and KIDS_TO_ME.search(" ".join(words)):
        return bool(whose)
    if kin.person == "own_child" and THEIRS_AGED.search(told):
        return bool(whose)
    if SAID_TROUBLE.search(told):
        return bool(whose)
    return bool(whose) and (bool(_trouble() & set(ahead)) or bool(ASKED.match(" " + " ".join(ahead))))
