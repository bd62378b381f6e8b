"""What languages.yml and the translations beside it must hold."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from kinship.content_files import Lined, LinedList, Page, did_you_mean
from kinship.hub_words_schema import check_filled
from kinship.languages import span
from kinship.translations import LENGTH, fingerprint, is_current

FIXED_WORDS = {"interpreter": "phone", "danger": ""}  # the lines the program looks for, and what is filled in
_CODE = re.compile(r"[a-z]{2,3}")
_LANGUAGE = ("english", "own_name", "direction", "script", "letters", "words")
_TRANSLATION = ("language", "translated_by", "checked_on", "words")


def check_languages(page: Page, value: Any) -> None:
    """languages.yml: the English lines, each language, and where its letters stand."""
    whole = page.mapping(value, 1, "This file")
    if whole is None:
        return
    parts = ("fixed_words", "languages", "english", "scripts")
    page.fields(whole, parts, parts, "this file")
    found = {part: _mapping(page, whole, part) for part in parts}
    page.fields(found["fixed_words"], tuple(FIXED_WORDS), tuple(FIXED_WORDS), "'fixed_words'")
    for key, fills in FIXED_WORDS.items():
        if key in found["fixed_words"]:
            line = found["fixed_words"].line_of(key)
            check_filled(page, found["fixed_words"][key], line, f"'{key}' of 'fixed_words'", fills)
    for script, spans in found["scripts"].items():
        _check_script(page, script, spans, found["scripts"].line_of(script))
    if not all(isinstance(word, str) for word in found["english"].get("words") or [None]):
        page.refuse(
            found["english"].line, "'words' of 'english' is not a list of words.", 'Put quotes around "no" and "on".'
        )
    english = {word for word in found["english"].get("words") or () if isinstance(word, str)}
    for code, each in found["languages"].items():
        line = found["languages"].line_of(code)
        if not _CODE.fullmatch(code):
            page.refuse(line, f"'{code}' is not the code of a language.", "Use its 2 or 3 letters of ISO 639.")
        if (language := page.mapping(each, line, f"'{code}'")) is not None:
            _check_language(page, code, language, found["scripts"], english)


def check_translation(page: Page, value: Any, languages: Any, as_of: date) -> None:
    """One file of translations: who made it, when it was checked, and from which English each line was made."""
    found = page.mapping(value, 1, "This file")
    if found is None:
        return
    page.fields(found, _TRANSLATION, _TRANSLATION, "this file")
    code = page.file.rsplit("/", 1)[-1].removesuffix(".yml")
    known = tuple(languages.get("languages") or ()) if isinstance(languages, Lined) else ()
    if page.code(found.get("language"), found.line_of("language"), "'language'", known) and found["language"] != code:
        page.refuse(
            found.line_of("language"), f"'language' is '{found['language']}'.", f"The file's name says '{code}'."
        )
    if found.get("translated_by") is not None:
        page.words(found["translated_by"], found.line_of("translated_by"), "'translated_by'")
    checked_on = page.date(found, "checked_on", "this file")
    if checked_on and checked_on > as_of:
        page.refuse(found.line_of("checked_on"), f"{checked_on} is still to come.", "Write the day it was checked.")
    words = found.get("words")
    if words is not None and (words := page.mapping(words, found.line_of("words"), "'words'")) is not None:
        for key, each in words.items():
            _check_line(page, key, each, words.line_of(key), _english(languages))


def warn_of_stale(page: Page, value: Any, languages: Any) -> None:
    """Every line whose English has changed since: it is hidden until a person has looked at it."""
    english, words = _english(languages), value.get("words") if isinstance(value, Lined) else None
    for key, each in words.items() if isinstance(words, Lined) else ():
        if isinstance(each, Lined) and key in english and not is_current(each, english[key]):
            mend = f'Let a person look at it again, then write translated_from: "{fingerprint(english[key])}".'
            page.refuse(words.line_of(key), f"'{key}' is hidden: its English has changed.", mend)


def _english(languages: Any) -> dict[str, str]:
    fixed = languages.get("fixed_words") if isinstance(languages, Lined) else None
    return {key: words for key, words in fixed.items() if isinstance(words, str)} if isinstance(fixed, Lined) else {}


def _mapping(page: Page, whole: Lined, part: str) -> Lined:
    found = page.mapping(whole[part], whole.line_of(part), f"'{part}'") if whole.get(part) is not None else None
    if found is None:
        found = Lined()
        found.line, found.key_lines, found.value_lines = whole.line_of(part), {}, {}
    return found


def _check_script(page: Page, script: str, spans: Any, line: int) -> None:
    for each in spans if isinstance(spans, LinedList) else [spans]:
        try:
            span(each)
        except (ValueError, AttributeError):
            page.refuse(line, f"'{each}' of '{script}' is not a range of letters.", 'Write ["0600-06FF"].')


def _check_language(page: Page, code: str, found: Lined, scripts: Lined, english: set[str]) -> None:
    page.fields(found, _LANGUAGE, _LANGUAGE[:3], f"'{code}'")
    for key in ("english", "own_name", "script", "letters"):
        if key in found:
            page.words(found[key], found.line_of(key), f"'{key}' of '{code}'")
    if "direction" in found:
        page.code(found["direction"], found.line_of("direction"), f"'direction' of '{code}'", ("ltr", "rtl"))
    if isinstance(found.get("script"), str):
        page.code(found["script"], found.line_of("script"), f"'script' of '{code}'", tuple(scripts))
    words = found.get("words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word == word.casefold() for word in words):
        page.refuse(found.line_of("words"), f"'words' of '{code}' is not a list of small words.", "Write [jest, nie].")
    elif both := sorted(english & set(words)):
        page.refuse(found.line_of("words"), f"'{both[0]}' of '{code}' is an English word too.", "Take it out.")
    if not (words or found.get("letters") or found.get("script")):
        page.refuse(found.line, f"Nothing tells '{code}' from English.", "Add 'words', 'letters' or 'script'.")


def _check_line(page: Page, key: str, each: Any, line: int, english: dict[str, str]) -> None:
    if key not in english:
        page.refuse(line, f"'{key}' is not a line of 'fixed_words'.", did_you_mean(key, english))
        return
    found = page.mapping(each, line, f"'{key}'")
    if found is None:
        return
    made_from = f'translated_from: "{fingerprint(english[key])}"'
    page.fields(found, ("text", "translated_from"), ("text",), f"'{key}'")
    if found.get("text") is not None:
        check_filled(page, found["text"], found.line_of("text"), f"'{key}'", FIXED_WORDS.get(key, ""))
    stamp = found.get("translated_from")
    if not (isinstance(stamp, str) and re.fullmatch(rf"[0-9a-f]{{{LENGTH}}}", stamp)):
        mend = f"If it was made from the English as it stands now, write {made_from}."
        page.refuse(found.line_of("translated_from"), f"'{key}' does not say which English it was made from.", mend)
