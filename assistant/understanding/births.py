"""A child not yet born, or just born."""

from __future__ import annotations

from assistant.understanding.numbers import MONTH_NAMES


def unborn(words: list[str]) -> list[tuple[int, int, int, str]]:
    for i, word in enumerate(words):
        lead = words[max(0, i - 6) : i]
        ahead = words[i + 1 : i + 5]
        if word == "unborn" or (
            word in {"pregnant", "expecting"}
            and not {"i", "was", "when", "not"} & set(lead[-3:])
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
                or ahead[:2] in (["any", "day"], ["next", "month"], ["next", "week"])
            )
            and {"baby", "she", "girlfriend", "daughter", "sister", "niece", "is", "pregnant", "'s"} & set(lead)
            and not {"court", "hearing", "review", "report", "back", "home"} & set(lead)
        ):
            return [(i, i + 1, 0, "unborn")]
        if word == "born" and set(lead[-3:]) & {"be", "not"} and {"baby", "to", "yet"} & set(lead[-3:] + ahead[:1]):
            return [(i, i + 1, 0, "unborn")]
    return []


def newborn(words: list[str]) -> list[tuple[int, int, int, str]]:
    for i, word in enumerate(words):
        if word == "newborn" or (word == "new" and words[i + 1 : i + 2] == ["born"]):
            return [(i, i + 1, 0, "0")]
        if (
            word == "born"
            and words[i + 1 : i + 3]
            and (
                words[i + 1] in {"yesterday", "today"}
                or words[i + 1 : i + 3] in (["last", "week"], ["this", "week"], ["last", "month"], ["last", "night"])
            )
        ):
            return [(i, i + 1, 0, "0")]
    return []
