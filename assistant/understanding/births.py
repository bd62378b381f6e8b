"""A child not yet born, or just born."""

from __future__ import annotations

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
        if word == "born" and set(lead[-3:]) & {"be", "not"} and {"baby", "to", "yet"} & set(lead[-3:] + ahead[:1]):
            return [(i, i + 1, 0, "unborn")]
    return []


BETWEEN = frozenset(
    "am is 'm weeks months still now also about nearly heavily currently and a bit be very be 's already 're are".split()
)


def _carers(words: list[str], at: int) -> bool:
    """ "I'm 12 weeks pregnant", "my girlfriend is due in May": the writer's own baby."""
    for i in range(at - 1, max(-1, at - 7), -1):
        if words[i] in {"i", "we"}:
            return all(w in BETWEEN or w.isdigit() for w in words[i + 1 : at])
        if words[i] in {"wife", "girlfriend", "partner", "missus", "fiancee"}:
            return words[i - 1] in {"my", "our"}
    return False


def child_expects(words: list[str], at: int, found: list[tuple[int, int, int, str]]) -> bool:
    """ "She's 15 and pregnant": the child told of expects one, and it is not the baby that is cared for."""
    old = any(12 <= n <= 18 and value.isdigit() for _, _, n, value in found)
    return old and words[at] in {"pregnant", "expecting"} and not {"unborn", "due", "baby"} & set(words)


def newborn(words: list[str]) -> list[tuple[int, int, int, str]]:
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
