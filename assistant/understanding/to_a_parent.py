"""What the carer is to the child, from what they are to the mum, dad or nan: "I'm her dad's auntie", "me and his mum are sisters"."""

from __future__ import annotations

import re

from assistant.understanding.message_text import kin_file
from assistant.understanding.titles import THEIRS, Reached, beside, lead_of, plain, subject_is, title_of

PARENT = {"mum", "dad", "parent", "parents"}
SOFT = frozenset(
    "best good close old mum's dad's the oldest older younger little big twin half first own was really".split()
)


def title(words: list[str]) -> Reached | None:
    """The carer's own name for what they are, if the message has one."""
    return (
        _married_to_relative(words)
        or _beside_a_parent(words)
        or beside(words)
        or plain(words)
        or _two_of_us(words)
        or _at_school(words)
    )


KIN_OF_CHILD = (
    r"(?:his|her|their|the \w+ 's) (?:late )?(?P<whose>mum|dad|mums|dads|nan|gran|grandma|grandad|granny|grandmother)(?: 's)?"
    r" (?:older |younger |big |little |late |half )?(?P<who>[a-z_]+)"
)
MARRIED_TO = (
    re.compile(rf"\b(?:i|we) (?:am |was |were |got |have been )?(?P<by>married) (?:to )?{KIN_OF_CHILD}\b(?! 's)"),
    re.compile(rf"\b(?:my|our) (?P<by>[a-z_]+) (?:is|was|'s) {KIN_OF_CHILD}\b(?! 's)"),
    re.compile(rf"\b(?:i am|i was|as) {KIN_OF_CHILD} 's (?P<by>[a-z_]+)"),
)


def _married_to_relative(words: list[str]) -> Reached | None:
    """ "I married his dad's brother", "my wife is her mum's cousin", "I'm his nan's sister's husband"."""
    text, table = " ".join(words), kin_file()
    for pattern in MARRIED_TO:
        said = pattern.search(text)
        by = table["beside_word"].get(said["by"]) if said else None
        if not said or not by or "not" in said[0].split():
            continue
        role = role_through(said["whose"].removesuffix("s"), said["who"])
        if role and role != "grandparent":
            at = len(text[: said.start()].split())
            return role, by, at, at + len(said[0].split())
    return None


def _beside_a_parent(words: list[str]) -> Reached | None:
    """ "I'm his mum's cousin", "I am her nan's sister", "I'm a friend of his mum"."""
    for i in range(len(words) - 2):
        if words[i + 1] != "'s" and not (words[i] in {"mums", "dads", "nans"} and words[i - 1] in THEIRS):
            continue
        whose = words[i].removesuffix("s") if words[i + 1] != "'s" else words[i]
        j = i + 1 + (words[i + 1] == "'s")
        while j < len(words) and words[j] in SOFT:
            j += 1
        lead = lead_of(words, i, 7)
        if j >= len(words) or words[j + 1 : j + 2] == ["'s"] or set(lead) & {"not", "n't"}:
            continue
        if not _the_carers(words, whose, lead):
            continue
        role = role_through(whose, words[j])
        if role:
            related = "half_blood" if words[j] == "half_sibling" else None
            return role, related, i, j + 1
    return _to_a_nan(" ".join(words))


def _to_a_nan(text: str) -> Reached | None:
    """ "Her nan was my sister", "I'm his ex mother in law", "I'm a friend of his mum"."""
    said = NAN_IS.search(text)
    role = role_through(said["whose"], said["who"]) if said else None
    if not role:
        said = IN_LAW.search(text)
        role = "grandparent" if said else None
    if not role:
        said = OF_MUM.search(text)
        person = kin_file()["to_a_parent"].get(said["who"]) if said else None
        role = _role_of_child(person) if person else None
    if not said or not role:
        return None
    at = len(text[: said.start()].split())
    return role, None, at, at + len(said[0].split())


def _the_carers(words: list[str], whose: str, lead: list[str]) -> bool:
    """Do these words before "mum's" or "his nan's" tell of the carer?"""
    if len(words) < 7 and whose in PARENT and len(lead) < 2 and not {"my", "our"} & set(lead):
        return True  # an answer: "mum's cousin"
    if not lead:
        return False
    if whose in PARENT and (lead[-2:] in BARE or (lead[-1] == "are" and lead[-2:-1] in WITH_ME)):
        return True
    return lead[-1] in THEIRS | {"the", "child"} and (subject_is(lead) or lead[-2:-1] == ["as"])


