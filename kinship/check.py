"""`python -m kinship check`: every fault of the offer content, for one council or for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kinship import facts, plain_language
from kinship.accessibility_words_schema import ACCESSIBILITY
from kinship.content_files import Fault, Lined, Page, UnreadableContent, read_yaml
from kinship.council_schema import check_council, refuse_real_numbers
from kinship.coverage import Table, coverage
from kinship.desk_words_schema import DESK
from kinship.dialogue.conversation import INTENTS
from kinship.evidence_words_schema import EVIDENCE
from kinship.hub_words_schema import CONVERSATION, WEB_CHAT, check_words
from kinship.languages_schema import check_languages, check_translation, warn_of_stale
from kinship.leaflet_words_schema import check_leaflet
from kinship.offer_desk_words_schema import OFFER_DESK
from kinship.offer_schema import CONTACT_BLOCKS, Known, check_topic_file
from kinship.offer_site_words_schema import ENTRY, SAY, SITE, check_letter
from kinship.open_data_words_schema import OPEN_DATA
from kinship.phone_words_schema import check_phone
from kinship.privacy_words_schema import PRIVACY
from kinship.summary_words_schema import check_summary
from kinship.to_fill import refuse_empty
from kinship.wording_schema import check_answers, check_arrangements_file, check_helplines, check_safety, check_topics

__all__ = ["Table", "coverage", "faults"]

ROOT = Path(__file__).resolve().parents[1]
NATIONAL = "england"
_WORDS = {
    "web_chat.yml": WEB_CHAT,
    "privacy.yml": PRIVACY,
    "accessibility.yml": ACCESSIBILITY,
    "conversation.yml": CONVERSATION,
    "desk.yml": DESK,
    "offer_desk.yml": OFFER_DESK,
    "evidence.yml": EVIDENCE,
    "open_data.yml": OPEN_DATA,
    "entry.yml": ENTRY,
    "offer_site.yml": SITE,
    "having_a_say.yml": SAY,
}


def faults(council: str | None, as_of: date, root: Path | None = None) -> list[Fault]:
    """Every fault of the words a carer may read, in the order of file and line.

    `council` is the code of a council's folder, or None for all of them. `as_of` is the day reviews and amounts are
    judged against. `root` is the folder that holds offer_content; this project when it is left out.
    """
    root = root or ROOT
    content = root / "offer_content"
    found: list[Fault] = []
    topics = _read(content / "topics.yml", root, found)
    helplines = _read(content / "helplines.yml", root, found)
    councils = [council] if council else sorted(path.parent.name for path in content.glob("*/council.yml"))
    known = Known(
        as_of=as_of,
        topics={topic: tuple(part.get("needs") or {}) for topic, part in _parts(topics)},
        answers=allowed_answers(),
        helplines=list(helplines or ()),
    )
    check_topics(_page("topics.yml", found), topics)
    check_helplines(_page("helplines.yml", found), helplines, as_of)
    if (arrangements := _read(content / "arrangements.yml", root, found)) is not None:
        check_arrangements_file(_page("arrangements.yml", found), arrangements, as_of)
    if (answers := _read(content / "answers.yml", root, found)) is not None:
        check_answers(_page("answers.yml", found), answers, known.answers)
    if (safety := _read(content / "safety.yml", root, found)) is not None:
        check_safety(_page("safety.yml", found), safety, [*known.helplines, *CONTACT_BLOCKS, "homeless_tonight"])
    for name, needed in _WORDS.items():
        if (words := _read(content / name, root, found)) is not None:
            check_words(_page(name, found), words, needed, choice_ids(known.answers))
    for name, check in _with_checks_of_their_own(known).items():
        if (words := _read(content / name, root, found)) is not None:
            check(_page(name, found), words)
    if (languages := _read(content / "languages.yml", root, found)) is not None:
        check_languages(_page("languages.yml", found), languages)
    for page, value in _translations(root, found):
        check_translation(page, value, languages, as_of)
    found += _national_faults(content, known, root)
    for code in councils:
        found += _council_faults(content, code, known, root)
    found += plain_language.faults(root, council)
    return sorted(set(found))


def _with_checks_of_their_own(known: Known) -> dict[str, Callable[[Page, Any], None]]:
    return {
        "phone.yml": check_phone,
        "summary.yml": check_summary,
        "leaflet.yml": lambda page, words: check_leaflet(page, words, known.topics),
        "letter.yml": lambda page, words: check_letter(page, words, known.topics, known.as_of),
    }


def warnings(root: Path | None = None) -> list[Fault]:
    """What is no fault but should be known: translations that are hidden because their English has changed."""
    root, found = root or ROOT, []
    languages = _read(root / "offer_content" / "languages.yml", root, [])
    for page, value in _translations(root, []):
        warn_of_stale(Page(page.file, found), value, languages)
    return sorted(set(found))


def _translations(root: Path, found: list[Fault]) -> Iterator[tuple[Page, Any]]:
    for path in sorted((root / "offer_content" / "translations").glob("*.yml")):
        if (value := _read(path, root, found)) is not None:
            yield _page(f"translations/{path.name}", found), value


def allowed_answers() -> dict[str, tuple[str, ...] | None]:
    """Each fact of the vocabulary and the answers it allows, `not_sure` too; None for an age, a date or a name."""
    return {
        name: (*fact.answers, facts.NOT_SURE) if fact.answers else None for name, fact in facts.vocabulary().items()
    }


def choice_ids(answers: dict[str, tuple[str, ...] | None]) -> list[str]:
    """What a turn takes as a choice: an intent's name, or a fact and one of its answers."""
    return [*INTENTS, *(f"{fact}={answer}" for fact, allowed in answers.items() for answer in allowed or ())]


