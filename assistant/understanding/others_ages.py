"""Numbers that are ages, but of a child the message is not about; and small counts that are no ages."""

from __future__ import annotations

import re

from assistant.understanding.kin import group_of
from assistant.understanding.numbers import MONTH_NAMES, number

STOPS = {".", "!", "?", "\n", ";"}
MANY = frozenset(
    "lads lasses sons daughters nieces nephews grandsons granddaughters babies grandkids grandchildren twins teenagers youngest eldest".split()
)
ADULTS = {"own_child", "sibling", "half_sibling", "friend", "neighbour", "cousin", "nibling", "in_law_sibling", "child"}
SIBLINGS = {"brother", "sister", "brothers", "sisters", "half_sibling"}
ELSEWHERE = {"lives", "live", "living", "went", "moved", "stayed", "gone", "goes", "stays", "placed", "is", "'s"}
HERE = {"me", "us", "mine", "ours", "here"}
AWAY = {
    "dad",
    "dads",
    "mum",
    "mums",
    "nan",
    "gran",
    "grandma",
    "foster_carer",
    "foster_care",
    "adopted",
    "aunt",
    "auntie",
    "uncle",
    "family",
    "strangers",
    "parents",
}
OWN_AFTER = (["of", "my", "own"], ["of", "our", "own"])
KIDS = {"boys", "girls", "kids", "children", "sons", "daughters", "boy", "girl", "son", "daughter", "teenagers"}


def sentence_before(words: list[str], i: int, reach: int) -> list[str]:
    """Up to `reach` words before the one at i, of its own sentence."""
    out = words[max(0, i - reach) : i]
    for j in range(len(out) - 1, -1, -1):
        if out[j] in STOPS:
            return out[j + 1 :]
    return out


def is_count(words: list[str], i: int) -> bool:
    """ "Her two", "my sisters 2", "Kelly's two lads": how many, not how old."""
    n = number(words[i]) or 0
    nxt = words[i + 1] if i + 1 < len(words) else ""
    if not 2 <= n <= 8 or nxt in {"years", "year", "yrs", "months", "month", "weeks", "days"}:
        return False
    before, earlier = words[i - 1] if i else "", words[i - 2] if i > 1 else ""
    if before == "of" and earlier in {
        "eldest",
        "oldest",
        "youngest",
        "middle",
        "mum",
        "dad",
        "parent",
        "nan",
        "gran",
        "grandma",
        "grandad",
    }:
        return True
    if before == "other" and not words[i].isdigit():
        return True  # "the other two"
    if before == "'s" and words[i - 3 : i - 2] == ["our"] and nxt not in {".", "", "?"}:
        return True  # "our Lee's two have landed on us"
    if nxt in MANY or before in {"her", "his", "their", "my", "our", "these", "those"}:
        return True
    if before in {"sisters", "brothers", "daughters", "sons", "nephews", "nieces"}:
        return earlier in {"my", "our", "me"} and nxt not in {"and", "&"}
    if before == "'s" and group_of().get(earlier) in ADULTS:
        return nxt in {
            *(",", "(", "came", "come", "are", "have", "live", "here", "were", "who", "with", "at", "since", "for"),
            *("all", "living", "off", "to", "from", "while", "because", "full", "now", "been", "stay", "staying"),
        } and (not words[i].isdigit() or nxt not in {","} or number_follows(words, i + 2))
    return False


def number_follows(words: list[str], i: int) -> bool:
    """ "My sister's three, 9, 7 and 2": a list of ages after the count."""
    return i < len(words) and number(words[i]) is not None


def enclosed(words: list[str], i: int, kin: set[str]) -> bool:
    """ "His lad turned up in June, 14, with a bag", "the kids (2 and 4)": a bare number set apart, after a child."""
    nxt = words[i + 1] if i + 1 < len(words) else "."
    after = words[i + 2 : i + 4]
    unit = nxt in {"years", "months", "weeks", "days"}
    if unit:  # "(9 months)", "my great nephew from Jamaica, 8 years, …"
        nxt = after[0] if after else "."
    if nxt not in {",", ")", ".", "?", "!", "\n", "and", "&", "who", "just", "been", "since", "came", "with", "/"}:
        return False
    if nxt == "and" and after and number(after[0]) is None and after[0] in {"a", "half", "bit"}:
        return False
    lead = sentence_before(words, i, 16)
    k = len(lead) - 1
    while k >= 0 and lead[k] in {"nearly", "almost", "just", "only", "aged", "age", "about", "turned"}:
        k -= 1
    if k < 1 or lead[k] not in {",", "(", ":"}:
        return False
    told = lead[:k]
    small = (kin - {"one", "ones", "lot"}) | {
        "kids",
        "children",
        "youngest",
        "eldest",
        "three",
        "two",
        "four",
        "twins",
        "other",
        "another",
    }
    if number(told[-1]) is not None and not small & {told[-1]}:
        return False
    if unit and (
        lead[k] != "(" and {"been", "had", "have", "with", "here", "living", "lived", "got", "for"} & set(told)
    ):
        return False
    if nxt in {"and", ","} and number_follows(words, i + 2):
        small |= {"they", "them", "there"}  # "they are here now, 8 and 12,"
    return bool(small & set(told[-12 if unit else -9 :])) and not {
        "own",
        "ours",
        "i",
        "dog",
        "cat",
        "year",
        "month",
    } & set(told[-2:])


def elsewhere(words: list[str], at: int) -> bool:
    """ "His sister (13) lives with her dad", "our sister whos 7 went to her nan's": not a child this carer has."""
    if not SIBLINGS & set(sentence_before(words, at, 4)):
        return False
    for i in range(at, min(at + 7, len(words) - 2)):
        if words[i] in STOPS:
            return False
        if words[i] in ELSEWHERE and words[i + 1] in {"with", "at", "to", "in"} and words[i + 2] not in HERE:
            return words[i] not in {"is", "'s"} or bool(AWAY & set(words[i + 2 : i + 5]))
        if words[i] == "adopted":
            return True
    return False


