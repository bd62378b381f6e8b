"""A short reply to the question just asked: "his mum did", "9", "no"."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from assistant.understanding.message_text import FOLDER, read
from assistant.understanding.spelling import repaired
from assistant.understanding.when import one_time
from kinship import yaml_text

SHORT = 10  # words: longer replies say what they mean themselves
UNSURE = re.compile(
    r"\b(not sure|dont know|don't know|dunno|no idea|idk|unsure|not certain|cant remember|can't remember"
    r"|maybe|possibly|no clue|(?:not|havent|haven't|aint|hasnt|hasn't) (?:got )?(?:a|the|any) (?:clue|idea|foggiest|scooby)"
    r"|clueless|beats me|search me|why|what|how)\b|\?"
)

# "none of your business": no answer to anything.
REFUSES = re.compile(
    r"\b(?:bu\w{1,4}ness|rather not|prefer not|not saying|not telling|don'?t want to say|mind your|private matter"
    r"|pass|skip)\b"
)
# "no I mean while I'm at work": the no is about the assistant's last words, not about the question.
PUTS_RIGHT = re.compile(r"^(no|nope|nah|sorry)\W+(i mean|i meant|not that|thats not|that's not|wait)\b")
# What stands before an answer and is none of it.
LEAD = re.compile(
    r"(?:well|oh|ooh|um|umm|erm|er|uh|ah|hmm|so|ok|okay|right|basically|honestly|actually|gosh|god|like|i mean|you know"
    r"|you see|to be honest|tbh|to be fair|let me think|let me see|i think|i suppose|i guess|i believe|as far as i know"
    r"|as i said|its a long story|it's a long story|long story|hiya|hi|hello|sorry|thanks|love|anyway|yeah no|no yeah) "
)
CUTS = re.compile(r"[,.;!\n]|\b(?:but|because|cos|coz|so|then|although|cause)\b|(?<=\w) (?:-|–|—) ")
PARTLY = {"soon", "part_of_the_week"}  # "not yet, he comes on Friday": a no that says more
DATES = {"approval_started", "order_made", "stay_started", "stay_meant_to_end"}
# A "no" that names one of these is about an order, whatever question stands open.
PAPERS = re.compile(r"\b(order|orders|court|papers?|paperwork|legal|sgo|guardianship|nothing|nobody|anything)\b")
ELSEWHERE = re.compile(
    r"\b(live|lives|living|stay|stays) (with|at|in) (his|her|their|mum|dad|foster)|in (foster )?care\b|with foster"
)
FAMILY = re.compile(r"\b(same (mum|dad|parents)|related|married|divorced|blood)\b")
TIMES = {"stay_started", "stay_length"}  # "yes he does, three weeks now" answers, and says since when
SAYS_MORE = {"related_by", "carer_relationship", "order_in_force", "child_age"}


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    told = yaml_text.load((FOLDER / "answers.yml").read_text("utf-8"))
    return {str(k).replace("True", "yes").replace("False", "no"): v for k, v in told.items()}


def bare_answer(text: str, asked: str, found: set[str], as_of: date) -> str | None:
    """The answer to `asked` in a short reply, or None. "Not sure" is never an answer here: it is an intent.

    `found`: the facts the message gave already. A "no" beside one of those is about that, and answers nothing else.
    """
    text = repaired(text)
    for place, low in enumerate(_pieces(text)):
        if not low or len(low.split()) > SHORT:
            continue
        if UNSURE.search(low) or REFUSES.search(low) or PUTS_RIGHT.search(low):
            return None
        answer = _answer(low, text, asked, found, as_of, place == 0)
        if answer is not None:
            return answer
    return None


def _pieces(text: str) -> list[str]:
    """The reply without its "well" and "oh"; of a long one, what it says first and next: "well, my daughter rang, so …"."""
    clean = text.lower().replace("’", "'")
    whole = _without_lead(re.sub(r"[^\w\s'?/-]", " ", clean))
    if len(whole.split()) <= SHORT:
        return [whole]
    parts = [_without_lead(re.sub(r"[^\w\s'?/-]", " ", part)) for part in CUTS.split(clean)]
    return [part for part in parts if part][:2]


def _without_lead(low: str) -> str:
    low = " ".join(low.split())
    while (lead := LEAD.match(low)) and lead.end() < len(low):
        low = low[lead.end() :]
    return low


def _answer(low: str, text: str, asked: str, found: set[str], as_of: date, first: bool) -> str | None:
    if asked in DATES:
        return one_time([word.text for word in read(text).words], as_of)
    told = _file()
    no = first and (_starts(low, told["no"]) or low.endswith((" no", " nope")))
    yes = first and _starts(low, told["yes"])
    for answer, words in told["facts"].get(asked, {}).items():
        if any(_has(low, word) for word in words) and not (
            no
            and asked in told["no_means"]
            and answer != told["no_means"][asked]
            and asked != "social_worker_involved"
            and answer not in PARTLY
        ):
            return str(answer)
    if asked == "home_council":
        return _council(low)
    if (
        asked == "child_lives_with_carer"
        and no
        and not ELSEWHERE.search(low)
        and (found or PAPERS.search(low) or len(low.split()) > 5)
    ):
        return None
    if asked != "related_by" and FAMILY.search(low):
        return None
    if asked != "order_in_force" and found & SAYS_MORE or (asked == "order_in_force" and found & {"child_age"}):
        return None
    if yes and found - {asked} - TIMES and asked not in found:
        return None  # "yes he lives with us too" is about what it says
    if asked in told["yes_or_no"]:
        return "no" if no else "yes" if yes else None
    if asked in told["no_means"] and no:
        return str(told["no_means"][asked])
    if asked in told["yes_means"] and yes:
        return str(told["yes_means"][asked])
    return None


def _has(low: str, words: str) -> bool:
    """A hyphen is a space: "great-aunt" is no aunt, and "step-parent" no parent."""
    low, words = low.replace("-", " "), words.replace("-", " ")
    return (
        re.search(rf"(?<!\w){re.escape(words)}(?!\w)" if len(words) < 6 else rf"(?<!\w){re.escape(words)}", low)
        is not None
    )


def _starts(low: str, words: list[str]) -> bool:
    return any(low == word or low.startswith(word + " ") for word in map(str, words))


def _council(low: str) -> str | None:
    name = re.sub(
        r"^(its |it's |it is |i |we |im |i'm |we're |were )?(just |currently )?(live |living )?(in |near |at |under )?(the )?",
        "",
        low,
    )
    name = re.sub(r"\b(city|county|borough|district|council|area|now|currently)\b", "", name).strip()
    return (
        name
        if 0 < len(name.split()) <= 4
        and name not in {"yes", "no", "ok"}
        and name.replace(" ", "").replace("-", "").isalpha()
        else None
    )
