"""Labels that a phone can show: a short form beside each that is too long for texts and WhatsApp, and no two the same."""

from __future__ import annotations

from typing import Any

from kinship.content_files import Lined, Page, did_you_mean

LONGEST_ROW = 24  # letters: a row of a WhatsApp list
LONGEST_BUTTON = 20  # letters: a button of WhatsApp, which is what a menu of 3 or fewer is there
MOST_BUTTONS = 3


def check_short(page: Page, found: Lined, label: str, short: str, most: int, what: str) -> None:
    """A label that texts and WhatsApp can show: by itself, or by a short form beside it. Nothing there is ever cut."""
    if short not in found:
        if isinstance(words := found.get(label), str) and len(words) > most:
            mend = f"Add '{short}' with the same meaning in {most} letters or fewer, for texts and WhatsApp."
            page.refuse(found.line_of(label), f"'{label}' of {what} has {len(words)} letters.", mend)
        return
    _fits_a_phone(page, found[short], found.line_of(short), most, f"'{short}' of {what}")


def check_short_part(page: Page, labels: Lined, shorts: Any, part: str) -> None:
    """A part of plain labels, with the short forms of the longer ones in `<part>_short` under the same names."""
    shorts = shorts if isinstance(shorts, Lined) else Lined()
    for key, words in labels.items():
        if key not in shorts and isinstance(words, str) and len(words) > LONGEST_BUTTON:
            mend = f"Add '{key}' under '{part}_short', with the same meaning in {LONGEST_BUTTON} letters or fewer."
            page.refuse(labels.line_of(key), f"'{key}' of '{part}' has {len(words)} letters.", mend)
    for key, words in shorts.items():
        where, what = shorts.line_of(key), f"'{key}' of '{part}_short'"
        if key not in labels:
            page.refuse(where, f"'{key}' is not under '{part}'.", did_you_mean(key, labels))
        _fits_a_phone(page, words, where, LONGEST_BUTTON, what)
    seen: dict[str, str] = {}
    for key, words in labels.items():
        if (said := str(shorts.get(key, words)).casefold()) in seen:
            where = shorts if key in shorts else labels
            page.refuse(where.line_of(key), f"'{key}' is called the same as '{seen[said]}'.", "Give it other words.")
        seen.setdefault(said, key)


def _fits_a_phone(page: Page, words: Any, line: int, most: int, what: str) -> None:
    if not page.words(words, line, what):
        return
    if len(words) > most:
        page.refuse(line, f"{what} has {len(words)} letters.", f"Keep it to {most}, so that a phone can show it.")
    if strange := [each for each in words if not (each.isascii() and each.isprintable()) and each != "£"]:
        page.refuse(line, f"{what} has '{strange[0]}', which a text message may not show.", "Use plain letters.")


def refuse_twins(page: Page, labels: dict[str, tuple[Lined, str, str]], what: str) -> None:
    """No two choices of one menu are called the same, neither at length nor in short."""
    for shown in ("long", "short"):
        seen: dict[str, str] = {}
        for name, (found, label, short) in labels.items():
            key = short if shown == "short" and short in found else label
            if not isinstance(found.get(key), str):
                continue
            words = found[key].casefold().strip()
            if words in seen:
                fault = f"'{found[key]}' of {what} stands at '{name}' and at '{seen[words]}'."
                page.refuse(found.line_of(key), fault, "Give one of them other words.")
            seen.setdefault(words, name)
