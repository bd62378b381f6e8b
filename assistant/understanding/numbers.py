"""Numbers as people write them, and the words that say a number is not an age."""

from __future__ import annotations

NUMBERS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve "
        "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}


MONTH_NAMES = frozenset(
    """
    january february march april may june july august september october november december
""".split()
)


UNITS = frozenset(
    """
    years year months month weeks week days day nights night hours hour minutes times bed bedroom bedrooms of pm am
    o'clock pounds % miles more other others kids children boys girls grandchildren people different social_worker
    each and? or stone weekends yrs room rooms per visits metres brothers sisters siblings st nd rd th
""".split()
)


IS = {"is", "'s", "are", "'re", "am", "be", "being", "s"}


SOFTENERS = frozenset(
    """
    now only just about around turned nearly almost already a an both still aged age ages
""".split()
)


def number(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) <= 3:
        return int(word)
    return NUMBERS.get(word)
