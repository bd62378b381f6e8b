"""A child not yet born, or just born."""

from __future__ import annotations

import re

from assistant.understanding.numbers import MONTH_NAMES


def unborn(words: list[str]) -> list[tuple[int, int, int, str]]:
    for i, word in enumerate(words):
        lead = words[max(0, i - 6) : i]
        ahead = words[i + 1 : i + 5]
        if word == "unborn" or (
            word in {"pregnant", "expecting"}
            and not _carers(words, i)
            and not ({"i", "was", "when", "not"} & set(lead[-3:]) or {"got", "fell", "gets"} & set(lead[-1:]))
            and "again" not in ahead[:1]
        ):
            return [(i, i + 1, 0, "unborn")]
        if (
            word == "due"
            and (
                (
                    {"in", "on"} & set(ahead[:1])
                    and (set(ahead) & (MONTH_NAMES | {"weeks", "months", "days", "week", "month"}))
                )
                or {"date"} & set(ahead[:1])
                or (
                    "baby" in lead
                    and (set(ahead[:3]) & MONTH_NAMES or ahead[:1] in (["after"], ["at"], ["around"], ["soon"]))
                )
                or ahead[:2] in (["any", "day"], ["next", "month"], ["next", "week"])
            )
            and {"baby", "she", "girlfriend", "daughter", "sister", "niece", "is", "pregnant", "'s"} & set(lead)
            and not _carers(words, i)
            and not {"court", "hearing", "review", "report", "back", "home"} & set(lead)
        ):
            return [(i, i + 1, 0, "unborn")]
        if word in {"gone", "along"} and lead[-1:] in (["months"], ["weeks"]) and not _carers(words, i):
            return [(i, i + 1, 0, "unborn")]
        if word in {"born", "arrives", "comes"} and AHEAD.search(" ".join([*lead, word])):
            return [(i, i + 1, 0, "unborn")]
        if word == "born" and set(lead[-3:]) & {"be", "not"} and {"baby", "to", "yet"} & set(lead[-3:] + ahead[:1]):
            return [(i, i + 1, 0, "unborn")]
    return []


AHEAD = re.compile(
    r"\b(?:when|once|after|until|till|before|if|soon as|moment|minute) (?:(?:he|she|it|they|(?:(?:the|her|this|that|his) )?(?:\w+ )?baby)"
    r" (?:is|'s|gets) (?:\w+ )?born|(?:(?:the|her|this|that|his) )?(?:\w+ )?baby (?:arrives|comes))$"
)
BETWEEN = frozenset(
    "am is 'm weeks months still now also about nearly heavily currently and a bit be very be 's already 're are".split()
)


def _carers(words: list[str], at: int) -> bool:
    """ "I'm 12 weeks pregnant", "my girlfriend is due in May": the writer's own baby."""
    for i in range(at - 1, max(-1, at - 7), -1):
        if words[i] in {"i", "we"}:
            return all(w in BETWEEN or w.isdigit() for w in words[i + 1 : at])
        if words[i] in {"wife", "girlfriend", "partner", "missus", "fiancee"}:
            return words[i - 1] in {"my", "our", "the", "me"}
    return False


def child_expects(words: list[str], at: int, found: list[tuple[int, int, int, str]]) -> bool:
    """ "She's 15 and pregnant": the child told of expects one, and it is not the baby that is cared for."""
    old = any(12 <= n <= 18 and value.isdigit() for _, _, n, value in found)
    return old and words[at] in {"pregnant", "expecting"} and not {"unborn", "due", "baby"} & set(words)


BORN = re.compile(
    r"\bborn (?:(?:a|one|two|three|four|five|six|seven|eight|nine|ten|\d+) (?:days|weeks|months|week|month) (?:ago|back|early|prem)"
    rf"|(?:in |on |at |the |end of |\d+ |st |nd |rd |th |of )*(?:{'|'.join(sorted(MONTH_NAMES))})(?! (?:in )?(?:20)?\d)"
    r"|this (?:year|summer|spring|autumn|month)|last (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|night)"
    r"|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|premature|prem)\b"
)
THE_BABY = re.compile(
    r"(?:\b(?:the|her|his|this|that|'s|s|my|our|their|little|have|take|get|takes|having|which|and|baby|tiny|a"
    r"|with)|^) (?:new |little |wee |first )?(?:baby|grandbaby|babby|newborn)\b"
    r"(?! (?:sit|sitting|brother|sister|group|groups|classes|due|unit|bank|monitor|shower|box|bump|coming|on the way|is due|will be|boomer))"
)
NOT_HERE_YET = re.compile(
    r"\b(?:(?:i|we) (?:am |are |have |had |was |were |got |just )*(?:having|expecting|had|have|got) (?:a|another|our|my) (?:\w+ )?baby"
    r"|my own baby|our own baby|own baby|adopt a baby|mother_baby_unit|since (?:he|she|they|a|being) (?:was "
    r"|were )?(?:a )?(?:\w+ )?baby|(?:was|were|as|from) (?:just )?(?:a|the) (?:\w+ )?baby"
    r"|(?:new|another|a|more) baby (?:come|came|now|with|and)|(?:since|after) (?:the |her |his |a |having )+(?:new )?baby"
    r"|had (?:a|another) baby|having (?:a|another) baby|like a baby|before the baby)\b"
)


def the_baby(words: list[str]) -> list[tuple[int, int, int, str]]:
    """ "If we'll have the baby from Monday": a baby, of whom no age is told."""
    text = " ".join(words)
    said = THE_BABY.search(text)
    if not said or NOT_HERE_YET.search(text):
        return []
    at = len(text[: said.end()].split()) - 1
    return [(at, at + 1, 0, "0")]


def newborn(words: list[str], found: list[tuple[int, int, int, str]]) -> list[tuple[int, int, int, str]]:
    said = None if found else BORN.search(" ".join(words))
    if said and not unborn(words):
        at = len(" ".join(words)[: said.start()].split())
        return [] if words[at - 1 : at] in (["be"], ["not"], ["is"], ["i"]) else [(at, at + 1, 0, "0")]
    for i, word in enumerate(words):
        if word == "newborn" or (word == "new" and words[i + 1 : i + 2] == ["born"]):
            return [(i, i + 1, 0, "0")]
        if (
            word == "born"
            and words[i + 1 : i + 3]
            and (
                words[i + 1] in {"yesterday", "today"}
                or (words[i + 1] == "this" and words[i + 2] in MONTH_NAMES)
                or words[i + 1 : i + 3] in (["last", "week"], ["this", "week"], ["last", "month"], ["last", "night"])
            )
        ):
            return [(i, i + 1, 0, "0")]
    return []
