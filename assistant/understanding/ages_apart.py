"""Ages that stand by themselves: "12 and 14." after "the kids", "he has 8 years", "16 on nothing, 12 on an SGO"."""

from __future__ import annotations

import re

from assistant.understanding.names import NAME
from assistant.understanding.numbers import MONTH_NAMES, NUMBERS, number

Age = tuple[int, int, int, str]  # first word, last word (not included), number, value
STOPS = {".", "!", "?", "\n", ":", ";"}
NUMBER = rf"(?P<n>\d{{1,2}}|{'|'.join(word for word in NUMBERS if word != 'zero')})"
DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
SUBJECT = {"he", "she", "who", "they", NAME, "grandson", "granddaughter", "nephew", "niece", "boy", "girl"}
CHILD = rf"(?:he|she|boy|girl|child|lad|son|daughter|{NAME})"
ALONE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{CHILD} (?:is having|have|has|having|with|of) (?:only |just |now )?{NUMBER} years?(?! (?:left|ago|of|here|with|in|to|now|on)\b)",
        rf"\b(?:he|she) (?:only |just |now )?{NUMBER}(?= [,.)]| (?:and )?(?:he|she|his|her|the) |$)",
        rf"(?:[,(]|and|is|three|two) {NUMBER} on (?:a |an |the )?(?:sgo|cao|ico|care_order|nothing|interim_cao)\b",
        rf"\b(?:me|us|mine|here) , {NUMBER} now(?= [,.]|$)",
        rf"(?:^|[.,] ){NUMBER} (?:last (?:week|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|yesterday)(?= [,.]|$)",
        rf"\b(?:he|she) (?:hit|reached) {NUMBER}(?= [,.]|$)",
        rf"\b(?:had|celebrated) (?:his|her) {NUMBER} (?:st|nd|rd|th) birthday\b",
        rf"\b(?:he|she) was {NUMBER} (?:in (?:{'|'.join(MONTH_NAMES)})|last (?:week|month)|yesterday|on (?:{DAY}))\b(?! (?:when|and|so|\d))",
        rf"\b{NUMBER} (?:he|she) is\b(?! (?:in|at|a|to|not))",
        rf"\bjust (?:gone|turned) {NUMBER}\b(?! (?:am|pm|o'clock|weeks?|months?|days?|minutes?|hours?|years? (?:since|ago|now)))",
        rf"\b(?:wee|little) (?:man|fella|lady|lass|madam|mite|soul|dude|one|lad) (?:is|'s) (?:only |just )?{NUMBER}(?= [.,!]|$| and)",
        rf"(?:^|[.,!] )turned {NUMBER}\b(?! (?:weeks?|months?|days?|up))",
        rf"\btill he (?:was|is) {NUMBER} now\b",
    )
)
# "He's our great nephew. 14. He was …", "won't go in, month now, 13."
LAST_OF_ALL = re.compile(r"[.,!] (?P<n>\d{1,2}) [.!](?! \d)")
TOLD_OF = frozenset(
    "he she him her grandson granddaughter nephew niece great_nephew great_niece boy girl lad child godson cousin".split()
)
SOON = re.compile(rf"\b(?:gon na|gonna|going to|will|'ll) be {NUMBER} (?:in|on|next|soon|this|at|come)\b")
SMALL = frozenset(
    """
    kids children boys girls two three twins grandkids grandchildren lads lasses nieces nephews them siblings brothers
    sisters four bairns little grandsons granddaughters babies
""".split()
)
FILL = {
    ",",
    "and",
    "&",
    "nearly",
    "almost",
    "just",
    "years",
    "old",
    "now",
    "they",
    "are",
    "aged",
    "ages",
    "both",
    "only",
    "year",
}


def apart(words: list[str], found: list[Age]) -> list[Age]:
    """Ages no word beside them tells to be ages, of a child told of in the message."""
    out: list[Age] = []
    text = " ".join(words)
    if not found:
        out += _alone_in_sentence(words)
        said = LAST_OF_ALL.search(text) if not out and len(words) > 6 and TOLD_OF & set(words) else None
        if said and 1 <= int(said["n"]) < 18:
            at = len(text[: said.start("n")].split())
            out.append((at, at + 1, int(said["n"]), said["n"]))
    for pattern in ALONE:
        for said in pattern.finditer(text):
            at = len(text[: said.start("n")].split())
            n = number(said["n"])
            if n is not None and 1 <= n <= 18 and not any(hit[0] == at for hit in out):
                out.append((at, at + 1, n, str(n - (words[at - 1 : at] in (["nearly"], ["almost"])))))
    for said in SOON.finditer(text):
        at, n = len(text[: said.start("n")].split()), number(said["n"]) or 0
        if 2 <= n <= 18 and not any(hit[0] == at for hit in out) and SUBJECT & set(words[max(0, at - 7) : at]):
            out.append((at, at + 1, n, str(n - 1)))
    return sorted(out)


def _alone_in_sentence(words: list[str]) -> list[Age]:
    """ "The kids came here. 12 and 14.": a sentence of numbers after several children."""
    first = 0
    for i in range(len(words) + 1):
        if i < len(words) and words[i] not in STOPS:
            continue
        part = words[first:i]
        numbers = [(first + k, n) for k, word in enumerate(part) if (n := number(word)) is not None]
        plain = all(number(word) is not None or word in FILL for word in part)
        if len(numbers) > 1 and plain and SMALL & set(words[:first]) and all(1 <= n <= 18 for _, n in numbers):
            return [(at, at + 1, n, str(n - (words[at - 1] in {"nearly", "almost"}))) for at, n in numbers]
        first = i + 1
    return []
