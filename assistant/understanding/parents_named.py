"""The child of a grown-up the carer names: "my daughter is in prison and I've got the kids", "his mum is my best mate"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from assistant.understanding.kin import Kin
from assistant.understanding.message_text import kin_file
from assistant.understanding.titles import Reached

AHEAD = 45  # words after a grown-up in which their children are told of
EXPECTING = {"pregnant", "expecting", "due"}
HOLDING = frozenset(
    """
    got have had with looks_after living live lives stay staying taken took take here us raising keep came moved
    stays has come placed brought dropped left asked kept turned knocked landed mine ours stopping stop sleeping
    guardian keeping having caring fostering
""".split()
)
WOMEN = {"daughter", "sister", "sisters", "daughters", "niece", "girl", "girlfriend", "wife", "granddaughter", "lass"}
MEN = {"son", "brother", "brothers", "sons", "nephew", "lad", "boy", "boyfriend", "husband", "grandson"}
SMALL = (
    r"(?:kids|children|bairn|bairns|boys|girls|baby|babies|twins|little one|little ones|lads|two|three|four|lot|child|grandkids|toddler"
    r"|little boy|little girl|siblings)"
)
WHO = (
    rf"(?:the|both|all|both the|these|this|that|our) (?:\w+ )?{SMALL}"
    r"|(?:all )?(?:two|three|four|both) of them|both (?:boys|girls|kids|children)"
)
PARENT_OF = re.compile(
    r"(?:\b(?:his|her|their|there|the|baby|child|kids|children|childrens|boy|girl|boys|girls|twins)(?: 's)?"
    r" (?:mum|dad|parent|birth mum)(?: who)?(?: [,(])?(?: (?P<be>is|was|'s|being|are|were))?"
    r"(?: actually| really| also)?|(?:^|[.,!?;\n] )(?:birth )?(?:mum|dad) (?P<is>is|was|'s))$"
)
IS_PARENT = re.compile(
    r"^(?P<be> is| was| 's| being| that is| that 's| who is| who 's| who was)?(?P<comma> [,(])?"
    r" (?P<whose>his|her|their|the|there) (?P<who>mum|dad)\b(?! 's)(?P<end> [,).])?"
)


def of_named(words: list[str], everyone: list[Kin], is_child: Callable[[list[str], Kin], bool]) -> Reached | None:
    """Role of the carer to the children of an adult in the message, and where that adult is named."""
    table = kin_file()
    for named in (True, False):
        for kin in everyone:
            grown = kin.person in {"nibling", "grandchild"}
            if kin.person not in table["parents"] and not grown:
                continue
            reached = table["steps"].get(kin.person, {}).get("child")
            rule = table["carer_is"].get(reached or "")
            role = (rule or {}).get("own" if kin.through is None else "through_spouse")
            if not rule or not role:
                continue
            if (
                said_to_be_parent(words, kin, grown)
                if named
                else ((not grown or not is_child(words, kin)) and _has_children(words, kin))
            ):
                return role, kin.through or rule.get("related_by"), kin.first, kin.last
    late = OF_THE_LATE.search(" ".join(words))
    if late:
        at = len(" ".join(words)[: late.start()].split())
        role = table["carer_is"][table["steps"][LATE[late["who"]]]["child"]]["own"]
        return role, None, at, at + len(late[0].split())
    said = OF_A_FRIEND.search(" ".join(words))
    if said:
        at = len(" ".join(words)[: said.start()].split())
        role = table["carer_is"][table["steps"][table["to_a_parent"][said["who"]]]["child"]]["own"]
        return role, None, at, at + len(said[0].split())
    said = OF_ONE_I_KNOW.search(" ".join(words))
    if said:
        at = len(" ".join(words)[: said.start()].split())
        return "family_friend", None, at, at + len(said[0].split())
    return _neighbours(words)


OF_ONE_I_KNOW = re.compile(
    r"\b(?:son|daughter|child|boy|girl|baby|lad|kids|children) of (?:a|the"
    r"|some) (?:\w+ )?(?:lass|woman|girl|man|bloke|lad|lady|mum|colleague|guy)"
    r" (?:who )?(?:i|we|my \w+) (?:work|worked|works|know|knew|knows|met|went|go|used|was|were|am|are)\b"
)
OF_A_FRIEND = re.compile(
    r"\b(?:child|son|daughter|children|kids|boy|girl|baby|lad) of (?:a|an|my|our)"
    r"(?: very| close| good| dear| old| late| family)* (?P<who>friend|neighbour|cousin|mate)\b"
)


# "The child of late sister", "kids of my dead brother".
OF_THE_LATE = re.compile(
    r"\b(?:child|son|daughter|children|kids|boy|girl|baby|lad|two|three) of (?:my |our )?(?:late |died |dead "
    r"|passed )+(?P<who>sister|brother|daughter|son|cousin|friend|niece|nephew)\b"
)
LATE = {"sister": "sibling", "brother": "sibling", "daughter": "own_child", "son": "own_child"} | {
    "cousin": "cousin",
    "friend": "friend",
    "niece": "nibling",
    "nephew": "nibling",
}
MONTHS_GONE = re.compile(r"\b(?:months|weeks) (?:gone|along)\b|\b(?:had|has had|having) (?:a|the|her) baby\b")


def expects(ahead: list[str]) -> bool:
    """ "My niece is pregnant", "is 6 months gone", "had a baby"."""
    return bool(EXPECTING & set(ahead)) or bool(MONTHS_GONE.search(" ".join(ahead)))


def _sex(words: list[str], kin: Kin) -> str:
    last = words[kin.last - 1]
    return "her" if last in WOMEN else "his" if last in MEN else ""


def said_to_be_parent(words: list[str], kin: Kin, grown: bool) -> bool:
    """ "His mum is my sister", "my daughter, his mum, …", "his mum begged me, she's my best mate"."""
    before = " ".join(words[max(0, kin.first - 7) : kin.first])
    said = PARENT_OF.search(before)
    if said and (said["be"] or said["is"] or before.endswith((",", "("))):
        return True
    after = IS_PARENT.match(" " + " ".join(words[kin.last : kin.last + 6]))
    if after:
        own = after["whose"] in {"their", "the", "there"} or after["whose"] != (_sex(words, kin) or after["whose"])
        if after["be"] or (not grown and (after["comma"] or own) and (own or after["end"])):
            return True
    lead = words[max(0, kin.first - 2) : kin.first]
    if grown or len(lead) < 2 or lead[0] not in {"she", "he"} or lead[1] not in {"is", "'s", "was"}:
        return False
    back = " ".join(words[max(0, kin.first - 22) : kin.first - 2])
    parent = "mum" if lead[0] == "she" else "dad"
    if kin.person != "friend" and lead[0] == "she" and " ".join(words).count(" she ") > 2:
        return False
    return bool(re.search(rf"\b(his|her|their|the|there) {parent}\b(?! 's)", back))


def _has_children(words: list[str], kin: Kin) -> bool:
    ahead = words[kin.last : kin.last + AHEAD]
    told = bool(MONTHS_GONE.search(" ".join(ahead[:7]))) and any(
        s.search(" ".join(ahead)) for s in _held("") + _signs("")
    )
    return bool(EXPECTING & set(ahead[:6])) or told or _theirs(ahead) or _children_told(words, kin)


@lru_cache(maxsize=8)
def _signs(whose: str) -> tuple[re.Pattern[str], ...]:
    """Signs, after a woman ("her"), a man ("his") or a person of either sex, that the children are theirs."""
    table = kin_file()
    other = {"her": "|him|them|it|'em", "his": "|her|them|it|'em"}.get(whose, "|them|it")
    child = rf"(?:{WHO}{other})"
    asking, taking = "|".join(table["asking"]), "|".join(table["taking"])
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"\b(?:{asking})\b(?: (?!if i was|for)\S+){{0,7}} (?:{taking})(?: up| on| over| care of)? {child}(?!\w)",
            rf"\b(?:get|gets|have|having|want|wants|take|taking|getting|has)(?: all)? {child}(?: \S+){{0,2}} (?:back|home)\b",
            r"\b(?:be|being|become) (?:a|their|his) (?:better |good |proper |real |fit )?(?:mum|dad|parent)\b",
            rf"\b(?:lost|losing)(?: custody of| contact with)? (?:{whose or 'their'}|the) (?:kids|children|baby|boys|girls|son|little)\b",
            rf"\b(?:had|having) (?:{whose or 'her'}|the) (?:kids|children|baby|boys|girls|son)(?: \S+)? (?:taken|removed|adopted)\b",
            r"\b(?:named|made|put|chose|appointed|asked) (?:me|us)(?: \S+){0,3} guardian\b",
            rf"\b(?:sees|see|seeing|visits|visit|visiting|contact with|ring|rings) (?:{WHO}|them)\b",
        )
    )


@lru_cache(maxsize=8)
def _held(whose: str) -> tuple[re.Pattern[str], ...]:
    """Signs that "the kids" are here: read only after a grown-up in trouble."""
    other = {"her": "|him|them", "his": "|her|them"}.get(whose, "|them")
    parent = {"her": "(?:dad|dads)", "his": "(?:mum|mums)"}.get(whose, "parents")
    child = rf"(?:{WHO}{other})"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"\b{child}(?: (?!my |our )\S+){{0,9}} (?:with|to|at|here with|by) (?:me|us|mine|ours)\b",
            r"\b(?:i|we|me)(?: \S+){0,3}"
            rf" (?:have|had|got|took|taken|looks_after|raising|keep|having|kept|left with)(?: \S+){{0,2}} {child}(?!\w)",
            rf"\b(?:have|had|got|took|taken|looks_after|raising)(?: \S+)? {child} (?:now|since|for|here|ever|full)\b",
            rf"\b(?:left|dropped|sent)(?: \S+)? {child}(?: off)? (?:with|at|to) (?:me|us|mine|ours)\b",
            rf"\b(?:his|her|their|there|the)(?: birth| real)? (?:{parent}|parents)\b",
        )
    )


def _children_told(words: list[str], kin: Kin) -> bool:
    """ "My daughter asked us to have the bairn", "my brother died and his girl's mum has never been about"."""
    if words[kin.last : kin.last + 1] == ["'s"] and words[kin.last + 1 : kin.last + 2] not in (["in"], ["on"], ["not"]):
        ahead = words[kin.last + 1 : kin.last + AHEAD]
    else:
        ahead = words[kin.last : kin.last + AHEAD]
    whose = _sex(words, kin)
    text = " ".join(ahead)
    own = (
        words[kin.last : kin.last + 1] != [","]
        or words[kin.last + 1 : kin.last + 2] in (["she"], ["he"], ["who"])
        or kin.steps > 1
    )
    if own and any(sign.search(text) for sign in _signs(whose)):
        return True
    trouble = set(kin_file()["adult_trouble"])
    late = "late" in words[kin.first : kin.last]
    if not late and not trouble & set(ahead[:9]):
        return False
    back = " ".join(words[max(0, kin.first - 16) : kin.first])
    return any(sign.search(text) or sign.search(back) for sign in _held(whose))


# "Her kids are fine with their dad."
NOT_HERE = re.compile(
    r"\b(?:kids|children|boys|girls|baby|twins)(?: \S+){0,4} (?:with|at|to) (?:their|his|her) (?:own )?(?:dad|mum|nan|gran|parents|family)\b"
)


def _theirs(ahead: list[str]) -> bool:
    small = set(kin_file()["groups"]["child"]) - {"one", "ones"} | {"little", "2", "3"}
    fillers = set(kin_file()["fillers"])
    for i, word in enumerate(ahead):
        if word not in {"her", "his", "their"}:
            continue
        j = i + 1
        while (
            j < len(ahead)
            and ahead[j] in fillers
            and not (ahead[j] in small and (j + 1 >= len(ahead) or ahead[j + 1] not in small | fillers))
        ):
            j += 1
        if ahead[:i] in (["has"], ["have"], ["got"], ["'s", "got"], ["sees"], ["still", "has"]):
            continue  # "my sister has her kids at the weekend"
        if ahead[j + 1 : j + 3] in (["with", "her"], ["with", "him"], ["with", "them"]):
            continue
        if NOT_HERE.match(" ".join(ahead[j : j + 9])):
            continue
        if ahead[i + 1 : i + 3] == ["little", "one"]:
            j = i + 1
        if j < len(ahead) and ahead[j] in small and HOLDING & set(ahead[max(0, i - 8) : j + 9]):
            return True
    return False


@lru_cache(maxsize=1)
def _near_by() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = kin_file()
    place = "(?:" + "|".join(table["near_by"]) + ")"
    start = r"\b(?:the|a|this|these|little|two|our|young)(?: \w+)? "
    return (
        re.compile(
            rf"{start}(?:{'|'.join(table['near_child'])})(?: who lives| who live| living)?(?: from)? {place}\b(?! 's)"
        ),
        re.compile(rf"{start}(?:{'|'.join(table['near_adult'])})(?: who lives| who live| living)?(?: from)? {place}\b"),
    )


I_AM_NEAR = re.compile(
    r"\bi am (?:just |only )*(?:the|a) (?:old |nice )?(?:lady|woman|man|bloke|one|fella|girl|lass|guy|person)(?: who lives| living| from)?"
    r" (?:next_door|(?:over|across|down|up) the (?:road|street|way|landing)|opposite|upstairs|downstairs)\b"
)
WAS_NEAR = re.compile(
    r"\b(?:i|just|only|we) (?:just |only )*(?:live|lived)"
    r" (?:next_door|(?:over|across) the (?:road|street|way|landing)|opposite|upstairs|downstairs|two doors)"
    r"(?: to| from)? (?:them|him|her|his mum|her mum|their mum)\b"
)


DOOR_ASKS = re.compile(
    r"(?:^|[.,!?;] |\b(?:and|but|so|then|because|when|well|hi|hello) )next_door (?:has |have |'s |just |also |also has |then )*"
    r"(?:asked|asks|begged|wants|wanted|rang|rung|phoned|knocked|left|leaves|dropped|died|went|gone|got|said|says|told|gave|took|been|is|was|are)\b"
)


def _neighbours(words: list[str]) -> Reached | None:
    """ "The lad next door stops with us", "the woman across the road asked me to have her two"."""
    text = " ".join(words)
    me = I_AM_NEAR.search(text) or WAS_NEAR.search(text)
    if me and "not" not in me[0].split():
        at = len(text[: me.start()].split())
        return "neighbour", None, at, at + len(me[0].split())
    if not any(
        word in text
        for word in ("next_door", "road", "street", "stairs", "opposite", "flat", "doors", "landing", "corner")
    ):
        return None
    if DOOR_ASKS.search(text) and _theirs(words):
        at = next(i for i, word in enumerate(words) if word == "next_door")
        return "neighbour", None, at, at + 1
    child, adult = _near_by()
    staying = set(kin_file()["staying"])
    for found, grown in ((child.search(text), False), (adult.search(text), True)):
        if not found:
            continue
        at, last = len(text[: found.start()].split()), len(text[: found.end()].split())
        near = words[last : last + 9]
        held = staying & set(near) and {"us", "me", "mine", "ours", "here"} & set(near)
        if (
            not grown
            and (
                held or {"have", "got", "had", "looks_after", "took", "taken", "take"} & set(words[max(0, at - 4) : at])
            )
        ) or (grown and _theirs(words[last : last + AHEAD])):
            return "neighbour", None, at, last
    return None