GONE_TO = re.compile(
    r"^(?:(?:and|,|who|they|he|she|both|are|is|'s|has) )*(?:went|gone|lives?|living|stayed|stays?|moved)(?: back)?"
    r" (?:to|with|at) (?:his|her|their|the|other)? ?(?:mum|dad|parents|nan|gran|grandma|grandad|foster_carer|aunt)"
    r"|^(?:(?:and|,|\)|who|she|he|they|still|now) )*(?:is|'s|are) (?:still |now |currently "
    r"|both )*with (?:his|her|their|the|a) (?:other |real |own )?"
    r"(?:mum|dad|parents|nan|gran|grandma|grandad|grandparents|foster_carer|aunt|uncle|auntie|gran)\b"
)


def gone_to_others(words: list[str], last: int) -> bool:
    """ "… he's 6 and went to his dad's mum", "4 and 6, they live with their parents": others have this child."""
    return bool(GONE_TO.match(" ".join(words[last : last + 10])))


def count_of(words: list[str], i: int, after: int) -> bool:
    """ "Her children three, 14, 9 and 5": as many as the ages that follow, so it says how many."""
    if words[i - 1 : i] and words[i - 1] in {"are", "is", "'s", "aged", "ages", "of"}:
        return False
    if words[i - 1 : i] in ([","], [":"]) and number_follows(words, i - 2):
        return False  # "my brother's three, 2, 5 and 7"
    return words[i + 1 : i + 2] in ([","], [":"], ["("], ["."]) and 2 <= (number(words[i]) or 0) == after


FRIENDS = re.compile(
    r"\bmy (?:friend|mate|neighbour|colleague) (?:has|have|'s got|got)(?: got)? (?!my|our)(?!.*\b(?:i|we)\b)"
)


# "I've a husband and a lad of 11."
THEIR_OWN_HOME = re.compile(
    r"\b(?:i|we) (?:have|'ve|got)(?: got)? (?:a|my) (?:\w+ )?(?:husband|wife|partner|boyfriend"
    r"|girlfriend|dog|cat|job)\b[^.?!]* (?:and|,) (?:a|two|three|my)\b"
)
GUARDS = frozenset("when after until till if before once become becomes by was were since".split())
TIMED = {"since", "till", "until", "by", "after", "before"}


def at_another_time(words: list[str], i: int) -> bool:
    """ "Does it stop when he is 18", "she was 6": not the age now; "since 2022 he is 12" and "till friday, nephew 11" are."""
    lead = sentence_before(words, i, 4)
    for k, word in enumerate(lead):
        if word not in GUARDS:
            continue
        rest = lead[k + 1 :]
        if "," in rest and word not in {"was", "were"}:
            continue
        if word in TIMED and rest and (rest[0].isdigit() or rest[0] in TIMES):
            continue
        return True
    return False


TIMES = MONTH_NAMES | frozenset("then easter christmas birth summer last monday friday sunday saturday".split())


def of_a_friend(words: list[str], at: int) -> bool:
    """ "My friend has two kids, 4 and 6": hers."""
    if THEIR_OWN_HOME.search(" ".join(sentence_before(words, at, 14)) + " "):
        return True
    return bool(FRIENDS.search(" ".join(sentence_before(words, at, 12)) + " "))


def coming_birthday(words: list[str], i: int) -> bool:
    """ "Four in a fortnight", "7 on Saturday", "9 next week", "6 at Christmas"."""
    ahead = " ".join(words[i + 1 : i + 4])
    return "turned" not in words[max(0, i - 3) : i] and bool(COMING.match(ahead))


COMING = re.compile(
    r"(?:in a (?:fortnight|week|month|couple|few)|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|boxing|christmas)"
    r"|at (?:christmas|easter|new)|next (?:week|month|year|monday|friday)|tomorrow|come (?:january|february|march|april|may|june))\b"
)
GROWN_CHILD = frozenset(
    "grandson granddaughter nephew niece godson goddaughter great_nephew great_niece stepson".split()
)


def grown_child(words: list[str], i: int) -> bool:
    """ "My grandson's 19": over 18, but told as the child."""
    return words[i - 1] in {"is", "'s"} and i > 1 and words[i - 2] in GROWN_CHILD


def carers_too(words: list[str], at: int) -> bool:
    """ "I've got a 4 year old and a 1 year old myself", "we have two of our own, 6 and 9"."""
    last = next(
        (i for i in range(at, min(at + 12, len(words))) if words[i] in STOPS | {"but", ","}), min(at + 12, len(words))
    )
    ahead = words[at:last]
    mine = "myself" in ahead or any(ahead[i : i + 3] in OWN_AFTER for i in range(len(ahead)))
    return mine and bool({"i", "we"} & set(sentence_before(words, at, 10)))


def told_after_the_child(words: list[str], at: int, first: int) -> bool:
    """ "My niece is 13. … We have two boys of 8 and 10": the carer's own, told in a later sentence."""
    lead = sentence_before(words, at, 12)
    if len(sentence_before(words, at, 200)) >= at - first or lead[:1] not in (["we"], ["i"]):
        return False
    start = [word for word in lead if word not in {"also", "have", "got", "'ve", "has", "both"}]
    return (
        bool({"have", "got"} & set(lead[:4]))
        and len(start) > 1
        and start[1] in {"two", "three", "four", "2", "3", "a", "our", "my"}
        and bool(KIDS & set(start[2:4]))
        and not {"her", "his", "their"} & set(lead)
    )