def _national_faults(content: Path, known: Known, root: Path) -> list[Fault]:
    found: list[Fault] = []
    for path in sorted((content / NATIONAL).glob("*.yml")):
        value = _read(path, root, found)
        page = _page(f"{NATIONAL}/{path.name}", found)
        if value is not None:
            check_topic_file(page, value, path.stem, False, known)
            _refuse_holes(page, value, known.topics.get(path.stem, ()))
    for topic in known.topics:
        if not (content / NATIONAL / f"{topic}.yml").exists():
            page = _page(f"{NATIONAL}/{topic}.yml", found)
            page.refuse(
                1,
                "This topic has no file.",
                "Add it, with an entry or a line under 'gaps' for each need of topics.yml.",
            )
    return found


def _refuse_holes(page: Page, value: Any, needs: tuple[str, ...]) -> None:
    """Every need of the checklist has an entry or is a stated gap: a carer is never met by silence."""
    if not isinstance(value, Lined):
        return
    entries = value.get("entries")
    met = {entry.get("need") for entry in entries if isinstance(entry, dict)} if isinstance(entries, list) else set()
    for need in needs:
        if need not in met and need not in (value.get("gaps") or ()):
            page.refuse(
                1,
                f"Nothing here meets the need '{need}'.",
                "Add an entry for it, or a line under 'gaps' saying what we do not know.",
            )


def _council_faults(content: Path, code: str, known: Known, root: Path) -> list[Fault]:
    found: list[Fault] = []
    council = _read(content / code / "council.yml", root, found)
    if council is None:
        return found
    page, others = _page(f"{code}/council.yml", found), _page(f"{code}/council.yml", [])
    unfilled = refuse_empty(page, council)
    check_council(others, council, known.as_of)
    found += [fault for fault in others.faults if fault.line not in unfilled]
    blocks = [key for key, part in _parts(council) if key in CONTACT_BLOCKS or part.get("phone")]
    known = Known(known.as_of, known.topics, known.answers, known.helplines, blocks)
    for path in sorted((content / code).glob("*.yml")):
        if path.stem == "council":
            continue
        page = _page(f"{code}/{path.name}", found)
        if (value := _read(path, root, found)) is not None:
            check_topic_file(page, value, path.stem, True, known)
            if council.get("example") is True:
                refuse_real_numbers(page, value, 1)
    return found


def _page(name: str, found: list[Fault]) -> Page:
    return Page(f"offer_content/{name}", found)


def _read(path: Path, root: Path, found: list[Fault]) -> Any:
    try:
        return read_yaml(path, path.relative_to(root).as_posix(), strict=True)
    except UnreadableContent as error:
        found.append(error.fault)
        return None


def _parts(value: Any) -> Iterator[tuple[str, Lined]]:
    if isinstance(value, Lined):
        yield from ((key, part) for key, part in value.items() if isinstance(part, Lined))
