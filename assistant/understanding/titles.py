"""What carers call themselves: "I'm his nan", "uncle to a ten year old", "my husband is her uncle"."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.understanding.kin import UNSAID, group_of
from assistant.understanding.message_text import kin_file

Reached = tuple[str, str | None, int, int]  # role, related by, first word, last word (not included)
THEIRS = {"his", "her", "their"}
STOPS = {".", "!", "?", "\n", ";", ":"}
HELLO = {
    "hi",
    "hello",
    "hiya",
    "hey",
    "aright",
    "alright",
    "sorry",
    "just",
    "a",
    "an",
    "single",
    "maternal",
    "paternal",
    "evening",
}
BETWEEN = frozenset(
    """
    the a an his her their been is maternal paternal older big eldest only now just both s child 's great step single
    elderly retired my own " “ ' boy girl kids children baby one two three actually really also
""".split()
)
AFTER_TITLE = {"with", "raising", "looks_after", "having", "here", "bringing"}
COUNTED_AS = {"come", "count", "fall", "go", "classed", "counted", "class"}


@lru_cache(maxsize=1)
def title_of() -> dict[str, str]:
    """Word -> what the carer is."""
    return {word: role for role, words in kin_file()["titles"].items() for word in words}


def plain(words: list[str]) -> Reached | None:
    titles = title_of()
    for i, word in enumerate(words):
        role = titles.get(word)
        if not role:
            continue
        if words[i + 1 : i + 6] == ["'s", ",", "that", "'s", "me"]:
            return role, None, i, i + 1  # "he came to his nan's, that's me"
        if words[i + 1 : i + 2] == ["'s"]:
            continue
        lead, after = lead_of(words, i, 6), words[i + 1 : i + 5]
        if _denied(lead):
            continue
        if _named_so(role, word, lead, after):
            return role, None, i, i + 1
        after = after[:3]
        said = subject_is(lead)
        while lead and lead[-1] in {"big", "older", "eldest", "oldest", "twin", "grown"}:
            lead = lead[:-1]
        plain = said and (THEIRS & set(lead) or after[:2] in (["of", "a"], ["to", "a"], ["of", "two"], ["to", "two"]))
        if role in {"brother_or_sister", "teacher_or_other_professional"} and not (
            plain or (lead[-2:-1] == ["as"] and lead[-1] in THEIRS)
        ):
            if role == "brother_or_sister" and _sibling_alone(words, i):
                return role, None, i, i + 1
            continue
        if (
            said
            or (after[:1] in (["to"], ["of"], ["for"]) and {"i", "we", "as"} & set(lead[-5:]))
            or (after[:1] == ["from"] and lead[-2:] in (["i", "am"], ["we", "are"]))
            or (set(lead[-2:]) >= {"as", "a"} and "see" not in lead)
            or (len(lead) > 1 and lead[-2] == "as" and lead[-1] in THEIRS | {"the"})
            or _on_its_own(words, i, lead, after)
            or _said_in_short(words, i)
            or (lead[-1:] and lead[-1] in {"other", "us", "fellow"} and word.endswith("s") and role == "grandparent")
            or (lead[-1:] and lead[-1] in {"a", "an"} and {"come", "classed", "counted", "count"} & set(after))
        ):
            return role, None, i, i + 1
    return None


def _named_so(role: str, word: str, lead: list[str], after: list[str]) -> bool:
    """ "I'm Ella's auntie", "his nan, that's me", "so nanny it is", "I'm grandad.", "is there a group for grandads"."""
    if _of_named_child(lead) or after == [",", "that", "'s", "me"]:
        return True
    if after[:2] in (["it", "is"], ["i", "suppose"], ["i", "guess"], ["i", "reckon"]):
        return True
    if role in GRANDS and word.endswith("s") and lead[-1:] == ["for"] and GROUPS & set(lead):
        return True
    ends = bool(after) and after[0] in STOPS | {",", "and"}
    return ends and role in WITHOUT_A and lead[-2:] in (["i", "am"], ["we", "are"])


def _sibling_alone(words: list[str], i: int) -> bool:
    """ "Big sister, 22, got the twins", "half brother to a lass of 13": the carer, who names nobody else."""
    lead = lead_of(words, i, 6)
    if not set(lead) <= HELLO | BIG | {","} or (i > len(lead) and words[i - len(lead) - 1] not in STOPS):
        return False
    after = words[i + 1 : i + 4]
    if after[:1] and after[0] in {"to", "here", "looks_after", "raising"}:
        return after[:2] != ["here", "is"]
    grown = after[:1] in ([","], ["("], ["aged"]) and after[1:2] and after[1].isdigit() and int(after[1]) > 15
    return bool(grown) or (bool(BIG & set(lead)) and after[:1] == [","])


SAID_IN_SHORT = re.compile(
    r"(?:^|[.!?;\n] )(?:am i [^.!?]*\b(?:or|just|only|still)(?: just| only)? (?:his|her|their)"
    r"|(?:hi|hello|so|please|and|but|or|,| )*(?:can|does|could|must|should|may|would|will|is) (?:a|an))$"
)


def _said_in_short(words: list[str], i: int) -> bool:
    """ "Am I a guardian or just his nan", "can a gran consent", and "his step dad." as a sentence of its own."""
    if SAID_IN_SHORT.search(" ".join(words[max(0, i - 12) : i])):
        return words[i + 1 : i + 2] not in (["'s"], ["and"])
    alone = words[i - 1] in THEIRS and i > 1 and words[i - 2] in STOPS and words[i + 1 : i + 2] in ([], ["."], ["!"])
    return alone and bool({"i", "me", "we"} & set(words[max(0, i - 14) : i - 2]))


BIG = {"big", "older", "elder", "eldest", "oldest", "grown", "half"}
BESIDE = (
    re.compile(
        r"\b(?:my|our) (?P<by>\w+) (?:is|'s|was) (?:his|her|their|the \w+ 's) (?:late |great )?(?P<who>\w+)\b(?! 's)"
    ),
    re.compile(r"\bi (?:am|was) (?P<by>married) to (?:his|her|their) (?:late )?(?P<who>\w+)\b(?! 's)"),
    re.compile(r"\b(?:i|we) (?:am|was|'s|is) (?:his|her|their) (?P<who>[a-z_]+?)(?:s| 's) (?P<by>\w+)\b"),
    re.compile(r"\b(?:me|i|myself) (?P<by>and) (?:his|her|their) (?P<who>uncle|auntie|aunt|aunty|great_aunt)\b(?! 's)"),
    re.compile(r"\bi (?:am|was) the (?P<by>\w+) of (?:his|her|their) (?P<who>\w+)\b(?! 's)"),
)


GRANDS = {"grandparent", "great_grandparent"}
WITHOUT_A = GRANDS | {"aunt_or_uncle", "godparent"}
GROUPS = {"group", "groups", "meeting", "meetings", "support", "session", "sessions", "cafe"}
OF_NAMED = re.compile(
    r"\b(?:i am|we are|as|being) (?P<name>\w+) 's(?: (?:older|big|eldest|oldest|maternal|paternal|great))*$"
)


def _of_named_child(lead: list[str]) -> bool:
    """ "I'm Ella's auntie", "writing as Ella's older sister"."""
    said = OF_NAMED.search(" ".join(lead))
    return bool(said) and said["name"] not in kin_file()["no_names"] and said["name"] not in group_of()


def beside(words: list[str]) -> Reached | None:
    """ "My husband is her uncle", "I'm her uncle's wife", "I am his dad's girlfriend"."""
    text, table = " ".join(words), kin_file()
    for pattern in BESIDE:
        said = pattern.search(text)
        by = table["beside_word"].get(said["by"], UNSAID if said["by"] == "and" else None) if said else None
        if not said or not by or "not" in said[0].split():
            continue
        role = "step_parent" if said["who"] in {"mum", "dad"} else table["beside"].get(title_of().get(said["who"], ""))
        if role:
            at = len(text[: said.start()].split())
            return role, by, at, at + len(said[0].split())
    return None


def _denied(lead: list[str]) -> bool:
    """ "I'm not his nan"; not "she's not blood, I'm her godmother"."""
    last = max((i for i, word in enumerate(lead) if word in {"i", "we", "me", "us", ",", "but"}), default=0)
    return bool(set(lead[last:]) & {"not", "n't", "never"})


def lead_of(words: list[str], i: int, reach: int) -> list[str]:
    """Words before the one at i, in its own sentence."""
    out = words[max(0, i - reach) : i]
    for j in range(len(out) - 1, -1, -1):
        if out[j] in STOPS:
            return out[j + 1 :]
    return out


def _on_its_own(words: list[str], i: int, lead: list[str], after: list[str]) -> bool:
    """ "Nan here.", "Great aunt, 5 yr old", "uncle to a 10 year old", "me and grandad are 58"."""
    if lead[-2:] in (["me", "and"], ["i", "and"]) and words[i] not in {"aunt", "auntie", "uncle", "neighbour"}:
        return after[:1] != ["'s"]
    if after[:2] == ["and", "i"] or after[:2] == ["and", "me"]:
        return not THEIRS & set(lead[-2:]) and not {"my", "our"} & set(lead[-2:])
    if not set(lead) <= HELLO | {","}:
        return False
    start = i - len(lead) == 0 or words[i - len(lead) - 1] in STOPS
    nxt = after[:1]
    if not start or not nxt:
        return False
    if (
        nxt[0] in AFTER_TITLE
        or (nxt[0] in STOPS and set(lead) <= {"paternal", "maternal"} and len(words) > 3)
        or (
            nxt[0] == "and"
            and after[1:2]
            and after[1] in title_of()
            and after[2:3] in (["from"], ["here"], ["with"], ["to"])
        )
    ):
        return True
    if nxt[0] in {"to", "of", "for"}:
        return True
    return (
        nxt[0] == "," and bool(after[1:2]) and (after[1].isdigit() or after[1] in {"sgo", "ico", "cao", "looks_after"})
    )


def subject_is(lead: list[str]) -> bool:
    """Do these words end in "I am the", "me being his", "I'm 67 her"?"""
    for i, word in enumerate(lead):
        nxt = lead[i + 1 : i + 3]
        if word == "am" and (i == 0 or lead[i - 1] == ","):
            between = lead[i + 1 :]  # "am the grandmother of Mercy"
        elif word in {"i", "we", "me", "us"} and nxt[:1] and nxt[0] in {"am", "are", "is", "be", "was", "being"}:
            between = lead[i + 2 :]
        elif word in {"husband", "wife", "partner"} and nxt[:1] == ["are"] and {"me", "i"} & set(lead[:i]):
            between = lead[i + 2 :]  # "me and my husband are the grandparents"
        elif word in {"i", "we"} and nxt == ["have", "been"]:
            between = lead[i + 3 :]
        else:
            continue
        if between and between[0].isdigit():
            between = [w for w in between[1:] if w not in {"and", ",", "years", "old", "year"}]
        return bool(between) and all(w in BETWEEN for w in between)
    return False
