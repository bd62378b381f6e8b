"""Where the carer lives, only when they say so: "I live in York". Any other place named is not their council."""

from __future__ import annotations

from typing import Any

from assistant.understanding.message_text import Told

STOP = frozenset(
    """
    a an the my our his her their one two three small council sheltered private rented different another same flat
    house fear england uk and but hope temporary with overcrowded town village country city london's foster_care
    care it this that here not limbo poverty debt squalor peace supported housing association mum sin hiding refuge
    bits nothing nan over rural
""".split()
)
NAME_ENDS = frozenset(
    """
    and but with so do does is are my i we has have had council area now looks_after since for because who where
    which can if he she they the at what how though not did got near it in as there placed
""".split()
)


def home_council(told: Told) -> list[dict[str, Any]]:
    """Entity `home_council`, lower case, without the word "council"."""
    words = [word.text for word in told.words]
    for i, word in enumerate(words[:-2]):
        if word not in {"i", "we"}:
            continue
        j = i + 1
        while (
            j < len(words)
            and words[j] in {"both", "all", "now", "still", "am", "are", "actually", "do", "live", "living", "based"}
            and j - i < 4
        ):
            j += 1
        told_so = {"live", "living", "based"} & set(words[i + 1 : j])
        if not told_so or words[j : j + 1] != ["in"] or {"used", "if", "when"} & set(words[max(0, i - 2) : i]):
            continue
        name = []
        for k in range(j + 1, min(j + 5, len(words))):
            if words[k] in NAME_ENDS or not words[k].replace("-", "").isalpha():
                break
            name.append(words[k])
        if name and not set(name) & STOP and len(name) <= 3:
            start, end = told.words[j + 1].start, told.words[j + len(name)].end
            home = {"entity": "home_council", "value": " ".join(name), "start": start, "end": end}
            return [home, *_another(told, words, name)]
    return []


def _another(told: Told, words: list[str], home: list[str]) -> list[dict[str, Any]]:
    """ "Bradford council placed him but we live in Leeds": a council of another name made the arrangement."""
    for i in range(1, len(words) - 1):
        if (
            words[i] == "council"
            and words[i + 1] in {"placed", "put", "moved"}
            and words[i - 1] not in {"the", "our", "my", "local", "a", *home}
        ):
            return [
                {
                    "entity": "placed_by_another_council",
                    "value": "yes",
                    "start": told.words[i - 1].start,
                    "end": told.words[i + 1].end,
                }
            ]
    return []
