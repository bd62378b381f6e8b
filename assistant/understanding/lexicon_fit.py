"""Makes the list of known words from what this project is written in: `make lexicon` (lexicon.txt)."""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.understanding import spelling
from assistant.understanding.sentence_encoder_weights import PUBLISHED, EncoderMissing, checked_weights
from kinship import yaml_text

ROOT = Path(__file__).parents[2]
EXAMPLES = ("data/*/nlu.yml", "data/*/nlu/*.yml", "assistant/understanding/danger_examples/*.yml")
PATTERNS = (
    "assistant/understanding/[!s]*.yml",
    "assistant/understanding/s[!p]*.yml",
)  # all but the files of the spelling
CONTENT = (
    "offer_content/[!l]*.yml",
    "offer_content/england/*.yml",
    "offer_content/exampleshire/*.yml",
)  # all but other languages
LEAVE_ALONE = "assistant/understanding/spelling_leave_alone.yml"
TABLE = "assistant/understanding/spelling_short_forms.yml"
MADE_OF = (
    *(*EXAMPLES, *PATTERNS, *CONTENT, LEAVE_ALONE, TABLE),
    "assistant/understanding/lexicon_fit.py",
    "assistant/understanding/spelling.py",
    "kinship/safety_phrases/words.yml",
)
SEEN_IN_EXAMPLES = 3  # a word of the examples is known from so many
MISSPELT = 20  # and a rarer one is a misspelling of a word that is so many times as common
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_MARK_UP = re.compile(r"\]\([^)]*\)|\]\{[^}]*\}|\{[^}]*\}|https?:\S+|\S+@\S+|[@*~]\w+|\w+\*")


def fit(root: Path = ROOT) -> dict[str, int]:
    """Every known word and how often it is written; 0 where it is only known to be a word."""
    examples = Counter(word for text in _texts(root, EXAMPLES) for word in _words(text))
    trusted = Counter(word for text in _texts(root, (*PATTERNS, *CONTENT)) for word in _words(text))
    real = _real_words(root)
    short = spelling.short_forms()
    seen = dict.fromkeys(real, 0)
    for word in examples.keys() | trusted.keys():
        # A word the patterns or the content use is common enough to be meant.
        seen[word] = examples[word] + (trusted[word] + spelling.SEEN if word in trusted else 0)
    doubtful = {word for word in examples.keys() - trusted.keys() - real if len(word) >= spelling.SHORTEST}
    rare = {word for word in doubtful if examples[word] < SEEN_IN_EXAMPLES}
    common = spelling.lexicon_of({word: times for word, times in seen.items() if word not in rare})
    misspelt = {word for word in doubtful if (_misspelt if word in rare else _slipped)(word, seen, common)}
    return {word: times for word, times in sorted(seen.items()) if not (word in misspelt or word in short)}


def misspelt_in_examples(root: Path = ROOT) -> list[str]:
    """The words of the examples that are not known words, for a look by eye."""
    known = fit(root)
    examples = Counter(word for text in _texts(root, EXAMPLES) for word in _words(text))
    return sorted(word for word in examples if word not in known and word not in spelling.short_forms())


def _misspelt(word: str, seen: dict[str, int], common: spelling.Lexicon) -> bool:
    if spelling.known(common.seen, word):
        return False
    meant = spelling.near(common, word, 1) or len(word) >= spelling.TWO_SLIPS and spelling.near(common, word, 2)
    return bool(meant) and seen[meant] >= MISSPELT * seen[word]


def _slipped(word: str, seen: dict[str, int], common: spelling.Lexicon) -> bool:
    """A word of several examples that is still no word: "askin", "tomorow"."""
    if word.endswith("in") and seen.get(word + "g", 0) > seen[word]:
        return True
    likely = common.meant.get((word[0], len(word) + 1), ()) if len(word) > spelling.SHORTEST else ()
    return any(
        spelling.undoubled(other) == spelling.undoubled(word) and seen[other] >= MISSPELT * seen[word]
        for other in likely
    )


def _real_words(root: Path) -> set[str]:
    """Words that are real whatever the examples say: the encoder's vocabulary, and the lists kept by hand."""
    vocabulary = (checked_weights() / "vocab.txt").read_text("utf-8").splitlines()
    by_hand = " ".join(yaml_text.load((root / LEAVE_ALONE).read_text("utf-8")).values())
    danger = yaml_text.load((root / "kinship/safety_phrases/words.yml").read_text("utf-8"))["real_words"]
    return {
        word
        for word in [*vocabulary, *by_hand.replace("-", " ").split(), *danger.split()]
        if word.isascii() and word.isalpha() and word.islower() and len(word) >= spelling.SHORTEST
    }


def _texts(root: Path, patterns: tuple[str, ...]) -> Iterator[str]:
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            yield from _values(yaml_text.load(path.read_text("utf-8")))


def _values(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for name, value in told.items():
            if name == "short_forms":  # its left sides are no words
                yield from map(str, value.values())
            else:
                yield from _values(value)
    elif isinstance(told, list):
        for value in told:
            yield from _values(value)
    elif isinstance(told, str):
        yield told


def _words(text: str) -> list[str]:
    found = _WORD.findall(_MARK_UP.sub(" ", text.lower().replace("’", "'").replace("_", " ")))
    return [word.removesuffix("'s") for word in found if not spelling.DRAWL.search(word)]


def made_of(root: Path = ROOT) -> str:
    """A fingerprint of everything the list depends on."""
    sum_of = hashlib.sha256(PUBLISHED["vocab.txt"].encode())
    for pattern in MADE_OF:
        for path in sorted(root.glob(pattern)):
            sum_of.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sum_of.hexdigest()


def shipped_made_of(path: Path = spelling.LEXICON) -> str:
    """The fingerprint the shipped list was made of."""
    with path.open(encoding="utf-8") as lines:
        return next((line.split()[-1] for line in lines if line.startswith("# made of ")), "")


def written(seen: dict[str, int], made: str) -> str:
    """The list as lexicon.txt holds it."""
    head = [
        "# Words the spelling repair knows, and how often the project writes them. Made by `make lexicon`: not edited by hand.",
        "# A word without a number is known to be a word, and nothing is ever taken for it.",
        f"# made of {made}",
    ]
    return "\n".join([*head, *(f"{word} {times}" if times else word for word, times in sorted(seen.items()))]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the list is made of today's words")
    parser.add_argument(
        "--misspelt", action="store_true", help="only print the words of the examples taken for misspelt"
    )
    options = parser.parse_args()
    if options.check:
        if shipped_made_of() == made_of():
            return 0
        sys.stderr.write(f"{spelling.LEXICON.relative_to(ROOT)}: not made of today's words. Mend: make lexicon\n")
        return 1
    try:
        if options.misspelt:
            sys.stdout.write("\n".join(misspelt_in_examples()) + "\n")
            return 0
        seen = fit()
    except EncoderMissing as missing:
        sys.stderr.write(f"The encoder's vocabulary is not here: {missing}\n")
        return 1
    spelling.LEXICON.write_text(written(seen, made_of()), "utf-8")
    sys.stdout.write(f"{len(seen)} words, {sum(times >= spelling.SEEN for times in seen.values())} of them mended to\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
