"""An entry as carers would get it: in the chat, as texts (in parts, as the phone company counts them), and in full as on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings

from hub.channels import composing, gsm
from hub.channels.composing import Said
from hub.conversations.words import entry_words, phone_words
from kinship import yaml_text
from kinship.entry_in_full import PAST_REVIEW, InFull, contact_line, day, in_full
from kinship.local_offer import Offered, Shelf
from kinship.offer_writing import typed

NEEDED = ("id", "need", "title", "status", "what", "who", "how", "decides", "if_no", "cost", "provides", "come_back")
FIGURE = ("label", "amount", "tax_year")
SMS = "sms"


@dataclass(frozen=True)
class Text:
    """A text message. `parts`: what it counts as; `asked`: it is sent only when the carer asks for more."""

    text: str
    parts: int
    letters: int
    asked: bool


@dataclass(frozen=True)
class Preview:
    chat: list[str]
    more: list[str]
    texts: list[Text]
    full: InFull


def of(shelf: Shelf, council: str, topic: str, entry: Mapping[str, Any], on: date) -> Preview | None:
    """None while it lacks what is said of every entry."""
    told = typed(entry)
    if not _is_whole(told):
        return None
    looked_at = shelf.with_entry(council, topic, told)
    found = looked_at.find(topic, (), {}, (), on).entries
    if not found:
        return None
    offered = found[0] if told.get("only_if") else replace(found[0], fits="yes")
    return Preview(
        chat=_said(looked_at, offered, "web"),
        more=_said_more(offered, "web"),
        texts=as_texts(_said(looked_at, offered, SMS), _said_more(offered, SMS)),
        full=in_full(looked_at, topic, offered, entry_words()),
    )


def _is_whole(told: Mapping[str, Any]) -> bool:
    """Whether it has what is said of every entry, in the form in which it is said. What is missing is the form's to tell."""
    if any(not isinstance(told.get(key), str) or not told[key].strip() for key in NEEDED):
        return False
    source, figures = told.get("source"), told.get("figures") or []
    if not isinstance(source, Mapping) or not source.get("title") or not told.get("checked_on"):
        return False
    if any(told.get(key) and not isinstance(told[key], Mapping) for key in ("contact", "only_if")):
        return False
    if not isinstance(told.get("arrangements") or [], str | list):
        return False
    return isinstance(figures, list) and all(
        isinstance(each, Mapping) and all(each.get(part) for part in FIGURE) for each in figures
    )


def _said(shelf: Shelf, offered: Offered, channel: str) -> list[str]:
    entry, contact = offered.entry, contact_line(shelf, offered.entry)
    if offered.standing == "past_limit":
        return [_say("utter_offer_past_limit", channel, title=entry["title"], contact=contact)]
    figures = "".join(f"\n{each['label']}: {each['amount']} ({each['tax_year']})." for each in offered.figures)
    lines = [_say("utter_offer", channel, title=entry["title"], what=entry["what"] + figures)]
    if offered.fits == "maybe":
        lines.append(_say("utter_offer_maybe", channel))
    if offered.standing == PAST_REVIEW:
        lines.append(_say("utter_offer_past_review", channel, checked_on=day(entry["checked_on"])))
    if entry.get("state") == "paused":
        lines.append(_say("utter_offer_paused", channel))
    return [*lines, _say("utter_offer_who_how", channel, who=entry["who"], how=entry["how"], contact=contact)]


def _said_more(offered: Offered, channel: str) -> list[str]:
    entry = offered.entry
    if offered.standing == "past_limit":
        return []
    return [
        _say("utter_offer_decides", channel, who=entry["who"], decides=entry["decides"], if_no=entry["if_no"]),
        _say("utter_offer_cost", channel, **{key: entry[key] for key in ("cost", "provides", "come_back")}),
        _say("utter_offer_source", channel, source=entry["source"]["title"], checked_on=day(entry["checked_on"])),
    ]


def as_texts(first: list[str], more: list[str]) -> list[Text]:
    around = phone_words()["composing"]
    words = composing.Words(reply_with="", more=str(around["more"]))
    told = [(True, text) for text in more]
    said = [Said(place, text) for place, text in enumerate(first, 1)]
    composed = composing.compose(said, SMS, words)
    pages = [
        (asked, page.plain)
        for each in composed
        for asked, some in ((False, each.now), (True, each.later))
        for page in some
    ]
    for _, text in told:
        for each in composing.compose([Said(1, text)], SMS, replace(words, more="")):
            pages += [(True, page.plain) for page in each.now]
    return [Text(text, gsm.segments(text), len(text), asked) for asked, text in pages]


def _say(name: str, channel: str, **fills: Any) -> str:
    variants = _responses()[name]
    chosen = next((each for each in variants if each.get("channel") == channel), None)
    return str((chosen or next(each for each in variants if "channel" not in each))["text"]).format(**fills)


@cache
def _responses() -> Mapping[str, Any]:
    path = settings.BASE_DIR / "data" / "local_offer" / "responses.yml"
    return yaml_text.load(path.read_text("utf-8"))["responses"]
