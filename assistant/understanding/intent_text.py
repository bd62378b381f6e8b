"""Text for the intent model: spelling made even, long messages cut into the pieces people speak in."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from assistant.understanding import spelling
from kinship import yaml_text

WORDS_FILE = Path(__file__).with_name("intent_words.yml")
LONGEST = 6000  # characters read; nobody is asked to type more

# A question begins with one of these, with or without a question mark.
QUESTION_START = (
    r"(?:can|could|do|does|did|will|would|should|shall|am|is|are|has|have|may|must)"
    r" (?:i|we|you|they|he|she|it|there|this|that|the|my|our|his|her|mum|dad|anyone|anybody|someone|somebody|people)\b"
    r"|(?:what|who|whos|whose|whom|how|when|where|which|why|whats|hows|wheres|wot)\b"
    r"|is (?:it|that|this)\b|are (?:there|we)\b|any (?:advice|ideas?|help|chance|way)\b"
)
_QUESTION = re.compile(
    rf"^(?:(?:so|and|but|or|then|also|basically|just|please|hi|hello|ok|well|my question is|question is"
    rf"|i was wondering|wondering|i want to know|i just want to know|i wanted to know|need to know"
    rf"|does anyone know|anyone know|do you know|can you tell me|could you tell me|tell me) )*(?:{QUESTION_START})"
)
_ASKING = re.compile(
    r"\b(?:i want to know|i would like to know|wondering|my question|need to know|need to find out|id like to know"
    r"|want to ask|can i ask|advice|looking for help|need help|want help|want to complain|any help"
    r"|(?:any|some)(?:one|body) know|i wondered|(?:just )?asking|want to know|should like to (?:know|understand)"
    r"|trying to find out|no idea (?:who|what|how|where)|dont know (?:who|what|how|where|if))\b"
)
_JOINT = re.compile(r",\s+|\s+(?=(?:but|because|cos|so|and (?:i|we|he|she|they|now|my|the|his|her)) )")
_ONE_MORE = re.compile(r"\s*(?:and|also|plus) ", re.IGNORECASE)
RUN_ON = 18  # words
_AFTER_COMMA = re.compile(rf"(?<=,) (?=(?:and |so |but )?(?:{QUESTION_START}))", re.IGNORECASE)
_MID_QUESTION = re.compile(
    r" (?=(?:and |so |but )?(?:can (?:i|we|he|she|you)|do (?:i|we|they)|does (?:he|she|it)|should (?:i|we)"
    r"|will (?:i|we|he|she|they)"
    r"|am i|are we|is there|what (?:can|do|should|happens|is|are|help)|how (?:do|long|much|can|does)"
    r"|who (?:do|can|is|decides|pays)"
    r"|where (?:do|can|does)|would (?:i|we|he|she))\b)"
)


@lru_cache(maxsize=1)
def _told() -> dict:
    return yaml_text.load(WORDS_FILE.read_text("utf-8"))


@lru_cache(maxsize=1)
def _people() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")\b"), sign)
        for sign, names in _told()["people"].items()
    )


def people(words: str) -> str:
    """Persons made even: any grandson, niece or lad is "child", any mum or dad "parent"."""
    for pattern, sign in _people():
        words = pattern.sub(sign, words)
    return words


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, str]:
    return {str(k): str(v) for k, v in _told()["short_forms"].items()}


def plain(text: str) -> str:
    """Lower case, no apostrophes, text-speak spelt out, numbers as one sign: what the model sees."""
    return " ".join(_spelt(text)).removesuffix(" ?")


def _spelt(text: str) -> list[str]:
    text = spelling.repaired(text[:LONGEST])
    text = re.sub(r"[^\w\s?👍]", " ", re.sub(r"[’'`´]", "", text.lower())).replace("?", " ? ")
    short = _short_forms()
    words = [word for typed in text.split() for word in short.get(typed, typed).split()]
    return [re.sub(r"\d+", "9", word) for word in words]


def is_question(piece: str) -> bool:
    """True for "can I get help", with or without its question mark."""
    text = piece.strip().lower().replace("'", "").replace("’", "")
    return text.endswith("?") or bool(_QUESTION.match(text))


def pieces(text: str) -> list[str]:
    """The sentences of a message; an unpunctuated run is also cut where a question begins."""
    out: list[str] = []
    for sentence in re.split(r"(?<=[.!?;\n])\s+|\n+|(?<=[!?]{2})", text[:LONGEST]):
        last = 0
        cuts = {cut.start(): 4 for cut in _MID_QUESTION.finditer(sentence)} | {
            cut.start(): 2 for cut in _AFTER_COMMA.finditer(sentence)
        }
        for cut, shortest in sorted(cuts.items()):
            # A question's own inner clause ("do you know what I can get") stays whole; "and who do I ring" is one more question.
            head = sentence[last:cut].strip()
            if len(head.split()) >= shortest and (not is_question(head) or _ONE_MORE.match(sentence, cut)):
                out.append(head)
                last = cut
        out += _clauses(sentence[last:].strip())
    return [piece for piece in out if any(c.isalnum() for c in piece)]


def asking_part(text: str) -> str:
    """The last part of a text that asks; where none does, its last part. People tell first and ask last."""
    parts = pieces(text)
    if len(parts) < 2:
        return text
    return next((part for part in reversed(parts) if asks(part)), parts[-1])


def _clauses(sentence: str) -> list[str]:
    # A long run with no full stops: its clauses are read apart, or the story drowns what it is about.
    if len(sentence.split()) <= RUN_ON:
        return [sentence]
    out = [""]
    for part in _JOINT.split(sentence):
        out = [*out[:-1], f"{out[-1]} {part}".strip()] if len(out[-1].split()) < 4 else [*out, part]
    return out


@lru_cache(maxsize=1)
def _requests() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(plain(words)) for words in _told()["requests"]) + r")\b")


def asks(piece: str) -> bool:
    """True for a question or for words that announce one ("any advice appreciated")."""
    return is_question(piece) or bool(_ASKING.search(piece.lower().replace("'", "").replace("’", "")))


def unsure(text: str) -> bool:
    """True where a reply begins with not knowing: "honestly dont know, they did some checks"."""
    return bool(_unsure().match(plain(text)))


@lru_cache(maxsize=1)
def _unsure() -> re.Pattern[str]:
    told = _told()["unsure"]
    before = "|".join(re.escape(plain(word)) for word in told["before"])
    return re.compile(rf"(?:(?:{before}) )*(?:" + "|".join(re.escape(plain(words)) for words in told["words"]) + r")\b")


def yes_or_no(text: str) -> bool:
    """True where a reply begins with a yes or a no."""
    first = plain(text).split(" ", 1)[0]
    return first in _told()["yes_or_no"]


def requests(text: str) -> bool:
    """True for a question or for words that ask for something ("need a cot", "looking for a group")."""
    return asks(text) or any(is_question(piece) for piece in pieces(text)) or bool(_requests().search(plain(text)))