# "I'm mum's sister", "me and my wife are dad's uncle and aunt".
BARE = (["i", "am"], ["we", "are"], ["being", "the"], ["i", "was"], ["am", "the"])
WITH_ME = (["wife"], ["husband"], ["partner"], ["me"])
# "Her nan was my sister."
NAN_IS = re.compile(
    r"\b(?:his|her|their|the) (?:late )?(?P<whose>nan|nana|gran|grandma|grandad|granny|grandmother) (?:is|was|'s) my"
    r" (?:late |older |younger |big |best )?(?P<who>sister|brother|friend|mate)\b(?! 's)"
)
# "I'm his ex mother in law", of a dad or mum.
IN_LAW = re.compile(
    r"\b(?:i am|as) (?:his|her|mum 's|dad 's|the dad 's|the mum 's)(?: ex)? (?:mum|dad|parent) in law\b"
)
OF_MUM = re.compile(
    r"\b(i am|i was|being|as|we are)( a| an| the| best| good| close| old| really| her| his)*"
    r" (?P<who>friend|mate|sister|brother|cousin|half_sibling)"
    r" (of|to) (his|her|their|the) (late )?(mum|dad|parents)\b"
)


def role_through(whose: str, relation: str) -> str | None:
    """What somebody is to the child who is this to its mum, dad or grandparent."""
    table = kin_file()
    if whose in PARENT:
        for role, names in table["roles_to_a_parent"].items():
            if relation in names:
                return role
        person = table["to_a_parent"].get(relation)
        return _role_of_child(person) if person else None
    if title_of().get(whose) == "grandparent":
        return next((role for role, names in table["roles_to_a_grandparent"].items() if relation in names), None)
    return None


def _role_of_child(person: str) -> str:
    table = kin_file()
    return table["carer_is"][table["steps"][person]["child"]]["own"]


WHOSE = r"(?:his|her|their|the) (?:late )?(?P<{}>mum|dad|nan|nana|gran|grandma|grandad|granny)"
LINK = r" (?:are|is|was|were|'s)(?: best| good| close| old| twin| full| only| really| both)* (?P<us>\w+)"
TWO = (
    re.compile(rf"\b(?:me|i) and {WHOSE.format('a')}{LINK}"),
    re.compile(rf"\b{WHOSE.format('a')} and (?:me|i|myself){LINK}"),
    re.compile(
        rf"\b(?:i|we) (?:am|was|were|are|be|'s)(?: best| good| close| old| really)* (?P<us>\w+) with {WHOSE.format('a')}"
    ),
)


def _two_of_us(words: list[str]) -> Reached | None:
    text = " ".join(words)
    for pattern in TWO:
        said = pattern.search(text)
        person = kin_file()["two_of_us"].get(said["us"]) if said else None
        if not said or not person:
            continue
        at = len(text[: said.start()].split())
        role = _role_of_child(person) if said["a"] in PARENT else GRAND.get(person)
        if role:
            return role, None, at, at + len(said[0].split())
    return None


AT_SCHOOL = re.compile(
    rf"\b(?:(?:me|i|myself) and {WHOSE.format('a')}|{WHOSE.format('b')} and (?:me|i"
    rf"|myself)) (?:all |both |have |'ve |had |used to |did |were |was )*"
    r"(?:(?:at|to|in|through) (?:school|college|primary|uni|work|church)|work(?:ed|s)?|grew up|go (?:way )?back"
    r"|been (?:friends|mates|pals)|lived|went (?:to|through) (?:school|college|primary))"
)


def _at_school(words: list[str]) -> Reached | None:
    """ "His mum and me were at school together": a friend."""
    said = AT_SCHOOL.search(" ".join(words))
    if not said or "together" not in words and "back" not in said[0] and "friends" not in said[0]:
        return None
    if (said["a"] or said["b"]) not in PARENT:
        return None
    at = len(" ".join(words)[: said.start()].split())
    return "family_friend", None, at, at + len(said[0].split())


GRAND = {"sibling": "great_aunt_or_uncle", "friend": "family_friend"}
