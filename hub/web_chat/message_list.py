"""The messages as the page shows them: who said it, safe HTML, and buttons only where they may still be tapped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from hub.channels import web
from hub.conversations import danger, tokens
from hub.conversations.transcript import Shown
from hub.web_chat import other_fields
from hub.web_chat.posted import Posted
from hub.web_chat.wording import sentence, words
from kinship import languages

CONTACT, SYSTEM = "contact", "system"


@dataclass(frozen=True)
class Row:
    """One <li>. `first_new` is where a page without script begins to be read; `ends_answer` carries the way back and out."""

    seq: int | None
    author: str
    who: str
    body: SafeString
    kind: str = ""
    lang: str = ""
    choices: list[dict[str, str]] = field(default_factory=list)
    first_new: bool = False
    ends_answer: bool = False

    @property
    def dir(self) -> str:
        known = languages.known().get(self.lang.split("-")[0].lower())
        return known.direction if known and self.lang else ""


def rows(conversation_id: UUID, shown: list[Shown], after: int) -> list[Row]:
    """The rows of a page; `after` is the newest the carer had seen."""
    who = words()["who"]
    new = next((one.seq for one in shown if one.author != CONTACT and one.seq > after), None) if after >= 0 else None
    last = len(shown) - 1
    return [
        Row(
            seq=one.seq,
            author=one.author,
            who=str(who.get(one.author) or who["system"]),
            body=own_words(one.text) if one.author == CONTACT else sentence(one.text),
            kind=one.kind,
            lang=one.lang or "",
            choices=_choices(conversation_id, one) if one.open else [],
            first_new=one.seq == new,
            ends_answer=one.author != CONTACT and (place == last or shown[place + 1].author == CONTACT),
        )
        for place, one in enumerate(shown)
    ]


def own_words(text: str) -> SafeString:
    """A carer's words as HTML, with no links in them."""
    return mark_safe(web.own_words(text))


def safety_row(posted: Posted) -> list[Row]:
    """What to say to danger in words that were not taken in (too long, too many, no database), as a row at the end."""
    found = [
        danger.heard(posted.text, "web") if posted.text else None,
        *(found for _, found in other_fields.heard(posted)),
    ]
    heard = min(filter(None, found), key=lambda each: danger.PRIORITY[each.urgency], default=None)
    if heard is None:
        return []
    who = str(words()["who"]["system"])
    return [Row(None, SYSTEM, who, sentence(heard.text), kind="danger", first_new=True, ends_answer=True)]


def first_choices() -> list[dict[str, str]]:
    """The buttons of the first view."""
    return [
        {"value": tokens.sign_choice(None, 0, place), "label": each["label"]}
        for place, each in enumerate(words()["first_choices"])
    ]


def first_choice(value: str) -> dict[str, str] | None:
    """The choice {id, label} of a button of the first view, or None for one we did not make."""
    place = tokens.open_choice(None, value)
    choices = words()["first_choices"]
    return choices[place[1]] if place and place[0] == 0 and 0 <= place[1] < len(choices) else None


def _choices(conversation_id: UUID, one: Shown) -> list[dict[str, str]]:
    return [
        {"value": tokens.sign_choice(conversation_id, one.seq, place), "label": choice["label"]}
        for place, choice in enumerate(one.choices)
    ]


def newest(found: Iterable[Row]) -> Row | None:
    """The first row that is new, if any is."""
    return next((row for row in found if row.first_new), None)
