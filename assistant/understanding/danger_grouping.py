"""Makes the groups of words that mean nearly the same: `python -m assistant.understanding.danger_grouping` (kinship/danger_groups.json.gz).

Each word is read by both sentence encoders, and the nearest are put together. Seldom needed: words added to the examples later have no
group, and are read as themselves.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from sklearn.cluster import MiniBatchKMeans

from assistant.understanding.danger_examples import SEED, all_examples, told_by_intents
from assistant.understanding.danger_fit import ROOT, words_of
from assistant.understanding.danger_meaning import Encoder
from assistant.understanding.sentence_encoder import SentenceEncoder, encoder_state
from kinship.danger_groups import FILE

GROUPS = 600
SHORTEST, EVERYWHERE = 3, 8  # letters of a word; one that stands in more than one example in so many says nothing
LEXICON = ROOT / "assistant" / "understanding" / "lexicon.txt"


def vocabulary() -> list[str]:
    """The words of the examples and of the lexicon that are worth putting in a group, in order."""
    examples = all_examples(told_by_intents(ROOT))
    said = Counter(word for example in examples for word in words_of(example.text))
    known = {line.split()[0] for line in LEXICON.read_text("utf-8").splitlines() if line.strip() and line[0] != "#"}
    return sorted(
        word
        for word in known | set(said)
        if word.isalpha() and len(word) >= SHORTEST and said[word] < len(examples) / EVERYWHERE
    )


def grouped(words: Sequence[str], encoders: Sequence[Encoder], groups: int = GROUPS) -> list[list[str]]:
    """The words, those near each other in the eyes of the encoders together."""
    rows = np.hstack([encoder.encode(words) for encoder in encoders])
    found = MiniBatchKMeans(groups, random_state=SEED, n_init=3, batch_size=2048).fit(rows).labels_
    out: dict[int, list[str]] = defaultdict(list)
    for word, group in zip(words, found, strict=True):
        out[int(group)].append(word)
    return sorted(out.values())


def main() -> int:
    encoders = [SentenceEncoder.load(tuned=True), SentenceEncoder.load()]
    if None in encoders:
        sys.stderr.write(f"The sentence encoder is not here: {encoder_state(tuned=True).reason}\n")
        return 1
    words = vocabulary()
    text = json.dumps(
        [" ".join(group) for group in grouped(words, [each for each in encoders if each])], ensure_ascii=False
    )
    with FILE.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as file:
        file.write(text.encode())
    sys.stdout.write(f"{len(words)} words in {GROUPS} groups\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
